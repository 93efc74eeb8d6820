"""Small pages written by hand: every name, text and parent of nearly all of them is read."""

from __future__ import annotations

import pytest
from written_pages import HTML, TEXT, Written, make_page

from stance.sources.read import read_pages
from stance.threads.build import build_threads

_PAGES = 40  # of each form
# Pages of a form that may be read with a fault: mostly one comment alone under "Comments", with
# nothing that says it is one.
_MOST_FAULTS = {
    "grid": 1,
    "handles": 5,
    "log": 1,
    "cited": 1,
    "columns": 1,
    "colons": 6,
    "lines": 2,
    "markdown headings": 2,
    "copied": 2,
    "guest book": 1,
    "date first": 1,
}


def _read(text: str) -> list[tuple[str | None, str, int | None]]:
    (page,) = map(build_threads, read_pages(text.encode()))
    place = {comment.id: n for n, comment in enumerate(page.comments)}
    return [
        (c.speaker, c.text, None if c.reply_to is None else place[c.reply_to])
        for c in page.comments
    ]


def _show(comments: list[Written]) -> list[tuple[str | None, str, int | None]]:
    return [(c.name, c.text, c.parent) for c in comments]


@pytest.mark.parametrize("form", [*HTML, *TEXT])
def test_pages_written_by_hand_are_read(form: str) -> None:
    pages = (make_page(form, n) for n in range(_PAGES))
    faults = [text for text, comments in pages if _read(text) != _show(comments)]
    assert len(faults) <= _MOST_FAULTS.get(form, 0), faults[0]

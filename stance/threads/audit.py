"""The loss audit: how many comments the page announces, and what is known of the missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from stance.sources.alternatives import first_of
from stance.sources.page import Line
from stance.threads.headings import is_latest_heading, read_count

__all__ = ["is_deleted", "read_announced"]

_LONGEST = 200  # characters
_FORMS = Path(__file__).with_name("deletions.txt").read_text(encoding="utf-8").split("\n")
_DELETED = re.compile(
    rf"\W*{first_of(form for form in _FORMS if form and not form.startswith('#'))}\W*",
    re.IGNORECASE,
)


def is_deleted(text: str) -> bool:
    """Whether a text only says that the comment was taken down.

    >>> is_deleted("[deleted]"), is_deleted("This comment has been removed by a moderator.")
    (True, True)
    """
    return len(text) < _LONGEST and bool(text) and _DELETED.fullmatch(text) is not None


def read_announced(lines: Sequence[Line], heading: int | None, first: int | None) -> int | None:
    """The page's own count: its section heading's, else the nearest count before the section.

    `heading` is the line of the section's heading and `first` that of its first comment.
    Counts of "latest comments" boxes are passed over.
    """
    if heading is not None and (count := read_count(lines[heading].text)) is not None:
        return count
    counts = [
        count
        for k, line in enumerate(lines[: len(lines) if first is None else first])
        if not (k and is_latest_heading(lines[k - 1].text))
        and not line.marker
        and (count := read_count(line.text)) is not None
    ]
    if first is None:  # a page without comments: counts may belong to its teasers
        return counts[0] if len(set(counts)) == 1 else None
    return counts[-1] if counts else None

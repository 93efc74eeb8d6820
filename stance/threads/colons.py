"""Comments of which each is one paragraph that opens with its speaker: "Ann: It rains."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.headers import is_furniture, is_name, read_stamp
from stance.threads.headings import (
    is_comment_heading,
    is_form,
    is_latest_heading,
    read_count,
)

__all__ = ["part_colons"]

_FEWEST = 3  # such paragraphs, where the heading does not count them
_MOST_WORDS = 4  # of a name; the opening of a sentence has more
_OPENED = re.compile(r"(?P<name>[^\W_][^:：\n]{0,39})[:：][ \u00a0]+(?=\S)")


class _Opening(NamedTuple):
    """A line that opens with a speaker, and where what is said begins in it."""

    line: int
    name: str
    at: int


def part_colons(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the speakers that open all paragraphs below a heading as lines of their own.

    >>> from stance.sources.dump import read_dump
    >>> dump = "2 comments\\n\\nAnn: It rains.\\n\\nBob: It does not."
    >>> [line.text for line in part_colons(read_dump(dump).lines)]
    ['2 comments', 'Ann says:', 'It rains.', 'Bob says:', 'It does not.']
    """
    for k, line in enumerate(lines):
        if k + 1 < len(lines) and _read_opening(lines, k + 1) and is_comment_heading(line.text):
            found = _find_openings(lines, k)
            if found:
                return list(_part(lines, {opening.line: opening for opening in found}))
    return lines


def _read_opening(lines: Sequence[Line], k: int) -> _Opening | None:
    text = lines[k].text
    match = _OPENED.match(text) if ":" in text or "：" in text else None
    if match is None:
        return None
    name = match["name"].strip()
    if len(name.split()) > _MOST_WORDS or not is_name(name) or is_furniture(name):
        return None
    if is_byline(text) or read_stamp(text) is not None:
        return None
    return _Opening(k, name, match.end())


def _find_openings(lines: Sequence[Line], heading: int) -> list[_Opening]:
    """The openings of the paragraphs below a heading; none unless all paragraphs have one."""
    found: list[_Opening] = []
    others = 0
    for k in range(heading + 1, len(lines)):
        text = lines[k].text
        if lines[k].heading or is_form(text) or is_latest_heading(text):
            break
        opening = _read_opening(lines, k)
        if opening is not None:
            found.append(opening)
        elif (lines[k].gap or lines[k].marker) and not is_furniture(text):
            others += 1
    announced = read_count(lines[heading].text)
    if announced is None:
        several = len({opening.name for opening in found}) > 1
        return found if len(found) >= _FEWEST and several and not others else []
    return found if len(found) == announced else []


def _part(lines: Sequence[Line], openings: dict[int, _Opening]) -> Iterator[Line]:
    for k, line in enumerate(lines):
        opening = openings.get(k)
        if opening is None:
            yield line
            continue
        text = line.text[opening.at :]
        start = max(line.text_start, line.stop - len(text))
        yield line._replace(text=f"{opening.name} says:", stop=start)
        column = line.text_column
        yield line._replace(
            start=start, text_start=start, column=column, marker="", text=text, gap=0
        )

"""Comments of which each is one paragraph that opens with its speaker: "Ann: It rains."."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.sources.bylines import is_byline
from stance.sources.guestbooks import is_field
from stance.sources.page import Line
from stance.threads.headers import is_furniture, is_name, read_says, read_stamp
from stance.threads.headings import (
    is_comment_heading,
    is_form,
    is_latest_heading,
    read_count,
)

__all__ = ["part_colons"]

_FEWEST = 2  # such paragraphs without dates, where the heading does not count them
_MOST_WORDS = 4  # of a name; the opening of a sentence has more
_OPENED = re.compile(
    r"(?:\[(?P<when>[^\[\]\n]{3,40})\][ \u00a0])?"  # as logs have it
    r"(?P<name>[^\W_][^:：\n]{0,39}?)(?P<date>[ \u00a0]\([^()\n]{3,40}\))?[:：][ \u00a0]+(?=\S)"
)


class _Opening(NamedTuple):
    """A line that opens with a speaker, the header there, and where what is said begins."""

    line: int
    name: str
    header: str
    at: int


def part_colons(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the speakers that open all paragraphs below a heading as lines of their own.

    >>> from stance.sources.dump import read_dump
    >>> dump = "2 comments\\n\\nAnn: It rains.\\n\\nBob: It does not."
    >>> [line.text for line in part_colons(read_dump(dump).lines)]
    ['2 comments', 'Ann says:', 'It rains.', 'Bob says:', 'It does not.']
    """
    for k, (line, below) in enumerate(itertools.pairwise(lines)):
        text = below.text
        if not (": " in text or "：" in text) or not is_comment_heading(line.text):
            continue
        if _read_opening(lines, k + 1):
            found = _find_openings(lines, k)
            if found:
                return list(_part(lines, {opening.line: opening for opening in found}))
    return lines


def _read_opening(lines: Sequence[Line], k: int) -> _Opening | None:
    text = lines[k].text
    match = _OPENED.match(text)
    if match is None:
        return None
    name = match["name"].strip()
    if len(name.split()) > _MOST_WORDS or not is_name(name) or is_furniture(name):
        return None
    if is_field(name) or is_byline(text) or read_says(f"{name}:") is not None:
        return None
    if match["when"] is not None:
        return _Opening(k, name, f"{name} ({match['when']})", match.end())
    if match["date"] is None:
        dated = read_stamp(text) is not None
        return None if dated else _Opening(k, name, f"{name} says:", match.end())
    return _Opening(k, name, f"{name}{match['date']}", match.end())


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
    excerpts = sum(lines[opening.line].text.endswith(("…", "...", "…]")) for opening in found)
    if 2 * excerpts > len(found):
        return []  # a box of comments on other pages, each cut short
    announced = read_count(lines[heading].text)
    if announced is None:
        if others:
            return []
        several = len({opening.name for opening in found}) > 1
        dated = all(opening.header.endswith(")") for opening in found)
        return found if dated or (len(found) >= _FEWEST and several) else []
    return found if len(found) == announced else []


def _part(lines: Sequence[Line], openings: dict[int, _Opening]) -> Iterator[Line]:
    for k, line in enumerate(lines):
        opening = openings.get(k)
        if opening is None:
            yield line
            continue
        text = line.text[opening.at :]
        start = max(line.text_start, line.stop - len(text))
        yield line._replace(text=opening.header, stop=start)
        column = line.text_column
        yield line._replace(
            start=start, text_start=start, column=column, marker="", text=text, gap=0
        )

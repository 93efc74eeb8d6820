"""Footers that stand in one line with texts, parted: "It rains. #1 Ann on 3.5.2014 10:12 (Reply)".

Serendipity sets them behind the texts without a block of their own, and html2text keeps them so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headers import read_stamp

__all__ = ["part_footers"]

_FEWEST = 2  # footers
_FOOTER = re.compile(
    r"(?<!\S)#\d{1,4}(?:\.\d{1,3}){0,6}[ \u00a0]{1,3}(?=[^\s#])(?:[^#\n]|#(?!\d)){2,90}?"
    r"\d{1,2}:\d\d(?: ?[ap]m)? ?\([^\W\d_]{4,14}\)(?!\S)",
    re.IGNORECASE,
)
# What heads them, so that the first text stands in one line with the article's last.
_VIEW = re.compile(
    r"(?<!\S)(?:(?:Comments|Kommentare) ?)?(?:Display comments as|Ansicht der Kommentare:)"
    r" ?\(Linear \| [^\W\d_]+\)"
)


def part_footers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with numbered footers of comments as lines of their own.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Tea! #1 Ann on 2014-05-03 10:12 (Reply)  No. #2 Bo on 2014-05-03 10:20 (Reply)"
    >>> [line.text for line in part_footers(read_dump(dump).lines)][1:3]
    ['#1 Ann on 2014-05-03 10:12 (Reply)', 'No.']
    """
    found = {
        k: marks
        for k, line in enumerate(lines)
        if ("#" in line.text or "(Linear" in line.text)
        and (marks := [*_VIEW.finditer(line.text), *_FOOTER.finditer(line.text)])
    }
    footers = [mark[0] for marks in found.values() for mark in marks if mark[0][0] == "#"]
    within = any(
        len(marks) > 1 or marks[0].start() > 0 or marks[0].end() < len(lines[k].text)
        for k, marks in found.items()
    )
    if not within or len(footers) < _FEWEST or not all(map(read_stamp, footers)):
        return lines
    parted: list[Line] = []
    for k, line in enumerate(lines):
        parted.extend(_part(line, found[k]) if k in found else [line])
    return parted


def _part(line: Line, marks: Sequence[re.Match[str]]) -> list[Line]:
    """A line's texts and footers in order."""
    cuts = sorted({0, len(line.text), *(end for mark in marks for end in mark.span())})
    parts: list[Line] = []
    for start, stop in itertools.pairwise(cuts):
        text = line.text[start:stop].strip()
        if not text:
            continue
        at = line.text.index(text, start)
        # What was taken out of the line, such as signs of Markdown, stands before all of it.
        first = max(line.text_start, line.stop - len(line.text) + at)
        last = max(first, min(line.stop, first + len(text)))
        if not parts:
            parts.append(line._replace(text=text, stop=last))
        else:
            parts.append(Line(first, first, last, line.column, line.text_column, "", text, 0))
    return parts or [line]

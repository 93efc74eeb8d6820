"""Pages laid out as a table, with a column of menus beside the comments, parted again.

w3m, elinks and inscriptis keep such columns, so that a line of a comment has one of the menu's
behind it or before it ("I agree with Ann.          * March 2009").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stance.sources.dump import read_dump, read_pieces
from stance.sources.page import Line
from stance.sources.profiles import find_count
from stance.threads.boxes import is_box_heading, is_side_heading
from stance.threads.headings import is_latest_heading
from stance.threads.kinds import is_prose_line

__all__ = ["part_sides"]

_OPENING = 3000  # lines of a page among which its menus begin
_WIDE = "        "
_FEWEST = 6  # lines with something in both columns
_NARROWEST = 20  # columns; markers and captions of avatars stand nearer to the margin
_GUTTERS = 4  # columns looked at
_SHIFT = 6  # columns by which signs of other widths move what stands right of them
_MOST_SIDES = 2  # one left and one right
_BESIDE = re.compile(r"(?<=[^ ]) {4,}(?=[^ \[\]_|])")


class _Row(NamedTuple):
    """A line of the source, or of one of its columns: where it begins and ends."""

    start: int
    stop: int


def part_sides(text: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page, with a column of menus set below what it stands beside.

    >>> said = ["Ann, May 3:", "I like tea, and I always have.", "Bo, May 4:", "So do I"]
    >>> menu = ["Archives", "* May", "* April", "* March"]
    >>> dump = "\\n".join(f"{a:50}{b}" for a, b in zip(said * 2, menu * 2, strict=True))
    >>> [line.text for line in part_sides(dump, read_dump(dump).lines)][-3:]
    ['May', 'April', 'March']
    """
    if sum(_WIDE in line.text for line in lines[:_OPENING]) < _FEWEST:
        return lines
    if any(find_count(line.text.split(_WIDE, 1)[0]) is not None for line in lines[:_OPENING]):
        return lines  # a forum's members stand beside what they say
    rows = []
    at = 0
    for whole in text.split("\n"):
        rows.append(_Row(at, at + len(whole)))
        at += len(whole) + 1
    parted = _part(text, rows, _MOST_SIDES)
    if parted is rows:
        return lines
    pieces = []
    gap = 0
    for row in parted:
        blank = not text[row.start : row.stop].strip()
        if not blank:
            pieces.append((row.start, row.stop, gap))
        gap = gap + 1 if blank else 0
    return read_pieces(text, pieces)


def _part(text: str, rows: list[_Row], times: int) -> list[_Row]:
    columns: Counter[int] = Counter()
    for row in rows:
        found = _BESIDE.finditer(text, row.start, row.stop)
        columns.update(at for match in found if (at := match.end() - row.start) >= _NARROWEST)
    for column, n in columns.most_common(_GUTTERS if times else 0):
        if n < _FEWEST:
            break
        cuts = [_find_cut(text, row, column) for row in rows]
        first, last = _find_stretch(text, rows, cuts)
        if _are_indented(text, rows[first:last], cuts[first:last], column):
            continue
        within = [(row, cut) for row, cut in zip(rows[first:last], cuts[first:last], strict=True)]
        left = [_Row(row.start, min(cut or 0, row.stop)) for row, cut in within]
        right = [_Row(min(cut or 0, row.stop), row.stop) for row, cut in within]
        main, side = _tell(text, left, right)
        if side:
            main = _part(text, main, times - 1)
            return [*rows[:first], *main, _Row(0, 0), *side, *rows[last:]]
    return rows


def _find_cut(text: str, row: _Row, column: int) -> int | None:
    """Where a line's right column begins; None where the line stands in both."""
    at = row.start + column
    if at >= row.stop or not text[at - 2 : at].strip():
        return at
    whole = text[row.start : row.stop]
    indent = row.start + len(whole) - len(whole.lstrip())
    if indent > at - 2 * _SHIFT:
        return indent  # an item that others are nested in
    near = _BESIDE.finditer(text, row.start, min(row.stop, at + _SHIFT))
    return next((match.end() for match in near if abs(match.end() - at) <= _SHIFT), None)


def _find_stretch(text: str, rows: Sequence[_Row], cuts: Sequence[int | None]) -> tuple[int, int]:
    """The lines without any across both columns among which most have something in both."""
    best = (0, 0, 0)
    first = both = 0
    for k, (row, cut) in enumerate(zip([*rows, _Row(0, 0)], [*cuts, None], strict=True)):
        if cut is None:
            best = max(best, (both, first, k))
            first, both = k + 1, 0
        elif cut < row.stop:
            both += bool(text[row.start : cut].strip() and text[cut : row.stop].strip())
    both, first, last = best
    return (first, last) if both >= _FEWEST else (0, 0)


def _are_indented(text: str, rows: Sequence[_Row], cuts: Sequence[int | None], column: int) -> bool:
    """Whether most lines with nothing in the left column begin left of the right one: what stands
    in both is then a table in a text, or what an extractor sets far right."""
    begins = [
        cut - row.start
        for row, cut in zip(rows, cuts, strict=True)
        if cut is not None and cut < row.stop and not text[row.start : cut].strip()
    ]
    return 2 * sum(at < column - 1 for at in begins) > len(begins)


def _tell(text: str, left: list[_Row], right: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    """Which of two columns is a menu, told by its headings and by having less prose."""
    prose = [_count_prose(text, rows) for rows in (left, right)]
    main, side = (left, right) if prose[0] >= prose[1] else (right, left)
    return (main, side) if _is_menu(text, side) and prose[0] != prose[1] else (main, [])


def _count_prose(text: str, rows: Sequence[_Row]) -> int:
    return sum(len(line.text) for line in _read(text, rows) if is_prose_line(line))


def _is_menu(text: str, rows: Sequence[_Row]) -> bool:
    texts = [line.text for line in _read(text, rows)]
    return any(is_side_heading(x) or is_box_heading(x) or is_latest_heading(x) for x in texts)


def _read(text: str, rows: Sequence[_Row]) -> Sequence[Line]:
    return read_dump("\n".join([text[row.start : row.stop] for row in rows])).lines

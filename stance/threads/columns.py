"""Forums that set members left of their texts, parted again: a dump's lines hold both side by side.

w3m, elinks and inscriptis keep the columns of tables, so that a line of a text has a field of its
writer's before it ("Posts: 12     and no tea left"). phpBB 2, vBulletin 3 and others look so.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stance.sources.dump import read_pieces
from stance.sources.page import Line
from stance.sources.profiles import find_count, is_profile
from stance.threads.headers import is_name, is_prose, read_stamp

__all__ = ["PARTED", "part_columns"]

_OPENING = 3000  # lines of a page among which the first member's fields stand
_FEWEST = 2  # lines with a field left and a text right
_MOST = 0.8  # of the rows must have one number of posts each
_GUTTER = "  "
PARTED = 9
"""Blank lines above the first line of a comment that was parted so: more than stand elsewhere."""

_BESIDE = re.compile(r"(?P<left>\S.{0,60}?) {2,}(?P<right>\S)")
_CELL = re.compile(r"\S(?:.*?\S)??(?=[ \u00a0]{8}|\s*$)")  # of a table; others stand right of it
_BLANKS = re.compile(r"[ \u00a0]{2,}")
_LINK_NUMBER = re.compile(r"\[\d{1,6}\]")


class _Row(NamedTuple):
    """A line of the source: where it begins and ends, and whether both columns are in it."""

    start: int
    stop: int
    left: str
    right: str
    across: bool


def part_columns(text: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page, with what stands left of a text set above it.

    >>> from stance.sources.dump import read_dump
    >>> dump = '''Ann        May 3, 2014
    ... Posts: 12  Is there
    ...            tea?
    ... Bo         May 4, 2014
    ... Posts: 3   No.'''
    >>> [line.text for line in part_columns(dump, read_dump(dump).lines)]
    ['Ann', 'Posts: 12', 'May 3, 2014', 'Is there', 'tea?', 'Bo', 'Posts: 3', 'May 4, 2014', 'No.']
    """
    counts = (find_count(line.text.split(_GUTTER, 1)[0]) for line in lines[:_OPENING])
    if not any(count is not None for count in counts):
        return lines
    column = _find_column(text, lines)
    if column is None:
        return lines
    rows = _read_rows(text, column)
    tops = _find_tops(rows)
    if len(tops) < _FEWEST:
        return lines
    stop = _find_stop(rows, tops)
    pieces: list[tuple[int, int, int]] = []
    for top, bottom in itertools.pairwise([*tops, stop]):
        pieces += _part_row(text, rows[top:bottom], column)
    first, last = rows[tops[0]].start, rows[stop - 1].stop
    return [
        *(line for line in lines if line.stop < first),
        *read_pieces(text, pieces),
        *(line for line in lines if line.start > last),
    ]


def _find_column(text: str, lines: Sequence[Line]) -> int | None:
    """Where the right column begins, by what stands right of most fields, or of names: a date."""
    columns: Counter[int] = Counter()
    for line in lines:
        found = _BESIDE.match(text, line.start, line.stop) if _GUTTER in line.text else None
        if found is None:
            continue
        left = _LINK_NUMBER.sub("", found["left"])
        beside = is_profile(left) or find_count(left) is not None
        if beside or (is_name(left) and _read_header(text[found.start("right") : line.stop])):
            columns[line.column + found.start("right") - line.start] += 1
    column, times = columns.most_common(1)[0] if columns else (0, 0)
    return column if times >= _FEWEST and 2 * times > columns.total() else None


def _read_header(right: str) -> str | None:
    """What stands before the date in the right column; None where there is no date."""
    cell = _CELL.match(right.strip())
    text = _BLANKS.sub(" ", _LINK_NUMBER.sub("", cell.group())) if cell is not None else ""
    stamp = read_stamp(text)
    if stamp is None or is_prose(stamp.before) or is_prose(stamp.after):
        return None
    return stamp.before or "-"


def _read_rows(text: str, column: int) -> list[_Row]:
    rows = []
    at = 0
    for whole in text.split("\n"):
        across = len(whole) > column and not whole[column - 1].isspace()
        left = "" if across else whole[:column].strip()
        right = whole.strip() if across else whole[column:].strip()
        rows.append(_Row(at, at + len(whole), left, right, across))
        at += len(whole) + 1
    return rows


def _find_tops(rows: Sequence[_Row]) -> list[int]:
    """The first line of each comment: those with a date right, written as most are."""
    dated: dict[str, list[int]] = {}
    for k, row in enumerate(rows):
        before = _read_header(row.right) if row.right and not row.across else None
        if before is not None:
            dated.setdefault(before, []).append(k)
    counts = [k for k, row in enumerate(rows) if find_count(_LINK_NUMBER.sub("", row.left)) == ""]
    for tops in sorted(dated.values(), key=len, reverse=True):
        single = sum(
            sum(top <= k < below for k in counts) == 1
            for top, below in itertools.pairwise([*tops, len(rows)])
        )
        if single >= _MOST * len(tops):
            return tops
    return []


def _find_stop(rows: Sequence[_Row], tops: Sequence[int]) -> int:
    """Where the last comment ends: at a line across both columns, or a field more than others."""
    most = max(sum(bool(row.left) for row in rows[a:b]) for a, b in itertools.pairwise(tops))
    fields = 0
    for k in range(tops[-1], len(rows)):
        fields += bool(rows[k].left)
        if rows[k].across or fields > most:
            return k
    return len(rows)


def _part_row(text: str, rows: Sequence[_Row], column: int) -> list[tuple[int, int, int]]:
    """The parts of a comment's lines: its writer's fields, then date and text."""
    pieces = []
    gap = PARTED
    for row in rows:
        if row.left:
            pieces.append((row.start, min(row.stop, row.start + column), gap))
            gap = 0
    top, *others = rows
    for cell in _CELL.finditer(text, top.start + column, top.stop):
        pieces.append((cell.start(), cell.end(), 0))
    gap = 0
    for row in others:
        if row.right:
            pieces.append((row.start + (0 if row.across else column), row.stop, gap))
        gap = 0 if row.right else gap + 1
    return pieces

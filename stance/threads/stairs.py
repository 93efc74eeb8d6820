"""Numbered lists that a dump sets farther right with every item, brought back to one column.

Where the page never closes a tag of its comments, inscriptis takes each for a part of the one
before. Replies begin at "1." again; these lists count on.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from stance.sources.page import Line

__all__ = ["level_stairs"]

_FEWEST = 6  # items; comments numbered through the page may be answered in turn


def level_stairs(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each item of such a list moved left to where the first one stands.

    >>> from stance.sources.dump import read_dump
    >>> dump = "".join(f"{'  ' * n}{n}. Ann\\n{'  ' * n}   Tea!\\n" for n in range(1, 7))
    >>> {line.column for line in level_stairs(read_dump(dump).lines)}
    {2, 5}
    """
    numbered = [k for k, line in enumerate(lines) if line.marker[:1].isdigit()]
    moved = list(lines)
    start = 0
    while start < len(numbered):
        stop = start + 1
        while stop < len(numbered) and _steps(lines[numbered[stop - 1]], lines[numbered[stop]]):
            stop += 1
        if stop - start >= _FEWEST:
            stairs = numbered[start:stop]
            for k, following in itertools.pairwise([*stairs[1:], len(lines)]):
                _move(moved, k, following, lines[k].column - lines[stairs[0]].column)
        start = stop
    return moved


def _steps(above: Line, line: Line) -> bool:
    right = line.column > above.column
    return right and int(line.marker[:-1]) == int(above.marker[:-1]) + 1


def _move(lines: list[Line], start: int, stop: int, columns: int) -> None:
    """Move an item left, up to the first line that stands left of it."""
    least = lines[start].column
    for k in range(start, stop):
        line = lines[k]
        if line.column < least:
            return
        lines[k] = line._replace(
            column=line.column - columns, text_column=line.text_column - columns
        )

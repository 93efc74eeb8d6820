"""Numbered lists that a dump sets farther right with every item, brought back to one column.

Where the page never closes a tag of its comments, inscriptis takes each for a part of the one
before. Replies begin at "1." again; these lists count on.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headers import is_blank, strip_tag

__all__ = ["level_stairs"]

_LONGEST_LIST = 20  # items of lists in one comment
_FEWEST = 5  # items; comments numbered through the page may be answered in turn


def level_stairs(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each item of such a list moved left to where the first one stands.

    >>> from stance.sources.dump import read_dump
    >>> dump = "".join(f"{'  ' * n}{n}. Ann\\n{'  ' * n}   Tea!\\n" for n in range(1, 7))
    >>> {line.column for line in level_stairs(read_dump(dump).lines)}
    {2, 5}
    """
    numbered = [
        k for k, line in enumerate(lines) if line.marker[:1].isdigit() and not _is_held(lines, k)
    ]
    moved = list(lines)
    start = 0
    while start < len(numbered):
        stairs = _climb(lines, numbered, start)
        if len(stairs) >= _FEWEST:
            column = lines[stairs[0]].column
            for k, following in itertools.pairwise([*stairs[1:], len(lines)]):
                _move(moved, k, following, lines[k].column - column)
            start = bisect_right(numbered, stairs[-1])
        else:
            start += 1
    return moved


def _climb(lines: Sequence[Line], numbered: Sequence[int], start: int) -> list[int]:
    """The items that count on from one, each as far right again; lists in texts are passed over."""
    stairs = [numbered[start]]
    passed = height = 0
    for n in range(start + 1, len(numbered)):
        k = numbered[n]
        rise = _rise(lines[stairs[-1]], lines[k])
        if rise > 0 and height in (0, rise):
            stairs.append(k)
            passed, height = 0, rise
        elif passed == _LONGEST_LIST or len(stairs) == 1:
            break
        else:
            passed += 1
    return stairs


def _is_held(lines: Sequence[Line], k: int) -> bool:
    """Whether a number opens the header in an item of another list, which shows its depth."""
    above = lines[k - 1] if k else None
    if above is None or not above.marker or above.marker[0].isdigit():
        return False
    return above.column < lines[k].column and is_blank(strip_tag(above.text))


def _rise(above: Line, line: Line) -> int:
    """How much farther right the next number stands, by where both end; 0 for another number."""
    rise = line.column + len(line.marker) - above.column - len(above.marker)
    return rise if rise > 0 and int(line.marker[:-1]) == int(above.marker[:-1]) + 1 else 0


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

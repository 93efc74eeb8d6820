"""Headers that are those of a conversation, told by who speaks and when.

Teasers have dates and names too. But their newest stands first, and in a thread of a forum
somebody speaks again, after others, and later.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from stance.sources.dates import DateReader
from stance.sources.page import Line
from stance.threads.headers import Stamp, read_form, read_stamp
from stance.threads.kinds import kind_of

__all__ = ["are_turns"]

_FEWEST = 4  # headers
_NEARLY_ALL = 0.9  # of the headers that have a time of day, and come later than the one before
_NAMED = 0.8  # of the headers that have a name; some stand below a badge


def are_turns(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether dates of header lines rise by the minute, and a speaker comes back after others.

    >>> from stance.sources.dump import read_dump
    >>> said = "{} 2014-05-03 10:{}\\nSo it is.\\n"
    >>> turns = (("Ann", 11), ("Bob", 17), ("Eve", 20), ("Ann", 31))
    >>> dump = read_dump("".join(said.format(*turn) for turn in turns))
    >>> are_turns(dump.lines, [0, 2, 4, 6]), are_turns(dump.lines, [6, 4, 2, 0])
    (True, False)
    """
    least = max(_FEWEST, _NEARLY_ALL * len(anchors))
    stamps = [(k, stamp) for k in anchors if (stamp := read_stamp(lines[k].text)) is not None]
    if sum(":" in read_form(stamp.timestamp) for _, stamp in stamps) < least:
        return False
    names = [name for k, stamp in stamps if (name := _find_name(lines, k, stamp))]
    if len(names) < _NAMED * len(anchors) or not _comes_back(names):
        return False
    dates = DateReader(samples=(stamp.timestamp for _, stamp in stamps))
    days = [day for _, stamp in stamps if (day := dates.read(stamp.timestamp)) is not None]
    rising = sum(a <= b for a, b in itertools.pairwise(days))
    return len(days) >= least and rising >= _NEARLY_ALL * (len(days) - 1) and days[0] < days[-1]


def _find_name(lines: Sequence[Line], k: int, stamp: Stamp) -> str:
    """The name beside a date, or else in the line above it."""
    if stamp.before:
        return stamp.before
    above = lines[k - 1].text if k else ""
    return above if kind_of(above) == "name" else ""


def _comes_back(names: list[str]) -> bool:
    """Whether a name comes again after another one."""
    return any(names.index(name) < n - 1 and names[n - 1] != name for n, name in enumerate(names))

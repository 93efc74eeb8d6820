"""Lists of comments whose lines are centred, brought back to columns that tell their nesting.

A theme of the first weblogs centres its page, and w3m sets each line so. Where it begins tells its
length then; but w3m's bullets differ from level to level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from stance.sources.page import Line
from stance.threads.headers import is_lone_date

__all__ = ["stands_beyond", "straighten"]

_BULLETS = "•□☆○■★◎●△"  # w3m's, of the outermost list first
_FEWEST = 3  # dated items
_SAMPLE = 200  # items looked at
_HEADER = 3  # lines below an item's first, among which its date stands
_STEADIER = 4.0  # times the middles of lines must be nearer to each other than their beginnings
_MOST = 0.7  # of the items end with one line: a button
_STEP = 4  # columns of a level
_FAR = 30  # columns right of all texts of a list


def straighten(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the items of a centred list of comments at columns by their bullets.

    >>> from stance.sources.dump import read_dump
    >>> texts = ["• Ann Lee", "May 3, 2014", "A long text, it goes on.", "□ Bo", "May 4, 2014"]
    >>> texts += ["No.", "• Cem", "May 9, 2014", "A text of some more words than all others have."]
    >>> dump = "\\n".join(text.center(80) for text in texts)
    >>> [line.column for line in straighten(read_dump(dump).lines)]
    [4, 6, 6, 8, 10, 10, 4, 6, 6]
    """
    marked = [k for k, line in enumerate(lines) if line.marker and line.marker in _BULLETS]
    below = (line for k in marked[:_SAMPLE] for line in lines[k + 1 : k + 1 + _HEADER])
    if len(marked) < _FEWEST or not _are_centred([line for line in below if not line.marker]):
        return lines
    dated = [k for k in marked if _is_dated(lines, k)]
    if len(dated) < _FEWEST or not _are_centred(lines[dated[0] : dated[-1]]):
        return lines
    within = [k for k in marked if dated[0] <= k <= dated[-1]]
    stops = [*within[1:], next((k for k in marked if k > within[-1]), len(lines))]
    lasts = Counter(lines[k - 1].text for k in within[1:])
    closing, times = lasts.most_common(1)[0]
    closed = times >= _MOST * (len(within) - 1)
    straight = list(lines)
    for k, stop in zip(within, stops, strict=True):
        column = _STEP * (1 + _BULLETS.index(lines[k].marker))
        text_column = column + 2
        straight[k] = lines[k]._replace(column=column, text_column=text_column)
        for n in range(k + 1, stop):
            straight[n] = lines[n]._replace(column=text_column, text_column=text_column)
            if closed and lines[n].text == closing:
                text_column = 0  # what goes on is none of the comment's
    return straight


def stands_beyond(line: Line, rightmost: int) -> bool:
    """Whether a line below a list is centred on the page: a footer, or a box of the side bar.

    `rightmost` is the column of the list's deepest texts.
    """
    return line.gap > 0 and line.column > rightmost + _FAR


def _are_centred(lines: Sequence[Line]) -> bool:
    """Whether the middles of lines are near each other, and where they begin is not."""
    begins = [line.column for line in lines]
    middles = [line.column + (line.stop - line.start) / 2 for line in lines]
    return len(lines) > 0 and _STEADIER * _spread(middles) < _spread(begins)


def _spread(places: Sequence[float]) -> float:
    middle = median(places)
    return sum(abs(place - middle) for place in places)


def _is_dated(lines: Sequence[Line], k: int) -> bool:
    for line in lines[k + 1 : k + 1 + _HEADER]:
        if line.marker or is_lone_date(line.text):
            return not line.marker
    return is_lone_date(lines[k].text)

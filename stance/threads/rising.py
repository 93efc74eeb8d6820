"""Numbers beside or below the dates of comments, as Drupal and forums count them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.ends import MOST
from stance.threads.headers import read_stamp

__all__ = ["count_on", "count_up", "drop_unnumbered"]

_FEWEST = 4  # numbers
_NEARLY = 0.8  # of them must be greater than the one before
_STEP = 2  # from one comment's number to the next; lynx numbers links, several to a comment
_NUMBERED = re.compile(r"#(\d+) ")
_MOST_DIGITS = 9  # of a comment's number; bbPress counts all of a site


def count_up(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether the numbers beside the dates of a page, or right below, rise with nearly each."""
    for numbers in (_read_beside(lines, anchors), _read_below(lines, anchors)):
        known = [number for number in numbers if number is not None]
        rising = sum(a < b for a, b in itertools.pairwise(known))
        if len(known) >= max(_FEWEST, MOST * len(anchors)) and rising >= _NEARLY * len(known):
            return True
    return False


def count_on(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether numbers beside the dates count the comments, of which a few may be lost."""
    known = [number for number in _read_beside(lines, anchors) if number is not None]
    counted = sum(0 < b - a <= _STEP for a, b in itertools.pairwise(known))
    return len(known) >= max(_FEWEST, MOST * len(anchors)) and counted >= MOST * (len(known) - 1)


def _read_beside(lines: Sequence[Line], anchors: list[int]) -> list[int | None]:
    stamps = (read_stamp(lines[k].text) for k in anchors)
    return [_number(stamp.after or stamp.before) if stamp is not None else None for stamp in stamps]


def _read_below(lines: Sequence[Line], anchors: list[int]) -> list[int | None]:
    return [_number(lines[k + 1].text) if k + 1 < len(lines) else None for k in anchors]


def _number(text: str) -> int | None:
    opened = _NUMBERED.match(text)
    if opened is not None and is_byline(text[opened.end() :]):
        text = opened[1]  # "#3 By: Ann", Discourse
    text = text.strip("# ")
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def drop_unnumbered(lines: Sequence[Line], anchors: list[int]) -> list[int]:
    """The dates without the first where all others have a number below: the article's."""
    first, *others = _read_below(lines, anchors)
    told = first is None and len(others) >= _FEWEST - 1 and None not in others
    return anchors[1:] if told else anchors

"""Titles between one comment's text and the next one's byline, as Drupal's writers set them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.ends import MANY, MOST, find_end
from stance.threads.headers import is_name, mask_line, read_stamp
from stance.threads.kinds import is_prose_line
from stance.threads.names import tidy_name

__all__ = ["are_subjected", "are_titled", "cut_titled"]

_FEWEST = 2  # texts that must end alike
_LEAST_TITLED = 3  # lines from one byline to the next: a text, buttons, a title
_LONGEST = 80  # characters of a title; Drupal's field holds 64
_STOPS = '.!?"”)'


def are_titled(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether a title stands between most bylines and what closes the texts before.

    A button does, or an image, below which a text may stand, too.
    """
    anchors = anchors[:MANY]
    closing = [mask_line(lines[k - 2].text) for k in anchors[1:]]
    usual = Counter(closing).most_common(1)[0][0] if closing else ""
    titled = sum(
        last == usual
        and (usual != "" or is_name(lines[b - 1].text))
        and _is_signed_byline(lines[b].text)
        and b - a > _LEAST_TITLED
        and usual not in (mask_line(lines[a + 1].text), mask_line(lines[b - 1].text))
        for (a, b), last in zip(itertools.pairwise(anchors), closing, strict=True)
    )
    return titled >= max(_FEWEST, MOST * (len(anchors) - 1))


def are_subjected(lines: Sequence[Line], anchors: list[int], end: int) -> bool:
    """Whether a short line that is no sentence stands above all bylines, and a text below the last.

    Bylines that stand below their texts have the whole first text above, and none below the last.
    """
    told = anchors[:MANY]
    if len(told) < _FEWEST or not all(_is_signed_byline(lines[k].text) for k in told):
        return False
    if not any(is_prose_line(lines[k]) for k in range(anchors[-1] + 1, end)):
        return False
    if any(b - a < _LEAST_TITLED for a, b in itertools.pairwise(told)):
        return False  # the line between is all that is said
    titles = [lines[k - 1].text for k in told if k]
    short = sum(len(title) <= _LONGEST and not _is_said(title) for title in titles)
    return short >= MOST * len(told)


def _is_said(title: str) -> bool:
    return title[-1:] in _STOPS and not title.endswith("...")


def _is_signed_byline(text: str) -> bool:
    stamp = read_stamp(text) if is_byline(text) else None
    return stamp is not None and tidy_name(stamp.before) is not None  # "Posted 2 days ago" is none


def cut_titled(
    lines: Sequence[Line], anchors: list[int], *, opened: bool
) -> tuple[tuple[int, int], ...]:
    """The stretches below such bylines: the titles are no part of any text."""
    end = find_end(lines, anchors, [k - 1 for k in anchors], opened=opened)
    stops = [k - 1 for k in anchors[1:]]
    return tuple(zip(anchors, [*stops, end], strict=True))

"""Replies told by their dates, where a page shows its comments thread by thread but no tree."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from stance.threads.integrity import read_time
from stance.threads.node import Node

__all__ = ["link_by_order"]

_FEWEST = 4  # comments; fewer come in this order by chance
_DATED = 0.9  # of the comments
_MOST_REPLIES = 0.6  # of the comments; more must be at least so many, and none of them odd:
_FEWEST_REPLIES = 7  # of lists of ten dates in no order, two in a hundred pass for threads so
# Of the replies, those that no place in the order fits: in threads there are none but where a date
# is wrong, in a list sorted by votes there are many (tests/test_split_order.py).
_MOST_ODD = 0.05
_TOLERANCE = timedelta(minutes=1)  # servers and databases round times
# Shares of right parents with the trees taken away, in eight forms each: 275 of 387 on nine saved
# pages, 1,410 of 1,735 with 72 made ones, and some 2,000 of 2,832 on 217 made ones of other layouts
# (benchmarks/split_links.py). Nearly all are replies.
_CONFIDENCE = 0.70


def link_by_order(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, with a parent for roots that cannot be any by their dates.

    Where threads stand one below the other, the oldest or the newest first, a comment that is
    newer than the root of a later thread is a reply. It answers the nearest comment above that is
    older than it, with no newer answer between. Unchanged where the dates fit no such order.

    >>> days = ("2020-05-01", "2020-05-09", "2020-05-02", "2020-05-03")
    >>> nodes = link_by_order([Node(text="So.", timestamp=day) for day in days])
    >>> [node.parent for node in nodes]
    [None, 0, None, None]
    """
    times = _read_times(nodes)
    if times is None:
        return list(nodes)
    oldest_first = _exceed(times[::-1])[::-1]
    newest_first = _exceed(times)
    replies = min(oldest_first, newest_first, key=sum)
    n_replies = sum(replies)
    mostly = n_replies > _MOST_REPLIES * len(nodes)
    if not n_replies or (mostly and n_replies < _FEWEST_REPLIES):
        return list(nodes)
    linked: list[Node] = []
    path: list[int] = []  # from a root to the comment above
    odd = 0
    for n, (node, reply) in enumerate(zip(nodes, replies, strict=True)):
        if not (reply and path):
            odd += reply  # the first comment answers none
            path = []
        elif (fits := _find_fit(path, times, n)) is None:
            odd += 1
            del path[1:]
        else:
            del path[fits + 1 :]
        if path and node.parent is None:
            node = node._replace(parent=path[-1], evidence=("order",), confidence=_CONFIDENCE)
        path.append(n)
        linked.append(node)
    return linked if odd <= (0 if mostly else _MOST_ODD * n_replies) else list(nodes)


def _read_times(nodes: Sequence[Node]) -> list[datetime] | None:
    """When each comment was written, where nearly all tell; the others are taken for as old as
    the one above."""
    found = [read_time(node.timestamp) for node in nodes]
    known = [time for time in found if time is not None]
    if len(nodes) < _FEWEST or len(known) < _DATED * len(nodes):
        return None
    times: list[datetime] = []
    for time in found:
        times.append(time or (times[-1] if times else known[0]))
    return times


def _exceed(times: Iterable[datetime]) -> list[bool]:
    """For every time, whether an earlier one of the sequence lies before it."""
    times = list(times)
    least = itertools.accumulate(times, min)
    return [time > lowest + _TOLERANCE for time, lowest in zip(times, least, strict=True)]


def _find_fit(path: Sequence[int], times: Sequence[datetime], n: int) -> int | None:
    """The place in the path of the deepest comment that another may answer, or None."""
    for place in range(len(path) - 1, -1, -1):
        below = path[place + 1] if place + 1 < len(path) else path[place]
        if max(times[path[place]], times[below]) <= times[n] + _TOLERANCE:
            return place
    return None

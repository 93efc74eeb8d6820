"""Links by dates and by counted replies: what is linked is a reply, or nothing is."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from stance.sources.dates import DateReader
from stance.threads.counts import link_by_counts
from stance.threads.node import Node
from stance.threads.order import link_by_order

START = datetime(2020, 5, 1)


def grow(chance: random.Random, n: int) -> tuple[list[int | None], list[datetime]]:
    """A forest of n comments in the order in which they were written: parents and times."""
    parents = [chance.choice([None, *range(k)]) if k else None for k in range(n)]
    return parents, [START + timedelta(hours=k) for k in range(n)]


def show(parents: list[int | None], *, newest_first: bool) -> list[int]:
    """The order in which a page shows a forest: thread by thread."""
    below: dict[int | None, list[int]] = {}
    for n, parent in enumerate(parents):
        below.setdefault(parent, []).append(n)
    roots = below[None]
    order: list[int] = []
    stack = roots if newest_first else roots[::-1]
    stack = list(stack)
    while stack:
        order.append(stack.pop())
        stack += below.get(order[-1], [])[::-1]
    return order


def link(times: list[datetime]) -> list[int | None]:
    nodes = [Node(text="So.", timestamp=time.isoformat()) for time in times]
    return [node.parent for node in link_by_order(nodes)]


@given(seed=st.integers(0, 100_000), n=st.integers(2, 40), newest_first=st.booleans())
@example(seed=4955, n=34, newest_first=True)  # three threads, the last of most comments
def test_what_dates_link_are_replies(seed: int, n: int, newest_first: bool) -> None:
    parents, times = grow(random.Random(seed), n)
    order = show(parents, newest_first=newest_first)
    if newest_first and sum(parent is None for parent in parents) < 2:
        return  # a single thread has no order of its roots
    for k, found in zip(order, link([times[k] for k in order]), strict=True):
        if found is not None:
            assert parents[k] is not None
            assert times[order[found]] < times[k]


@given(n=st.integers(4, 60), newest_first=st.booleans())
def test_a_list_in_order_stays_one(n: int, newest_first: bool) -> None:
    times = [START + timedelta(hours=k) for k in range(n)]
    assert link(times[::-1] if newest_first else times) == [None] * n


def test_a_list_by_votes_stays_one() -> None:
    linked = 0
    for seed in range(200):
        times = [START + timedelta(hours=k) for k in range(30)]
        random.Random(seed).shuffle(times)
        linked += any(parent is not None for parent in link(times))
    assert linked <= 2


@given(seed=st.integers(0, 100_000), n=st.integers(4, 40))
def test_counted_replies_give_the_tree(seed: int, n: int) -> None:
    parents, _ = grow(random.Random(seed), n)
    order = show(parents, newest_first=False)
    place = {k: at for at, k in enumerate(order)}
    nodes = [Node(text="So.", replies=parents.count(k)) for k in order]
    found = [node.parent for node in link_by_counts(nodes)]
    expected = [None if (up := parents[k]) is None else place[up] for k in order]
    assert found == (expected if sum(node.replies > 0 for node in nodes) > 1 else [None] * n)


def test_counts_that_do_not_come_out_link_nothing() -> None:
    counts = (1, 0, 3, 0)  # the third has more replies than the page shows
    nodes = [Node(text="So.", replies=n) for n in counts]
    assert [node.parent for node in link_by_counts(nodes)] == [None] * len(counts)


def test_days_without_a_year_come_after_the_article() -> None:
    dates = DateReader(datetime(2012, 12, 30))
    assert dates.read("10:21 PM on December 31") == "2012-12-31T22:21:00"
    assert dates.read("January 2 at 8:00 am") == "2013-01-02T08:00:00"


def test_a_thread_of_nearly_all_comments_is_one() -> None:
    hours = (0, 1, 2, 3, 4, 5, 6, 7, 0.5)
    found = link([START + timedelta(hours=hour) for hour in hours])
    assert found == [None, 0, 1, 2, 3, 4, 5, 6, None]
    hours = (0, 1, 2, 3, 4, 0.5)  # too few for their order to tell so much
    assert link([START + timedelta(hours=hour) for hour in hours]) == [None] * 6

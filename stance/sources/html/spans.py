"""What is an element's own: its subtree without those of others of its family."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from stance.sources.html.tree import Tree

__all__ = ["holds_one_each", "own_spans"]

_NEARLY_ALL = 0.9


def own_spans(tree: Tree, members: Sequence[int]) -> list[list[tuple[int, int]]]:
    """For each member the node ranges that are its own: its subtree without nested members'."""
    spans: list[list[tuple[int, int]]] = [[] for _ in members]
    stack: list[int] = []  # positions of the members that are open
    starts: list[int] = []  # where the own range of each open member goes on
    for position, number in enumerate(members):
        while stack and tree.ends[members[stack[-1]]] <= number:
            _finish(tree, members, spans, stack, starts)
        if stack:
            spans[stack[-1]].append((starts[-1], number))
            starts[-1] = tree.ends[number]
        stack.append(position)
        starts.append(number)
    while stack:
        _finish(tree, members, spans, stack, starts)
    return spans


def holds_one_each(tree: Tree, outer: Sequence[int], inner: Sequence[int]) -> bool:
    """Whether nearly every outer element has exactly one inner one of its own.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul><li><p>a</p><li><p>b</p></ul>")
    >>> outer, inner = tree.numbers_of("li"), tree.numbers_of("p")
    >>> holds_one_each(tree, outer, inner), holds_one_each(tree, tree.numbers_of("ul"), inner)
    (True, False)
    """
    fit = 0
    for spans in own_spans(tree, outer):
        count = sum(bisect_left(inner, stop) - bisect_left(inner, start) for start, stop in spans)
        fit += count == 1
    return fit >= _NEARLY_ALL * len(outer)


def _finish(
    tree: Tree,
    members: Sequence[int],
    spans: list[list[tuple[int, int]]],
    stack: list[int],
    starts: list[int],
) -> None:
    position, start = stack.pop(), starts.pop()
    stop = tree.ends[members[position]]
    if start < stop:
        spans[position].append((start, stop))

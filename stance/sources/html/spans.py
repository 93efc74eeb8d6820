"""What is an element's own: its subtree without those of others of its family."""

from __future__ import annotations

from stance.sources.html.tree import Tree

__all__ = ["own_spans"]


def own_spans(tree: Tree, members: list[int] | tuple[int, ...]) -> list[list[tuple[int, int]]]:
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


def _finish(
    tree: Tree,
    members: list[int] | tuple[int, ...],
    spans: list[list[tuple[int, int]]],
    stack: list[int],
    starts: list[int],
) -> None:
    position, start = stack.pop(), starts.pop()
    stop = tree.ends[members[position]]
    if start < stop:
        spans[position].append((start, stop))

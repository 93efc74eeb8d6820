"""What cannot be true of a thread: found, repaired so that nothing disappears, and told.

- A duplicate (the same id again, or the same words by the same speaker at the same time) stays,
  with `duplicate_of` in its extra fields; a second comment of an id gets an id of its own.
- A comment that answers itself becomes a root.
- Comments that answer each other in a circle: the earliest becomes a root.
- A reply older than its parent stays a reply, with half the confidence.

Orphans, whose parent is nowhere, become roots as they are placed (`stance.threads.node`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from stance.records import Problem
from stance.threads.node import Node

__all__ = ["read_time", "repair_threads"]

# Servers and databases round times; a reply a minute before its parent is no sign of a wrong link.
_TOLERANCE = timedelta(minutes=1)


def repair_threads(nodes: Sequence[Node]) -> tuple[list[Node], list[Problem]]:
    """The nodes with everything impossible repaired, in the same order, and what was done.

    >>> nodes, problems = repair_threads([Node(text="a", id="1", parent=0)])
    >>> nodes[0].parent, problems[0].what
    (None, 'answers itself; made a root')
    """
    problems: list[Problem] = []
    repaired = _name_duplicates(nodes, problems)
    times = [read_time(node.timestamp) for node in repaired]
    _cut_circles(repaired, times, problems)
    _doubt_old_replies(repaired, times, problems)
    return repaired, problems


def _place(node: Node, number: int) -> str:
    return node.id or f"#{number + 1}"


def _name_duplicates(nodes: Sequence[Node], problems: list[Problem]) -> list[Node]:
    taken = {node.id for node in nodes if node.id is not None}
    counts: dict[str, int] = {}
    first_by_id: dict[str, int] = {}
    first_by_words: dict[tuple[str, str, str], int] = {}
    repaired = []
    for number, node in enumerate(nodes):
        words = (node.text, node.speaker or "", node.timestamp or "")
        # Short texts without a date ("Thanks!") are said twice by the same person in earnest.
        same = first_by_words.setdefault(words, number) if all(words) else number
        if node.id is not None:
            again = first_by_id.setdefault(node.id, number)
            if again != number:
                counts[node.id] = counts.get(node.id, 1) + 1
                new = f"{node.id}~{counts[node.id]}"
                while new in taken:
                    new += "~"
                taken.add(new)
                problems.append(Problem(f"the id {node.id!r} is there twice; renamed", new))
                if nodes[again].text == node.text:
                    same = again
                node = node._replace(id=new)
        if same != number:
            first = _place(nodes[same], same)
            problems.append(Problem(f"a duplicate of {first}; kept", _place(node, number)))
            node = node._replace(extra={**node.extra, "duplicate_of": first})
        repaired.append(node)
    return repaired


def _cut_circles(
    nodes: list[Node], times: Sequence[datetime | None], problems: list[Problem]
) -> None:
    """Every node is walked up from once; a walk that meets itself has found a circle."""
    walk_of = [-1] * len(nodes)
    for start in range(len(nodes)):
        path = []
        at: int | None = start
        while at is not None and walk_of[at] < 0:
            walk_of[at] = start
            path.append(at)
            at = nodes[at].parent
        if at is None or walk_of[at] != start:
            continue
        circle = path[path.index(at) :]
        root = min(circle, key=lambda n: (times[n] or datetime.max, n))
        what = (
            "answers itself; made a root"
            if len(circle) == 1
            else f"{len(circle)} comments answer each other in a circle; the earliest made a root"
        )
        problems.append(Problem(what, _place(nodes[root], root)))
        nodes[root] = nodes[root]._replace(parent=None, evidence=(), confidence=0.0)


def _doubt_old_replies(
    nodes: list[Node], times: Sequence[datetime | None], problems: list[Problem]
) -> None:
    for number, node in enumerate(nodes):
        if node.parent is None:
            continue
        own, above = times[number], times[node.parent]
        if own is None or above is None or own >= above - _TOLERANCE:
            continue
        above_name = _place(nodes[node.parent], node.parent)
        what = f"older than {above_name}, which it answers; confidence halved"
        problems.append(Problem(what, _place(node, number)))
        nodes[number] = node._replace(confidence=node.confidence / 2)


def read_time(text: str | None) -> datetime | None:
    """An ISO date as a time without a zone: those with one are brought to UTC."""
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
        offset = when.utcoffset()
        return when.replace(tzinfo=None) - offset if offset is not None else when
    except (ValueError, OverflowError):
        return None

"""Threads from how many replies each comment says it has, where nothing else shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.sources.alternatives import any_of
from stance.threads.node import Node

__all__ = ["link_by_counts", "read_replies"]

_FEWEST = 2  # comments that count replies
_CONFIDENCE = 0.95  # 55 links of 55 on made pages (benchmarks/split_links.py), all of one system
_NOUNS = (
    "reply replies antwort antworten réponse réponses respuesta respuestas risposta risposte "
    "resposta respostas antwoord antwoorden odpowiedź odpowiedzi svar ответ ответа ответов"
)
_ONE = "one|eine|une|una|uma|één|en|ett|jedna"
_COUNT = re.compile(
    rf"(?:(?<![\d.,])(?P<n>\d{{1,4}})|(?<!\w)(?:{_ONE})) (?:{any_of(_NOUNS.split())})(?!\w)", re.I
)
# "View 2 replies" opens what is not shown.
_HIDDEN = re.compile(
    r"\b(?:view|show|see|load|read|more|zeige|weitere|voir|afficher|ver|más|mostra|mostrar|vedi"
    r"|bekijk|toon|meer|pokaż|показать|visa|vis)\b",
    re.I,
)


def read_replies(text: str) -> int:
    """How many replies a line below a comment's text says that it has; 0 where it says nothing.

    >>> read_replies("Reply Report2 replies · active 5 weeks ago"), read_replies("View 2 replies")
    (2, 0)
    >>> read_replies("One reply ▽")
    1
    """
    found = _COUNT.search(text)
    return int(found["n"] or 1) if found is not None and not _HIDDEN.search(text) else 0


def link_by_counts(nodes: Sequence[Node]) -> list[Node]:
    """The nodes as a tree in which each comment is followed by as many replies as it counts.

    Some systems count only the replies to the comment itself, others also the replies to these.
    Unchanged where neither comes out: where the counts ask for more comments than there are, or a
    reply would be older than what it answers.

    >>> nodes = [Node("a", replies=1), Node("b", replies=1), Node("c"), Node("d")]
    >>> [node.parent for node in link_by_counts(nodes)]
    [None, 0, 1, None]
    >>> nodes = [Node("a", replies=2), Node("b", replies=1), Node("c")]
    >>> [node.parent for node in link_by_counts(nodes)]
    [None, 0, 1]
    """
    counting = sum(node.replies > 0 for node in nodes)
    if counting < _FEWEST or any(node.parent is not None for node in nodes):
        return list(nodes)
    for find in (_count_direct, _count_all):
        parents = find(nodes)
        if parents is not None and not _any_older(nodes, parents):
            return [
                node
                if parent is None
                else node._replace(parent=parent, evidence=("count",), confidence=_CONFIDENCE)
                for node, parent in zip(nodes, parents, strict=True)
            ]
    return list(nodes)


def _count_direct(nodes: Sequence[Node]) -> list[int | None] | None:
    """The parents if each comment counts the replies to itself alone; None if that fails."""
    parents: list[int | None] = []
    waiting: list[tuple[int, int]] = []  # comments that wait for replies, and for how many
    for n, node in enumerate(nodes):
        parents.append(waiting[-1][0] if waiting else None)
        if waiting:
            parent, left = waiting.pop()
            if left > 1:
                waiting.append((parent, left - 1))
        if node.replies:
            waiting.append((n, node.replies))
    return None if waiting else parents


def _count_all(nodes: Sequence[Node]) -> list[int | None] | None:
    """The parents if each comment counts all replies below it; None if that fails."""
    parents: list[int | None] = []
    around: list[tuple[int, int]] = [(-1, len(nodes) - 1)]  # comments, each with its last reply
    for n, node in enumerate(nodes):
        while around[-1][1] < n:
            around.pop()
        parent, stop = around[-1]
        parents.append(parent if parent >= 0 else None)
        if n + node.replies > stop:
            return None
        if node.replies:
            around.append((n, n + node.replies))
    return parents


def _any_older(nodes: Sequence[Node], parents: Sequence[int | None]) -> bool:
    return any(
        parent is not None and _is_older(node, nodes[parent])
        for node, parent in zip(nodes, parents, strict=True)
    )


def _is_older(reply: Node, parent: Node) -> bool:
    if reply.timestamp is None or parent.timestamp is None:
        return False
    days = len("2020-01-01")  # ages are known to the day at best
    return reply.timestamp[:days] < parent.timestamp[:days]

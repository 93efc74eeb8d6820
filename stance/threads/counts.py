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
_COUNT = re.compile(rf"(?<![\d.,])(?P<n>\d{{1,4}}) (?:{any_of(_NOUNS.split())})(?!\w)", re.I)
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
    """
    found = _COUNT.search(text)
    return int(found["n"]) if found is not None and not _HIDDEN.search(text) else 0


def link_by_counts(nodes: Sequence[Node]) -> list[Node]:
    """The nodes as a tree in which each comment is followed by as many replies as it counts.

    Unchanged where the counts do not come out: where they ask for more comments than there are,
    or a reply would be older than what it answers.

    >>> nodes = [Node("a", replies=1), Node("b", replies=1), Node("c"), Node("d")]
    >>> [node.parent for node in link_by_counts(nodes)]
    [None, 0, 1, None]
    """
    counting = sum(node.replies > 0 for node in nodes)
    if counting < _FEWEST or any(node.parent is not None for node in nodes):
        return list(nodes)
    linked: list[Node] = []
    open_: list[tuple[int, int]] = []  # comments that wait for replies, and for how many
    for n, node in enumerate(nodes):
        if open_:
            parent, left = open_.pop()
            if left > 1:
                open_.append((parent, left - 1))
            if _is_older(node, nodes[parent]):
                return list(nodes)
            node = node._replace(parent=parent, evidence=("count",), confidence=_CONFIDENCE)
        if node.replies:
            open_.append((n, node.replies))
        linked.append(node)
    return list(nodes) if open_ else linked


def _is_older(reply: Node, parent: Node) -> bool:
    if reply.timestamp is None or parent.timestamp is None:
        return False
    days = len("2020-01-01")  # ages are known to the day at best
    return reply.timestamp[:days] < parent.timestamp[:days]

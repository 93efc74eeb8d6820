"""Whom headers say that comments answer, and links by that where columns say otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from stance.threads.names import tidy_name
from stance.threads.node import Node

__all__ = ["link_by_addressees"]

_FEWEST = 2  # headers that name two speakers; a single "Ann Lee Lee" may be a name
_HALF = 0.5  # of the comments nested otherwise than their headers say, for columns to be doubted
# Headers name the speaker, not the comment: who spoke twice may be answered for the earlier one.
_CONFIDENCE = 0.93


def link_by_addressees(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, linked by what their headers say where columns contradict them.

    Disqus sets "Bob Ann" above what Bob answers to Ann, and extractors that leave its lists open
    indent each comment further than the one before. A comment whose header names nobody else is
    a root on such a page.

    >>> nodes = [Node("a", speaker="Ann"), Node("b", speaker="Bob Ann", parent=0)]
    >>> nodes += [Node("c", speaker="Cem", parent=1), Node("d", speaker="Dan Cem", parent=2)]
    >>> [(node.speaker, node.parent) for node in link_by_addressees(nodes)]
    [('Ann', None), ('Bob', 0), ('Cem', None), ('Dan', 2)]
    """
    nodes = _part_speakers(nodes)
    answers = [node.parent for node in nodes if node.addressee is not None]
    others = [node.parent for node in nodes if node.addressee is None and not node.lost]
    if len(answers) < _FEWEST:
        return nodes
    nested = sum(parent is not None for parent in others)
    if answers.count(None) <= _HALF * len(answers) and nested < max(1, _HALF * len(others)):
        return nodes
    latest: dict[str, int] = {}
    linked = []
    for n, node in enumerate(nodes):
        parent = latest.get(node.addressee.casefold()) if node.addressee else None
        if parent is None:
            node = node._replace(parent=None, evidence=(), confidence=0.0)
        else:
            node = node._replace(parent=parent, evidence=("in reply to",), confidence=_CONFIDENCE)
        linked.append(node)
        if node.speaker:
            latest[node.speaker.casefold()] = n
    return linked


def _part_speakers(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with "Bob Ann" read as Bob who answers Ann, where Ann has spoken before."""
    seen: set[str] = set()
    parted: list[Node] = []
    found: set[str] = set()  # one "Ann De Lee" who speaks twice has no addressee
    # "Reply to Ann" below what Ann says is a button, but some do answer themselves.
    answering = [node for node in nodes if node.addressee is not None]
    own = sum(node.addressee == node.speaker for node in answering)
    buttons = own > _HALF * len(answering)
    for node in nodes:
        both = _part(node.speaker, seen) if node.speaker and node.addressee is None else None
        if both is not None:
            found.add(node.speaker or "")
            node = node._replace(speaker=both[0], addressee=both[1])
        elif buttons and node.addressee is not None and node.addressee == node.speaker:
            node = node._replace(addressee=None)
        parted.append(node)
        if node.speaker:
            seen.add(node.speaker.casefold())
    if len(found) >= _FEWEST:
        return parted
    return [
        after if after.addressee is None or before.addressee is not None else before
        for before, after in zip(nodes, parted, strict=True)
    ]


def _part(speaker: str, seen: set[str]) -> tuple[str, str] | None:
    """The two names in "Bob Ann Lee", if the second is that of an earlier speaker."""
    words = speaker.split()
    for n in range(1, len(words)):
        name = " ".join(words[n:])
        if name.casefold() in seen:
            own = tidy_name(" ".join(words[:n]))  # "Bob Mod Ann": a badge between
            return (own, name) if own else None
    return None

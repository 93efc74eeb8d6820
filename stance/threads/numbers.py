"""Comments that the page numbers, and that name each other by number: "#3 I agree"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.threads.node import Node

__all__ = ["read_numbers", "strip_numbers"]

_NUMBER = re.compile(r"(?:[#@]|>>|＞＞)(?P<n>\d{1,5})(?![\w%]|[.,]\d)")
_OWN = re.compile(r"#?(?P<n>\d{1,5})[.):]?[ \u00a0\n]+(?=\S)")
_MOST = 0.7  # of the comments must begin with their own numbers for these to be the page's
_FEWEST = 3
_GAP = 5  # numbers from one comment to the next: pingbacks between have theirs


def strip_numbers(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without their own numbers before the text, where the page sets them there.

    >>> [node.text for node in strip_numbers([Node(text=f"#{n} So.") for n in (1, 2, 3)])]
    ['So.', 'So.', 'So.']
    >>> [node.text for node in strip_numbers([Node(text=f"{n} So.") for n in (9, 2, 5)])]
    ['9 So.', '2 So.', '5 So.']
    """
    found = [_OWN.match(node.text) for node in nodes]
    counted = last = 0
    for match in found:
        if match is not None and last < int(match["n"]) <= last + _GAP:
            counted, last = counted + 1, int(match["n"])
    if len(nodes) < _FEWEST or counted < _MOST * len(nodes):
        return list(nodes)
    return [
        node
        if match is None
        else node._replace(text=node.text[match.end() :], span=_cut(node, match))
        for node, match in zip(nodes, found, strict=True)
    ]


def _cut(node: Node, match: re.Match[str]) -> tuple[int, int] | None:
    return (node.span[0] + match.end(), node.span[1]) if node.span is not None else None


def read_numbers(nodes: Sequence[Node]) -> dict[int, int]:
    """For comments that begin with another's number, that one's index.

    Empty where such a number means no earlier comment anywhere on the page.

    >>> read_numbers([Node(text="Rain."), Node(text="#1 Where?")])
    {1: 0}
    """
    said = [(n, match) for n, node in enumerate(nodes) if (match := _NUMBER.match(node.text))]
    if not all(1 <= int(match["n"]) <= n for n, match in said):
        return {}
    return {n: int(match["n"]) - 1 for n, match in said}

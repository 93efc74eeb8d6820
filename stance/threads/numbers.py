"""Comments that the page numbers, in a row or as a tree, or that name each other by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stance.threads.node import Node

__all__ = ["link_by_paths", "read_numbers", "read_path", "strip_numbers"]

_NUMBER = re.compile(r"(?:[#@]|>>|＞＞)(?P<n>\d{1,5})(?![\w%]|[.,]\d)")
_OWN = re.compile(r"#?(?P<n>\d{1,5})[.):]?[ \u00a0\n]+(?=\S)")
# Serendipity's "#2.1.1": the first answer to the first answer to the second comment.
_PATH = re.compile(r"(?<![\w#.])#(?P<path>\d{1,5}(?:\.\d{1,5}){0,99})(?![\w.])")
_CONFIDENCE = 0.98  # all 14 links of two pages rendered by its template, in six forms
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


def read_path(texts: Iterable[str]) -> str:
    """A comment's number in the tree, in the lines above or below its text; "" where none is.

    >>> read_path(["#2.1 Ann on 2014-04-27 02:57 (Reply)"]), read_path(["Ann, 27.4.2014"])
    ('2.1', '')
    """
    marked = (text for text in texts if "#" in text)
    return next((found["path"] for text in marked if (found := _PATH.search(text))), "")


def link_by_paths(nodes: Sequence[Node]) -> list[Node] | None:
    """The nodes as the tree that their numbers tell; None where these are not those of a tree.

    >>> nodes = [Node("a", path="1"), Node("b", path="1.1"), Node("c", path="2")]
    >>> [node.parent for node in link_by_paths(nodes) or ()]
    [None, 0, None]
    """
    numbered = {node.path: n for n, node in enumerate(nodes) if node.path}
    if len(numbered) < len(nodes) or not any("." in path for path in numbered):
        return None
    linked: list[Node] = []
    for n, node in enumerate(nodes):
        above = node.path.rpartition(".")[0]
        if above and not numbered.get(above, n) < n:
            return None
        if above:
            node = node._replace(
                parent=numbered[above], evidence=("number",), confidence=_CONFIDENCE
            )
        linked.append(node)
    return linked

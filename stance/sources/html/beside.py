"""What stands right before a comment's element: the header, where it has an element of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stance.sources.html.marks import Marks
from stance.sources.html.tree import Tree

__all__ = ["drop_headers", "find_headers", "sibling_before"]

_MOST_NODES = 40  # of a header
_FEWEST = 2  # comments with a text
_NEARLY_ALL = 0.9  # of the comments must have one of the same kind


def find_headers(tree: Tree, items: Sequence[int]) -> dict[int, int]:
    """The elements right before most comments that are of one kind and small, as bbPress has them.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<div class=when>3 May</div><article>Tea!</article>" * 2)
    >>> headers = find_headers(tree, tree.numbers_of("article"))
    >>> [tree.text_of(number) for number in headers.values()]
    ['3 May', '3 May']
    """
    chosen = {*items}
    headers: dict[int, int] = {}
    for item in items:
        before = sibling_before(tree, item)
        if before is not None and before not in chosen:
            headers[item] = before
    kinds = Counter(tree.kind_of[before] for before in headers.values())
    kind, times = kinds.most_common(1)[0] if kinds else (0, 0)
    if times < _NEARLY_ALL * len(items):
        return {}
    return {
        item: before
        for item, before in headers.items()
        if tree.kind_of[before] == kind and tree.ends[before] - before <= _MOST_NODES
    }


def drop_headers(tree: Tree, marks: Marks, items: list[int]) -> list[int]:
    """The items without those that are the header of the next one and hold no text themselves."""
    told = [item for item in items if marks.prose.between(item, tree.ends[item])]
    if len(told) == len(items) or len(told) < _FEWEST:
        return items
    headers = {*find_headers(tree, told).values()}
    return told if headers.issuperset({*items} - {*told}) else items


def sibling_before(tree: Tree, element: int) -> int | None:
    """The element right before another, with no text between."""
    above, previous = tree.parents[element], element - 1
    if above < 0:
        return None
    while previous > above:
        while tree.parents[previous] != above:
            previous = tree.parents[previous]
        if tree.tags[previous]:
            return previous
        if tree.texts[previous].strip():
            return None
        previous -= 1
    return None

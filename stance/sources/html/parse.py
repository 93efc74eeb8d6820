"""An HTML document parsed: by the standard's own rules, or where they take too long, simply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import accumulate, compress, repeat
from operator import not_, sub

from stance.sources.html.plain import build_plain
from stance.sources.html.tree import HIDDEN, VOID, Tree

__all__ = ["DEFINITION", "parse_html"]

# A parser that follows the HTML standard looks through all open elements at most tags, so deep
# pages cost tags × depth. 3e8 steps are 2 s with lexbor 2.5 on a 2020s laptop core.
_MOST_STEPS = 3e8
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
# Those that may go without one.
_LEFT_OPEN = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"]
)
_FORMATTING = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)


def parse_html(text: str) -> Tree:
    """The document as a `Tree`, parsed by the HTML standard's rules (lexbor).

    Pages nested so deep that these rules would take quadratic time are read by a simpler linear
    builder (see `plain`).

    >>> parse_html("<p class=A>One").text_of(0)
    'One'
    """
    if _is_costly(text):
        return build_plain(text)
    return _build(text)


def _is_costly(text: str) -> bool:
    """Whether the standard's rules would take too long: very deep, or very much left open."""
    tags = text.count("<")
    if tags * tags < _MOST_STEPS:
        return False
    found = _TAG.findall(text)
    if sum(_walk(list(map(_Moves(_go_deeper).__getitem__, found)))) > _MOST_STEPS:
        return True
    # Left open, formatting is made anew in every block that follows.
    formats = list(map(_Moves(_open_formatting).__getitem__, found))
    unclosed = _walk(formats)
    return sum(compress(unclosed, map(not_, formats))) > _MOST_STEPS / 50


class _Moves(dict[str, int]):
    """What each tag adds, worked out when it first comes."""

    def __init__(self, move: Callable[[str, int], int]) -> None:
        self.move = move

    def __missing__(self, tag: str) -> int:
        move = self[tag] = self.move(tag.strip("</").lower(), -1 if tag[1] == "/" else 1)
        return move


def _go_deeper(name: str, way: int) -> int:
    return 0 if name in _FORMATTING or name in VOID or name in _LEFT_OPEN else way


def _open_formatting(name: str, way: int) -> int:
    return way if name in _FORMATTING else 0


def _walk(moves: list[int]) -> list[int]:
    """The height after each move, never below 0: end tags without a start tag do nothing."""
    heights = list(accumulate(moves))
    if min(heights, default=0) >= 0:
        return heights
    return list(map(sub, heights, map(min, accumulate(heights, min), repeat(0))))


def _group_terms(tree: Tree, terms: dict[int, tuple[int, bool]], tag: str, parent: int) -> int:
    """An element of our own around a `dt` and the `dd` that follow: one comment on some pages.

    `terms` holds the open group of each list, and whether it has a `dd` yet.
    """
    group, has_text = terms.get(parent, (-1, False))
    if tag == "dt" and (group < 0 or has_text):
        group, has_text = tree.add(tree.find_kind("div", _GROUP), _GROUP, parent), False
    if group < 0:
        return parent
    terms[parent] = group, has_text or tag == "dd"
    return group


DEFINITION = "definition"
"""The class of our own elements around a term and what follows it."""
_GROUP: Mapping[str, str | None] = {"class": DEFINITION}


def _build(text: str) -> Tree:
    from selectolax.lexbor import LexborHTMLParser

    tree = Tree()
    terms: dict[int, tuple[int, bool]] = {}  # lists of definitions
    node = LexborHTMLParser(text).root
    above: list[tuple[object, int]] = []
    parent = -1
    while node is not None:
        tag = node.tag
        child = None
        number = parent
        if tag in {"dt", "dd"} and parent >= 0 and tree.tags[parent] == "dl":
            parent_of_item = _group_terms(tree, terms, tag, parent)
        else:
            parent_of_item = parent
        if tag == "-text":
            tree.add_text(node.text_content or "", parent)
        elif tag and tag[0] != "-" and tag[0] != "!":
            if tag not in HIDDEN:
                attributes = node.attributes
                number = tree.add(tree.find_kind(tag, attributes), attributes, parent_of_item)
                child = node.first_child
            elif tag == "script" and "ld+json" in (node.attributes.get("type") or "").lower():
                tree.data.append(node.text() or "")
        if child is not None:
            above.append((node, parent))
            node, parent = child, number
            continue
        following = node.next
        while following is None and above:
            node, parent = above.pop()  # type: ignore[assignment]
            following = node.next
        node = following
    return tree.close()

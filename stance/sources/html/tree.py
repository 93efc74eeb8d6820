"""An HTML document as flat lists in document order, so that every step is a loop.

Element `i` owns the nodes `i + 1 … ends[i] - 1`. Nothing here recurses: a page may be nested as
deep as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import accumulate, compress, repeat
from operator import not_, sub
from typing import NamedTuple

from stance.sources.html.words import tidy_name

__all__ = ["HIDDEN", "NO_ATTRIBUTES", "VOID", "Kind", "Tree", "parse_html"]

# Their content is never part of what a reader sees as text.
HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "math",
        "select",
        "textarea",
        "datalist",
        "map",
    ]
)
# A parser that follows the HTML standard looks through all open elements at most tags, so deep
# pages cost tags × depth. 3e8 steps are 2 s with lexbor 2.5 on a 2020s laptop core.
_MOST_STEPS = 3e8
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements that never have an end tag."""

# Those that may go without one.
_LEFT_OPEN = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"]
)
NO_ATTRIBUTES: Mapping[str, str | None] = {}
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


class Kind(NamedTuple):
    """What all elements of one tag, class, id (numbers aside) and set of attributes share.

    `names` are the class tokens and the id, tidied (numbers as "#"); `stated` the names of the
    attributes. Comments are made from one template, so a page has few kinds.
    """

    tag: str
    classes: tuple[str, ...]
    names: tuple[str, ...]
    stated: Set[str]


_TEXT = Kind("", (), (), NO_ATTRIBUTES.keys())


@dataclass(slots=True)
class Tree:
    """Nodes in document order; a text node has the tag "" and its text in `texts`.

    `classes` holds the lower-case class tokens of each element; `kinds` are those of the page, a
    text's first, and `kind_of` the place of each node's among them; `stated` are the names of all
    attributes of the page, `data` the texts of JSON-LD scripts.
    """

    tags: list[str] = field(default_factory=list)
    attributes: list[Mapping[str, str | None]] = field(default_factory=list)
    classes: list[tuple[str, ...]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    kind_of: list[int] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=lambda: [_TEXT])
    stated: set[str] = field(default_factory=set)
    _known: dict[Hashable, int] = field(default_factory=lambda: {"": 0})
    _shared: dict[int, Mapping[str, str | None]] = field(default_factory=dict)

    def add(self, tag: str, attributes: Mapping[str, str | None], text: str, parent: int) -> int:
        """Append a node below `parent` (-1 for none); returns its number."""
        key: Hashable = tag
        if attributes:
            name = attributes.get("id")
            key = (tag, attributes.get("class"), tidy_name(name) if name else "", *attributes)
        kind = self._known.get(key)
        if kind is None:
            kind = self._known[key] = self._meet(tag, attributes)
        number = len(self.tags)
        self.tags.append(tag)
        self.attributes.append(self._shared.get(kind, attributes) if attributes else attributes)
        self.classes.append(self.kinds[kind].classes)
        self.texts.append(text)
        self.parents.append(parent)
        self.kind_of.append(kind)
        return number

    def add_text(self, text: str, parent: int) -> None:
        """Append a text below `parent`."""
        self.tags.append("")
        self.attributes.append(NO_ATTRIBUTES)
        self.classes.append(())
        self.texts.append(text)
        self.parents.append(parent)
        self.kind_of.append(0)

    def _meet(self, tag: str, attributes: Mapping[str, str | None]) -> int:
        """Write down a new kind; returns its place."""
        classes = tuple((attributes.get("class") or "").lower().split())
        identity = attributes.get("id")
        names = [tidy_name(name) for name in (*classes, *([identity] if identity else []))]
        kind = len(self.kinds)
        self.kinds.append(Kind(tag, classes, tuple(names), attributes.keys()))
        self.stated.update(attributes)
        if attributes.keys() == {"class"}:  # alike in all elements of the kind: kept once
            self._shared[kind] = attributes
        return kind

    def close(self) -> Tree:
        """Fill in `ends` once all nodes are there: a node ends where its last child does."""
        self.ends = list(range(1, len(self.tags) + 1))
        for number in range(len(self.tags) - 1, 0, -1):
            above = self.parents[number]
            if above >= 0 and self.ends[above] < self.ends[number]:
                self.ends[above] = self.ends[number]
        return self

    def children(self, number: int) -> Iterator[int]:
        """The direct children of a node."""
        child, end = number + 1, self.ends[number]
        while child < end:
            yield child
            child = self.ends[child]

    def ancestors(self, number: int) -> Iterator[int]:
        """The elements around a node, the innermost first."""
        above = self.parents[number]
        while above >= 0:
            yield above
            above = self.parents[above]

    def attribute(self, number: int, name: str) -> str:
        """An attribute's value, or "" where there is none."""
        attributes = self.attributes[number]
        return (attributes.get(name) or "") if attributes else ""

    def text_of(self, number: int) -> str:
        """All text below a node, white space collapsed."""
        pieces = [text for text in self.texts[number : self.ends[number]] if text]
        return " ".join("".join(pieces).split())


def parse_html(text: str) -> Tree:
    """The document as a `Tree`, parsed by the HTML standard's rules (lexbor).

    Pages nested so deep that these rules would take quadratic time are read by a simpler linear
    builder (see `plain`).

    >>> parse_html("<p class=A>One").text_of(0)
    'One'
    """
    from stance.sources.html.plain import build_plain

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
        group, has_text = tree.add("div", _GROUP, "", parent), False
    if group < 0:
        return parent
    terms[parent] = group, has_text or tag == "dd"
    return group


_GROUP: Mapping[str, str | None] = {"class": "definition"}


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
                number = tree.add(tag, node.attributes, "", parent_of_item)
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

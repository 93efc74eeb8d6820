"""An HTML document as flat lists in document order, so that every step is a loop.

Element `i` owns the nodes `i + 1 … ends[i] - 1`. Nothing here recurses: a page may be nested as
deep as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["Tree", "parse_html"]

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
_VOID = frozenset(
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
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "option",
        "thead",
        "tbody",
        "tfoot",
    ]
)
_NO_ATTRIBUTES: Mapping[str, str | None] = {}
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


@lru_cache(maxsize=1 << 14)
def _split_names(names: str) -> tuple[str, ...]:
    return tuple(names.lower().split())


@dataclass(slots=True)
class Tree:
    """Nodes in document order; a text node has the tag "" and its text in `texts`.

    `classes` holds the lower-case class tokens of each element; `stated` the names of all
    attributes of the page; `data` the texts of JSON-LD scripts; `names` is filled on first use
    (see `marks.names_of`).
    """

    tags: list[str] = field(default_factory=list)
    attributes: list[Mapping[str, str | None]] = field(default_factory=list)
    classes: list[tuple[str, ...]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stated: set[str] = field(default_factory=set)
    data: list[str] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, tag: str, attributes: Mapping[str, str | None], text: str, parent: int) -> int:
        """Append a node below `parent` (-1 for none); returns its number."""
        number = len(self.tags)
        self.tags.append(tag)
        self.attributes.append(attributes)
        if attributes:
            self.stated.update(attributes)
            names = attributes.get("class")
            self.classes.append(_split_names(names) if names else ())
        else:
            self.classes.append(())
        self.texts.append(text)
        self.parents.append(parent)
        self.ends.append(number + 1)
        return number

    def close(self) -> Tree:
        """Fill in `ends` once all nodes are there: a node ends where its last child does."""
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
    depth = unclosed = blocks = 0
    steps = 0
    moves: dict[str, tuple[int, int, int]] = {}
    for mark in _TAG.finditer(text):
        tag = mark[0]
        move = moves.get(tag)
        if move is None:
            move = moves[tag] = _move(tag)
        deeper, formats, block = move
        if deeper:
            depth = max(0, depth + deeper)
        elif formats:
            unclosed = max(0, unclosed + formats)
        if block:
            blocks += unclosed
        steps += depth
    return steps > _MOST_STEPS or blocks > _MOST_STEPS / 50


def _move(tag: str) -> tuple[int, int, int]:
    """What a tag adds to the depth and to the formatting left open, and whether it is a block."""
    name, way = tag.strip("</").lower(), -1 if tag[1] == "/" else 1
    if name in _FORMATTING:  # left open, they are made anew in every block that follows
        return 0, way, 0
    return 0 if name in _VOID else way, 0, 1


def _group_terms(tree: Tree, terms: dict[int, int], tag: str, parent: int) -> int:
    """An element of our own around a `dt` and the `dd` that follow: one comment on some pages."""
    if tag == "dt" and (parent not in terms or _has_text_of_term(tree, terms[parent])):
        terms[parent] = tree.add("div", _GROUP, "", parent)
    return terms.get(parent, parent)


_GROUP: Mapping[str, str | None] = {"class": "definition"}


def _has_text_of_term(tree: Tree, group: int) -> bool:
    number = len(tree.tags) - 1
    while number > group and tree.parents[number] != group:
        number = tree.parents[number]
    return tree.tags[number] == "dd"


def _build(text: str) -> Tree:
    from selectolax.lexbor import LexborHTMLParser

    tree = Tree()
    terms: dict[int, int] = {}  # list of definitions -> the open group of a term and its texts
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
            tree.add("", _NO_ATTRIBUTES, node.text_content or "", parent)
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

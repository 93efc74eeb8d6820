"""An HTML document as flat lists in document order, so that every step is a loop.

Element `i` owns the nodes `i + 1 … ends[i] - 1`. Nothing here recurses: a page may be nested as
deep as it likes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from stance.sources.html.words import tidy_name

__all__ = ["HIDDEN", "NO_ATTRIBUTES", "VOID", "Kind", "Tree"]

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

NO_ATTRIBUTES: Mapping[str, str | None] = {}


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

    def find_kind(self, tag: str, attributes: Mapping[str, str | None]) -> int:
        """The place of an element's kind in `kinds`, to which it is added if it is new."""
        key: Hashable = tag
        if len(attributes) == 1 and "class" in attributes:
            key = (tag, attributes["class"])  # most elements have that or nothing
        elif attributes:
            name = attributes.get("id")
            key = (tag, attributes.get("class"), tidy_name(name) if name else "", *attributes)
        kind = self._known.get(key)
        if kind is None:
            kind = self._known[key] = self._meet(tag, attributes)
        return kind

    def add(self, kind: int, attributes: Mapping[str, str | None], parent: int) -> int:
        """Append an element of a kind below `parent` (-1 for none); returns its number."""
        number = len(self.tags)
        tag, classes, _, _ = self.kinds[kind]
        self.tags.append(tag)
        self.attributes.append(self._shared.get(kind, attributes) if attributes else attributes)
        self.classes.append(classes)
        self.texts.append("")
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

    def wrap(self, runs: Mapping[int, int], name: str) -> Tree:
        """A copy with an element of that class around each run of siblings.

        `runs` maps the first node of each to the node after its last.

        >>> from stance.sources.html.parse import parse_html
        >>> tree = parse_html("<b>a</b><i>c</i>")
        >>> first = tree.tags.index("b")
        >>> tree.wrap({first: len(tree.tags)}, "pair").tags[first:]
        ['div', 'b', '', 'i', '']
        """
        copy = Tree(
            data=self.data,
            kinds=list(self.kinds),
            stated=set(self.stated),
            _known=dict(self._known),
            _shared=dict(self._shared),
        )
        attributes: Mapping[str, str | None] = {"class": name}
        wrapper = copy.find_kind("div", attributes)
        moved: list[int] = []  # where each node of this tree is in the copy
        inside: dict[int, tuple[int, int]] = {}  # parent -> its open wrapper, and where that ends
        for number, above in enumerate(self.parents):
            place = moved[above] if above >= 0 else -1
            if number in runs:
                inside[above] = copy.add(wrapper, attributes, place), runs[number]
            around, stop = inside.get(above, (place, -1))
            moved.append(len(copy.tags))
            kind, parent = self.kind_of[number], around if number < stop else place
            if kind:
                copy.add(kind, self.attributes[number], parent)
            else:
                copy.add_text(self.texts[number], parent)
        return copy.close()

    def close(self) -> Tree:
        """Fill in `ends` once all nodes are there: a node ends where its last child does."""
        self.ends = list(range(1, len(self.tags) + 1))
        for number in range(len(self.tags) - 1, 0, -1):
            above = self.parents[number]
            if above >= 0 and self.ends[above] < self.ends[number]:
                self.ends[above] = self.ends[number]
        return self

    def numbers_of(self, tag: str) -> list[int]:
        """The elements of a tag in document order."""
        kinds = {place for place, kind in enumerate(self.kinds) if kind.tag == tag}
        if not kinds:
            return []
        return [number for number, kind in enumerate(self.kind_of) if kind in kinds]

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

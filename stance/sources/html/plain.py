"""A linear tree builder for pages nested too deep for the HTML standard's own rules.

It knows void elements, raw text, character references and the end tags that may be left out;
what it does not know (tables put right, formatting reopened) such pages do not need.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from stance.sources.html.tree import HIDDEN, NO_ATTRIBUTES, VOID, Tree

__all__ = ["build_plain"]

_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# A ">" inside quotes is looked for this far; past that the quote is taken for a stray one.
_FAR = 4096
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
# An element of the first kind ends an open one of the second kind in the same container.
_ENDS = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "option": ("option",),
}
_CONTAINERS = {
    "li": ("ul", "ol", "menu"),
    "dt": ("dl",),
    "dd": ("dl",),
    "tr": ("table",),
    "td": ("tr", "table"),
    "th": ("tr", "table"),
    "option": ("select",),
}
_ENDS_PARAGRAPH = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
        "li",
        "dd",
        "dt",
    ]
)


class _Builder:
    """The open elements, and where the innermost of each name stands among them."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.open: list[tuple[str, int]] = []
        self.parent = -1  # the innermost
        self.places: defaultdict[str, list[int]] = defaultdict(list)

    def enter(self, tag: _Tag) -> None:
        name, _, attributes, kind, breaks, implies = tag
        if breaks and self.open and self.open[-1][0] == "p":
            self.leave("p")
        if implies:
            self.imply(name)
        number = self.tree.add(kind, attributes, self.parent)
        if name not in VOID:
            self.places[name].append(len(self.open))
            self.open.append((name, number))
            self.parent = number

    def leave(self, name: str) -> None:
        places = self.places.get(name)
        if not places:
            return
        target = places[-1]
        while len(self.open) > target:
            self.places[self.open.pop()[0]].pop()
        self.parent = self.open[-1][1] if self.open else -1

    def imply(self, name: str) -> None:
        """End what the coming element ends without an end tag."""
        border = max([self._place(outer) for outer in _CONTAINERS[name]])
        for sibling in _ENDS[name]:
            if self._place(sibling) > border:
                self.leave(sibling)

    def _place(self, name: str) -> int:
        places = self.places.get(name)
        return places[-1] if places else -1

    def say(self, text: str) -> None:
        self.tree.add_text(unescape(text) if "&" in text else text, self.parent)

    def read_tag(self, text: str, mark: re.Match[str], stop: int) -> _Tag:
        """The tag whose "<" and name are `mark`, and which ends at `stop`."""
        name, attributes = mark[2].lower(), _read_attributes(text, mark.end(), stop)
        kind = _NO_KIND
        if not mark[1] and name not in _PASSED_OVER:
            kind = self.tree.find_kind(name, attributes)
        breaks, implies = name in _ENDS_PARAGRAPH, name in _ENDS
        return _Tag(name, bool(mark[1]), attributes, kind, breaks, implies)


class _Tag(NamedTuple):
    """A start tag, or an end tag.

    `breaks` tells that it ends an open paragraph, `implies` that it may end others of its list.
    """

    name: str
    ends: bool
    attributes: Mapping[str, str | None]
    kind: int
    breaks: bool
    implies: bool


_NO_KIND = -1  # of a tag that adds no element
_PASSED_OVER = HIDDEN | {"html", "body"}
_MOST_TAGS = 1 << 12  # kept as they are written: comments repeat them, but for ids and links


def build_plain(text: str) -> Tree:
    """The document as a `Tree`, in time linear in its length.

    >>> build_plain("<ul><li>One<li>Two</ul>").tags
    ['html', 'ul', 'li', '', 'li', '']
    """
    builder = _Builder()
    builder.tree.add(builder.tree.find_kind("html", NO_ATTRIBUTES), NO_ATTRIBUTES, -1)
    builder.open.append(("html", 0))
    builder.parent = 0
    position, last = 0, text.rfind(">")
    unclosed: set[str] = set()  # hidden elements without an end tag: not looked for again
    known: dict[str, _Tag] = {}
    while True:
        start = text.find("<", position)
        if start < 0 or (start > last and not text.startswith("<!--", start)):
            if position < len(text):
                builder.say(text[position:])
            return builder.tree.close()
        stop = text.find(">", start) + 1
        tag = known.get(text[start:stop])
        if tag is None:
            mark = _NAME.match(text, start)
            if mark is None and text[start + 1 : start + 2] not in ("!", "?", "/"):
                builder.say(text[position : start + 1])
                position = start + 1
                continue
            whole = mark is not None and text.count('"', start, stop) % 2 == 0
            if not whole:
                stop = _find_end(text, start)
            if mark is not None:
                tag = builder.read_tag(text, mark, stop)
                if whole and len(known) < _MOST_TAGS:
                    known[text[start:stop]] = tag
        if start > position:
            builder.say(text[position:start])
        position = stop
        if tag is None:
            continue  # a comment, or a declaration
        if tag.ends:
            builder.leave(tag.name)
        elif tag.name in HIDDEN:
            position = _skip_hidden(builder, text, start, stop, unclosed)
        elif tag.kind != _NO_KIND:
            builder.enter(tag)


def _find_end(text: str, start: int) -> int:
    """Where the tag or comment at `start` ends; the text's end for a comment left open."""
    if text.startswith("<!--", start):
        stop = text.find("-->", start + 4)
        return stop + 3 if stop >= 0 else len(text)
    first = stop = text.find(">", start)
    for _ in range(8):
        if stop < 0 or text.count('"', start, stop) % 2 == 0:
            break
        quote = text.find('"', stop, start + _FAR)
        stop = text.find(">", quote, quote + _FAR) if quote >= 0 else -1
    return (first if stop < 0 else stop) + 1


def _skip_hidden(builder: _Builder, text: str, start: int, stop: int, unclosed: set[str]) -> int:
    mark = _NAME.match(text, start)
    name = mark[2].lower() if mark else ""
    closing = None
    if name not in unclosed:
        closing = re.compile(rf"</{name}\b[^>]{{0,99}}>", re.I).search(text, stop)
    if closing is None:
        unclosed.add(name)
        return stop
    if name == "script" and "ld+json" in text[start:stop].lower():
        builder.tree.data.append(text[stop : closing.start()])
    return closing.end()


def _read_attributes(text: str, start: int, stop: int) -> Mapping[str, str | None]:
    """The attributes between a tag's name and its ">"."""
    if stop - start < 2:
        return NO_ATTRIBUTES
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text, start, stop - 1)
    } or NO_ATTRIBUTES

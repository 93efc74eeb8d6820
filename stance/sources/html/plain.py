"""A linear tree builder for pages nested too deep for the HTML standard's own rules.

It knows void elements, raw text, character references and the end tags that may be left out;
what it does not know (tables put right, formatting reopened) such pages do not need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

from stance.sources.html.tree import HIDDEN, NO_ATTRIBUTES, Tree

__all__ = ["build_plain"]

_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# A ">" inside quotes is looked for this far; past that the quote is taken for a stray one.
_FAR = 4096
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
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
    ]
)
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
        self.places: dict[str, list[int]] = {}

    def enter(self, name: str, attributes: Mapping[str, str | None]) -> None:
        parent = self.open[-1][1] if self.open else -1
        number = self.tree.add(name, attributes, "", parent)
        if name not in _VOID:
            self.places.setdefault(name, []).append(len(self.open))
            self.open.append((name, number))

    def leave(self, name: str) -> None:
        places = self.places.get(name)
        if not places:
            return
        target = places[-1]
        while len(self.open) > target:
            self.places[self.open.pop()[0]].pop()

    def imply(self, name: str) -> None:
        """End what the coming element ends without an end tag."""
        if name in _ENDS_PARAGRAPH and self.open and self.open[-1][0] == "p":
            self.leave("p")
        if name not in _ENDS:
            return
        border = max([self._place(outer) for outer in _CONTAINERS[name]])
        for sibling in _ENDS[name]:
            if self._place(sibling) > border:
                self.leave(sibling)

    def _place(self, name: str) -> int:
        places = self.places.get(name)
        return places[-1] if places else -1

    def say(self, text: str) -> None:
        if text:
            parent = self.open[-1][1] if self.open else -1
            self.tree.add_text(unescape(text), parent)


def build_plain(text: str) -> Tree:
    """The document as a `Tree`, in time linear in its length.

    >>> build_plain("<ul><li>One<li>Two</ul>").tags
    ['html', 'ul', 'li', '', 'li', '']
    """
    builder = _Builder()
    builder.tree.add("html", {}, "", -1)
    builder.open.append(("html", 0))
    position, last = 0, text.rfind(">")
    unclosed: set[str] = set()  # hidden elements without an end tag: not looked for again
    while True:
        start = text.find("<", position)
        if start < 0 or (start > last and not text.startswith("<!--", start)):
            builder.say(text[position:])
            return builder.tree.close()
        mark = _NAME.match(text, start)
        if mark is None and text[start + 1 : start + 2] not in ("!", "?", "/"):
            builder.say(text[position : start + 1])
            position = start + 1
            continue
        stop = text.find(">", start) + 1
        if mark is None or text.count('"', start, stop) % 2:
            stop = _find_end(text, start)
        builder.say(text[position:start])
        position = stop
        if mark is not None:
            name = mark[2].lower()
            if mark[1]:
                builder.leave(name)
            elif name in HIDDEN:
                position = _skip_hidden(builder, text, start, stop, unclosed)
            elif name not in {"html", "body"}:
                builder.imply(name)
                builder.enter(name, _read_attributes(text[mark.end() : stop - 1]))


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


def _read_attributes(text: str) -> Mapping[str, str | None]:
    if not text or text.isspace():
        return NO_ATTRIBUTES
    return _read_short(text) if len(text) <= _SHORT else _parse_attributes(text)


_SHORT = 60  # characters: most of what elements of one kind repeat


@lru_cache(maxsize=1 << 12)
def _read_short(text: str) -> Mapping[str, str | None]:
    return _parse_attributes(text)


def _parse_attributes(text: str) -> Mapping[str, str | None]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }

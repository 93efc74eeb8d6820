"""Markup to the text a reader sees: paragraphs, lists, quotes and code keep their form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stance.sources.html.tree import Tree

__all__ = ["render"]

_PARAGRAPHS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "blockquote",
        "pre",
        "table",
        "figure",
        "hr",
    ]
)
_LINES = frozenset(
    [
        "div",
        "li",
        "tr",
        "dt",
        "dd",
        "section",
        "article",
        "details",
        "summary",
        "header",
        "footer",
        "address",
        "aside",
        "center",
        "form",
        "fieldset",
        "figcaption",
        "main",
        "nav",
        "option",
        "caption",
    ]
)
_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")  # a single blank stays as it is
_UNEVEN = ("  ", "\n", "\t", "\r", "\f")  # one of them is in what `_BLANKS` changes
_MOST_QUOTES = 8  # deeper quoting is shown as this deep


class _Writer:
    """The lines written so far, and the quote, list and code the next one stands in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.gap = False
        self.quotes = self.lists = self.code = 0
        self.bullet = ""

    def write(self, text: str) -> None:
        if self.code:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self.end_line(keep=True)
                self.line.append(line)
            return
        if not self.line and text.isspace():
            return
        self.line.append(text)

    def end_line(self, *, keep: bool = False) -> None:
        if not self.line and not keep:
            return
        text = "".join(self.line)
        self.line = []
        if self.code:
            text = text.rstrip()
        else:
            if any(uneven in text for uneven in _UNEVEN):
                text = _BLANKS.sub(" ", text)
            text = text.strip(" ")
        if not text and not keep:
            return
        prefix = "> " * min(self.quotes, _MOST_QUOTES)
        if self.lists:
            prefix += "  " * (min(self.lists, _MOST_QUOTES) - 1) + (self.bullet or "  ")
        if self.gap and self.lines:
            self.lines.append("")
        self.gap = False
        self.bullet = ""
        self.lines.append((prefix + text).rstrip())

    def end_paragraph(self) -> None:
        self.end_line()
        if not self.lists:
            self.gap = True


def render(
    tree: Tree, nodes: Iterable[int], *, skip: frozenset[int] | set[int] = frozenset()
) -> str:
    """The text of some nodes (in document order), without the subtrees in `skip`.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<p>One<br>two</p><ul><li>three</ul><blockquote>four</blockquote>")
    >>> print(render(tree, range(len(tree.tags))))
    One
    two
    <BLANKLINE>
    - three
    <BLANKLINE>
    > four
    """
    writer = _Writer()
    open_blocks: list[tuple[int, str]] = []
    numbers: list[int] = []  # the next number of each open ordered list, 0 for bullets
    skipped = -1
    for number in nodes:
        while open_blocks and open_blocks[-1][0] <= number:
            _close(writer, open_blocks.pop()[1], numbers)
        if number < skipped:
            continue
        tag = tree.tags[number]
        if not tag:
            writer.write(tree.texts[number])
        elif number in skip:
            skipped = tree.ends[number]
        elif tag == "br":
            writer.end_line(keep=True)
        elif tag == "img":
            writer.write(_emoji(tree, number))
        elif tag in {"td", "th"}:
            writer.write(" ")
        elif tag in _PARAGRAPHS or tag in _LINES:
            _open(writer, tag, numbers)
            open_blocks.append((tree.ends[number], tag))
    while open_blocks:
        _close(writer, open_blocks.pop()[1], numbers)
    writer.end_line()
    return _squeeze(writer.lines)


def _open(writer: _Writer, tag: str, numbers: list[int]) -> None:
    if tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and writer.lists):
        writer.end_paragraph()
    else:
        writer.end_line()
    if tag == "blockquote":
        writer.quotes += 1
    elif tag == "pre":
        writer.code += 1
    elif tag in {"ul", "ol"}:
        writer.lists += 1
        numbers.append(1 if tag == "ol" else 0)
    elif tag == "li" and numbers:
        writer.bullet = f"{numbers[-1]}. " if numbers[-1] else "- "
        numbers[-1] += bool(numbers[-1])


def _close(writer: _Writer, tag: str, numbers: list[int]) -> None:
    if tag in _PARAGRAPHS:
        writer.end_paragraph()
    else:
        writer.end_line()
    if tag == "blockquote":
        writer.quotes -= 1
    elif tag == "pre":
        writer.code -= 1
    elif tag in {"ul", "ol"}:
        writer.lists -= 1
        numbers.pop()
        writer.gap = writer.gap or not writer.lists


def _emoji(tree: Tree, number: int) -> str:
    """An image that stands for a character: smileys and emoji, told by class or by their alt."""
    alt = tree.attribute(number, "alt")
    names = " ".join(tree.classes[number])
    if "emoji" in names or "smil" in names or "emoticon" in names:
        return alt
    return alt if 0 < len(alt) <= 3 and not alt.isascii() else ""


def _squeeze(lines: list[str]) -> str:
    """Lines without blank ones at the ends and with at most one in a row."""
    kept: list[str] = []
    for line in lines:
        if line.strip("> ") or (kept and kept[-1].strip("> ")):
            kept.append(line if line.strip("> ") else "")
    return "\n".join(kept).strip("\n")

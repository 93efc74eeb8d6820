"""Building HTML and SVG from elements, so that no text reaches a page unescaped."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, tostring

__all__ = ["element", "embed_json", "make_writable", "to_html"]

_LONE = re.compile("[\ud800-\udfff]")


def element(
    tag: str, attributes: dict[str, Any] | None = None, *children: Element | str
) -> Element:
    """An element with attributes (None leaves one out) and children, texts among them.

    >>> to_html(element("p", {"class": "note", "id": None}, "a < b ", element("b", {}, "&")))
    '<p class="note">a &lt; b <b>&amp;</b></p>'
    """
    given = {k: str(v) for k, v in (attributes or {}).items() if v is not None}
    node = Element(tag, given)
    for child in children:
        if isinstance(child, Element):
            node.append(child)
        elif len(node):
            node[-1].tail = (node[-1].tail or "") + child
        else:
            node.text = (node.text or "") + child
    return node


def to_html(node: Element) -> str:
    """The element as HTML."""
    return tostring(node, encoding="unicode", method="html")


def embed_json(value: Any) -> str:
    r"""JSON that may stand inside a script element: it cannot close it, open a comment, or
    break a line where JavaScript would see one.

    >>> embed_json({"text": "</script><!--"})
    '{"text":"\\u003c/script\\u003e\\u003c!--"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def make_writable(text: str) -> str:
    r"""The text with lone surrogates, which JSON allows and UTF-8 does not, as U+FFFD.

    >>> make_writable("a\ud800b") == "a\ufffdb"
    True
    """
    return _LONE.sub("\ufffd", text)

"""Comments that an export keeps as HTML, to plain text."""

from __future__ import annotations

import re

from stance.sources.html.parse import parse_html
from stance.sources.html.text import render

__all__ = ["plain_text"]

_BLOCK = re.compile(r"<(?:p|br|div|ul|ol|li|blockquote|pre|table)\b", re.I)


def plain_text(markup: str) -> str:
    """The text of a comment's HTML; where it has no blocks, its line breaks are the author's.

    >>> plain_text("One &amp; <b>two</b>\\nthree")
    'One & two\\nthree'
    """
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    if not _BLOCK.search(markup):
        markup = markup.replace("\n", "<br>")
    tree = parse_html(markup)
    return render(tree, range(len(tree.tags)))

"""A comment's id as its page has it."""

from __future__ import annotations

import re

from stance.sources.html.bodies import View
from stance.sources.html.tree import Tree

__all__ = ["read_identity"]

_ID_DATA = (
    "data-comment-id",
    "data-commentid",
    "data-reply-id",
    "data-post-id",
    "data-id",
    "data-fullname",
)
_ID = re.compile(
    r"(?:li-|div-)?((?:.*?)(?:comment|cmt|reply|post|thing|p|c|id|msg|message|kommentar)[-_]?[0-9a-f]*\d[\w-]*|\d+)",
    re.I,
)


_LONGEST_ID = 200  # characters; the pattern's work grows with their square
_BEFORE_ID = re.compile(r"^(?:li|div)-(?=comment)")
_PARENT_BEHIND = re.compile(r"((?:wc|wpd)-comm-\d+)_\d+")  # wpDiscuz's "wpd-comm-12_9" answers 9


def read_identity(tree: Tree, view: View) -> str | None:
    """The comment's id as the page has it, without what the theme puts before ("li-", "div-")."""
    own = tree.attributes[view.item]
    if not own.keys().isdisjoint(_ID_DATA):
        for name in _ID_DATA:
            value = own.get(name)
            if value:
                return value
    value = own.get("id")
    if value:
        behind = _PARENT_BEHIND.fullmatch(value)
        return behind[1] if behind is not None else _BEFORE_ID.sub("", value)
    for number in view.nodes:
        attributes = tree.attributes[number]
        if not attributes:
            continue
        value = attributes.get("id") or (attributes.get("name") if tree.tags[number] == "a" else "")
        if value and len(value) <= _LONGEST_ID and _ID.fullmatch(value):
            return _BEFORE_ID.sub("", value)
        value = attributes.get("data-comment-id") or attributes.get("data-commentid")
        if value:
            return value
    return None

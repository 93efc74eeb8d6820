"""How deep a comment stands below others, where the markup sets all in one list."""

from __future__ import annotations

import re
from functools import lru_cache

from stance.sources.html.bodies import View
from stance.sources.html.marks import names_of
from stance.sources.html.tree import Tree

__all__ = ["find_depths", "shows_depths"]

_DEPTH_CLASS = re.compile(
    r"(?:^|[-_]|comment)(?:depth|level|lvl|indent(?:ed|ation)?|nest(?:ed|ing)?|tier|generation|layer)"
    r"[-_]?(\d{1,3})$"
)
# Inside of a comment, levels are also those of its writer.
_INNER_DEPTH = re.compile(r"(?:^|[-_])(?:depth|indent(?:ed|ation)?|nest(?:ed|ing)?)[-_]?\d{1,3}$")
_DEPTH_DATA = (
    "data-depth",
    "data-level",
    "data-indent",
    "data-comment-depth",
    "data-nesting-level",
    "aria-level",
    "indent",
)
_MARGIN = re.compile(
    r"(?:margin|padding)(?:-inline)?-(?:left|start)\s*:\s*(\d{1,4}(?:\.\d+)?)\s*(?:px|em|rem|%|pt)?",
    re.I,
)
_REPLY_CLASS = re.compile(
    r"indent(?:ed)?|(?:is-|comment[-_]?|item[-_]?|type-)?(?:reply|child|sub-?comment|nested|response|answer|replied|subordinate)"
    r"(?:[-_]?(?:comment|item|level#?)|[-_]post)?|comments?(?:__[a-z]{1,12})?--(?:is-)?(?:reply|child|nested|indent(?:ed)?|sub|answer)"
    r"|comments?__(?:reply|child)"
)


def shows_depths(tree: Tree, views: list[View]) -> bool:
    """Whether every comment has its depth in a class: "depth-1" throughout is a list of roots."""
    return bool(views) and all(_depth_by_class(tree, view) is not None for view in views)


def find_depths(tree: Tree, views: list[View]) -> list[float] | None:
    """A depth for every comment, from the first kind of sign that differs between comments."""
    for measure, names in (
        (_depth_by_class, {"class"}),
        (_depth_by_data, {*_DEPTH_DATA}),
        (_depth_by_margin, {"style"}),
        (_depth_by_image, {"height"}),
        (_depth_by_kind, {"class", "id"}),
    ):
        if names.isdisjoint(tree.stated):
            continue
        if measure is _depth_by_class and not any(_tells_depth(k.classes) for k in tree.kinds):
            continue
        found = [measure(tree, view) for view in views]
        present = [depth for depth in found if depth is not None]
        if len(set(present)) > 1 or (present and len(present) < len(found)):
            least = min(present)
            if len(present) < len(found):
                least -= 1
            return [depth if depth is not None else least for depth in found]
    return None


def _around(tree: Tree, view: View) -> list[int]:
    """The item and the wrappers that hold nothing else before it."""
    nodes = [view.item]
    for above in tree.ancestors(view.item):
        if nodes[-1] - above > 2 or len(nodes) > 3:
            break
        nodes.append(above)
    return nodes


def _depth_by_class(tree: Tree, view: View) -> float | None:
    for number in _around(tree, view):
        depth = _depth_in(tree.classes[number])
        if depth is not None:
            return depth
    inside = (tree.classes[number] for number in view.nodes[1:4] if tree.tags[number])
    inner = (name for names in inside for name in names if _INNER_DEPTH.search(name))
    return next((_depth_in((name,)) for name in inner), None)


def _tells_depth(classes: tuple[str, ...]) -> bool:
    return _depth_in(classes) is not None or any(map(_INNER_DEPTH.search, classes))


@lru_cache(maxsize=1 << 14)
def _depth_in(classes: tuple[str, ...]) -> float | None:
    marks = filter(None, map(_DEPTH_CLASS.search, classes))
    return next((float(mark[1]) for mark in marks), None)


def _depth_by_data(tree: Tree, view: View) -> float | None:
    for number in [*_around(tree, view), *view.nodes[1:12]]:
        attributes = tree.attributes[number]
        if not attributes or attributes.keys().isdisjoint(_DEPTH_DATA):
            continue
        for name in _DEPTH_DATA:
            value = attributes.get(name) or ""
            if value.isdigit() and len(value) < 4:
                return float(value)
    return None


def _depth_by_margin(tree: Tree, view: View) -> float | None:
    for number in [*_around(tree, view), *view.nodes[1:4]]:
        style = tree.attributes[number].get("style")
        mark = _MARGIN.search(style) if style else None
        if mark:
            return float(mark[1])
    return None


def _depth_by_image(tree: Tree, view: View) -> float | None:
    """A spacer image as wide as the reply is deep."""
    for number in view.nodes[1:16]:
        if tree.tags[number] == "img" and tree.attribute(number, "height") in {"0", "1"}:
            width = tree.attribute(number, "width")
            if width.isdigit() and len(width) < 5:
                return float(width)
    return None


def _depth_by_kind(tree: Tree, view: View) -> float | None:
    """A class that marks replies in an otherwise flat list."""
    return 1.0 if _name_reply(names_of(tree, view.item)) else None


@lru_cache(maxsize=1 << 14)
def _name_reply(names: tuple[str, ...]) -> bool:
    return any(map(_REPLY_CLASS.fullmatch, names))

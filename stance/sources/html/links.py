"""Which comment answers which, as far as the markup says."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from stance.sources.html.bodies import View
from stance.sources.html.marks import names_of
from stance.sources.html.tree import Tree

__all__ = ["Tie", "find_ties", "shows_depths"]


@dataclass(frozen=True, slots=True)
class Tie:
    """The parent's position among the items (None: a root), and what says so."""

    parent: int | None
    depth: int | None
    evidence: tuple[str, ...]


_DEPTH_CLASS = re.compile(
    r"(?:^|[-_])(?:depth|level|lvl|indent(?:ed|ation)?|nest(?:ed|ing)?|tier|generation|layer)[-_]?(\d{1,3})$"
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
    r"(?:[-_]?(?:comment|item|post|level#?))?|comment--(?:reply|child|nested)|comments?__(?:reply|child)"
)
_PARENT_DATA = (
    "data-parent-id",
    "data-parent",
    "data-parentid",
    "data-parent-comment-id",
    "data-comment-parent",
    "data-reply-to",
    "data-in-reply-to",
    "data-parent-comment",
)
_PARENT_CLASS = re.compile(r"^(?:parent|reply-to|in-reply-to)[-_]([0-9a-f-]*\d[\w-]*)$")
_IN_REPLY = re.compile(
    r"in[-_ ]?reply[-_ ]?to|parent[-_]?link|reply[-_]?to[-_]?(?:link|user|name|comment)", re.I
)


def find_ties(tree: Tree, views: list[View], identities: list[str | None]) -> list[Tie]:
    """A tie for every comment, by the surest sign that the page as a whole gives.

    Nesting and lists of replies first; where there is none, depth in classes, attributes or
    margins; ids of parents where a comment names one.
    """
    parents = _find_nesting(tree, views)
    named = _find_named(tree, views, identities)
    if not any(parent is not None for parent in parents):
        parents = _find_beside(tree, views)
    if any(parent is not None for parent in parents):
        return _tie_by_nesting(parents, named)
    depths = _find_depths(tree, views)
    if depths is not None:
        return _tie_by_depth(depths, named)
    if any(name is not None for name in named):
        return [Tie(name, None, ("in reply to",) if name is not None else ()) for name in named]
    return [Tie(None, None, ()) for _ in views]


def shows_depths(tree: Tree, views: list[View]) -> bool:
    """Whether every comment has its depth in a class: "depth-1" throughout is a list of roots."""
    return bool(views) and all(_depth_by_class(tree, view) is not None for view in views)


def _find_nesting(tree: Tree, views: list[View]) -> list[int | None]:
    """Parents by nesting: inside the parent's element, or in a list right after it."""
    position = {view.item: at for at, view in enumerate(views)}
    holds = _count_items(tree, views)
    parents: list[int | None] = []
    settled: dict[int, int | None] = {}  # element -> parent of what stands in it
    for view in views:
        path = []
        parent = None
        for element in tree.ancestors(view.item):
            if element in position:
                parent = position[element]
                break
            if element in settled:
                parent = settled[element]
                break
            path.append(element)
            before = _find_before(tree, element, position, holds)
            if before is not None:
                parent = before
                break
        for element in path:
            settled[element] = parent
        parents.append(parent)
    return parents


def _find_beside(tree: Tree, views: list[View]) -> list[int | None]:
    """Parents by lists of replies that stand beside the wrappers of comments, not inside them.

    One such list may be the page's own, below a comment that stands out.
    """
    items = [view.item for view in views]
    parents: list[int | None] = []
    for view in views:
        parent = None
        path = [view.item, *itertools.islice(tree.ancestors(view.item), _HIGHEST)]
        for height, element in enumerate(path[1:], 1):
            before = _sibling_before(tree, element)
            first = bisect_left(items, before) if before is not None else 0
            if before is None or bisect_left(items, tree.ends[before]) != first + 1:
                continue
            inner = items[first]
            wrapped = inner == before or any(
                up == before for up in itertools.islice(tree.ancestors(inner), height - 1)
            )
            if wrapped:
                parent = first
                break
        parents.append(parent)
    lists = {parent for parent in parents if parent is not None}
    return parents if len(lists) >= _FEWEST_LISTS else [None] * len(views)


def _sibling_before(tree: Tree, element: int) -> int | None:
    """The element right before another, with no text between."""
    above, previous = tree.parents[element], element - 1
    if above < 0:
        return None
    while previous > above:
        while tree.parents[previous] != above:
            previous = tree.parents[previous]
        if tree.tags[previous]:
            return previous
        if tree.texts[previous].strip():
            return None
        previous -= 1
    return None


def _count_items(tree: Tree, views: list[View]) -> dict[int, int]:
    """How many items stand below each parent element of an item (one level up only)."""
    counts: dict[int, int] = {}
    for view in views:
        above = tree.parents[view.item]
        counts[above] = counts.get(above, 0) + 1
    return counts


def _find_before(
    tree: Tree, element: int, position: dict[int, int], holds: dict[int, int]
) -> int | None:
    """The item that stands right before a list of replies, as its sibling."""
    above = tree.parents[element]
    if above < 0 or above not in holds:  # no item is a sibling
        return None
    previous = element - 1
    # Climb from the node before to the sibling that holds it.
    while previous > above and tree.parents[previous] != above:
        previous = tree.parents[previous]
    while previous > above:
        if previous in position:
            return position[previous]
        if tree.tags[previous] and tree.text_of(previous):
            return None
        if not tree.tags[previous] and tree.texts[previous].strip():
            return None
        previous -= 1
        while previous > above and tree.parents[previous] != above:
            previous = tree.parents[previous]
    return None


def _find_named(tree: Tree, views: list[View], identities: list[str | None]) -> list[int | None]:
    """Parents that a comment names by id, in an attribute, a class or an "in reply to" link."""
    known: dict[str, int] = {}
    for at, identity in enumerate(identities):
        if identity:
            known.setdefault(identity, at)
            known.setdefault(_digits(identity), at)
    parents: list[int | None] = []
    signs = [
        (kind.tag == "a" and "href" in kind.stated)
        or not kind.stated.isdisjoint(_PARENT_DATA)
        or any(_name_in(token) for token in kind.classes)
        for kind in tree.kinds
    ]
    for at, view in enumerate(views):
        found = None
        for name in _named_parents(tree, view, signs):
            found = known.get(name, known.get(_digits(name)))
            if found is not None and found != at:
                break
            found = None
        parents.append(found)
    return parents


def _digits(identity: str) -> str:
    """The part of an id that stays the same between "comment-12", "li-comment-12" and "#c12"."""
    mark = _DIGITS.search(identity[-_LONGEST_ID:])
    return mark[0] if mark else identity


def _name_in(token: str) -> str | None:
    """The parent that a class names ("parent-12")."""
    mark = _PARENT_CLASS.match(token) if len(token) <= _LONGEST_ID else None
    return mark[1] if mark else None


_DIGITS = re.compile(r"[0-9a-f]*\d[0-9a-f-]*$")
_HIGHEST = 3  # levels above a comment's element at which lists of replies are looked for
_FEWEST_LISTS = 2
_LONGEST_ID = 200  # characters; the pattern's work grows with their square


def _named_parents(tree: Tree, view: View, signs: list[bool]) -> list[str]:
    names = []
    for number in view.nodes:
        if not signs[tree.kind_of[number]]:
            continue
        attributes = tree.attributes[number]
        if not attributes.keys().isdisjoint(_PARENT_DATA):
            for name in _PARENT_DATA:
                value = attributes.get(name)
                if value and value not in {"0", "-1", "null", "undefined"}:
                    names.append(value.lstrip("#"))
        if number == view.item:
            for token in tree.classes[number]:
                named = _name_in(token)
                if named:
                    names.append(named)
        if tree.tags[number] == "a" and "#" in (attributes.get("href") or ""):
            around = (number, tree.parents[number])
            if any(_IN_REPLY.search(" ".join(tree.classes[node])) for node in around) or (
                _says_reply(tree, number)
            ):
                names.append((attributes.get("href") or "").rsplit("#", 1)[1])
    return names


_REPLY_WORDS = re.compile(
    r"^(?:in reply to|replying to|reply to|en réponse à|als antwort auf|antwort auf|"
    r"en respuesta a|in risposta a|em resposta a|in antwoord op|w odpowiedzi na|в ответ|"
    r"↪|⤷|parent$)",
    re.I,
)


def _says_reply(tree: Tree, number: int) -> bool:
    if tree.ends[number] - number <= 40 and _REPLY_WORDS.match(tree.text_of(number)):
        return "reply" not in " ".join(tree.classes[number])
    before = number - 1
    return before > 0 and bool(_REPLY_WORDS.match(tree.texts[before].strip()))


def _find_depths(tree: Tree, views: list[View]) -> list[float] | None:
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
    names = names_of(tree, view.item)
    return 1.0 if any(_REPLY_CLASS.fullmatch(name) for name in names) else None


def _tie_by_nesting(parents: list[int | None], named: list[int | None]) -> list[Tie]:
    """Nesting, made finer by names: many pages nest two deep and name the parent beyond that."""
    roots: list[int] = []
    ties = []
    for at, (parent, name) in enumerate(zip(parents, named, strict=True)):
        roots.append(at if parent is None else roots[parent])
        if (
            name is not None
            and name < at
            and name != parent
            and (parent is None or roots[name] == roots[at])
        ):
            roots[at] = roots[name]
            ties.append(Tie(name, None, ("in reply to", "markup")))
        else:
            ties.append(Tie(parent, None, ("markup",)))
    return ties


def _tie_by_depth(depths: list[float], named: list[int | None]) -> list[Tie]:
    ties = []
    path: list[tuple[float, int]] = []
    for at, (depth, name) in enumerate(zip(depths, named, strict=True)):
        while path and path[-1][0] >= depth:
            path.pop()
        parent = path[-1][1] if path else None
        if name is not None and name != at:
            ties.append(Tie(name, len(path), ("in reply to", "depth")))
        else:
            ties.append(Tie(parent, len(path), ("depth",)))
        path.append((depth, at))
    return ties

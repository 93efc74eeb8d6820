"""Which comment answers which, as far as the markup says."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass

from stance.sources.answers import opens_answer
from stance.sources.html.beside import sibling_before
from stance.sources.html.bodies import View
from stance.sources.html.depths import find_depths
from stance.sources.html.tree import Tree

__all__ = ["Tie", "find_ties", "is_reply_link"]


@dataclass(frozen=True, slots=True)
class Tie:
    """The parent's position among the items (None: a root), and what says so."""

    parent: int | None
    depth: int | None
    evidence: tuple[str, ...]


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
_PARENT_ID = re.compile(r"(?:wc|wpd)-comm-\d+_([1-9]\d*)")  # wpDiscuz: own and parent
_IN_REPLY = re.compile(
    r"in[-_ ]?reply[-_ ]?to|parent[-_]?link"
    r"|reply[-_]?(?:to[-_]?(?:link|user|name|comment)|origin)",
    re.I,
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
    depths = find_depths(tree, views)
    if depths is not None:
        return _tie_by_depth(depths, named)
    if any(name is not None for name in named):
        return [Tie(name, None, ("in reply to",) if name is not None else ()) for name in named]
    return [Tie(None, None, ()) for _ in views]


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
            before = sibling_before(tree, element)
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
    signs = [
        (kind.tag == "a" and "href" in kind.stated)
        or not kind.stated.isdisjoint(_PARENT_DATA)
        or any(_name_in(token) for token in kind.classes)
        for kind in tree.kinds
    ]
    named = [_named_parents(tree, view, signs) for view in views]
    if not any(named):
        return [None] * len(views)
    known: dict[str, int] = {}
    for at, identity in enumerate(identities):
        if identity:
            known.setdefault(identity, at)
            known.setdefault(_digits(identity), at)
    parents: list[int | None] = []
    for at, names in enumerate(named):
        found = None
        for name in names:
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
    identity = tree.attribute(view.item, "id")
    behind = _PARENT_ID.fullmatch(identity) if "_" in identity else None
    names = [behind[1]] if behind is not None else []
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
                _says_reply(tree, number) or _addresses(tree, number)
            ):
                names.append((attributes.get("href") or "").rsplit("#", 1)[1])
    return names


def _says_reply(tree: Tree, number: int) -> bool:
    if tree.ends[number] - number <= 40 and opens_answer(tree.text_of(number)):
        return "reply" not in " ".join(tree.classes[number])
    before = number - 1
    return before > 0 and opens_answer(tree.texts[before].strip())


def _addresses(tree: Tree, number: int) -> bool:
    """Whether a link is "@Ann", as services set it before an answer where they nest no deeper."""
    return tree.ends[number] - number <= _FEW_NODES and tree.text_of(number).startswith("@")


def is_reply_link(tree: Tree, number: int) -> bool:
    """Whether an element is a link to the comment that is answered: "in reply to Ann"."""
    return (
        tree.tags[number] == "a"
        and "#" in tree.attribute(number, "href")
        and tree.ends[number] - number <= _FEW_NODES
        and opens_answer(tree.text_of(number))
    )


_FEW_NODES = 8  # in a link with a name


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

"""Which elements of a page are its comments: those told by names and marks, or by a heading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from stance.sources.html.beside import drop_headers
from stance.sources.html.bodies import view_items
from stance.sources.html.groups import are_signed, find_groups, holds_dated
from stance.sources.html.headed import find_headed, find_sections
from stance.sources.html.items import choose_grouped, find_items
from stance.sources.html.marks import Marks, mark_nodes
from stance.sources.html.openings import find_names
from stance.sources.html.places import read_places
from stance.sources.html.tree import Tree

__all__ = ["find_comments"]

_FEW = 60  # comments, beyond which a page is not looked through for other ones
_HALF = 0.5  # of the prose in dated items for them to be whole comments
_BETTER = 1.5  # times the dated prose for groups of elements to be the comments


def find_comments(tree: Tree) -> tuple[Tree, Marks, list[int]]:
    """The comments' elements; where they are but parts, those put around them in a copy.

    >>> from stance.sources.html.parse import parse_html
    >>> one = "<h4>{}</h4><p>It rains.</p>"
    >>> tree = parse_html("<h2>2 comments</h2>" + one.format("Ann") + one.format("Bob"))
    >>> copy, _, items = find_comments(tree)
    >>> [copy.text_of(number) for number in items]
    ['AnnIt rains.', 'BobIt rains.']
    """
    marks = mark_nodes(tree)
    items = drop_headers(tree, marks, find_items(tree, marks))
    found = _find_grouped(tree, marks, items) or (tree, marks, items)
    return _find_headed(*found) or found


def _find_grouped(
    tree: Tree, marks: Marks, items: list[int]
) -> tuple[Tree, Marks, list[int]] | None:
    """The runs of siblings that are comments, in a copy; None where the items are rather."""
    dated, prose = holds_dated(tree, marks, items)
    if items and (dated >= _HALF * prose or are_signed(tree, marks, items)):
        return None
    groups = find_groups(tree, marks)
    if not groups:
        return None
    copy, copied, wrappers = _wrap(tree, groups)
    grouped = choose_grouped(copy, copied, wrappers)
    if holds_dated(copy, copied, grouped)[0] <= _BETTER * dated:
        return None
    return copy, copied, grouped


def _find_headed(
    tree: Tree, marks: Marks, items: list[int]
) -> tuple[Tree, Marks, list[int]] | None:
    """The comments below a heading that says how many they are, where others were found.

    One more than it says is the article among them.
    """
    if len(items) > _FEW:
        return None
    _, side = read_places(tree, marks)
    sections = find_sections(tree, side)
    runs = find_headed(tree, marks, sections)
    counts = {one.announced for one in sections} - {None}
    if not runs or (items and not _are_better(marks, runs, tree, items, counts)):
        return None
    if all(tree.tags[start] and tree.ends[start] == stop for start, stop in runs.items()):
        return tree, marks, list(runs)
    return _wrap(tree, runs)


def _are_better(
    marks: Marks, runs: Mapping[int, int], tree: Tree, items: list[int], counts: set[int | None]
) -> bool:
    """Whether comments below a heading are more surely so than others: as many as it says.

    One more than it says is the article among them. Others in them are but some, or their parts.
    """
    if len(runs) in counts and len(items) not in counts:
        return len(runs) >= len(items) - 1
    starts = list(runs)
    around = {bisect_right(starts, item) - 1 for item in items}
    if -1 in around or any(item >= max(runs.values()) for item in items):
        return False
    if len(runs) > len(items):
        return runs.keys() >= {*items} or len({tree.kind_of[start] for start in runs}) == 1
    held = _measure_prose(marks, [(item, tree.ends[item]) for item in items])
    more = _measure_prose(marks, [*runs.items()]) > held
    return more and not find_names(tree, view_items(tree, items))


def _measure_prose(marks: Marks, spans: list[tuple[int, int]]) -> int:
    """The prose in ranges of nodes that may stand in one another; in document order."""
    total, end = 0, -1
    for start, stop in spans:
        total += marks.prose.between(max(start, end), max(stop, end))
        end = max(end, stop)
    return total


def _wrap(tree: Tree, runs: Mapping[int, int]) -> tuple[Tree, Marks, list[int]]:
    """A copy with an element around each run, its marks, and these elements."""
    copy = tree.wrap(runs, "group")
    wrappers = [number for number, names in enumerate(copy.classes) if names == ("group",)]
    return copy, mark_nodes(copy), wrappers

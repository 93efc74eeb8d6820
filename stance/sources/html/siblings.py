"""Comments told by where they stand: among others of their kind in one list."""

from __future__ import annotations

from collections import Counter, defaultdict

from stance.sources.html.marks import names_of
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_item_name

__all__ = [
    "add_siblings",
    "drop_around",
    "drop_elsewhere",
    "drop_parts",
    "find_headed",
    "is_header_row",
    "is_part",
]

_NEARLY = 0.7  # of the elements of a list chosen, for the others of its kind to be taken too
_FEWEST = 3  # chosen in one list
_CELLS = frozenset({"td", "tr"})
_FIRST_NODES = 30  # of an item, among which its link stands
_MOST = 0.8  # of a list's items that link to other pages for all to be those pages'


def add_siblings(tree: Tree, chosen: list[int], members: list[int]) -> list[int]:
    """The chosen with those members between them that are their like in the same list.

    A date in words that are not known makes a comment doubtful; where it stands tells.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul><li>a<li>b<li>c<li>d<li>e</ul>")
    >>> items = [number for number, tag in enumerate(tree.tags) if tag == "li"]
    >>> add_siblings(tree, [*items[:2], *items[3:]], items) == items
    True
    """
    places = [(tree.parents[number], tree.kind_of[number]) for number in members]
    everyone, picked = Counter(places), Counter[tuple[int, int]]()
    first: dict[tuple[int, int], int] = {}
    last: dict[tuple[int, int], int] = {}
    for number in chosen:
        place = tree.parents[number], tree.kind_of[number]
        picked[place] += 1
        first.setdefault(place, number)
        last[place] = number
    sure = {place for place, n in picked.items() if n >= max(_FEWEST, _NEARLY * everyone[place])}
    more = (
        number
        for number, place in zip(members, places, strict=True)
        if place in sure and first[place] < number < last[place]
    )
    return sorted({*chosen, *more})


def drop_around(tree: Tree, items: list[int]) -> list[int]:
    """The items without a layout's cell that holds the page, and without the article.

    Such a cell holds a table and all other items; an article stands first, and has none of the
    classes that all comments share.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<table><tr><td>a<table><tr><td>b</table></table>")
    >>> cells = [number for number, tag in enumerate(tree.tags) if tag == "td"]
    >>> drop_around(tree, cells) == cells[1:]
    True
    """
    while items and tree.tags[items[0]] in _CELLS and tree.ends[items[0]] > items[-1]:
        if "table" not in tree.tags[items[0] : tree.ends[items[0]]]:
            break
        items = items[1:]
    return items[1:] if len(items) >= _FEWEST and _is_foreign(tree, items) else items


def _is_foreign(tree: Tree, items: list[int]) -> bool:
    """Whether the first item has no class that all others share, or they have none: the article."""
    kinds = {tree.kind_of[number] for number in items[1:]}
    shared = set[str].intersection(*({*tree.kinds[kind].classes} for kind in kinds))
    if not shared:
        return len(kinds) == 1 and tree.kind_of[items[0]] not in kinds
    return shared.isdisjoint(tree.classes[items[0]])


def drop_elsewhere(tree: Tree, items: list[int]) -> list[int]:
    """The items without those of lists that quote comments of several other pages.

    >>> from stance.sources.html.parse import parse_html
    >>> one = '<li><a href="/{0}#comment-{0}">Ann</a> on tea'
    >>> tree = parse_html("<ul>" + "".join(map(one.format, range(3))) + "</ul>")
    >>> drop_elsewhere(tree, tree.numbers_of("li"))
    []
    """
    lists: dict[int, list[int]] = defaultdict(list)
    for number in items:
        if not tree.attributes[number].get("id"):
            lists[tree.parents[number]].append(number)
    quoted: set[int] = set()
    for members in lists.values():
        if len(members) < _FEWEST or not _find_quoted(tree, members[0]):
            continue
        found = [pair for pair in (_find_quoted(tree, n) for n in members) if pair]
        pages, anchors = {page for page, _ in found}, {anchor for _, anchor in found}
        # One anchor is the form below, where b2evolution answers each comment.
        several = min(len(pages), len(anchors)) > 1 and len(found) >= _MOST * len(members)
        if several and not _has_anchor(tree, anchors):
            quoted.update(members)
    return [number for number in items if number not in quoted] if quoted else items


def _find_quoted(tree: Tree, number: int) -> tuple[str, str] | None:
    """The page and the anchor of the comment that an item links to ("tea.html", "comment-12")."""
    for node in range(number + 1, min(tree.ends[number], number + _FIRST_NODES)):
        page, _, anchor = tree.attribute(node, "href").partition("#")
        if page and anchor[-1:].isdigit():
            return page, anchor
    return None


def _has_anchor(tree: Tree, anchors: set[str]) -> bool:
    """Whether one of the anchors is on this page: Drupal's comments have addresses of their own."""
    return any(
        attributes.get("id") in anchors or attributes.get("name") in anchors
        for attributes in tree.attributes
        if attributes
    )


def drop_parts(tree: Tree, items: list[int]) -> list[int]:
    """The items without those in another one that are named as parts: Drupal's lists of buttons.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul><li>a<ul><li class='comment_forbidden last'>b</ul></ul>")
    >>> items = tree.numbers_of("li")
    >>> drop_parts(tree, items) == items[:1]
    True
    """
    kept: list[int] = []
    end = -1
    for number in items:
        if number >= end or not is_part(tree, number):
            kept.append(number)
        end = max(end, tree.ends[number])
    return kept


def is_part(tree: Tree, number: int) -> bool:
    """Whether an element is named as a part of a page or comment, and not as a comment."""
    ranks = [is_item_name(name) for name in names_of(tree, number)]
    return min(ranks, default=0) < 0 and max(ranks) <= 0


def is_header_row(tree: Tree, number: int) -> bool:
    """Whether an element is the row with the names of a table's columns.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<table><tr><th>Name<th>Comment<tr><td>Ann<td>Tea!</table>")
    >>> [is_header_row(tree, number) for number in tree.numbers_of("tr")]
    [True, False]
    """
    if tree.tags[number] != "tr":
        return False
    cells = {tree.tags[cell] for cell in tree.children(number)} - {""}
    return cells == {"th"}


def find_headed(tree: Tree) -> int:
    """The page's main heading, which stands in the article and in no comment; -1 for none."""
    headings = tree.numbers_of("h1")
    return headings[0] if len(headings) == 1 else -1

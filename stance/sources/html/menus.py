"""Lists that lead to other pages and say nothing: menus, archives, tags, the latest comments."""

from __future__ import annotations

from itertools import accumulate

from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button

__all__ = ["find_menus"]

_LISTS = frozenset({"ul", "ol", "dl", "table"})
_BLOCKS = frozenset({"div", "p", "nav", "aside", "section"})
_FEWEST = {True: 3, False: 5}  # pages that lists and other blocks lead to
_LEAST = {True: 0.6, False: 0.8}  # of their characters in links
_MOST_NODES = 400  # of one element among which links are looked at
_HALF = 0.5  # of the links may be buttons: those of one comment lead elsewhere, too


def find_menus(tree: Tree) -> set[int]:
    """The outermost elements of which nearly all words are links to several other pages.

    >>> from stance.sources.html.parse import parse_html
    >>> one = '<li>Ann on <a href="/{0}#comment-{0}">Tea, page {0}, with milk</a></li>'
    >>> tree = parse_html("<ul>" + "".join(map(one.format, range(3))) + "</ul><p>It rains.</p>")
    >>> find_menus(tree) == {*tree.numbers_of("ul")}
    True
    """
    said, linked, end = [0] * len(tree.tags), [0] * len(tree.tags), -1
    for number, (tag, text) in enumerate(zip(tree.tags, tree.texts, strict=True)):
        if tag == "a":
            end = max(end, tree.ends[number])
        elif text:
            said[number] = len(text.strip())
            linked[number] = said[number] if number < end else 0
    all_said, all_linked = ([0, *accumulate(counts)] for counts in (said, linked))
    menus: set[int] = set()
    stop = -1
    for number, tag in enumerate(tree.tags):
        is_list = tag in _LISTS
        if number < stop or not (is_list or tag in _BLOCKS):
            continue
        end = tree.ends[number]
        words = all_said[end] - all_said[number]
        mostly = 0 < words * _LEAST[is_list] <= all_linked[end] - all_linked[number]
        if mostly and _lead_elsewhere(tree, number, _FEWEST[is_list]):
            menus.add(number)
            stop = end
    return menus


def _lead_elsewhere(tree: Tree, number: int, fewest: int) -> bool:
    """Whether the links in an element lead to so many other pages, and are no buttons."""
    stop = min(tree.ends[number], number + _MOST_NODES)
    links = [node for node in range(number, stop) if tree.tags[node] == "a"]
    pages = {tree.attribute(node, "href").partition("#")[0] for node in links} - {""}
    if len(pages) < fewest:
        return False
    return sum(is_button(tree.text_of(node)) for node in links) < _HALF * len(links)

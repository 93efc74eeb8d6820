"""Where elements stand: in a section of comments, beside the page's own text, or neither."""

from __future__ import annotations

from stance.sources.html.marks import Marks
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_comments_name, is_side_name
from stance.sources.pings import PING_NAMES

__all__ = ["AROUND", "read_places"]

AROUND = frozenset({"html", "body", "head"})
"""Elements around all of a page."""


def read_places(tree: Tree, marks: Marks) -> tuple[list[bool], list[bool]]:
    """For every element, whether it stands in a section of comments, and whether beside them.

    Beside them stand boxes, and links from other pages.
    """
    size = len(tree.tags)
    most = _MAIN * marks.prose.between(0, size)
    context, side = [False] * size, [False] * size
    placed = [
        (False, False) if kind.tag in AROUND or kind.tag == "article" else _place_names(kind.names)
        for kind in tree.kinds
    ]
    pings = [not PING_NAMES.isdisjoint(kind.classes) for kind in tree.kinds]
    for number, (kind, above) in enumerate(zip(tree.kind_of, tree.parents, strict=True)):
        if not kind:
            continue
        beside, inside = placed[kind]
        # "with-sidebar" is the name of what stands beside one.
        beside = beside and marks.prose.between(number, tree.ends[number]) <= most
        beside = beside or pings[kind]
        if above >= 0:
            context[number] = inside or context[above]
            side[number] = beside or side[above]
        else:
            context[number], side[number] = inside, beside
    return context, side


_FILED = ("category-", "tag-")  # what an article is about may be a forum
_MAIN = 0.4  # of a page's prose: what holds more is no side box


def _place_names(names: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether names are those of a side box, and of a section of comments.

    A section that is set like a side box ("comment_wrapper sidebar") is none.
    """
    beside = [name for name in names if is_side_name(name)]
    inside = [n for n in names if is_comments_name(n) and not n.startswith(_FILED)]
    return bool(beside) and not any(name not in beside for name in inside), bool(inside)

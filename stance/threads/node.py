"""A comment in its place, before it is given an id and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from stance.records import Problem
from stance.sources.page import Cut

__all__ = ["Node", "place_cuts"]

# Markup and exports state the parent; what is left is a page that states it wrongly.
_MARKUP_CONFIDENCE = 0.99


_NOTHING: Mapping[str, Any] = {}


class Node(NamedTuple):  # a page may have a hundred thousand, and each is made a few times
    """One comment of a page; `parent` is the index of another node of the same list.

    `lost` tells that it existed and that its text is gone. `id` is the source's own, if any;
    `addressee` is whom its header says it answers, `replies` how many it says it has, `path` its
    number in the tree ("2.1").
    """

    text: str = ""
    parent: int | None = None
    speaker: str | None = None
    timestamp: str | None = None
    span: tuple[int, int] | None = None
    lost: bool = False
    addressee: str | None = None
    replies: int = 0
    path: str = ""
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0
    id: str | None = None
    extra: Mapping[str, Any] = _NOTHING


def place_cuts(cuts: Sequence[Cut]) -> tuple[list[Node], list[Problem]]:
    """The cuts of a page as nodes: parents by index, by id, or by depth where only that is known.

    A parent that is nowhere to be found is reported and its reply becomes a root.

    >>> nodes, _ = place_cuts([Cut(text="a", depth=0), Cut(text="b", depth=1)])
    >>> [node.parent for node in nodes]
    [None, 0]
    """
    by_id: dict[str, int] = {}
    for n, cut in enumerate(cuts):
        if cut.id is not None:
            by_id.setdefault(cut.id, n)  # of two comments with one id, the first is answered
    problems: list[Problem] = []
    nodes: list[Node] = []
    above: list[int] = []  # the latest cut at every depth
    for n, cut in enumerate(cuts):
        parent: int | None = None
        if isinstance(cut.parent, int):
            parent = cut.parent if 0 <= cut.parent < len(cuts) else None
        elif cut.parent is not None:
            parent = by_id.get(cut.parent)
        elif cut.depth:
            parent = above[min(cut.depth, len(above)) - 1] if above else None
        if cut.depth is not None:
            del above[cut.depth :]
            above.append(n)
        if parent is None and cut.parent is not None:
            what = f"answers {cut.parent!r}, which is not there; made a root"
            problems.append(Problem(what, str(cut.id or f"#{n + 1}")))
        extra = cut.extra
        if parent is None and cut.parent is not None:
            extra = {**extra, "reply_to_missing": str(cut.parent)}
        if cut.likes is not None:
            extra = {**extra, "likes": extra.get("likes", cut.likes)}
        nodes.append(
            Node(
                text=cut.text,
                parent=parent,
                speaker=cut.speaker,
                timestamp=cut.timestamp,
                span=cut.span,
                lost=cut.deleted,
                evidence=(cut.evidence or ("markup",)) if parent is not None else (),
                confidence=_MARKUP_CONFIDENCE,
                id=cut.id,
                extra=extra,
            )
        )
    return nodes, problems

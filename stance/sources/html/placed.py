"""Texts told by where they stand: in elements of the kind that hold the other comments' texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stance.sources.html.bodies import View
from stance.sources.html.marks import is_said
from stance.sources.html.tree import Tree

__all__ = ["place_texts"]

_HALF = 0.5  # of the comments that say something have it in an element of one kind
_SAMPLE = 200  # comments looked at


def place_texts(
    tree: Tree, views: Sequence[View], texts: Sequence[str], speakers: Sequence[str]
) -> list[str]:
    """The texts, with those filled in that read as a date or button and were taken for one.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<li><b>Ann</b><p>It rains.<li><b>Bob</b><p>May 3 was fine.")
    >>> items = tree.numbers_of("li")
    >>> views = [View(item, tuple(range(item, tree.ends[item]))) for item in items]
    >>> place_texts(tree, views, ["It rains.", ""], ["Ann", "Bob"])
    ['It rains.', 'May 3 was fine.']
    """
    if all(texts):
        return list(texts)
    held: Counter[int] = Counter()
    full = [(view, text) for view, text in zip(views, texts, strict=True) if text][:_SAMPLE]
    for view, text in full:
        held.update({kind for kind, said in _read_said(tree, view) if said in text})
    sure = {kind for kind, count in held.items() if count >= _HALF * len(full)}
    return [
        text or _find_text(tree, view, sure, speaker)
        for view, text, speaker in zip(views, texts, speakers, strict=True)
    ]


def _find_text(tree: Tree, view: View, sure: set[int], speaker: str) -> str:
    found = [said for kind, said in _read_said(tree, view) if kind in sure and said != speaker]
    return found[-1] if found else ""


def _read_said(tree: Tree, view: View) -> list[tuple[int, str]]:
    """What stands where a comment's text may do, each with the kind of the element around it."""
    return [
        (tree.kind_of[tree.parents[number]], " ".join(tree.texts[number].split()))
        for number in view.nodes
        if tree.texts[number].strip() and is_said(tree, number, counts=True)
    ]

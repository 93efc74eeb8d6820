"""Texts told by where they stand: in elements of the kind that hold the other comments' texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from stance.sources.html.bodies import View
from stance.sources.html.fields import Fields
from stance.sources.html.marks import is_said
from stance.sources.html.tree import Tree

__all__ = ["place_texts"]

Place = tuple[str, tuple[str, ...]]  # tag and classes of the element around a text
_HALF = 0.5  # of the comments that say something have it in an element of one kind
_SAMPLE = 200  # comments looked at


def place_texts(
    tree: Tree, views: Sequence[View], texts: Sequence[str], fields: Sequence[Fields]
) -> list[str]:
    """The texts, with those filled in that read as a date or button and were taken for one.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<li><b>Ann</b><p>It rains.<li><b>Bob</b><p>May 3 was fine.")
    >>> items = tree.numbers_of("li")
    >>> views = [View(item, tuple(range(item, tree.ends[item]))) for item in items]
    >>> fields = [Fields("Ann", "", None), Fields("Bob", "", None)]
    >>> place_texts(tree, views, ["It rains.", ""], fields)
    ['It rains.', 'May 3 was fine.']
    """
    if all(texts) or sum(map(bool, texts)) < _HALF * len(texts):
        return list(texts)
    held: Counter[Place] = Counter()
    shared: Counter[str] = Counter()
    full = [(view, text) for view, text in zip(views, texts, strict=True) if text][:_SAMPLE]
    for view, text in full:
        said = _read_said(tree, view)
        held.update({kind for kind, one, _ in said if one in text})
        shared.update({one for _, one, _ in said})
    sure = {kind for kind, count in held.items() if count >= _HALF * len(full)}
    return [
        text or _find_text(_read_said(tree, view), sure, shared, one)
        for view, text, one in zip(views, texts, fields, strict=True)
    ]


def _find_text(
    said: Sequence[tuple[Place, str, bool]], sure: Set[Place], shared: Counter[str], fields: Fields
) -> str:
    """The last text of a comment in a sure place; what several comments have is a button."""
    opening = f"{fields.speaker}:"
    known = (fields.speaker, opening, fields.date.strip() if len(said) > 1 else "")
    placed = [one for kind, one, alone in said if kind in sure and alone and one != fields.speaker]
    loose = [one for kind, one, _ in said if kind in sure and one not in known and not shared[one]]
    found = placed or loose
    return found[-1].removeprefix(opening).strip() if found else ""


def _read_said(tree: Tree, view: View) -> list[tuple[Place, str, bool]]:
    """What stands where a comment's text may do, with the kind of the element around it.

    And whether that is a place for texts by its tag or name.
    """
    return [
        (
            (tree.tags[above], tree.classes[above]),
            " ".join(tree.texts[number].split()),
            is_said(tree, number, counts=True),
        )
        for number in view.nodes
        if tree.texts[number].strip() and tree.tags[above := tree.parents[number]] not in _APART
    ]


_APART = frozenset({"a", "button", "label", "time", "b", "strong", "cite", "small", "option"})

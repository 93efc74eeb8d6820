"""What stands around the text in all comments of a page, told by what it holds, not by its name.

Scripts write classes such as "_3-8y": no name tells a header from a body there. But what holds
buttons and dates in every comment is a footer, and what holds a few words before the text in
every comment, once each, is a header's name or role.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from stance.sources.dates import looks_like_date
from stance.sources.html.marks import names_of
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button, rank_body_name

__all__ = ["find_frames"]

_FEWEST = 4  # comments that must have the same frame
_NEARLY_ALL = 0.9
_HALF = 0.5
_LONGEST = 50  # characters of a name or role
_LEAST_SHARE = 0.3  # of all words that what stands before the texts may hold
_SAMPLE = 200  # comments looked at
Key = tuple[str, str]


class _Tally(NamedTuple):
    """Of one key: its elements, the comments that have it, and what they hold.

    `bare` counts elements with buttons and dates alone, `short` those with a few words before
    others, `held` the characters in them.
    """

    elements: Counter[Key]
    comments: Counter[Key]
    bare: Counter[Key]
    short: Counter[Key]
    held: Counter[Key]


def find_frames(
    tree: Tree, comments: list[tuple[int, tuple[int, ...]]]
) -> tuple[frozenset[Key], Key | None]:
    """The keys (tag and name) of frames, and that of the one with the speaker's name, if any.

    `comments` are the elements of comments, each with its own nodes.

    >>> from stance.sources.html.parse import parse_html
    >>> one = '<li><b class="a">Ann</b><i class="b">It rains here.</i><u class="c">Reply</u>'
    >>> tree = parse_html(f"<ul>{one * 4}</ul>")
    >>> items = [number for number, tag in enumerate(tree.tags) if tag == "li"]
    >>> frames, named = find_frames(tree, [(n, tuple(range(n, tree.ends[n]))) for n in items])
    >>> sorted(frames), named
    ([('b', 'a'), ('u', 'c')], ('b', 'a'))
    """
    sample = comments[:_SAMPLE]
    tally = _Tally(Counter(), Counter(), Counter(), Counter(), Counter())
    places: dict[Key, int] = defaultdict(int)
    total = sum(_tally_one(tree, item, nodes, tally, places) for item, nodes in sample)
    found: set[Key] = set()
    named: list[Key] = []
    n = len(sample)
    if n < _FEWEST:
        return frozenset(), None
    for key, elements in tally.elements.items():
        if tally.comments[key] >= _HALF * n and tally.bare[key] >= _NEARLY_ALL * elements:
            found.add(key)
        elif (
            elements == tally.comments[key] >= _NEARLY_ALL * n
            and tally.short[key] >= _NEARLY_ALL * elements
            and tally.held[key] <= _LEAST_SHARE * total
        ):
            found.add(key)
            named.append(key)
    return frozenset(found), min(named, key=lambda key: places[key], default=None)


def _tally_one(
    tree: Tree, item: int, nodes: tuple[int, ...], tally: _Tally, places: dict[Key, int]
) -> int:
    """Count one comment's elements; returns how many characters of words it holds."""
    said = {number: tree.texts[number].strip() for number in nodes if tree.texts[number].strip()}
    words = {number: len(text) for number, text in said.items() if not _is_bare(text)}
    last = max(words, default=-1)
    seen: set[Key] = set()
    for place, number in enumerate(nodes):
        names = names_of(tree, number) if tree.tags[number] and number != item else ()
        if not names or any(map(rank_body_name, names)):
            continue
        texts = _texts_in(said, number, tree.ends[number])
        if not texts:
            continue
        held = sum(words.get(at, 0) for at in texts)
        short = 0 < held <= _LONGEST and tree.ends[number] <= last
        short = short and said[texts[-1]][-1] not in ".!?…"
        for name in names:
            key = tree.tags[number], name
            tally.elements[key] += 1
            tally.comments[key] += key not in seen
            tally.bare[key] += not held
            tally.short[key] += short
            tally.held[key] += held
            if key not in seen:
                places[key] += place
            seen.add(key)
    return sum(words.values())


def _texts_in(said: Mapping[int, str], start: int, stop: int) -> list[int]:
    return [number for number in said if start < number < stop]


def _is_bare(text: str) -> bool:
    return is_button(text) or looks_like_date(text) or not any(map(str.isalnum, text))

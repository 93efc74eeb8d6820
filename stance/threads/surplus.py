"""What all speakers' names of a page have beside the names: numbers that count, "posted", "De"."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from stance.sources.buttons import is_button_phrase
from stance.threads.node import Node

__all__ = ["strip_surplus"]

_NUMBER = re.compile(r"#?(?P<n>\d{1,5})[.):]?[ \u00a0]+(?=\S*[^\W\d_])")
_MOST = 0.7  # of the names must begin with a number that counts on
_GAP = 5  # numbers from one comment to the next: pingbacks between have theirs
# "By" in languages where names may begin so, too.
_BY = frozenset(
    {"by", "from", "von", "par", "de", "por", "da", "di", "door", "van", "af", "av", "od"}
)
_STATE = re.compile(r"[ \u00a0](?:Offline|Online|Away|\(\d{1,7}\))$")
_SAMPLE = 200  # names
_SOME = 0.3  # of the names
_SHORTEST = 2  # letters of a name that stands twice
_FEWEST = 3  # different names that begin or end with the same word


def strip_surplus(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with the names of their speakers alone, where the page sets more with all of them.

    >>> named = [Node(speaker=f"{n} {name}") for n, name in enumerate(("Ann", "Bo", "Ann"), 1)]
    >>> [node.speaker for node in strip_surplus(named)]
    ['Ann', 'Bo', 'Ann']
    >>> named = [Node(speaker=f"De {name} posted") for name in ("Ann", "Bo", "Di")]
    >>> [node.speaker for node in strip_surplus(named)]
    ['Ann', 'Bo', 'Di']
    >>> named = [Node(speaker=f"{name} Icon {name}") for name in ("Ann", "Bo Lee")]
    >>> [node.speaker for node in strip_surplus(named)]
    ['Ann', 'Bo Lee']
    >>> [node.speaker for node in strip_surplus([Node(speaker="7 of 9"), Node(speaker="Ann")])]
    ['7 of 9', 'Ann']
    """
    speakers = [node.speaker for node in nodes if node.speaker]
    few = speakers[:_SAMPLE]
    if all(name == bare for name, bare in _strip(few).items()):
        return list(nodes)  # what all have, the first ones have
    names = _strip(speakers)
    return [
        node._replace(speaker=names[node.speaker])
        if node.speaker and names[node.speaker] != node.speaker
        else node
        for node in nodes
    ]


def _strip(speakers: Sequence[str]) -> dict[str, str]:
    """The name alone for everything that names a speaker."""
    names = {name: name for name in speakers}
    if _count_on(speakers):
        names = {name: _NUMBER.sub("", name, count=1) for name in names}
    if len({*names.values()}) > 1:
        names = _halve(names)
    if len({*names.values()}) < _FEWEST:
        return names
    names = _drop_states(names)
    if all(" " in name for name in names.values()):
        lasts = {name.rpartition(" ")[2] for name in names.values()}
        if len(lasts) == 1 and (last := lasts.pop()).isalpha() and last.islower():
            names = {key: name[: -len(last)].rstrip() for key, name in names.items()}
    if all(" " in name for name in names.values()):
        firsts = {name.partition(" ")[0] for name in names.values()}
        if len(firsts) == 1 and _leads(first := firsts.pop()):
            names = {key: name[len(first) :].lstrip() for key, name in names.items()}
    return _drop_by(names)


def _halve(names: Mapping[str, str]) -> dict[str, str]:
    """The names of which most stand twice once: "AnnAnn", "Ann Icon Ann" (one word for all)."""
    found: dict[str, tuple[str, str]] = {}  # what stands between, and the name
    for key, name in names.items():
        half = (len(name) + 1) // 2
        at = name.find(name[:_SHORTEST], half) if len(name) >= 2 * _SHORTEST else -1
        if at >= 0 and name[:half].startswith(name[at:]):
            found[key] = name[len(name) - at : at], name[at:]
    between, times = (
        Counter(middle for middle, _ in found.values()).most_common(1)[0] if found else ("", 0)
    )
    if times < max(2, _MOST * len(names)):
        return dict(names)
    halved = {key: name for key, (middle, name) in found.items() if middle == between}
    return {**names, **halved}


def _drop_states(names: Mapping[str, str]) -> dict[str, str]:
    """The names without what forums say of most members: "Ann Offline", "Ann (12)"."""
    bare = {key: _STATE.sub("", name) for key, name in names.items()}
    changed = sum(bare[key] != name for key, name in names.items())
    return bare if changed >= _MOST * len(names) else dict(names)


def _drop_by(names: Mapping[str, str]) -> dict[str, str]:
    """The names without "De" before some: it stands before a link in others, which are read."""
    leads = Counter(name.partition(" ")[0] for name in names.values() if " " in name)
    often = [word for word, n in leads.items() if word.lower() in _BY and n >= _SOME * len(names)]
    if len(often) != 1 or leads[often[0]] < _FEWEST:
        return dict(names)
    return {key: name.removeprefix(f"{often[0]} ") for key, name in names.items()}


def _count_on(names: Sequence[str]) -> bool:
    """Whether most names begin with numbers that count the comments, up or down."""
    found = [int(match["n"]) if (match := _NUMBER.match(name)) is not None else 0 for name in names]
    numbers = [n for n in found if n]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    if not steps or len(numbers) < _MOST * len(names):
        return False
    return all(0 < step <= _GAP for step in steps) or all(-_GAP <= step < 0 for step in steps)


def _leads(word: str) -> bool:
    return word.islower() or word.lower() in _BY or is_button_phrase(word)

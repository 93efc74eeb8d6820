"""Links from what comments say, where nothing on the page shows who answers whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from stance.threads.node import Node
from stance.threads.numbers import read_numbers
from stance.threads.words import GREETING

__all__ = ["link_by_evidence"]

Shingle = tuple[str, ...]

# Shares of right links with the trees taken away, on 64 saved pages with known trees, in eight
# forms each (benchmarks/split_links.py): named right above 297 of 312, otherwise 101 of 177, quoted
# 39 of 72; most of the wrong ones answer somebody and stand at the top of the page. Numbered 158 of
# 158, on 72 made pages.
_ADDRESSED = 0.93  # "in reply to Ann" in the header; not measured
_NAMED_ABOVE = 0.95  # who speaks right above, for the first time
_NAMED = 0.50
_QUOTED = 0.55
_NUMBERED = 0.98
_BOTH = 0.93  # named and quoted: 10 of 10
_SHINGLE = 6  # words of a quotation that must be found word for word
_LOOKED_AT = 50  # shingles of one quotation at most
_SAID_OFTEN = -1  # in place of a comment: several said it, and a quotation tells nothing
_CUT = "\n_____\n"  # in place of a quotation: a word that nobody quotes
_OPENING = 200  # characters at the start of a comment in which it may address somebody
_SHORTEST_NAME = 3
# A page's author speaks in a third of its comments (median of 27 weblog pages with threads).
_OFTEN = 3  # comments
_SHARE = 0.1  # of all
_AHEAD = 1.5  # times as often as anybody else

_WORD = re.compile(r"\w+")
_AT_NAME = re.compile(r"@[ \u00a0]?(?P<name>[^\s,:;!?][^\n,:;!?]{0,60})")
_GREETING = re.compile(
    rf"(?P<greeting>{GREETING}[ \u00a0,]+)?(?P<name>[^\s,:;!?][^\n,:;!?.]{{0,60}})[,:;!.\-–—]",
    re.IGNORECASE,
)
# One of these opens or closes the name in either; many texts have none so near their beginning.
_CLOSED = re.compile(r"[@,:;!.\-–—]")
_REACH = 100  # characters: a greeting, a name and its closing mark
_QUOTES = re.compile(
    r"[“„«\"]([^“”„«»\"\n]{20,1000})[”“»\"]|^>[ \u00a0]?(.{20,1000})$", re.MULTILINE
)
_QUOTING = re.compile(r"[“„«\">]")  # most texts have none


def link_by_evidence(nodes: Sequence[Node]) -> list[Node]:
    """The nodes of a flat page with parents where a comment names or quotes an earlier one.

    Comments without good evidence stay roots.

    >>> nodes = [Node(text="It rains.", speaker="Ann"), Node(text="@Ann: no", speaker="Bob")]
    >>> [(node.parent, node.evidence) for node in link_by_evidence(nodes)]
    [(None, ()), (0, ('name',))]
    """
    linked: list[Node] = []
    numbered = read_numbers(nodes)
    quoted = _list_quoted(nodes)
    openings = {shingle[0] for shingle in quoted}
    speakers: dict[str, int] = {}
    first: dict[str, int] = {}  # comment of each speaker
    spoken: Counter[str] = Counter()  # comments of each speaker so far
    shingles: dict[Shingle, int] = {}
    host = _find_host(nodes)
    for n, node in enumerate(nodes):
        found = (
            (numbered[n], ("number",), _NUMBERED)
            if n in numbered
            else _find_parent(node, speakers, shingles)
        )
        if found is not None and found[1] == ("name",) and found[0] == n - 1:
            times = spoken[nodes[found[0]].speaker or ""]
            found = found[0], found[1], _NAMED_ABOVE if times == 1 else _NAMED
        elif found is not None and found[1] == ("name",) and node.speaker != host and _greets(node):
            found = None  # "Hi Ann, nice blog" is for her whose blog it is
        if found is not None and found[1] == ("quote",) and _is_own(node, nodes[found[0]]):
            found = None  # who says the same again answers nobody
        if found is not None and found[1] == ("name",) and nodes[found[0]].speaker == host:
            # Readers greet the page's author, who has answered none of them yet.
            known = first.get(node.speaker or "")
            found = found if known is not None and known < found[0] else None
        if found is not None:
            parent, evidence, confidence = found
            node = node._replace(parent=parent, evidence=evidence, confidence=confidence)
        linked.append(node)
        if node.speaker:
            first.setdefault(node.speaker, n)
            spoken[node.speaker] += 1
            for name in _names(node.speaker):
                speakers[name] = n
        # What is quoted there too is somebody else's, mostly the article's.
        own = _QUOTES.sub(_CUT, node.text) if quoted else ""
        for shingle in _list_shingles(own, openings) if quoted else ():
            if shingle in quoted:
                shingles[shingle] = n if shingles.get(shingle, n) == n else _SAID_OFTEN
    return linked


def _greets(node: Node) -> bool:
    match = _GREETING.match(node.text[:_OPENING].lstrip())
    return match is not None and match["greeting"] is not None


def _is_own(node: Node, earlier: Node) -> bool:
    return node.speaker is not None and node.speaker == earlier.speaker


def _find_host(nodes: Sequence[Node]) -> str | None:
    """Who speaks most often by far, as a page's author does below it; None where nobody does."""
    times = Counter(node.speaker for node in nodes if node.speaker)
    (speaker, most), *others = [*times.most_common(2), (None, 0)]
    if most < _OFTEN or most < _SHARE * len(nodes):
        return None
    return speaker if most >= _AHEAD * others[0][1] else None


def _names(speaker: str) -> list[str]:
    """What a speaker may be called: the full name, and its first word."""
    full = " ".join(speaker.casefold().split())
    first = full.split(" ")[0]
    return [name for name in (full, first) if len(name) >= _SHORTEST_NAME]


def _find_parent(
    node: Node, speakers: dict[str, int], shingles: dict[Shingle, int]
) -> tuple[int, tuple[str, ...], float] | None:
    quoted = _find_quoted(node.text, shingles)
    if node.addressee is not None:
        parent = _find_speaker(node.addressee, speakers)
        if parent is not None:
            return parent, ("in reply to",), _ADDRESSED
    opening = node.text[:_OPENING].lstrip()
    own = (node.speaker or "").casefold()
    closed = _CLOSED.search(opening, 0, _REACH) is not None
    for pattern in (_AT_NAME, _GREETING) if closed else ():
        match = pattern.match(opening)
        # "Joe Clark is right that …" mentions him; only a greeting may run on.
        whole = match is not None and pattern is _GREETING and match["greeting"] is None
        parent = _find_speaker(match["name"], speakers, whole=whole) if match is not None else None
        if match is not None and parent is not None and match["name"].casefold() != own:
            if quoted == parent:
                return parent, ("name", "quote"), _BOTH
            return parent, ("name",), _NAMED
    return (quoted, ("quote",), _QUOTED) if quoted is not None else None


def _find_speaker(text: str, speakers: dict[str, int], *, whole: bool = False) -> int | None:
    """The latest comment of the speaker whose name a text begins with, longest name first.

    `whole` tells that the text must be nothing but the name.
    """
    words = text.casefold().strip(" \u00a0@.").split()
    least = len(words) - 1 if whole else 0
    for n in range(min(len(words), 5), least, -1):
        name = " ".join(words[:n])
        if name in speakers:
            return speakers[name]
    return None


def _list_quoted(nodes: Sequence[Node]) -> frozenset[Shingle]:
    """All shingles that any comment quotes: no others need be looked for in the rest."""
    return frozenset(
        shingle
        for node in nodes
        if _QUOTING.search(node.text) is not None
        for match in _QUOTES.finditer(node.text)
        for shingle in _list_shingles(match.group())[:_LOOKED_AT]
    )


def _list_shingles(text: str, openings: Container[str] | None = None) -> list[Shingle]:
    """The shingles of a text in order; with `openings`, those only that begin with one of them."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return [
        tuple(words[i : i + _SHINGLE])
        for i in range(len(words) - _SHINGLE + 1)
        if openings is None or words[i] in openings
    ]


def _find_quoted(text: str, shingles: dict[Shingle, int]) -> int | None:
    """The one earlier comment that said what a text quotes."""
    for match in _QUOTES.finditer(text) if shingles else ():
        for shingle in _list_shingles(match.group())[:_LOOKED_AT]:
            if shingles.get(shingle, _SAID_OFTEN) != _SAID_OFTEN:
                return shingles[shingle]
    return None

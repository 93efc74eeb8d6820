"""Where features were counted: from a feature to its tokens, from tokens to words of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from stance.features.blocks import Reading, find_opener
from stance.features.context import Context
from stance.features.lexicon import Hit, Lexicon
from stance.features.stems import stem
from stance.features.tokens import Tokens, tokenize

__all__ = ["Place", "Spot", "Spots", "Words"]

Spot = tuple[str, int]  # a token in a field of a reading: ("own", 3)
Place = tuple[str, int, int]  # a word in a text of a context: ("parent", 10, 14)


class Spots:
    """Where each feature of a block was counted: for every count, the tokens it was read from."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self.reading, self._lexicon = reading, lexicon
        self._found: dict[int, dict[str, list[list[Spot]]]] = {}

    def find(self, block: int, kind: str, params: Mapping[str, Any], key: str) -> list[list[Spot]]:
        """The places of `key` in a block; none where the kind has no places."""
        if block not in self._found:
            self._found[block] = {}
            for name, spots in _LOCATORS.get(kind, _locate_nothing)(self, params):
                self._found[block].setdefault(name, []).append(spots)
        return self._found[block].get(key, [])

    def tokens(self, field: str) -> Tokens:
        return self.reading.tokens[field]

    def hits(self, field: str) -> tuple[Hit, ...]:
        return self.reading.hits[field]

    def extent(self, field: str, hit: Hit) -> list[Spot]:
        """The tokens of a hit: those of the longest phrase of the lexicon that begins there."""
        words = self.tokens(field).words[hit.start : hit.start + 3]
        size = next((n for n in (3, 2) if " ".join(words[:n]) in self._lexicon.phrases), 1)
        return [(field, hit.start + i) for i in range(min(size, len(words)))]


Located = Iterator[tuple[str, list[Spot]]]


def _locate_nothing(spots: Spots, params: Mapping[str, Any]) -> Located:
    yield from ()


def _locate_words(spots: Spots, params: Mapping[str, Any]) -> Located:
    field = params["field"]
    words = list(spots.tokens(field).words)
    if params.get("stem"):
        words = [stem(word) for word in words]
    for size in range(params["min"], params["max"] + 1):
        for i in range(len(words) - size + 1):
            yield " ".join(words[i : i + size]), [(field, i + k) for k in range(size)]


def _locate_chars(spots: Spots, params: Mapping[str, Any]) -> Located:
    field = params["field"]
    for n, word in enumerate(spots.tokens(field).words):
        padded = f" {word} "
        for size in range(params["min"], min(params["max"], len(padded)) + 1):
            for i in range(len(padded) - size + 1):
                yield padded[i : i + size], [(field, n)]


def _locate_negated(spots: Spots, params: Mapping[str, Any]) -> Located:
    field = params["field"]
    tokens = spots.tokens(field)
    for hit in spots.hits(field):
        if "not" not in hit.kinds:
            continue
        for i in range(hit.start + 1, min(hit.start + 1 + params["reach"], len(tokens.words))):
            if tokens.clauses[i] != tokens.clauses[hit.start]:
                break
            yield tokens.words[i], [(field, hit.start), (field, i)]


def _locate_kinds(spots: Spots, params: Mapping[str, Any]) -> Located:
    field = params["field"]
    for hit in spots.hits(field):
        for kind in hit.kinds:
            yield f"~{kind}" if hit.negated else kind, spots.extent(field, hit)


def _locate_pairs(spots: Spots, params: Mapping[str, Any]) -> Located:
    field = params["field"]
    tokens, hits = spots.tokens(field), spots.hits(field)
    for i, first in enumerate(hits):
        for second in hits[i + 1 :]:
            if second.start - first.start > params["reach"]:
                break
            if tokens.sentences[second.start] != tokens.sentences[first.start]:
                break
            sign = "~" if first.negated or second.negated else ">"
            both = spots.extent(field, first) + spots.extent(field, second)
            for a in first.kinds:
                for b in second.kinds:
                    yield f"{a}{sign}{b}", both


def _locate_cross(spots: Spots, params: Mapping[str, Any]) -> Located:
    """In the parent: the words that the opening of the reply was counted with."""
    opener = find_opener(spots.reading)
    if params["of"] == "words":
        for i, word in enumerate(spots.tokens("parent").words):
            yield f"{opener}/{word}", [("parent", i)]
        return
    for hit in spots.hits("parent"):
        for kind in hit.kinds:
            yield f"{opener}/{'~' * hit.negated}{kind}", spots.extent("parent", hit)


_LOCATORS: Mapping[str, Callable[[Spots, Mapping[str, Any]], Located]] = {
    "words": _locate_words,
    "chars": _locate_chars,
    "negated": _locate_negated,
    "kinds": _locate_kinds,
    "pairs": _locate_pairs,
    "cross": _locate_cross,
}


class Words:
    """Which word of the original text each token of a field was read from."""

    def __init__(self, context: Context, reading: Reading) -> None:
        own, quoted = _cut_words(context.text)
        parent, _ = _cut_words(context.parent or "")
        headline = _cut_words(context.headline or "")
        self._spans: dict[str, tuple[str, list[tuple[int, int] | None]]] = {}
        for field, place, text, words in (
            ("own", "text", context.text, own),
            ("quoted", "text", context.text, quoted),
            ("parent", "parent", context.parent or "", parent),
            ("headline", "headline", context.headline or "", headline[0] + headline[1]),
        ):
            self._spans[field] = place, _align(reading.tokens[field].words, text, words)

    def place_all(self, spots: Sequence[Spot]) -> list[Place] | None:
        """The words of some tokens; None where one of them could not be found again."""
        places: list[Place] = []
        for field, i in spots:
            place, spans = self._spans[field]
            span = spans[i]
            if span is None:
                return None
            places.append((place, *span))
        return places


def _cut_words(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Spans of what stands between spaces: (in own lines, in quoted lines) as `split_quotes`.

    >>> _cut_words("> no arms\\nSend!")
    ([(10, 15)], [(0, 1), (2, 4), (5, 9)])
    """
    own: list[tuple[int, int]] = []
    quoted: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        target = quoted if line.lstrip(" \t").startswith((">", "&gt;")) else own
        target += [(at + m.start(), at + m.end()) for m in re.finditer(r"\S+", line)]
        at += len(line) + 1
    return (own, quoted) if own else (quoted, [])


@lru_cache(maxsize=20_000)
def _tokenize_word(word: str) -> tuple[str, ...]:
    return tuple(tokenize(word).words)


def _align(
    words: Sequence[str], text: str, spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int] | None]:
    """The span of each token, found by tokenising every span on its own.

    Where that gives other tokens (an emoji repeated after a space counts once), the two
    sequences are aligned, and a token without a partner has no span.
    """
    again: list[str] = []
    places: list[tuple[int, int]] = []
    for start, stop in spans:
        found = _tokenize_word(text[start:stop])
        again += found
        places += [(start, stop)] * len(found)
    if tuple(again) == tuple(words):
        return list(places)
    aligned: list[tuple[int, int] | None] = [None] * len(words)
    for block in SequenceMatcher(None, words, again, autojunk=False).get_matching_blocks():
        for i in range(block.size):
            aligned[block.a + i] = places[block.b + i]
    return aligned

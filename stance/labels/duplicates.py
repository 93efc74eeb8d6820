"""Near-duplicate texts: pairs whose sets of character 5-grams overlap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["NearDuplicate", "find_near_duplicates"]

_GRAM = 5
# A sentence with a word or two changed is that alike; of the shipped comments only a few replies of
# some words are.
SIMILAR = 0.7


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two texts, by their places in the list, and their Jaccard similarity (0 to 1)."""

    first: int
    second: int
    similarity: float


def find_near_duplicates(
    texts: Sequence[str], *, similar: float = SIMILAR
) -> Iterator[NearDuplicate]:
    """Every pair of texts at least so similar, each once, the later text's place ascending.

    Exact, and quick by prefix filtering (Chaudhuri et al. 2006): sorted by rarity, two sets of
    that similarity must share one of their first grams. Case, digits' values, punctuation and
    spacing are ignored.

    >>> list(find_near_duplicates(["Send arms now!", "send  arms NOW", "Peace at last."]))
    [NearDuplicate(first=0, second=1, similarity=1.0)]
    """
    grams = [_cut_grams(text) for text in texts]
    counts = Counter(gram for members in grams for gram in members)
    index: dict[str, list[int]] = {}
    for second, members in enumerate(grams):
        rare = sorted(members, key=lambda gram: (counts[gram], gram))
        # A partner shares at least similar·|members| grams, so it has one of these.
        prefix = rare[: len(rare) - _ceil(similar * len(rare)) + 1]
        for first in sorted({i for gram in prefix for i in index.get(gram, ())}):
            other = grams[first]
            shared = len(members & other)
            similarity = shared / (len(members) + len(other) - shared)
            if similarity >= similar:
                yield NearDuplicate(first, second, similarity)
        for gram in prefix:
            index.setdefault(gram, []).append(second)


def _cut_grams(text: str) -> frozenset[str]:
    """The character 5-grams of a text's words; a shorter text is one gram of its own."""
    plain = " ".join(re.findall(r"\w+", text.lower())) or text.strip()
    return frozenset(plain[i : i + _GRAM] for i in range(max(1, len(plain) - _GRAM + 1)))


def _ceil(value: float) -> int:
    return -int(-value // 1)

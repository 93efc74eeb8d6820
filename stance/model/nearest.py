"""The labelled comments that share most words with a text: what a coder would look up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from stance.features.stems import stem
from stance.features.tokens import tokenize
from stance.records import Label

__all__ = ["Neighbour", "find_nearest"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A labelled comment and its likeness (cosine, 0 to 1)."""

    label: Label
    likeness: float


def find_nearest(text: str, labels: Sequence[Label], n: int = 3) -> tuple[Neighbour, ...]:
    """The `n` labels most like `text`, by the cosine of their stems weighed by rarity.

    Those that share no stem are no neighbours.

    >>> labels = [Label(id=t, text=t, stance="x") for t in ("send tanks", "no tanks", "rain")]
    >>> [neighbour.label.id for neighbour in find_nearest("Sending tanks!", labels)]
    ['send tanks', 'no tanks']
    """
    stems = [_count_stems(label.text) for label in labels]
    spread = Counter(name for counts in stems for name in counts)
    rarity = {name: log((1 + len(labels)) / (1 + n_in)) + 1 for name, n_in in spread.items()}
    asked = _weigh(_count_stems(text), rarity)
    found = []
    for label, counts in zip(labels, stems, strict=True):
        if asked.keys() & counts.keys():
            weighed = _weigh(counts, rarity)
            likeness = sum(asked.get(name, 0.0) * value for name, value in weighed.items())
            found.append(Neighbour(label, likeness))
    return tuple(sorted(found, key=lambda neighbour: -neighbour.likeness)[:n])


def _count_stems(text: str) -> Counter[str]:
    return Counter(map(stem, tokenize(text).words))


def _weigh(counts: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    """A vector of length 1; words that no label has are left out."""
    values = {name: (1 + log(n)) * rarity[name] for name, n in counts.items() if name in rarity}
    norm = sqrt(sum(value * value for value in values.values()))
    return {name: value / norm for name, value in values.items()}

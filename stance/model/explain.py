"""Why a model says what it says: exact shares of the logits, each word's share in its place.

A linear model adds up `value * weight` over the features of a comment. Every feature was counted
somewhere: a run of words, a run of characters in a word, a hit of the lexicon. Its addend is
shared equally among the places where it was counted, and among the words of each place. What has
no place (the length, the depth in the thread) keeps its name. Nothing is left out or estimated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import TypeVar

from stance.features.blocks import read_context
from stance.features.context import Context
from stance.features.lexicon import Lexicon
from stance.model.scorer import Scorer
from stance.model.spots import Place, Spots, Words

__all__ = ["Explainer", "Explanation", "Piece", "name_feature"]

Weights = tuple[float, ...]
Key = TypeVar("Key", Place, str)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text (its `text`, `parent` or `headline`) and what it adds to each logit.

    `start` and `stop` are offsets in that text; the word has its punctuation with it.
    """

    place: str
    start: int
    stop: int
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The logits of a head as sums: `bias`, `pieces` in their places, and features without one.

    All weights are already divided by the temperature, so that softmax of the sums gives the
    probabilities. `others` maps names of features (`name_feature`) to weights.
    """

    classes: tuple[str, ...]
    bias: Weights
    pieces: tuple[Piece, ...]
    others: Mapping[str, Weights]

    @property
    def logits(self) -> Weights:
        """The sum of everything, class by class."""
        rows = [self.bias, *(piece.weights for piece in self.pieces), *self.others.values()]
        return tuple(map(sum, zip(*rows, strict=True)))

    @property
    def probabilities(self) -> Mapping[str, float]:
        """Softmax of the logits: what the scorer says."""
        top = max(self.logits)
        powers = [exp(logit - top) for logit in self.logits]
        return {c: p / sum(powers) for c, p in zip(self.classes, powers, strict=True)}


class Explainer:
    """Explains what a scorer says of one head, comment by comment.

    Raises `ValueError` where the model has no such head.
    """

    def __init__(self, scorer: Scorer, *, head: str = "stance") -> None:
        self._scorer = scorer
        spans = [h for h in scorer.heads if h.name == head]
        if not spans:
            raise ValueError(f"the model has no head {head!r}")
        self._head = spans[0]
        self._temperature = scorer.temperatures[scorer.heads.index(self._head)]
        self._lexicon = Lexicon(scorer.about.get("lexicon", {}))

    def explain(self, context: Context) -> Explanation:
        """The shares of the logits for one comment."""
        scorer, head = self._scorer, self._head
        reading = read_context(context, self._lexicon)
        spots, words = Spots(reading, self._lexicon), Words(context, reading)
        shares: dict[Place, list[float]] = {}
        others: dict[str, list[float]] = {}
        for feature, value in scorer.python.weigh(reading):
            weights = self._weigh(feature, value)
            if not any(weights):
                continue  # a block that only another head looks at
            number = bisect_right(scorer.firsts, feature) - 1
            block, key = scorer.blocks[number], scorer.table.key(feature)
            found = spots.find(number, block["kind"], block["params"], key)
            places = [words.place_all(occurrence) for occurrence in found]
            if not places or None in places:
                _add(others, name_feature(block["name"], block["kind"], key), weights, 1.0)
                continue
            for occurrence in places:
                for place in occurrence or ():
                    _add(shares, place, weights, 1 / len(places) / len(occurrence or ()))
        for name, added in scorer.encoded_shares(context, head).items():
            others[name] = list(added)
        return Explanation(
            classes=head.classes,
            bias=tuple(b / self._temperature for b in scorer.biases[head.start : head.stop]),
            pieces=tuple(Piece(*place, tuple(shares[place])) for place in sorted(shares)),
            others={name: tuple(sums) for name, sums in others.items()},
        )

    def _weigh(self, feature: int, value: float) -> list[float]:
        scorer, head = self._scorer, self._head
        at = feature * (scorer.width + 1) + 1
        scale = value / self._temperature
        return [scale * w for w in scorer.rows[at + head.start : at + head.stop].tolist()]


def name_feature(block: str, kind: str, key: str) -> str:
    """What a feature without a place is called for people.

    >>> name_feature("cross", "cross", "not/"), name_feature("tone", "tone", "words:3")
    ('a reply that opens with: not', '3-4 words')
    >>> name_feature("tone", "tone", "<url>:0"), name_feature("place", "position", "depth:1")
    ('no links', 'place depth:1')
    """
    if kind == "cross" and key.endswith("/"):
        return f"a reply that opens with: {key[:-1]}"
    counted, _, bucket = key.rpartition(":")
    if kind == "tone" and bucket.isdigit() and int(bucket) < len(_BUCKETS):
        return f"{_BUCKETS[int(bucket)]} {_TONES.get(counted, counted)}"
    return f"{block} {key}"


# As `stance.features.blocks` puts counts into buckets (docs/features.md, section 5).
_BUCKETS = ("no", "1", "2", "3-4", "5-8", "9-16", "17-32", "33-64", "over 64")
_TONES = {
    "shouted": "shouted words",
    "!": "exclamation marks",
    "?": "question marks",
    "...": "ellipses",
    "<url>": "links",
    "<time>": "times of day",
    "<user>": "mentions",
    "quoted": "quoted words",
    "repeats": "repeated words",
}


def _add(sums: dict[Key, list[float]], key: Key, weights: list[float], share: float) -> None:
    held = sums.get(key)
    if held is None:
        sums[key] = [share * w for w in weights]
        return
    for i, w in enumerate(weights):
        held[i] += share * w

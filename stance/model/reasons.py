"""The strongest reasons of an explanation, small enough to keep for thousands of comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.model.explain import Explanation, Piece

__all__ = ["Reasons", "choose_reasons"]

Weights = tuple[float, ...]

# How many words of each text are kept: those beyond add up to less than a tenth of the
# strongest one on most comments, and every ten more cost a report of 10,000 comments 4 MB.
_KEPT = {"text": 12, "parent": 6, "headline": 3}
_KEPT_OTHERS = 4
# Decimals of a kept weight; what rounding takes away goes into `rest`, so that sums stay exact.
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Reasons:
    """What pushed a comment towards each class, as shares of the logits.

    `text`, `parent` and `headline` hold (start, stop, weight of every class) for spans of code
    points in that text; `other` holds (feature, weight of every class) for what has no place.
    `bias` is what the model says before any word, `rest` everything not listed: all of it adds
    up to the logits.
    """

    text: tuple[tuple[int, int, Weights], ...] = ()
    parent: tuple[tuple[int, int, Weights], ...] = ()
    headline: tuple[tuple[int, int, Weights], ...] = ()
    other: tuple[tuple[str, Weights], ...] = ()
    bias: Weights = ()
    rest: Weights = ()

    def sum(self, class_index: int) -> float:
        """The logit of one class: everything listed, the bias and the rest.

        >>> Reasons(text=((0, 4, (0.5, -1.0)),), bias=(1.0, 0.0), rest=(0.25, 0.0)).sum(0)
        1.75
        """
        placed = sum(w[class_index] for _, _, w in (*self.text, *self.parent, *self.headline))
        placed += sum(w[class_index] for _, w in self.other)
        return placed + self.bias[class_index] + self.rest[class_index]


def choose_reasons(explanation: Explanation, names: Sequence[str] | None = None) -> Reasons:
    """The strongest reasons of an explanation; all others are summed up in `rest`.

    What counts is how far a word drives classes apart: its largest weight less its smallest.
    `names` puts the weights in another order of classes; one the model does not know gets 0.

    >>> word = Piece("text", 0, 4, (0.75, -0.25))
    >>> said = Explanation(classes=("yes", "no"), bias=(0.5, 0.0), pieces=(word,), others={})
    >>> choose_reasons(said, ("no", "yes")).text
    ((0, 4, (-0.25, 0.75)),)
    """
    classes = explanation.classes
    order = [classes.index(n) if n in classes else None for n in names or classes]

    def arrange(weights: Weights) -> Weights:
        return tuple(0.0 if k is None else round(weights[k], _DECIMALS) for k in order)

    kept: dict[str, tuple[tuple[int, int, Weights], ...]] = {}
    for place, most in _KEPT.items():
        here = [piece for piece in explanation.pieces if piece.place == place]
        here.sort(key=_strength)
        chosen = sorted(here[:most], key=lambda piece: piece.start)
        kept[place] = tuple((p.start, p.stop, arrange(p.weights)) for p in chosen)
    others = sorted(explanation.others.items(), key=lambda o: min(o[1]) - max(o[1]))
    other = tuple((name, arrange(weights)) for name, weights in others[:_KEPT_OTHERS])
    bias = arrange(explanation.bias)
    logits = explanation.logits
    listed = Reasons(**kept, other=other, bias=bias, rest=(0.0,) * len(order))
    rest = tuple(0.0 if k is None else logits[k] - listed.sum(i) for i, k in enumerate(order))
    return Reasons(**kept, other=other, bias=bias, rest=rest)


def _strength(piece: Piece) -> float:
    """Negative: the strongest first."""
    return min(piece.weights) - max(piece.weights)

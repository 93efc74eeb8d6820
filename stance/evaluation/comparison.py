"""Two models on the same comments: which is better, by how much, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from stance.bootstrap import Estimate, estimate, resample_sums, sum_by_thread
from stance.errors import InputError
from stance.evaluation.metrics import Measures, Sums, measure, sum_predictions
from stance.evaluation.prediction import Prediction

__all__ = ["Change", "Comparison", "compare", "mcnemar_test"]


@dataclass(frozen=True, slots=True)
class Change:
    """A comment that one model gets right and the other does not."""

    first: Prediction
    second: Prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The first model against the second on the comments both predicted.

    Differences are first minus second. `mcnemar_p` tests whether they err equally often (exact,
    two-sided); `macro_f1_p` whether the difference in macro-F1 may be zero, from a bootstrap
    that draws the same threads for both. `better` are comments that only the first gets right,
    `worse` those that only the second does, each with the largest change first; `said` is what
    the second said, by id.
    `n_seen` says how many of them each model was trained on (None: nobody knows).
    """

    names: tuple[str, str]
    first: Measures
    second: Measures
    n_both_right: int
    n_both_wrong: int
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    said: Mapping[str, str]
    accuracy: Estimate
    macro_f1: Estimate
    macro_f1_p: float
    mcnemar_p: float
    n_seen: tuple[int | None, int | None] = (None, None)


def compare(
    first: Sequence[Prediction],
    second: Sequence[Prediction],
    classes: Sequence[str],
    *,
    names: tuple[str, str] = ("first", "second"),
    seed: int = 0,
) -> Comparison:
    """Compare two models' predictions, matched by the comments' ids.

    Raises `InputError` where they have no comment in common.
    """
    by_id = {p.id: p for p in second}
    pairs = [Change(p, by_id[p.id]) for p in first if p.id in by_id]
    if not pairs:
        raise InputError("the two models have no comment in common")
    one, two = [pair.first for pair in pairs], [pair.second for pair in pairs]
    sums = [sum_predictions(side, classes).columns for side in (one, two)]
    width = sums[0].shape[1]
    both = np.concatenate(sums, axis=1)
    threads = sum_by_thread(both, [p.conversation for p in one])
    drawn = resample_sums(threads, seed=seed)

    def differ(columns: np.ndarray, name: str) -> np.ndarray:
        k = len(classes)
        left, right = Sums(columns[..., :width], k), Sums(columns[..., width:], k)
        return np.asarray(getattr(left, name) - getattr(right, name))

    pairs.sort(key=lambda pair: -abs(_gain(pair, classes)))
    better = tuple(pair for pair in pairs if pair.first.correct and not pair.second.correct)
    worse = tuple(pair for pair in pairs if pair.second.correct and not pair.first.correct)
    n_both_right = sum(pair.first.correct and pair.second.correct for pair in pairs)
    f1_drawn = differ(drawn, "macro_f1")
    return Comparison(
        names=names,
        first=measure(one, classes, seed=seed),
        second=measure(two, classes, seed=seed),
        n_both_right=n_both_right,
        n_both_wrong=len(pairs) - n_both_right - len(better) - len(worse),
        better=better,
        worse=worse,
        said={pair.second.id: pair.second.predicted for pair in pairs},
        accuracy=estimate(differ(both.sum(0), "accuracy"), differ(drawn, "accuracy")),
        macro_f1=estimate(differ(both.sum(0), "macro_f1"), f1_drawn),
        macro_f1_p=_two_sided(f1_drawn),
        mcnemar_p=mcnemar_test(len(better), len(worse)),
    )


def mcnemar_test(n_better: int, n_worse: int) -> float:
    """The exact two-sided p of so uneven a split of the comments that only one gets right.

    >>> mcnemar_test(5, 5), mcnemar_test(0, 5)
    (1.0, 0.0625)
    """
    n, fewer = n_better + n_worse, min(n_better, n_worse)
    tail = sum(comb(n, i) for i in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**n))


def _gain(pair: Change, classes: Sequence[str]) -> float:
    """How much more probability the first model gives the right class."""
    gold = list(classes).index(pair.first.gold)
    return pair.first.probabilities[gold] - pair.second.probabilities[gold]


def _two_sided(differences: np.ndarray) -> float:
    """Twice the share of resamples on the far side of zero, each side counting one more."""
    n = len(differences)
    below, above = int((differences <= 0).sum()), int((differences >= 0).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (n + 1))

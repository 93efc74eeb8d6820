"""Measures of predictions, each with its bootstrap interval over threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.bootstrap import (
    Estimate,
    FloatArray,
    estimate,
    resample_sums,
    sum_by_thread,
)
from stance.evaluation.prediction import Prediction

__all__ = ["MEASURES", "Bin", "ClassMeasures", "Measures", "Sums", "measure", "sum_predictions"]

# What people call the measures, in the order of every table, and the fields of `Measures`.
MEASURES = {
    "macro-F1": "macro_f1",
    "accuracy": "accuracy",
    "balanced accuracy": "balanced_accuracy",
    "log loss": "log_loss",
    "Brier score": "brier",
    "calibration error": "calibration_error",
}
N_BINS = 10  # equal widths, as in Naeini et al. 2015 (AAAI), where the calibration error is from
_TINY = 1e-15  # log(0) is no number; scikit-learn before 1.3 used this floor too


@dataclass(frozen=True, slots=True)
class ClassMeasures:
    """One class: how many comments the coders gave it, how many the model, and how they met."""

    name: str
    support: int
    predicted: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose confidence lies in [low, high); `confidence` is the sum of theirs."""

    low: float
    high: float
    n: int
    n_correct: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The measures of a set of predictions.

    All but the log loss (nats) and the Brier score (0 to 2) are fractions. Macro-F1 and balanced
    accuracy are means over the classes for which F1 and recall are defined.
    """

    n: int
    n_correct: int
    n_threads: int
    accuracy: Estimate
    balanced_accuracy: Estimate
    macro_f1: Estimate
    log_loss: Estimate
    brier: Estimate
    calibration_error: Estimate
    per_class: tuple[ClassMeasures, ...]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over comments from which every measure follows, in the last axis of `columns`.

    K·K counts of the confusion matrix (row gold, column predicted), the log loss, the Brier
    score, and for each confidence bin how many, how many correct, and their confidences.
    """

    columns: FloatArray
    n_classes: int

    @property
    def confusion(self) -> FloatArray:
        """Counts [..., gold, predicted]."""
        k = self.n_classes
        return self.columns[..., : k * k].reshape(*self.columns.shape[:-1], k, k)

    @property
    def bins(self) -> FloatArray:
        """[..., bin, (n, n correct, confidence)]."""
        start = self.n_classes**2 + 2
        return self.columns[..., start:].reshape(*self.columns.shape[:-1], N_BINS, 3)

    @property
    def n(self) -> FloatArray:
        """How many comments."""
        return np.asarray(self.confusion.sum((-1, -2)))

    @property
    def accuracy(self) -> FloatArray:
        """Share of comments classed right."""
        return _divide(np.trace(self.confusion, axis1=-2, axis2=-1), self.n)

    @property
    def precision(self) -> FloatArray:
        """[..., class]; undefined for a class never predicted."""
        return _divide(_hits(self.confusion), self.confusion.sum(-2))

    @property
    def recall(self) -> FloatArray:
        """[..., class]; undefined for a class no comment has."""
        return _divide(_hits(self.confusion), self.confusion.sum(-1))

    @property
    def f1(self) -> FloatArray:
        """[..., class]; undefined for a class neither predicted nor there."""
        total = self.confusion.sum(-1) + self.confusion.sum(-2)
        return _divide(2 * _hits(self.confusion), total)

    @property
    def macro_f1(self) -> FloatArray:
        """Mean of the F1 that are defined."""
        return _mean_of_defined(self.f1)

    @property
    def balanced_accuracy(self) -> FloatArray:
        """Mean of the recalls that are defined."""
        return _mean_of_defined(self.recall)

    @property
    def log_loss(self) -> FloatArray:
        """Mean of -ln p(gold)."""
        return _divide(self.columns[..., self.n_classes**2], self.n)

    @property
    def brier(self) -> FloatArray:
        """Mean squared distance of the probabilities from the truth, summed over classes."""
        return _divide(self.columns[..., self.n_classes**2 + 1], self.n)

    @property
    def calibration_error(self) -> FloatArray:
        """Mean distance of confidence from accuracy over bins, weighted by their sizes."""
        bins = self.bins
        return _divide(np.abs(bins[..., 1] - bins[..., 2]).sum(-1), self.n)


def sum_predictions(predictions: Sequence[Prediction], classes: Sequence[str]) -> Sums:
    """The columns of `Sums` for each comment: [n_comments, n_columns]."""
    k, n = len(classes), len(predictions)
    index = {name: i for i, name in enumerate(classes)}
    gold = np.array([index[p.gold] for p in predictions], dtype=int)
    said = np.array([index[p.predicted] for p in predictions], dtype=int)
    chance = np.array([p.probabilities for p in predictions], dtype=float).reshape(n, k)
    columns = np.zeros((n, k * k + 2 + 3 * N_BINS))
    rows = np.arange(n)
    columns[rows, gold * k + said] = 1
    columns[:, k * k] = -np.log(np.maximum(chance[rows, gold], _TINY))
    truth = np.zeros((n, k))
    truth[rows, gold] = 1
    columns[:, k * k + 1] = ((chance - truth) ** 2).sum(1)
    sure = chance[rows, said]
    first = k * k + 2 + 3 * np.minimum((sure * N_BINS).astype(int), N_BINS - 1)
    columns[rows, first] = 1
    columns[rows, first + 1] = gold == said
    columns[rows, first + 2] = sure
    return Sums(columns, k)


def measure(
    predictions: Sequence[Prediction], classes: Sequence[str], *, seed: int = 0
) -> Measures:
    """All measures of the predictions, with intervals from resampled threads."""
    sums = sum_predictions(predictions, classes)
    threads = sum_by_thread(sums.columns, [p.conversation for p in predictions])
    whole = Sums(sums.columns.sum(0), len(classes))
    drawn = Sums(resample_sums(threads, seed=seed), len(classes)) if len(threads) else whole

    def of(name: str) -> Estimate:
        return estimate(getattr(whole, name), np.atleast_1d(getattr(drawn, name)))

    counts = whole.confusion.astype(int)
    return Measures(
        n=len(predictions),
        n_correct=int(np.trace(counts)),
        n_threads=len(threads),
        accuracy=of("accuracy"),
        balanced_accuracy=of("balanced_accuracy"),
        macro_f1=of("macro_f1"),
        log_loss=of("log_loss"),
        brier=of("brier"),
        calibration_error=of("calibration_error"),
        per_class=_measure_classes(whole, drawn, classes),
        confusion=tuple(tuple(map(int, row)) for row in counts),
        reliability=tuple(
            Bin(i / N_BINS, (i + 1) / N_BINS, int(n), int(hits), float(sure))
            for i, (n, hits, sure) in enumerate(whole.bins)
        ),
    )


def _measure_classes(whole: Sums, drawn: Sums, classes: Sequence[str]) -> tuple[ClassMeasures, ...]:
    counts = whole.confusion.astype(int)

    def of(name: str, i: int) -> Estimate:
        return estimate(getattr(whole, name)[i], np.atleast_2d(getattr(drawn, name))[:, i])

    return tuple(
        ClassMeasures(
            name,
            support=int(counts[i].sum()),
            predicted=int(counts[:, i].sum()),
            precision=of("precision", i),
            recall=of("recall", i),
            f1=of("f1", i),
        )
        for i, name in enumerate(classes)
    )


def _hits(confusion: FloatArray) -> FloatArray:
    return np.asarray(np.diagonal(confusion, axis1=-2, axis2=-1))


def _divide(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, NaN for 0/0 (only here, inside arrays; outside it is None)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(part / whole)


def _mean_of_defined(values: FloatArray) -> FloatArray:
    """Mean over the last axis of what is not NaN; NaN where nothing is defined."""
    defined = ~np.isnan(values)
    return _divide(np.where(defined, values, 0).sum(-1), defined.sum(-1))

"""An evaluation: predictions, how they were made, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stance.bootstrap import Estimate
from stance.evaluation.metrics import Measures, measure
from stance.evaluation.prediction import Prediction
from stance.evaluation.slices import Slice, cut_slices

__all__ = ["Ablation", "Ceiling", "CurvePoint", "Evaluation"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The macro-F1 when training on `n` comments (a mean over the folds) of whole threads."""

    n: int
    macro_f1: Estimate


@dataclass(frozen=True, slots=True)
class Ablation:
    """The macro-F1 with one thing left out, and the paired difference to the whole model."""

    without: str
    macro_f1: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """How well two coders agree on the same comments: what a model could at best be shown to do.

    `coders` names the two; `macro_f1` takes the first as gold.
    """

    coders: tuple[str, str]
    n: int
    n_agreed: int
    accuracy: Estimate
    kappa: Estimate
    macro_f1: Estimate


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Predictions on comments the model had not seen, and the measures that follow.

    `what` is "stance" or "moderation"; `classes` maps the names, in the codebook's order, to
    their descriptions; `method` is "cross-validation" or "held-out"; `model` says what was
    evaluated (its digest or settings); `seed` draws folds and resamples. `random_split` is the
    macro-F1 had the folds split threads: a warning, never a result. `settings` are what the
    model's own search chose, fold by fold. `seconds` is the time all fitting and predicting took.
    """

    what: str
    classes: Mapping[str, str]
    neutral: str | None
    predictions: tuple[Prediction, ...]
    method: str
    model: str
    n_folds: int | None = None
    seed: int = 0
    seconds: float = 0.0
    ceiling: Ceiling | None = None
    learning_curve: tuple[CurvePoint, ...] = ()
    random_split: Estimate | None = None
    ablations: tuple[Ablation, ...] = ()
    settings: tuple[Mapping[str, object], ...] = ()
    training_counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return tuple(self.classes)

    @cached_property
    def measures(self) -> Measures:
        """All measures with their intervals over threads."""
        return measure(self.predictions, self.names, seed=self.seed)

    @cached_property
    def majority(self) -> Measures:
        """The baseline that always says the most frequent class.

        Cross-validated, that is the most frequent one of each fold's training part.
        """
        return measure(self._baseline(certain=True), self.names, seed=self.seed)

    @cached_property
    def prior(self) -> Measures:
        """The baseline that says the classes' shares as probabilities: the log loss to beat."""
        return measure(self._baseline(certain=False), self.names, seed=self.seed)

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The results by origin, depth, length, and root or reply."""
        return cut_slices(self.predictions, self.names, seed=self.seed)

    @property
    def n_seen(self) -> int | None:
        """How many of the comments the model was trained on; None where nobody knows."""
        said = [p.seen for p in self.predictions if p.seen is not None]
        return sum(said) if said else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before believing the figures."""
        if not self.n_seen:
            return ()
        n = len(self.predictions)
        if self.n_seen == n:
            return (
                f"The model was trained on all of these {n:,} comments: the figures say how well "
                "it remembers them, not how good it is.",
            )
        return (
            f"The model was trained on {self.n_seen:,} of these {n:,} comments, which flatters "
            "it; the results by training part them.",
        )

    @cached_property
    def mistakes(self) -> tuple[Prediction, ...]:
        """The wrong predictions, the most wrong first: by p(predicted) - p(gold)."""
        index = {name: i for i, name in enumerate(self.names)}

        def excess(p: Prediction) -> float:
            return p.probabilities[index[p.predicted]] - p.probabilities[index[p.gold]]

        wrong = [p for p in self.predictions if not p.correct]
        return tuple(sorted(wrong, key=lambda p: (-excess(p), p.id)))

    def _baseline(self, *, certain: bool) -> Sequence[Prediction]:
        """What a model would say that has seen nothing but how often each class occurs."""
        from dataclasses import replace

        folds = {p.fold for p in self.predictions}
        said: dict[int | None, tuple[str, tuple[float, ...]]] = {}
        for fold in folds:
            counts = self._counts_without(fold)
            top = max(counts, key=lambda name: counts[name])
            total = sum(counts.values()) or 1
            shares = tuple((n == top) if certain else counts[n] / total for n in self.names)
            said[fold] = (top, tuple(map(float, shares)))
        return [
            replace(p, predicted=said[p.fold][0], probabilities=said[p.fold][1])
            for p in self.predictions
        ]

    def _counts_without(self, fold: int | None) -> dict[str, int]:
        """How often each class occurs where the model of that fold was trained."""
        if fold is None and self.training_counts:
            return {name: self.training_counts.get(name, 0) for name in self.names}
        counts = dict.fromkeys(self.names, 0)
        for p in self.predictions:
            if fold is None or p.fold != fold:
                counts[p.gold] += 1
        return counts

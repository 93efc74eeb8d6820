"""What the parts of a model are worth: the same evaluation with one of them left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from stance.evaluation.comparison import compare
from stance.evaluation.crossvalidate import Fit, Predict, keep_labelled, predict_folds
from stance.evaluation.evaluation import Ablation, Evaluation
from stance.labels.labelled import LabelledSet

__all__ = ["hide_context", "measure_ablations", "without_headlines", "without_parents"]

Hide = Callable[[LabelledSet], LabelledSet]


def measure_ablations(
    labelled: LabelledSet,
    evaluation: Evaluation,
    fits: Mapping[str, Fit],
    *,
    n_jobs: int = 1,
    progress: Callable[[str], None] | None = None,
) -> tuple[Ablation, ...]:
    """The macro-F1 of each of `fits`, named for what it does without, on the same folds.

    Differences are paired (without minus whole), with intervals from the same resampled threads.
    """
    labelled = keep_labelled(labelled, evaluation.what)
    fold_of = {p.id: p.fold or 0 for p in evaluation.predictions}
    folds = [fold_of[label.id] for label in labelled]
    found = []
    for name, fit in fits.items():
        if progress is not None:
            progress(f"without {name}")
        predictions = predict_folds(labelled, fit, folds, evaluation.what, n_jobs=n_jobs)
        c = compare(predictions, evaluation.predictions, evaluation.names, seed=evaluation.seed)
        found.append(Ablation(name, c.first.macro_f1, c.macro_f1))
    return tuple(found)


def hide_context(fit: Fit, hide: Hide) -> Fit:
    """A fit that trains on, and predicts from, what `hide` leaves of a set."""

    def fit_without(training: LabelledSet) -> Predict:
        predict = fit(hide(training))
        return lambda labelled: predict(hide(labelled))

    return fit_without


def without_parents(labelled: LabelledSet) -> LabelledSet:
    """The set with every comment a root that answers nothing; threads stay what they are."""
    labels = tuple(
        replace(
            label,
            reply_to=None,
            parent_text=None,
            conversation_id=labelled.conversation(label),
            extra={},
        )
        for label in labelled
    )
    return LabelledSet(labels, labelled.codebook)


def without_headlines(labelled: LabelledSet) -> LabelledSet:
    """The set with no comment under a headline."""
    labels = tuple(replace(label, headline=None) for label in labelled)
    return LabelledSet(labels, labelled.codebook)

"""Making an evaluation: by cross-validation over threads, or on a held-out file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stance.bootstrap import Estimate, FloatArray
from stance.errors import InputError
from stance.evaluation.evaluation import CurvePoint, Evaluation
from stance.evaluation.folds import assign_folds, assign_random_folds
from stance.evaluation.metrics import measure
from stance.evaluation.prediction import Prediction
from stance.labels.codebook import Codebook
from stance.labels.labelled import LabelledSet
from stance.model.reasons import Reasons
from stance.records import Label

__all__ = [
    "Explain",
    "Fit",
    "Predict",
    "cross_validate",
    "evaluate_on",
    "explain_set",
    "gold_of",
    "measure_curve",
    "measure_random_split",
]

# Probabilities [n_labels, n_classes] of the labels of a set, classes in the codebook's order.
Predict = Callable[[LabelledSet], FloatArray]
# Of a `Predict` that is an object with `explain`: the reasons of the labels asked for, in order.
Explain = Callable[[LabelledSet, Sequence[bool]], Iterable[Reasons]]
Fit = Callable[[LabelledSet], Predict]
Progress = Callable[[str], None]


def cross_validate(
    labelled: LabelledSet,
    fit: Fit,
    *,
    what: str = "stance",
    n_folds: int = 5,
    seed: int = 0,
    model: str = "",
    n_jobs: int = 1,
    reasons: str | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Predictions for every label by a model that saw no comment of its thread.

    `fit` trains on a set and gives the function that predicts; whatever it tunes, it tunes on
    that set alone. Labels without `what` are left out; `n_jobs` processes share the folds.
    `reasons` asks each fold's model why, of its "mistakes" or of "all" it said.
    Raises `InputError` where fewer than two classes occur, `UsageError` where there are fewer
    threads than folds.
    """
    began = time.perf_counter()
    labelled = keep_labelled(labelled, what)
    folds = assign_folds(
        [labelled.conversation(label) for label in labelled],
        [gold_of(label, what) for label in labelled],
        n_folds=n_folds,
        seed=seed,
    )
    settings: list[Mapping[str, object]] = []
    predictions = predict_folds(
        labelled, fit, folds, what, progress, n_jobs=n_jobs, settings=settings, reasons=reasons
    )
    return Evaluation(
        what=what,
        classes=_describe(labelled.codebook, what),
        neutral=labelled.codebook.neutral if what == "stance" else None,
        predictions=tuple(predictions),
        method="cross-validation",
        model=model,
        n_folds=n_folds,
        seed=seed,
        seconds=time.perf_counter() - began,
        settings=tuple(settings),
    )


def evaluate_on(
    held_out: LabelledSet,
    predict: Predict,
    *,
    what: str = "stance",
    seed: int = 0,
    model: str = "",
    training_counts: Mapping[str, int] | None = None,
    seen: Callable[[str], bool] | None = None,
    explain: Explain | None = None,
    reasons: str = "all",
) -> Evaluation:
    """What a fitted model says of a set, which it should not have been trained on.

    `seen` tells whether a text was among what it was trained on (`stance.model.trained_on`), so
    that the result counts those; `explain` gives the reasons of the "mistakes" or of "all".
    """
    began = time.perf_counter()
    held_out = keep_labelled(held_out, what, n_classes=1)
    predictions = predict_set(held_out, predict(held_out), what)
    if explain is not None:
        predictions = explain_set(held_out, predictions, explain, of=reasons)
    if seen is not None:
        predictions = [replace(p, seen=seen(p.label.text)) for p in predictions]
    return Evaluation(
        what=what,
        classes=_describe(held_out.codebook, what),
        neutral=held_out.codebook.neutral if what == "stance" else None,
        predictions=tuple(predictions),
        method="held-out",
        model=model,
        seed=seed,
        seconds=time.perf_counter() - began,
        training_counts=dict(training_counts or {}),
    )


def measure_random_split(
    labelled: LabelledSet,
    fit: Fit,
    evaluation: Evaluation,
    *,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Estimate:
    """The macro-F1 had the folds split threads: what a careless evaluation would report."""
    labelled = keep_labelled(labelled, evaluation.what)
    folds = assign_random_folds(
        len(labelled), n_folds=evaluation.n_folds or 5, seed=evaluation.seed
    )
    predictions = predict_folds(labelled, fit, folds, evaluation.what, progress, n_jobs=n_jobs)
    return measure(predictions, evaluation.names, seed=evaluation.seed).macro_f1


def measure_curve(
    labelled: LabelledSet,
    fit: Fit,
    evaluation: Evaluation,
    *,
    shares: Sequence[float] = (0.1, 0.25, 0.5),
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[CurvePoint, ...]:
    """The macro-F1 when each fold trains on that share of its threads; last, on all of them.

    A larger share holds the smaller ones, so that the points differ by what was added. A share
    from which some fold cannot learn is left out.
    """
    labelled = keep_labelled(labelled, evaluation.what)
    fold_of = {p.id: p.fold or 0 for p in evaluation.predictions}
    folds = [fold_of[label.id] for label in labelled]
    names = list(labelled.by_conversation)
    drawn = np.random.default_rng(evaluation.seed).permutation(len(names))
    rank = {names[i]: r / len(names) for r, i in enumerate(drawn)}
    whole = round(len(labelled) * (1 - 1 / (evaluation.n_folds or 5)))
    points = []
    for share in shares:
        part_of = _LearnPart(fit, {name for name, r in rank.items() if r < share})
        try:
            predictions = predict_folds(
                labelled, part_of, folds, evaluation.what, progress, n_jobs=n_jobs
            )
        except InputError:  # so few threads that in some fold they show one class, or none
            continue
        found = measure(predictions, evaluation.names, seed=evaluation.seed).macro_f1
        learned = sum(labelled.conversation(label) in part_of.threads for label in labelled)
        points.append(CurvePoint(round(learned * whole / len(labelled)), found))
    return (*points, CurvePoint(whole, evaluation.measures.macro_f1))


class _LearnPart:
    """A fit that learns from the comments of some threads only."""

    def __init__(self, fit: Fit, threads: set[str]) -> None:
        self.fit, self.threads = fit, threads

    def __call__(self, training: LabelledSet) -> Predict:
        return self.fit(training.select(lambda label: training.conversation(label) in self.threads))


def gold_of(label: Label, what: str) -> str:
    """The coders' class of `what`; empty where they left it open."""
    return label.stance if what == "stance" else label.moderation or ""


def keep_labelled(labelled: LabelledSet, what: str, *, n_classes: int = 2) -> LabelledSet:
    """The labels that have a class of `what`; `InputError` where they are of too few classes."""
    found = {gold_of(label, what) for label in labelled} - {""}
    if len(found) < n_classes:
        only = f"only {min(found)!r}" if found else "nothing"
        raise InputError(
            f"{only} occurs as {what}", remedy=f"label comments of {n_classes} classes at least"
        )
    if all(gold_of(label, what) for label in labelled):
        return labelled
    return labelled.select(lambda label: bool(gold_of(label, what)))


def predict_set(
    labelled: LabelledSet, probabilities: FloatArray, what: str, *, fold: int | None = None
) -> list[Prediction]:
    """The predictions that probabilities [n_labels, n_classes] stand for."""
    names = classes_of(labelled.codebook, what)
    best = np.argmax(probabilities, axis=1)
    return [
        Prediction(
            label=label,
            gold=gold_of(label, what),
            predicted=names[said],
            probabilities=tuple(map(float, row)),
            conversation=labelled.conversation(label),
            parent_text=labelled.parent_text(label),
            depth=labelled.depth(label),
            fold=fold,
        )
        for label, row, said in zip(labelled, probabilities, best, strict=True)
    ]


def classes_of(codebook: Codebook, what: str) -> tuple[str, ...]:
    """The names of the classes of `what`."""
    return codebook.stances if what == "stance" else codebook.moderation


def _describe(codebook: Codebook, what: str) -> dict[str, str]:
    return {name: codebook.describe(name) for name in classes_of(codebook, what)}


def predict_folds(
    labelled: LabelledSet,
    fit: Fit,
    folds: Sequence[int],
    what: str,
    progress: Progress | None = None,
    *,
    n_jobs: int = 1,
    settings: list[Mapping[str, object]] | None = None,
    reasons: str | None = None,
) -> list[Prediction]:
    """The predictions of all folds, in the order of the labels; `folds` names each label's.

    What the fits chose, where their functions have a `chosen`, is appended to `settings`.
    """
    fold_of = dict(zip((label.id for label in labelled), folds, strict=True))
    names = sorted(set(folds))
    parts = [
        (
            labelled.select(lambda label, fold=fold: fold_of[label.id] != fold),  # type: ignore[misc]
            labelled.select(lambda label, fold=fold: fold_of[label.id] == fold),  # type: ignore[misc]
        )
        for fold in names
    ]
    found: dict[str, Prediction] = {}
    work = [(*part, fold) for part, fold in zip(parts, names, strict=True)]
    for done in _run(_LeaveOut(fit, what, reasons), work, n_jobs):
        for p in done.predictions:
            found[p.id] = replace(p, label=labelled.by_id[p.id])
        if settings is not None and done.chosen is not None:
            settings.append(done.chosen)
        if progress is not None:
            progress(f"fold {names.index(done.fold) + 1} of {len(names)} done")
    return [found[label.id] for label in labelled]


@dataclass(frozen=True, slots=True)
class _Fold:
    """What a fold's model said, and what its fit chose."""

    fold: int
    predictions: list[Prediction]
    chosen: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class _LeaveOut:
    """The work on a fold: fit on the one part, predict and explain the other."""

    fit: Fit
    what: str
    reasons: str | None

    def __call__(self, training: LabelledSet, left_out: LabelledSet, fold: int) -> _Fold:
        predict = self.fit(training)
        predictions = predict_set(left_out, predict(left_out), self.what, fold=fold)
        explain = getattr(predict, "explain", None)
        if self.reasons is not None and explain is not None:
            predictions = explain_set(left_out, predictions, explain, of=self.reasons)
        return _Fold(fold, predictions, getattr(predict, "chosen", None))


def explain_set(
    labelled: LabelledSet, predictions: Sequence[Prediction], explain: Explain, *, of: str = "all"
) -> list[Prediction]:
    """The predictions about a set with their reasons, all of them or those of the "mistakes"."""
    wanted = [of == "all" or not p.correct for p in predictions]
    reasons = iter(explain(labelled, wanted))
    return [
        replace(p, reasons=next(reasons)) if asked else p
        for p, asked in zip(predictions, wanted, strict=True)
    ]


def _run(
    work: _LeaveOut, parts: Sequence[tuple[LabelledSet, LabelledSet, int]], n_jobs: int
) -> Iterable[_Fold]:
    """The folds, one after another or several at a time."""
    if n_jobs == 1:
        return (work(*part) for part in parts)
    from joblib import Parallel, delayed

    done: Iterable[_Fold]
    done = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(work)(*part) for part in parts)
    return done

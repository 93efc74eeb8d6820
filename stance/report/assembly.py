"""From an evaluation to a report: its numbers, and a case for every prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.bootstrap import LEVEL, Estimate
from stance.evaluation.evaluation import Evaluation
from stance.evaluation.metrics import Measures
from stance.evaluation.prediction import Prediction
from stance.report.report import (
    Bin,
    Case,
    ClassResult,
    Group,
    Measure,
    Point,
    Reasons,
    Report,
)

if TYPE_CHECKING:
    from stance.model.explain import Explanation, Piece

__all__ = ["build_report", "choose_reasons"]

_MEASURES = {
    "macro-F1": "macro_f1",
    "accuracy": "accuracy",
    "balanced accuracy": "balanced_accuracy",
    "log loss": "log_loss",
    "Brier score": "brier",
    "calibration error": "calibration_error",
}
# How many words of each text a report keeps: those beyond add up to less than a tenth of the
# strongest one on most comments, and every ten more cost a report of 10,000 comments 4 MB.
_KEPT = {"text": 12, "parent": 6, "headline": 3}
_KEPT_OTHERS = 4


def build_report(
    evaluation: Evaluation,
    *,
    title: str | None = None,
    coders: Mapping[str, Mapping[str, str]] | None = None,
    reasons: Mapping[str, Reasons] | None = None,
) -> Report:
    """The report of an evaluation.

    `coders` maps comments' ids to what each coder chose alone, `reasons` to what pushed the
    model; both may lack comments.
    """
    measures = evaluation.measures
    here = {p.id for p in evaluation.predictions}
    return Report(
        title=title or f"{evaluation.what.capitalize()} of {measures.n:,} comments",
        protocol=describe_protocol(evaluation),
        model=evaluation.model,
        level=LEVEL,
        classes=dict(evaluation.classes),
        cases=tuple(
            _build_case(
                p if p.label.reply_to not in here else replace(p, parent_text=None),
                evaluation.what,
                (coders or {}).get(p.id, {}),
                (reasons or {}).get(p.id),
            )
            for p in evaluation.predictions
        ),
        measures=_name_measures(measures),
        references=_list_references(evaluation),
        per_class=tuple(
            ClassResult(
                c.name,
                _measure("precision", c.precision),
                _measure("recall", c.recall),
                _measure("F1", c.f1),
            )
            for c in measures.per_class
        ),
        reliability=tuple(
            Bin(b.low, b.high, b.n, b.n_correct, b.confidence) for b in measures.reliability
        ),
        learning_curve=tuple(
            Point(p.n, p.macro_f1.value, p.macro_f1.low, p.macro_f1.high)
            for p in evaluation.learning_curve
        ),
        groups=tuple(
            Group(s.by, s.name, s.n, s.n_correct, _measure("macro-F1", s.macro_f1))
            for s in evaluation.slices
        ),
    )


def describe_protocol(evaluation: Evaluation) -> str:
    """How it was measured, in one or two sentences."""
    n = evaluation.measures.n_threads
    threads = f"{n:,} thread" if n == 1 else f"{n:,} threads"
    if evaluation.n_folds:
        said = (
            f"Cross-validated in {evaluation.n_folds} folds that never split one of the {threads}"
            "; every comment was classed by a model that had not seen its thread."
        )
    else:
        said = (
            f"Measured on {threads} of a given file, with {evaluation.model or 'a model'}. "
            "It tells how good the model is only if it was not trained on them."
        )
    if evaluation.random_split is not None and evaluation.random_split.value is not None:
        said += (
            f" Folds that split threads would have flattered it: macro-F1 "
            f"{evaluation.random_split.value:.3f}."
        )
    return said


def choose_reasons(explanation: Explanation) -> Reasons:
    """The strongest reasons of an explanation; all others are summed up in `rest`.

    What counts is how far a word drives classes apart: its largest weight less its smallest.
    """
    kept: dict[str, tuple[Piece, ...]] = {}
    for place, most in _KEPT.items():
        here = [piece for piece in explanation.pieces if piece.place == place]
        here.sort(key=lambda piece: min(piece.weights) - max(piece.weights))
        kept[place] = tuple(sorted(here[:most], key=lambda piece: piece.start))
    others = sorted(explanation.others.items(), key=lambda o: min(o[1]) - max(o[1]))
    chosen = Reasons(
        **{
            place: tuple((p.start, p.stop, p.weights) for p in pieces)
            for place, pieces in kept.items()
        },
        other=tuple(others[:_KEPT_OTHERS]),
        rest=(0.0,) * len(explanation.classes),
    )
    rest = (logit - chosen.sum(k) for k, logit in enumerate(explanation.logits))
    return replace(chosen, rest=tuple(rest))


def _measure(name: str, estimate: Estimate, *, of: str | None = None) -> Measure:
    return Measure(name, estimate.value, estimate.low, estimate.high, of)


def _name_measures(measures: Measures, *, of: str | None = None) -> tuple[Measure, ...]:
    return tuple(
        _measure(name, getattr(measures, field), of=of) for name, field in _MEASURES.items()
    )


def _list_references(evaluation: Evaluation) -> tuple[Measure, ...]:
    """What baselines and coders reach on the same measures, where it means something."""
    majority = _name_measures(evaluation.majority, of="majority class")
    prior = _name_measures(evaluation.prior, of="class shares")
    references = [m for m in majority if m.name in ("macro-F1", "accuracy", "balanced accuracy")]
    references += [m for m in prior if m.name in ("log loss", "Brier score")]
    if (ceiling := evaluation.ceiling) is not None:
        references.append(_measure("macro-F1", ceiling.macro_f1, of="between coders"))
        references.append(_measure("accuracy", ceiling.accuracy, of="between coders"))
    return tuple(references)


def _build_case(
    prediction: Prediction, what: str, coders: Mapping[str, str], reasons: Reasons | None
) -> Case:
    label = prediction.label
    return Case(
        id=label.id,
        text=label.text,
        gold=prediction.gold,
        predicted=prediction.predicted,
        probabilities=prediction.probabilities,
        conversation_id=prediction.conversation,
        reply_to=label.reply_to,
        parent_text=prediction.parent_text,
        headline=label.headline,
        speaker=label.speaker,
        origin=label.origin,
        secondary=label.secondary if what == "stance" else None,
        moderation=label.moderation if what == "stance" else None,
        note=label.note,
        coders=coders,
        reasons=reasons,
    )

"""From an evaluation to a report: its numbers, and a case for every prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stance.bootstrap import LEVEL, Estimate
from stance.evaluation.comparison import Comparison
from stance.evaluation.evaluation import Evaluation
from stance.evaluation.metrics import MEASURES, ClassMeasures, Measures
from stance.evaluation.prediction import Prediction
from stance.evaluation.slices import name_slices
from stance.report.report import (
    Bin,
    Case,
    ClassResult,
    Group,
    Measure,
    Point,
    Report,
)

__all__ = ["build_report"]


def build_report(
    evaluation: Evaluation,
    *,
    title: str | None = None,
    coders: Mapping[str, Mapping[str, str]] | None = None,
    comparison: Comparison | None = None,
) -> Report:
    """The report of an evaluation, and of its comparison with another model.

    `coders` maps comments' ids to what each coder chose alone; it may lack comments.
    """
    measures = evaluation.measures
    group_of = {(s.by, s.name): i for i, s in enumerate(evaluation.slices)}
    here = {p.id for p in evaluation.predictions}
    return Report(
        title=title or f"{evaluation.what.capitalize()} of {measures.n:,} comments",
        what=evaluation.what,
        protocol=describe_protocol(evaluation) + describe_comparison(comparison),
        model=evaluation.model,
        other=comparison.names[1] if comparison else None,
        level=LEVEL,
        classes=dict(evaluation.classes),
        cases=tuple(
            _build_case(
                p if p.label.reply_to not in here else replace(p, parent_text=None),
                evaluation.what,
                (coders or {}).get(p.id, {}),
                tuple(group_of[part] for part in name_slices(p).items() if part in group_of),
                comparison.said.get(p.id) if comparison else None,
            )
            for p in evaluation.predictions
        ),
        measures=_name_measures(measures),
        references=_list_references(evaluation),
        per_class=tuple(map(_name_class, measures.per_class)),
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
        warnings=evaluation.warnings,
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
        said = f"Measured on {threads} of a given file, with {evaluation.model or 'a model'}. "
        said += {
            evaluation.measures.n: "It was trained on all of them.",
            None: "The model does not say what it was trained on: if on these, they tell little.",
            0: "None of their texts is among those the model was trained on.",
        }.get(evaluation.n_seen, "It was trained on some of them.")
    if evaluation.random_split is not None and evaluation.random_split.value is not None:
        said += (
            f" Folds that split threads would have flattered it: macro-F1 "
            f"{evaluation.random_split.value:.3f}."
        )
    return said


def describe_comparison(c: Comparison | None) -> str:
    """What came of it, in one sentence; empty without one."""
    if c is None or c.macro_f1.value is None:
        return ""
    interval = ""
    if c.macro_f1.low is not None and c.macro_f1.high is not None:
        interval = f" ({c.macro_f1.low:+.3f} to {c.macro_f1.high:+.3f})"
    return (
        f" Against {c.names[1]} on the same comments: macro-F1 {c.macro_f1.value:+.3f}{interval}, "
        f"p {_write_p(c.macro_f1_p)} by a paired bootstrap over threads; right "
        f"{len(c.better):,} times where that is wrong and wrong {len(c.worse):,} times where that "
        "is right, "
        f"p {_write_p(c.mcnemar_p)} by McNemar's exact test."
    )


def _write_p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _measure(name: str, estimate: Estimate, *, of: str | None = None) -> Measure:
    return Measure(name, estimate.value, estimate.low, estimate.high, of)


def _name_measures(measures: Measures, *, of: str | None = None) -> tuple[Measure, ...]:
    return tuple(
        _measure(name, getattr(measures, field), of=of) for name, field in MEASURES.items()
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


def _name_class(c: ClassMeasures) -> ClassResult:
    return ClassResult(
        c.name,
        _measure("precision", c.precision),
        _measure("recall", c.recall),
        _measure("F1", c.f1),
    )


def _build_case(
    prediction: Prediction,
    what: str,
    coders: Mapping[str, str],
    groups: tuple[int, ...],
    other: str | None,
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
        groups=groups,
        other=other,
        reasons=prediction.reasons,
    )

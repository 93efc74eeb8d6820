"""The figures of an evaluation as one JSON object, without the comments behind them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from stance.bootstrap import LEVEL
from stance.evaluation.comparison import Comparison
from stance.evaluation.evaluation import Evaluation
from stance.evaluation.metrics import MEASURES, Measures

__all__ = ["as_figures", "compare_figures"]


def as_figures(evaluation: Evaluation) -> dict[str, Any]:
    """Every figure; an undefined one is null, each interval `low` and `high` of level `level`."""
    e, m = evaluation, evaluation.measures
    return {
        "format": "stance-evaluation/1",
        "what": e.what,
        "method": e.method,
        "model": e.model,
        "n_folds": e.n_folds,
        "seed": e.seed,
        "level": LEVEL,
        "classes": list(e.names),
        "n": m.n,
        "n_correct": m.n_correct,
        "n_threads": m.n_threads,
        "n_seen": e.n_seen,
        "warnings": list(e.warnings),
        "measures": _measures(m),
        "per_class": [asdict(c) for c in m.per_class],
        "confusion": [list(row) for row in m.confusion],
        "reliability": [asdict(b) for b in m.reliability],
        "baselines": {"majority": _measures(e.majority), "shares": _measures(e.prior)},
        "coders": asdict(e.ceiling) if e.ceiling else None,
        "random_split": asdict(e.random_split) if e.random_split else None,
        "slices": [asdict(s) for s in e.slices],
        "learning_curve": [asdict(p) for p in e.learning_curve],
        "ablations": [asdict(a) for a in e.ablations],
        "settings": [dict(s) for s in e.settings],
        "seconds": round(e.seconds, 3),
    }


def compare_figures(comparison: Comparison) -> dict[str, Any]:
    """The figures of a comparison, with the ids of what changed for better and for worse."""
    c = comparison
    return {
        "names": list(c.names),
        "n": c.first.n,
        "first": _measures(c.first),
        "second": _measures(c.second),
        "macro_f1": asdict(c.macro_f1) | {"p": c.macro_f1_p},
        "accuracy": asdict(c.accuracy) | {"p": c.mcnemar_p},
        "n_seen": list(c.n_seen),
        "n_both_right": c.n_both_right,
        "n_both_wrong": c.n_both_wrong,
        "better": [change.first.id for change in c.better],
        "worse": [change.first.id for change in c.worse],
    }


def _measures(m: Measures) -> dict[str, Any]:
    return {name: asdict(getattr(m, name)) for name in MEASURES.values()}

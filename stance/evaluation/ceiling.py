"""The coders' agreement on the comments of an evaluation."""

from __future__ import annotations

from collections.abc import Iterable

from stance.errors import InputError
from stance.evaluation.evaluation import Ceiling, Evaluation
from stance.labels.agreement import measure_agreement
from stance.labels.passes import Decision

__all__ = ["measure_ceiling"]


def measure_ceiling(evaluation: Evaluation, decisions: Iterable[Decision]) -> Ceiling | None:
    """How well the two coders who share most of the comments agree on them; None without two."""
    threads = {p.id: p.conversation for p in evaluation.predictions}
    try:
        agreement = measure_agreement(
            (d for d in decisions if d.id in threads),
            evaluation.names,
            what=evaluation.what,
            conversations=threads,
            seed=evaluation.seed,
        )
    except InputError:
        return None
    pair = max(agreement.pairs, key=lambda pair: pair.n)
    return Ceiling(
        coders=pair.coders,
        n=pair.n,
        n_agreed=pair.n_agreed,
        accuracy=pair.percent,
        kappa=pair.kappa,
        macro_f1=pair.macro_f1,
    )

"""Reasons for the comments of an evaluation, from the model that was evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.features.context import place_labels
from stance.model.explain import Explainer, Explanation
from stance.report.assembly import choose_reasons

if TYPE_CHECKING:
    from stance.evaluation.evaluation import Evaluation
    from stance.model.scorer import Scorer
    from stance.report.report import Reasons

__all__ = ["explain_predictions"]


def explain_predictions(scorer: Scorer, evaluation: Evaluation) -> dict[str, Reasons]:
    """The reasons of every prediction, by the comment's id, classes in the evaluation's order.

    The scorer must be the one that made the predictions; a class it does not know gets 0.
    """
    explainer = Explainer(scorer, head=evaluation.what)
    labels = [prediction.label for prediction in evaluation.predictions]
    return {
        label.id: choose_reasons(_reorder(explainer.explain(context), evaluation.names))
        for label, context in zip(labels, place_labels(labels), strict=True)
    }


def _reorder(explanation: Explanation, names: tuple[str, ...]) -> Explanation:
    """The explanation with its weights in the order of `names`."""
    if explanation.classes == names:
        return explanation
    from dataclasses import replace

    index = {name: i for i, name in enumerate(explanation.classes)}

    def order(weights: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(weights[index[name]] if name in index else 0.0 for name in names)

    return Explanation(
        classes=names,
        bias=order(explanation.bias),
        pieces=tuple(replace(p, weights=order(p.weights)) for p in explanation.pieces),
        others={name: order(weights) for name, weights in explanation.others.items()},
    )

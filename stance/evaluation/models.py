"""Saved models, seen from an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stance.errors import ModelError
from stance.evaluation.crossvalidate import Predict, classes_of
from stance.features.context import place_labels

if TYPE_CHECKING:
    from stance.bootstrap import FloatArray
    from stance.labels.labelled import LabelledSet
    from stance.model.scorer import Scorer

__all__ = ["predict_with"]


def predict_with(scorer: Scorer, *, what: str = "stance") -> Predict:
    """What a loaded model says of the labels of a set: [n_labels, n_classes].

    A class of the codebook that the model does not know gets no probability. The function raises
    `ModelError` where the model has no such head, or knows classes the codebook does not.
    """
    known = scorer.classes(what)
    if not known:
        raise ModelError(
            f"the model says nothing of {what}", where=scorer.where, remedy="train it with labels"
        )

    def predict(labelled: LabelledSet) -> FloatArray:
        names = classes_of(labelled.codebook, what)
        foreign = [name for name in known if name not in names]
        if foreign:
            raise ModelError(
                f"the model knows {what} {foreign[0]!r}, which is not in the codebook",
                where=scorer.where,
                remedy="give the codebook it was trained with (--codebook)",
            )
        contexts = place_labels(labelled.labels)
        chance = np.zeros((len(contexts), len(names)))
        for row, found in zip(chance, scorer.score_many(contexts), strict=True):
            for name, p in found.heads[what].items():
                row[names.index(name)] = p
        return chance

    return predict

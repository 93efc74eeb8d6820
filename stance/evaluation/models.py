"""Saved models and recipes, seen from an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stance.errors import ModelError
from stance.evaluation.crossvalidate import Explain, Predict, classes_of
from stance.features.context import place_labels

if TYPE_CHECKING:
    from stance.bootstrap import FloatArray
    from stance.features.encoder import Encoder
    from stance.labels.labelled import LabelledSet
    from stance.model.fitted import FittedModel
    from stance.model.reasons import Reasons
    from stance.model.recipe import Recipe
    from stance.model.scorer import Scorer

__all__ = [
    "RecipeFit",
    "describe_settings",
    "explain_with",
    "load_fitted",
    "predict_with",
    "search_less",
    "settle",
]


class RecipeFit:
    """Training by a recipe, exactly as `stance train` does it: what it tunes, it tunes inside."""

    def __init__(self, recipe: Recipe, *, what: str = "stance") -> None:
        self.recipe, self.what = recipe, what

    def __call__(self, training: LabelledSet) -> FittedPredict:
        from stance.model.fit import fit

        if self.what == "stance":  # moderation's head would be trained for nothing
            labels = tuple(replace(label, moderation=None) for label in training)
            training = replace(training, labels=labels)
        return FittedPredict(fit(training, self.recipe), self.what, encoder=self.recipe.encoder)


class FittedPredict:
    """Predictions by the scorer that would be shipped, not from arrays of training.

    `chosen` is what the fit chose.
    """

    def __init__(self, fitted: FittedModel, what: str, *, encoder: Encoder | None = None) -> None:
        self.chosen: Mapping[str, object] = fitted.meta["chosen"][what]
        self.scorer, self.what = load_fitted(fitted, encoder=encoder), what
        self._predict = predict_with(self.scorer, what=what)

    def __call__(self, labelled: LabelledSet) -> FloatArray:
        return self._predict(labelled)

    def explain(self, labelled: LabelledSet, wanted: Sequence[bool]) -> Iterable[Reasons]:
        """Why the scorer says what it says of the labels that are `wanted`."""
        return explain_with(self.scorer, what=self.what)(labelled, wanted)


def search_less(recipe: Recipe) -> Recipe:
    """The recipe with two folds instead of five inside each fit.

    The search then costs a fifth, and every fold of an evaluation pays for one.
    """
    return replace(recipe, n_folds=2)


# What cross-validation chose for the shipped model (models/default/card.md).
_SHIPPED = {"C": 1.0, "balance": 0.5}


def settle(recipe: Recipe, chosen: Sequence[Mapping[str, object]] = (_SHIPPED,)) -> Recipe:
    """The recipe with what most folds chose (or the shipped model's choice) instead of a search.

    For what is measured beside the result (learning curve, ablations), where a search in every
    fit would take long and change differences little.
    """
    strength = Counter(float(str(c["C"])) for c in chosen).most_common(1)[0][0]
    balance = Counter(float(str(c["balance"])) for c in chosen).most_common(1)[0][0]
    scale = Counter(float(str(c.get("encoder_scale", 1.0))) for c in chosen).most_common(1)[0][0]
    return replace(
        recipe,
        strengths=(strength,),
        balances=(balance,),
        encoder_scales=(scale,),
        n_folds=2,
    )


def describe_settings(
    chosen: Sequence[Mapping[str, object]],
    *,
    searched: bool,
    neutral_share: float | None = None,
) -> str:
    """What was chosen, in words, and the prior of the neutral stance where it was moved.

    >>> describe_settings([{"C": 2.0, "balance": 0.5}] * 2, searched=True)
    'logistic regression; searched in each fold: C 2, class weighting 0.5'
    """
    found = Counter((float(str(c["C"])), float(str(c["balance"]))) for c in chosen)
    words = "; ".join(f"C {c:g}, class weighting {b:g}" for c, b in sorted(found))
    how = "searched in each fold" if searched else "as in the shipped model, not searched"
    prior = "" if neutral_share is None else f"; neutral prior moved to {neutral_share:.0%}"
    return f"logistic regression; {how}: {words}{prior}"


def load_fitted(fitted: FittedModel, *, encoder: Encoder | None = None) -> Scorer:
    """The scorer of a model that is not on disk; `encoder` is the one it was trained with."""
    from stance.model.bundle import build_scorer

    return build_scorer(fitted, where="the fitted model", encoder=encoder)


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


def explain_with(scorer: Scorer, *, what: str = "stance") -> Explain:
    """Why a loaded model says what it says of the wanted labels of a set.

    The weights stand in the order of the codebook's classes; one it does not know gets 0.
    """
    from stance.model.explain import Explainer
    from stance.model.reasons import choose_reasons

    explainer = Explainer(scorer, head=what)

    def explain(labelled: LabelledSet, wanted: Sequence[bool]) -> Iterator[Reasons]:
        names = classes_of(labelled.codebook, what)
        for context, asked in zip(place_labels(labelled.labels), wanted, strict=True):
            if asked:
                yield choose_reasons(explainer.explain(context), names)

    return explain

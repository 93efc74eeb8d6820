"""The fitted model as a scikit-learn pipeline, for those who want it, and as an oracle.

Features are counted by this package's own blocks; weighing, normalising and the classifier are
scikit-learn's. A model's numbers are put in where `fit` would have put them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.errors import UsageError
from stance.features.blocks import count_features, read_context
from stance.features.context import Context
from stance.features.lexicon import Lexicon
from stance.model.fitted import Block, FittedModel, Head
from stance.model.scorer import Scorer
from stance.model.target import restore_fitted
from stance.records import write_bytes

__all__ = ["BlockCounter", "build_pipeline", "read_fitted", "write_export"]


class BlockCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Contexts → the counted features of one block, as dictionaries.

    >>> counter = BlockCounter("words", {"field": "own", "min": 1, "max": 1})
    >>> [dict(row) for row in counter.transform([Context("no, no")])]
    [{'no': 2}]
    """

    def __init__(
        self,
        kind: str,
        params: Mapping[str, Any],
        lexicon: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.kind, self.params, self.lexicon = kind, params, lexicon

    def fit(self, X: Any, y: Any = None) -> BlockCounter:
        """Nothing is learned here."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: Iterable[Context | str]) -> list[Mapping[str, int]]:
        """Counts of each context; a bare text is a comment that answers nothing."""
        lexicon = Lexicon(self.lexicon or {})
        contexts = (Context(x) if isinstance(x, str) else x for x in X)
        return [
            count_features(self.kind, self.params, read_context(context, lexicon))
            for context in contexts
        ]


def build_pipeline(fitted: FittedModel, head: str = "stance") -> Pipeline:
    """A fitted pipeline: `predict_proba` of contexts or texts gives one head's probabilities.

    Raises `UsageError` where the model has no such head.
    """
    found = next((h for h in fitted.heads if h.name == head), None)
    if found is None:
        names = ", ".join(h.name for h in fitted.heads)
        raise UsageError(f"the model has no head {head!r}", remedy=f"use {names}")
    parts, scales = [], {}
    for number, block in enumerate(fitted.blocks):
        here = np.flatnonzero(fitted.block_of == number)
        if len(here):
            keys = [fitted.keys[i] for i in here]
            parts.append((block.name, _build_block(block, keys, fitted.idf[here], fitted.lexicon)))
            scales[block.name] = block.scale
    union = FeatureUnion(parts, transformer_weights=scales)
    return Pipeline([("features", union), ("logistic", _build_classifier(found, len(fitted.keys)))])


def read_fitted(scorer: Scorer) -> FittedModel:
    """The fitted model that a bundle was saved from, to be exported.

    Raises `UsageError` for a model with an encoder: no pipeline of scikit-learn holds that.
    """
    if scorer.encoded is not None:
        raise UsageError(
            "a model with an encoder has no export",
            where=scorer.where,
            remedy="export one trained without --encoder",
        )
    return restore_fitted(scorer)


def write_export(model: Any, path: str, form: str) -> None:
    """Write a pipeline as `joblib` or `skops`, or a graph as `onnx`; whole or not at all.

    Raises `InputError` where it cannot be written, `UsageError` where skops is not installed.
    """
    if form == "joblib":
        import joblib

        buffer = io.BytesIO()
        joblib.dump(model, buffer, compress=3)
        data = buffer.getvalue()
    elif form == "skops":
        try:
            from skops.io import dumps
        except ImportError:
            raise UsageError("skops is not installed here", remedy="pip install skops") from None
        data = dumps(model)
    else:
        data = model.SerializeToString(deterministic=True)
    write_bytes(path, data)


def _build_block(
    block: Block, keys: list[str], idf: np.ndarray, lexicon: Mapping[str, tuple[str, ...]]
) -> Pipeline:
    vectorizer = DictVectorizer(sort=False)
    vectorizer.feature_names_ = keys
    vectorizer.vocabulary_ = {key: i for i, key in enumerate(keys)}
    tfidf = TfidfTransformer(
        norm="l2" if block.normalize else None, sublinear_tf=block.sublinear, use_idf=True
    )
    tfidf.idf_ = idf.astype(np.float64)
    counter = BlockCounter(block.kind, dict(block.params), dict(lexicon))
    return Pipeline([("count", counter), ("index", vectorizer), ("weigh", tfidf)])


def _build_classifier(head: Head, n_features: int) -> LogisticRegression:
    classifier = LogisticRegression()
    weights = head.weights.astype(np.float64) / head.temperature
    bias = np.asarray(head.bias, np.float64) / head.temperature
    if len(head.classes) == 2:  # scikit-learn keeps one column for two classes
        weights, bias = weights[:, 1:] - weights[:, :1], bias[1:] - bias[:1]
    classifier.coef_ = np.ascontiguousarray(weights.T)
    classifier.intercept_ = bias
    classifier.classes_ = np.array(head.classes)
    classifier.n_features_in_ = n_features
    classifier.n_iter_ = np.zeros(1, np.int32)
    return classifier

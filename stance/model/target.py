"""Training for a place of one's own: the shipped model, moved by one's own labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stance.features.context import Context, place_labels
from stance.features.encoder import Encoder
from stance.features.lexicon import Lexicon
from stance.labels.labelled import LabelledSet
from stance.model.corpus import Vocabulary, count_corpus
from stance.model.encoded import join_encoded
from stance.model.fit import Progress, Task, find_tasks, fit, macro_f1, share_threads
from stance.model.fitted import Block, FittedModel, Head
from stance.model.load import describe_loads, move_to_load
from stance.model.provenance import Provenance, describe_training
from stance.model.recipe import Recipe
from stance.model.regression import (
    Codes,
    Floats,
    adapt_regression,
    fit_regression,
    fit_temperature,
)
from stance.model.scorer import Scorer

__all__ = ["Adaptation", "adapt", "predict_logits", "restore_fitted"]

# What cross-validation on the user's part tries: how freely own labels may move the shipped
# weights, and how much rare classes count; the first of each is taken unless another leads by
# more than chance: the figures of a few hundred comments stray by more than the ways differ.
_STRENGTHS = (0.5, 0.25, 2.0)
_BALANCES = (0.5, 0.0)
# Of few labels each is trusted less: strength times n / (n + 100). In a trial over 30 draws of 10
# and of 20 of 430 real comments the usual mixture then lost nothing against the shipped model; with
# 40 in the place of 100 it lost 0.004 (benchmarks/stance_quality.py --few repeats the like of it,
# the choice between the ways included).
_FEW = 100
_OWN_STRENGTH = 4.0  # own labels alone: best of 1, 3, 10 on 340 real comments, all alike

Train = Callable[[Codes], tuple[Floats, Floats]]  # rows -> weights and bias learned from them


def _name_mixture(strength: float, balance: float) -> str:
    return f"both, strength {strength:g}, balance {balance:g}"


_USUAL = _name_mixture(_STRENGTHS[0], _BALANCES[0])


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Macro-F1 on the user's part, each comment left out once, of every way that was tried.

    `chosen` is one of the names in `macro_f1`; "own labels alone" leaves the shipped model out.
    `macro_f1` is empty where all comments are of one thread: then nothing can be left out, and
    the usual mixture is taken.
    """

    head: str
    n: int
    macro_f1: dict[str, float]
    chosen: str


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """Logits of comments left out, and how to train on any rows."""

    logits: Floats
    train: Train


def restore_fitted(scorer: Scorer, provenance: Provenance | None = None) -> FittedModel:
    """The fitted model that a bundle was saved from, `provenance` being what that says of it."""
    n = len(scorer.ends) - 1
    rows = np.frombuffer(scorer.rows, dtype=np.float32).reshape(n, 1 + scorer.width)
    about = scorer.about
    heads = tuple(
        Head(
            span.name,
            span.classes,
            rows[:, 1 + span.start : 1 + span.stop].copy(),
            np.array(scorer.biases[span.start : span.stop]),
            temperature,
        )
        for span, temperature in zip(scorer.heads, scorer.temperatures, strict=True)
    )
    counted = FittedModel(
        blocks=tuple(Block(**block) for block in scorer.blocks),
        keys=tuple(scorer.table.key(i) for i in range(n)),
        block_of=np.repeat(np.arange(len(scorer.blocks)), np.diff(scorer.firsts)).astype(np.int32),
        idf=rows[:, 0].copy(),
        heads=heads,
        lexicon={kind: tuple(entries) for kind, entries in about["lexicon"].items()},
        meta=about.get("meta", {}),
        provenance=provenance,
    )
    return join_encoded(counted, scorer.encoded)


def adapt(
    shipped: FittedModel,
    labelled: LabelledSet,
    recipe: Recipe,
    *,
    progress: Progress | None = None,
) -> tuple[FittedModel, tuple[Adaptation, ...]]:
    """A model for the labels' source, and what was tried for each head.

    `recipe.encoder` is the shipped model's where that has one.

    The shipped weights are the starting point and own labels move them (an L2 penalty on the
    difference); how far, is chosen by cross-validation over the user's threads. Where own labels
    alone do clearly better, or know other classes, the shipped model is left out.
    """
    import sklearn.linear_model  # noqa: F401 - only libraries already loaded can be limited
    from threadpoolctl import threadpool_limits

    tasks = find_tasks(labelled)
    known = {head.name: head.classes for head in shipped.heads}
    if any(not set(task.classes) <= set(known.get(task.name, ())) for task in tasks):
        return fit(labelled, recipe.for_own_labels(), progress=progress), ()
    X = _weigh(shipped, place_labels(labelled.labels), recipe.encoder)
    folds = share_threads(labelled, recipe.n_folds, recipe.seed)
    heads, told = [], []
    loads = shipped.meta.get("review_load")
    for head in shipped.heads:
        task = next((task for task in tasks if task.name == head.name), None)
        if task is None:
            heads.append(head)
            continue
        with threadpool_limits(1):  # sums in several threads differ in their last digits
            mended, adaptation, logits = _adapt_head(head, task, X[task.rows], folds[task.rows])
        if head.name == "moderation":
            gold = np.array([head.classes.index(task.classes[c]) for c in task.gold], dtype=np.intp)
            loads = describe_loads(head, logits, gold, recipe.review_load)
            if recipe.review_load is not None:
                mended = move_to_load(mended, logits, recipe.review_load)
        heads.append(mended)
        told.append(adaptation)
    meta = {
        **shipped.meta,
        "actions": labelled.codebook.actions,
        "target": {
            a.head: {"comments": a.n, "chosen": a.chosen, "macro_f1": a.macro_f1} for a in told
        },
        "review_load": loads,
    }
    learned = describe_training(labelled)
    if shipped.provenance is not None:
        learned = shipped.provenance.join(learned)
    moved = replace(shipped, heads=tuple(heads), meta=meta, provenance=learned)
    return moved, tuple(told)


def predict_logits(
    fitted: FittedModel, contexts: Sequence[Context], head: str, *, encoder: Encoder | None = None
) -> Floats:
    """Logits [n_comments, n_classes] of one head: many comments at once, in memory."""
    wanted = next(h for h in fitted.heads if h.name == head)
    logits: Floats = _weigh(fitted, contexts, encoder) @ wanted.weights.astype(float) + wanted.bias
    return logits


def _weigh(
    shipped: FittedModel, contexts: Sequence[Context], encoder: Encoder | None = None
) -> Any:
    """The shipped model's features of the user's comments."""
    firsts = np.searchsorted(shipped.block_of, np.arange(len(shipped.blocks) + 1))
    spans = list(zip(firsts[:-1].tolist(), firsts[1:].tolist(), strict=True))
    corpus = count_corpus(
        contexts,
        shipped.blocks,
        Lexicon(shipped.lexicon),
        keys=[shipped.keys[start:stop] for start, stop in spans],
        encoder=encoder,
    )
    vocabulary = Vocabulary(
        tuple(np.arange(stop - start) for start, stop in spans),
        tuple(shipped.idf[start:stop].astype(float) for start, stop in spans),
    )
    return corpus.weigh(vocabulary, np.arange(len(contexts)))


def _adapt_head(head: Head, task: Task, X: Any, folds: Codes) -> tuple[Head, Adaptation, Floats]:
    """The head moved, what was tried, and the logits of comments left out."""
    gold = np.array([head.classes.index(task.classes[c]) for c in task.gold], dtype=np.intp)
    before = X @ head.weights.astype(float) + head.bias
    if len(np.unique(folds)) < 2:
        weights, bias = _list_ways(head, X, gold, before)[_USUAL](np.arange(len(gold)))
        mended = replace(head, weights=weights.astype(np.float32), bias=bias)
        return mended, Adaptation(head.name, len(gold), {}, _USUAL), before
    ways = {
        name: _Way(_leave_out(way, X, folds, len(head.classes)), way)
        for name, way in _list_ways(head, X, gold, before).items()
    }
    n_classes = len(head.classes)
    scores = {
        name: round(macro_f1(gold, way.logits.argmax(1), n_classes), 4)
        for name, way in ways.items()
    }
    chosen = _choose(scores, len(gold))
    weights, bias = ways[chosen].train(np.arange(len(gold)))
    temperature = fit_temperature(ways[chosen].logits, gold)
    mended = replace(head, weights=weights.astype(np.float32), bias=bias, temperature=temperature)
    return mended, Adaptation(head.name, len(gold), scores, chosen), ways[chosen].logits


def _choose(scores: dict[str, float], n: int) -> str:
    """The usual mixture; another way only where better by more than chance would have it."""
    # A macro-F1 of a few classes strays by about 1/sqrt(n) from one draw of n comments to another.
    # A lead of half of that was chance too often: of ten draws of 20 labels, one dropped the
    # shipped model, which cost it 0.4.
    lead = 1 / float(np.sqrt(n))
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > scores[_USUAL] + lead else _USUAL


def _list_ways(head: Head, X: Any, gold: Codes, before: Floats) -> dict[str, Train]:
    """Every way that there is to weights and bias, by name."""
    weights = head.weights.astype(float)

    def move(rows: Codes, strength: float, balance: float) -> tuple[Floats, Floats]:
        trusted = strength * len(rows) / (len(rows) + _FEW)
        moved, shift = adapt_regression(
            X[rows], gold[rows], before[rows], strength=trusted, balance=balance
        )
        return weights + moved, head.bias + shift

    def learn(rows: Codes) -> tuple[Floats, Floats]:
        there = np.unique(gold[rows])
        result = np.zeros_like(weights), np.full(len(head.classes), -20.0)
        if len(there) > 1:
            codes = np.searchsorted(there, gold[rows])
            met = np.flatnonzero(X[rows].getnnz(axis=0))  # all other weights are zero
            found, bias = fit_regression(X[rows][:, met], codes, strength=_OWN_STRENGTH)
            result[0][np.ix_(met, there)], result[1][there] = found, bias
        else:
            result[1][there] = 0.0
        return result

    ways: dict[str, Train] = {
        "shipped model alone": lambda rows: (weights, head.bias),
        "own labels alone": learn,
    }
    for strength in _STRENGTHS:
        for balance in _BALANCES:
            ways[_name_mixture(strength, balance)] = (
                lambda rows, s=strength, b=balance: move(rows, s, b)  # type: ignore[misc]
            )
    return ways


def _leave_out(way: Train, X: Any, folds: Codes, n_classes: int) -> Floats:
    logits = np.zeros((X.shape[0], n_classes))
    for fold in np.unique(folds):
        weights, bias = way(np.flatnonzero(folds != fold))
        test = np.flatnonzero(folds == fold)
        logits[test] = X[test] @ weights + bias
    return logits

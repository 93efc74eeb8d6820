"""Moderation at a stated review load."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stance.features.context import place_labels
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.card import write_card
from stance.model.fit import fit
from stance.model.load import find_shift, measure_loads
from stance.model.recipe import Recipe
from stance.model.target import adapt, predict_logits

QUICK = Recipe(strengths=(1.0,), balances=(0.5,), n_folds=2)


def test_the_shift_sends_that_many() -> None:
    logits = np.random.default_rng(1).normal(size=(1000, 3))
    for load in (0.0, 0.013, 0.1, 0.5, 1.0):
        moved = logits.copy()
        moved[:, 0] += find_shift(logits, load)
        assert (moved.argmax(1) > 0).sum() == round(load * 1000)


def test_more_load_finds_more() -> None:
    lot = np.random.default_rng(2)
    gold = lot.integers(0, 3, size=600)
    logits = lot.normal(size=(600, 3)) + 2 * np.eye(3)[gold]
    told = measure_loads(logits, gold, ("approve", "review", "reject"), (0.1, 0.3, 0.6))
    for name in ("review", "reject"):
        shares = [found[name] for found in told.values()]
        assert shares == sorted(shares)
        assert shares[-1] > 0.8


@pytest.fixture(scope="module")
def labelled() -> LabelledSet:
    shipped = read_labelled_set(None)
    some = set(list(shipped.by_conversation)[:60])
    return shipped.select(lambda label: shipped.conversation(label) in some)


def share_sent(fitted: object, labelled: LabelledSet) -> float:
    logits = predict_logits(fitted, place_labels(labelled.labels), "moderation")  # type: ignore[arg-type]
    return float((logits.argmax(1) > 0).mean())


def test_training_moves_the_boundary_and_says_so(labelled: LabelledSet) -> None:
    plain = fit(labelled, QUICK)
    wide = fit(labelled, replace(QUICK, review_load=0.4))
    narrow = fit(labelled, replace(QUICK, review_load=0.02))
    sent = [share_sent(model, labelled) for model in (narrow, plain, wide)]
    assert sent[0] < sent[1] < sent[2]
    assert sent[2] > 0.3
    for old, new in zip(plain.heads, wide.heads, strict=True):
        assert np.array_equal(old.weights, new.weights)
        assert np.array_equal(old.bias[1:], new.bias[1:])
    assert np.array_equal(plain.heads[0].bias, wide.heads[0].bias)
    card = write_card(wide, labelled)
    assert "Set to send 40% of the comments to people" in card
    assert "- 10% to people: " in card


def test_own_labels_keep_the_load(labelled: LabelledSet) -> None:
    moved, _ = adapt(fit(labelled, QUICK), labelled, replace(QUICK, review_load=0.4))
    assert share_sent(moved, labelled) > 0.3
    assert moved.meta["review_load"]["load"] == 0.4

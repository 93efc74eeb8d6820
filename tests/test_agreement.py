"""Agreement against numbers by hand, and intervals against NLTK on the same resamples."""

from __future__ import annotations

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask

from stance.errors import InputError
from stance.labels.agreement import alpha_of, kappa_of, macro_f1_of, measure_agreement
from stance.labels.passes import Decision

CLASSES = ("for", "against", "neither")


def decide(rows: list[str]) -> list[Decision]:
    """Decisions from rows such as "thread 1: for against", one comment a row."""
    out = []
    for i, row in enumerate(rows):
        thread, votes = row.split(": ")
        for coder, vote in zip("abc", votes.split(), strict=False):
            if vote != "-":
                out.append(Decision(id=str(i), coder=coder, stance=vote, conversation_id=thread))
    return out


def test_kappa_and_percent_that_can_be_recounted() -> None:
    rows = ["t: for for"] * 4 + ["t: against against"] * 3 + ["u: for against"] * 2
    rows += ["u: against for"]
    pair = measure_agreement(decide(rows), CLASSES).pairs[0]
    assert (pair.n, pair.n_agreed) == (10, 7)
    assert pair.confusion == ((4, 2, 0), (1, 3, 0), (0, 0, 0))
    chance = 6 / 10 * 5 / 10 + 4 / 10 * 5 / 10
    assert pair.percent.value == 7 / 10
    assert pair.kappa.value == pytest.approx((7 / 10 - chance) / (1 - chance))
    assert pair.macro_f1.value == pytest.approx((8 / 11 + 6 / 9) / 2)


def test_intervals_use_the_formulas_nltk_uses() -> None:
    rng = np.random.default_rng(0)
    for _ in range(5):
        n = int(rng.integers(20, 60))
        first = rng.integers(3, size=n)
        second = np.where(rng.random(n) < 0.7, first, rng.integers(3, size=n))
        rows = [("a", i, CLASSES[x]) for i, x in enumerate(first)]
        rows += [("b", i, CLASSES[x]) for i, x in enumerate(second)]
        task = AnnotationTask(data=rows)
        confusion = np.zeros((3, 3))
        np.add.at(confusion, (first, second), 1)
        assert float(kappa_of(confusion)) == pytest.approx(task.kappa_pairwise("a", "b"))
        # Two coders: every comment adds its pair in both orders.
        assert float(alpha_of(confusion + confusion.T)) == pytest.approx(task.alpha())


def test_three_coders_with_gaps() -> None:
    rows = ["t: for for against", "t: against against -", "u: neither - neither", "u: for for for"]
    rows += ["v: - against -"]  # alone: not comparable
    a = measure_agreement(decide(rows), CLASSES)
    assert (a.n, a.n_threads, a.coders) == (4, 2, ("a", "b", "c"))
    assert [(p.coders, p.n, p.n_agreed) for p in a.pairs] == [
        (("a", "b"), 3, 3),
        (("a", "c"), 3, 2),
        (("b", "c"), 2, 1),
    ]
    # Coincidences: for 4 in-class, one for/against pair each way; against 2; neither 2.
    counts = np.array([[4.0, 1, 0], [1, 2, 0], [0, 0, 2]])
    assert a.alpha.value == pytest.approx(float(alpha_of(counts)))


def test_interval_holds_the_value_and_needs_more_than_one_thread() -> None:
    rows = [f"t{i % 9}: for {'for' if i % 4 else 'against'}" for i in range(60)]
    rows += [f"t{i % 9}: against against" for i in range(30)]
    kappa = measure_agreement(decide(rows), CLASSES).pairs[0].kappa
    assert kappa.low is not None
    assert kappa.value is not None
    assert kappa.high is not None
    assert kappa.low < kappa.value < kappa.high
    alone = measure_agreement(decide(["t: for for", "t: for against"]), CLASSES).pairs[0]
    assert (alone.percent.value, alone.percent.low) == (0.5, None)


def test_a_single_class_leaves_kappa_undefined() -> None:
    a = measure_agreement(decide(["t: for for", "u: for for"]), CLASSES)
    assert (a.alpha.value, a.pairs[0].kappa.value, a.pairs[0].percent.value) == (None, None, 1.0)


def test_macro_f1_of_classes_that_occur() -> None:
    assert float(macro_f1_of(np.array([[2.0, 0, 0], [0, 2, 0], [0, 0, 0]]))) == 1.0


def test_coders_who_never_meet_are_an_error() -> None:
    with pytest.raises(InputError, match="no comment whose stance two coders decided"):
        measure_agreement(decide(["t: for -", "t: - against"]), CLASSES)

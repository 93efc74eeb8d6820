"""Measures and their intervals: against fractions by hand, scikit-learn, and a plain bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk

from stance.bootstrap import resample_sums, sum_by_thread
from stance.evaluation.evaluation import Evaluation
from stance.evaluation.metrics import measure, sum_predictions
from stance.evaluation.prediction import Prediction
from stance.records import Label

CLASSES = ("for", "against", "neither")


def predict(
    gold: str, *chance: float, thread: str = "t", name: str = "1", fold: int | None = None
) -> Prediction:
    said = CLASSES[int(np.argmax(chance))]
    label = Label(id=name, text="words " * 12, stance=gold, origin="written")
    return Prediction(
        label=label,
        gold=gold,
        predicted=said,
        probabilities=chance,
        conversation=thread,
        fold=fold,
    )


def draw(n: int, n_threads: int, *, seed: int = 0) -> list[Prediction]:
    """Predictions of a model that is right about seven times in ten."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        gold = rng.choice(3, p=[0.5, 0.3, 0.2])
        chance = rng.dirichlet(np.where(np.arange(3) == gold, 2.0, 0.7))
        thread = f"t{rng.integers(n_threads)}"
        out.append(
            predict(CLASSES[gold], *chance, thread=thread, name=str(i), fold=int(thread[1:]) % 5)
        )
    return out


def test_fractions_that_can_be_recounted() -> None:
    m = measure(
        [
            predict("for", 0.6, 0.3, 0.1, thread="a"),
            predict("for", 0.2, 0.7, 0.1, thread="a"),
            predict("against", 0.1, 0.9, 0.0, thread="b"),
        ],
        CLASSES,
    )
    assert m.confusion == ((1, 1, 0), (0, 1, 0), (0, 0, 0))
    assert (m.n, m.n_correct, m.n_threads) == (3, 2, 2)
    assert m.accuracy.value == 2 / 3
    first, second, third = m.per_class
    assert (first.precision.value, first.recall.value) == (1 / 1, 1 / 2)
    assert first.f1.value == pytest.approx(2 / 3)
    assert (second.precision.value, second.recall.value) == (1 / 2, 1 / 1)
    assert (third.precision.value, third.recall.value, third.f1.value) == (None, None, None)
    assert m.macro_f1.value == pytest.approx((2 / 3 + 2 / 3) / 2)  # of the two that are defined
    assert m.brier.value == pytest.approx((0.26 + 1.14 + 0.02) / 3)
    assert m.calibration_error.value == pytest.approx((0.4 + 0.7 + 0.1) / 3)


def test_nothing_is_undefined_not_zero() -> None:
    m = measure([], CLASSES)
    assert (m.n, m.accuracy.value, m.macro_f1.value, m.log_loss.value) == (0, None, None, None)


def test_one_thread_has_no_interval() -> None:
    m = measure([predict("for", 0.6, 0.3, 0.1), predict("for", 0.1, 0.8, 0.1)], CLASSES)
    assert (m.accuracy.value, m.accuracy.low, m.accuracy.high) == (0.5, None, None)


def test_equal_to_scikit_learn() -> None:
    predictions = draw(400, 60)
    gold, said = [p.gold for p in predictions], [p.predicted for p in predictions]
    chance = np.array([p.probabilities for p in predictions])
    by_name = np.argsort(CLASSES)
    m = measure(predictions, CLASSES)
    assert m.macro_f1.value == pytest.approx(sk.f1_score(gold, said, average="macro"))
    assert m.accuracy.value == pytest.approx(sk.accuracy_score(gold, said))
    assert m.balanced_accuracy.value == pytest.approx(sk.balanced_accuracy_score(gold, said))
    assert m.log_loss.value == pytest.approx(sk.log_loss(gold, chance[:, by_name]))
    truth = np.array([[g == c for c in CLASSES] for g in gold], dtype=float)
    assert m.brier.value == pytest.approx(np.mean(((chance - truth) ** 2).sum(1)))
    each = sk.precision_recall_fscore_support(gold, said, labels=CLASSES)
    for i, c in enumerate(m.per_class):
        mine = (c.precision.value, c.recall.value, c.f1.value, c.support)
        assert mine == pytest.approx([row[i] for row in each])
    assert np.array(m.confusion) == pytest.approx(sk.confusion_matrix(gold, said, labels=CLASSES))


def test_intervals_are_those_of_a_plain_bootstrap_over_threads() -> None:
    predictions = draw(300, 40)
    threads: dict[str, list[Prediction]] = {}
    for p in predictions:
        threads.setdefault(p.conversation, []).append(p)
    groups = list(threads.values())
    rng = np.random.default_rng(1)
    plain = []
    for _ in range(400):
        drawn = [p for i in rng.integers(len(groups), size=len(groups)) for p in groups[i]]
        plain.append(
            sk.f1_score([p.gold for p in drawn], [p.predicted for p in drawn], average="macro")
        )
    m = measure(predictions, CLASSES).macro_f1
    assert m.low is not None
    assert m.high is not None
    # 400 rounds place the end of an interval within about a tenth of its width.
    width = m.high - m.low
    assert np.quantile(plain, [0.025, 0.975]) == pytest.approx([m.low, m.high], abs=0.12 * width)


def test_the_sums_are_those_of_the_threads_drawn() -> None:
    predictions = draw(50, 7)
    columns = sum_predictions(predictions, CLASSES).columns
    sums = sum_by_thread(columns, [p.conversation for p in predictions])
    assert sums.sum(0) == pytest.approx(columns.sum(0))
    drawn = np.random.default_rng(3).integers(len(sums), size=(4, len(sums)))
    assert resample_sums(sums, rounds=4, seed=3) == pytest.approx(sums[drawn].sum(1))


def test_the_ends_of_an_interval_hardly_move_with_the_seed() -> None:
    predictions = draw(4500, 400)
    ends = [measure(predictions, CLASSES, seed=seed).macro_f1 for seed in range(4)]
    for end in ([e.low for e in ends], [e.high for e in ends]):
        assert max(end) - min(end) < 0.002  # type: ignore[type-var,operator]


def test_baselines_mistakes_and_slices_of_an_evaluation() -> None:
    predictions = tuple(draw(400, 60))
    e = Evaluation(
        what="stance",
        classes=dict.fromkeys(CLASSES, ""),
        neutral="neither",
        predictions=predictions,
        method="cross-validation",
        model="a test",
        n_folds=5,
    )
    support = [c.support for c in e.measures.per_class]
    assert e.majority.accuracy.value == max(support) / 400
    assert [c.predicted for c in e.majority.per_class] == [400, 0, 0]
    shares = np.array(support) / 400
    # The shares come from the other folds, so the loss is a little above the entropy.
    assert e.prior.log_loss.value == pytest.approx(-(shares * np.log(shares)).sum(), abs=0.02)
    assert len(e.mistakes) == 400 - e.measures.n_correct
    first, last = e.mistakes[0], e.mistakes[-1]
    assert max(first.probabilities) > max(last.probabilities)
    assert {s.by for s in e.slices} == set()  # all roots, of one origin and length


def test_a_held_out_baseline_knows_only_the_training_labels() -> None:
    e = Evaluation(
        what="stance",
        classes=dict.fromkeys(CLASSES, ""),
        neutral=None,
        predictions=(predict("for", 1.0, 0.0, 0.0),),
        method="held-out",
        model="a test",
        training_counts={"against": 3, "for": 1},
    )
    assert e.majority.accuracy.value == 0.0
    assert e.prior.log_loss.value == pytest.approx(-np.log(1 / 4))

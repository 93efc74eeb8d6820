"""Folds, cross-validation and comparison, with a plain scikit-learn model to evaluate."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from stance.errors import InputError, UsageError
from stance.evaluation.ablation import (
    hide_context,
    measure_ablations,
    without_headlines,
    without_parents,
)
from stance.evaluation.comparison import compare, mcnemar_test
from stance.evaluation.crossvalidate import (
    Predict,
    cross_validate,
    evaluate_on,
    measure_curve,
    measure_random_split,
)
from stance.evaluation.folds import assign_folds
from stance.evaluation.prediction import Prediction
from stance.labels.codebook import Category, Codebook
from stance.labels.labelled import LabelledSet
from stance.records import Label

CODEBOOK = Codebook(
    name="tea",
    question="?",
    stance_categories=(Category("milk", "White."), Category("lemon"), Category("cake")),
    moderation_categories=(Category("fine"), Category("rude")),
    neutral="cake",
)


def write_set(n_threads: int = 30, *, seed: int = 0) -> LabelledSet:
    """Threads of two to six comments. A word of the class is there four times in five; a word of
    the thread tells the class of all its comments to whoever has seen one of them.
    """
    rng = np.random.default_rng(seed)
    labels = []
    for t in range(n_threads):
        said = CODEBOOK.stances[int(rng.integers(3))]
        for c in range(int(rng.integers(2, 7))):
            hint = said if rng.random() < 0.8 else CODEBOOK.stances[int(rng.integers(3))]
            words = [hint, f"thread{t}", f"noise{rng.integers(50)}"]
            labels.append(
                Label(
                    id=f"{t}-{c}",
                    text=" ".join(words),
                    stance=said,
                    moderation="rude" if c == 1 else "fine",
                    reply_to=f"{t}-{c - 1}" if c else None,
                    origin="seed" if t % 2 else "written",
                )
            )
    return LabelledSet(tuple(labels), CODEBOOK)


def fit(training: LabelledSet) -> Predict:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(CountVectorizer(), LogisticRegression(C=10))
    model.fit([x.text for x in training], [x.stance for x in training])
    known = {name: i for i, name in enumerate(model.classes_)}

    def predict(labelled: LabelledSet) -> np.ndarray:
        found = model.predict_proba([x.text for x in labelled])
        chance = np.zeros((len(labelled), 3))
        for k, name in enumerate(CODEBOOK.stances):
            if name in known:
                chance[:, k] = found[:, known[name]]
        return chance

    return predict


def test_folds_never_split_a_thread_and_keep_the_classes_even() -> None:
    rng = np.random.default_rng(0)
    threads = [f"t{rng.integers(60)}" for _ in range(600)]
    classes = [str(rng.choice(["often", "seldom"], p=[0.9, 0.1])) for _ in threads]
    folds = assign_folds(threads, classes, n_folds=5, seed=3)
    assert len({(t, f) for t, f in zip(threads, folds, strict=True)}) == len(set(threads))
    for name in ("often", "seldom"):
        each = Counter(f for f, c in zip(folds, classes, strict=True) if c == name)
        assert max(each.values()) - min(each.values()) <= 0.25 * sum(each.values()) / 5 + 1
    assert assign_folds(threads, classes, n_folds=5, seed=3) == folds
    assert assign_folds(threads, classes, n_folds=5, seed=4) != folds


def test_too_few_threads_for_the_folds() -> None:
    with pytest.raises(UsageError, match="5 folds of 2 threads"):
        assign_folds(["a", "b"], ["x", "y"], n_folds=5)


def test_cross_validation_predicts_each_comment_once_from_other_threads() -> None:
    labelled = write_set()
    seen: list[tuple[set[str], set[str]]] = []

    def spy(training: LabelledSet) -> Predict:
        predict = fit(training)

        def predict_and_note(left_out: LabelledSet) -> np.ndarray:
            seen.append((set(training.by_conversation), set(left_out.by_conversation)))
            return predict(left_out)

        return predict_and_note

    e = cross_validate(labelled, spy, n_folds=4)
    assert [p.id for p in e.predictions] == [label.id for label in labelled]
    assert len(seen) == 4
    assert all(not training & left_out for training, left_out in seen)
    assert all(abs(sum(p.probabilities) - 1) < 1e-9 for p in e.predictions)
    reply = e.predictions[1]
    assert (reply.depth, reply.parent_text) == (1, labelled.labels[0].text)
    assert reply.label is labelled.labels[1]
    assert e.measures.accuracy.value is not None
    assert e.measures.accuracy.value > 0.7
    assert {(s.by, s.name) for s in e.slices} >= {("origin", "seed"), ("place", "root")}
    assert sum(s.n for s in e.slices if s.by == "depth") == len(labelled)


def test_a_random_split_flatters() -> None:
    labelled = write_set()
    e = cross_validate(labelled, fit)
    careless = measure_random_split(labelled, fit, e)
    assert careless.value is not None
    assert e.measures.macro_f1.value is not None
    assert careless.value > e.measures.macro_f1.value + 0.02


def test_the_learning_curve_ends_at_the_result() -> None:
    labelled = write_set(60)
    e = cross_validate(labelled, fit)
    curve = measure_curve(labelled, fit, e, shares=(0.2, 0.5))
    assert [p.n for p in curve] == sorted(p.n for p in curve)
    assert curve[-1].macro_f1 == e.measures.macro_f1
    assert 0.1 * len(labelled) < curve[0].n < 0.25 * len(labelled)


def test_a_share_too_small_to_learn_from_is_left_out_of_the_curve() -> None:
    """Of a few dozen labels a tenth may show one class: the evaluation stands without it."""
    labelled = write_set(8)

    def refuse_one_class(training: LabelledSet) -> Predict:
        if len({label.stance for label in training}) < 2:
            raise InputError("only one class")
        return fit(training)

    e = cross_validate(labelled, refuse_one_class)
    curve = measure_curve(labelled, refuse_one_class, e, shares=(0.01, 0.9))
    assert len(curve) == 2


def test_labels_left_open_are_left_out() -> None:
    labelled = write_set(12)
    first, *rest = labelled.labels
    part = LabelledSet((replace(first, moderation=None), *rest), CODEBOOK)

    def guess(training: LabelledSet) -> Predict:
        return lambda labelled: np.tile([0.7, 0.3], (len(labelled), 1))

    e = cross_validate(part, guess, what="moderation", n_folds=3)
    assert len(e.predictions) == len(part) - 1
    assert e.names == ("fine", "rude")
    assert e.measures.per_class[1].f1.value == 0.0  # there, and never predicted
    assert e.measures.per_class[1].precision.value is None


def test_a_single_class_is_an_error() -> None:
    labelled = write_set().select(lambda label: label.stance == "milk")
    with pytest.raises(InputError, match="only 'milk' occurs as stance"):
        cross_validate(labelled, fit)


def test_held_out() -> None:
    training, held_out = write_set(seed=1), write_set(6, seed=2)
    counts = Counter(label.stance for label in training)
    e = evaluate_on(held_out, fit(training), model="plain", training_counts=counts)
    assert (e.method, e.n_folds, {p.fold for p in e.predictions}) == ("held-out", None, {None})
    top = counts.most_common(1)[0][0]
    right = sum(label.stance == top for label in held_out)
    assert e.majority.n_correct == right


def flip(p: Prediction, to: str) -> Prediction:
    chance = [0.1, 0.1, 0.1]
    chance[CODEBOOK.stances.index(to)] = 0.8
    return replace(p, predicted=to, probabilities=tuple(chance))


def test_a_comparison_counts_what_changed() -> None:
    e = cross_validate(write_set(), fit)
    right = [flip(p, p.gold) for p in e.predictions]
    worse = [flip(p, "cake") if i % 4 == 0 else p for i, p in enumerate(right)]
    c = compare(worse, right, e.names, names=("new", "old"))
    n_worse = sum(1 for i, p in enumerate(right) if i % 4 == 0 and p.gold != "cake")
    assert (len(c.better), len(c.worse), c.n_both_wrong) == (0, n_worse, 0)
    assert c.n_both_right == len(right) - n_worse
    assert c.mcnemar_p == 2 / 2**n_worse
    assert c.accuracy.value == pytest.approx(-n_worse / len(right))
    assert c.macro_f1.high is not None
    assert c.macro_f1.high < 0
    assert c.macro_f1_p < 0.01
    same = compare(right, right, e.names)
    assert (same.macro_f1.value, same.macro_f1_p, same.mcnemar_p) == (0.0, 1.0, 1.0)


def test_mcnemar_equals_the_binomial_test() -> None:
    from scipy.stats import binomtest

    for better, worse in [(3, 9), (40, 25), (0, 1)]:
        expected = binomtest(better, better + worse).pvalue
        assert mcnemar_test(better, worse) == pytest.approx(expected)


def test_nothing_in_common_is_an_error() -> None:
    e = cross_validate(write_set(), fit)
    with pytest.raises(InputError, match="no comment in common"):
        compare(e.predictions[:3], e.predictions[3:], e.names)


def test_ablations_are_paired_with_the_whole() -> None:
    labelled = write_set(60)

    def read_parents(training: LabelledSet) -> Predict:
        # The comment's own words are hidden: only the parent's tell the class.
        def show(part: LabelledSet) -> LabelledSet:
            labels = [replace(x, text=f"answers {part.parent_text(x) or ''}") for x in part]
            return LabelledSet(tuple(labels), part.codebook)

        predict = fit(show(training))
        return lambda part: predict(show(part))

    e = cross_validate(labelled, read_parents)
    hidden = hide_context(read_parents, without_parents)
    same = hide_context(read_parents, without_headlines)
    worth, nothing = measure_ablations(labelled, e, {"parents": hidden, "headlines": same})
    assert worth.difference.high is not None
    assert worth.difference.high < 0
    assert (nothing.without, nothing.difference.value) == ("headlines", 0.0)

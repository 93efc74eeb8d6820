"""Stances of real comments: the shipped model, own labels, and plain recipes, in one run.

usage: stance_quality.py FILE.jsonl [--model MODEL] [--ablate] [--few]

FILE: labelled comments (id, text, stance, and where there are any headline, parent_text,
moderation), not part of the shipped set. All train on the shipped labels and are tested on FILE,
but "own labels" and "--target": those train on four fifths of FILE by a hash of the id and are
tested on the other, five times. The interval is a bootstrap over the comments of FILE.
--model: another one in the place of the shipped one (`stance train --encoder`).
--ablate: the shipped recipe without one block at a time (C as shipped), paired differences.
--few: only what 5 to 160 own labels do to the shipped model, on the rest of FILE: the mean
difference in macro-F1 over thirty draws, and in how many it rose.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from stance.features.context import place_labels
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.bundle import load_bundle
from stance.model.fit import fit, macro_f1
from stance.model.fitted import FittedModel
from stance.model.recipe import DEFAULT_RECIPE, Recipe, add_encoder
from stance.model.target import adapt, predict_logits, restore_fitted
from stance.shipped import find_model

Codes = npt.NDArray[np.intp]
N_DRAWS = 1000
FEW = (5, 10, 20, 40, 80, 160)
N_PARTS = 30  # draws of each size


def code(labelled: LabelledSet) -> Codes:
    names = labelled.codebook.stances
    return np.array([names.index(label.stance) for label in labelled], dtype=np.intp)


def say(fitted: FittedModel, tested: LabelledSet, recipe: Recipe = DEFAULT_RECIPE) -> Codes:
    head = fitted.heads[0]
    names = np.array([tested.codebook.stances.index(name) for name in head.classes])
    contexts = place_labels(tested.labels)
    logits = predict_logits(fitted, contexts, "stance", encoder=recipe.encoder)
    said: Codes = names[logits.argmax(1)]
    return said


def baselines(trained: LabelledSet, tested: LabelledSet) -> dict[str, Codes]:
    texts, gold = [label.text for label in trained], code(trained)
    recipes = {
        "majority": make_pipeline(TfidfVectorizer(), DummyClassifier()),
        "naive Bayes, words": make_pipeline(TfidfVectorizer(use_idf=False), MultinomialNB()),
        "TF-IDF words 1-2 + logistic regression": make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            LogisticRegression(C=4, max_iter=1000),
        ),
    }
    asked = [label.text for label in tested]
    return {name: recipe.fit(texts, gold).predict(asked) for name, recipe in recipes.items()}


def cross(
    tested: LabelledSet,
    train: Callable[[LabelledSet], FittedModel],
    recipe: Recipe = DEFAULT_RECIPE,
) -> Codes:
    """Predictions of comments left out; folds by a hash of the id, so they never change."""
    folds = np.array(
        [int(hashlib.sha256(label.id.encode()).hexdigest(), 16) % 5 for label in tested]
    )
    fold_of = {label.id: int(fold) for label, fold in zip(tested, folds, strict=True)}
    said = np.zeros(len(tested), dtype=np.intp)
    for fold in range(5):
        fitted = train(tested.select(lambda label, k=fold: fold_of[label.id] != k))  # type: ignore[misc]
        out = tested.select(lambda label, k=fold: fold_of[label.id] == k)  # type: ignore[misc]
        said[folds == fold] = say(fitted, out, recipe)
    return said


def tell_few(tested: LabelledSet, shipped: FittedModel, recipe: Recipe) -> None:
    n_classes = len(tested.codebook.stances)
    print(
        f"own labels of {len(tested)}; mean change of macro-F1 on the rest; draws in which it rose"
    )
    for n in FEW:
        changes = []
        for seed in range(N_PARTS):
            drawn = np.random.default_rng(seed).permutation(len(tested))[:n]
            ids = {tested.labels[i].id for i in drawn}
            part = tested.select(lambda label, ids=ids: label.id in ids)  # type: ignore[misc]
            rest = tested.select(lambda label, ids=ids: label.id not in ids)  # type: ignore[misc]
            if len({label.stance for label in part}) < 2:
                continue  # a single class cannot be trained on
            gold, moved = code(rest), adapt(shipped, part, recipe)[0]
            changes.append(
                macro_f1(gold, say(moved, rest, recipe), n_classes)
                - macro_f1(gold, say(shipped, rest, recipe), n_classes)
            )
        print(f"{n:4}  {np.mean(changes):+.3f}  {sum(c > 0 for c in changes)} of {len(changes)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The shipped model beside plain recipes")
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, default=find_model())
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--few", action="store_true")
    asked = parser.parse_args()
    tested = read_labelled_set([asked.file])
    shipped_set = read_labelled_set()
    scorer = load_bundle(asked.model, native=False)
    shipped, encoder = restore_fitted(scorer), scorer.open_encoder()
    recipe = DEFAULT_RECIPE if encoder is None else add_encoder(DEFAULT_RECIPE, encoder)
    if asked.few:
        tell_few(tested, shipped, recipe)
        return
    gold, n_classes = code(tested), len(tested.codebook.stances)
    own = replace(DEFAULT_RECIPE, neutral_share=None, strengths=(1.0, 4.0), balances=(0.0, 0.5))
    said = baselines(shipped_set, tested)
    said["stance, shipped"] = say(shipped, tested, recipe)
    said["stance, own labels only"] = cross(tested, lambda part: fit(part, own))
    said["stance, --target own labels"] = cross(
        tested, lambda part: adapt(shipped, part, recipe)[0], recipe
    )
    chosen = shipped.meta["chosen"]["stance"]
    if asked.ablate:
        fixed = replace(DEFAULT_RECIPE, strengths=(chosen["C"],), balances=(chosen["balance"],))
        for block in fixed.blocks:
            if fixed.serves(block, "stance"):
                rest = tuple(b for b in fixed.blocks if b != block)
                fitted = fit(shipped_set, replace(fixed, blocks=rest))
                said[f"stance, without {block.name}"] = say(fitted, tested)
    draws = np.random.default_rng(0).integers(0, len(gold), (N_DRAWS, len(gold)))
    whole = np.array([macro_f1(gold[d], said["stance, shipped"][d], n_classes) for d in draws])
    print(f"{len(gold)} comments; macro-F1, 95 % interval; difference to the shipped model")
    for name, predicted in said.items():
        drawn = np.array([macro_f1(gold[d], predicted[d], n_classes) for d in draws])
        low, high = np.percentile(drawn, [2.5, 97.5])
        less, more = np.percentile(drawn - whole, [2.5, 97.5])
        found = macro_f1(gold, predicted, n_classes)
        print(f"{found:.3f}  {low:.3f}-{high:.3f}  {less:+.3f} {more:+.3f}  {name}", flush=True)


if __name__ == "__main__":
    main()

"""One table, one run: plain recipes, fastText, sentence embeddings and this model.

usage: recipes_compare.py FILE.jsonl [--labels TRAIN.jsonl] [--encoder FOLDER]

FILE: labelled comments (id, text, stance, and where there are any headline, parent_text) that are
not part of the training set (default: the shipped one). All learn from the same labels, tune on
folds of whole threads of these alone, and are tested on FILE. The interval is a bootstrap over the
comments of FILE; the last two columns are the interval of the paired difference to `stance`.

- majority: the most frequent class
- NLTK Naive Bayes: the classifier of the NLTK book's document example, on 2,000 frequent words
- scikit-learn: the text tutorial's pipeline and grid (CountVectorizer, TfidfTransformer,
  SGDClassifier), and MultinomialNB in its place
- fastText supervised: dimension 50, word pairs, characters 3-5, subsampled grid of epochs and rates
- sentence embeddings + logistic regression, C from 0.1 to 100 (needs --encoder)
- stance without and with the encoder, without and with the moved prior

fastText is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from nltk import NaiveBayesClassifier
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from stance.evaluation.models import load_fitted
from stance.features.context import place_labels
from stance.features.encoder import Encoder, open_encoder
from stance.features.tokens import tokenize
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.fit import fit, macro_f1, share_threads
from stance.model.recipe import DEFAULT_RECIPE, Recipe, add_encoder

Codes = npt.NDArray[np.intp]
Predict = Callable[[Sequence[str]], Codes]
Folds = list[tuple[Codes, Codes]]
N_DRAWS = 1000


def code(labelled: LabelledSet) -> Codes:
    names = labelled.codebook.stances
    return np.array([names.index(label.stance) for label in labelled], dtype=np.intp)


def use_majority(texts: list[str], gold: Codes, folds: Folds) -> Predict:
    model = DummyClassifier().fit(texts, gold)
    return lambda asked: np.asarray(model.predict(asked))


def use_nltk(texts: list[str], gold: Codes, folds: Folds) -> Predict:
    words = [set(tokenize(text).words) for text in texts]
    names, counts = np.unique([w for found in words for w in found], return_counts=True)
    known = set(names[np.argsort(-counts)][:2000])
    rows = [
        (dict.fromkeys(found & known, True), int(c)) for found, c in zip(words, gold, strict=True)
    ]
    model = NaiveBayesClassifier.train(rows)
    return lambda asked: np.array(
        [model.classify(dict.fromkeys(set(tokenize(text).words) & known, True)) for text in asked]
    )


def use_tutorial(texts: list[str], gold: Codes, folds: Folds) -> Predict:
    pipeline = make_pipeline(
        CountVectorizer(), TfidfTransformer(), SGDClassifier(random_state=42, max_iter=1000)
    )
    grid = {
        "countvectorizer__ngram_range": [(1, 1), (1, 2)],
        "tfidftransformer__use_idf": [True, False],
        "sgdclassifier__alpha": [1e-2, 1e-3, 1e-4],
    }
    return search(pipeline, grid, texts, gold, folds)


def use_bayes(texts: list[str], gold: Codes, folds: Folds) -> Predict:
    pipeline = make_pipeline(CountVectorizer(), TfidfTransformer(), MultinomialNB())
    grid = {
        "countvectorizer__ngram_range": [(1, 1), (1, 2)],
        "tfidftransformer__use_idf": [True, False],
        "multinomialnb__alpha": [1.0, 0.1, 0.01],
    }
    return search(pipeline, grid, texts, gold, folds)


def search(
    pipeline: object, grid: dict[str, list[object]], texts: object, gold: Codes, folds: Folds
) -> Predict:
    found = GridSearchCV(pipeline, grid, scoring="f1_macro", cv=folds).fit(texts, gold)
    return lambda asked: np.asarray(found.predict(asked))


def use_fasttext(texts: list[str], gold: Codes, folds: Folds) -> Predict:
    import fasttext

    lines = [" ".join(tokenize(text).words) for text in texts]

    def train(rows: Codes, epochs: int, rate: float) -> Predict:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.writelines(f"__label__{gold[i]} {lines[i]}\n" for i in rows)
            file.flush()
            model = fasttext.train_supervised(
                file.name, epoch=epochs, lr=rate, dim=50, wordNgrams=2, minn=3, maxn=5,
                bucket=200_000, thread=1, seed=0, verbose=0,
            )  # fmt: skip

        def predict(asked: Sequence[str]) -> Codes:
            lines = [" ".join(tokenize(text).words) + "\n" for text in asked]
            # The Python `predict` of release 0.9.2 fails with NumPy 2; what it calls does not.
            found = [model.f.predict(line, 1, 0.0, "strict")[0][1] for line in lines]
            return np.array([int(label.removeprefix("__label__")) for label in found])

        return predict

    best = (-1.0, 0, 0.0)
    for epochs, rate in ((10, 0.3), (25, 0.3), (25, 1.0)):
        said = np.zeros_like(gold)
        for training, left_out in folds[:2]:
            said[left_out] = train(training, epochs, rate)([texts[i] for i in left_out])
        rows = np.concatenate([left_out for _, left_out in folds[:2]])
        best = max(best, (macro_f1(gold[rows], said[rows], gold.max() + 1), epochs, rate))
    return train(np.arange(len(gold)), best[1], best[2])


def use_vectors(encoder: Encoder) -> Callable[[list[str], Codes, Folds], Predict]:
    def train(texts: list[str], gold: Codes, folds: Folds) -> Predict:
        grid = {"C": [0.1, 1.0, 10.0, 100.0], "class_weight": [None, "balanced"]}
        model = LogisticRegression(max_iter=2000)
        found = search(model, grid, encoder.encode(texts), gold, folds)
        return lambda asked: found(encoder.encode(asked))  # type: ignore[arg-type]

    return train


def use_stance(recipe: Recipe, training: LabelledSet, tested: LabelledSet) -> Codes:
    scorer = load_fitted(fit(training, recipe), encoder=recipe.encoder)
    names = tested.codebook.stances
    found = scorer.score_many(place_labels(tested.labels))
    return np.array([names.index(max(p.stance, key=lambda c: p.stance[c])) for p in found])


def main() -> None:
    parser = argparse.ArgumentParser(description="Plain recipes beside this model")
    parser.add_argument("file", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--encoder")
    asked = parser.parse_args()
    training = read_labelled_set([asked.labels] if asked.labels else None)
    tested = read_labelled_set([asked.file])
    gold, texts = code(tested), [label.text for label in tested]
    n_classes = len(tested.codebook.stances)
    fold_of = share_threads(training, 5, 0)
    folds = [(np.flatnonzero(fold_of != k), np.flatnonzero(fold_of == k)) for k in range(5)]
    plain: dict[str, Callable[[list[str], Codes, Folds], Predict]] = {
        "majority": use_majority,
        "NLTK Naive Bayes": use_nltk,
        "scikit-learn's text tutorial (SGD)": use_tutorial,
        "scikit-learn's text tutorial (MultinomialNB)": use_bayes,
        "fastText supervised": use_fasttext,
    }
    encoder = open_encoder(asked.encoder) if asked.encoder else None
    as_labelled = replace(DEFAULT_RECIPE, neutral_share=None)
    recipes = {"stance, shares as in the labels": as_labelled, "stance": DEFAULT_RECIPE}
    if encoder is not None:
        plain["sentence embeddings + logistic regression"] = use_vectors(encoder)
        recipes["stance with the encoder"] = add_encoder(DEFAULT_RECIPE, encoder)
    said: dict[str, Codes] = {}
    took: dict[str, float] = {}
    learned = [label.text for label in training]
    for name, use in plain.items():
        began = time.perf_counter()
        try:
            said[name] = use(learned, code(training), folds)(texts)
        except ImportError:
            print(f"{name}: not installed, left out")
        took[name] = time.perf_counter() - began
    for name, recipe in recipes.items():
        began = time.perf_counter()
        said[name] = use_stance(recipe, training, tested)
        took[name] = time.perf_counter() - began
    draws = np.random.default_rng(0).integers(0, len(gold), (N_DRAWS, len(gold)))
    drawn = {
        name: np.array([macro_f1(gold[d], found[d], n_classes) for d in draws])
        for name, found in said.items()
    }
    print(f"trained on {len(training)} comments, tested on {len(gold)}; macro-F1, 95 %, difference")
    for name, found in said.items():
        low, high = np.percentile(drawn[name], [2.5, 97.5])
        less, more = np.percentile(drawn[name] - drawn["stance"], [2.5, 97.5])
        print(
            f"{macro_f1(gold, found, n_classes):.3f}  {low:.3f}-{high:.3f}  {less:+.3f} {more:+.3f}"
            f"  {name} ({took[name]:.0f} s)"
        )


if __name__ == "__main__":
    main()

"""Choosing C on 8 values and 5 folds of threads: `stance` beside GridSearchCV, same features.

usage: train_speed.py [COMMENTS]     (default 1500 of the shipped labels, one process each)

`stance` counts the corpus once and only weighs it anew per fold; the naive search counts and
weighs in every one of its 40 fits. Both regressions have scikit-learn's defaults but for the
tolerance and the number of iterations, which are the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import make_scorer
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.features.blocks import count_features, read_context
from stance.features.context import Context, place_labels
from stance.features.lexicon import read_lexicon
from stance.labels.labelled import read_labelled_set
from stance.model.corpus import count_corpus
from stance.model.fit import choose, find_tasks, macro_f1, share_threads
from stance.model.fitted import Block
from stance.model.recipe import Recipe

STRENGTHS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def build_analyzer(block: Block) -> Callable[[Context], list[str]]:
    lexicon = read_lexicon()

    def analyze(context: Context) -> list[str]:
        counts = count_features(block.kind, block.params, read_context(context, lexicon))
        return list(counts.elements())

    return analyze


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    whole = read_labelled_set()
    threads = list(whole.by_conversation)
    drawn = np.random.default_rng(0).permutation(len(threads))
    wanted: set[str] = set()
    for i in drawn:
        if sum(len(whole.by_conversation[name]) for name in wanted) >= n:
            break
        wanted.add(threads[i])
    labelled = whole.select(lambda label: whole.conversation(label) in wanted)
    recipe = Recipe(strengths=STRENGTHS, balances=(0.0,), min_df=2)
    folds = share_threads(labelled, 5, 0)
    task = find_tasks(labelled)[0]
    contexts = place_labels(labelled.labels)
    blocks = [block for block in recipe.blocks if recipe.serves(block, "stance")]

    began = time.perf_counter()
    corpus = count_corpus(contexts, blocks, read_lexicon())
    found = choose(corpus, task, folds, recipe, lambda *_: None)
    ours = time.perf_counter() - began

    naive = Pipeline(
        [
            (
                "features",
                FeatureUnion(
                    [
                        (
                            b.name,
                            TfidfVectorizer(
                                analyzer=build_analyzer(b), min_df=2, sublinear_tf=b.sublinear
                            ),
                        )
                        for b in blocks
                    ],
                    transformer_weights={b.name: b.scale for b in blocks},
                ),
            ),
            ("regression", LogisticRegression(tol=1e-3, max_iter=1000)),
        ]
    )
    scorer = make_scorer(lambda gold, said: macro_f1(gold, said, len(task.classes)))
    search = GridSearchCV(
        naive,
        {"regression__C": list(STRENGTHS)},
        cv=PredefinedSplit(folds),
        scoring=scorer,
        refit=False,
    )
    began = time.perf_counter()
    search.fit(np.array(contexts, dtype=object), task.gold)
    theirs = time.perf_counter() - began

    print(f"{len(labelled)} comments, {len(STRENGTHS)} values of C, 5 folds, one process")
    print(f"stance        {ours:7.1f} s  macro-F1 {found.macro_f1:.3f} at C {found.strength:g}")
    best = search.best_params_["regression__C"]
    print(f"GridSearchCV  {theirs:7.1f} s  macro-F1 {search.best_score_:.3f} at C {best:g}")
    print(f"ratio         {theirs / ours:7.1f}")


if __name__ == "__main__":
    main()

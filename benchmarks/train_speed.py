"""Choosing C on 8 values and 5 folds of threads: `stance` beside GridSearchCV, same features.

usage: train_speed.py [COMMENTS] [--alone]

Default: 1500 of the shipped labels. Of more than there are, the rest is put together from halves
of them. With --alone only `stance` is timed, and trains the whole model (both heads).

`stance` counts the corpus once and only weighs it anew per fold; the naive search counts and
weighs in every one of its 40 fits. Both regressions have scikit-learn's defaults but for the
tolerance and the number of iterations, which are the same.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import make_scorer
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.pipeline import FeatureUnion, Pipeline
from threadpoolctl import threadpool_limits

from stance.features.blocks import count_features, read_context
from stance.features.context import Context, place_labels
from stance.features.lexicon import read_lexicon
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.corpus import count_corpus
from stance.model.fit import choose, find_tasks, fit, macro_f1, share_threads
from stance.model.fitted import Block
from stance.model.recipe import Recipe
from stance.records import Label

STRENGTHS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def build_analyzer(block: Block) -> Callable[[Context], list[str]]:
    lexicon = read_lexicon()

    def analyze(context: Context) -> list[str]:
        counts = count_features(block.kind, block.params, read_context(context, lexicon))
        return list(Counter(counts).elements())

    return analyze


def gather_comments(n: int) -> LabelledSet:
    """`n` comments of the shipped labels, whole threads; where there are fewer, as many more are
    put together from the halves of two comments of one stance: new texts, old words."""
    whole = read_labelled_set()
    lot = np.random.default_rng(0)
    if n <= len(whole):
        threads = list(whole.by_conversation)
        wanted: set[str] = set()
        for i in lot.permutation(len(threads)):
            if sum(len(whole.by_conversation[name]) for name in wanted) >= n:
                break
            wanted.add(threads[i])
        return whole.select(lambda label: whole.conversation(label) in wanted)
    like: dict[str, list[Label]] = {}
    for label in whole:
        like.setdefault(label.stance, []).append(label)
    labels = list(whole)
    while len(labels) < n:
        first = whole.labels[int(lot.integers(len(whole)))]
        second = like[first.stance][int(lot.integers(len(like[first.stance])))]
        head, tail = first.text.split(), second.text.split()
        text = " ".join(head[: len(head) // 2] + tail[len(tail) // 2 :])
        k = len(labels)
        labels.append(replace(first, id=f"put-{k}", text=text, conversation_id=f"put-{k % 4000}"))
    return LabelledSet(tuple(labels), whole.codebook)


def peak() -> str:
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def main() -> None:
    with threadpool_limits(1):  # as `stance train` does; more threads than cores wait for another
        compare()


def compare() -> None:
    words = [word for word in sys.argv[1:] if word != "--alone"]
    labelled = gather_comments(int(words[0]) if words else 1500)
    recipe = Recipe(strengths=STRENGTHS, balances=(0.0,), min_df=2)
    folds = share_threads(labelled, 5, 0)
    task = find_tasks(labelled)[0]
    contexts = place_labels(labelled.labels)
    blocks = [block for block in recipe.blocks if recipe.serves(block, "stance")]

    began = time.perf_counter()
    corpus = count_corpus(contexts, blocks, read_lexicon())
    found = choose(corpus, task, folds, recipe, lambda *_: None)
    ours = time.perf_counter() - began
    print(f"{len(labelled):,} comments, {len(STRENGTHS)} values of C, 5 folds, one process")
    print(
        f"stance        {ours:7.1f} s  macro-F1 {found.macro_f1:.3f} at C {found.strength:g}, "
        + peak()
    )
    if "--alone" in sys.argv:
        del corpus
        began = time.perf_counter()
        fit(labelled)
        print(
            f"stance train  {time.perf_counter() - began:7.1f} s  with the shipped recipe, {peak()}"
        )
        return

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

    best = search.best_params_["regression__C"]
    print(f"GridSearchCV  {theirs:7.1f} s  macro-F1 {search.best_score_:.3f} at C {best:g}")
    print(f"ratio         {theirs / ours:7.1f}")


if __name__ == "__main__":
    main()

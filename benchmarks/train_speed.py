"""Choosing C on 8 values and 5 folds of threads: `stance` beside GridSearchCV, same features.

usage: train_speed.py [COMMENTS] [--fits N | --train]

Default: 1500 of the shipped labels. Of more than there are, the rest is put together from halves
of them. The naive search makes 40 fits; with --fits N only N of them are made, spread over the
grid, and the time of all is extrapolated, which is printed. With --train nothing is compared: the
whole model is trained, both heads, with the shipped recipe.

`stance` counts the corpus once, only weighs it anew per fold, and tries values of C that have
fallen far behind on no more folds; the naive search counts and weighs in every one of its 40 fits.
Both regressions have scikit-learn's defaults but for the tolerance and the number of iterations,
which are the same. Both run in one process and thread; seconds are the processor's, which others
on the machine disturb little.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
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
from stance.model.fit import Task, choose, find_tasks, fit, macro_f1, share_threads
from stance.model.fitted import Block
from stance.model.recipe import Recipe
from stance.model.regression import Codes
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("comments", type=int, nargs="?", default=1500)
    parser.add_argument("--fits", type=int, default=0, metavar="N")
    parser.add_argument("--train", action="store_true")
    options = parser.parse_args()
    with threadpool_limits(1):  # as `stance train` does; more threads than cores wait for another
        labelled = gather_comments(options.comments)
        if options.train:
            train(labelled)
        else:
            compare(labelled, options.fits)


def train(labelled: LabelledSet) -> None:
    """Time and memory of training the whole model."""
    before = peak()
    began = time.process_time()
    model = fit(labelled)
    seconds = time.process_time() - began
    print(
        f"{len(labelled):,} comments, the shipped recipe, both heads: {seconds:,.0f} s, "
        f"{peak()} ({before} with the comments alone), {len(model.keys):,} features"
    )


def compare(labelled: LabelledSet, n_fits: int) -> None:
    """The same choice by `stance` and by the naive search."""
    recipe = Recipe(strengths=STRENGTHS, balances=(0.0,), min_df=2)
    folds = share_threads(labelled, 5, 0)
    task = find_tasks(labelled)[0]
    contexts = place_labels(labelled.labels)
    blocks = [block for block in recipe.blocks if recipe.serves(block, "stance")]

    began = time.process_time()
    corpus = count_corpus(contexts, blocks, read_lexicon())
    found = choose(corpus, task, folds, recipe, lambda *_: None)
    ours = time.process_time() - began
    print(f"{len(labelled):,} comments, {len(STRENGTHS)} values of C, 5 folds, one process")
    print(
        f"stance        {ours:7.1f} s  macro-F1 {found.macro_f1:.3f} at C {found.strength:g}, "
        + peak()
    )
    del corpus
    naive = build_naive(blocks)
    theirs, told = search(naive, contexts, task, folds, n_fits)
    print(f"GridSearchCV  {theirs:7.1f} s  {told}, {peak()}")
    print(f"ratio         {theirs / ours:7.1f}")


def build_naive(blocks: Sequence[Block]) -> Pipeline:
    """The same features and regression, put together of scikit-learn's own parts."""
    features = [
        (
            b.name,
            TfidfVectorizer(analyzer=build_analyzer(b), min_df=2, sublinear_tf=b.sublinear),
        )
        for b in blocks
    ]
    union = FeatureUnion(features, transformer_weights={b.name: b.scale for b in blocks})
    regression = LogisticRegression(tol=1e-3, max_iter=1000)
    return Pipeline([("features", union), ("regression", regression)])


def search(
    naive: Pipeline, contexts: Sequence[Context], task: Task, folds: Codes, n_fits: int
) -> tuple[float, str]:
    """Seconds of the whole search, and what is to be told of it.

    With `n_fits` so many fits are made of all, the first and the last among them.
    """
    rows = np.empty(len(contexts), dtype=object)
    rows[:] = contexts
    scorer = make_scorer(lambda gold, said: macro_f1(gold, said, len(task.classes)))
    if not n_fits:
        search = GridSearchCV(
            naive,
            {"regression__C": list(STRENGTHS)},
            cv=PredefinedSplit(folds),
            scoring=scorer,
            refit=False,
        )
        began = time.process_time()
        search.fit(rows, task.gold)
        best = search.best_params_["regression__C"]
        told = f"macro-F1 {search.best_score_:.3f} at C {best:g}"
        return time.process_time() - began, told
    points = [(c, k) for c in STRENGTHS for k in range(5)]
    made = [points[i] for i in np.linspace(0, len(points) - 1, n_fits).round().astype(int)]
    began = time.process_time()
    for c, fold in made:
        learned, held = folds != fold, folds == fold
        naive.set_params(regression__C=c).fit(rows[learned], task.gold[learned])
        scorer(naive, rows[held], task.gold[held])
    seconds = (time.process_time() - began) / n_fits * len(points)
    said = ", ".join(f"C {c:g} fold {fold + 1}" for c, fold in made)
    return seconds, f"EXTRAPOLATED: {len(points)} times the mean of {n_fits} fits ({said})"


if __name__ == "__main__":
    main()

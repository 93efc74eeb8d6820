"""Folds of whole threads, each with about the same share of every class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.errors import UsageError

__all__ = ["assign_folds", "assign_random_folds"]


def assign_folds(
    threads: Sequence[str], classes: Sequence[str], *, n_folds: int = 5, seed: int = 0
) -> list[int]:
    """The fold of every comment, [n_comments], never two of them in one thread.

    Threads go, the largest first and those of one size in an order the seed draws, to the fold
    where the classes stay most even. Raises `UsageError` where there are fewer threads than folds.

    >>> assign_folds(["a", "a", "b", "c"], ["yes", "no", "yes", "no"], n_folds=2)
    [0, 0, 1, 1]
    """
    names = list(dict.fromkeys(threads))
    if n_folds < 2:
        raise UsageError(f"{n_folds} folds", remedy="use at least 2")
    if len(names) < n_folds:
        raise UsageError(
            f"{n_folds} folds of {len(names)} thread{'s' * (len(names) != 1)}",
            remedy="use fewer folds, or label more threads",
        )
    thread_index = {name: i for i, name in enumerate(names)}
    class_index = {name: i for i, name in enumerate(dict.fromkeys(classes))}
    counts = np.zeros((len(names), len(class_index)))
    for thread, said in zip(threads, classes, strict=True):
        counts[thread_index[thread], class_index[said]] += 1
    shares = counts / counts.sum(0)  # a class counts alike, be it frequent or rare
    drawn = np.random.default_rng(seed).permutation(len(names))
    order = drawn[np.argsort(-counts.sum(1)[drawn], kind="stable")]
    held = np.zeros((n_folds, len(class_index)))
    size = np.zeros(n_folds)
    fold_of = np.empty(len(names), dtype=int)
    for i in order:
        # Σ(h+s)² − Σh²: what adding the thread costs in evenness.
        cost = (2 * held @ shares[i]) + (shares[i] ** 2).sum()
        best = np.lexsort((size, cost.round(12)))[0]
        fold_of[i] = best
        held[best] += shares[i]
        size[best] += counts[i].sum()
    return [int(fold_of[thread_index[thread]]) for thread in threads]


def assign_random_folds(n: int, *, n_folds: int = 5, seed: int = 0) -> list[int]:
    """The fold of every comment, threads split at random: only for the warning it gives.

    >>> sorted(assign_random_folds(5, n_folds=2))
    [0, 0, 0, 1, 1]
    """
    return [int(i) % n_folds for i in np.random.default_rng(seed).permutation(n)]

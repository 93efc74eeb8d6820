"""Moderation at a review load: how many comments people can look at, and what they find there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stance.model.fitted import Head
from stance.model.regression import Codes, Floats

__all__ = ["LOADS", "describe_loads", "find_shift", "measure_loads", "move_to_load"]

# Shares of comments sent to people that a model card tells of.
LOADS = (0.02, 0.05, 0.1, 0.2, 0.3)


def find_shift(logits: Floats, load: float) -> float:
    """What to add to the logit of the first (mildest) class so that `load` of the comments get
    another one.

    >>> logits = np.array([[3.0, 0.0], [2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])
    >>> shift = find_shift(logits, 0.5)
    >>> ((logits[:, 0] + shift) < logits[:, 1]).tolist()
    [False, False, True, True]
    """
    margins = np.sort(logits[:, 0] - logits[:, 1:].max(axis=1))
    n = round(load * len(margins))
    if n <= 0 or n >= len(margins):
        edge = margins[0] - 1 if n <= 0 else margins[-1] + 1
        return float(-edge)
    return float(-(margins[n - 1] + margins[n]) / 2)


def measure_loads(
    logits: Floats, gold: Codes, classes: Sequence[str], loads: Sequence[float] = LOADS
) -> dict[str, dict[str, float]]:
    """For each load: the share of every class but the mildest that is among the comments sent to
    people. `logits` [n, n_classes] are of comments left out of training.

    >>> logits = np.array([[3.0, 0.0], [2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])
    >>> measure_loads(logits, np.array([0, 1, 0, 1]), ("approve", "reject"), [0.5])
    {'0.5': {'reject': 0.5}}
    """
    told = {}
    for load in loads:
        shift = np.zeros(len(classes))
        shift[0] = find_shift(logits, load)
        sent = (logits + shift).argmax(axis=1) > 0
        told[f"{load:g}"] = {
            name: round(float(sent[gold == code].mean()), 4)
            for code, name in enumerate(classes)
            if code and (gold == code).any()
        }
    return told


def move_to_load(head: Head, logits: Floats, load: float) -> Head:
    """The head, sending `load` of the comments behind `logits` (left out of its training) to
    people: the bias of its mildest class is moved, and nothing else."""
    bias = head.bias.copy()
    bias[0] += find_shift(logits, load)
    return replace(head, bias=bias)


def describe_loads(
    head: Head, logits: Floats, gold: Codes, load: float | None
) -> dict[str, object]:
    """What the model card tells: the load that was asked for, and what each load finds."""
    return {"load": load, "found": measure_loads(logits, gold, head.classes)}

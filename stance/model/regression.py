"""Logistic regression: plain (scikit-learn's), and drawn towards an earlier model's weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stance.model.fitted import softmax

__all__ = ["Floats", "adapt_regression", "fit_regression", "fit_temperature", "weigh_classes"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def weigh_classes(gold: Codes, balance: float) -> Floats:
    """A weight for every comment, mean 1: its class's frequency to the power of `-balance`.

    >>> weigh_classes(np.array([0, 0, 0, 1]), 1.0).round(2).tolist()
    [0.67, 0.67, 0.67, 2.0]
    """
    counts = np.bincount(gold).astype(float)
    weights = counts[gold] ** -balance
    result: Floats = weights / weights.mean()
    return result


def fit_regression(
    X: Any, gold: Codes, *, strength: float, balance: float = 0.0
) -> tuple[Floats, Floats]:
    """(weights [n_features, n_classes], bias [n_classes]) of a multinomial logistic regression.

    `gold` holds every class 0 … n-1 at least once. With two classes the log-odds are shared out
    between two columns.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, solver="lbfgs", tol=1e-3, max_iter=1000)
    model.fit(X, gold, sample_weight=weigh_classes(gold, balance))
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]) / 2, np.append(-bias, bias) / 2
    return np.asarray(weights, float), np.asarray(bias, float)


def adapt_regression(
    X: Any, gold: Codes, logits: Floats, *, strength: float, balance: float = 0.0
) -> tuple[Floats, Floats]:
    """What to add to the weights and bias of a model whose `logits` [n, n_classes] are given.

    The same objective as `fit_regression`, but it is the *difference* to the earlier weights
    that is kept small: without a reason in these comments, the earlier model stays as it is.
    """
    from scipy.optimize import minimize

    n_classes = logits.shape[1]
    met = np.flatnonzero(X.getnnz(axis=0))  # the weights of all others would stay as they are
    X, moved = X[:, met], np.zeros((X.shape[1], n_classes))
    wanted = np.eye(n_classes)[gold]
    weights = weigh_classes(gold, balance)[:, None]
    XT = X.T.tocsr()

    def cost(flat: Floats) -> tuple[float, Floats]:
        delta, shift = flat[:-n_classes].reshape(-1, n_classes), flat[-n_classes:]
        chance = softmax(logits + X @ delta + shift)
        loss = -(weights[:, 0] * np.log(np.maximum(chance[wanted > 0], 1e-300))).sum()
        slope = (chance - wanted) * weights
        total = strength * loss + (flat**2).sum() / 2
        gradient = np.append((XT @ slope).ravel(), slope.sum(0)) * strength + flat
        return float(total), gradient

    start = np.zeros((len(met) + 1) * n_classes)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    moved[met] = found[:-n_classes].reshape(-1, n_classes)
    bias = found[-n_classes:]
    return moved, bias - bias.mean()


def fit_temperature(logits: Floats, gold: Codes, weights: Floats | None = None) -> float:
    """The number by which to divide logits so that their probabilities fit best (0.2 to 5).

    Guo, Pleiss, Sun & Weinberger, On calibration of modern neural networks, ICML 2017.

    >>> sure = np.array([[9.0, 0.0], [9.0, 0.0], [9.0, 0.0], [9.0, 0.0]])
    >>> round(fit_temperature(sure, np.array([0, 0, 0, 1])), 1)
    5.0
    """
    grid = np.geomspace(0.2, 5.0, 200)
    rows = np.arange(len(gold))
    share = np.ones(len(gold)) if weights is None else weights
    losses = []
    for temperature in grid:
        chance = softmax(logits / temperature)[rows, gold]
        losses.append(-(share * np.log(np.maximum(chance, 1e-300))).sum())
    return float(grid[int(np.argmin(losses))].round(4))

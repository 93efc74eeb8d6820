"""How far coders agree: percent, Cohen's kappa, Krippendorff's alpha, with intervals.

The values come from NLTK's agreement module; the intervals from the same formulas over sums by
thread (`stance.bootstrap`), and a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from stance.bootstrap import Estimate, FloatArray, estimate, resample_sums, sum_by_thread
from stance.errors import InputError
from stance.labels.passes import Decision

__all__ = ["Agreement", "PairAgreement", "measure_agreement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Two coders on the comments both decided about.

    `confusion` counts the first coder's classes in rows, the second's in columns. `percent` and
    `macro_f1` are fractions; macro-F1 takes the first coder as gold, so that it can stand beside
    a model's. `kappa` is Cohen's (1 is agreement, 0 what chance would give).
    """

    coders: tuple[str, str]
    n: int
    confusion: tuple[tuple[int, ...], ...]
    percent: Estimate
    kappa: Estimate
    macro_f1: Estimate

    @property
    def n_agreed(self) -> int:
        """How many comments both gave the same class."""
        return sum(row[i] for i, row in enumerate(self.confusion))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All coders on one label: `what` is "stance" or "moderation".

    `n` counts comments that at least two coders decided about, `n_threads` their threads;
    `alpha` is Krippendorff's, nominal.
    """

    what: str
    classes: tuple[str, ...]
    coders: tuple[str, ...]
    n: int
    n_threads: int
    alpha: Estimate
    pairs: tuple[PairAgreement, ...]


def measure_agreement(
    decisions: Iterable[Decision],
    classes: Sequence[str],
    *,
    what: str = "stance",
    conversations: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Agreement:
    """The agreement of all coders on `what`, and of each two of them.

    `conversations` maps ids to threads for the intervals; a comment it does not name belongs to
    its decision's `conversation_id`, or stands alone. Raises `InputError` where no comment was
    decided by two coders.

    >>> votes = [("1", "a", "yes"), ("1", "b", "yes"), ("2", "a", "no"), ("2", "b", "no")]
    >>> decisions = [Decision(id=i, coder=c, stance=s) for i, c, s in votes]
    >>> measure_agreement(decisions, ("yes", "no")).pairs[0].kappa.value
    1.0
    """
    votes: dict[str, dict[str, str]] = {}
    threads: dict[str, str] = {}
    for d in decisions:
        said = d.of(what)
        if said is not None:
            votes.setdefault(d.id, {})[d.coder] = said
            threads[d.id] = (conversations or {}).get(d.id) or d.conversation_id or d.id
    votes = {name: by for name, by in votes.items() if len(by) > 1}
    if not votes:
        raise InputError(
            f"no comment whose {what} two coders decided",
            remedy="each row needs id, coder and a class",
        )
    coders = tuple(sorted({coder for by in votes.values() for coder in by}))
    places = [threads[name] for name in votes]
    coincidences = _count_coincidences(list(votes.values()), classes)
    drawn = resample_sums(sum_by_thread(coincidences, places), seed=seed)
    return Agreement(
        what=what,
        classes=tuple(classes),
        coders=coders,
        n=len(votes),
        n_threads=len(set(places)),
        alpha=estimate(_ask_nltk(votes, coders, "alpha"), alpha_of(_squares(drawn, len(classes)))),
        pairs=tuple(
            _compare(votes, pair, classes, threads, seed)
            for pair in combinations(coders, 2)
            if any(pair[0] in by and pair[1] in by for by in votes.values())
        ),
    )


def alpha_of(coincidences: FloatArray) -> FloatArray:
    """Krippendorff's nominal alpha of coincidence matrices [..., class, class].

    1 - D_o / D_e as in Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability";
    undefined where only one class occurs.
    """
    totals = coincidences.sum(-1)
    n = totals.sum(-1)
    observed = n - np.trace(coincidences, axis1=-2, axis2=-1)
    expected = (n**2 - (totals**2).sum(-1)) / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / expected)


def kappa_of(confusion: FloatArray) -> FloatArray:
    """Cohen's kappa of confusion matrices [..., class, class]; undefined where all is one class."""
    n = confusion.sum((-1, -2))
    agreed = np.trace(confusion, axis1=-2, axis2=-1) / n
    chance = (confusion.sum(-1) * confusion.sum(-2)).sum(-1) / n**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((agreed - chance) / (1 - chance))


def macro_f1_of(confusion: FloatArray) -> FloatArray:
    """Mean F1 of the classes that occur, of confusion matrices [..., gold, predicted]."""
    total = confusion.sum(-1) + confusion.sum(-2)
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    f1 = np.divide(2 * hits, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(f1.sum(-1) / (total > 0).sum(-1))


def _compare(
    votes: Mapping[str, Mapping[str, str]],
    coders: tuple[str, str],
    classes: Sequence[str],
    threads: Mapping[str, str],
    seed: int,
) -> PairAgreement:
    """Two coders on the comments both decided about."""
    first, second = coders
    both = {name: by for name, by in votes.items() if first in by and second in by}
    k, index = len(classes), {name: i for i, name in enumerate(classes)}
    columns = np.zeros((len(both), k * k))
    cells = [index[by[first]] * k + index[by[second]] for by in both.values()]
    columns[np.arange(len(both)), cells] = 1
    whole = _squares(columns.sum(0), k)
    drawn = _squares(
        resample_sums(sum_by_thread(columns, [threads[name] for name in both]), seed=seed), k
    )
    return PairAgreement(
        coders=coders,
        n=len(both),
        confusion=tuple(tuple(int(cell) for cell in row) for row in whole),
        percent=estimate(
            np.trace(whole) / len(both), np.trace(drawn, axis1=1, axis2=2) / drawn.sum((1, 2))
        ),
        kappa=estimate(_ask_nltk(both, coders, "kappa"), kappa_of(drawn)),
        macro_f1=estimate(macro_f1_of(whole), macro_f1_of(drawn)),
    )


def _count_coincidences(votes: Sequence[Mapping[str, str]], classes: Sequence[str]) -> FloatArray:
    """What each comment adds to the coincidence matrix: [n_comments, n_classes²]."""
    k, index = len(classes), {name: i for i, name in enumerate(classes)}
    columns = np.zeros((len(votes), k * k))
    for row, by in zip(columns, votes, strict=True):
        counts = np.zeros(k)
        for said in by.values():
            counts[index[said]] += 1
        row[:] = ((np.outer(counts, counts) - np.diag(counts)) / (len(by) - 1)).ravel()
    return columns


def _squares(columns: FloatArray, k: int) -> FloatArray:
    return columns.reshape(*columns.shape[:-1], k, k)


def _ask_nltk(
    votes: Mapping[str, Mapping[str, str]], coders: Sequence[str], measure: str
) -> float | None:
    """Kappa or alpha by `nltk.metrics.agreement`; None where only one class occurs (0/0)."""
    from nltk.metrics.agreement import AnnotationTask

    rows = [(c, name, said) for name, by in votes.items() for c, said in by.items() if c in coders]
    if len({said for _, _, said in rows}) < 2:
        return None
    task = AnnotationTask(data=rows)
    value = task.alpha() if measure == "alpha" else task.kappa_pairwise(coders[0], coders[1])
    return float(value)

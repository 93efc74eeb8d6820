"""What a report holds: the measures of an evaluation and every comment behind them.

Every format is made from a `Report` alone, and a `Report` survives the way through JSON
(`stance.report.document`), so that a page can be reviewed long after the model is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stance.evaluation.typical import TypicalWord, find_typical
from stance.model.reasons import Reasons

__all__ = [
    "Bin",
    "Case",
    "ClassResult",
    "Confusion",
    "Group",
    "Measure",
    "Point",
    "Reasons",
    "Report",
]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value with its interval; None is "not defined" (0/0), never zero.

    `name` is what people call it ("macro-F1"); `of` says whose it is where it is not the model's
    own ("majority class", "coders").
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One class's precision, recall and F1 (fractions, 0 to 1)."""

    name: str
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose confidence lies in [low, high): how sure the model was, how many it got.

    `confidence` is the sum of the confidences, so that bins add up.
    """

    low: float
    high: float
    n: int
    n_correct: int
    confidence: float

    @property
    def mean_confidence(self) -> float | None:
        """Mean confidence, a fraction; None for an empty bin."""
        return self.confidence / self.n if self.n else None

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, a fraction; None for an empty bin."""
        return self.n_correct / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a learning curve: macro-F1 after training on `n` comments."""

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The result on a part of the comments: those where `by` ("origin") is `name` ("seed")."""

    by: str
    name: str
    n: int
    n_correct: int
    macro_f1: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One comment as the report shows it: what people said of it, what the model said, and why.

    `probabilities` follow the order of the report's classes. `coders` maps each coder to the
    class they chose on their own. `groups` are the places in the report's `groups` of those that
    hold the comment; `other` is what the model said that this one was compared with.
    """

    id: str
    text: str
    gold: str
    predicted: str
    probabilities: tuple[float, ...]
    conversation_id: str | None = None
    reply_to: str | None = None
    parent_text: str | None = None
    headline: str | None = None
    speaker: str | None = None
    origin: str | None = None
    secondary: str | None = None
    moderation: str | None = None
    note: str | None = None
    coders: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[int, ...] = ()
    other: str | None = None
    reasons: Reasons | None = None

    @property
    def correct(self) -> bool:
        """Whether the model said what people said."""
        return self.gold == self.predicted


@dataclass(frozen=True, slots=True)
class Confusion:
    """`n` of the `n_gold` comments labelled `gold` that the model calls `predicted`."""

    gold: str
    predicted: str
    n: int
    n_gold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An evaluation with every comment behind it.

    `what` is "stance" or "moderation"; `classes` maps the name of each class to its description,
    in the codebook's order; `protocol` says in words how it was measured, `other` names the
    model it was compared with, `level` is that of all
    intervals (0.95).
    """

    title: str
    classes: Mapping[str, str]
    cases: tuple[Case, ...]
    what: str = "stance"
    protocol: str = ""
    model: str | None = None
    other: str | None = None
    level: float = 0.95
    measures: tuple[Measure, ...] = ()
    references: tuple[Measure, ...] = ()
    per_class: tuple[ClassResult, ...] = ()
    reliability: tuple[Bin, ...] = ()
    learning_curve: tuple[Point, ...] = ()
    groups: tuple[Group, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def confusion(self) -> tuple[tuple[int, ...], ...]:
        """Counts, one row a gold class, one column a predicted class."""
        index = {name: i for i, name in enumerate(self.classes)}
        counts = [[0] * len(index) for _ in index]
        for case in self.cases:
            counts[index[case.gold]][index[case.predicted]] += 1
        return tuple(map(tuple, counts))

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """The pairs of classes that were mixed up, the most frequent first."""
        names, counts = tuple(self.classes), self.confusion
        pairs = [
            Confusion(names[i], names[k], count, sum(row))
            for i, row in enumerate(counts)
            for k, count in enumerate(row)
            if i != k and count
        ]
        return tuple(sorted(pairs, key=lambda pair: (-pair.n, pair.n_gold)))

    def typical_words(self, gold: str, predicted: str) -> tuple[TypicalWord, ...]:
        """What pushed the comments of `gold` that the model calls `predicted` there, most first."""
        names = tuple(self.classes)
        explained = (
            (case.text, case.reasons)
            for case in self.cases
            if (case.gold, case.predicted) == (gold, predicted) and case.reasons is not None
        )
        return find_typical(explained, names.index(predicted), names.index(gold))

    @property
    def n_correct(self) -> int:
        """How many comments the model got right."""
        return sum(case.correct for case in self.cases)

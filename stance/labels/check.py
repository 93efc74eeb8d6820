"""What can be seen to be wrong, or doubtful, about a labelled set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stance.errors import InputError
from stance.labels.codebook import Codebook, read_codebook
from stance.labels.duplicates import find_near_duplicates
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.labels.passes import Decision
from stance.records import Label, Problem

__all__ = ["Counts", "Findings", "check_labels", "check_passes"]

# A shorter reply's label hangs on what it answers: the same words may well be labelled apart.
_ENOUGH_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is: comments by class and by origin, replies, threads.

    `stances` and `moderation` map (origin, class) to how many; the origin is "" where none is
    given, the class "" where it was left open.
    """

    n: int
    n_replies: int
    n_threads: int
    stances: Mapping[tuple[str, str], int]
    moderation: Mapping[tuple[str, str], int]

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that occur, the largest first."""
        totals: Counter[str] = Counter()
        for (origin, _), n in self.stances.items():
            totals[origin] += n
        return tuple(origin for origin, _ in totals.most_common())

    def of_origin(self, origin: str) -> int:
        """How many comments are of that origin."""
        return sum(n for (name, _), n in self.stances.items() if name == origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found: `errors` make a file unusable as it is, `warnings` deserve a look."""

    counts: Counts
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_labels(
    paths: Iterable[str | Path] | None = None, *, codebook: Codebook | None = None
) -> tuple[LabelledSet | None, Findings]:
    """Everything that can be found about the files, and the set of the good rows (or None).

    Errors: rows that are broken, unknown classes, ids given twice, threads that are their own
    parents. Warnings: parents that are neither in the files nor given as text, near-duplicate
    texts with different labels. Raises `InputError` only where a file cannot be read at all.
    """
    errors: list[Problem] = []
    codebook = codebook if codebook is not None else read_codebook()
    try:
        labelled = read_labelled_set(
            paths, codebook=codebook, on_problem=lambda problem, _: errors.append(problem)
        )
    except InputError:
        if not errors:
            raise
        nothing = LabelledSet((), codebook)
        return None, Findings(counts=_count(nothing), errors=tuple(errors), warnings=())
    warnings = (*_find_lost_parents(labelled), *_find_contradictions(labelled))
    return labelled, Findings(counts=_count(labelled), errors=tuple(errors), warnings=warnings)


def check_passes(labelled: LabelledSet, decisions: Iterable[Decision]) -> tuple[Problem, ...]:
    """Passes about comments that are not in the set, and labels that no coder's pass supports."""
    problems: list[Problem] = []
    by_id: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_id.setdefault(decision.id, []).append(decision)
    for name in by_id.keys() - labelled.by_id.keys():
        problems.append(Problem("a pass about a comment that is not in the set", name))
    for label in labelled if by_id else ():
        votes = by_id.get(label.id)
        if votes is None:
            problems.append(Problem("no coder's pass about it", label.id))
            continue
        for what, value in (("stance", label.stance), ("moderation", label.moderation)):
            said = {vote.of(what) for vote in votes}
            if value is not None and value not in said:
                problems.append(Problem(f"no coder's pass says {what} {value!r}", label.id))
    return tuple(problems)


def _count(labelled: LabelledSet) -> Counts:
    return Counts(
        n=len(labelled),
        n_replies=sum(1 for label in labelled if labelled.depth(label)),
        n_threads=len(labelled.by_conversation),
        stances=Counter((label.origin or "", label.stance) for label in labelled),
        moderation=Counter((label.origin or "", label.moderation or "") for label in labelled),
    )


def _find_lost_parents(labelled: LabelledSet) -> Iterable[Problem]:
    for label in labelled:
        # A depth of its own says that the file knows of the loss (a placeholder on the page).
        known = label.parent_text is not None or "depth" in label.extra
        if label.reply_to is not None and labelled.parent(label) is None and not known:
            what = f"the parent {label.reply_to!r} is not in the files, nor given as parent_text"
            yield Problem(what, labelled.where.get(label.id, label.id))


def _find_contradictions(labelled: LabelledSet) -> Iterable[Problem]:
    labels = labelled.labels
    for pair in find_near_duplicates([label.text for label in labels]):
        first, second = labels[pair.first], labels[pair.second]
        differ = [
            f"{what} {one!r} and {other!r}"
            for what, one, other in (
                ("stance", first.stance, second.stance),
                ("moderation", first.moderation, second.moderation),
            )
            if one != other
        ]
        if differ and _stand_alone(labelled, first, second):
            yield Problem(
                f"near-duplicates ({pair.similarity:.2f}) labelled apart: "
                f"{first.id!r} and {second.id!r}, {'; '.join(differ)}",
                labelled.where.get(second.id, second.id),
            )


def _stand_alone(labelled: LabelledSet, first: Label, second: Label) -> bool:
    """Whether two texts ought to be labelled alike whatever they answer."""
    if min(len(first.text.split()), len(second.text.split())) >= _ENOUGH_WORDS:
        return True
    return labelled.parent_text(first) == labelled.parent_text(second)

"""From reviewers' marks to corrected labels, which remember what they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from stance.labels.marks import Mark
from stance.records import Label

__all__ = ["Correction", "Review", "correct_labels", "settle_marks"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A label whose reviewers agree on another stance."""

    label: Label
    stance: str
    marks: tuple[Mark, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who said so; "?" for those without a name."""
        return tuple(mark.coder or "?" for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What marks come to. Every marked comment is in exactly one place, by its id where it is
    no correction.

    `upheld`: the label is right; `ambiguous`: nobody can say; `disputed`: reviewers differ;
    `undecided`: too few of them, or no right class given; `outdated`: the label is no longer what
    the reviewers saw; `unknown`: no such label, or no such class.
    """

    corrections: tuple[Correction, ...] = ()
    upheld: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def settle_marks(
    marks: Iterable[Mark],
    labels: Mapping[str, Label],
    stances: Collection[str],
    *,
    min_coders: int = 1,
) -> Review:
    """What reviewers agree on: `min_coders` at least, and all who marked the comment.

    >>> label = Label(id="1", text="Aye", stance="no")
    >>> mark = Mark(id="1", verdict="label-wrong", stance="yes", gold="no", coder="Ann")
    >>> settle_marks([mark], {"1": label}, ["yes", "no"]).corrections[0].stance
    'yes'
    """
    by_id: dict[str, list[Mark]] = {}
    for mark in marks:
        by_id.setdefault(mark.id, []).append(mark)
    corrections: list[Correction] = []
    places: dict[str, list[str]] = {}
    for name, given in by_id.items():
        place = _place(given, labels.get(name), stances, min_coders)
        if place == "corrections":
            corrections.append(Correction(labels[name], given[0].stance or "", tuple(given)))
        else:
            places.setdefault(place, []).append(name)
    return Review(
        corrections=tuple(corrections), **{place: tuple(ids) for place, ids in places.items()}
    )


def correct_labels(labels: Iterable[Label], corrections: Iterable[Correction]) -> tuple[Label, ...]:
    """The labels with their corrections; each keeps in `history` what it was and who changed it.

    >>> label = Label(id="1", text="Aye", stance="no", coder="Bo")
    >>> mark = Mark(id="1", verdict="label-wrong", stance="yes", coder="Ann", at="2024-05-01")
    >>> (after,) = correct_labels([label], [Correction(label, "yes", (mark,))])
    >>> after.stance, after.extra["history"]
    ('yes', [{'stance': 'no', 'coder': 'Bo', 'changed_by': ['Ann'], 'changed_at': '2024-05-01'}])
    """
    by_id = {correction.label.id: correction for correction in corrections}
    return tuple(
        _correct(label, by_id[label.id]) if label.id in by_id else label for label in labels
    )


def _place(
    marks: list[Mark], label: Label | None, stances: Collection[str], min_coders: int
) -> str:
    """The field of `Review` that the marks of one comment belong to."""
    said = {(mark.verdict, mark.stance if mark.verdict == "label-wrong" else "") for mark in marks}
    if label is None:
        return "unknown"
    if len(said) > 1:
        return "disputed"
    ((verdict, stance),) = said
    if verdict != "label-wrong":
        return "upheld" if verdict == "model-wrong" else "ambiguous"
    if stance is None or len(marks) < min_coders:
        return "undecided"
    if stance not in stances:
        return "unknown"
    seen = {mark.gold for mark in marks} - {None}
    return "corrections" if seen <= {label.stance} and stance != label.stance else "outdated"


def _correct(label: Label, correction: Correction) -> Label:
    step = {
        "stance": label.stance,
        "coder": label.coder,
        "round": label.round,
        "changed_by": list(correction.coders),
        "changed_at": max((mark.at for mark in correction.marks if mark.at), default=None),
        "note": "; ".join(mark.note for mark in correction.marks if mark.note) or None,
    }
    kept = {name: value for name, value in step.items() if value is not None}
    history = [*label.extra.get("history", ()), kept]
    # A second reading that has become the label is no second reading any more.
    secondary = None if label.secondary == correction.stance else label.secondary
    return replace(
        label,
        stance=correction.stance,
        secondary=secondary,
        extra={**label.extra, "history": history},
    )

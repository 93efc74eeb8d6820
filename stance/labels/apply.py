"""From reviewers' marks to corrected labels, which remember what they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from stance.labels.marks import Mark
from stance.records import Label

__all__ = ["Correction", "Review", "correct_labels", "settle_marks"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A label whose reviewers agree on another class of `what` ("stance" or "moderation")."""

    label: Label
    after: str
    marks: tuple[Mark, ...]
    what: str = "stance"

    @property
    def before(self) -> str | None:
        """The class the label has so far."""
        return _class_of(self.label, self.what)

    @property
    def coders(self) -> tuple[str, ...]:
        """Who said so; "?" for those without a name."""
        return tuple(mark.coder or "?" for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What marks come to. Every marked label is in exactly one place, by its id where it is
    no correction; `disputes` holds the marks of the disputed ones.

    `upheld`: the label is right; `ambiguous`: nobody can say; `disputed`: reviewers differ;
    `undecided`: too few of them, or no right class given; `outdated`: the label is no longer what
    the reviewers saw; `unknown`: no such label, or no such class.
    """

    corrections: tuple[Correction, ...] = ()
    upheld: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    disputes: tuple[tuple[Mark, ...], ...] = ()
    undecided: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def settle_marks(
    marks: Iterable[Mark],
    labels: Mapping[str, Label],
    classes: Mapping[str, Collection[str]],
    *,
    min_coders: int = 1,
) -> Review:
    """What reviewers agree on: `min_coders` at least, and all who marked the comment.

    `classes` names those there are of "stance" and of "moderation".

    >>> label = Label(id="1", text="Aye", stance="no")
    >>> mark = Mark(id="1", verdict="label-wrong", stance="yes", gold="no", coder="Ann")
    >>> settle_marks([mark], {"1": label}, {"stance": ["yes", "no"]}).corrections[0].after
    'yes'
    """
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.id, mark.what), []).append(mark)
    corrections: list[Correction] = []
    disputes: list[tuple[Mark, ...]] = []
    places: dict[str, list[str]] = {}
    for (name, what), given in groups.items():
        place = _place(given, labels.get(name), classes.get(what, ()), min_coders)
        if place == "corrections":
            after = given[0].stance or ""
            corrections.append(Correction(labels[name], after, tuple(given), what))
            continue
        places.setdefault(place, []).append(name)
        if place == "disputed":
            disputes.append(tuple(given))
    return Review(
        corrections=tuple(corrections),
        disputes=tuple(disputes),
        **{place: tuple(ids) for place, ids in places.items()},
    )


def correct_labels(labels: Iterable[Label], corrections: Iterable[Correction]) -> tuple[Label, ...]:
    """The labels with their corrections; each keeps in `history` what it was and who changed it.

    >>> label = Label(id="1", text="Aye", stance="no", coder="Bo")
    >>> mark = Mark(id="1", verdict="label-wrong", stance="yes", coder="Ann", at="2024-05-01")
    >>> (after,) = correct_labels([label], [Correction(label, "yes", (mark,))])
    >>> after.stance, after.extra["history"]
    ('yes', [{'stance': 'no', 'coder': 'Bo', 'changed_by': ['Ann'], 'changed_at': '2024-05-01'}])
    """
    by_id: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_id.setdefault(correction.label.id, []).append(correction)
    return tuple(reduce(_correct, by_id.get(label.id, ()), label) for label in labels)


def _place(
    marks: list[Mark], label: Label | None, classes: Collection[str], min_coders: int
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
    if stance not in classes:
        return "unknown"
    here = _class_of(label, marks[0].what)
    seen = {mark.gold for mark in marks} - {None}
    return "corrections" if seen <= {here} and stance != here else "outdated"


def _class_of(label: Label, what: str) -> str | None:
    return label.stance if what == "stance" else label.moderation


def _correct(label: Label, correction: Correction) -> Label:
    step = {
        correction.what: correction.before,
        "coder": label.coder,
        "round": label.round,
        "changed_by": list(correction.coders),
        "changed_at": max((mark.at for mark in correction.marks if mark.at), default=None),
        "note": "; ".join(mark.note for mark in correction.marks if mark.note) or None,
    }
    kept = {name: value for name, value in step.items() if value is not None}
    history = [*label.extra.get("history", ()), kept]
    changed = replace(label, extra={**label.extra, "history": history})
    if correction.what == "moderation":
        return replace(changed, moderation=correction.after)
    # A second reading that has become the label is no second reading any more.
    secondary = None if label.secondary == correction.after else label.secondary
    return replace(changed, stance=correction.after, secondary=secondary)

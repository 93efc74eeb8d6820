"""A labelled set: labels with their threads, so that context and folds can be had from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stance.errors import InputError
from stance.labels.codebook import Codebook, read_codebook
from stance.records import Label, Problem, from_json, open_input, read_json_lines

__all__ = ["LabelledSet", "OnProblem", "Row", "read_label_rows", "read_labelled_set"]

OnProblem = Callable[[Problem, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A label and where it was read (`file:line`)."""

    label: Label
    where: str


@dataclass(frozen=True)
class LabelledSet:
    """Labels that share one codebook; ids are unique and no thread is its own parent.

    `where` gives the place each id was read from.
    """

    labels: tuple[Label, ...]
    codebook: Codebook
    where: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    @cached_property
    def by_id(self) -> dict[str, Label]:
        """The labels by their ids."""
        return {label.id: label for label in self.labels}

    @cached_property
    def by_conversation(self) -> dict[str, tuple[Label, ...]]:
        """The labels of each conversation, in the order they were read."""
        groups: dict[str, list[Label]] = {}
        for label in self.labels:
            groups.setdefault(self.conversation(label), []).append(label)
        return {name: tuple(members) for name, members in groups.items()}

    def parent(self, label: Label) -> Label | None:
        """The label of the comment that this one answers, where it is in the set."""
        return self.by_id.get(label.reply_to) if label.reply_to is not None else None

    def parent_text(self, label: Label) -> str | None:
        """The text that the comment answers: the parent's, else the label's own `parent_text`."""
        parent = self.parent(label)
        return parent.text if parent is not None else label.parent_text

    def ancestors(self, label: Label) -> tuple[Label, ...]:
        """The comments above this one that are in the set, the nearest first."""
        above: list[Label] = []
        parent = self.parent(label)
        while parent is not None:
            above.append(parent)
            parent = self.parent(parent)
        return tuple(above)

    def conversation(self, label: Label) -> str:
        """The thread a label belongs to; labels of one thread never part in folds.

        Its `conversation_id`, or that of the highest comment above it; without any, the id of
        that comment, or of what it answers.
        """
        chain = (label, *self.ancestors(label))
        named = next((c.conversation_id for c in chain if c.conversation_id is not None), None)
        return named if named is not None else chain[-1].reply_to or chain[-1].id

    def depth(self, label: Label) -> int:
        """How many replies stand above a comment: 0 for a root.

        A `depth` in the label's own file is believed: comments between may be lost.
        """
        given = label.extra.get("depth")
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        chain = (label, *self.ancestors(label))
        beyond = chain[-1].reply_to is not None or chain[-1].parent_text is not None
        return len(chain) - 1 + beyond

    def select(self, wanted: Callable[[Label], bool]) -> LabelledSet:
        """The part of the set that `wanted` says yes to.

        Parents that are left out stay behind as `parent_text`, and conversations keep their names.
        """
        kept = tuple(self._detach(label) for label in self.labels if wanted(label))
        return LabelledSet(kept, self.codebook, self.where)

    def _detach(self, label: Label) -> Label:
        from dataclasses import replace

        return replace(
            label,
            parent_text=self.parent_text(label),
            conversation_id=self.conversation(label),
            extra={**label.extra, "depth": self.depth(label)},
        )


def read_labelled_set(
    paths: Iterable[str | Path] | None = None,
    *,
    codebook: Codebook | None = None,
    on_problem: OnProblem | None = None,
) -> LabelledSet:
    """The labels of JSON Lines files (`-` is standard input); by default those of the codebook.

    Rows that are broken, have a class the codebook does not know or an id that was there before
    go to `on_problem` with their text and are left out; the links of a thread that is its own
    parent are cut and reported. Without `on_problem`, raises `InputError` naming the first
    problem and counting the others.

    >>> len(read_labelled_set().codebook.stances)
    4
    """
    codebook = codebook if codebook is not None else read_codebook()
    found: list[Problem] = []
    report: OnProblem = on_problem or (lambda problem, _: found.append(problem))
    names = list(paths) if paths is not None else list(codebook.sets)
    labels: dict[str, Row] = {}
    for name in names:
        for row in read_label_rows(name, on_problem=report):
            what = _fault_of(row.label, codebook, labels)
            if what is None:
                labels[row.label.id] = row
            else:
                report(Problem(what, row.where), row.label.text)
    kept = _cut_cycles(labels, report)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InputError(
            found[0].what + more,
            where=found[0].where,
            remedy="`stance labels check` lists every problem",
        )
    if not kept:
        raise InputError("no labels", where=", ".join(map(str, names)))
    return LabelledSet(tuple(kept), codebook, {row.label.id: row.where for row in labels.values()})


def read_label_rows(path: str | Path, *, on_problem: OnProblem | None = None) -> Iterator[Row]:
    """The labels of one JSON Lines file with their places, checked for form but not for meaning.

    Broken rows go to `on_problem`, or raise `InputError` where it is None.
    """
    with open_input(path) as stream:
        for number, row in read_json_lines(stream, name=str(path), on_problem=on_problem):
            where = f"{path}:{number}"
            try:
                label = from_json(Label, row, where=where)
            except InputError as error:
                if on_problem is None:
                    raise
                on_problem(Problem(error.what, where), json.dumps(row, ensure_ascii=False))
                continue
            yield Row(label, where)


def _fault_of(label: Label, codebook: Codebook, seen: dict[str, Row]) -> str | None:
    """What is wrong with a label, or None."""
    known = ", ".join(codebook.stances)
    if label.stance not in codebook.stances:
        return f"stance {label.stance!r} of {label.id!r} is not in the codebook ({known})"
    if label.secondary is not None and label.secondary not in codebook.stances:
        return f"secondary {label.secondary!r} of {label.id!r} is not in the codebook ({known})"
    if label.moderation is not None and label.moderation not in codebook.moderation:
        classes = ", ".join(codebook.moderation)
        return f"moderation {label.moderation!r} of {label.id!r} is not in the codebook ({classes})"
    if label.id in seen:
        return f"the id {label.id!r} was there before, at {seen[label.id].where}"
    if not label.text.strip():
        return f"{label.id!r} has no text"
    return None


def _cut_cycles(rows: dict[str, Row], report: OnProblem) -> Sequence[Label]:
    """The labels, those that are their own ancestors turned into roots."""
    from dataclasses import replace

    safe: set[str] = set()
    for start in rows:
        path: dict[str, None] = {}  # in order
        here: str | None = start
        while here is not None and here in rows and here not in safe and here not in path:
            path[here] = None
            here = rows[here].label.reply_to
        if here is not None and here in path:
            row = rows[here]
            report(Problem(f"the thread of {here!r} is its own parent", row.where), row.label.text)
            rows[here] = Row(replace(row.label, reply_to=None), row.where)
        safe.update(path)
    return [row.label for row in rows.values()]

"""`stance labels apply`: turn what reviewers agree on into corrected labels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption

if TYPE_CHECKING:
    from stance.labels.apply import Review
    from stance.labels.marks import Mark

__all__ = ["register"]


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("apply")(apply)


def apply(
    marks: Annotated[
        list[Path],
        typer.Argument(metavar="MARKS", help="Files of marks, exported or of `stance review`."),
    ],
    labels: Annotated[
        list[Path] | None,
        typer.Option(
            "--labels", metavar="FILE", help="The labels to correct; default: the shipped set."
        ),
    ] = None,
    codebook: CodebookOption = None,
    min_coders: Annotated[
        int, typer.Option("--min-coders", metavar="N", min=1, help="How many reviewers must agree.")
    ] = 1,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write the corrected labels; else only show."
        ),
    ] = None,
) -> None:
    """Show which labels reviewers agree to change, and with -o write all labels, corrected.

    A correction needs every reviewer of the comment to name the same class; the label keeps what
    it was, who changed it and when in `history`.
    """
    from stance.labels.apply import correct_labels, settle_marks
    from stance.labels.codebook import read_codebook
    from stance.labels.labelled import read_labelled_set
    from stance.labels.marks import read_marks
    from stance.records import Problem, open_output, write_json_lines

    problems: list[Problem] = []
    book = read_codebook(codebook)
    found = read_marks(marks, problems=problems)
    labelled = read_labelled_set(labels or None, codebook=book)
    classes = {"stance": book.stances, "moderation": book.moderation}
    review = settle_marks(found, labelled.by_id, classes, min_coders=min_coders)
    for problem in problems:
        print(f"{problem.where}: {problem.what}; left out", file=sys.stderr)
    print(describe_review(review))
    if output is not None:
        with open_output(output) as stream:
            n = write_json_lines(correct_labels(labelled, review.corrections), stream)
        print(f"{output}: {n:,} labels, {len(review.corrections):,} corrected", file=sys.stderr)
    elif review.corrections:
        print("nothing is written without -o FILE", file=sys.stderr)


_EXCERPT = 66  # characters; with the indent, a line of 72
_REMARKS = {
    "upheld": "the label is right, the model wrong",
    "ambiguous": "ambiguous",
    "disputed": "reviewers differ",
    "undecided": "too few reviewers, or no right class given",
    "outdated": "the label is no longer what they saw",
    "unknown": "no such label or class",
}


def describe_review(review: Review) -> str:
    """What changes, line by line, and what does not, in counts and ids."""
    n = len(review.corrections)
    lines = ["1 label changes" if n == 1 else f"{n:,} labels change"]
    for correction in review.corrections:
        label = correction.label
        text = " ".join(label.text.split())
        about = "" if correction.what == "stance" else f"{correction.what} "
        lines.append(f"  {label.id}: {about}{correction.before or 'none'} -> {correction.after}"
                     f"  ({', '.join(correction.coders)})")  # fmt: skip
        lines.append(f"    {text if len(text) <= _EXCERPT else text[:_EXCERPT] + '…'}")
        lines += [
            f"    note of {mark.coder or '?'}: {' '.join(mark.note.split())}"
            for mark in correction.marks
            if mark.note
        ]
    for place, remark in _REMARKS.items():
        ids = getattr(review, place)
        if ids:
            shown = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
            lines.append(f"{len(ids):,} unchanged, {remark}: {shown}")
        if place == "disputed":
            lines += [f"  {marks[0].id}: {_write_views(marks)}" for marks in review.disputes]
    return "\n".join(lines)


def _write_views(marks: tuple[Mark, ...]) -> str:
    """Who says what of a disputed label: "Ann says yes, Bo says the label is right"."""
    said = {"model-wrong": "the label is right", "ambiguous": "nobody can say"}
    return ", ".join(
        f"{mark.coder or '?'} says {said.get(mark.verdict) or mark.stance or 'the label is wrong'}"
        for mark in marks
    )

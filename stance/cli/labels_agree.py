"""`stance labels agree`: how far coders agree, and on what they do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.counts import write_count
from stance.cli.options import CodebookOption, OutputOption, check_choice, deliver, dump_json
from stance.records import check_output

if TYPE_CHECKING:
    from stance.labels.agreement import Agreement, PairAgreement

__all__ = ["register"]


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("agree")(agree)


def agree(
    passes: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PASSES",
            help="Files with id, coder and labels; default: the shipped passes.",
        ),
    ] = None,
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", metavar="FILE", help="Labelled sets that tell the threads."),
    ] = None,
    codebook: CodebookOption = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Draws the bootstrap.")] = 0,
    output: OutputOption = None,
) -> None:
    """Percent agreement, Cohen's kappa, Krippendorff's alpha, and who said what instead.

    Intervals are 95% bootstrap intervals over threads.
    """
    from stance.labels.agreement import measure_agreement
    from stance.labels.codebook import read_codebook
    from stance.labels.labelled import read_labelled_set
    from stance.labels.passes import read_passes

    check_choice("--format", format, ("text", "json"))
    if output is not None:
        check_output(output)
    book = read_codebook(codebook)
    decisions = read_passes(passes or None, codebook=book)
    threads: dict[str, str] = {}
    if labels or not passes:
        labelled = read_labelled_set(labels or None, codebook=book)
        threads = {label.id: labelled.conversation(label) for label in labelled}
    found = [
        measure_agreement(decisions, classes, what=what, conversations=threads, seed=seed)
        for what, classes in (("stance", book.stances), ("moderation", book.moderation))
        if what == "stance" or any(d.moderation is not None for d in decisions)
    ]
    if format == "json":
        deliver(dump_json({agreement.what: agreement for agreement in found}), output)
    else:
        deliver("\n\n".join(_write_text(agreement) for agreement in found), output)


def _write_text(agreement: Agreement) -> str:
    from stance.cli.table import format_estimate

    parts = [
        f"{agreement.what}: {write_count(agreement.n, 'comment')} in "
        f"{write_count(agreement.n_threads, 'thread')}, "
        f"coders {', '.join(agreement.coders)}\n"
        f"  Krippendorff's alpha  {format_estimate(agreement.alpha)}"
    ]
    parts += [_write_pair(pair, agreement.classes) for pair in agreement.pairs]
    return "\n".join(parts)


def _write_pair(pair: PairAgreement, classes: tuple[str, ...]) -> str:
    from stance.cli.table import format_estimate, format_table

    first, second = pair.coders
    table = format_table(
        [
            [name, *(f"{n:,}" if n else "·" for n in row), f"{sum(row):,}"]
            for name, row in zip(classes, pair.confusion, strict=True)
        ],
        header=[f"{first} \\ {second}", *classes, "all"],
        indent=4,
    )
    return (
        f"  {first} and {second}: the same class {pair.n_agreed:,} times of {pair.n:,}\n"
        f"    percent               {format_estimate(pair.percent)}\n"
        f"    Cohen's kappa         {format_estimate(pair.kappa)}\n"
        f"    macro-F1, {first} as gold   {format_estimate(pair.macro_f1)}\n{table}"
    )

"""`stance labels check`: what is wrong, or doubtful, about labelled sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.counts import write_count
from stance.cli.options import CodebookOption, OutputOption, check_choice, deliver, dump_json
from stance.errors import IncompleteError, InputError
from stance.records import check_output

if TYPE_CHECKING:
    from stance.labels.check import Counts, Findings
    from stance.labels.codebook import Codebook
    from stance.records import Problem

__all__ = ["register"]

_SHOWN = 20  # of each kind; all of them with --format json


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("check")(check)


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Labelled sets; default: the shipped ones."),
    ] = None,
    passes: Annotated[
        list[Path] | None,
        typer.Option("--passes", metavar="FILE", help="The coders' passes that belong to them."),
    ] = None,
    codebook: CodebookOption = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 on warnings, too.")] = False,
    output: OutputOption = None,
) -> None:
    """Find broken rows, unknown classes, contradictions and lost parents; count the labels.

    Exit code 1 if there are errors, 3 with --strict if there are warnings.
    """
    from stance.labels.check import check_labels, check_passes
    from stance.labels.codebook import read_codebook
    from stance.labels.passes import read_passes

    check_choice("--format", format, ("text", "json"))
    if output is not None:
        check_output(output)
    book = read_codebook(codebook)
    labelled, findings = check_labels(files or None, codebook=book)
    paths = passes if passes or files else list(book.passes)
    doubts = check_passes(labelled, read_passes(paths, codebook=book)) if labelled and paths else ()
    if format == "json":
        deliver(dump_json(_as_document(findings, doubts)), output)
    else:
        deliver(_write_text(findings, doubts, book), output)
    if findings.errors:
        n = write_count(len(findings.errors), "error")
        raise InputError(f"{n} in the labels", where=findings.errors[0].where)
    warnings = len(findings.warnings) + len(doubts)
    if strict and warnings:
        raise IncompleteError(f"{write_count(warnings, 'warning')} about the labels")


def _as_document(findings: Findings, doubts: tuple[Problem, ...]) -> dict[str, object]:
    c = findings.counts
    return {
        "n": c.n,
        "n_replies": c.n_replies,
        "n_threads": c.n_threads,
        "stances": _nest(c.stances),
        "moderation": _nest(c.moderation),
        "errors": findings.errors,
        "warnings": [*findings.warnings, *doubts],
    }


def _nest(counts: object) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (origin, name), n in counts.items():  # type: ignore[attr-defined]
        nested.setdefault(origin, {})[name] = n
    return nested


def _write_text(findings: Findings, doubts: tuple[Problem, ...], book: Codebook) -> str:
    c = findings.counts
    parts = [
        f"{write_count(c.n, 'label')} in {write_count(c.n_threads, 'thread')}, "
        f"{c.n_replies:,} of them replies",
        _write_counts(c, book),
    ]
    warnings = (*findings.warnings, *doubts)
    for name, problems in (("error", findings.errors), ("warning", warnings)):
        lines = [write_count(len(problems), name) if problems else f"no {name}s"]
        lines += [f"  {p.where}: {p.what}" for p in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"  … and {len(problems) - _SHOWN} more (--format json lists all)")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _write_counts(c: Counts, book: Codebook) -> str:
    from stance.cli.table import format_table

    origins = c.origins
    rows = []
    for names, counts in ((book.stances, c.stances), (book.moderation, c.moderation)):
        for name in names:
            each = [counts.get((origin, name), 0) for origin in origins]
            rows.append([name, *(f"{n:,}" for n in each), f"{sum(each):,}"])
        rows.append([""] * (len(origins) + 2))
    each = [c.of_origin(origin) for origin in origins]
    rows.append(["all", *(f"{n:,}" for n in each), f"{sum(each):,}"])
    header = ["", *(origin or "(no origin)" for origin in origins), "all"]
    return format_table(rows, header=header)

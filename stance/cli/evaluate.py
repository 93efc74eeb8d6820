"""`stance evaluate`: how good a model is, on comments it has not seen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption, check_choice, deliver, dump_json
from stance.errors import GateError, UsageError
from stance.records import check_output, open_output, write_json_lines

if TYPE_CHECKING:
    from stance.evaluation.comparison import Comparison
    from stance.evaluation.evaluation import Evaluation
    from stance.labels.passes import Decision

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", short_help="How good a model is, on comments it has not seen.")(
        evaluate
    )


def evaluate(
    model: Annotated[
        Path | None,
        typer.Argument(metavar="MODEL", help="A model; with --on, by default the shipped one."),
    ] = None,
    on: Annotated[
        list[Path] | None,
        typer.Option("--on", metavar="FILE", help="Labels that are new to the model."),
    ] = None,
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", metavar="FILE", help="Labels to cross-validate on."),
    ] = None,
    codebook: CodebookOption = None,
    what: Annotated[
        str, typer.Option("--what", metavar="HEAD", help="stance or moderation.")
    ] = "stance",
    folds: Annotated[
        int, typer.Option("--folds", metavar="N", min=2, help="Folds of whole threads.")
    ] = 5,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Draws the folds and the bootstrap.")
    ] = 0,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or markdown.")
    ] = "text",
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="report.html, report.json or summary.md, too."
        ),
    ] = None,
    mistakes: Annotated[
        Path | None,
        typer.Option("--mistakes", metavar="FILE", help="The mistakes as JSON Lines, worst first."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="FILE", help="Every prediction as JSON Lines."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="OTHER", help="A model or predictions to compare."),
    ] = None,
    passes: Annotated[
        list[Path] | None,
        typer.Option(
            "--passes", metavar="FILE", help="Coders' passes about these labels: the ceiling."
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="C as in the shipped model; no curve, no random split."),
    ] = False,
    encoder: Annotated[
        str,
        typer.Option("--encoder", metavar="FOLDER", help="Cross-validate with this encoder."),
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Processes that share folds.")
    ] = 1,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="What each part of the features is worth.")
    ] = False,
    min_macro_f1: Annotated[
        float | None,
        typer.Option("--min-macro-f1", metavar="X", min=0, max=1, help="Exit 4 below it."),
    ] = None,
    show: Annotated[int, typer.Option("--show", metavar="N", min=0, help="Mistakes to print.")] = 5,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="No messages about progress.")
    ] = False,
) -> None:
    """Cross-validate over threads, or measure a model on a held-out file.

    By default the shipped labels are cross-validated with folds that never split a thread; with
    --on, a fitted model is measured on labels that it should not have been trained on. Every
    measure comes with its 95% bootstrap interval over threads.
    """
    from stance.cli.evaluation_jobs import compare_with, cross_validate, measure_given
    from stance.labels.codebook import read_codebook
    from stance.labels.passes import read_passes

    check_choice("--format", format, ("text", "json", "markdown"))
    check_choice("--what", what, ("stance", "moderation"))
    if on and (labels or ablate or encoder):
        raise UsageError("--on goes with no --labels, --ablate or --encoder", remedy="drop one")
    _check_outputs(output or [], [path for path in (mistakes, predictions) if path])
    book = read_codebook(codebook)
    say = _be_quiet if quiet or not sys.stderr.isatty() else _say
    reasons = _choose_reasons(format, [*(output or ()), *[Path(".jsonl")] * bool(mistakes)])
    if on:
        found = measure_given(model, on, book, what=what, seed=seed, reasons=reasons)
    else:
        found = cross_validate(
            model,
            labels or None,
            book,
            what=what,
            n_folds=folds,
            seed=seed,
            jobs=jobs,
            say=say,
            reasons=reasons,
            quick=quick,
            ablate=ablate,
            encoder=encoder,
        )
    shipped = not on and not labels
    decisions = read_passes(passes or None, codebook=book) if passes or shipped else ()
    found = _add_ceiling(found, decisions)
    comparison = compare_with(found, compare, book) if compare else None
    deliver(_write(found, comparison, format, show), None)
    if output or mistakes:
        _write_reports(found, comparison, decisions, output or [], mistakes)
    _write_predictions(found, predictions)
    _check_gate(found, min_macro_f1)


def _choose_reasons(format: str, paths: list[Path]) -> str | None:
    """Whose reasons are needed: pages open every comment, the rest tells of mistakes alone."""
    if any(path.suffix.lower() in (".html", ".htm", ".json") for path in paths):
        return "all"
    return "mistakes" if paths or format != "json" else None


def _add_ceiling(found: Evaluation, decisions: tuple[Decision, ...]) -> Evaluation:
    from dataclasses import replace

    from stance.evaluation.ceiling import measure_ceiling

    return replace(found, ceiling=measure_ceiling(found, decisions)) if decisions else found


def _write_reports(
    found: Evaluation,
    comparison: Comparison | None,
    decisions: tuple[Decision, ...],
    paths: list[Path],
    mistakes: Path | None,
) -> None:
    from stance.report.assembly import build_report
    from stance.report.write import write_mistakes, write_report

    coders: dict[str, dict[str, str]] = {}
    for decision in decisions:
        said = decision.of(found.what)
        if said is not None:
            coders.setdefault(decision.id, {})[decision.coder] = said
    report = build_report(found, coders=coders, comparison=comparison)
    for path in paths:
        write_report(report, path)
    if mistakes is not None:
        write_mistakes(report, mistakes)


def _write_predictions(found: Evaluation, path: Path | None) -> None:
    from stance.evaluation.rows import as_rows

    if path is not None:
        with open_output(path) as stream:
            write_json_lines(as_rows(found, found.predictions), stream)


def _say(message: str) -> None:
    print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)


def _be_quiet(message: str) -> None:
    pass


def _write(found: Evaluation, comparison: Comparison | None, format: str, show: int) -> str:
    """What goes to stdout."""
    from stance.cli.evaluation_text import write_comparison, write_evaluation
    from stance.evaluation.figures import as_figures, compare_figures

    if format == "json":
        figures = as_figures(found)
        figures["comparison"] = compare_figures(comparison) if comparison else None
        return dump_json(figures)
    after = write_comparison(comparison, n_changes=show) if comparison else ""
    if format == "markdown":
        from stance.report.assembly import build_report
        from stance.report.markdown import render_markdown

        parts = [render_markdown(build_report(found), n_mistakes=show).rstrip()]
        parts += [f"```text\n{after}\n```"] if after else []
    else:
        parts = [write_evaluation(found, n_mistakes=show), after]
    return "\n\n".join(part for part in parts if part)


def _check_outputs(reports: list[Path], rows: list[Path]) -> None:
    """Refuse what cannot be written before minutes are spent on it."""
    from stance.report.write import check_suffix

    for path in reports:
        check_suffix(path)
    for path in (*reports, *rows):
        check_output(path)


def _check_gate(found: Evaluation, least: float | None) -> None:
    if least is None:
        return
    value = found.measures.macro_f1.value
    if value is None or value < least:
        reached = "n/a" if value is None else f"{value:.3f}"
        raise GateError(
            f"macro-F1 {reached} is below {least:g}",
            remedy="see the confusions above, or lower --min-macro-f1",
        )

"""`stance evaluate`: how good a model is, on comments it has not seen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption, check_choice, deliver, dump_json
from stance.errors import GateError, UsageError
from stance.records import open_output, write_json_lines

if TYPE_CHECKING:
    from stance.evaluation.comparison import Comparison
    from stance.evaluation.evaluation import Ablation, Evaluation
    from stance.evaluation.prediction import Prediction
    from stance.labels.codebook import Codebook
    from stance.labels.labelled import LabelledSet
    from stance.model.recipe import Recipe

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", short_help="How good a model is, on comments it has not seen.")(
        evaluate
    )


def evaluate(
    model: Annotated[
        Path | None,
        typer.Argument(metavar="[MODEL]", help="A model; with --on, by default the shipped one."),
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
    what: Annotated[str, typer.Option("--what", help="stance or moderation.")] = "stance",
    folds: Annotated[int, typer.Option("--folds", min=2, help="Folds of whole threads.")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="Draws the folds and the bootstrap.")] = 0,
    format: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
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
    quick: Annotated[
        bool,
        typer.Option("--quick", help="C as in the shipped model; no curve, no random split."),
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes that share folds.")] = 1,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="What each part of the features is worth.")
    ] = False,
    min_macro_f1: Annotated[
        float | None, typer.Option("--min-macro-f1", metavar="X", help="Exit 4 below it.")
    ] = None,
    show: Annotated[int, typer.Option("--show", metavar="N", help="Mistakes to print.")] = 5,
    quiet: Annotated[bool, typer.Option("--quiet", help="No messages about progress.")] = False,
) -> None:
    """Cross-validate over threads, or measure a model on a held-out file.

    By default the shipped labels are cross-validated with folds that never split a thread; with
    --on, a fitted model is measured on labels that it should not have been trained on. Every
    measure comes with its 95% bootstrap interval over threads.
    """
    from stance.labels.codebook import read_codebook

    check_choice("--format", format, ("text", "json", "markdown"))
    check_choice("--what", what, ("stance", "moderation"))
    if on and (labels or ablate):
        raise UsageError("--on goes with neither --labels nor --ablate", remedy="drop one")
    book = read_codebook(codebook)
    say = _be_quiet if quiet or not sys.stderr.isatty() else _say
    if on:
        found = _measure_held_out(model, on, book, what, seed)
    else:
        found = _cross_validate(
            model, labels, book, what, folds, seed, jobs, say, quick=quick, ablate=ablate
        )
    comparison = _compare(found, compare, book) if compare else None
    deliver(_write(found, comparison, format, show, book), None)
    for path in output or ():
        _write_report(found, path, book, model)
    _write_rows(found, mistakes, found.mistakes)
    _write_rows(found, predictions, found.predictions)
    _check_gate(found, min_macro_f1)


def _say(message: str) -> None:
    print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)


def _be_quiet(message: str) -> None:
    pass


def _measure_held_out(
    model: Path | None, on: list[Path], book: Codebook, what: str, seed: int
) -> Evaluation:
    from stance.evaluation.crossvalidate import count_shared, evaluate_on
    from stance.evaluation.models import predict_with
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import load_bundle
    from stance.shipped import find_model

    scorer = load_bundle(model or find_model())
    held_out = read_labelled_set(on, codebook=book)
    name = f"{model or 'default'} ({scorer.digest})"
    # A bundle does not hold what it was trained on; the shipped sets are the likeliest.
    shared = count_shared(held_out, read_labelled_set(codebook=book)) if book.sets else 0
    if shared:
        name += f"; {shared:,} of {len(held_out):,} comments are in the shipped labelled sets"
    return evaluate_on(held_out, predict_with(scorer, what=what), what=what, seed=seed, model=name)


def _cross_validate(
    model: Path | None,
    labels: list[Path] | None,
    book: Codebook,
    what: str,
    folds: int,
    seed: int,
    jobs: int,
    say: Callable[[str], None],
    *,
    quick: bool,
    ablate: bool,
) -> Evaluation:
    from dataclasses import replace

    from stance.evaluation import crossvalidate
    from stance.evaluation.ceiling import measure_ceiling
    from stance.evaluation.models import RecipeFit, describe_settings, search_less, settle
    from stance.labels.labelled import read_labelled_set
    from stance.labels.passes import read_passes
    from stance.model.recipe import DEFAULT_RECIPE

    if model is not None:
        raise UsageError(
            "a saved model cannot be cross-validated: it has seen its labels",
            where=str(model),
            remedy="give labels that are new to it with --on",
        )
    labelled = read_labelled_set(labels or None, codebook=book)
    shipped = not labels and book.passes
    recipe = replace(DEFAULT_RECIPE, seed=seed)
    recipe = recipe if shipped else replace(recipe, neutral_share=None)
    recipe = settle(recipe) if quick else search_less(recipe)
    say(f"cross-validating {len(labelled):,} labels in {folds} folds")
    found = crossvalidate.cross_validate(
        labelled,
        RecipeFit(recipe, what=what),
        what=what,
        n_folds=folds,
        seed=seed,
        n_jobs=jobs,
        progress=say,
    )
    share = recipe.neutral_share if what == "stance" else None
    words = describe_settings(found.settings, searched=not quick, neutral_share=share)
    found = replace(found, model=words)
    if shipped:
        found = replace(found, ceiling=measure_ceiling(found, read_passes(codebook=book)))
    recipe = settle(recipe, found.settings)
    if not quick:
        fit = RecipeFit(recipe, what=what)
        say("random split, for the warning")
        split = crossvalidate.measure_random_split(labelled, fit, found, n_jobs=jobs)
        say("learning curve")
        curve = crossvalidate.measure_curve(labelled, fit, found, n_jobs=jobs)
        found = replace(found, random_split=split, learning_curve=curve)
    if ablate:
        found = replace(found, ablations=_ablate(labelled, found, recipe, jobs, say))
    say("")
    return found


def _ablate(
    labelled: LabelledSet,
    found: Evaluation,
    recipe: Recipe,
    jobs: int,
    say: Callable[[str], None],
) -> tuple[Ablation, ...]:
    """Each block of features left out, and the parents and headlines hidden."""
    from stance.evaluation.ablation import (
        hide_context,
        measure_ablations,
        without_headlines,
        without_parents,
    )
    from stance.evaluation.crossvalidate import Fit
    from stance.evaluation.models import RecipeFit
    from stance.model.recipe import choose_blocks

    whole = RecipeFit(recipe, what=found.what)
    fits: dict[str, Fit] = {
        f"block {block.name}": RecipeFit(choose_blocks(recipe, f"-{block.name}"), what=found.what)
        for block in recipe.blocks
        if recipe.serves(block, found.what)
    }
    fits["any parent"] = hide_context(whole, without_parents)
    fits["any headline"] = hide_context(whole, without_headlines)
    return measure_ablations(labelled, found, fits, n_jobs=jobs, progress=say)


def _compare(found: Evaluation, other: Path, book: Codebook) -> Comparison:
    """The evaluation against a model folder or a file of predictions on the same comments."""
    from stance.evaluation.comparison import compare
    from stance.evaluation.crossvalidate import predict_set
    from stance.evaluation.models import predict_with
    from stance.evaluation.rows import read_predictions
    from stance.labels.labelled import LabelledSet
    from stance.model.bundle import load_bundle

    if other.is_dir():
        if found.n_folds:
            raise UsageError(
                "a saved model has seen the labels that are cross-validated",
                where=str(other),
                remedy="compare models with --on FILE, or give predictions (--predictions)",
            )
        labelled = LabelledSet(tuple(p.label for p in found.predictions), book)
        scorer = load_bundle(other)
        chance = predict_with(scorer, what=found.what)(labelled)
        second = predict_set(labelled, chance, found.what)
    else:
        second = read_predictions(other, found.predictions, found.names, what=found.what)
    names = (found.model or "this model", str(other))
    return compare(found.predictions, second, found.names, names=names, seed=found.seed)


def _write(
    found: Evaluation, comparison: Comparison | None, format: str, show: int, book: Codebook
) -> str:
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


def _write_report(found: Evaluation, path: Path, book: Codebook, model: Path | None) -> None:
    from stance.labels.passes import read_passes
    from stance.model.bundle import load_bundle
    from stance.report.assembly import build_report
    from stance.report.reasons import explain_predictions
    from stance.report.write import write_report
    from stance.shipped import find_model

    coders: dict[str, dict[str, str]] = {}
    for decision in read_passes(codebook=book) if found.ceiling else ():
        said = decision.of(found.what)
        if said is not None:
            coders.setdefault(decision.id, {})[decision.coder] = said
    # Folds have a model each; here it is the one model that made every prediction.
    whole = found.n_folds is None and path.suffix != ".md"
    reasons = explain_predictions(load_bundle(model or find_model()), found) if whole else {}
    write_report(build_report(found, coders=coders, reasons=reasons), path)


def _write_rows(found: Evaluation, path: Path | None, rows: tuple[Prediction, ...]) -> None:
    from stance.evaluation.rows import as_rows

    if path is not None:
        with open_output(path) as stream:
            write_json_lines(as_rows(found, rows), stream)


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

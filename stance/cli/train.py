"""`stance train`: labels to a model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption
from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.model.fit import Progress
    from stance.model.target import Adaptation

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train", short_help="Train a model on labels.")(train)


def train(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]...", help="Labels (JSON Lines); default: the shipped set."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the model goes.")
    ] = Path("model"),
    target: Annotated[
        list[Path] | None,
        typer.Option("--target", metavar="MINE", help="Move the shipped model by these labels."),
    ] = None,
    codebook: CodebookOption = None,
    blocks: Annotated[
        str,
        typer.Option("--blocks", metavar="NAMES", help="Only these blocks; `-name`: all but it."),
    ] = "",
    neutral_share: Annotated[
        float | None,
        typer.Option(
            "--neutral-share",
            metavar="X",
            help="Share of the neutral stance where the model will be used; default: 0.55 for "
            "the shipped set, else as in the labels.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws the folds.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="No messages.")] = False,
) -> None:
    """Train on the shipped labels, on FILES, or (--target) move the shipped model by your own.

    C and class weighting are chosen by cross-validation over threads. The same labels, options
    and versions give the same bytes.
    """
    from dataclasses import replace

    from stance.labels.codebook import read_codebook
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import check_place, load_bundle, read_provenance, save_bundle
    from stance.model.card import write_card
    from stance.model.fit import fit
    from stance.model.recipe import DEFAULT_RECIPE, choose_blocks
    from stance.model.target import adapt, restore_fitted
    from stance.shipped import find_model

    if neutral_share is not None and not 0 < neutral_share < 1:
        raise UsageError(f"--neutral-share cannot be {neutral_share:g}", remedy="give a fraction")
    if target and (files or blocks or neutral_share is not None):
        raise UsageError("--target goes with no FILES, --blocks or --neutral-share")
    check_place(output)
    recipe = choose_blocks(DEFAULT_RECIPE, blocks) if blocks else DEFAULT_RECIPE
    if files or codebook is not None:
        recipe = recipe.for_own_labels()
    if neutral_share is not None:
        recipe = replace(recipe, neutral_share=neutral_share)
    recipe = replace(recipe, seed=seed)
    labelled = read_labelled_set(target or files or None, codebook=read_codebook(codebook))
    progress = None if quiet else _show_progress()
    told: tuple[Adaptation, ...] = ()
    if target:
        known = read_provenance(find_model())
        shipped = restore_fitted(load_bundle(find_model(), native=False), known)
        fitted, told = adapt(shipped, labelled, recipe, progress=progress)
    else:
        fitted = fit(labelled, recipe, progress=progress)
    digest = save_bundle(fitted, output, card=write_card(fitted, labelled))
    if not quiet:
        for line in _tell(told):
            print(line, file=sys.stderr)
        print(f"{output}: model {digest} from {len(labelled)} comments", file=sys.stderr)


def _tell(told: tuple[Adaptation, ...]) -> list[str]:
    """What was tried on the user's part, a line a way."""
    lines = []
    for adaptation in told:
        lines.append(f"{adaptation.head}: macro-F1 on your {adaptation.n} comments, left out")
        for name, score in adaptation.macro_f1.items():
            mark = "  <- taken" if name == adaptation.chosen else ""
            lines.append(f"  {score:.3f}  {name}{mark}")
    return lines


def _show_progress() -> Progress | None:
    """A line on the terminal that is written over; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, of: int) -> None:
        bar = "#" * round(30 * done / of)
        print(f"\r{what:24} [{bar:30}] {done}/{of}", end="", file=sys.stderr, flush=True)
        if done == of:
            print(file=sys.stderr)

    return show

"""`stance train`: labels to a model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.counts import write_count
from stance.cli.options import CodebookOption
from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.labels.labelled import LabelledSet
    from stance.model.fit import Progress
    from stance.model.fitted import FittedModel
    from stance.model.recipe import Recipe
    from stance.model.target import Adaptation

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train", short_help="Train a model on labels.")(train)


def train(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Labels (JSON Lines); default: the shipped set."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the model goes.")
    ] = Path("model"),
    target: Annotated[
        list[Path] | None,
        typer.Option("--target", metavar="MINE", help="Move the shipped model by these labels."),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option("--from", metavar="MODEL", help="What --target moves, if not the shipped."),
    ] = None,
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder",
            metavar="FOLDER",
            help="A frozen sentence encoder (or its name) to read with as well.",
        ),
    ] = "",
    codebook: CodebookOption = None,
    blocks: Annotated[
        str,
        typer.Option(
            "--blocks",
            metavar="NAMES",
            help="Only these blocks; `-name`: all but it, `+name`: one more.",
        ),
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
    review_load: Annotated[
        float | None,
        typer.Option(
            "--review-load",
            metavar="X",
            help="Share of comments that moderation shall send to people (review or reject).",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Draws the folds.")] = 0,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No messages.")] = False,
) -> None:
    """Train on the shipped labels, on FILE, or (--target) move the shipped model by your own.

    C and class weighting are chosen by cross-validation over threads. The same labels, options
    and versions give the same bytes.
    """
    from dataclasses import replace

    from stance.features.encoder import open_encoder
    from stance.labels.codebook import read_codebook
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import check_place, save_bundle
    from stance.model.card import write_card
    from stance.model.fit import fit
    from stance.model.recipe import DEFAULT_RECIPE, add_encoder, choose_blocks

    if neutral_share is not None and not 0 < neutral_share < 1:
        raise UsageError(f"--neutral-share cannot be {neutral_share:g}", remedy="give a fraction")
    if review_load is not None and not 0 < review_load < 1:
        raise UsageError(f"--review-load cannot be {review_load:g}", remedy="give a fraction")
    if target and (files or blocks or neutral_share is not None):
        raise UsageError(
            "--target goes with no FILE, --blocks or --neutral-share", remedy="drop one"
        )
    if start is not None and not target:
        raise UsageError("--from goes with --target", remedy="name your labels with --target")
    check_place(output)
    opened = open_encoder(encoder) if encoder else None
    recipe = DEFAULT_RECIPE if opened is None else add_encoder(DEFAULT_RECIPE, opened)
    recipe = choose_blocks(recipe, blocks) if blocks else recipe
    if files or codebook is not None:
        recipe = recipe.for_own_labels()
    if neutral_share is not None:
        recipe = replace(recipe, neutral_share=neutral_share)
    if review_load is not None:
        recipe = replace(recipe, review_load=review_load)
    recipe = replace(recipe, seed=seed)
    labelled = read_labelled_set(target or files or None, codebook=read_codebook(codebook))
    progress = None if quiet else _show_progress()
    told: tuple[Adaptation, ...] = ()
    if target:
        fitted, told = _move(start, labelled, recipe, progress)
    else:
        fitted = fit(labelled, recipe, progress=progress)
    digest = save_bundle(fitted, output, card=write_card(fitted, labelled))
    if not quiet:
        for line in _tell(told):
            print(line, file=sys.stderr)
        print(
            f"{output}: model {digest} from {write_count(len(labelled), 'comment')}",
            file=sys.stderr,
        )


def _move(
    start: Path | None, labelled: LabelledSet, recipe: Recipe, progress: Progress | None
) -> tuple[FittedModel, tuple[Adaptation, ...]]:
    """A model (default: the shipped one) moved by labels; first trained with the recipe's encoder
    on the shipped labels, where it has not that one."""
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import load_bundle, read_provenance
    from stance.model.fit import fit
    from stance.model.recipe import add_encoder
    from stance.model.target import adapt, restore_fitted
    from stance.shipped import find_model

    scorer = load_bundle(start or find_model(), native=False)
    own = scorer.open_encoder()
    if recipe.encoder is None:
        recipe = recipe if own is None else add_encoder(recipe, own)
    elif own is None or own.digest != recipe.encoder.digest:
        if start is not None:
            raise UsageError(
                "was trained without that encoder",
                where=str(start),
                remedy="drop --encoder, or --from: the shipped labels are trained with it then",
            )
        shipped = fit(read_labelled_set(), recipe, progress=progress)
        return adapt(shipped, labelled, recipe, progress=progress)
    shipped = restore_fitted(scorer, read_provenance(start or find_model()))
    return adapt(shipped, labelled, recipe, progress=progress)


def _tell(told: tuple[Adaptation, ...]) -> list[str]:
    """What was tried on the user's part, a line a way."""
    lines = []
    for adaptation in told:
        if not adaptation.macro_f1:
            lines.append(
                f"{adaptation.head}: your {adaptation.n} comments are of one thread, so that none "
                f"can be left out to compare ways; taken: {adaptation.chosen}"
            )
            continue
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

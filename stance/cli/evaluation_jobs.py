"""The work of `stance evaluate`: what is fitted, measured and compared, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.evaluation.comparison import Comparison
    from stance.evaluation.evaluation import Ablation, Evaluation
    from stance.labels.codebook import Codebook
    from stance.labels.labelled import LabelledSet
    from stance.model.provenance import Provenance
    from stance.model.recipe import Recipe

__all__ = ["compare_with", "cross_validate", "measure_given"]

Say = Callable[[str], None]


def measure_given(
    model: Path | None,
    on: list[Path],
    book: Codebook,
    *,
    what: str,
    seed: int,
    reasons: str | None,
) -> Evaluation:
    """A saved model on the labels of files."""
    from stance.evaluation.crossvalidate import evaluate_on
    from stance.evaluation.models import explain_with, predict_with
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import load_bundle
    from stance.shipped import find_model

    scorer = load_bundle(model or find_model())
    known = _find_provenance(model, book)
    return evaluate_on(
        read_labelled_set(on, codebook=book),
        predict_with(scorer, what=what),
        what=what,
        seed=seed,
        model=f"{model or 'default'} ({scorer.digest})",
        training_counts=known.counts.get(what) if known else None,
        seen=known.has if known else None,
        explain=explain_with(scorer, what=what) if reasons else None,
        reasons=reasons or "all",
    )


def _find_provenance(model: Path | None, book: Codebook) -> Provenance | None:
    """What a model was trained on; of a shipped one that does not say, the shipped labels."""
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import read_provenance
    from stance.model.provenance import describe_training
    from stance.shipped import find_model

    known = read_provenance(model or find_model())
    if known is None and model is None and book.sets:
        return describe_training(read_labelled_set(codebook=book))
    return known


def cross_validate(
    model: Path | None,
    labels: list[Path] | None,
    book: Codebook,
    *,
    what: str,
    n_folds: int,
    seed: int,
    jobs: int,
    say: Say,
    reasons: str | None,
    quick: bool,
    ablate: bool,
    encoder: str = "",
) -> Evaluation:
    """The recipe of `stance train` on labels, and what is measured beside the result."""
    from stance.evaluation import crossvalidate
    from stance.evaluation.models import RecipeFit, describe_settings, search_less, settle
    from stance.labels.labelled import read_labelled_set
    from stance.model.recipe import DEFAULT_RECIPE, add_encoder

    _refuse_model(model)
    labelled = read_labelled_set(labels, codebook=book)
    shipped = not labels and book.passes
    recipe = replace(DEFAULT_RECIPE, seed=seed)
    recipe = recipe if shipped else recipe.for_own_labels()
    if encoder:
        from stance.features.encoder import open_encoder

        recipe = add_encoder(recipe, open_encoder(encoder))
    recipe = settle(recipe) if quick else search_less(recipe)
    say(f"cross-validating {len(labelled):,} labels in {n_folds} folds")
    found = crossvalidate.cross_validate(
        labelled,
        RecipeFit(recipe, what=what),
        what=what,
        n_folds=n_folds,
        seed=seed,
        n_jobs=jobs,
        reasons=reasons,
        progress=say,
    )
    share = recipe.neutral_share if what == "stance" else None
    words = describe_settings(found.settings, searched=not quick, neutral_share=share)
    found = replace(found, model=words)
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


def _refuse_model(model: Path | None) -> None:
    if model is not None:
        raise UsageError(
            "a saved model cannot be cross-validated: it has seen its labels",
            where=str(model),
            remedy="give labels that are new to it with --on",
        )


def _ablate(
    labelled: LabelledSet, found: Evaluation, recipe: Recipe, jobs: int, say: Say
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


def compare_with(found: Evaluation, other: Path, book: Codebook) -> Comparison:
    """The evaluation against a model folder or a file of predictions on the same comments."""
    from stance.evaluation.comparison import compare
    from stance.evaluation.crossvalidate import predict_set
    from stance.evaluation.models import predict_with
    from stance.evaluation.rows import read_predictions
    from stance.labels.labelled import LabelledSet
    from stance.model.bundle import load_bundle

    seen = None
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
        known = _find_provenance(other, book)
        seen = sum(known.has(label.text) for label in labelled) if known else None
    else:
        second = read_predictions(other, found.predictions, found.names, what=found.what)
    names = (found.model or "this model", str(other))
    compared = compare(found.predictions, second, found.names, names=names, seed=found.seed)
    return replace(compared, n_seen=(found.n_seen, seen))

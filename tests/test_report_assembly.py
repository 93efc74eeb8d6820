"""From an evaluation to a report: the numbers are the evaluation's own."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import jsonschema
import pytest

from stance.evaluation.crossvalidate import cross_validate, evaluate_on
from stance.evaluation.models import RecipeFit, explain_with, predict_with, settle
from stance.features.context import place_labels
from stance.labels.codebook import Category, Codebook, read_codebook
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.bundle import load_bundle
from stance.model.recipe import DEFAULT_RECIPE
from stance.records import Label
from stance.report.assembly import build_report
from stance.report.document import as_document

# Another order than the invented model's: for, against, neither.
STANCES = ("neither", "for", "against")
TEXTS = ("They need help", "No war!", "Why though?", "Stop the money", "NATO will win")


def test_the_report_of_a_held_out_set(invented_bundle: Path) -> None:
    book = Codebook(
        name="invented", question="", stance_categories=tuple(Category(n) for n in STANCES)
    )
    labels = tuple(
        Label(id=str(i), text=text, stance=STANCES[i % 3], reply_to="0" if i == 1 else None)
        for i, text in enumerate(TEXTS)
    )
    scorer = load_bundle(invented_bundle)
    found = evaluate_on(
        LabelledSet(labels, book), predict_with(scorer), model="m", explain=explain_with(scorer)
    )
    report = build_report(found)
    assert report.confusion == found.measures.confusion
    assert report.n_correct == found.measures.n_correct
    assert report.measures[0].value == found.measures.macro_f1.value
    assert report.cases[1].parent_text is None  # the parent is in the report itself
    for case, context in zip(report.cases, place_labels(labels), strict=True):
        said = scorer.score(context).stance
        assert case.reasons is not None
        gap = case.reasons.sum(1) - case.reasons.sum(0)
        assert said["for"] / said["neither"] == pytest.approx(2.718281828459045**gap, rel=1e-5)
    schema = Path(__file__).parents[1] / "docs" / "report.schema.json"
    jsonschema.validate(as_document(report), json.loads(schema.read_text("utf-8")))


def test_every_fold_gives_the_reasons_of_its_own_model() -> None:
    labels = LabelledSet(read_labelled_set().labels[:240], read_codebook())
    fit = RecipeFit(settle(DEFAULT_RECIPE))
    found = cross_validate(labels, fit, n_folds=2, reasons="all")
    assert {p.fold for p in found.predictions} == {0, 1}
    for p in found.predictions:
        assert p.reasons is not None
        powers = [exp(p.reasons.sum(k)) for k in range(len(found.names))]
        chances = [power / sum(powers) for power in powers]
        assert chances == pytest.approx(p.probabilities, abs=1e-9)
    mistakes = cross_validate(labels, fit, n_folds=2, reasons="mistakes").predictions
    assert [p.reasons is not None for p in mistakes] == [not p.correct for p in mistakes]
    assert [p.reasons for p in mistakes if p.reasons] == [
        p.reasons for p in found.predictions if not p.correct
    ]

"""What `stance evaluate` prints: figures that are right, in 80 columns; files that come back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stance.bootstrap import Estimate
from stance.cli.evaluation_text import write_comparison, write_evaluation
from stance.errors import InputError
from stance.evaluation.ceiling import measure_ceiling
from stance.evaluation.comparison import compare
from stance.evaluation.evaluation import Ablation, CurvePoint, Evaluation
from stance.evaluation.figures import as_figures, compare_figures
from stance.evaluation.prediction import Prediction
from stance.evaluation.rows import as_rows, read_predictions
from stance.labels.passes import Decision
from stance.records import Label

NAMES = ("for the motion, with a long name", "against", "neither", "something else altogether")


@pytest.fixture
def evaluation() -> Evaluation:
    rng = np.random.default_rng(0)
    predictions = []
    for i in range(400):
        gold = int(rng.integers(4))
        chance = rng.dirichlet(np.where(np.arange(4) == gold, 2.0, 0.7))
        label = Label(
            id=f"a-very-long-identifier-of-a-comment-{i}",
            text="Well,\n I never! " * int(rng.integers(1, 40)),
            stance=NAMES[gold],
            origin=("seed", "written")[i % 2],
        )
        predictions.append(
            Prediction(
                label=label,
                gold=NAMES[gold],
                predicted=NAMES[int(np.argmax(chance))],
                probabilities=tuple(map(float, chance)),
                conversation=f"t{i // 5}",
                depth=i % 5,
                fold=i % 3,
            )
        )
    return Evaluation(
        what="stance",
        classes=dict.fromkeys(NAMES, ""),
        neutral="neither",
        predictions=tuple(predictions),
        method="cross-validation",
        model="a model whose description would not fit into a single line of a terminal at all",
        n_folds=3,
        seconds=1.25,
        random_split=Estimate(0.9, 0.85, 0.95),
        learning_curve=(CurvePoint(40, Estimate(0.4, 0.3, 0.5)), CurvePoint(270, Estimate(None))),
        ablations=(Ablation("words", Estimate(0.3), Estimate(-0.25, -0.3, -0.2)),),
    )


def test_the_text_fits_80_columns_and_names_every_part(evaluation: Evaluation) -> None:
    votes = [(p.id, c, p.gold) for p in evaluation.predictions for c in "ab"]
    ceiling = measure_ceiling(evaluation, [Decision(id=i, coder=c, stance=s) for i, c, s in votes])
    text = write_evaluation(replace(evaluation, ceiling=ceiling))
    assert max(map(len, text.splitlines())) <= 80
    m = evaluation.measures
    for part in (
        "400 comments in 80 threads, cross-validated in 3 folds",
        f"macro-F1           {m.macro_f1.value:.3f}   {m.macro_f1.low:.3f}–{m.macro_f1.high:.3f}",
        "Warning, not a result",
        "coders: b against a on 400",
        "origin  seed",
        "3 and more",
        "Learning curve",
        "words  0.300  -0.250 [-0.300, -0.200]",
        f"The 5 worst of {400 - m.n_correct} mistakes",
    ):
        assert part in text


def test_one_mistake_is_told_as_one(evaluation: Evaluation) -> None:
    text = write_evaluation(evaluation, n_mistakes=1)
    assert f"The worst of {len(evaluation.mistakes)} mistakes" in text


def test_the_confusions_printed_are_those_counted(evaluation: Evaluation) -> None:
    lines = write_evaluation(evaluation).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Confusion"))
    rows = [line.split()[-6:] for line in lines[start + 2 : start + 6]]
    counts = [[int(cell.replace("·", "0")) for cell in row[:4]] for row in rows]
    assert counts == [list(row) for row in evaluation.measures.confusion]
    assert [int(row[4]) for row in rows] == [sum(row) for row in counts]


def test_a_comparison_fits_80_columns_and_lists_both_ways(evaluation: Evaluation) -> None:
    shifted = [
        replace(p, predicted=p.gold if i % 3 else NAMES[1])
        for i, p in enumerate(evaluation.predictions)
    ]
    c = compare(evaluation.predictions, shifted, NAMES, names=("one " * 20, "two " * 20))
    text = write_comparison(c, n_changes=2)
    assert max(map(len, text.splitlines())) <= 80
    assert f"Better with the first: {len(c.better)}" in text
    assert f"Worse with the first: {len(c.worse)}" in text
    assert "p < 0.001" in text
    figures = compare_figures(c)
    assert len(figures["worse"]) == len(c.worse)
    json.dumps(figures, allow_nan=False)


def test_figures_are_json_with_null_for_the_undefined(evaluation: Evaluation) -> None:
    figures = json.loads(json.dumps(as_figures(evaluation), allow_nan=False))
    assert figures["learning_curve"][1]["macro_f1"]["value"] is None
    assert figures["measures"]["macro_f1"]["value"] == evaluation.measures.macro_f1.value
    assert sum(map(sum, figures["confusion"])) == figures["n"] == 400
    assert figures["baselines"]["majority"]["accuracy"]["value"] is not None


def test_predictions_come_back_from_a_file(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    rows = list(as_rows(evaluation, evaluation.predictions))
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    back = read_predictions(path, evaluation.predictions, NAMES)
    assert [p.predicted for p in back] == [p.predicted for p in evaluation.predictions]
    assert np.array([p.probabilities for p in back]) == pytest.approx(
        np.array([p.probabilities for p in evaluation.predictions]), abs=1e-6
    )
    worst = max(rows, key=lambda row: row["wrong_by"])
    assert worst["id"] == evaluation.mistakes[0].id


def test_scores_of_any_tool_are_predictions(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "scores.jsonl"
    name = evaluation.predictions[0].id
    path.write_text(json.dumps({"id": name, "stance": "against"}), "utf-8")
    (only,) = read_predictions(path, evaluation.predictions, NAMES)
    assert (only.predicted, only.probabilities) == ("against", (0.0, 1.0, 0.0, 0.0))
    path.write_text(json.dumps({"id": name, "stance": "sugar"}), "utf-8")
    with pytest.raises(InputError, match="'sugar' is not one of"):
        read_predictions(path, evaluation.predictions, NAMES)
    path.write_text(json.dumps({"id": "another", "stance": "against"}), "utf-8")
    with pytest.raises(InputError, match="no row is about a comment of this evaluation"):
        read_predictions(path, evaluation.predictions, NAMES)

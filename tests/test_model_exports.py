"""What is exported says what the model says, and is loaded only where it is trusted."""

from __future__ import annotations

import json
from pathlib import Path

import joblib
import numpy as np
import pytest
from typer.testing import CliRunner

from stance.cli.main import build_app
from stance.errors import ModelError, UsageError
from stance.features.context import Context
from stance.model.bundle import load_bundle
from stance.model.export import read_fitted
from stance.model.pipeline import load_pipeline
from stance.scoring.job import Job

ROWS = [
    {"id": "1", "text": "Send them arms, now!", "headline": "NATO"},
    {"id": "2", "text": "No, never", "reply_to": "1"},
    {"id": "3", "text": " "},
]


def export(model: Path, form: str, place: Path) -> Path:
    words = ["export", str(model), "--to", form, "-o", str(place)]
    result = CliRunner().invoke(build_app(("info", "export")), words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert [file.name for file in place.parent.iterdir()] == [place.name]
    return place


def score(scorer: object, place: Path, **options: int) -> list[dict[str, object]]:
    source, out = place / "in.jsonl", place / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    Job(scorer, [str(source)], output=str(out), **options).run()  # type: ignore[arg-type]
    return [json.loads(line) for line in out.read_text().splitlines()]


@pytest.mark.parametrize("form", ["joblib", "skops"])
def test_a_pipeline_scores_as_its_model(form: str, invented_bundle: Path, tmp_path: Path) -> None:
    if form == "skops":
        pytest.importorskip("skops", reason="skops is not installed")
    (tmp_path / "made").mkdir()
    place = export(invented_bundle, form, tmp_path / "made" / f"model.{form}")
    pipeline = load_pipeline(str(place), trust=form == "joblib")
    found = score(pipeline, tmp_path)
    expected = score(load_bundle(invented_bundle), tmp_path, reasons=0)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours["stance"] == theirs["stance"]
        assert ours["probabilities"] == pytest.approx(theirs["probabilities"], abs=1.001e-4)
    assert found == score(pipeline, tmp_path, jobs=2)


def test_a_joblib_is_loaded_only_if_it_is_trusted(tmp_path: Path) -> None:
    place = tmp_path / "model.joblib"
    joblib.dump({"no": "classifier"}, place)
    with pytest.raises(ModelError, match="can run any code") as refused:
        load_pipeline(str(place))
    assert refused.value.exit_code == 5
    with pytest.raises(ModelError, match="no classifier"):
        load_pipeline(str(place), trust=True)
    place.write_bytes(b"not a pickle")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_pipeline(str(place), trust=True)


def test_a_graph_says_what_the_model_says(
    invented_bundle: Path, tmp_path: Path, written_contexts: list[Context]
) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed")
    from onnx.reference import ReferenceEvaluator

    from stance.model.onnx import build_graph, count_matrix

    place = export(invented_bundle, "onnx", tmp_path / "model.onnx")
    fitted = read_fitted(load_bundle(invented_bundle))
    contexts = [*written_contexts[:40], Context("")]
    counts = count_matrix(fitted, contexts)
    (found,) = ReferenceEvaluator(str(place)).run(None, {"counts": counts})
    expected = [list(p.stance.values()) for p in load_bundle(invented_bundle).score_many(contexts)]
    assert np.abs(found - expected).max() < 1e-5  # 32 bits
    told = {prop.key: json.loads(prop.value) for prop in onnx.load(place).metadata_props}
    assert told["classes"] == list(fitted.heads[0].classes)
    assert [key for _, key in told["features"]] == list(fitted.keys)
    with pytest.raises(UsageError, match="no head"):
        build_graph(fitted, "mood")


@pytest.mark.parametrize("ending", [".joblib", ".skops"])
def test_an_export_that_is_not_there_asks_for_no_trust(ending: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such file or directory"):
        load_pipeline(str(tmp_path / f"model{ending}"))

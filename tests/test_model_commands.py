"""`stance info` and `stance export`."""

from __future__ import annotations

import json
from pathlib import Path

import joblib
import numpy as np
import pytest
from typer.testing import CliRunner

from stance.cli.main import build_app
from stance.errors import UsageError
from stance.features.context import Context
from stance.model.bundle import load_bundle, pack_model
from stance.model.export import read_fitted
from stance.model.fitted import FittedModel


def test_info(invented_bundle: Path) -> None:
    result = CliRunner().invoke(build_app(("info", "export")), ["info", str(invented_bundle)])
    assert result.exit_code == 0, result.output
    assert "for, against, neither" in result.output
    facts = CliRunner().invoke(
        build_app(("info", "export")), ["info", str(invented_bundle), "--json"]
    )
    described = json.loads(facts.output)
    assert sum(block["features"] for block in described["blocks"]) == described["features"]


def test_a_bundle_comes_back_as_the_model_it_was(
    invented_model: FittedModel, invented_bundle: Path
) -> None:
    assert pack_model(read_fitted(load_bundle(invented_bundle))) == pack_model(invented_model)


def test_export(invented_bundle: Path, tmp_path: Path, written_contexts: list[Context]) -> None:
    place = tmp_path / "model.joblib"
    app = build_app(("info", "export"))
    result = CliRunner().invoke(app, ["export", str(invented_bundle), "-o", str(place)])
    assert result.exit_code == 0, result.output
    pipeline = joblib.load(place)
    theirs = pipeline.predict_proba(written_contexts[:20])
    ours = load_bundle(invented_bundle).score_many(written_contexts[:20])
    assert np.abs(theirs - [list(p.stance.values()) for p in ours]).max() < 1e-6
    words = ["export", str(invented_bundle), "--to", "pickle", "-o", str(place)]
    with pytest.raises(UsageError):
        CliRunner().invoke(app, words, catch_exceptions=False)

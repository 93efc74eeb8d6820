"""`stance evaluate` from the command line, with the invented model on labels made for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from stance.cli.main import build_app
from stance.errors import GateError, InputError, ModelError, UsageError
from stance.labels.labelled import read_labelled_set
from stance.shipped import find_labels

CODEBOOK = """
[[stances]]
name = "for"
[[stances]]
name = "against"
[[stances]]
name = "neither"
neutral = true
[[moderation]]
name = "approve"
[[moderation]]
name = "reject"
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a codebook of three stances and a hundred labels by it."""
    folder = tmp_path_factory.mktemp("held out")
    (folder / "codebook.toml").write_text(CODEBOOK, "utf-8")
    names = {"supportive": "for", "appeasement": "against"}
    rows = [
        {
            "id": label.id,
            "text": label.text,
            "reply_to": label.reply_to,
            "parent_text": label.parent_text,
            "stance": names.get(label.stance, "neither"),
            "moderation": "approve" if label.moderation == "approve" else "reject",
            "origin": label.origin,
        }
        for label in read_labelled_set().labels[:100]
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "labels.jsonl").write_text(lines, "utf-8")
    (folder / "few.jsonl").write_text("\n".join(lines.splitlines()[:40]), "utf-8")
    return folder


def run(place: Path, *args: str | Path) -> Result:
    line = ["evaluate", "--codebook", place / "codebook.toml", *args]
    return CliRunner().invoke(build_app(("evaluate",)), [str(a) for a in line])


def measure(place: Path, model: Path, *args: str | Path) -> Result:
    return run(place, model, "--on", place / "labels.jsonl", *args)


def test_a_held_out_file_is_measured_in_text_json_and_markdown(
    place: Path, invented_bundle: Path
) -> None:
    text = measure(place, invented_bundle)
    assert text.exit_code == 0, text.exception
    assert "100 comments" in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 80
    figures = json.loads(measure(place, invented_bundle, "--format", "json").stdout)
    assert (figures["method"], figures["n"], figures["classes"][0]) == ("held-out", 100, "for")
    value = figures["measures"]["macro_f1"]["value"]
    assert f"{value:.3f}" in text.stdout
    assert f"{value:.3f}" in measure(place, invented_bundle, "--format", "markdown").stdout


def test_files_are_written_beside(place: Path, invented_bundle: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("report.html", "m.jsonl", "p.jsonl")]
    report, mistakes, predictions = files
    result = measure(
        place,
        invented_bundle,
        *("-o", report, "--mistakes", mistakes, "--predictions", predictions),
        *("--format", "json"),
    )
    figures = json.loads(result.stdout)
    assert report.read_text("utf-8").lstrip().lower().startswith("<!doctype html")
    assert len(mistakes.read_text("utf-8").splitlines()) == 100 - figures["n_correct"]
    rows = [json.loads(line) for line in predictions.read_text("utf-8").splitlines()]
    assert sum(row["gold"] == row["predicted"] for row in rows) == figures["n_correct"]
    compared = measure(place, invented_bundle, "--compare", predictions)
    assert "difference in macro-F1  +0.000" in compared.stdout


def test_two_models_are_compared(place: Path, invented_bundle: Path) -> None:
    result = measure(place, invented_bundle, "--compare", invented_bundle, "--format", "json")
    comparison = json.loads(result.stdout)["comparison"]
    assert (comparison["better"], comparison["worse"]) == ([], [])
    assert comparison["macro_f1"]["p"] == 1.0


def test_the_gate(place: Path, invented_bundle: Path) -> None:
    assert measure(place, invented_bundle, "--min-macro-f1", "0.01").exit_code == 0
    error = measure(place, invented_bundle, "--min-macro-f1", "0.99").exception
    assert isinstance(error, GateError)
    assert error.exit_code == 4
    assert "is below 0.99" in str(error)


def test_moderation(place: Path, invented_bundle: Path) -> None:
    result = measure(place, invented_bundle, "--what", "moderation", "--format", "json")
    assert json.loads(result.stdout)["classes"] == ["approve", "reject"]


def test_what_cannot_be_meant(place: Path, invented_bundle: Path, tmp_path: Path) -> None:
    for args in (["--format", "xml"], ["--what", "colour"], ["-o", tmp_path / "report.pdf"]):
        assert isinstance(measure(place, invented_bundle, *args).exception, UsageError)
    nowhere = tmp_path / "nowhere"
    assert isinstance(measure(place, nowhere).exception, ModelError)
    assert isinstance(run(place, invented_bundle, "--on", nowhere).exception, InputError)
    foreign = CliRunner().invoke(
        build_app(("evaluate",)),
        ["evaluate", str(invented_bundle), "--on", str(find_labels() / "seed.jsonl")],
    )
    assert isinstance(foreign.exception, ModelError | InputError)


def cross_validate(place: Path, labels: str, *args: str) -> dict[str, Any]:
    result = run(place, "--labels", place / labels, "--folds", "3", "--format", "json", *args)
    assert result.exit_code == 0, result.exception
    figures: dict[str, Any] = json.loads(result.stdout)
    return figures


def test_cross_validation_trains_without_the_thread_it_predicts(place: Path) -> None:
    figures = cross_validate(place, "labels.jsonl")
    assert (figures["method"], figures["n_folds"], figures["n"]) == ("cross-validation", 3, 100)
    assert len(figures["settings"]) == 3
    assert figures["model"].startswith("logistic regression; searched in each fold: C ")
    assert figures["random_split"]["value"] is not None
    assert [point["n"] for point in figures["learning_curve"]][-1] == 67
    assert figures["learning_curve"][-1]["macro_f1"] == figures["measures"]["macro_f1"]
    assert figures["coders"] is None  # nobody coded these twice


def test_a_quick_cross_validation_and_what_each_part_is_worth(place: Path) -> None:
    figures = cross_validate(place, "few.jsonl", "--quick", "--ablate")
    assert figures["learning_curve"] == []
    names = [part["without"] for part in figures["ablations"]]
    assert "block words" in names
    assert "any parent" in names


def test_processes_change_nothing(place: Path) -> None:
    alone = cross_validate(place, "few.jsonl", "--quick")
    shared = cross_validate(place, "few.jsonl", "--quick", "--jobs", "2")
    assert shared | {"seconds": 0} == alone | {"seconds": 0}


def test_a_saved_model_is_not_cross_validated(place: Path, invented_bundle: Path) -> None:
    error = run(place, invented_bundle).exception
    assert isinstance(error, UsageError)
    assert "has seen its labels" in str(error)


def test_comments_of_the_shipped_sets_are_not_called_held_out(tmp_path: Path) -> None:
    from stance.shipped import find_labels

    rows = (find_labels() / "seed.jsonl").read_text("utf-8").splitlines()
    mine = {"id": "mine", "text": "a comment of nobody's, invented here", "stance": "off-topic"}
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join([*rows[:4], json.dumps(mine)]), "utf-8")
    result = CliRunner().invoke(
        build_app(("evaluate",)), ["evaluate", "--on", str(path), "--format", "text"]
    )
    assert result.exit_code == 0, result.exception
    said = " ".join(result.stdout.split())
    assert "The model was trained on 4 of these 5 comments" in said
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_comments_of_a_models_own_training_are_counted(place: Path, tmp_path: Path) -> None:
    from stance.evaluation.models import settle
    from stance.labels.codebook import read_codebook
    from stance.model.bundle import read_provenance, save_bundle
    from stance.model.fit import fit
    from stance.model.recipe import DEFAULT_RECIPE

    book = read_codebook(place / "codebook.toml")
    labelled = read_labelled_set([place / "few.jsonl"], codebook=book)
    save_bundle(fit(labelled, settle(DEFAULT_RECIPE)), tmp_path / "own")
    known = read_provenance(tmp_path / "own")
    assert known is not None
    assert all(known.has(label.text.upper()) for label in labelled)
    figures = json.loads(measure(place, tmp_path / "own", "--format", "json").stdout)
    assert figures["n_seen"] == 40
    assert "40 of these 100 comments" in figures["warnings"][0]
    parts = {s["name"]: s["n"] for s in figures["slices"] if s["by"] == "training"}
    assert parts == {"new to it": 60, "trained on": 40}
    compared = measure(place, tmp_path / "own", "--compare", tmp_path / "own")
    assert "Warning: the second was trained on 40 of them" in compared.stdout


def test_the_coders_of_ones_own_labels_are_the_ceiling(
    place: Path, invented_bundle: Path, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in (place / "labels.jsonl").read_text("utf-8").splitlines()]
    passes = [row | {"coder": coder} for coder in ("Ann", "Bo") for row in rows]
    (tmp_path / "passes.jsonl").write_text("\n".join(map(json.dumps, passes)), "utf-8")
    report = tmp_path / "report.json"
    args = ["--passes", tmp_path / "passes.jsonl", "--format", "json", "-o", report]
    coders = json.loads(measure(place, invented_bundle, *args).stdout)["coders"]
    assert (coders["coders"], coders["n"], coders["n_agreed"]) == (["Ann", "Bo"], 100, 100)
    case = json.loads(report.read_text("utf-8"))["cases"][0]
    assert case["coders"] == {"Ann": case["gold"], "Bo": case["gold"]}


def test_every_file_of_mistakes_is_alike(
    place: Path, invented_bundle: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.txt"
    measure(place, invented_bundle, "-o", one, "--mistakes", two)
    assert one.read_bytes() == two.read_bytes()
    row = json.loads(one.read_text("utf-8").splitlines()[0])
    assert row["words"]
    assert row["gold"] != row["predicted"]

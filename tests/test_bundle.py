"""Bundles: data only, the same bytes again, refused when a byte differs; scores as the oracle's."""

from __future__ import annotations

import json
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.errors import InputError, ModelError
from stance.features.context import Context
from stance.model.bundle import load_bundle, save_bundle
from stance.model.fitted import FittedModel
from stance.model.layout import pack_sections, unpack_sections
from stance.model.scorer import Scorer


def test_same_model_same_bytes(invented_model: FittedModel, invented_bundle: Path, tmp_path: Path):
    save_bundle(invented_model, tmp_path / "again")
    for file in invented_bundle.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


def test_saving_replaces_a_model_and_nothing_else(invented_model: FittedModel, tmp_path: Path):
    first = save_bundle(invented_model, tmp_path / "m")
    assert save_bundle(invented_model, tmp_path / "m") == first
    assert [p.name for p in tmp_path.iterdir()] == ["m"]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "diary.txt").write_text("mine")
    with pytest.raises(InputError, match="no model"):
        save_bundle(invented_model, tmp_path / "notes")
    assert (tmp_path / "notes" / "diary.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["scorer.bin", "card.md"])
def test_a_changed_byte_is_refused(invented_bundle: Path, tmp_path: Path, name: str):
    folder = tmp_path / "m"
    shutil.copytree(invented_bundle, folder)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match="digest") as caught:
        load_bundle(folder)
    assert caught.value.exit_code == 5


def test_what_is_no_bundle_is_refused(invented_bundle: Path, tmp_path: Path):
    with pytest.raises(ModelError, match="no model here"):
        load_bundle(tmp_path / "nothing")
    folder = tmp_path / "m"
    shutil.copytree(invented_bundle, folder)
    (folder / "scorer.bin").unlink()
    with pytest.raises(ModelError, match="missing"):
        load_bundle(folder)
    manifest = json.loads((invented_bundle / "manifest.json").read_text())
    for broken in ("[]", "{", json.dumps(manifest | {"format": 99}), '{"format": 1, "files": 3}'):
        (folder / "manifest.json").write_text(broken)
        with pytest.raises(ModelError):
            load_bundle(folder)


@pytest.mark.parametrize("native", [None, False], ids=["default", "python"])
def test_corrupt_sections_are_refused_or_harmless(invented_bundle: Path, native: bool | None):
    """Whatever the bytes: an error of ours, or numbers; never a crash or an endless loop."""
    good = (invented_bundle / "scorer.bin").read_bytes()
    about = json.loads(bytes(unpack_sections(good)["about"]))
    lot = random.Random(6)
    refused = 0
    for _ in range(60):
        data = bytearray(good)
        for _ in range(lot.choice((1, 8, 400))):
            data[lot.randrange(lot.choice((64, 400, len(data))))] = lot.randrange(256)
        try:
            scorer = Scorer(unpack_sections(bytes(data)), about, digest="x", native=native)
            scorer.score(Context("Send them arms, now! 😂", "no", "NATO", 1), reasons=2)
        except ModelError:
            refused += 1
    assert refused > 10


def _unpack(bundle: Path) -> tuple[dict[str, memoryview], dict[str, Any]]:
    sections = unpack_sections((bundle / "scorer.bin").read_bytes())
    return sections, json.loads(bytes(sections["about"]))


def test_a_file_without_runs_says_the_same(invented_bundle: Path, written_contexts: list[Context]):
    """As releases wrote it that knew nothing of them: the table tells it all, to the last digit."""
    sections, about = _unpack(invented_bundle)
    with_runs = Scorer(sections, about, digest="x", native=False)
    del sections["runs"], sections["runends"]
    without = Scorer(sections, about, digest="x", native=False)
    assert with_runs.runs.words == 0
    assert without.runs.words is None
    columns = [context.text for context in written_contexts]
    assert with_runs.score_columns(columns, reasons=3) == without.score_columns(columns, reasons=3)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("runends", [0, 1, 2]),
        ("runends", []),
        ("runs", [2**32 - 1]),
        ("runs", [0]),
    ],
    ids=["too few words", "no words", "no feature", "another block's feature"],
)
def test_runs_that_are_none_are_refused(invented_bundle: Path, name: str, numbers: list[int]):
    sections, about = _unpack(invented_bundle)
    size = len(numbers) if name == "runends" else len(sections[name]) // 4
    data = (numbers * size)[:size]
    sections[name] = memoryview(struct.pack(f"<{size}I", *data))
    with pytest.raises(ModelError, match="runs of characters"):
        Scorer(sections, about, digest="x", native=False).score(Context("Send them arms, now!"))


def test_sections_come_back():
    sections = {"a": b"", "b": b"12345", "c": b"x" * 200}
    packed = pack_sections(sections)
    assert {name: bytes(view) for name, view in unpack_sections(packed).items()} == sections
    for cut in (0, 10, 30, len(packed) - 1):
        with pytest.raises(ModelError):
            unpack_sections(packed[:cut])


def test_python_scorer_equals_scikit_learn(
    invented_bundle: Path,
    written_contexts: list[Context],
    pipeline_probabilities: Callable[[list[Context]], np.ndarray],
):
    scorer = load_bundle(invented_bundle, native=False)
    predictions = scorer.score_many(written_contexts)
    ours = np.array([[*p.stance.values(), *p.moderation.values()] for p in predictions])
    assert np.abs(ours - pipeline_probabilities(written_contexts)).max() < 1e-6


def test_reasons_speak_for_the_stance(invented_bundle: Path, written_contexts: list[Context]):
    scorer = load_bundle(invented_bundle, native=False)
    for prediction in scorer.score_many(written_contexts[:20], reasons=3):
        weights = [reason.weight for reason in prediction.reasons]
        assert len(weights) == 3
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] > 0

"""Bundles: data only, the same bytes again, refused when a byte differs; scores as the oracle's."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stance.errors import InputError, ModelError
from stance.features.context import Context
from stance.model.bundle import load_bundle, save_bundle
from stance.model.fitted import FittedModel
from stance.model.layout import pack_sections, unpack_sections


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


def test_corrupt_sections_are_refused_or_harmless(invented_bundle: Path):
    """Whatever the bytes: an error of ours, or numbers; never a crash or an endless loop."""
    from stance.model.scorer import Scorer

    good = (invented_bundle / "scorer.bin").read_bytes()
    about = json.loads(bytes(unpack_sections(good)["about"]))
    lot = random.Random(6)
    refused = 0
    for _ in range(60):
        data = bytearray(good)
        for _ in range(lot.choice((1, 8, 400))):
            data[lot.randrange(lot.choice((64, 400, len(data))))] = lot.randrange(256)
        try:
            scorer = Scorer(unpack_sections(bytes(data)), about, digest="x")
            scorer.score(Context("Send them arms, now! 😂", "no", "NATO", 1), reasons=2)
        except ModelError:
            refused += 1
    assert refused > 10


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

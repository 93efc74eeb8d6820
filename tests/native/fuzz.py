"""Feeds the compiled scorer hostile texts and corrupt models, and compares it with Python's.

usage: fuzz.py NATIVE_MODULE SECONDS
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from stance.errors import ModelError
from stance.features.context import Context
from stance.features.lexicon import Lexicon
from stance.model.bundle import load_bundle, save_bundle
from stance.model.layout import unpack_sections
from stance.model.scorer import Scorer
from stance.scoring.judgement import Judge
from stance.scoring.parents import Chunk

ALPHABET = (
    "aAbB eEsS tT.!?>&;:1209\n\r\t'’\"()@#"
    "😂🇺🇦éİΣςß\u0301\u200bж中\ud800\udfff\0…—🏽ﬀ×÷`´ʼ\U000e0001"
)
NUMBER = re.compile(rb"(?<=[ ])\d+\.\d+(?=[,}])")
PIECES = (
    "&gt;",
    "&amp;",
    "http://",
    "www.",
    "nato ",
    "stand with ",
    "don't ",
    "russia",
    "12:30",
    "ing",
)


def load_native(path: str) -> None:
    """Put the module built for this test where the package looks for its own."""
    spec = importlib.util.spec_from_file_location("stance.model._native", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules["stance.model._native"] = module


def invent_text(lot: random.Random) -> str:
    size = lot.choice((0, 3, 20, 60, 60, 60, 500))
    text = "".join(
        lot.choice(PIECES) if lot.random() < 0.1 else lot.choice(ALPHABET) for _ in range(size)
    )
    return text * lot.choice((1, 1, 1, 1, 1, 1, 40))


def invent_context(lot: random.Random) -> Context:
    parent, headline = (
        lot.choice((None, "", invent_text(lot))),
        lot.choice((None, invent_text(lot))),
    )
    return Context(invent_text(lot), parent, headline, lot.randrange(7))


def compare(python: Scorer, native: Scorer, lot: random.Random) -> int:
    contexts = [invent_context(lot) for _ in range(40)]
    compare_lines(python, native, contexts)
    for ours, theirs in zip(python.score_many(contexts), native.score_many(contexts), strict=True):
        for head in ours.heads:
            for name, p in ours.heads[head].items():
                assert abs(p - theirs.heads[head][name]) < 1e-9, (ours, theirs)
    return len(contexts)


def compare_lines(python: Scorer, native: Scorer, contexts: list[Context]) -> None:
    """The same lines of JSON, byte for byte but for the last digit of a number."""
    lines = []
    for scorer in (python, native):
        chunk = Chunk(
            [{"id": str(i), "text": c.text} for i, c in enumerate(contexts)],
            parents=[c.parent for c in contexts],
            headlines=[c.headline for c in contexts],
            depths=[c.depth for c in contexts],
        )
        lines.append(Judge(scorer, reasons=4).write_lines(chunk))
    if lines[0] != lines[1]:
        for ours, theirs in zip(*map(bytes.splitlines, lines), strict=True):
            numbers = [[float(n) for n in NUMBER.findall(line)] for line in (ours, theirs)]
            assert NUMBER.sub(b"", ours) == NUMBER.sub(b"", theirs), (ours, theirs)
            gaps = [abs(a - b) for a, b in zip(*numbers, strict=True)]
            assert max(gaps, default=0) < 1.001e-4, (ours, theirs)


def corrupt(folder: Path, lot: random.Random) -> bool:
    """Score with a damaged model; whether it was refused."""
    good = (folder / "scorer.bin").read_bytes()
    data = bytearray(good)
    for _ in range(lot.choice((1, 8, 400))):
        data[lot.randrange(64, len(data))] = lot.randrange(256)
    about = json.loads(bytes(unpack_sections(good)["about"]))
    place = lot.choice(("firsts", "heads", "blocks", "words", "none"))
    if place == "firsts":
        about["firsts"][lot.randrange(len(about["firsts"]))] = lot.choice((-1, 3, 10**9))
    elif place == "heads":
        about["heads"][0]["temperature"] = lot.choice((0, -1, float("nan"), float("inf"), 1))
    elif place == "blocks":
        params = lot.choice(about["blocks"])["params"]
        params[lot.choice(("min", "max", "reach"))] = lot.choice((-5, 0, 7, 10**6, 10**12))
    elif place == "words":
        entry = lot.choice(about["words"][lot.choice(("phrases", "beginnings"))])
        entry[lot.randrange(2)] = lot.choice(([10**6], [-1], "", " ", "  a", [0] * 99))
    try:
        scorer = Scorer(unpack_sections(bytes(data)), about, digest="x", native=True)
        contexts = [invent_context(lot) for _ in range(5)]
        scorer.score_many(contexts, reasons=3)
        Judge(scorer, reasons=3).write_lines(
            Chunk(
                [{"id": "1", "text": c.text} for c in contexts],
                parents=[c.parent for c in contexts],
                headlines=[c.headline for c in contexts],
                depths=[c.depth for c in contexts],
            )
        )
    except (ModelError, TypeError):
        return True
    return False


def main(path: str, seconds: float) -> None:
    load_native(path)
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from conftest import invent_model  # type: ignore[import-not-found]
    from row_texts import JSON, LINES, compare_readings, invent_rows  # type: ignore[import-not-found]

    lot = random.Random(6)
    lexicon = Lexicon({"not": ["dont", "no"], "help": ["stand with", "send*"], "side": ["nato"]})
    model = invent_model([invent_context(lot) for _ in range(60)], lexicon)
    assert np.isfinite(model.idf).all()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "model"
        save_bundle(model, folder)
        python, native = load_bundle(folder, native=False), load_bundle(folder, native=True)
        end = time.monotonic() + seconds
        compared = refused = models = rows = 0
        for files, is_json in ((JSON, True), (LINES, False)):
            for data in files.values():
                compare_readings(data, is_json=is_json)
        for text in ("x" * 1_000_000, "é" * 300_000 + " " + "ab" * 100_000, "a " * 200_000):
            native.score_many([Context(text, text)], reasons=5)
        while time.monotonic() < end:
            compared += compare(python, native, lot)
            for _ in range(50):
                rows += compare_readings(invent_rows(lot), is_json=lot.random() < 0.9)
            for _ in range(10):
                refused += corrupt(folder, lot)
                models += 1
        print(
            f"{compared} hostile comments and {rows} hostile rows equal; "
            f"{refused} of {models} corrupt models refused"
        )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))

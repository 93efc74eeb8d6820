"""The compiled scorer, built from this source, gives what the Python one gives."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from row_texts import JSON, LINES, compare_readings, invent_rows

from stance.errors import InputError
from stance.features.context import Context
from stance.model.bundle import load_bundle
from stance.model.scorer import Scorer
from stance.scoring.job import Job
from stance.scoring.judgement import Judge
from stance.scoring.parents import Chunk

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The module of this checkout, in the place where the package looks for it."""
    if not any(map(shutil.which, (os.environ.get("CC", "cc"), "gcc", "clang", "cl"))):
        pytest.skip("no compiler here")
    place = tmp_path_factory.mktemp("native")
    words = ["build_ext", "--build-lib", str(place), "--build-temp", str(place / "temp")]
    subprocess.run(
        [sys.executable, "setup.py", "-q", *words], cwd=ROOT, check=True, capture_output=True
    )
    file = next(place.glob("stance/model/_native*"))
    spec = importlib.util.spec_from_file_location("stance.model._native", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules["stance.model._native"] = module


@pytest.fixture(scope="module")
def native(built: None, invented_bundle: Path) -> Scorer:
    scorer = load_bundle(invented_bundle, native=True)
    assert scorer.native
    return scorer


@pytest.fixture(scope="module")
def python(invented_bundle: Path) -> Scorer:
    return load_bundle(invented_bundle, native=False)


def difference(ours: Scorer, theirs: Scorer, contexts: list[Context]) -> float:
    """The largest difference between any two probabilities."""
    return max(
        abs(a.heads[head][name] - b.heads[head][name])
        for a, b in zip(ours.score_many(contexts), theirs.score_many(contexts), strict=True)
        for head in a.heads
        for name in a.heads[head]
    )


def test_native_equals_scikit_learn(
    native: Scorer,
    written_contexts: list[Context],
    pipeline_probabilities: Callable[[list[Context]], np.ndarray],
) -> None:
    predictions = native.score_many(written_contexts)
    ours = np.array([[*p.stance.values(), *p.moderation.values()] for p in predictions])
    assert np.abs(ours - pipeline_probabilities(written_contexts)).max() < 1e-6


SECTIONS = {"ends": "ends", "table": "slots", "rows": "rows", "keys": "keys"}
HARD = {
    "nothing": "",
    "blank": " \n\t\u3000",
    "one long word": "ab" * 4_000,
    "one long word of other letters": "ё" * 4_000 + "жа" * 500,
    "lower case grows": "İSTANBUL İİİ",
    "final sigma": "ΑΣ ΣΑΣ Σ ΑΣ. ΣΣ'Σ",
    "symbols": "NATO’S “BEST” — €5 → ★ 😂\ufe0f",  # C lower-cases what is around them, not these:
    "letters that look like symbols": "\u212aIEV \u212bS \u2167 \u24b6\u24d0 \u2c00 \u1e9e",
    "combining marks": "e\u0301e\u0301e\u0301 n\u0303o x\u0336y\u0336",
    "flags and skin": "🇺🇦🇺🇦🇺 👍🏽👍🏽👍 😂😂 😂",
    "half a pair": "\ud83d arms \udc00",
    "entities": "&amp;gt; &lt;b&gt; don&#039;t &quot;x&quot;&nbsp;&#x200b;",
    "quotes": "> no arms\n  > never\nSend them!\n&gt; old",
    "nothing but quotes": "> no\n> arms\n \u2003",
    "quotes in other scripts": "> НЕТ ВОЙНЕ\nΌΧΙ\n>> ΟΧΙ ΣΑΣ",
    "capital entity": "&GT; É no",
    "times and numbers": "12:30:45 1,000.5 2020 2020,1 1999:30 007 1.2.3. 24:7",
    "addresses": "(https://a.example/x?y=1) www.b.example> http://\u00a0z @me #tag #2024 @ #",
    "marks": "what?!?! no... .… …. !!",
    "apostrophes": "don’t ’tis o’clock' x´y `z` ʼaʼ",
    "NUL and controls": "\x00arms\x1f\x85\x7f",
    "letters repeated": "sooooo haaaappy 1111 aAaAaA",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_text(native: Scorer, python: Scorer, name: str) -> None:
    text = HARD[name]
    contexts = [Context(text), Context("Why?", text, text, 1), Context(text, "", "NATO", 9)]
    assert difference(native, python, contexts) < 1e-9


def test_a_word_of_a_megabyte(native: Scorer, python: Scorer) -> None:
    assert difference(native, python, [Context("ab" * 50_000)]) < 1e-9
    probabilities = native.score(Context("ё" * 500_000 + " " + "ab" * 500_000)).stance
    assert sum(probabilities.values()) == pytest.approx(1)


# Texts of what the tokeniser treats in a way of its own, and anything else.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("aAeEsStT.!?>&;:129\n\r\t'’\"()@#😂🇺🇦…—İΣ\u0301\ud800"), st.characters()
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, parent=st.none() | TEXTS, headline=st.none() | TEXTS, depth=st.integers(0, 9))
def test_any_text(
    native: Scorer, python: Scorer, text: str, parent: str | None, headline: str | None, depth: int
) -> None:
    assert difference(native, python, [Context(text, parent, headline, depth)]) < 1e-9


def test_reasons_are_the_same(
    native: Scorer, python: Scorer, written_contexts: list[Context]
) -> None:
    ours = native.score_many(written_contexts[:60], reasons=4)
    theirs = python.score_many(written_contexts[:60], reasons=4)
    for a, b in zip(ours, theirs, strict=True):
        assert [r.key for r in a.reasons] == [r.key for r in b.reasons]
        assert [r.weight for r in a.reasons] == pytest.approx([r.weight for r in b.reasons])


def test_the_past_changes_nothing(native: Scorer, written_contexts: list[Context]) -> None:
    """What is remembered of tokens never shows: any order and any batches give the same bytes."""
    whole = native.score_columns([c.text for c in written_contexts])[0]
    backwards = native.score_columns([c.text for c in reversed(written_contexts)])[0]
    width = native.width
    for i in range(len(written_contexts)):
        j = len(written_contexts) - 1 - i
        assert (
            whole[i * width : (i + 1) * width].tolist()
            == backwards[j * width : (j + 1) * width].tolist()
        )


def test_threads_share_a_model(native: Scorer, written_contexts: list[Context]) -> None:
    texts = [c.text for c in written_contexts] * 5
    expected = bytes(native.score_columns(texts)[0])
    found: list[bytes] = []

    def score() -> None:
        found.extend(bytes(native.score_columns(texts)[0]) for _ in range(3))

    threads = [threading.Thread(target=score) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 12


def write(scorer: Scorer, contexts: list[Context], reasons: int) -> bytes:
    chunk = Chunk(
        [{"id": str(i), "text": c.text} for i, c in enumerate(contexts)],
        parents=[c.parent for c in contexts],
        headlines=[c.headline for c in contexts],
        depths=[c.depth for c in contexts],
    )
    return Judge(scorer, reasons=reasons).write_lines(chunk)


@pytest.mark.parametrize("reasons", [0, 3])
def test_lines_are_the_same(
    native: Scorer, python: Scorer, written_contexts: list[Context], reasons: int
) -> None:
    contexts = [*written_contexts, *(Context(text, text, "A", 2) for text in HARD.values())]
    assert write(native, contexts, reasons) == write(python, contexts, reasons)


def test_what_only_python_can_write(native: Scorer, python: Scorer) -> None:
    """A weight too large to be told with four exact digits after the point."""
    about = copy.deepcopy(dict(native.about))
    for block in about["blocks"]:
        block["scale"] = 1e15
    scorers = [
        Scorer(
            {name: getattr(native, at).cast("B") for name, at in SECTIONS.items()},
            about,
            digest="x",
            native=is_native,
        )
        for is_native in (True, False)
    ]
    contexts = [Context("send them arms now")]
    lines = [json.loads(write(scorer, contexts, 2)) for scorer in scorers]
    assert lines[0]["reasons"][0]["weight"] > 1e10
    assert lines[0]["reasons"][0]["feature"] == lines[1]["reasons"][0]["feature"]


FILES = {
    f"{kind}: {name}": (kind, data)
    for kind, files in (("jsonl", JSON), ("lines", LINES))
    for name, data in files.items()
}


@pytest.mark.parametrize("name", FILES)
def test_files_are_scored_the_same(
    native: Scorer, python: Scorer, name: str, tmp_path: Path
) -> None:
    """The same bytes, the same rejected rows, the same counts, by both readers and scorers."""
    kind, data = FILES[name]
    path, out, rejects = (tmp_path / name for name in ("in", "out", "rejects"))
    path.write_bytes(data.replace(b"ab" * 500_000, b"ab" * 5000))  # Python takes long over it
    found: list[list[object]] = []
    for scorer in (native, python):
        job = Job(scorer, [str(path)], output=str(out), kind=kind, rejects=str(rejects))
        try:
            tally = vars(job.run())
            found.append([out.read_bytes(), rejects.read_bytes(), tally])
        except InputError as error:  # what is no text at all
            found.append([error.what])
    assert found[0] == found[1]
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("name", FILES)
def test_rows_are_read_the_same(built: None, name: str) -> None:
    kind, data = FILES[name]
    compare_readings(data, is_json=kind == "jsonl")


def test_broken_rows_are_read_the_same(built: None) -> None:
    lot = random.Random(1)
    read = [compare_readings(invent_rows(lot), is_json=True) for _ in range(2000)]
    read += [compare_readings(invent_rows(lot), is_json=False) for _ in range(500)]
    assert 0 in read
    assert max(read) > 4


def test_most_rows_are_read_in_c(built: None) -> None:
    from stance.model._native import read_rows

    rows = read_rows(b'{"id": "1", "text": "a", "n": [1]}\n{"text": "b"}\n', -1, ())
    assert rows == [
        ({"id": "1", "text": "a"}, b'{"id": "1", "text": "a", "n": [1]'),
        b'{"text": "b"}\n',
    ]
    assert read_rows(b" a \n\n", 7, ()) == [
        ({"id": "7", "text": "a"}, b'{"id": "7", "text": "a"'),
        None,
    ]
    with pytest.raises(TypeError):
        read_rows(b"", -1, ["id"])  # type: ignore[arg-type]


def test_digest(built: None) -> None:
    from stance.model._native import digest

    for size in (*range(140), 100_000):
        data = bytes(i * 7 % 251 for i in range(size))
        assert digest(data) in (None, hashlib.sha256(data).hexdigest())


def test_wrong_parts_of_lines(native: Scorer) -> None:
    engine = native._compiled
    assert engine is not None
    parts = list(Judge(native)._parts)
    columns = (["a"], [None], [None], [0], 1)
    assert engine.write(*columns, [b"{"], tuple(parts))
    with pytest.raises(ValueError, match="different lengths"):
        engine.write(*columns, [], tuple(parts))
    for at, wrong in ((0, 99), (1, ()), (2, (b"a",)), (3, -1), (5, ()), (7, ()), (4, ())):
        with pytest.raises(ValueError, match="do not fit"):
            engine.write(*columns, [b"{"], (*parts[:at], wrong, *parts[at + 1 :]))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        engine.write(*columns, ["{"], tuple(parts))  # type: ignore[list-item]
    with pytest.raises(TypeError):
        engine.write(*columns, [b"{"], ())  # type: ignore[arg-type]


def test_wrong_arguments(native: Scorer) -> None:
    engine = native._compiled
    assert engine is not None
    with pytest.raises(TypeError):
        engine.score([b"bytes"], None, None, None, 0)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="different lengths"):
        engine.score(["a", "b"], ["c"], None, None, 0)
    with pytest.raises(ValueError, match="no model"):
        type(engine).__new__(type(engine)).score([], None, None, None, 0)
    with pytest.raises(TypeError):
        engine.score(["a"], None, None, ["deep"], 0)  # type: ignore[list-item]

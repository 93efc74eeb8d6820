"""Models with an encoder: a miniature one of model2vec, from its files to the scores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stance.errors import ModelError, UsageError
from stance.features.context import Context
from stance.features.encoder import Encoder, encode_contexts, open_encoder
from stance.features.lexicon import Lexicon
from stance.features.vectors import VectorCache, find_cache
from stance.labels.codebook import read_codebook
from stance.labels.labelled import LabelledSet
from stance.model.bundle import load_bundle, save_bundle
from stance.model.encoded import EncodedScorer
from stance.model.explain import Explainer
from stance.model.export import read_fitted
from stance.model.fit import fit
from stance.model.fitted import FittedModel
from stance.model.recipe import Recipe, add_encoder
from stance.model.target import adapt, predict_logits, restore_fitted
from stance.records import Label

SENDING = ("ship", "deliver", "provide", "supply", "furnish", "donate")
YIELDING = ("concede", "capitulate", "relent", "submit", "bow", "fold")
PLAYING = ("hockey", "tennis", "chess", "rugby", "golf", "curling")
GROUPS = {"supportive": SENDING, "appeasement": YIELDING, "off-topic": PLAYING}
QUICK = Recipe(strengths=(1.0,), balances=(0.0,), n_folds=2, encoder_scales=(1.0, 2.0))


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No test writes into the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("STANCE_CACHE")
    os.environ["STANCE_CACHE"] = str(folder)
    yield folder
    os.environ.pop("STANCE_CACHE")
    if before is not None:
        os.environ["STANCE_CACHE"] = before


def write_encoder(folder: Path, *, turn: float = 0.0) -> Path:
    """An encoder that knows which words mean alike: a direction for each group of words."""
    model2vec = pytest.importorskip("model2vec")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", *SENDING, *YIELDING, *PLAYING]
    lot = np.random.default_rng(0)
    vectors = lot.normal(scale=0.05, size=(len(words), 8)) + turn
    for i, group in enumerate(GROUPS.values()):
        vectors[[words.index(word) for word in group], i] += 1
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    model2vec.StaticModel(vectors.astype(np.float32), tokenizer).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder") / "tiny")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return open_encoder(folder)


def make_labels(words: Callable[[tuple[str, ...]], tuple[str, ...]]) -> LabelledSet:
    """Comments that each hold one telling word; the same one in every copy."""
    labels = [
        Label(
            id=f"{word}-{i}",
            text=f"{word} them again, said comment {'abcdef'[i]}",
            stance=stance,
            moderation="review" if i % 2 else "approve",
            parent_text="so what now?" if i % 3 == 0 else None,
            conversation_id=f"t{i}",
        )
        for i in range(6)
        for stance, group in GROUPS.items()
        for word in words(group)
    ]
    return LabelledSet(tuple(labels), read_codebook())


@pytest.fixture(scope="module")
def fitted(encoder: Encoder) -> FittedModel:
    return fit(make_labels(lambda g: g[:3]), add_encoder(QUICK, encoder), lexicon=Lexicon({}))


@pytest.fixture(scope="module")
def bundle(fitted: FittedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bundle") / "m"
    save_bundle(fitted, place)
    return place


def test_vectors_have_unit_length_and_blank_texts_none(encoder: Encoder) -> None:
    found = encoder.encode(["ship it", " ", "hockey", "ship it"])
    assert found.shape == (4, 8)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 0, 1, 1], abs=1e-3)
    assert np.array_equal(found[0], found[3])


def test_the_product_of_comment_and_parent(encoder: Encoder) -> None:
    contexts = [Context("> golf\nship it", parent="deliver it"), Context("ship it")]
    found = encode_contexts(encoder, contexts, {"own", "parent", "product"})
    assert np.array_equal(found["own"][0], found["own"][1])  # without the quoted line
    together = found["own"][0] * found["parent"][0]
    assert found["product"][0] == pytest.approx(together / np.linalg.norm(together), abs=1e-6)
    assert not found["parent"][1].any()
    assert not found["product"][1].any()


def test_words_that_training_never_saw(fitted: FittedModel, bundle: Path) -> None:
    scorer = load_bundle(bundle)
    for stance, group in GROUPS.items():
        for word in group[3:]:
            found = scorer.score(Context(f"{word} them")).stance
            assert max(found, key=lambda name: found[name]) == stance, word


def test_the_scorer_says_what_training_computed(
    fitted: FittedModel, bundle: Path, encoder: Encoder
) -> None:
    contexts = [
        Context("supply them", parent="rugby"),
        Context("fold now"),
        Context("chess, chess"),
    ]
    for native in (False, None):
        scorer = load_bundle(bundle, native=native)
        for name in ("stance", "moderation"):
            head = next(head for head in fitted.heads if head.name == name)
            logits = predict_logits(fitted, contexts, name, encoder=encoder) / head.temperature
            powers = np.exp(logits - logits.max(1, keepdims=True))
            said = [list(p.heads[name].values()) for p in scorer.score_many(contexts)]
            assert said == pytest.approx(powers / powers.sum(1, keepdims=True), abs=1e-6)


def test_the_model_comes_back_from_its_bundle(fitted: FittedModel, bundle: Path) -> None:
    back = restore_fitted(load_bundle(bundle, native=False))
    assert (back.blocks, back.keys, back.encoder) == (fitted.blocks, fitted.keys, fitted.encoder)
    assert np.array_equal(back.block_of, fitted.block_of)
    for old, new in zip(fitted.heads, back.heads, strict=True):
        assert np.array_equal(old.weights, new.weights)


def test_the_same_labels_give_the_same_bytes(
    fitted: FittedModel, bundle: Path, encoder: Encoder, tmp_path: Path
) -> None:
    recipe = add_encoder(QUICK, encoder)
    save_bundle(fit(make_labels(lambda g: g[:3]), recipe, lexicon=Lexicon({})), tmp_path / "b")
    for name in ("encoder.bin", "scorer.bin", "manifest.json"):
        assert (tmp_path / "b" / name).read_bytes() == (bundle / name).read_bytes()


def test_reasons_and_explanations_add_up(bundle: Path) -> None:
    scorer = load_bundle(bundle)
    context = Context("donate them", parent="tennis?")
    said = scorer.score(context, reasons=50)
    explanation = Explainer(scorer).explain(context)
    assert explanation.probabilities == pytest.approx(said.stance, abs=1e-6)
    predicted = explanation.classes.index(max(said.stance, key=lambda name: said.stance[name]))
    mine = explanation.others["encoded (own)"]
    reason = next(r for r in said.reasons if r.block == "encoded")
    temperature = scorer.temperatures[0]
    assert reason.weight / temperature == pytest.approx(mine[predicted] - sum(mine) / 3)
    assert reason.key == "own"


def test_own_labels_move_a_model_with_an_encoder(fitted: FittedModel, encoder: Encoder) -> None:
    # Here, whoever says `hockey` is for it: words of one's own place.
    mine = make_labels(lambda g: g[3:5])
    changed = tuple(
        Label(id=x.id, text=x.text, stance="supportive", conversation_id=x.conversation_id)
        if x.stance == "off-topic"
        else x
        for x in mine
    )
    moved, told = adapt(fitted, LabelledSet(changed, mine.codebook), add_encoder(QUICK, encoder))
    assert moved.encoder == fitted.encoder
    assert told
    logits = predict_logits(moved, [Context("curling them")], "stance", encoder=encoder)
    assert moved.heads[0].classes[int(logits.argmax())] == "supportive"


def test_another_encoder_is_refused(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_encoder(tmp_path / "other", turn=0.5)
    monkeypatch.setenv("STANCE_ENCODER", str(other))
    with pytest.raises(ModelError, match="not the encoder that the model was trained with"):
        load_bundle(bundle).score(Context("ship"))


def test_a_copy_of_the_encoder_does(
    bundle: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "README.md").write_text("Mine.")
    before = load_bundle(bundle).score(Context("ship")).stance
    monkeypatch.setenv("STANCE_ENCODER", str(copy))
    scorer = load_bundle(bundle)
    assert scorer.score(Context("ship")).stance == before
    assert isinstance(scorer, EncodedScorer)
    assert scorer.encoder.folder == copy


def test_a_changed_part_is_refused(bundle: Path, tmp_path: Path) -> None:
    for file in bundle.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    data = bytearray((tmp_path / "encoder.bin").read_bytes())
    data[-1] ^= 1
    (tmp_path / "encoder.bin").write_bytes(data)
    with pytest.raises(ModelError, match="differs from its digest"):
        load_bundle(tmp_path)


def test_a_model_with_an_encoder_has_no_export(bundle: Path) -> None:
    with pytest.raises(UsageError, match="has no export"):
        read_fitted(load_bundle(bundle))


def test_what_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no encoder here"):
        open_encoder(tmp_path / "nothing")
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(UsageError, match="holds no encoder"):
        open_encoder(tmp_path)


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`stance` in a process of its own; `hidden` names a package that cannot be imported there."""
    code = "import sys\n"
    if hidden := variables.pop("hidden", ""):
        code += f"sys.modules[{hidden!r}] = None\n"
    code += "from stance.cli.main import main\nsys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        env=os.environ | variables,
    )


def test_the_commands(folder: Path, tmp_path: Path) -> None:
    labels, model, mine = tmp_path / "labels.jsonl", tmp_path / "m", tmp_path / "mine"
    rows = [
        {"id": x.id, "text": x.text, "stance": x.stance, "conversation_id": x.conversation_id}
        for x in make_labels(lambda g: g[:2])
    ]
    labels.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("train", str(labels), "--encoder", str(folder), "-o", str(model))
    assert done.returncode == 0, done.stderr
    done = run("train", "--target", str(labels), "-o", str(mine), STANCE_MODEL=str(model))
    assert done.returncode == 0, done.stderr
    for place in (model, mine):
        facts = json.loads(run("info", str(place), "--json").stdout)
        assert facts["encoder"]["dimension"] == 8
    comments = tmp_path / "comments.jsonl"
    comments.write_text('{"id": "1", "text": "submit them"}\n')
    done = run("score", str(comments), "--model", str(mine))
    assert json.loads(done.stdout)["stance"] == "appeasement", done.stderr
    done = run("explain", "submit them", "--model", str(model), "--nearest", "0")
    assert "encoded (own)" in done.stdout, done.stderr


def test_scoring_without_the_extra_or_the_encoder(bundle: Path, tmp_path: Path) -> None:
    comments = tmp_path / "comments.jsonl"
    comments.write_text('{"id": "1", "text": "a text that no cache holds"}\n')
    words = ("score", str(comments), "--model", str(bundle))
    done = run(*words, hidden="model2vec")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'stance[encoder]'" in done.stderr
    done = run(*words, STANCE_ENCODER=str(tmp_path / "gone"))
    assert done.returncode == 2
    assert "no encoder here" in done.stderr


def test_a_second_reading_loads_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_encoder(folder).encode(["relent at once"])
    again = open_encoder(folder)
    monkeypatch.setattr(again, "_encode", None, raising=False)  # calling it would fail
    assert np.array_equal(again.encode(["relent at once"]), first)


def test_the_cache_keeps_its_size(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "vectors.sqlite", limit=100_000)
    row = np.arange(300, dtype=np.int16)
    for n in range(20):
        cache.write("digest", {f"text {n}.{i}": row for i in range(25)})
    assert (tmp_path / "vectors.sqlite").stat().st_size < 150_000
    assert "text 19.24" in cache.read("digest", ["text 19.24"])
    assert not cache.read("digest", ["text 0.0"])
    assert not cache.read("another", ["text 19.24"])


def test_a_cache_that_cannot_be_used_is_done_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = open_encoder(folder).encode(["bow"])
    (tmp_path / "vectors.sqlite").write_text("this is no database, and long enough to be read" * 9)
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path))
    assert np.array_equal(open_encoder(folder).encode(["bow"]), expected)
    monkeypatch.setenv("STANCE_CACHE", "")
    assert find_cache() is None

"""Training: same bytes, any classes, and never worse for having the shipped model beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from stance.errors import InputError
from stance.features.context import Context
from stance.labels.codebook import read_codebook
from stance.labels.labelled import LabelledSet
from stance.model.bundle import load_bundle, save_bundle
from stance.model.fit import fit
from stance.model.fitted import FittedModel
from stance.model.recipe import DEFAULT_RECIPE, Recipe, choose_blocks
from stance.model.regression import adapt_regression, fit_regression
from stance.model.target import adapt, predict_logits, restore_fitted
from stance.records import Label
from stance.scoring.formats import Formatter
from stance.scoring.judgement import Judge
from stance.scoring.parents import Chunk, place_rows

QUICK = Recipe(strengths=(1.0,), balances=(0.0,), n_folds=2, neutral_share=0.55)


def make_labels(n: int) -> LabelledSet:
    """A toy set: what a comment says follows from one word of it."""
    words = {"supportive": "send", "appeasement": "surrender", "off-topic": "football"}
    labels = [
        Label(
            id=f"{i}-{stance}",
            text=f"{word} it now, comment number {'abcdefgh'[i % 8]}",
            stance=stance,
            moderation="approve" if i % 3 else "review",
            conversation_id=f"t{i}",
        )
        for i in range(n)
        for stance, word in words.items()
    ]
    return LabelledSet(tuple(labels), read_codebook())


@pytest.fixture(scope="module")
def toy() -> FittedModel:
    return fit(make_labels(20), QUICK)


def test_training_learns_the_word_that_decides(toy: FittedModel, tmp_path: Path) -> None:
    save_bundle(toy, tmp_path / "m")
    scorer = load_bundle(tmp_path / "m", native=False)
    found = scorer.score(Context("surrender")).stance
    assert max(found, key=lambda name: found[name]) == "appeasement"
    assert scorer.classes("stance") == ("supportive", "appeasement", "off-topic")


def test_the_same_labels_give_the_same_bytes(toy: FittedModel, tmp_path: Path) -> None:
    save_bundle(toy, tmp_path / "a")
    save_bundle(fit(make_labels(20), QUICK), tmp_path / "b")
    for name in ("scorer.bin", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_fitted_model_comes_back_from_its_bundle(toy: FittedModel, tmp_path: Path) -> None:
    save_bundle(toy, tmp_path / "m")
    back = restore_fitted(load_bundle(tmp_path / "m", native=False))
    assert back.keys == toy.keys
    assert back.blocks == toy.blocks
    assert np.array_equal(back.block_of, toy.block_of)
    for old, new in zip(toy.heads, back.heads, strict=True):
        assert np.array_equal(old.weights, new.weights)
        assert np.allclose(old.bias, new.bias)


def test_one_class_alone_cannot_be_learned() -> None:
    only = make_labels(4).select(lambda label: label.stance == "supportive")
    with pytest.raises(InputError, match="only 'supportive' occurs"):
        fit(only, QUICK)


def test_a_rare_class_of_own_labels_is_found_where_its_words_are_not_its_own() -> None:
    """One comment in 25 supports, with a word that four in five of those who use it do not mean
    so: to find them costs accuracy and gains macro-F1."""
    words = ["maybe"] * 150 + ["football"] * 600
    rows = [
        Label(
            id=str(i),
            text=f"{word} {'abcdefg'[i % 7]}{'hijkl'[i % 5]}",
            stance="supportive" if i < 30 else "off-topic",
        )
        for i, word in enumerate(words)
    ]
    recipe = replace(choose_blocks(DEFAULT_RECIPE.for_own_labels(), "words"), n_folds=3)
    fitted = fit(LabelledSet(tuple(rows), read_codebook()), recipe)
    logits = predict_logits(fitted, [Context("maybe"), Context("football")], "stance")
    found = [fitted.heads[0].classes[i] for i in logits.argmax(1)]
    assert found == ["supportive", "off-topic"]


def test_own_labels_of_the_same_sort_keep_the_shipped_model(toy: FittedModel) -> None:
    _, told = adapt(toy, make_labels(8), QUICK)
    stance = told[0]
    assert stance.chosen.startswith("both")
    assert stance.macro_f1[stance.chosen] >= stance.macro_f1["own labels alone"] - 0.2


def test_own_labels_of_one_thread_leave_nothing_to_compare_on(toy: FittedModel) -> None:
    rows = [replace(label, conversation_id="t") for label in make_labels(8)]
    moved, told = adapt(toy, LabelledSet(tuple(rows), read_codebook()), QUICK)
    assert [adaptation.macro_f1 for adaptation in told] == [{}, {}]
    assert told[0].chosen.startswith("both")
    for head, before in zip(moved.heads, toy.heads, strict=True):
        assert not np.array_equal(head.weights, before.weights)
        assert head.temperature == before.temperature


def test_own_labels_that_say_the_opposite_are_followed(toy: FittedModel, tmp_path: Path) -> None:
    turned = {"supportive": "appeasement", "appeasement": "supportive", "off-topic": "off-topic"}
    rows = [
        Label(id=x.id, text=x.text, stance=turned[x.stance], conversation_id=x.conversation_id)
        for x in make_labels(30)
    ]
    mended, told = adapt(toy, LabelledSet(tuple(rows), read_codebook()), QUICK)
    assert told[0].macro_f1["shipped model alone"] < 0.5 < told[0].macro_f1[told[0].chosen]
    save_bundle(mended, tmp_path / "m")
    found = load_bundle(tmp_path / "m", native=False).score(Context("surrender it now")).stance
    assert max(found, key=lambda name: found[name]) == "supportive"


def test_any_codebook_trains_by_the_same_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from stance.cli.main import build_app

    book = tmp_path / "codebook.toml"
    book.write_text(
        'name = "Tea"\nquestion = "Tea or coffee?"\n'
        '[[stances]]\nname = "tea"\n[[stances]]\nname = "coffee"\n'
    )
    rows = [
        {"id": f"{kind}{i}", "text": f"a {kind} please {i}", "stance": kind}
        for i in range(12)
        for kind in ("tea", "coffee")
    ]
    (tmp_path / "mine.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = [str(tmp_path / "mine.jsonl"), "--codebook", str(book), "-o", str(tmp_path / "m")]
    build_app(("train", "split"))(["train", *arguments], prog_name="stance", standalone_mode=False)
    found = load_bundle(tmp_path / "m", native=False).score(Context("coffee!")).stance
    assert max(found, key=lambda name: found[name]) == "coffee"
    assert "from 24 comments" in capsys.readouterr().err


def test_the_shipped_model_is_small_and_knows_the_codebook() -> None:
    from stance.shipped import find_model

    scorer = load_bundle(find_model(), native=False)
    book = read_codebook()
    assert scorer.classes("stance") == book.stances
    assert scorer.classes("moderation") == book.moderation
    assert sum(path.stat().st_size for path in find_model().iterdir()) < 5_000_000


def test_a_hopeless_setting_is_not_tried_on_every_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []

    def count_fits(*data: Any, strength: float, **options: Any) -> Any:
        tried.append(strength)
        return fit_regression(*data, strength=strength, **options)

    monkeypatch.setattr("stance.model.fit.fit_regression", count_fits)
    # Of classes that are not alike frequent the smallest C finds but the commonest.
    labels = tuple(
        replace(label, moderation=None)
        for i, label in enumerate(make_labels(80))
        if label.stance == "off-topic" or i % 5 == 0
    )
    labelled = LabelledSet(labels, read_codebook())
    recipe = replace(QUICK, strengths=(1e-6, 1.0, 2.0), n_folds=4)
    raced = fit(labelled, recipe)
    assert tried.count(1e-6) < 4 <= tried.count(2.0)
    tried.clear()
    monkeypatch.setattr("stance.model.fit._FAR_BEHIND", np.inf)
    assert fit(labelled, recipe).meta == raced.meta
    assert tried.count(1e-6) == 4


def test_labels_that_share_no_word_are_refused() -> None:
    labels = tuple(
        Label(id=text, text=text, stance=stance)
        for text, stance in (("Friede", "supportive"), ("no", "appeasement"), ("x", "appeasement"))
    )
    with pytest.raises(InputError, match="no word is shared by comments among these 3"):
        fit(LabelledSet(labels, read_codebook()))


def test_a_class_that_few_labels_lack_is_not_ruled_out() -> None:
    """Five comments without a class say little of it: the earlier logits nearly stay."""
    X, before = sparse.csr_matrix((5, 1)), np.zeros((5, 3))
    _, bias = adapt_regression(X, np.array([0, 1, 0, 1, 0]), before, strength=0.5)
    assert -1.5 < bias[2] < 0 < bias[0]


def test_a_model_knows_what_its_codebook_has_done_with_a_comment(tmp_path: Path) -> None:
    """As rows, as lines of JSON, and as the marks of a text."""
    labels = make_labels(12)
    fitted = fit(labels, QUICK)
    moved, _ = adapt(fitted, labels, QUICK)
    for number, model in enumerate((fitted, moved)):
        save_bundle(model, tmp_path / str(number))
        judge = Judge(load_bundle(tmp_path / str(number)))
        rows = [{"id": label.id, "text": label.text} for label in labels]
        (chunk,) = place_rows([Chunk(rows)])
        judged = judge.judge(chunk)
        actions = read_codebook().actions
        assert {j["moderation"] for j in judged} == {"approve", "review"}
        assert all(j["action"] == actions[j["moderation"]] for j in judged)
        written = [json.loads(line) for line in judge.write_lines(chunk).splitlines()]
        assert [row["action"] for row in written] == [j["action"] for j in judged]
        marks = Formatter(judge, "text").write(chunk).decode().splitlines()
        flags = {"publish": "%   ", "review": "% ? "}
        assert all(flags[j["action"]] in line for j, line in zip(judged, marks, strict=True))

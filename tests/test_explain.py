"""Explanations: the shares add up to what the scorer says, and stand where the words stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli.main import build_app
from stance.features.blocks import read_context
from stance.features.context import Context
from stance.model.bundle import load_bundle
from stance.model.explain import Explainer, Explanation
from stance.model.reasons import choose_reasons

AWKWARD = [
    Context(""),
    Context(
        "> they will not fight\n\nThey DON'T fight!! 😂 😂 see https://a.example/x.",
        "No, never.",
        "Aid",
    ),
    Context("> only quoted", "> a parent of quotes", None, 1),
    Context("peace-loving (so-called) peace & peace; &amp; &#039;ere", None, "Peace? Peace!", 0),
    Context("Zażółć 😀😀 ＮＡＴＯ İstanbul ß", "ﬁne", "2,000 tanks by 10:30", 3),
]


def explain(bundle: Path, context: Context, head: str = "stance") -> Explanation:
    return Explainer(load_bundle(bundle, native=False), head=head).explain(context)


@pytest.mark.parametrize("head", ["stance", "moderation"])
def test_shares_add_up_to_the_logits(
    invented_bundle: Path, written_contexts: list[Context], head: str
) -> None:
    scorer = load_bundle(invented_bundle, native=False)
    explainer = Explainer(scorer, head=head)
    for context in written_contexts[:40] + AWKWARD:
        explained = explainer.explain(context)
        said = scorer.score(context).heads[head]
        assert explained.probabilities == pytest.approx(said, abs=1e-9)
        span = next(h for h in scorer.heads if h.name == head)
        reading = read_context(context, scorer.python._lexicon)
        logits = scorer.python.add_up(reading)[span.start : span.stop]
        temperature = scorer.temperatures[scorer.heads.index(span)]
        assert [x * temperature for x in explained.logits] == pytest.approx(logits, abs=1e-9)


def test_most_of_a_comment_finds_its_place(invented_bundle: Path) -> None:
    context = Context("I hope they help Ukraine, but not with troops", "No war with Russia!")
    explained = explain(invented_bundle, context)
    placed = {"tanks", "troops", "ukraine"}  # what a word says must not stand without its place
    assert not [name for name in explained.others if placed & set(name.lower().split())]
    assert {"a reply that opens with: i", "no links"} <= set(explained.others)
    assert {piece.place for piece in explained.pieces} == {"text", "parent"}


def test_pieces_are_the_words_of_their_texts(invented_bundle: Path) -> None:
    context = AWKWARD[1]
    texts = {"text": context.text, "parent": context.parent, "headline": context.headline}
    for piece in explain(invented_bundle, context).pieces:
        word = (texts[piece.place] or "")[piece.start : piece.stop]
        assert word
        assert not any(c.isspace() for c in word)


def test_a_word_the_model_never_saw_has_no_share(invented_bundle: Path) -> None:
    assert explain(invented_bundle, Context("жжж ююю")).pieces == ()


def test_an_unknown_head_is_refused(invented_bundle: Path) -> None:
    with pytest.raises(ValueError, match="no head 'mood'"):
        explain(invented_bundle, Context("x"), head="mood")


def test_the_report_keeps_the_sum(invented_bundle: Path, written_contexts: list[Context]) -> None:
    for context in written_contexts[:20]:
        explained = explain(invented_bundle, context)
        reasons = choose_reasons(explained)
        assert len(reasons.text) <= 12
        sums = [reasons.sum(k) for k in range(len(explained.classes))]
        assert sums == pytest.approx(explained.logits, abs=1e-9)


def test_the_command_prints_what_adds_up(invented_bundle: Path) -> None:
    call = ["explain", "Send them tanks, no talks", "--parent", "No war", "--model"]
    call += [str(invented_bundle), "--nearest", "2"]
    document = json.loads(CliRunner().invoke(build_app(), [*call, "--format", "json"]).stdout)
    rows = [document["bias"], *(p["weights"] for p in document["pieces"])]
    rows += document["others"].values()
    assert [sum(row[k] for row in rows) for k in range(3)] == pytest.approx(document["logits"])
    assert len(document["nearest"]) == 2
    text = CliRunner().invoke(build_app(), call).stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "rather than" in text

"""What a model was trained on is recognised again, and told as what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stance.errors import InputError, ModelError
from stance.evaluation.crossvalidate import evaluate_on
from stance.evaluation.models import predict_with
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.bundle import check_place, load_bundle, read_provenance, save_bundle
from stance.model.fitted import FittedModel
from stance.model.provenance import Provenance, describe_training, digest_text, parse_provenance
from stance.records import Label, check_output
from stance.report.assembly import build_report

LABELS = [
    Label(id="1", text="Send  tanks", stance="for", moderation="approve"),
    Label(id="2", text="No war 🕊", stance="against"),
    Label(id="3", text="no WAR 🕊 ", stance="against"),
]


def test_it_survives_the_way_through_a_file() -> None:
    known = describe_training(LABELS)
    again = parse_provenance(known.as_bytes())
    assert again == known
    assert again.counts == {"stance": {"for": 1, "against": 2}, "moderation": {"approve": 1}}
    assert len(again.digests) == 2  # two differ in case and spaces alone
    assert known.as_bytes() == describe_training(reversed(LABELS)).as_bytes()


def test_no_text_can_be_read_from_it() -> None:
    data = describe_training(LABELS).as_bytes().decode()
    assert "tanks" not in data
    assert len(digest_text("Send tanks")) == 5


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"texts": "AAA", "counts": {}}', b'{"texts": "AAAA", "counts": 1}'],
)
def test_what_is_no_provenance_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"provenance|Expecting|padding|padded"):
        parse_provenance(data)


def test_a_bundle_holds_it_and_refuses_a_changed_one(
    invented_model: FittedModel, tmp_path: Path
) -> None:
    known = describe_training(LABELS)
    save_bundle(replace(invented_model, provenance=known), tmp_path / "m")
    assert read_provenance(tmp_path / "m") == known
    file = tmp_path / "m" / "trained_on.json"
    file.write_text(file.read_text("utf-8").replace('"for": 1', '"for": 2'), "utf-8")
    with pytest.raises(ModelError, match="differs from its digest"):
        read_provenance(tmp_path / "m")
    with pytest.raises(ModelError):
        load_bundle(tmp_path / "m")


def test_a_bundle_without_it_says_that_nobody_knows(invented_bundle: Path) -> None:
    assert read_provenance(invented_bundle) is None


def test_a_model_moved_by_own_labels_has_seen_both() -> None:
    base, own = describe_training(LABELS[:1]), describe_training(LABELS[1:])
    joined = base.join(own)
    assert joined.has("SEND tanks")
    assert joined.has("no war 🕊")
    assert not joined.has("no war")
    assert joined.counts == own.counts


@pytest.mark.parametrize(
    ("n_known", "n_seen", "said"),
    [
        (None, None, "does not say what it was trained on"),
        (0, 0, "None of their texts"),
        (5, 5, "on some of them"),
        (20, 20, "on all of them"),
    ],
)
def test_an_evaluation_tells_what_was_seen(
    invented_bundle: Path, n_known: int | None, n_seen: int | None, said: str
) -> None:
    book = replace(read_labelled_set().codebook)
    labels = read_labelled_set().labels[:20]
    scorer = load_bundle(invented_bundle)
    names = scorer.classes("stance")
    own = replace(
        book, stance_categories=tuple(replace(book.stance_categories[0], name=n) for n in names)
    )
    held = LabelledSet(tuple(replace(label, stance=names[0]) for label in labels), own)
    known = None if n_known is None else describe_training(labels[:n_known])
    found = evaluate_on(held, predict_with(scorer), seen=known.has if known else None)
    assert found.n_seen == n_seen
    report = build_report(found)
    assert said in report.protocol
    assert len(report.warnings) == bool(n_seen)
    if n_seen == 20:
        assert "how well it remembers" in report.warnings[0]
    for i, group in enumerate(report.groups):
        assert sum(i in case.groups for case in report.cases) == group.n


def test_what_is_in_the_way_is_found_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(InputError, match="is there and is no model"):
        check_place(tmp_path / "mine")
    check_place(tmp_path / "new" / "deep")
    assert not (tmp_path / "new").exists()
    with pytest.raises(InputError, match="no such file or directory"):
        check_output(tmp_path / "nowhere" / "o.json")
    with pytest.raises(InputError, match="is a directory"):
        check_output(tmp_path)
    check_output(tmp_path / "o.json")
    check_output("-")
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]


def test_the_parts_of_json_are_plain() -> None:
    value = json.loads(Provenance(frozenset({digest_text("a")})).as_bytes())
    assert sorted(value) == ["counts", "digest", "texts"]

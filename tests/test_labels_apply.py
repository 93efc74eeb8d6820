"""From marks to corrected labels: agreement, history, and nothing changed unseen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli.main import build_app
from stance.errors import InputError
from stance.labels.apply import Review, correct_labels, settle_marks
from stance.labels.marks import Mark, parse_mark, read_marks
from stance.records import Label

LABEL = Label(
    id="1",
    text="Aye",
    stance="no",
    secondary="yes",
    coder="Zoe",
    moderation="keep",
    extra={"likes": 3},
)
CLASSES = {"stance": ("yes", "no", "maybe"), "moderation": ("keep", "hide")}


def settle(*marks: dict[str, str | None], min_coders: int = 1) -> Review:
    given = [parse_mark({"id": "1", "verdict": "label-wrong", "gold": "no"} | m) for m in marks]
    return settle_marks(given, {"1": LABEL}, CLASSES, min_coders=min_coders)


@pytest.mark.parametrize(
    ("marks", "place"),
    [
        ([{"stance": "yes"}], "corrections"),
        ([{"stance": "yes", "coder": "a"}, {"stance": "yes", "coder": "b"}], "corrections"),
        ([{"stance": "yes", "coder": "a"}, {"stance": "maybe", "coder": "b"}], "disputed"),
        ([{"stance": "yes"}, {"verdict": "model-wrong", "coder": "b"}], "disputed"),
        ([{"verdict": "model-wrong"}], "upheld"),
        ([{"verdict": "ambiguous", "stance": "yes"}], "ambiguous"),
        ([{"stance": None}], "undecided"),
        ([{"stance": "perhaps"}], "unknown"),
        ([{"stance": "yes", "id": "2"}], "unknown"),
        ([{"stance": "yes", "gold": "maybe"}], "outdated"),
        ([{"stance": "no"}], "outdated"),
        ([{"what": "moderation", "stance": "hide", "gold": "keep"}], "corrections"),
        ([{"what": "moderation", "stance": "yes", "gold": "keep"}], "unknown"),
    ],
)
def test_where_the_marks_of_a_comment_lead(marks: list[dict[str, str | None]], place: str) -> None:
    review = settle(*marks)
    fields = [name for name in Review.__dataclass_fields__ if name != "disputes"]
    filled = [name for name in fields if getattr(review, name)]
    assert filled == [place]


def test_too_few_reviewers_decide_nothing() -> None:
    assert settle({"stance": "yes"}, min_coders=2).undecided == ("1",)


def test_a_corrected_label_remembers() -> None:
    review = settle({"stance": "yes", "coder": "Ann", "note": "reads so", "at": "2024-05-01"})
    (once,) = correct_labels([LABEL], review.corrections)
    assert (once.stance, once.secondary) == ("yes", None)
    assert once.extra["likes"] == 3
    back = parse_mark({"id": "1", "verdict": "label-wrong", "stance": "no", "gold": "yes"})
    again = settle_marks([back], {"1": once}, CLASSES)
    (twice,) = correct_labels([once], again.corrections)
    assert twice.extra["history"] == [
        {
            "stance": "no",
            "coder": "Zoe",
            "changed_by": ["Ann"],
            "changed_at": "2024-05-01",
            "note": "reads so",
        },
        {"stance": "yes", "coder": "Zoe", "changed_by": ["?"]},
    ]


def test_stance_and_moderation_of_a_label_are_corrected_apart() -> None:
    moderation = {"what": "moderation", "stance": "hide", "gold": "keep", "coder": "Bo"}
    review = settle({"stance": "yes", "coder": "Ann"}, moderation)
    (label,) = correct_labels([LABEL], review.corrections)
    assert (label.stance, label.moderation) == ("yes", "hide")
    assert label.extra["history"] == [
        {"stance": "no", "coder": "Zoe", "changed_by": ["Ann"]},
        {"moderation": "keep", "coder": "Zoe", "changed_by": ["Bo"]},
    ]


def test_two_reviewers_who_differ_are_both_quoted(tmp_path: Path) -> None:
    rows = [("Ann", "label-wrong", "yes"), ("Bo", "model-wrong", None)]
    text = "\n".join(
        json.dumps({"id": "1", "coder": c, "verdict": v, "stance": s, "gold": "no"})
        for c, v, s in rows
    )
    result = run(tmp_path, marks=text)
    assert result.stdout.splitlines() == [
        "0 labels change",
        "1 unchanged, reviewers differ: 1",
        "  1: Ann says yes, Bo says the label is right",
    ]


def test_the_last_mark_of_a_coder_holds(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    rows = [("a", "ambiguous"), ("b", "model-wrong"), ("a", "label-wrong"), ("b", "none")]
    path.write_text(
        "".join(json.dumps({"id": "1", "coder": c, "verdict": v}) + "\n" for c, v in rows)
    )
    assert read_marks([path]) == (Mark(id="1", verdict="label-wrong", coder="a"),)


def test_a_broken_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    path.write_text('{"id": "1", "verdict": "fine"}\n')
    with pytest.raises(InputError, match=r"marks\.jsonl:1: the verdict 'fine'"):
        read_marks([path])


CODEBOOK = '[[stances]]\nname = "yes"\n[[stances]]\nname = "no"\n'


MARKS = (
    '{"id": "1", "verdict": "label-wrong", "stance": "yes", "gold": "no", "coder": "Ann"}\n'
    "cut sho\n"
    '{"id": "2", "verdict": "model-wrong"}\n'
)


def run(tmp_path: Path, *args: str, marks: str = MARKS) -> Result:
    (tmp_path / "book.toml").write_text(CODEBOOK)
    (tmp_path / "labels.jsonl").write_text(
        '{"id": "1", "text": "Aye", "stance": "no", "likes": 3}\n'
        '{"id": "2", "text": "Nay", "stance": "no"}\n'
    )
    (tmp_path / "marks.jsonl").write_text(marks)
    named = ["--labels", str(tmp_path / "labels.jsonl"), "--codebook", str(tmp_path / "book.toml")]
    command = ["labels", "apply", str(tmp_path / "marks.jsonl"), *named, *args]
    return CliRunner().invoke(build_app(("labels",)), command)


def test_without_an_output_it_only_shows(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1 label changes",
        "  1: no -> yes  (Ann)",
        "    Aye",
        "1 unchanged, the label is right, the model wrong: 2",
    ]
    assert "marks.jsonl:2: not a JSON object" in result.stderr
    assert "nothing is written" in result.stderr


def test_with_an_output_it_writes_all_labels(tmp_path: Path) -> None:
    out = tmp_path / "corrected.jsonl"
    assert run(tmp_path, "-o", str(out)).exit_code == 0
    first, second = map(json.loads, out.read_text("utf-8").splitlines())
    assert (first["stance"], first["likes"]) == ("yes", 3)
    assert first["history"] == [{"stance": "no", "changed_by": ["Ann"]}]
    assert second["stance"] == "no"
    assert "history" not in second

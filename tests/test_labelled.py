"""Codebooks and labelled sets: what is read, and what is said of what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.errors import InputError
from stance.labels.codebook import read_codebook
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.records import Problem

CASES = Path(__file__).parent / "cases" / "labels"
CODEBOOKS = json.loads((CASES / "codebooks.json").read_text("utf-8"))
BROKEN = json.loads((CASES / "broken_sets.json").read_text("utf-8"))


@pytest.fixture
def tea() -> LabelledSet:
    return read_labelled_set(codebook=read_codebook(CASES / "tea.toml"))


@pytest.mark.parametrize("case", CODEBOOKS, ids=lambda case: case["id"])
def test_a_broken_codebook_is_named_with_its_fault(case: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(case["toml"], "utf-8")
    with pytest.raises(InputError) as caught:
        read_codebook(path)
    assert case["says"] in caught.value.what
    assert caught.value.where == str(path)


def test_the_shipped_codebook_has_prose_for_every_class() -> None:
    codebook = read_codebook()
    assert codebook.rules is not None
    prose = codebook.rules.read_text("utf-8")
    for name in codebook.stances + codebook.moderation:
        assert codebook.describe(name)
        assert f"| `{name}` |" in prose
    assert set(codebook.actions.values()) == {
        "publish",
        "review",
        "hold",
    }


def test_any_number_of_stances_and_no_moderation(tea: LabelledSet) -> None:
    assert tea.codebook.stances == ("before", "after", "never", "lemon", "elsewhere")
    assert tea.codebook.moderation == ()
    assert tea.codebook.neutral == "elsewhere"


def test_parents_depths_and_conversations(tea: LabelledSet) -> None:
    rows = {c.id: (tea.parent_text(c), tea.depth(c), tea.conversation(c)) for c in tea}
    assert rows == {
        "1": (None, 0, "1"),
        "2": ("Milk first, always.", 1, "1"),
        "3": ("Heresy. After!", 2, "1"),
        "4": ("Well, milk?", 1, "90"),
        "5": (None, 1, "90"),
        "6": (None, 0, "second"),
        "7": ("A slice of lemon.", 1, "second"),
        "8": (None, 3, "second"),
    }
    assert [c.id for c in tea.by_conversation["90"]] == ["4", "5"]


def test_a_part_of_a_set_keeps_its_context(tea: LabelledSet) -> None:
    part = tea.select(lambda label: label.id in {"3", "7"})
    assert [(part.parent_text(c), part.depth(c), part.conversation(c)) for c in part] == [
        ("Heresy. After!", 2, "1"),
        ("A slice of lemon.", 1, "second"),
    ]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["id"])
def test_a_broken_row_is_named_with_its_place(
    case: dict[str, str], tea: LabelledSet, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(case["lines"]) + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_labelled_set([path], codebook=tea.codebook)
    assert case["says"] in caught.value.what
    assert caught.value.where == f"{path}:{case['line']}"

    path.write_text(
        '{"id": "good", "text": "x", "stance": "never"}\n' + "\n".join(case["lines"]), "utf-8"
    )
    problems: list[Problem] = []
    rest = read_labelled_set(
        [path], codebook=tea.codebook, on_problem=lambda problem, _: problems.append(problem)
    )
    assert len(problems) == 1
    assert rest.labels[0].id == "good"


def test_every_problem_is_counted_before_the_first_is_raised(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("1\n2\n3\n", "utf-8")
    with pytest.raises(InputError, match=r"\(and 2 more\)"):
        read_labelled_set([path])


def test_an_empty_or_missing_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    with pytest.raises(InputError, match="no such file"):
        read_labelled_set([path])
    path.touch()
    with pytest.raises(InputError, match="no labels"):
        read_labelled_set([path])


def test_bytes_that_are_not_utf8_are_named_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    good = '{"id": "2", "text": "so", "stance": "supportive"}\n'
    path.write_bytes('{"id": "1", "text": "für", "stance": "supportive"}\n'.encode("latin-1"))
    with path.open("a", encoding="utf-8") as stream:
        stream.write(good)
    with pytest.raises(InputError, match=r"latin\.jsonl:1: not UTF-8 \(byte 0xfc\); save the file"):
        read_labelled_set([path])
    found: list[str] = []
    rest = read_labelled_set([path], on_problem=lambda problem, _: found.append(problem.what))
    assert [label.id for label in rest] == ["2"]
    assert len(found) == 1

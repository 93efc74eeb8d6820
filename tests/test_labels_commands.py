"""`stance labels check` and `stance labels agree`, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli.main import build_app
from stance.errors import IncompleteError, InputError, UsageError
from stance.labels.duplicates import find_near_duplicates

CASES = Path(__file__).parent / "cases" / "labels"
TEA = ["--codebook", str(CASES / "tea.toml")]


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(build_app(("labels",)), ["labels", *map(str, args)])


def test_check_counts_by_class_and_origin() -> None:
    result = run("check", CASES / "tea.jsonl", *TEA, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["n"], found["n_replies"], found["n_threads"]) == (8, 6, 3)
    assert found["stances"][""] == {
        "before": 2,
        "after": 1,
        "never": 2,
        "lemon": 1,
        "elsewhere": 2,
    }
    assert [w["where"].rsplit(":", 1)[1] for w in found["warnings"]] == ["5"]  # parent 90 is lost


def test_check_prints_every_problem_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(
        '{"id": "1", "text": "x", "stance": "sugar"}\nnonsense\n'
        '{"id": "2", "text": "y", "stance": "after"}\n',
        "utf-8",
    )
    result = run("check", path, *TEA)
    assert f"{path}:1: stance 'sugar'" in result.output
    assert f"{path}:2: not a JSON object" in result.output
    assert isinstance(result.exception, InputError)
    assert str(result.exception) == f"{path}:1: 2 errors in the labels"


def test_check_with_nothing_good_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("nonsense\n", "utf-8")
    result = run("check", path, *TEA)
    assert "0 labels" in result.output
    assert isinstance(result.exception, InputError)


def test_contradictions_are_warnings_that_strict_makes_fatal(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = [
        {"id": "1", "text": "Milk goes in before the tea, always.", "stance": "before"},
        {"id": "2", "text": "milk goes in before the tea always!", "stance": "after"},
        {"id": "3", "text": "Never.", "stance": "never", "parent_text": "Milk?"},
        {"id": "4", "text": "never", "stance": "lemon", "parent_text": "Milk?"},
        {"id": "5", "text": "never", "stance": "elsewhere", "parent_text": "Cake?"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = json.loads(run("check", path, *TEA, "--format", "json").stdout)
    assert [w["what"].split(": ")[1] for w in found["warnings"]] == [
        "'1' and '2', stance 'before' and 'after'",
        "'3' and '4', stance 'never' and 'lemon'",
    ]
    assert isinstance(run("check", path, *TEA, "--strict").exception, IncompleteError)


def test_check_holds_labels_against_the_passes(tmp_path: Path) -> None:
    passes = tmp_path / "passes.jsonl"
    rows = [{"id": str(i), "coder": "a", "stance": "before"} for i in (1, 3, 99)]
    rows.append({"id": "2", "coder": "b", "stance": "before"})
    passes.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = run("check", CASES / "tea.jsonl", *TEA, "--passes", passes)
    assert "99: a pass about a comment that is not in the set" in result.output
    assert "2: no coder's pass says stance 'after'" in result.output
    assert "4: no coder's pass about it" in result.output
    assert "\n  1: " not in result.output


def test_near_duplicates_are_those_of_all_pairs() -> None:
    words = ["milk", "in", "before", "the", "tea", "or", "after", "it", "never", "lemon"]
    texts = [" ".join(words[i % 7 : i % 7 + 3 + i % 4] + words[:2]) for i in range(40)]
    grams = [{t[i : i + 5] for i in range(len(t) - 4)} for t in texts]
    expected = {
        (i, j)
        for j in range(40)
        for i in range(j)
        if len(grams[i] & grams[j]) / len(grams[i] | grams[j]) >= 0.7
    }
    assert {(d.first, d.second) for d in find_near_duplicates(texts)} == expected
    assert expected


def test_agree_prints_a_confusion_table_of_the_coders(tmp_path: Path) -> None:
    passes = tmp_path / "passes.jsonl"
    rows = []
    for i in range(12):
        rows.append({"id": str(i), "coder": "ann", "stance": "before" if i % 2 else "after"})
        rows.append({"id": str(i), "coder": "bob", "stance": "before" if i % 3 else "after"})
    passes.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = run("agree", passes, *TEA)
    assert result.exit_code == 0, result.exception
    assert "ann and bob: the same class 6 times of 12" in result.stdout
    assert "moderation" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    document = json.loads(run("agree", passes, *TEA, "--format", "json").stdout)
    assert document["stance"]["pairs"][0]["confusion"][0][:2] == [4, 2]


@pytest.mark.parametrize("command", ["check", "agree"])
def test_an_unknown_format_is_wrong_usage(command: str) -> None:
    assert isinstance(run(command, "--format", "xml").exception, UsageError)

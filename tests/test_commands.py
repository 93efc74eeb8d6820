"""Every command has a help page that says what it does."""

import itertools
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli.labels import SUBCOMMANDS
from stance.cli.main import COMMANDS, build_app, main
from stance.sources.recognise import KINDS

ROOT = Path(__file__).parent.parent
EVERY = [[name] for name in COMMANDS] + [["labels", name] for name in SUBCOMMANDS]


def show_help(*words: str) -> str:
    return CliRunner().invoke(build_app(), [*words, "--help"], env={"COLUMNS": "80"}).output


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    result = CliRunner().invoke(build_app(), [name, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_paragraphs_of_the_help_flow(words: list[str]) -> None:
    """A line ends where the next word has no room, not where the source's line ends."""
    width = 80
    told = re.split("(?:Arguments|Options):", show_help(*words))[0].split("\n")[1:]
    for line, following in itertools.pairwise(line.strip() for line in told):
        if line and following:
            assert len(f"{line} {following.split()[0]}") > width - 2, line


def test_version() -> None:
    result = CliRunner().invoke(build_app(()), ["--version"])
    assert result.output.startswith("stance ")


def test_no_command_prints_the_help() -> None:
    assert "Usage" in CliRunner().invoke(build_app(()), []).output


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_the_help_is_plain_and_names_what_options_take(words: list[str]) -> None:
    told = show_help(*words)
    assert not re.search("[╭│╰]", told)  # it goes to files and pipes as well
    assert not re.search("^  -.*<.*>", told, re.MULTILINE)


def test_brackets_stand_in_the_help() -> None:
    assert "pip install 'stance[web]'" in show_help("review")


@pytest.mark.parametrize("name", ["split", "score", "label"])
def test_kinds_of_sources_are_named(name: str) -> None:
    assert all(re.search(rf"\b{kind}\b", show_help(name)) for kind in KINDS)


def test_commands_stand_in_the_order_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `stance (\w+)", readme, re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize(
    "words",
    [
        ["score", "page.txt", "--jobs", "-1"],
        ["score", "page.txt", "--format", "xml"],
        ["split", "page.txt", "--format", "xml"],
        ["evaluate", "--min-macro-f1", "1.5"],
        ["evaluate", "--show", "-1"],
        ["export", "--what", "mood", "-o", "model.joblib"],
        ["export", "--to", "onnx", "--what", "mood", "-o", "model.onnx"],
        ["label", "-"],
        ["explain", " "],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_refused(words: list[str], monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.argv", ["stance", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert re.search(r"--\S+|standard input|a comment", told.splitlines()[-1])

"""Every command has a help page that says what it does."""

import itertools

import pytest
from typer.testing import CliRunner

from stance.cli.main import COMMANDS, build_app


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    result = CliRunner().invoke(build_app(), [name, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("words", [*([name] for name in COMMANDS), ["labels", "agree"]])
def test_paragraphs_of_the_help_flow(words: list[str]) -> None:
    """A line ends where the next word has no room, not where the source's line ends."""
    width = 80
    result = CliRunner().invoke(build_app(), [*words, "--help"], env={"COLUMNS": str(width)})
    told = result.output.partition("Usage")[2].partition("╭")[0].split("\n")[1:]
    for line, following in itertools.pairwise(line.strip() for line in told):
        if line and following:
            assert len(f"{line} {following.split()[0]}") > width - 2, line


def test_version() -> None:
    result = CliRunner().invoke(build_app(()), ["--version"])
    assert result.output.startswith("stance ")


def test_no_command_prints_the_help() -> None:
    assert "Usage" in CliRunner().invoke(build_app(()), []).output

"""Every command has a help page that says what it does."""

import pytest
from typer.testing import CliRunner

from stance.cli.main import COMMANDS, build_app


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    result = CliRunner().invoke(build_app(), [name, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_version() -> None:
    result = CliRunner().invoke(build_app(()), ["--version"])
    assert result.output.startswith("stance ")


def test_no_command_prints_the_help() -> None:
    assert "Usage" in CliRunner().invoke(build_app(()), []).output

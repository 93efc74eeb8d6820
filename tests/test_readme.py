"""What the README shows is what the commands print."""

import re
from pathlib import Path

from typer.testing import CliRunner

from stance.cli.main import COMMANDS, build_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_thread_shown_is_what_score_prints() -> None:
    shown = re.findall(r"^```text\n(.*?)\n```$", README, re.DOTALL | re.MULTILINE)[0]
    page = str(ROOT / "seeds" / "003_d568973889bbf5ad.txt")
    result = CliRunner().invoke(build_app(("score",)), ["score", page, "--format", "text"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:10] == shown.splitlines()


def test_the_table_names_the_commands_there_are() -> None:
    assert set(re.findall(r"^\| `stance (\w+)", README, re.MULTILINE)) == set(COMMANDS)


def test_every_linked_place_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        file, _, heading = target.partition("#")
        assert (ROOT / file).exists(), target
        if heading:
            text = (ROOT / file).read_text(encoding="utf-8").lower()
            assert f"# {heading.replace('-', ' ')}\n" in text, target

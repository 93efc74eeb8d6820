"""The datasheet of the labels says what is measured, and the seed labels are of the seeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli.main import build_app
from stance.labels.codebook import read_codebook
from stance.labels.labelled import read_labelled_set
from stance.threads.split import split_file

ROOT = Path(__file__).parent.parent
DATASHEET = (ROOT / "labels" / "README.md").read_text("utf-8")
SHOWN = re.findall(r"^```text\n(.*?)\n```$", DATASHEET, re.DOTALL | re.MULTILINE)
SEED = [f"{ROOT}/labels/seed_passes.jsonl", "--labels", f"{ROOT}/labels/seed.jsonl"]


@pytest.mark.parametrize(
    ("place", "command"),
    [(0, ["check"]), (1, ["agree"]), (2, ["agree", *SEED])],
    ids=["check", "agree", "agree on the seeds"],
)
def test_the_datasheet_shows_what_the_command_prints(place: int, command: list[str]) -> None:
    result = CliRunner().invoke(build_app(("labels",)), ["labels", *command])
    assert result.exit_code == 0, result.exception
    assert result.stdout.rstrip("\n") == SHOWN[place]


def test_the_datasheet_names_every_set_with_its_size() -> None:
    for path in read_codebook().sets:
        n = len(path.read_text("utf-8").splitlines())
        assert f"| `{path.name}` | {n:,} |" in DATASHEET


def test_seed_labels_are_of_the_comments_that_split_finds() -> None:
    labelled = read_labelled_set([ROOT / "labels" / "seed.jsonl"])
    pages = [*split_file(ROOT / "seeds" / "003_d568973889bbf5ad.txt")]
    pages += split_file(ROOT / "seeds" / "000_498d3ecc1b34803c.txt")
    comments = [c for page in pages for c in page.comments if not c.placeholder]
    assert [(c.id, c.text, c.reply_to, c.depth) for c in comments] == [
        (label.id, label.text, label.reply_to, labelled.depth(label)) for label in labelled
    ]
    assert {label.origin for label in labelled} == {"seed"}

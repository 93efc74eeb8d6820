"""Text dumps of one layout each: depth, speaker and words of every comment."""

import json
from pathlib import Path

import pytest

from stance.threads.split import split_file

DUMPS = Path(__file__).parent / "cases/threads/dumps"
EXPECTED = json.loads((DUMPS / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_dump_gives_its_comments(name: str) -> None:
    (page,) = split_file(DUMPS / f"{name}.txt", kind="dump")
    found = [[c.depth, c.speaker, " ".join(c.text.split())] for c in page.comments]
    assert found == EXPECTED[name]


def test_every_dump_is_expected() -> None:
    assert {path.stem for path in DUMPS.glob("*.txt")} == set(EXPECTED)

"""The five seeds, split: every depth, parent and count as read by eye from the documents."""

import json
from pathlib import Path

import pytest

from stance.threads.split import split_file

SEEDS = Path(__file__).parent.parent / "seeds"
CASES = json.loads((Path(__file__).parent / "cases/threads/seeds.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_seed_splits_exactly(case: dict) -> None:
    (page,) = split_file(SEEDS / case["file"])
    counts = [page.announced, page.found, page.placeholders, page.unaccounted]
    assert counts == case["counts"]
    drawn = ["  " * c.depth + (c.text[:24] if c.text else "(lost)") for c in page.comments]
    assert drawn == case["tree"]
    by_id = {c.id: c for c in page.comments}
    for c in page.comments:
        assert c.depth == (by_id[c.reply_to].depth + 1 if c.reply_to else 0)
    assert [c.timestamp for c in page.comments if c.timestamp] == case["timestamps"]


def test_the_list_inside_a_comment_stays_in_it() -> None:
    (page,) = split_file(SEEDS / "003_d568973889bbf5ad.txt")
    (two_ways,) = [c for c in page.comments if c.text.startswith("I feel two ways")]
    assert "• We sent tanks first" in two_ways.text
    assert two_ways.text.endswith("evil bastards like Putin. Ever.")


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda p: p.name[:3])
def test_spans_point_at_the_text(path: Path) -> None:
    source = path.read_text("utf-8")
    (page,) = split_file(path)
    for comment in page.comments:
        if comment.span:
            start, stop = comment.span
            assert source[start:stop].split() == comment.text.split()

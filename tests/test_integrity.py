"""Threads that cannot be true are repaired, told, and lose nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.sources.page import Cut, Page
from stance.threads.build import build_threads

CASES = json.loads(
    (Path(__file__).parent / "cases" / "threads" / "integrity.json").read_text(encoding="utf-8")
)


def build(cuts):
    return build_threads(Page(source="page", text="", kind="jsonl", cuts=tuple(cuts)))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_repair(case):
    result = build(Cut(**cut) for cut in case["cuts"])
    assert {c.id: c.reply_to for c in result.comments} == case["parents"]
    assert [f"{p.where}: {p.what}" for p in result.problems] == case["problems"]


def test_doubted_link_has_half_the_confidence():
    good, bad = (
        build(
            [
                Cut(id="1", text="a", timestamp="2019-05-03"),
                Cut(id="2", text="b", parent="1", timestamp=when),
            ]
        )
        for when in ("2019-05-04", "2019-05-02")
    )
    assert bad.comments[1].link.confidence == good.comments[1].link.confidence / 2


def test_deep_thread_and_long_circle_are_walked_without_recursion():
    n = 100_000
    cuts = [Cut(id=str(k), text="x", parent=str((k + 1) % n)) for k in range(n)]
    result = build(cuts)
    assert len(result.comments) == n
    assert sum(c.reply_to is None for c in result.comments) == 1
    assert max(c.depth for c in result.comments) == n - 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "d", None]),
            st.sampled_from(["a", "b", "c", "d", "gone", None]),
            st.sampled_from(["2019-05-03", "2019-05-02T10:00:00Z", "soon", None]),
        ),
        max_size=12,
    )
)
def test_nothing_disappears_and_parents_are_a_forest(rows):
    result = build(
        Cut(id=i, text=f"t{n}", parent=p, timestamp=t) for n, (i, p, t) in enumerate(rows)
    )
    assert [c.text for c in result.comments] == [f"t{n}" for n in range(len(rows))]
    ids = [c.id for c in result.comments]
    assert len(set(ids)) == len(ids)
    parents = {c.id: c.reply_to for c in result.comments}
    for comment in result.comments:
        steps, at = 0, comment.id
        while at is not None:
            at, steps = parents[at], steps + 1
            assert steps <= len(ids)
        assert comment.depth == steps - 1

"""Headings, buttons and deletions in many languages; counts of pages that lost everything."""

import json
from pathlib import Path

import pytest

from stance.records import Comment
from stance.sources.bylines import is_byline
from stance.sources.read import read_pages
from stance.threads.audit import is_deleted
from stance.threads.build import build_threads
from stance.threads.headers import is_furniture, read_stamp
from stance.threads.headings import (
    is_comment_heading,
    is_form,
    is_latest_heading,
    read_count,
)
from stance.threads.links import link_by_evidence
from stance.threads.names import tidy_name
from stance.threads.node import Node
from stance.threads.result import PageResult
from stance.threads.tree import draw_page

CASES = Path(__file__).parent / "cases/threads"


def read_cases(name: str) -> list[dict]:
    return json.loads((CASES / name).read_text("utf-8"))


@pytest.mark.parametrize("case", read_cases("counts.json"), ids=lambda case: case["line"])
def test_counts(case: dict) -> None:
    assert read_count(case["line"]) == case["count"]


HEADINGS = json.loads((CASES / "headings.json").read_text("utf-8"))


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_of_many_languages(language: str) -> None:
    """The headings that translations of WordPress and its themes print, by language code."""
    read = [[read_count(line), line] for _, line in HEADINGS[language]]
    assert read == HEADINGS[language]
    assert all(is_comment_heading(line) for _, line in read)


def test_articles_that_count_are_no_headings() -> None:
    lines = [
        "5 ideas for the garden",
        "3 notes from “Tea”, the novel",
        "5 thoughts I had at “Tea”s",
    ]
    assert [read_count(line) for line in lines] == [None, None, None]


@pytest.mark.parametrize("case", read_cases("deletions.json"), ids=lambda case: case["text"])
def test_deletions(case: dict) -> None:
    assert is_deleted(case["text"]) == case["deleted"]


@pytest.mark.parametrize("case", read_cases("lines.json"), ids=lambda case: case["line"])
def test_lines_around_comments(case: dict) -> None:
    line = case["line"]
    kinds = {
        "form": is_form(line),
        "latest": is_latest_heading(line),
        "button": is_furniture(line),
        "heading": is_comment_heading(line),
    }
    assert [kind for kind, yes in kinds.items() if yes][:1] == [
        kind for kind in [case["kind"]] if kind != "text"
    ]


@pytest.mark.parametrize("case", read_cases("bylines.json"), ids=lambda case: case["line"])
def test_bylines(case: dict) -> None:
    stamp = read_stamp(case["line"])
    assert stamp is not None
    speaker = tidy_name(stamp.before) if is_byline(case["line"]) else None
    assert speaker == case["speaker"]


@pytest.mark.parametrize("case", read_cases("dates.json"), ids=lambda case: case["line"])
def test_dates_beside_names(case: dict) -> None:
    stamp = read_stamp(case["line"])
    assert (stamp and (stamp.before, stamp.timestamp, stamp.after)) == (
        case["date"] and ("Ann Lee", case["date"], "")
    )


def test_a_page_that_lost_all_comments_says_so() -> None:
    (page,) = read_pages(b"A title\n\nAn article.\n\n12 Comments\n\nLeave a Reply\n")
    result = build_threads(page)
    assert (result.announced, result.found, result.unaccounted) == (12, 0, 12)


def test_the_pages_count_wins_over_the_latest_comments() -> None:
    text = (
        "A title\n\n2 Comments\n\n  1. Ann says:\n    May 3, 2020\n\n    It rains.\n\n    Reply\n\n"
        "  2. Bob says:\n    May 4, 2020\n\n    [deleted]\n\n    Reply\n\nLeave a Reply\n\n"
        "Recent Comments\n\n  • Eve on Another page\n  • Joe on A third one\n\n7 Comments\n"
    )
    result = build_threads(*read_pages(text.encode(), kind="dump"))
    assert (result.announced, result.found, result.placeholders, result.unaccounted) == (2, 1, 1, 0)


def test_flat_pages_are_linked_by_what_comments_say() -> None:
    nodes = link_by_evidence(
        [
            Node(text="The price of water has gone up again this year.", speaker="Ann Lee"),
            Node(text="@Ann Lee: who pays?", speaker="Bob"),
            Node(text="Hi Bob, we all do.", speaker="Eve"),
            Node(text="“The price of water has gone up again” – no.", speaker="Joe"),
            Node(text="Certainly.", speaker="Max", addressee="Eve"),
            Node(text="Nothing to do with it.", speaker="Ida"),
        ]
    )
    assert [node.parent for node in nodes] == [None, 0, 1, 0, 2, None]
    assert [node.evidence for node in nodes[1:5]] == [
        ("name",),
        ("name",),
        ("quote",),
        ("in reply to",),
    ]


def test_greeting_the_author_answers_only_what_the_author_said_to_one() -> None:
    nodes = link_by_evidence(
        [
            Node(text="Hi Ann, does it work on Linux?", speaker="Bob"),
            Node(text="Hi Bob, it does.", speaker="Ann Lee"),
            Node(text="Hi Ann, what a nice tool!", speaker="Eve"),  # greets, and answers nobody
            Node(text="Thank you Eve!", speaker="Ann Lee"),
            Node(text="Hi Ann, it does not start here.", speaker="Bob"),  # was answered before
            Node(text="Then look into the log, please.", speaker="Ann Lee"),
        ]
    )
    assert [node.parent for node in nodes] == [None, 0, None, 2, 3, None]


def test_names_are_surer_the_nearer_they_speak() -> None:
    nodes = link_by_evidence(
        [
            Node(text="It rains.", speaker="Ann"),
            Node(text="Ann, it does not.", speaker="Bob"),
            Node(text="Who cares?", speaker="Eve"),
            Node(text="@Ann you are right.", speaker="Joe"),
            Node(text="Hi Ann, nice page.", speaker="Max"),  # a greeting over others' heads
        ]
    )
    assert [(node.parent, node.confidence) for node in nodes[1:4]] == [
        (0, 0.95),
        (None, 0.0),
        (0, 0.5),
    ]
    assert nodes[4].parent is None


def test_who_says_the_same_again_answers_nobody() -> None:
    nodes = link_by_evidence(
        [
            Node(text="The log says: no such file or folder on the disk.", speaker="Bob"),
            Node(text="> no such file or folder on the disk\n\nAgain today.", speaker="Bob"),
        ]
    )
    assert [node.parent for node in nodes] == [None, None]


def test_a_tree_of_a_hundred_thousand_levels_is_drawn() -> None:
    comments = tuple(
        Comment(id=str(n), text="So it is.", reply_to=str(n - 1) if n else None, depth=n)
        for n in range(100_000)
    )
    lines = list(draw_page(PageResult(source="page", comments=comments)))
    assert len(lines) == 100_003
    assert max(map(len, lines)) < 200

"""One thread in the markup of many systems: always the same comments come out.

Every page in `cases/sources/pages` shows the thread of `expected.json` as that system renders it,
among an article, a box with latest comments, related stories and a form. Flat layouts show no tree.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theme_pages import render_page
from thread_texts import flatten, make_threads

from stance.sources.read import read_pages
from stance.threads.build import build_threads

PAGES = Path(__file__).parent / "cases" / "sources" / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
THREAD = EXPECTED["thread"]
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def split(name):
    (page,) = read_pages(PAGES / f"{name}.html")
    assert page.kind == "html"
    return build_threads(page)


@pytest.mark.parametrize("name", NAMES)
def test_layout_gives_the_thread(name):
    result = split(name)
    texts = [re.sub(r"\n+", "\n", comment.text) for comment in result.comments]
    assert texts == THREAD["texts"]
    assert [comment.speaker for comment in result.comments] == THREAD["speakers"]
    assert [(comment.timestamp or "")[:10] for comment in result.comments] == THREAD["days"]
    if name not in EXPECTED["flat"]:
        places = {comment.id: n for n, comment in enumerate(result.comments)}
        two = EXPECTED["two_levels"]
        parents = two["parents"] if name in two["pages"] else THREAD["parents"]
        assert [places.get(comment.reply_to) for comment in result.comments] == parents


@pytest.mark.parametrize("name", EXPECTED["with_likes"])
def test_likes_are_read_where_shown(name):
    assert [comment.extra.get("likes") for comment in split(name).comments] == THREAD["likes"]


def test_announced_comes_from_headings_and_data():
    announced = {name: split(name).announced for name in NAMES}
    assert {count for count in announced.values() if count is not None} == {6}
    assert sum(count is not None for count in announced.values()) >= 15


def test_headline_is_the_articles():
    assert {split(name).headline for name in NAMES} == {"The bridge opens again"}


def test_pingbacks_are_told_and_left_out():
    told = [problem.what for problem in split("wordpress").problems]
    assert told == ["1 pingbacks are not comments and were left out"]


def test_page_without_comments_has_none():
    text = (PAGES / "json_ld.html").read_text(encoding="utf-8")
    bare = re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.S)
    (page,) = read_pages(bare.encode(), kind="html")
    assert page.cuts == ()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40), depth=st.integers(1, 12))
def test_threads_come_back_from_every_theme(seed: int, n: int, depth: int) -> None:
    chance = random.Random(seed)
    roots = make_threads(chance, n, depth)
    (page,) = read_pages(render_page(chance, roots).encode(), name="page")
    result = build_threads(page)
    found = [(" ".join(c.text.replace("- ", "* ").split()), c.depth) for c in result.comments]
    assert found == flatten(roots)
    assert (result.announced, result.unaccounted) == (n, 0)
    assert {(c.timestamp or "")[:10] for c in result.comments} == {"2014-05-03"}


def test_definition_lists_are_comments_where_each_has_a_term() -> None:
    text = "".join(
        f"<dt class='comment-author'><a href='#'>{name}</a> said...</dt>"
        f"<dd class='comment-body'><p>{words}</p></dd>"
        "<dd class='comment-footer'><span class='comment-timestamp'>May 3, 2014 5:12 PM</span></dd>"
        for name, words in (("Ann", "It rains."), ("Bob", "It does."), ("Eve", "Still."))
    )
    page = f"<h1>Rain</h1><div id='comments'><h4>3 comments:</h4><dl>{text}</dl></div>"
    (read,) = read_pages(page.encode(), name="page")
    assert [(cut.speaker, cut.text) for cut in read.cuts] == [
        ("Ann", "It rains."),
        ("Bob", "It does."),
        ("Eve", "Still."),
    ]

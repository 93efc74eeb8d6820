"""Random threads in the text of every extractor come back as they were; rubbish does no harm."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thread_texts import (
    DRESSES,
    FORMS,
    NAMES,
    PLAIN,
    Dress,
    Form,
    flatten,
    make_threads,
    render,
    render_browser,
)

from stance.sources.read import read_pages
from stance.threads.build import build_threads
from stance.threads.result import PageResult

SEEDS = Path(__file__).parent.parent / "seeds"


ALPHABET = " \n\t1.•*+o-#@>[]()!:abÄ5§\u00a0\u2028Reply saysMay3,2020Comments"


def split(text: str) -> PageResult:
    (page,) = read_pages(text.encode("utf-8"), kind="dump", name="page")
    return build_threads(page)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), n=st.integers(4, 40), depth=st.integers(1, 12))
def test_threads_come_back_from_every_form(form: Form, seed: int, n: int, depth: int) -> None:
    roots = make_threads(random.Random(seed), n, depth)
    page = split(render(roots, form))
    assert [(" ".join(c.text.split()), c.depth) for c in page.comments] == flatten(roots)
    assert (page.announced, page.unaccounted) == (n, 0)
    assert all(c.timestamp.startswith("2020-05-") for c in page.comments)


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress.name)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), form=st.sampled_from(FORMS), n=st.integers(6, 30))
def test_names_badges_and_buttons_are_told_from_the_text(
    dress: Dress, seed: int, form: Form, n: int
) -> None:
    roots = make_threads(random.Random(seed), n, 6)
    page = split(render(roots, form, dress))
    assert [(" ".join(c.text.split()), c.depth) for c in page.comments] == flatten(roots)
    assert (page.announced, page.unaccounted) == (n, 0)
    assert all(c.timestamp or "ago" in c.extra["timestamp_text"] for c in page.comments)


KNOWN = ("badge and buttons first",)
# Between a name and its date without markers, a badge reads as a button of the comment above.
UNCUT = pytest.mark.xfail(strict=True, reason="a header of names and badges runs into the text")
COPIED = [
    pytest.param(dress, marks=UNCUT if dress.name in KNOWN else (), id=dress.name)
    for dress in (PLAIN, *DRESSES)
]


@pytest.mark.parametrize("dress", COPIED)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), n=st.integers(4, 40))
def test_texts_come_back_from_a_browsers_copy(dress: Dress, seed: int, n: int) -> None:
    roots = make_threads(random.Random(seed), n, 6, names=NAMES[:-1])
    page = split(render_browser(roots, dress))
    told = [text.replace("* ", "") for text, _ in flatten(roots)]
    assert [" ".join(c.text.split()) for c in page.comments] == told
    assert (page.announced, page.unaccounted) == (n, 0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_lost_comment_leaves_a_placeholder(seed: int) -> None:
    form = FORMS[1]
    roots = make_threads(random.Random(seed), 30, 5)
    whole = flatten(roots)
    text = render(roots, form)
    # A comment with an only reply that stands alone: without it, its reply is one step too deep.
    lost = [
        k
        for k in range(1, len(whole) - 1)
        if whole[k - 1][1] < whole[k][1] < whole[k + 1][1] and whole[k][1] == whole[k - 1][1] + 1
    ]
    if not lost:
        return
    starts = [k for k, line in enumerate(text.split("\n")) if line.lstrip().startswith("• ")]
    lines = text.split("\n")
    heads = [k for k in starts if "says:" in lines[k] or "2020 at" in lines[k]]
    page = split("\n".join(lines[: heads[lost[0]]] + lines[heads[lost[0] + 1] :]))
    assert [c.depth for c in page.comments] == [depth for _, depth in whole]
    assert [k for k, c in enumerate(page.comments) if c.placeholder] == [lost[0]]
    assert (page.placeholders, page.unaccounted) == (1, 0)


def check(page: PageResult, source: str) -> None:
    by_id = {c.id: c for c in page.comments}
    assert len(by_id) == len(page.comments)
    for comment in page.comments:
        assert comment.reply_to is None or comment.reply_to in by_id
        assert comment.placeholder == (not comment.text)
        if comment.span is not None:
            start, stop = comment.span
            assert 0 <= start < stop <= len(source)
        if comment.link is not None:
            assert 0 <= comment.link.confidence <= 1


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=" \n\t1.•*+o-#@>[]()!:abÄ5§\u00a0\u2028Reply saysMay3,2020Comments", max_size=400
    )
)
def test_rubbish_does_not_crash(text: str) -> None:
    if text.strip():
        (page,) = read_pages(text.encode("utf-8"), kind="dump", name="page")
        check(build_threads(page), page.text)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_mutated_pages_do_not_crash(seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(sorted(SEEDS.glob("*.txt")))
    lines = path.read_text("utf-8").split("\n")
    for _ in range(chance.randint(1, 30)):
        k = chance.randrange(len(lines))
        change = chance.randrange(4)
        if change == 0:
            del lines[k : k + chance.randint(1, 5)]
            lines = lines or [""]
        elif change == 1:
            lines.insert(k, " " * chance.randint(0, 40) + chance.choice(lines))
        elif change == 2:
            lines[k] = lines[k][chance.randint(0, 10) :]
        else:
            lines[k] = chance.choice(["3 Comments", "Reply", "Ann says:", "  1. ", "\x00", "• •"])
    text = "\n".join(lines)
    if text.strip():
        (page,) = read_pages(text.encode("utf-8"), kind="dump", name="page")
        check(build_threads(page), page.text)


@pytest.mark.parametrize(
    "text", ["1[.\n" * 30000, "![" * 50000, "  • a\n" * 20000, "5 Comments\n" * 9000]
)
def test_hostile_pages_are_read_in_linear_time(text: str) -> None:
    import time

    start = time.process_time()
    split("## a\n## b\n" + text)
    assert time.process_time() - start < 5  # a quadratic pattern takes minutes


def test_a_thread_of_a_thousand_levels_needs_no_recursion() -> None:
    lines = ["1000 Comments", ""]
    for k in range(1000):
        lines += [
            " " * (2 * k + 2) + "• Ann says:",
            " " * (2 * k + 4) + "May 3, 2020",
            "",
            " " * (2 * k + 4) + f"War number {k} is one too many.",
            "",
        ]
    page = split("\n".join(lines))
    assert [c.depth for c in page.comments] == list(range(1000))

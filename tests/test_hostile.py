"""Hostile and broken sources: never a crash, spans that hold, linear time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.sources.encoding import decode
from stance.sources.html import plain
from stance.sources.html.parse import parse_html
from stance.sources.html.plain import build_plain
from stance.sources.html.tree import Tree
from stance.sources.read import read_pages
from stance.sources.recognise import KINDS
from stance.threads.build import build_threads

CASES = Path(__file__).parent / "cases" / "sources"
SOURCES = [
    path.read_bytes()
    for path in (
        *sorted((CASES / "pages").glob("*.html"))[::4],
        *sorted((CASES / "exports").iterdir()),
    )
]


def check(data, kind=None):
    try:
        pages = read_pages(data, kind=kind, name="page")
    except InputError:  # the one way to refuse
        return
    for page in pages:
        result = build_threads(page)
        ids = [comment.id for comment in result.comments]
        assert len(set(ids)) == len(ids)
        for comment in result.comments:
            assert comment.reply_to is None or comment.reply_to in ids
            if comment.span is not None:
                start, stop = comment.span
                assert 0 <= start < stop <= len(page.text)


@given(st.binary(max_size=400), st.sampled_from([None, *KINDS]))
@settings(max_examples=150, deadline=None)
def test_random_bytes(data, kind):
    check(data, kind)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.large_base_example])
def test_mutated_sources(data):
    source = bytearray(data.draw(st.sampled_from(SOURCES)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(source)))
        stop = min(len(source), start + data.draw(st.sampled_from([0, 1, 10, 300])))
        new = data.draw(
            st.sampled_from([b"", b"<", b"</div>", b"\xff\x00", b'"', b"<li>", b"{", b"\n"])
        )
        source[start:stop] = new
    check(bytes(source))


@given(st.text(alphabet="<>/=\"' abdivulp!-&;\n", max_size=200))
@settings(max_examples=200, deadline=None)
def test_plain_builder_takes_anything(text):
    tree = build_plain(text)
    assert all(number < end <= len(tree.tags) for number, end in enumerate(tree.ends))
    assert all(parent < number for number, parent in enumerate(tree.parents))


def test_plain_builder_agrees_with_the_parser_on_a_sound_page():
    text = (CASES / "pages" / "wordpress.html").read_text(encoding="utf-8")
    plain, parsed = build_plain(text), parse_html(text)
    assert [t for t in plain.tags if t == "li"] == [t for t in parsed.tags if t == "li"]
    assert plain.text_of(0) == parsed.text_of(0)


HOSTILE = {
    "deep": "<div>" * 100_000,
    "deep lists": "<ul><li class=comment>Ann<p>hi" * 10_000,
    "formatting left open": "".join(f"<font color=#{n:06x}>" for n in range(1000))
    + "<p>x" * 20_000,
    "quotes left open": '<a "' * 100_000,
    "brackets": "<" * 300_000,
    "scripts left open": "<script>" * 50_000,
    "one long line": "<p>" + "word " * 400_000,
    "a date like thing": "<p class=comment>" + "1" * 200_000 + " May",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_takes_linear_time(name):
    began = time.process_time()
    check(HOSTILE[name].encode(), "html")
    # A tenth of what a quadratic step would take at this size, ten times what is measured.
    assert time.process_time() - began < 10


NESTED = {  # what stands before, and what is repeated; every element stays open
    "headings": ("", "<h1>Tea "),
    "counts": ("", "<div itemprop=commentCount>x"),
    "speakers": (
        "",
        "<div itemprop=comment class=comment><i itemprop=author>x<p>Tea is good for all",
    ),
    "forms": ("", "<li class=comment>Ann May 3, 2019<form>Tea is good for all<ol>"),
    "brackets": ("<div><div>", "<"),
}


@pytest.mark.parametrize("name", NESTED)
def test_work_grows_with_the_page_and_not_with_its_square(name, monkeypatch):
    monkeypatch.setattr("stance.sources.html.parse._MOST_STEPS", 1)  # as on much longer pages
    before, repeated = NESTED[name]
    once, twice = (_count_work(before + repeated * n + ">", monkeypatch) for n in (300, 600))
    assert twice < 2.5 * once


def _count_work(page, monkeypatch):
    """How many functions are called, and characters and nodes looked through, to split a page."""
    work = 0
    text_of, find_end = Tree.text_of, plain._find_end

    def counted_text(tree, number):
        nonlocal work
        work += tree.ends[number] - number
        return text_of(tree, number)

    def counted_end(text, start):
        nonlocal work
        stop = find_end(text, start)
        work += stop - start
        return stop

    def count_call(frame, event, argument):
        nonlocal work
        work += event in {"call", "c_call"}

    with monkeypatch.context() as patch:
        patch.setattr(Tree, "text_of", counted_text)
        patch.setattr(plain, "_find_end", counted_end)
        sys.setprofile(count_call)
        try:
            check(page.encode(), "html")
        finally:
            sys.setprofile(None)
    return work


# A pattern without regard to case finds them; as keys they are other words.
@pytest.mark.parametrize(
    "word", ["12 ſept 2019", "İki yorum", "ſix thoughts on “Tea”", "3 hourſ ago"]
)
def test_letters_with_a_second_lower_case_are_no_crash(word):
    item = f'<li class="comment"><cite>Ann</cite> <time>{word}</time><p>Tea is good.</p></li>'
    check(f"<ol>{item * 3}</ol>".encode(), "html")
    check(f"{word}\n\n* Ann says:\n  {word}\n\n  Tea is good.\n\n  Reply\n".encode(), "dump")


ODD = [f"the {n}th of Foo, late" for n in range(600)]
ODDLY_DATED = {
    "reddit": "\n".join(
        json.dumps({"id": f"c{n}", "body": "Tea.", "created_utc": odd}) for n, odd in enumerate(ODD)
    ),
    "convokit": "\n".join(
        json.dumps({"id": f"{n}", "text": "Tea.", "timestamp": odd}) for n, odd in enumerate(ODD)
    ),
    "disqus": "<disqus>"
    + "".join(f"<post id='{n}'><createdAt>{odd}</createdAt></post>" for n, odd in enumerate(ODD))
    + "</disqus>",
    "html": "".join(
        f'<li class=comment><time datetime="{odd}">x</time><p>Tea is good.' for odd in ODD
    ),
}


@pytest.mark.parametrize("kind", ODDLY_DATED)
def test_only_so_many_dates_of_a_source_are_read_slowly(kind, monkeypatch):
    calls = []
    monkeypatch.setattr("dateparser.parse", lambda text, **_: calls.append(text))
    check(ODDLY_DATED[kind].encode(), kind)
    assert 0 < len(calls) <= 200


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_is_told(encoding):
    text = "Über dem Fluß schlägt die Brücke einen Bogen – nach neun Monaten."
    decoded, problems = decode(text.encode(encoding), name="page")
    assert decoded == text
    assert all("read as" in problem.what for problem in problems)


def test_bytes_that_are_no_text_are_counted():
    text, problems = decode("Brücke ".encode() * 20 + b"\xff\xfe", name="page")
    assert text.endswith("\ufffd\ufffd")
    assert problems[0].what.startswith("2 characters")

"""Exports and tables: read by their content, to the comments that they hold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from stance.errors import InputError, UsageError
from stance.sources.exports.columns import read_columns
from stance.sources.read import read_pages
from stance.threads.build import build_threads

CASES = Path(__file__).parent / "cases" / "sources" / "exports"
EXPECTED = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))


def split(data: Path | bytes, **options):
    return [build_threads(page) for page in read_pages(data, **options)]


def rows(result):
    return [[c.id, c.reply_to, c.speaker, c.timestamp, c.text] for c in result.comments]


@pytest.mark.parametrize("name", EXPECTED)
def test_export_gives_its_comments(name):
    case = EXPECTED[name]
    # "odd.tsv" names no column as we do: its kind and its columns are given.
    given = (
        {"kind": case["kind"], "columns": read_columns(case["columns"])}
        if "columns" in case
        else {}
    )
    assert {page.kind for page in read_pages(CASES / name, **given)} == {case["kind"]}
    results = split(CASES / name, **given)
    assert [rows(result) for result in results] == [page["comments"] for page in case["pages"]]
    for result, page in zip(results, case["pages"], strict=True):
        told = [problem.what for problem in result.problems]
        assert len(told) == len(page["problems"])
        assert all(
            what.startswith(start) for what, start in zip(told, page["problems"], strict=True)
        )
        for field in ("source", "headline", "announced"):
            if field in page:
                assert getattr(result, field) == page[field]


def test_users_own_columns_are_kept():
    (result,) = split(CASES / "table.csv")
    assert result.comments[0].extra == {"Section": "News", "likes": 4}


def test_broken_line_is_told_with_its_place():
    (page, _) = read_pages(CASES / "reddit.jsonl", name="dump")
    assert page.problems[0].where == "dump:3"


@pytest.mark.parametrize("pack", ["gzip", "zst"])
def test_packed_export_is_unpacked(pack):
    zstandard = pytest.importorskip("zstandard")
    data = (CASES / "reddit.jsonl").read_bytes()
    packed = gzip.compress(data) if pack == "gzip" else zstandard.ZstdCompressor().compress(data)
    assert [rows(r) for r in split(packed)] == [rows(r) for r in split(data)]


def test_parquet_is_a_table():
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table(
        {"id": [1, 2], "parent_id": [None, 1.0], "text": ["One.", "Two."], "author": ["Ann", "Bob"]}
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    (result,) = split(sink.getvalue().to_pybytes())
    assert rows(result) == [["1", None, "Ann", None, "One."], ["2", "1", "Bob", None, "Two."]]


def test_entities_are_refused():
    bomb = (
        b'<!DOCTYPE disqus [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><disqus><post>&b;</post></disqus>'
    )
    with pytest.raises(InputError, match="declares XML entities"):
        read_pages(bomb, kind="disqus")


def test_broken_xml_is_read_up_to_the_break():
    data = (CASES / "disqus.xml").read_bytes()
    (result, *_) = split(data[: data.index(b'<post dsq:id="103">')])
    assert [c.id for c in result.comments] == ["101", "102"]
    assert "broken XML" in result.problems[0].what


def test_column_that_is_not_there_is_named():
    with pytest.raises(UsageError, match="no column 'words'"):
        read_pages(CASES / "table.csv", columns={"text": "words"})


def test_table_without_text_says_what_to_do():
    with pytest.raises(InputError, match="no column holds"):
        read_pages(b"a,b\n1,2\n", kind="csv")

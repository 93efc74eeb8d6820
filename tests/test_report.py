"""The formats of a report: they agree with each other, and nothing a commenter wrote gets out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from stance.errors import InputError, UsageError
from stance.report.document import as_document, mistakes, parse_document, read_report
from stance.report.html import render_html
from stance.report.markdown import render_markdown
from stance.report.report import Case, Report
from stance.report.write import write_report

CASES = Path(__file__).parent / "cases" / "report"
SCHEMA = json.loads((Path(__file__).parents[1] / "docs/report.schema.json").read_text("utf-8"))

# Texts that end scripts, comments or documents somewhere in the history of browsers.
HOSTILE = [
    "</script><script>alert(1)</script>",
    "</SCRIPT\n>",
    "<!--<script>",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "\u2028\u2029\x00\ud800",
    "${title} $data",
]


@pytest.fixture(name="report")
def bridge_report() -> Report:
    """Twelve comments in three classes, five of them mistaken."""
    return read_report(CASES / "bridge.json")


class Elements(HTMLParser):
    """The tags and attributes of a page, as a browser's parser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def parse(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    return parser.found


def test_the_matrix_counts_the_cases(report: Report) -> None:
    assert report.confusion == ((2, 0, 0), (1, 2, 3), (1, 0, 3))
    assert sum(map(sum, report.confusion)) == len(report.cases) == 12
    assert report.n_correct == 7
    assert [(c.gold, c.predicted, c.n) for c in report.confusions[:2]] == [
        ("against", "aside", 3),
        ("aside", "for", 1),
    ]


def test_the_document_fits_the_published_schema(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(as_document(report), SCHEMA)


def test_the_schema_refuses_what_no_report_holds(report: Report) -> None:
    document = as_document(report)
    document["cases"][0]["probabilities"] = [2.0]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize("name", ["report.html", "report.json"])
def test_a_written_report_reads_back_equal(report: Report, tmp_path: Path, name: str) -> None:
    write_report(report, tmp_path / name)
    assert read_report(tmp_path / name) == report


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str, tmp_path: Path) -> None:
    case = Case(
        id=text, text=text, gold=text, predicted=text, probabilities=(0.5, 0.5), headline=text
    )
    hostile = Report(
        title=text, classes={text: text, "other": ""}, cases=(case,), warnings=(text,), model=text
    )
    plain = replace(hostile, title="t", warnings=("w",), model="m", classes={"a": "", "other": ""})
    plain = replace(plain, cases=(replace(case, gold="a", predicted="a", text="", id="1"),))
    assert [tag for tag, _ in parse(render_html(hostile))] == [
        tag for tag, _ in parse(render_html(plain))
    ]
    for name in ("a.html", "a.json", "a.md", "a.jsonl"):
        write_report(hostile, tmp_path / name)
    assert "<script" not in render_markdown(hostile)
    assert "<img" not in render_markdown(hostile)


def test_the_page_refers_to_nothing_outside(report: Report) -> None:
    elements = parse(render_html(report))
    for _, attributes in elements:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith("#") or value == "data:,"
    assert not re.search(r"@import|url\(", render_html(report).split("<body>")[0])


def test_no_handler_or_style_stands_in_an_attribute(report: Report) -> None:
    for _, attributes in parse(render_html(report)):
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


@pytest.mark.parametrize(("served", "connect"), [(False, "'none'"), (True, "'self'")])
def test_the_policy_forbids_everything_but_the_page_itself(
    report: Report, served: bool, connect: str
) -> None:
    policies = [
        attributes["content"]
        for tag, attributes in parse(render_html(report, served=served))
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    (policy,) = policies
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert f"connect-src {connect};" in policy
    assert "unsafe" not in policy


def test_mistakes_are_sorted_by_how_wrong_they_are(report: Report) -> None:
    rows = list(mistakes(report))
    assert [row["id"] for row in rows] == ["c3", "c11", "c2", "c8", "c10"]
    assert rows[0]["wrong_by"] == pytest.approx(0.7 - 0.2)
    assert rows[0]["words"] == [["we do", 0.8]]
    assert rows[0]["probabilities"] == {"for": 0.7, "against": 0.2, "aside": 0.1}


def test_the_markdown_summary(report: Report) -> None:
    expected = (CASES / "bridge.md").read_text("utf-8")
    assert render_markdown(report) == expected


def _without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


@pytest.mark.parametrize("text", ["", "[]", "{}", "<html></html>", "\u00e9", '{"format": "x"}'])
def test_a_foreign_file_is_no_report(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, "latin-1")
    with pytest.raises(InputError, match=r"report\.json: .*report|not a document"):
        read_report(path)


@pytest.mark.parametrize("name", ["classes", "cases", "level", "reliability"])
def test_a_document_that_lacks_a_field_is_refused(report: Report, name: str) -> None:
    with pytest.raises(InputError, match=name):
        parse_document(_without(as_document(report), name))


def test_a_class_without_an_entry_is_refused(report: Report) -> None:
    document = as_document(report)
    document["cases"][0]["gold"] = "neither"
    with pytest.raises(InputError, match="neither"):
        parse_document(document)


def test_an_unknown_suffix_names_those_there_are(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.pdf.*name it \.html"):
        write_report(report, tmp_path / "report.pdf")

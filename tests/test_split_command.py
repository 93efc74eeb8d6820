"""`stance split` as people call it: formats, exit codes, one-line errors."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stance.cli.split import write_pages
from stance.records import Comment, Link, Problem
from stance.threads.result import PageResult

SEEDS = Path(__file__).parent.parent / "seeds"
THREAD = SEEDS / "003_d568973889bbf5ad.txt"


def run(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "stance", "split", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=SEEDS.parent)


def test_json_is_the_default_off_a_terminal() -> None:
    done = run(THREAD)
    page = json.loads(done.stdout)
    assert (page["announced"], page["found"], page["placeholders"], page["unaccounted"]) == (
        *(33, 24, 3, 6),
    )
    assert done.returncode == 0
    assert not done.stderr


def test_several_pages_make_an_array() -> None:
    pages = json.loads(run(*sorted(SEEDS.glob("0*.txt"))).stdout)
    assert [page["found"] for page in pages] == [1, 0, 0, 24, 0]


def test_json_lines_hold_the_comments_alone() -> None:
    rows = [json.loads(line) for line in run(THREAD, "--format", "jsonl").stdout.splitlines()]
    assert len(rows) == 27
    assert {row["id"] for row in rows} >= {row["reply_to"] for row in rows if row["reply_to"]}


def test_json_lines_leave_no_row_out_without_a_word() -> None:
    done = run("-", "--format", "jsonl", stdin=b'{"id": "1", "text": "a"}\n' + b"rubbish\n" * 12)
    told = done.stderr.decode().splitlines()
    assert len(done.stdout.splitlines()) == 1
    assert told[0].startswith("stance: <stdin>:2: not a JSON object")
    assert told[10:] == ["stance: 2 more problems; --format json lists all"]


def test_the_tree_and_the_text_state_the_account() -> None:
    for format in ("tree", "text"):
        out = run(THREAD, "--format", format).stdout.decode()
        assert "33 announced, 24 found, 3 placeholders, 6 unaccounted" in out
        assert "\x1b" not in out


def test_standard_input_is_read() -> None:
    page = json.loads(run("-", stdin=THREAD.read_bytes()).stdout)
    assert page["found"] == 24


def test_strict_exits_with_three_after_printing() -> None:
    done = run(THREAD, "--strict")
    assert done.returncode == 3
    assert json.loads(done.stdout)["found"] == 24
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.jsonl", '{"id": "1", "text": "It rains."}\n{broken\n'),
        ("rows.csv", "id,text,who\n1,It rains.,Ann\n,,Bob\n"),
        ("rows.json", '[{"id": "1", "text": "It rains."}, 7]'),
    ],
)
def test_strict_counts_rows_that_were_left_out(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(tmp_path / name).returncode == 0
    done = run(tmp_path / name, "--strict")
    assert (done.returncode, json.loads(done.stdout)["found"]) == (3, 1)
    assert b"1 comments or rows were left out" in done.stderr


def test_output_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    done = run(THREAD, "-o", target)
    assert json.loads(target.read_text("utf-8"))["found"] == 24
    assert not done.stdout


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("missing", None, 1), ("empty", b"", 1), ("binary", b"\x7fELF\0\1\2\0\0", 1)],
    ids=["missing", "empty", "binary"],
)
def test_a_page_that_cannot_be_read(
    name: str, content: bytes | None, code: int, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run(path)
    assert done.returncode == code
    assert done.stderr.count(b"\n") == 1
    assert name in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


def test_good_pages_go_on_after_a_bad_one(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    done = run(tmp_path / "missing.txt", THREAD, "--rejects", rejects)
    (page,) = json.loads(done.stdout)
    assert page["found"] == 24
    assert done.returncode == 1
    assert "missing.txt" in json.loads(rejects.read_text("utf-8"))["where"]


def test_an_unknown_format_is_wrong_usage() -> None:
    assert run(THREAD, "--format", "xml").returncode == 2


@pytest.mark.parametrize("several", [False, True], ids=["one page", "an array"])
@pytest.mark.parametrize("empty", [False, True], ids=["comments", "no comments"])
def test_json_is_written_as_the_whole_would_be(several: bool, empty: bool) -> None:
    link = Link(("indent", "name"), 0.9)
    extra = {"likes": 2, "meta": {"tags": ["a", "b\n"], "x": []}, "link": 1, "share": 0.5}
    comments = (
        Comment(id="1", text='“Tea”\n "comments": [', span=(0, 4), speaker="Ann", extra=extra),
        Comment(id="2", text="", placeholder=True, reply_to="1", depth=1, link=link),
    )
    page = PageResult(
        source='p\n "comments": [',
        announced=3,
        comments=() if empty else comments,
        problems=(Problem("a problem", "p:1"),),
    )
    pages = [page, page] if several else [page]
    stream = io.StringIO()
    write_pages(pages, stream, several=several)
    whole = [page.as_json() for page in pages] if several else page.as_json()
    assert stream.getvalue() == json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


AGES = "2 comments\n\nAnn 2 weeks ago\nIt rains.\nReply\n\nBo 3 days ago\nNot here.\nReply\n"


def test_ages_count_from_the_day_a_page_was_saved() -> None:
    (page,) = [json.loads(run("-", "--saved", "2024-05-20", stdin=AGES.encode()).stdout)]
    assert [comment["timestamp"][:10] for comment in page["comments"]] == [
        "2024-05-06",
        "2024-05-17",
    ]
    assert page["problems"] == []


def test_ages_in_tables_count_from_that_day_too() -> None:
    rows = b"author,date,text\nAnn,2 weeks ago,It rains.\nBo,3 days ago,Not here.\n"
    page = json.loads(run("-", "--saved", "2024-05-20", stdin=rows).stdout)
    assert [comment["timestamp"][:10] for comment in page["comments"]] == [
        "2024-05-06",
        "2024-05-17",
    ]


def test_ages_stay_as_written_where_nobody_knows_that_day() -> None:
    page = json.loads(run("-", stdin=b"May 3, 2014\n\n" + AGES.encode()).stdout)
    assert [comment["timestamp"] for comment in page["comments"]] == [None, None]
    assert [comment["timestamp_text"] for comment in page["comments"]] == [
        "2 weeks ago",
        "3 days ago",
    ]
    assert "--saved" in page["problems"][0]["what"]


def test_the_tree_shows_ages_as_written() -> None:
    shown = run("-", "--format", "tree", stdin=AGES.encode()).stdout.decode()
    assert "Ann · 2 weeks ago" in shown


def test_a_day_that_is_none_is_wrong_usage() -> None:
    assert run("-", "--saved", "yesterday", stdin=AGES.encode()).returncode == 2

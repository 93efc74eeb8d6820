"""What people hand to `stance score`: nothing is passed over without a word, nothing destroyed."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from stance.cli.main import build_app
from stance.cli.score import read_plain_options, score_files
from stance.errors import InputError, StanceError
from stance.records import open_output
from stance.scoring.parents import Chunk, place_rows

# name: (bytes of the file, texts of the comments scored, what is said beside them)
FILES: dict[str, tuple[bytes, list[str], str]] = {
    "one line": (b"Send them the tanks", ["Send them the tanks"], ""),
    "two lines": (b"first\nsend arms\n", ["first", "send arms"], ""),
    "lines that name buttons": (
        b"who reads comments\n" + b"arms now\n" * 10,
        ["who reads comments", *["arms now"] * 10],
        "",
    ),
    "commas of readers": (b"yes, sure\nno, never\n", ["yes, sure", "no, never"], ""),
    "Windows-1252 lines": (b"caf\xe9\nok\n", ["café", "ok"], "not UTF-8; read as Windows-1252"),
    "UTF-16 lines": ("Über\nok\n".encode("utf-16"), ["Über", "ok"], ""),
    "Windows-1252 table": (
        b'id,Comment\n1,caf\xe9\n2,"two\r\nlines"\n',
        ["café", "two\r\nlines"],
        "not UTF-8; read as Windows-1252",
    ),
    "line separator in a field": ("id,text\n1,a\u2028b\n".encode(), ["a\u2028b"], ""),
    "page without comments": (b"A title\n\nSome text of an article.\n", [], "no comments found"),
}


def score(path: Path, *words: str) -> tuple[int, list[str], str]:
    """(exit code, texts of the scored comments, what stderr says)"""
    result = CliRunner().invoke(
        build_app(("score",)), ["score", str(path), "--format", "jsonl", *words]
    )
    if isinstance(result.exception, StanceError):
        return result.exception.exit_code, [], str(result.exception)
    rows = [json.loads(line)["text"] for line in result.stdout.split("\n") if line]
    return result.exit_code, rows, result.stderr


@pytest.mark.parametrize("name", FILES)
def test_every_comment_is_scored_or_its_absence_told(name: str, tmp_path: Path) -> None:
    data, texts, said = FILES[name]
    path = tmp_path / "input"
    path.write_bytes(data)
    code, scored, stderr = score(path)
    assert (code, scored) == (0, texts)
    assert said in stderr
    assert bool(stderr) == bool(said)


@pytest.mark.parametrize("words", [[], ["--from", "lines"], ["--from", "jsonl"]])
@pytest.mark.parametrize(
    "data",
    [b"\0" * 5000, b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, gzip.compress(b"\0" * 99)],
    ids=["zeros", "program", "packed"],
)
def test_what_is_no_text_is_refused(data: bytes, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    code, scored, stderr = score(path, *words)
    assert (code, scored) == (1, [])
    assert stderr == f"{path}: this is not text; save the page as HTML or as plain text"


def test_a_control_character_makes_no_binary(tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_bytes(b"send \0 arms\nno, never\n")
    assert score(path)[:2] == (0, ["send \0 arms", "no, never"])


def test_rows_that_are_not_utf8_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b'{"text": "plain"}\n{"text": "caf\xe9 d\xe9j\xe0"}\n'
        b'{"text": "na\xc3\xafve, \xc3\xa0 propos \xc3"}\n{"id": "\xe9"}\n'
    )
    rejects = tmp_path / "rejects"
    code, scored, stderr = score(path, "--rejects", str(rejects))
    assert (code, scored) == (0, ["plain", "café déjà", "naïve, à propos \ufffd"])
    assert stderr.splitlines() == [
        f"stance: {path}:2: not UTF-8; read as Windows-1252",
        f"stance: {path}:3: 1 characters are not UTF-8; each became U+FFFD",
        f"stance: {path}:4: no field 'text'",
    ]
    assert len(rejects.read_text().splitlines()) == 3
    assert score(path, "--strict")[0] == 3


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"id;opinion\r\n1;good\r\n", b"id\tx\n1\ty\n"])
def test_a_table_of_unknown_columns_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    code, scored, stderr = score(path)
    assert (code, scored) == (1, [])
    assert "no column holds the comments' text" in stderr
    assert "--text COLUMN" in stderr


def test_the_column_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"id,opinion\n1,good\n")
    assert score(path, "--text", "opinion") == (0, ["good"], "")


@pytest.mark.parametrize("words", [[], ["--jobs", "2"]])
def test_placeholders_are_not_counted_as_scored(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    path = Path(__file__).parent.parent / "seeds" / "003_d568973889bbf5ad.txt"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    options = read_plain_options([str(path), "-o", str(tmp_path / "out.jsonl"), *words])
    assert options is not None
    score_files(**options)
    said = capsys.readouterr().err
    assert "24 comments scored, 3 placeholders without text" in said
    path = tmp_path / "rows"
    path.write_bytes(b"send arms\n")
    score_files([str(path)], output=str(tmp_path / "rows.jsonl"))
    assert "1 comments scored in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ({"a": "a"}, ["comment 'a' answers itself; counted as a root"]),
        (
            {"d": "b", "a": "c", "b": "a", "c": "b"},
            ["3 comments answer each other in a circle; 'a' counted as a root"],
        ),
        ({"a": None, "b": "a", "c": "b", "d": "lost"}, []),
    ],
    ids=["itself", "circle", "none"],
)
@pytest.mark.parametrize("depths", [(), (1, 1, 1, 1), (None, 1, 2, 3)], ids=["no", "same", "some"])
def test_a_circle_of_answers_is_cut_and_told(
    links: dict[str, str | None], said: list[str], depths: tuple[int | None, ...], tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    rows: list[dict[str, Any]] = [{"id": i, "text": f"arms {i}"} for i in links]
    for number, row in enumerate(rows):
        row["reply_to"] = links[row["id"]]
        if depths and depths[number] is not None:
            row["depth"] = depths[number]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, scored, stderr = score(path)
    assert (code, scored) == (0, [row["text"] for row in rows])
    told = [line.removeprefix(f"stance: {path}: ") for line in stderr.splitlines()]
    if depths and len(links) > 1:  # which of the circle is found depends on the depths
        told, said = [line.partition(";")[0] for line in told], [s.partition(";")[0] for s in said]
    assert told == said
    assert score(path, "--strict")[0] == (3 if said else 0)


def test_the_root_of_a_circle_stands_under_nothing() -> None:
    rows: list[dict[str, Any]] = [{"id": i, "text": i, "reply_to": to} for i, to in ("ab", "ba")]
    [chunk] = place_rows([Chunk(rows)])
    assert (chunk.parents, chunk.depths) == ([None, "a"], [0, 1])


@pytest.mark.parametrize("more", [{}, {"depth": 0}], ids=["text alone", "with places"])
@pytest.mark.parametrize("remembered", [100_000, 150], ids=["as one", "in halves"])
def test_ids_that_come_again_are_counted(
    more: dict[str, Any], remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time but the first, wherever in the memory the one before is."""
    monkeypatch.setattr("stance.scoring.parents.REMEMBERED", remembered)
    chunks = [Chunk([{"id": i, "text": i, **more} for i in ids]) for ids in ("ab", "b", "bb", "c")]
    told: list[int] = []
    assert len(list(place_rows(chunks, on_repeated=told.append))) == len(chunks)
    assert told == [3]
    other = [Chunk([{"id": "a", "text": "a", "source": source}]) for source in "xy"]
    assert list(place_rows(other, on_repeated=told.append))
    assert told == [3]


def test_ids_that_come_again_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "1", "text": "send arms"}\n' * 3)
    code, scored, stderr = score(path, "--strict")
    assert (code, scored) == (0, ["send arms"] * 3)
    assert stderr.splitlines() == [
        "stance: 2 comments have the id of an earlier one; "
        "an answer is scored with the last that has its id"
    ]


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe with a reader, which stands for every target that is no file."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def read_from(pipe: Path) -> int:
    return os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)


def test_an_output_that_is_no_file_is_written_to_and_stays(pipe: Path, tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_bytes(b"send arms\n")
    reader = read_from(pipe)
    try:
        assert score(path, "-o", str(pipe))[0] == 0
        assert json.loads(os.read(reader, 1 << 16))["text"] == "send arms"
        with open_output(pipe) as stream:
            stream.write("whole")
        assert os.read(reader, 100) == b"whole"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["input", "pipe"]


@pytest.mark.parametrize("way", ["score", "open_output"])
def test_a_link_is_followed(way: str, tmp_path: Path) -> None:
    source, real, link = (tmp_path / name for name in ("input", "real", "link"))
    source.write_bytes(b"send arms\n")
    real.write_text("before")
    link.symlink_to(real)
    if way == "score":
        assert score(source, "-o", str(link))[0] == 0
    else:
        with open_output(link) as stream:
            stream.write("after")
    assert link.is_symlink()
    assert real.read_text() != "before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["input", "link", "real"]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("needs /dev/full, a device of Linux")
    path = tmp_path / "input"
    path.write_bytes(b"send arms\n")
    code, _, stderr = score(path, "-o", str(full))
    assert code == 1
    assert "cannot be written (no space left on device)" in stderr
    with pytest.raises(InputError, match="no space left"), open_output(full) as stream:
        stream.write("x")
    assert full.is_char_device()


def test_one_file_of_several_that_is_not_there_is_an_error(tmp_path: Path, capfd) -> None:
    """The others are scored, but a name mistyped must not pass for success."""
    good, out = tmp_path / "good.txt", tmp_path / "out.jsonl"
    good.write_text("send arms\nnever\n", "utf-8")
    with pytest.raises(StanceError, match="1 of 2 files could not be read") as error:
        score_files([str(tmp_path / "mistyped"), str(good)], output=str(out))
    assert error.value.exit_code == 1
    assert len(out.read_text("utf-8").splitlines()) == 2
    assert "mistyped: no such file or directory" in capfd.readouterr().err


def test_strict_counts_the_problems_that_are_not_shown(tmp_path: Path, capfd) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "send arms"}\n' + "[]\n" * 12, "utf-8")
    with pytest.raises(StanceError, match="12 rows") as error:
        score_files([str(path)], output=str(tmp_path / "out.jsonl"), strict=True)
    assert error.value.exit_code == 3
    assert "2 more problems like these" in capfd.readouterr().err

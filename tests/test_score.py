"""`stance score`: every source in, every format out, nothing lost on the way."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stance.cli.score import read_plain_options
from stance.errors import InputError, UsageError
from stance.model.bundle import load_bundle
from stance.model.scorer import Scorer
from stance.scoring import parents
from stance.scoring.job import Job

SEEDS = Path(__file__).parent.parent / "seeds"
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def scorer(invented_bundle: Path) -> Scorer:
    return load_bundle(invented_bundle)


def run_job(scorer: Scorer, tmp_path: Path, *paths: Path, **options: Any) -> list[dict[str, Any]]:
    out = tmp_path / "scores.jsonl"
    Job(scorer, map(str, paths), output=str(out), **options).run()
    return [json.loads(line) for line in out.read_text().splitlines()]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


ROWS: list[dict[str, Any]] = [
    {"id": "1", "text": "Send them arms, now!", "headline": "NATO"},
    {"id": "2", "text": "No, never", "reply_to": "1", "likes": 3},
    {"id": "3", "text": "Café İstanbul ΣΑΣ 😂😂", "stance": "mine"},
    {"id": "4", "text": ""},
]


def test_a_saved_page(scorer: Scorer, tmp_path: Path):
    rows = run_job(scorer, tmp_path, SEEDS / "003_d568973889bbf5ad.txt")
    assert sum(row["stance"] is not None for row in rows) == 24
    assert [row["stance"] for row in rows if row["placeholder"]] == [None] * 3
    for row in rows:
        if row["stance"]:
            assert row["probabilities"][row["stance"]] == row["confidence"]
            assert abs(sum(row["probabilities"].values()) - 1) < 0.001
            assert row["model"] == scorer.digest


def test_fields_of_the_users_are_kept(scorer: Scorer, tmp_path: Path):
    rows = run_job(scorer, tmp_path, write_rows(tmp_path / "in.jsonl", ROWS))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[1]["likes"] == 3
    assert rows[2]["given_stance"] == "mine"
    assert rows[3]["stance"] is None
    again = run_job(scorer, tmp_path, write_rows(tmp_path / "again.jsonl", rows))
    assert again == rows  # scoring scores changes nothing


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "parquet", "jsonl.gz", "csv.zst"])
def test_every_table_gives_the_same(scorer: Scorer, tmp_path: Path, kind: str):
    rows = [{"id": r["id"], "reply_to": r.get("reply_to"), "text": r["text"]} for r in ROWS[:3]]
    path = tmp_path / f"in.{kind}"
    if kind == "parquet":
        import pyarrow as arrow
        from pyarrow import parquet

        parquet.write_table(arrow.Table.from_pylist(rows), path)
    else:
        path.write_bytes(pack(kind, write_table(kind, rows).encode()))
    found = run_job(scorer, tmp_path, path)
    expected = run_job(scorer, tmp_path, write_rows(tmp_path / "plain", rows))
    assert [r["probabilities"] for r in found] == [r["probabilities"] for r in expected]


def write_table(kind: str, rows: list[dict[str, Any]]) -> str:
    if kind.startswith("jsonl"):
        return "".join(json.dumps(row) + "\n" for row in rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter="\t" if kind == "tsv" else ",")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def pack(kind: str, data: bytes) -> bytes:
    if kind.endswith("gz"):
        return gzip.compress(data)
    if kind.endswith("zst"):
        import zstandard

        return zstandard.compress(data)
    return data


def test_parents_are_found_before_and_after(
    scorer: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("stance.scoring.job.ROWS", 10)
    rows: list[dict[str, Any]] = [
        {"id": str(i), "text": f"comment {i} about arms"} for i in range(40)
    ]
    rows[3]["reply_to"] = "17"  # in the next chunk
    rows[35]["reply_to"] = "3"  # three chunks before
    path = write_rows(tmp_path / "in.jsonl", rows)
    found = run_job(scorer, tmp_path, path, reasons=0)
    place = parents.place_rows([parents.Chunk(rows)])
    expected = scorer.score_columns(*columns(next(place)))[0]
    width = scorer.width
    for i in (3, 35):
        want = [round(p, 4) for p in expected[i * width : i * width + 3]]
        assert list(found[i]["probabilities"].values()) == want


def columns(
    chunk: parents.Chunk,
) -> tuple[list[str], list[str | None], list[str | None], list[int]]:
    assert [chunk.parents[3], chunk.depths[3]] == ["comment 17 about arms", 1]
    assert [chunk.parents[35], chunk.depths[35]] == ["comment 3 about arms", 2]
    return [row["text"] for row in chunk.rows], chunk.parents, chunk.headlines, chunk.depths


def test_only_what_waits_for_a_parent_waits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parents, "AHEAD", 20)
    rows: list[dict[str, Any]] = [{"id": str(i), "text": f"text {i}"} for i in range(60)]
    rows[11]["reply_to"] = "39"  # 28 rows after: within AHEAD of the end of its chunk
    rows[32]["reply_to"] = "59"  # as near
    rows[33]["reply_to"] = "nobody"
    read: list[int] = []

    def chunks():
        for i in range(0, 60, 10):
            read.append(i)
            yield parents.Chunk(rows[i : i + 10])

    told = [(chunk.rows[0]["id"], read[-1]) for chunk in parents.place_rows(chunks())]
    assert told[:4] == [("0", 0), ("10", 30), ("20", 30), ("30", 50)]
    placed = {
        row["id"]: parent
        for chunk in parents.place_rows(chunks())
        for row, parent in zip(chunk.rows, chunk.parents, strict=True)
    }
    assert [placed[i] for i in ("11", "32", "33", "0")] == ["text 39", "text 59", "", None]


def test_a_complete_row_is_kept_byte_for_byte(scorer: Scorer, tmp_path: Path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        b'{"text":"caf\\u00e9 \xf0\x9f\x98\x82","id":"a" , "n":1.50e3,"deep":{"x":[1,  2]}}',
        b' { "id": "b", "text": "\\ud83d half" }',
    ]
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(rows) + b"\n")
    Job(scorer, [str(path)], output=str(out)).run()
    for given, written in zip(rows, out.read_bytes().splitlines(), strict=True):
        assert written.startswith(given[:-1] + b", ")
        assert json.loads(written)["stance"]


def test_what_is_forgotten_is_lost_not_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parents, "REMEMBERED", 1000)
    rows = [{"id": str(i), "text": "x" * 100} for i in range(30)]
    rows[29]["reply_to"] = "0"
    chunks = list(parents.place_rows([parents.Chunk(rows[i : i + 5]) for i in range(0, 30, 5)]))
    assert chunks[-1].parents[4] == ""
    assert chunks[-1].depths[4] == 1


def test_broken_rows_are_told_and_the_rest_goes_on(scorer: Scorer, tmp_path: Path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        b'{"id": 1, "text": "fine"}\n{"id": 2\n[3]\n{"id": 4}\n\n'
        b'{"id": 5, "text": "\\ud83d half"}\n{"id": 6, "text": "caf\xe9"}\n{"id": 7, "text": 8}\n'
    )
    rejects, told = tmp_path / "rejects.jsonl", []
    rows = run_job(
        scorer, tmp_path, path, rejects=str(rejects), on_problem=lambda *what: told.append(what)
    )
    assert [row["id"] for row in rows] == ["1", "5", "6"]
    places = [json.loads(line)["where"] for line in rejects.read_text().splitlines()]
    assert places == [f"{path}:{line}" for line in (2, 3, 4, 7, 8)]
    assert [where for _, where in told] == places


def test_what_cannot_be_read_or_written(scorer: Scorer, tmp_path: Path):
    for bad in ("missing.txt", "."):
        with pytest.raises(InputError):
            run_job(scorer, tmp_path, tmp_path / bad)
    good = write_rows(tmp_path / "in.jsonl", ROWS)
    assert len(run_job(scorer, tmp_path, tmp_path / "missing.txt", good)) == 4
    with pytest.raises(InputError, match="cannot be written"):
        Job(scorer, [str(good)], output=str(tmp_path / "no" / "such" / "x")).run()
    with pytest.raises(UsageError, match="format"):
        Job(scorer, [str(good)], format="yaml")
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(good.read_bytes() * 1000)[:-200])
    with pytest.raises(InputError, match="cannot be read further"):
        run_job(scorer, tmp_path, cut)
    assert not list(tmp_path.glob("*.partial"))


def test_interrupted_work_continues(
    scorer: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("stance.scoring.job.ROWS", 10)
    rows = [{"id": str(i), "text": f"comment {i}", "reply_to": str(i // 2)} for i in range(95)]
    path = write_rows(tmp_path / "in.jsonl", rows)
    shifted = write_rows(tmp_path / "other.jsonl", rows[1:])
    whole = run_job(scorer, tmp_path, path)
    for format in ("jsonl", "csv"):
        out = tmp_path / f"part.{format}"

        def stop(scored: int, source: object) -> None:
            if scored >= 30:
                raise KeyboardInterrupt

        tally = Job(scorer, [str(path)], output=str(out), format=format, progress=stop).run()
        assert tally.interrupted
        assert not out.exists()
        partial = Path(str(out) + ".partial")
        with partial.open("ab") as stream:
            stream.write(b'{"cut off in the mid')
        other = Job(scorer, [str(shifted)], output=str(out), format=format, resume=True)
        with pytest.raises(UsageError, match="another input"):
            other.run()
        tally = Job(scorer, [str(path)], output=str(out), format=format, resume=True).run()
        assert (tally.skipped, tally.scored) == (30, 65)
        if format == "jsonl":
            assert [json.loads(line) for line in out.read_text().splitlines()] == whole
        else:
            ids = [row["id"] for row in csv.DictReader(io.StringIO(out.read_text()))]
            assert ids == [str(i) for i in range(95)]


def run_command(*words: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *words],
        input=stdin,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
        check=False,
    )


def test_the_command(invented_bundle: Path):
    model = str(invented_bundle)
    rows = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    done = run_command("score", "-", "--model", model, stdin=rows)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2", "3", "4"]
    typed = run_command("score", "--reasons=3", "-", "--model", model, stdin=rows)  # by Typer
    assert typed.stdout == done.stdout
    drawn = run_command("score", "-", "--model", model, "--format", "tree", stdin=rows)
    assert "└ No, never" in drawn.stdout.decode()
    missing = run_command("score", "no such file", "--model", model)
    assert (missing.returncode, missing.stdout) == (1, b"")
    assert missing.stderr == b"stance: no such file: no such file or directory\n"
    foreign = run_command("score", "-", "--model", "no such model", stdin=rows)
    assert foreign.returncode == 5


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("a.txt", True),
        ("a.txt - -o out.csv --format csv --jobs 2 -q --resume", True),
        ("a.txt --help", False),
        ("--format", False),
        ("a.txt --jobs many", False),
        ("a.txt --unknown 3", False),
        ("", False),
        ("a.txt -o --quiet", False),
    ],
)
def test_plain_command_lines(line: str, plain: bool):
    assert (read_plain_options(line.split()) is not None) == plain


def list_modules(place: Path, code: str, *words: str) -> set[str]:
    """What a fresh interpreter, with the installed package, has imported at the end."""
    code = f"import sys\nsys.argv[1:] = {list(words)!r}\ntry:\n    {code}\n"
    code += "finally:\n    print(*sys.modules, file=sys.stderr)"
    rows = place / "rows"
    rows.write_bytes(b'{"id": "1", "text": "Send arms"}\n')
    with rows.open("rb") as stdin:  # is there at once; what waits for a pipe imports more
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=stdin, capture_output=True, cwd=place, check=True
        )
    return {name.partition(".")[0] for name in done.stderr.decode().split()}


@pytest.mark.parametrize("native", [True, False], ids=["compiled", "pure"])
def test_the_plain_path_imports_little(native: bool, invented_bundle: Path, tmp_path: Path):
    """Time differs from machine to machine; what is imported does not."""
    if native:
        probe = [sys.executable, "-c", "import stance.model._native"]
        if subprocess.run(probe, cwd=tmp_path, capture_output=True).returncode:
            pytest.skip("the installed package has no compiled scorer: no compiler was there")
    hidden = "" if native else "sys.modules['stance.model._native'] = None; "
    run = f"{hidden}from stance.cli.main import main; main()"
    nothing = list_modules(tmp_path, "pass")  # what the environment itself brings in
    modules = list_modules(tmp_path, run, "score", "-", "--model", str(invented_bundle)) - nothing
    heavy = {"sklearn", "scipy", "numpy", "nltk", "pandas", "rich", "typer", "joblib", "pyarrow"}
    heavy |= {"selectolax", "dateparser", "asyncio", "email", "tomllib"}
    slow = {"json", "re", "enum", "typing", "dataclasses", "inspect", "pathlib", "tempfile"}
    slow |= {"contextlib", "collections", "functools", "zlib"}
    if native:
        slow |= {"hashlib", "struct", "math", "binascii"}
    assert "mmap" in modules
    assert not modules & (heavy | slow)

"""Arrow batches and clusters: the same Scores as from a file, no row lost and none twice."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet

from stance.errors import InputError, UsageError
from stance.model.bundle import load_bundle
from stance.scoring.batches import score_batches, score_table
from stance.scoring.cluster import clear_leftovers, list_parts, score_folder, score_part
from stance.scoring.formats import Formatter
from stance.scoring.job import Job, choose_jobs
from stance.scoring.judgement import Judge


def make_rows(n: int) -> list[dict[str, Any]]:
    return [
        {
            "id": str(i),
            "text": f"comment {i} for arms and peace" if i % 7 else "",
            "reply_to": str(i // 2) if i % 3 == 1 else None,
            "likes": i,
        }
        for i in range(n)
    ]


def test_batches_give_what_files_give(invented_bundle: Path, tmp_path: Path) -> None:
    rows = make_rows(90)
    table = arrow.Table.from_pylist(rows)
    scored = score_batches(table.to_batches(max_chunksize=20), invented_bundle)
    found = arrow.Table.from_batches(scored).to_pylist()
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    Job(load_bundle(invented_bundle), [str(source)], output=str(out)).run()
    expected = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["likes"] for row in found] == list(range(90))
    for ours, theirs in zip(found, expected, strict=True):
        for name in ("id", "stance", "confidence", "band", "moderation", "model"):
            assert ours[name] == theirs[name]
        assert ours["p_for"] == theirs["probabilities"].get("for")


@pytest.mark.parametrize("format", ["jsonl", "csv"])  # threads (where compiled), processes
def test_workers_give_what_one_gives(
    format: str, invented_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in make_rows(9000)))
    outputs = []
    monkeypatch.setattr("stance.scoring.job._LARGE", 1)
    monkeypatch.setattr("stance.scoring.job._count_cores", lambda: 3)
    for jobs in (1, 2, 0):
        out, scorer = tmp_path / f"{jobs}.out", load_bundle(invented_bundle)
        Job(scorer, [str(source)], output=str(out), format=format, jobs=jobs).run()
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.parametrize(
    ("format", "size", "cores", "jobs"),
    [
        ("jsonl", 1 << 30, 3, 3),
        ("jsonl", 1 << 30, 64, 4),
        ("jsonl", 1 << 10, 3, 1),  # a small file
        ("jsonl", None, 3, 1),  # standard input
        ("csv", 1 << 30, 3, 1),
    ],
)
def test_large_files_take_the_cores_where_threads_do(
    format: str,
    size: int | None,
    cores: int,
    jobs: int,
    invented_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("stance.scoring.job._count_cores", lambda: cores)
    default, pure = load_bundle(invented_bundle), load_bundle(invented_bundle, native=False)
    assert choose_jobs(Formatter(Judge(default), format), size) == (jobs if default.native else 1)
    assert choose_jobs(Formatter(Judge(pure), format), size) == 1


def test_tables_without_text_are_refused(invented_bundle: Path) -> None:
    with pytest.raises(InputError, match="no column"):
        score_table(arrow.table({"words": ["a"]}), invented_bundle)
    named = score_table(arrow.table({"words": ["a"]}), invented_bundle, text_column="words")
    assert named.num_rows == 1
    assert score_table(arrow.table({"text": []}), invented_bundle).num_rows == 0


def test_parts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Parquet"):
        list_parts([str(tmp_path)], "out")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        parquet.write_table(arrow.table({"text": ["x"]}), tmp_path / folder / "part.parquet")
    with pytest.raises(UsageError, match="one name"):
        list_parts([str(tmp_path / "a"), str(tmp_path / "b")], "out")


def test_leftovers_of_killed_workers_go_and_nothing_else(tmp_path: Path) -> None:
    unique = "0123456789abcdef" * 2
    kept = ["a.parquet", ".a.parquet.mine", f".b.parquet.{unique}", f".c.parquet.{unique}", ".git"]
    kept.append(f"a.parquet.{unique}")  # without the dot: somebody else's
    for name in [*kept, f".a.parquet.{unique}"]:
        (tmp_path / name).write_text("")
    # b.parquet is not there yet: its writer may still be at work; c.parquet is not ours.
    assert clear_leftovers([str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet")]) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(kept)


@pytest.mark.filterwarnings("ignore")  # of others, about ports and clocks
def test_a_killed_worker_loses_and_doubles_nothing(invented_bundle: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for part in range(8):
        rows = [{**row, "part": part} for row in make_rows(1500)]
        parquet.write_table(arrow.Table.from_pylist(rows), source / f"{part}.parquet")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        killed: list[int] = []

        def kill(done: int, total: int) -> None:
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)
                time.sleep(0.1)

        rows = score_folder(
            [str(source)],
            str(target),
            address=cluster.scheduler_address,
            model=str(invented_bundle),
            progress=kill,
        )
    assert killed
    assert rows == 8 * 1500
    assert sorted(p.name for p in target.iterdir()) == [f"{i}.parquet" for i in range(8)]
    for part in range(8):
        alone = tmp_path / "alone.parquet"
        alone.unlink(missing_ok=True)
        score_part(str(source / f"{part}.parquet"), str(alone), str(invented_bundle))
        assert parquet.read_table(target / f"{part}.parquet").equals(parquet.read_table(alone))

"""Parquet on a Dask cluster of two workers, one of them killed half-way, beside one process.

usage: score_cluster.py [COMMENTS] [FILES]     (default: 10,000,000 comments in 40 files)

The rows and the SHA-256 over all files of results must be the same; it ends with an error if not.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as arrow
from distributed import LocalCluster
from pyarrow import parquet

from stance.scoring.cluster import score_folder, score_part

WORDS = ["send", "arms", "now", "never", "peace", "talks", "war", "nato", "stop", "help", "them"]


def write_comments(folder: Path, comments: int, files: int) -> None:
    folder.mkdir()
    share = -(-comments // files)
    for part in range(files):
        numbers = range(part * share, min((part + 1) * share, comments))
        table = arrow.table(
            {
                "id": [str(i) for i in numbers],
                "text": [
                    " ".join(WORDS[i * k % 11] for k in (1, 3, 7, 11, 13)) + f" word{i % 99_991}"
                    for i in numbers
                ],
                "reply_to": [str(i - i % 3) if i % 3 else None for i in numbers],
            }
        )
        parquet.write_table(table, folder / f"{part:04}.parquet", row_group_size=65_536)


def digest(folder: Path) -> str:
    """The SHA-256 of all files, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        total.update(f"{file.name}\n".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def score_alone(source: Path, target: Path) -> int:
    target.mkdir()
    files = sorted(source.iterdir())
    return sum(score_part(str(file), str(target / file.name), None) for file in files)


def score_together(source: Path, target: Path) -> int:
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:

        def kill(done: int, total: int) -> None:
            if not killed and done >= total // 2:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)
                print(f"worker {killed[0]} killed after {done} of {total} files")

        rows = score_folder(
            [str(source)], str(target), address=cluster.scheduler_address, progress=kill
        )
    assert killed
    return rows


def main(comments: int, files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, one, two = (Path(folder) / name for name in ("in", "one", "two"))
        write_comments(source, comments, files)
        began = time.perf_counter()
        alone = score_alone(source, one)
        middle = time.perf_counter()
        together = score_together(source, two)
        end = time.perf_counter()
        print(f"one process  {alone:>12,} rows  {middle - began:7.1f} s  {digest(one)}")
        print(f"two workers  {together:>12,} rows  {end - middle:7.1f} s  {digest(two)}")
        if (alone, digest(one)) != (together, digest(two)) or alone != comments:
            sys.exit("they differ")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [10_000_000, 40][len(given) :]))

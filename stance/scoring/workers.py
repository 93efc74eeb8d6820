"""Chunks scored side by side, in order.

The compiled scorer writes JSON Lines without holding the interpreter, so threads do: rows are
read while others are scored, and nothing is copied. All else is Python's own work, and takes
processes (benchmarks/score_speed.py measures both).
"""

from __future__ import annotations

from functools import cache

from stance.scoring.formats import Formatter
from stance.scoring.judgement import Judge

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stance.scoring.parents import Chunk

__all__ = ["write_chunks"]

_AHEAD = 2  # chunks a worker that may wait: more would only take memory


def write_chunks(
    chunks: Iterable[Chunk], formatter: Formatter, *, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    """(its `Chunk.count`, text) of each chunk, in order, by `jobs` threads or processes."""
    if formatter.judge.scorer.native and formatter.format == "jsonl":
        return _write_in_threads(chunks, formatter, jobs)
    return _write_in_processes(chunks, formatter, jobs)


def _write_in_threads(
    chunks: Iterable[Chunk], formatter: Formatter, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    from collections import deque
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[tuple[tuple[int, int], Future[bytes]]] = deque()
    pool = ThreadPoolExecutor(jobs)
    try:
        for chunk in chunks:
            waiting.append((chunk.count(), pool.submit(formatter.write, chunk)))
            if len(waiting) > _AHEAD * jobs:
                counts, future = waiting.popleft()
                yield counts, future.result()
        for counts, future in waiting:
            yield counts, future.result()
    finally:  # where the work is stopped, what has not begun is not done
        pool.shutdown(cancel_futures=True)


def _write_in_processes(
    chunks: Iterable[Chunk], formatter: Formatter, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    from joblib import Parallel, delayed

    judge = formatter.judge
    options = (
        str(judge.scorer.folder),
        judge.reasons,
        formatter.format,
        formatter.width,
        formatter.colour,
    )
    parallel = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch=_AHEAD * jobs)
    yield from parallel(delayed(_write)(options, chunk) for chunk in chunks)


def _write(options: tuple[str, int, str, int, bool], chunk: Chunk) -> tuple[tuple[int, int], bytes]:
    return chunk.count(), _formatter(*options).write(chunk)


@cache
def _formatter(folder: str, reasons: int, format: str, width: int, colour: bool) -> Formatter:
    """A worker's own: the model is mapped, so that all workers share its memory."""
    from stance.model.bundle import load_bundle
    from stance.model.pipeline import is_pipeline, load_pipeline

    # Whoever asked for a pipeline has said before that it is to be trusted.
    loaded = load_pipeline(folder, trust=True) if is_pipeline(folder) else load_bundle(folder)
    judge = Judge(loaded, reasons=reasons)
    return Formatter(judge, format, width=width, colour=colour)

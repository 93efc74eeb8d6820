"""Chunks scored side by side, in order.

The compiled scorer writes JSON Lines without holding the interpreter, so threads do: rows are
read while others are scored, and nothing is copied. All else is Python's own work, and takes
processes (benchmarks/score_speed.py measures both).
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from functools import cache

from stance.scoring.formats import Formatter
from stance.scoring.judgement import Judge

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from types import FrameType
    from typing import Any

    from stance.scoring.parents import Chunk

    Handler = Callable[[int, FrameType | None], Any] | int | signal.Handlers

__all__ = ["write_chunks"]

_AHEAD = 2  # chunks a worker that may wait: more would only take memory


def write_chunks(
    chunks: Iterable[Chunk], formatter: Formatter, *, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    """(its `Chunk.count`, text) of each chunk, in order, by `jobs` threads or processes."""
    if formatter.in_threads:
        return _write_in_threads(chunks, formatter, jobs)
    return _write_in_processes(chunks, formatter, jobs)


def _write_in_threads(
    chunks: Iterable[Chunk], formatter: Formatter, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(jobs)
    try:
        yield from _keep_order(chunks, lambda chunk: pool.submit(formatter.write, chunk), jobs)
    finally:
        pool.shutdown()


def _write_in_processes(
    chunks: Iterable[Chunk], formatter: Formatter, jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    from joblib.externals.loky import ProcessPoolExecutor

    judge = formatter.judge
    options = (
        str(judge.scorer.folder),
        judge.reasons,
        formatter.format,
        formatter.width,
        formatter.colour,
    )
    pool = ProcessPoolExecutor(jobs)  # whose workers wait for work as long as it takes
    try:
        with _without_interrupts():
            pool.submit(int)  # starts all of them
        yield from _keep_order(chunks, lambda chunk: pool.submit(_write, options, chunk), jobs)
    finally:
        pool.shutdown()


def _keep_order(
    chunks: Iterable[Chunk], submit: Callable[[Chunk], Future[bytes]], jobs: int
) -> Iterator[tuple[tuple[int, int], bytes]]:
    """What becomes of the chunks, in their order.

    They are read here, not by a thread of the pool: one that waits for standard input could not
    be stopped.
    """
    import collections  # only where workers are asked for

    waiting: deque[tuple[tuple[int, int], Future[bytes]]] = collections.deque()
    try:
        for chunk in chunks:
            with _hold_interrupts():  # a pool left in the middle of this would never shut down
                waiting.append((chunk.count(), submit(chunk)))
            if len(waiting) > _AHEAD * jobs:
                yield _take(waiting)
        while waiting:
            yield _take(waiting)
    finally:  # where the work is stopped, what has not begun is not done
        for _, future in waiting:
            future.cancel()


def _take(
    waiting: deque[tuple[tuple[int, int], Future[bytes]]],
) -> tuple[tuple[int, int], bytes]:
    """The first of them, when it is done.

    An interrupt waits for it, as the pool's shutdown would: one that came in the middle could
    leave the future's lock held, and the worker would wait for it for ever.
    """
    counts, future = waiting.popleft()
    with _hold_interrupts():
        text = future.result()
    return counts, text


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes started now ignore Ctrl-C, which a terminal sends to all of them: it is for the
    first one to stop the work, and the others would only say where they were.

    The first one ignores it as well while it starts them, some hundredths of a second: blocking
    the signal instead would keep it, but `multiprocessing` unblocks it where it starts processes.
    """
    with _answer_interrupts(signal.SIG_IGN):
        yield


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """A Ctrl-C that comes meanwhile is answered afterwards."""
    held: list[tuple[int, FrameType | None]] = []
    with _answer_interrupts(lambda *interrupt: held.append(interrupt)) as before:
        yield
    if held and callable(before):
        before(*held[0])


@contextmanager
def _answer_interrupts(handler: Handler) -> Iterator[Handler]:
    """Another handler of Ctrl-C meanwhile; gives the one that it stands in for."""
    if threading.current_thread() is not threading.main_thread():  # others may not change this
        yield signal.SIG_DFL
        return
    before = signal.signal(signal.SIGINT, handler) or signal.SIG_DFL
    try:
        yield before
    finally:
        signal.signal(signal.SIGINT, before)


def _write(options: tuple[str, int, str, int, bool], chunk: Chunk) -> bytes:
    return _formatter(*options).write(chunk)


@cache
def _formatter(folder: str, reasons: int, format: str, width: int, colour: bool) -> Formatter:
    """A worker's own: the model is mapped, so that all workers share its memory."""
    from stance.model.bundle import load_bundle
    from stance.model.pipeline import is_pipeline, load_pipeline

    # Whoever asked for a pipeline has said before that it is to be trusted.
    loaded = load_pipeline(folder, trust=True) if is_pipeline(folder) else load_bundle(folder)
    judge = Judge(loaded, reasons=reasons)
    return Formatter(judge, format, width=width, colour=colour)

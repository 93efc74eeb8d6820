"""Chunks scored side by side: processes, because putting Scores into text is Python's work too."""

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
) -> Iterator[tuple[int, str]]:
    """(rows, text) of each chunk, in order, by `jobs` processes."""
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


def _write(options: tuple[str, int, str, int, bool], chunk: Chunk) -> tuple[int, str]:
    return len(chunk.rows), _formatter(*options).write(chunk)


@cache
def _formatter(folder: str, reasons: int, format: str, width: int, colour: bool) -> Formatter:
    """A worker's own: the model is mapped, so that all workers share its memory."""
    from stance.model.bundle import load_bundle

    judge = Judge(load_bundle(folder), reasons=reasons)
    return Formatter(judge, format, width=width, colour=colour)

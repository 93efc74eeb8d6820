"""One scoring job: sources in, Scores out, in constant memory and in order."""

from __future__ import annotations

import os
import sys

from stance.errors import InputError, UsageError
from stance.jsontext import build_encoder
from stance.scoring.formats import FORMATS, Formatter
from stance.scoring.judgement import Judge
from stance.scoring.output import Output
from stance.scoring.parents import place_roots, place_rows
from stance.scoring.rows import chunk_rows
from stance.scoring.source import open_source

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stance.model.pipeline import PipelineScorer
    from stance.model.scorer import Scorer
    from stance.scoring.parents import Chunk
    from stance.scoring.source import Source

__all__ = ["Job", "Tally", "choose_jobs"]

_LARGE = 1 << 21  # bytes, a tenth of a second of work: on less, threads would gain nothing to see
_MOST_JOBS = 4  # one thread reads for all, a fifth of the work (benchmarks/score_speed.py)
# Rows read, scored and written at a time: so few that they are still in the processor's cache
# when the next step comes to them.
ROWS = 512


class Tally:
    """What became of a job: rows `scored`, `silent` ones without a text, and `rejected` ones."""

    def __init__(self) -> None:
        self.scored = 0
        self.silent = 0  # written as well, without a stance
        self.skipped = 0  # rows that an earlier, interrupted run had scored
        self.rejected = 0
        self.repeated = 0  # rows with the id of an earlier one of their source, scored as all are
        self.unread = 0  # sources that could not be read, or not to their end
        self.interrupted = False
        self.partial: str | None = None


class Job:
    """A list of sources, scored by one model.

    `jobs` workers score side by side; 0 is as many as pay for each source (`choose_jobs`).
    `progress` is called with (rows scored, the source, bytes of it read) after each chunk;
    `on_problem` with every rejected row's (what, where).
    """

    def __init__(
        self,
        scorer: Scorer | PipelineScorer,
        paths: Iterable[str],
        *,
        output: str | None = None,
        format: str = "jsonl",
        kind: str | None = None,
        text_column: str | None = None,
        rejects: str | None = None,
        reasons: int = 3,
        jobs: int = 0,
        resume: bool = False,
        width: int = 100,
        colour: bool = False,
        on_problem: Callable[[str, str], None] | None = None,
        progress: Callable[[int, Source], None] | None = None,
    ) -> None:
        if format not in FORMATS:
            raise UsageError(f"--format cannot be {format!r}", remedy=f"use {', '.join(FORMATS)}")
        self.paths, self.output, self.kind, self.text_column = (
            list(paths),
            output,
            kind,
            text_column,
        )
        self.rejects, self.jobs, self.resume = rejects, jobs, resume
        self.formatter = Formatter(
            Judge(scorer, reasons=reasons), format, width=width, colour=colour
        )
        self.on_problem, self.progress = on_problem, progress
        self.tally = Tally()
        self._rejects: Output | None = None
        self._to_skip, self._last_row = 0, b""

    @property
    def native(self) -> bool:
        """Whether the compiled scorer does the work."""
        return self.formatter.judge.scorer.native

    def run(self) -> Tally:
        """Score everything. A source that cannot be read is reported, and the others go on.

        Raises `InputError` where the only source cannot be read.
        """
        formatter, tally = self.formatter, self.tally
        header = formatter.header
        with Output(self.output, resume=self.resume, header_rows=bool(header)) as out:
            self._rejects = Output(self.rejects) if self.rejects else None
            tally.skipped = out.done
            if header and not out.continued:
                out.write(header)
            try:
                self._write_all(out)
            except KeyboardInterrupt:
                tally.interrupted = True
                out.keep_partial()
                tally.partial = out.partial
            finally:
                if self._rejects is not None:
                    self._rejects.__exit__(*sys.exc_info())
        return tally

    def _write_all(self, out: Output) -> None:
        self._to_skip, self._last_row = out.done, out.last_row
        for path in self.paths:
            try:
                self._write_source(path, out)
            except InputError as error:
                if len(self.paths) == 1 or error.where == self.output:
                    raise
                self._reject(error.what, error.where, "")
                self.tally.unread += 1
        if self._to_skip:
            raise self._foreign("holds more rows than the input")

    def _write_source(self, path: str, out: Output) -> None:
        source = open_source(
            path,
            kind=self.kind,
            text_column=self.text_column,
            on_reject=self._reject,
            compiled=self.native and self.formatter.format == "jsonl",
        )
        tally, to_skip = self.tally, self._to_skip
        before = tally.scored + tally.silent
        try:
            chunks = self._skip(self._place(source))
            for (scored, silent), text in self._format(chunks, source.size):
                out.write(text)
                tally.scored += scored
                tally.silent += silent
                if self.progress is not None:
                    self.progress(tally.scored, source)
        finally:
            source.close()
        nothing = tally.scored + tally.silent == before and self._to_skip == to_skip
        if nothing and self.on_problem is not None:  # not a row that was lost: none was there
            self.on_problem(_say_empty(source.kind), source.name)

    def _place(self, source: Source) -> Iterator[Chunk]:
        """A source's rows in chunks, with what they answer."""
        chunks = chunk_rows(source.rows, ROWS, name=source.name)
        if not source.threaded:  # to remember what nobody answers took an eighth of the time
            return map(place_roots, chunks)
        return place_rows(
            chunks,
            lambda *circle: self._reject(_say_circle(*circle), source.name, ""),
            self._count_repeated,
        )

    def _count_repeated(self, n: int) -> None:
        self.tally.repeated += n

    def _skip(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The chunks without the rows that an interrupted run has written.

        Raises `UsageError` where the last of them would not be written the same now: another
        input, another model, other options.
        """
        for chunk in chunks:
            done = min(self._to_skip, len(chunk.rows))
            if done and done == self._to_skip:
                again = self.formatter.write(chunk.part(done - 1, done))
                if again != self._last_row:
                    raise self._foreign("comes from another input, model or options")
            self._to_skip -= done
            if done < len(chunk.rows):
                yield chunk.part(done, len(chunk.rows)) if done else chunk

    def _foreign(self, what: str) -> UsageError:
        return UsageError(
            f"the unfinished output {what}",
            where=f"{self.output}.partial",
            remedy="delete it, or give the same command again",
        )

    def _format(
        self, chunks: Iterator[Chunk], size: int | None
    ) -> Iterator[tuple[tuple[int, int], bytes]]:
        jobs = self.jobs or choose_jobs(self.formatter, size)
        if jobs == 1:
            return ((chunk.count(), self.formatter.write(chunk)) for chunk in chunks)
        from stance.scoring.workers import write_chunks

        return write_chunks(chunks, self.formatter, jobs=jobs)

    def _reject(self, what: str, where: str, row: str) -> None:
        self.tally.rejected += 1
        if self.on_problem is not None:
            self.on_problem(what, where)
        if self._rejects is not None:
            line = build_encoder()({"where": where, "what": what, "row": row})
            self._rejects.write((line + "\n").encode("utf-8", "backslashreplace"))


def choose_jobs(formatter: Formatter, size: int | None) -> int:
    """The workers that pay for a file of so many bytes (None: nobody knows).

    Threads cost next to nothing, and are taken where they do; processes are for those who ask.
    """
    if size is None or size < _LARGE or not formatter.in_threads:
        return 1
    return min(_count_cores(), _MOST_JOBS)


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # what a container or `taskset` leaves
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _say_circle(id_: str, size: int) -> str:
    if size == 1:
        return f"comment {id_!r} answers itself; counted as a root"
    return f"{size} comments answer each other in a circle; {id_!r} counted as a root"


def _say_empty(kind: str) -> str:
    """What to tell of a source without a comment, and what to do if there are some."""
    hint = "; if each line is one, add --from lines, if it is a table, --from csv --text COLUMN"
    return "no comments found" + (hint if kind == "dump" else "")

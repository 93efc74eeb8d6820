"""`stance score`: a stance for every comment of pages, tables and streams.

The plain path of a small job reads its own options: importing Typer would take longer than the
work. Whatever is not plain (help, mistakes, rare options) goes through Typer.
"""

from __future__ import annotations

import gc
import sys

from stance.cli.terminal import count_columns, wants_colour
from stance.errors import IncompleteError, InputError, StanceError, UsageError

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from typing import Any

    import typer

    from stance.model.pipeline import PipelineScorer
    from stance.model.scorer import Scorer
    from stance.scoring.job import Tally
    from stance.scoring.source import Source

__all__ = ["read_plain_options", "register", "score_files"]

# Options of the plain path and the parameters that they stand for.
_VALUES = {
    "-o": "output",
    "--output": "output",
    "--format": "format",
    "--model": "model",
    "--from": "kind",
    "--rejects": "rejects",
    "--text": "text_column",
}
_NUMBERS = {"--reasons": "reasons", "--jobs": "jobs"}
_FLAGS = {
    "--quiet": "quiet",
    "-q": "quiet",
    "--resume": "resume",
    "--strict": "strict",
    "--trust": "trust",
}
# New objects before Python looks for garbage among them: rows and scores refer to nothing in
# circles, and looking at Python's own 700 took a fiftieth of a job's time.
_FEWEST = 20_000
_COLUMNS = 100  # of text that goes to a file
_MOST_REPORTED = 10  # rejected rows told one by one; the rest is counted


def read_plain_options(words: list[str]) -> dict[str, Any] | None:
    """The parameters of `score_files` from a command line, None where Typer must read it.

    >>> read_plain_options(["a.jsonl", "--format", "csv", "-q"])
    {'files': ['a.jsonl'], 'format': 'csv', 'quiet': True}
    >>> read_plain_options(["--help"])
    """
    options: dict[str, Any] = {}
    files: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _FLAGS:
            options[_FLAGS[word]] = True
        elif word in _VALUES or word in _NUMBERS:
            value = next(rest, None)
            if value is None or (value.startswith("-") and value != "-"):
                return None
            if word in _NUMBERS and not value.isdecimal():
                return None
            name = _VALUES.get(word) or _NUMBERS[word]
            options[name] = int(value) if word in _NUMBERS else value
        elif word.startswith("-") and word != "-":
            return None
        else:
            files.append(word)
    return {"files": files, **options} if files else None


def register(app: typer.Typer) -> None:
    """Add `stance score` to the app."""
    from typer import Argument, Option

    from stance.cli.options import KIND_HELP

    @app.command(name="score", short_help="A stance for every comment of a page or stream.")
    def score(
        files: list[str] = Argument(..., metavar="FILE", help="Files; - is stdin."),  # noqa: B008
        format: str = Option(
            "",
            metavar="FORMAT",
            help="tree, text, csv or jsonl; default: tree on a terminal, else by the ending "
            "of -o (.csv, .txt), else jsonl.",
        ),
        output: str = Option("", "-o", "--output", metavar="FILE", help="Write to this file."),
        model: str = Option(
            "",
            metavar="MODEL",
            help="A model's folder, or a .joblib or .skops file; default: the shipped one.",
        ),
        trust: bool = Option(
            False, "--trust", help="Load a .joblib, which runs what is in it: only your own."
        ),
        kind: str = Option("", "--from", metavar="KIND", help=KIND_HELP),
        text_column: str = Option(
            "", "--text", metavar="COLUMN", help="The column or field that holds the comment."
        ),
        rejects: str = Option(
            "", metavar="FILE", help="Write rows that cannot be read to this file (JSON Lines)."
        ),
        reasons: int = Option(3, metavar="N", min=0, help="Features told for each stance."),
        jobs: int = Option(
            0, metavar="N", min=0, help="Workers that score side by side; 0: as many as pay."
        ),
        dask: str = Option(
            "",
            metavar="ADDRESS",
            help="Score folders of Parquet on the Dask cluster at this address, -o FOLDER.",
        ),
        resume: bool = Option(False, "--resume", help="Continue an output that was interrupted."),
        strict: bool = Option(False, "--strict", help="Exit 3 if rows are skipped."),
        quiet: bool = Option(False, "-q", "--quiet", help="No progress, no summary."),
    ) -> None:
        """Score comments: saved pages (split first), one comment a line, CSV, TSV, Parquet or JSON
        Lines, packed with gzip or Zstandard or not.

        Replies are scored with what they answer, wherever in the file it stands.
        """
        if dask:
            _score_on_cluster(files, output, dask, model or None, text_column or None, quiet)
            return
        score_files(
            files,
            format=format or None,
            output=output or None,
            model=model or None,
            kind=kind or None,
            text_column=text_column or None,
            rejects=rejects or None,
            reasons=reasons,
            jobs=jobs,
            resume=resume,
            strict=strict,
            quiet=quiet,
            trust=trust,
        )


def score_files(
    files: list[str],
    *,
    format: str | None = None,
    output: str | None = None,
    model: str | None = None,
    kind: str | None = None,
    text_column: str | None = None,
    rejects: str | None = None,
    reasons: int = 3,
    jobs: int = 0,
    resume: bool = False,
    strict: bool = False,
    quiet: bool = False,
    trust: bool = False,
) -> None:
    """Score files as the command line asks; prints, and exits 130 where it is interrupted."""
    from stance.scoring.job import Job

    output = None if output == "-" else output
    to_people = output is None and sys.stdout.isatty()
    format = format or ("tree" if to_people else _format_of(output))
    reporter = _Reporter(quiet=quiet)
    job = Job(
        _load(model, trust),
        files,
        output=output,
        format=format,
        kind=kind,
        text_column=text_column,
        rejects=rejects,
        reasons=reasons if format == "jsonl" else 0,
        jobs=jobs,
        resume=resume,
        width=count_columns(_COLUMNS) if to_people else _COLUMNS,
        colour=wants_colour(on_terminal=to_people),
        on_problem=reporter.tell_problem,
        progress=reporter.tell_progress if reporter.shows_progress else None,
    )
    # What is there now stays to the end: it need not be searched for garbage again and again.
    gc.freeze()
    gc.set_threshold(_FEWEST)
    gc.enable()
    try:
        tally = job.run()
    finally:
        reporter.close()
    reporter.tell_end(tally, native=job.native)
    if tally.interrupted:
        kept = f"; {tally.partial} keeps them, --resume continues" if tally.partial else ""
        print(f"stance: interrupted after {tally.scored} comments{kept}", file=sys.stderr)
        sys.exit(130)
    _check(tally, len(files), strict=strict)


def _check(tally: Tally, n_files: int, *, strict: bool) -> None:
    """Raise what the exit code must say, after everything good has been written."""
    if tally.unread:
        raise StanceError(
            f"{tally.unread} of {n_files} files could not be read", remedy="see the lines above"
        )
    if strict and tally.rejected:
        rows = "1 row" if tally.rejected == 1 else f"{tally.rejected:,} rows"
        raise IncompleteError(
            f"{rows} could not be read as they are",
            remedy="see the lines above; --rejects FILE keeps them",
        )


def _score_on_cluster(
    files: list[str],
    output: str,
    address: str,
    model: str | None,
    text_column: str | None,
    quiet: bool,
) -> None:
    from stance.scoring.cluster import score_folder

    if not output:
        raise UsageError("--dask needs -o FOLDER", remedy="name the folder of the results")
    shows = not quiet and sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        print(f"\r\x1b[2K{done} of {total} files", end="", file=sys.stderr, flush=True)

    rows = score_folder(
        files,
        output,
        address=address,
        model=model,
        text_column=text_column,
        progress=tell if shows else None,
    )
    if shows:
        print(f"\r\x1b[2K{rows:,} comments scored", file=sys.stderr)


def _load(model: str | None, trust: bool) -> Scorer | PipelineScorer:
    if model is not None and model.endswith((".joblib", ".skops")):  # is_pipeline is slow to import
        from stance.model.pipeline import load_pipeline

        return load_pipeline(model, trust=trust)
    from stance.model.bundle import load_bundle

    if model is None:
        from stance.shipped import find_model_folder

        model = find_model_folder()
    return load_bundle(model)


def _format_of(output: str | None) -> str:
    """The format that a file's name asks for; JSON Lines where it asks for none."""
    ending = (output or "").rpartition(".")[2].lower()
    return {"csv": "csv", "txt": "text"}.get(ending, "jsonl")


class _Reporter:
    """What people see on stderr while a job runs: problems, a bar on a terminal, a last line."""

    def __init__(self, *, quiet: bool) -> None:
        import time

        self.quiet = quiet
        self.shows_progress = not quiet and sys.stderr.isatty()
        self._clock = time.monotonic
        self._start = self._drawn = self._clock()
        self._problems = 0
        self._bar = False

    def tell_problem(self, what: str, where: str) -> None:
        self._problems += 1
        if self._problems <= _MOST_REPORTED:
            self.close()
            print(f"stance: {InputError(what, where=where)}", file=sys.stderr)

    def tell_progress(self, scored: int, source: Source) -> None:
        now = self._clock()
        if now - self._drawn < 0.2 or now - self._start < 1:
            return
        self._drawn = now
        rate = scored / (now - self._start)
        line = f"{scored:,} comments, {rate:,.0f}/s"
        if source.size:
            part = min(source.position() / source.size, 1)
            left = (now - self._start) * (1 - part) / part if part else 0
            full = int(20 * part)
            line = f"{'█' * full}{'░' * (20 - full)} {part:4.0%} {line}, {_duration(left)} left"
        print(f"\r\x1b[2K{line}", end="", file=sys.stderr, flush=True)
        self._bar = True

    def close(self) -> None:
        if self._bar:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
            self._bar = False

    def tell_end(self, tally: Tally, *, native: bool) -> None:
        rejected = tally.rejected
        if rejected > _MOST_REPORTED:
            print(f"stance: {rejected - _MOST_REPORTED} more problems like these", file=sys.stderr)
        if tally.repeated:
            print(f"stance: {_say_repeated(tally.repeated)}", file=sys.stderr)
        if self.shows_progress:
            seconds = self._clock() - self._start
            before = f" ({tally.skipped:,} more from before)" if tally.skipped else ""
            lost = f", {tally.silent:,} placeholders without text" if tally.silent else ""
            bad = f", {rejected:,} problems" if rejected else ""
            line = f"{tally.scored:,} comments scored{before}{lost}{bad} in {seconds:.1f} s"
            slow = "" if native else " in plain Python: no compiler was at hand at installation"
            print(line + slow, file=sys.stderr)


def _say_repeated(n: int) -> str:
    """
    >>> _say_repeated(1)
    '1 comment has the id of an earlier one; an answer is scored with the last that has its id'
    """
    have = "1 comment has" if n == 1 else f"{n:,} comments have"
    return f"{have} the id of an earlier one; an answer is scored with the last that has its id"


def _duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> _duration(75), _duration(4000)
    ('1:15', '1:06:40')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""`stance split`: pages to threads."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from stance.cli.options import ColumnsOption, KindOption, check_choice
from stance.cli.terminal import count_columns, wants_colour
from stance.errors import IncompleteError, InputError, StanceError
from stance.jsontext import quote
from stance.records import Comment, Link, as_json, open_output, write_json_lines

if TYPE_CHECKING:
    from stance.threads.result import PageResult

_COLUMNS, _MOST_COLUMNS = 80, 100
_MOST_TOLD = 10
FORMATS = ("tree", "json", "jsonl", "text")


def register(app: typer.Typer) -> None:
    """Add `stance split` to the app."""
    app.command(name="split", short_help="Pages with comments to reply threads.")(split)


def split(
    pages: Annotated[list[str], typer.Argument(metavar="PAGE", help="Files; - is stdin.")],
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="tree, json, jsonl or text; default: tree on a terminal, else json.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 where comments are known to be missing.")
    ] = False,
    kind: KindOption = None,
    columns: ColumnsOption = None,
    saved: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help='When pages or tables were saved (2024-05-20): "2 weeks ago" counts from there.',
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write what could not be read to this file (JSON Lines)."
        ),
    ] = None,
) -> None:
    """Split saved pages into their comments: who answers whom, and what is missing.

    A page that cannot be read is reported and the others go on; the exit code is then 1.
    """
    if format is not None:
        check_choice("--format", format, FORMATS)
    to_people = output is None and sys.stdout.isatty()
    format = format or ("tree" if to_people else "json")
    results, failures = _read(pages, kind, columns, saved)
    if not results and len(pages) == 1:
        raise failures[0]
    with _open(output) as stream:
        _print(results, format, stream, several=len(pages) > 1)
    if rejects is not None:
        with open_output(rejects) as stream:
            write_json_lines([{"what": e.what, "where": e.where} for e in failures], stream)
    _finish(results, failures, strict=strict)


def _read(
    pages: list[str], kind: str | None, columns: str | None, saved: datetime | None
) -> tuple[list[PageResult], list[InputError]]:
    from stance.sources.exports.columns import read_columns
    from stance.threads.split import split_file

    mapping = read_columns(columns) if columns is not None else None
    results: list[PageResult] = []
    failures: list[InputError] = []
    for page in pages:
        try:
            results += split_file(page, kind=kind, columns=mapping, saved=saved)
        except InputError as error:
            failures.append(error)
            if len(pages) > 1:
                print(f"stance: {error}", file=sys.stderr)
    return results, failures


@contextlib.contextmanager
def _open(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
    else:
        with open_output(output) as stream:
            yield stream


def _print(results: list[PageResult], format: str, stream: IO[str], *, several: bool) -> None:
    if format == "json":
        write_pages(results, stream, several=several or len(results) != 1)
    elif format == "jsonl":
        for result in results:
            write_json_lines(result.comments, stream)
            _tell(result)  # the other formats hold the problems themselves
    else:
        from stance.threads.tree import draw_page

        colour = format == "tree" and wants_colour(on_terminal=stream.isatty())
        width = _measure(stream)
        for result in results:
            for line in draw_page(result, boxes=format == "tree", colour=colour, width=width):
                stream.write(line + "\n")


def _tell(result: PageResult) -> None:
    """The problems of a page on stderr, the first ones one by one."""
    for problem in result.problems[:_MOST_TOLD]:
        where = problem.where or result.source
        print(f"stance: {InputError(problem.what, where=where)}", file=sys.stderr)
    if more := len(result.problems[_MOST_TOLD:]):
        print(f"stance: {more:,} more problems; --format json lists all", file=sys.stderr)


def write_pages(results: list[PageResult], stream: IO[str], *, several: bool) -> None:
    """Pages as `json.dump` with an indent of 1 writes them (an array, if `several`).

    A comment at a time: a page of 100,000 is never there a second time as one text or one tree.
    """
    margin = " " if several else ""
    stream.write("[" if several and results else "")
    for n, result in enumerate(results):
        bare = dataclasses.replace(result, comments=())
        head = {**bare.as_json(), "found": result.found, "placeholders": result.placeholders}
        head["unaccounted"] = result.unaccounted
        text = _indent(head, margin)
        if result.comments:
            before, mark, after = text.partition(f'\n{margin} "comments": [')
            stream.write(("," if n else "") + (f"\n{margin}" if several else "") + before + mark)
            for k, comment in enumerate(result.comments):
                stream.write(f"{',' if k else ''}\n{margin}  {_indent_fields(comment, margin)}")
            text = f"\n{margin} {after}"
        else:
            text = ("," if n else "") + (f"\n{margin}" if several else "") + text
        stream.write(text)
    stream.write(("\n]" if results else "[]") if several else "")
    stream.write("\n")


def _indent(value: object, margin: str) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", f"\n{margin}")


def _indent_fields(comment: Comment, margin: str) -> str:
    """A comment as JSON; what is not a text, a number or missing is left to `json`."""
    inner = f"{margin}   "
    fields = []
    for name, value in as_json(comment).items():
        if isinstance(value, str):
            text = quote(value)
        elif value is None or isinstance(value, bool):
            text = _CONSTANTS[value]
        elif isinstance(value, int):
            text = str(value)
        elif name == "link" and comment.link is not None:
            text = _indent_link(comment.link, inner)
        elif name == "span" and comment.span is not None:
            text = f"[\n{inner} {comment.span[0]},\n{inner} {comment.span[1]}\n{inner}]"
        else:
            text = _indent(value, inner)
        fields.append(f"{quote(name)}: {text}")
    return "{\n" + inner + f",\n{inner}".join(fields) + f"\n{margin}  }}"


_CONSTANTS = {None: "null", True: "true", False: "false"}


@lru_cache(maxsize=1 << 8)  # most comments of a page are linked by the same evidence
def _indent_link(link: Link, margin: str) -> str:
    value = {"evidence": link.evidence, "confidence": link.confidence}
    return _indent(value, margin)


def _measure(stream: IO[str]) -> int:
    """How many columns a tree may take: the terminal's, at most 100 for the eye; else 80."""
    if not stream.isatty():
        return _COLUMNS
    return min(count_columns(_COLUMNS), _MOST_COLUMNS)


def _finish(results: list[PageResult], failures: list[InputError], *, strict: bool) -> None:
    """Raise what the exit code must say, after everything good has been written."""
    if failures:
        n, total = len(failures), len(failures) + len(results)
        raise StanceError(f"{n} of {total} pages could not be read", remedy="see the lines above")
    missing = [r for r in results if (r.unaccounted or 0) > 0 or r.skipped]
    if strict and missing:
        where = missing[0].source if len(missing) == 1 else f"{len(missing)} pages"
        if n := sum(max(r.unaccounted or 0, 0) for r in missing):
            what = "announced comments are unaccounted for"
            remedy = "save the page again with all comments open"
        else:
            n, what = sum(r.skipped for r in missing), "comments or rows were left out"
            remedy = "see the problems of the output"
        raise IncompleteError(f"{n} {what}", where=where, remedy=remedy)

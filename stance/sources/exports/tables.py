"""Tables with one comment a row: CSV, TSV, JSON Lines, Parquet; and one comment a line."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from stance.errors import InputError, UsageError
from stance.records import Problem
from stance.sources.dates import DateReader
from stance.sources.exports.columns import guess_columns
from stance.sources.exports.rows import read_rows, text_of, whole_of
from stance.sources.page import Cut, Page

__all__ = [
    "read_delimited",
    "read_json_table",
    "read_lines",
    "read_parquet",
]

Row = tuple[str, Mapping[str, Any]]


def read_delimited(
    text: str,
    kind: str,
    *,
    source: str,
    columns: Mapping[str, str] | None = None,
    saved: datetime | None = None,
    problems: tuple[Problem, ...] = (),
) -> list[Page]:
    """A CSV or TSV file with a header; rows too short or too long are told and read all the same."""
    mark = "\t" if kind == "tsv" else _find_delimiter(text)
    csv.field_size_limit(1 << 30)
    text_lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    reader = csv.reader(text_lines, delimiter=mark)
    said: list[Problem] = []
    rows: list[Row] = []
    header: list[str] = []
    try:
        for values in reader:
            where = f"{source}:{reader.line_num}"
            if not header:
                header = [name.strip() for name in values]
                continue
            if not any(values):
                continue
            if len(header) == 1:  # commas of a text that nobody quoted
                values = [mark.join(values)]
            if len(values) != len(header):
                said.append(Problem(f"{len(values)} fields, the header has {len(header)}", where))
            rows.append((where, dict(zip(header, values, strict=False))))
    except csv.Error as error:
        what = f"cannot be read further ({error})"
        said.append(Problem(what, f"{source}:{reader.line_num}", 1))  # and what comes after it
    return _build(rows, header, text, kind, source, columns, saved, (*problems, *said))


def _find_delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=first.count)


def read_json_table(
    text: str,
    *,
    source: str,
    columns: Mapping[str, str] | None = None,
    saved: datetime | None = None,
    problems: tuple[Problem, ...] = (),
) -> list[Page]:
    """A JSON Lines file (or one JSON list) of objects that are comments."""
    rows, said = read_rows(text, name=source)
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    return _build(rows, names, text, "jsonl", source, columns, saved, (*problems, *said))


def read_parquet(
    data: bytes,
    *,
    source: str,
    columns: Mapping[str, str] | None = None,
    saved: datetime | None = None,
) -> list[Page]:
    """A Parquet file; needs pyarrow.

    Raises `InputError` where the file is damaged or pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError(
            "Parquet cannot be read here", where=source, remedy="pip install 'stance[table]'"
        ) from None
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"damaged Parquet file ({error})", where=source) from None
    rows = [(f"{source}#{n}", row) for n, row in enumerate(table.to_pylist(), 1)]
    return _build(rows, table.column_names, "", "parquet", source, columns, saved, ())


def read_lines(text: str, *, source: str, problems: tuple[Problem, ...] = ()) -> Page:
    """One comment a line: roots in order, with their places in the text."""
    cuts = []
    position = 0
    for line in text.split("\n"):
        body = line.strip()
        if body:
            start = position + line.index(body)
            cuts.append(Cut(text=body, span=(start, start + len(body))))
        position += len(line) + 1
    return Page(source=source, text=text, kind="lines", cuts=tuple(cuts), problems=problems)


def _build(
    rows: Sequence[Row],
    names: list[str],
    text: str,
    kind: str,
    source: str,
    given: Mapping[str, str] | None,
    saved: datetime | None,
    problems: tuple[Problem, ...],
) -> list[Page]:
    columns = {**guess_columns(names), **(given or {})}
    for field, column in (given or {}).items():
        if column not in names:
            raise UsageError(
                f"{source} has no column {column!r} for {field!r}",
                remedy=f"its columns are {', '.join(names)}",
            )
    if "text" not in columns:
        raise InputError(
            f"no column holds the comments' text (columns: {', '.join(names)})",
            where=source,
            remedy="name it with --columns text=COLUMN",
        )
    dates = DateReader(
        saved=saved,
        samples=(text_of(row.get(columns.get("timestamp", ""))) or "" for _, row in rows[:1000]),
    )
    threads: dict[str | None, list[Cut]] = defaultdict(list)
    headlines: dict[str | None, str | None] = {}
    said: list[Problem] = []
    for where, row in rows:
        values = {field: text_of(row.get(column)) for field, column in columns.items()}
        thread = values.get("conversation_id")
        if values["text"] is None and values.get("id") is None:
            said.append(Problem("no text", where, 1))
            continue
        headlines.setdefault(thread, values.get("headline"))
        threads[thread].append(_cut(values, row, columns, dates))
    return [
        Page(
            source=f"{source}#{thread}" if len(threads) > 1 else source,
            text=text,
            kind=kind,
            headline=headlines[thread],
            cuts=tuple(cuts),
            problems=(*problems, *said) if n == 0 else (),
        )
        for n, (thread, cuts) in enumerate(threads.items())
    ] or [Page(source=source, text=text, kind=kind, problems=(*problems, *said))]


def _cut(
    values: Mapping[str, str | None],
    row: Mapping[str, Any],
    columns: Mapping[str, str],
    dates: DateReader,
) -> Cut:
    parent = values.get("reply_to")
    parent = None if parent in {None, "0", "-1"} or (parent or "").startswith("t3_") else parent
    when = values.get("timestamp")
    taken = set(columns.values())
    body = (values["text"] or "").strip()
    return Cut(
        text=body,
        id=values.get("id"),
        parent=parent.removeprefix("t1_") if parent else None,
        speaker=values.get("speaker"),
        timestamp=(dates.read(when) or when) if when else None,
        deleted=body in {"[deleted]", "[removed]"},
        likes=whole_of(values.get("likes")),
        evidence=("table",),
        extra={
            name: value for name, value in row.items() if name not in taken and value is not None
        },
    )

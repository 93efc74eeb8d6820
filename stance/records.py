"""The records of the product, and JSON Lines in and out with `file:line` in every error.

Field names follow ConvoKit (`reply_to`, `speaker`, `timestamp`, `conversation_id`).
Fields of the user's that are not ours are kept in `extra` and written back.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any, TypeVar

from stance.errors import InputError, reason_of, refuse_output

__all__ = [
    "Comment",
    "Label",
    "Link",
    "Problem",
    "Score",
    "check_output",
    "open_input",
    "open_output",
    "read_json_lines",
    "read_records",
    "write_bytes",
    "write_json_lines",
]


@dataclass(frozen=True, slots=True)
class Link:
    """Why a comment is believed to answer its parent.

    `evidence` names the signs ("markup", "indent", "name", "quote", "order" …), strongest first;
    `confidence` is a fraction from 0 to 1.
    """

    evidence: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong and was worked around: what, and where (`file:line` or an id).

    `skipped` counts the comments that are known to be missing because of it.
    """

    what: str
    where: str = ""
    skipped: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader's comment.

    `depth` counts replies above it (0 for a root). `span` holds the character offsets of the body
    in the source text. A `placeholder` is a comment whose existence is certain and whose text is
    lost; its `text` is empty.
    """

    id: str
    text: str
    reply_to: str | None = None
    conversation_id: str | None = None
    speaker: str | None = None
    timestamp: str | None = None
    depth: int = 0
    headline: str | None = None
    source: str | None = None
    span: tuple[int, int] | None = None
    placeholder: bool = False
    link: Link | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One coder's decision about one comment.

    `parent_text` stands in where the parent is not in the file; `origin` is `seed`, `written` or
    whatever the user's own data says; `coder` and `round` tell who decided, and when.
    """

    id: str
    text: str
    stance: str
    moderation: str | None = None
    secondary: str | None = None
    reply_to: str | None = None
    parent_text: str | None = None
    conversation_id: str | None = None
    headline: str | None = None
    speaker: str | None = None
    coder: str | None = None
    round: str | None = None
    origin: str | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a model says of one comment.

    `probabilities` maps every stance to a fraction, summing to 1; `confidence` is the largest of
    them and `band` its name; `reasons` are (feature, weight) pairs, the strongest first; `model`
    is the digest of the model that said so.
    """

    comment: Comment
    stance: str | None
    confidence: float | None
    band: str | None
    probabilities: Mapping[str, float]
    moderation: str | None
    action: str | None
    reasons: tuple[tuple[str, float], ...]
    model: str


_Record = TypeVar("_Record", Comment, Label)


def as_json(record: Any) -> dict[str, Any]:
    """A record as the JSON object that stands for it: `extra` last, tuples as lists.

    >>> as_json(Comment(id="1", text="hi", extra={"likes": 2}))["likes"]
    2
    """
    if isinstance(record, Score):
        out = as_json(record.comment)
        for f in fields(Score):
            if f.name != "comment":
                out[f.name] = getattr(record, f.name)
        out["probabilities"] = dict(record.probabilities)
        out["reasons"] = [{"feature": name, "weight": weight} for name, weight in record.reasons]
        return out
    out = {f.name: getattr(record, f.name) for f in fields(record) if f.name != "extra"}
    for name, value in out.items():
        if isinstance(value, Link):
            out[name] = {"evidence": list(value.evidence), "confidence": value.confidence}
        elif isinstance(value, tuple):
            out[name] = list(value)
    for name, value in getattr(record, "extra", {}).items():
        out.setdefault(name, value)
    return out


def from_json(kind: type[_Record], row: Mapping[str, Any], *, where: str = "") -> _Record:
    """A `Comment` or `Label` from a JSON object; unknown fields go to `extra`.

    Raises `InputError` naming the field where one is missing or of the wrong type.

    >>> from_json(Comment, {"id": 7, "text": "hi", "likes": 2}).extra
    {'likes': 2}
    """
    known = {f.name for f in fields(kind)} - {"extra"}
    values = {name: value for name, value in row.items() if name in known and value is not None}
    values["extra"] = {name: value for name, value in row.items() if name not in known}
    required = ("id", "text", "stance") if kind is Label else ("id", "text")
    for name in required:
        if name not in values:
            raise InputError(f"no field {name!r}", where=where, remedy="every row needs one")
    for name in ("id", "reply_to", "conversation_id"):  # numbers are common as ids
        if isinstance(values.get(name), int):
            values[name] = str(values[name])
    types: dict[str, type | tuple[type, ...]] = {"depth": int, "placeholder": bool}
    for name in known & values.keys() - {"span", "link"}:
        wanted = types.get(name, str)
        if not isinstance(values[name], wanted):
            got = type(values[name]).__name__
            raise InputError(f"{name!r} is of type {got}, not {wanted.__name__}", where=where)  # type: ignore[union-attr]
    if kind is Comment:
        _read_span_and_link(values, where)
    return kind(**values)


def _read_span_and_link(values: dict[str, Any], where: str) -> None:
    try:
        if "span" in values:
            start, stop = values["span"]
            values["span"] = (int(start), int(stop))
        if "link" in values:
            link = values["link"]
            values["link"] = Link(tuple(map(str, link["evidence"])), float(link["confidence"]))
    except (TypeError, ValueError, KeyError) as error:
        raise InputError(f"'span' or 'link' is malformed ({error})", where=where) from None


def read_json_lines(
    lines: Iterable[bytes | str], *, name: str, on_problem: Callable[[Problem, str], None] | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, JSON object) for every line that is not blank.

    A broken line, or one that is not UTF-8, is handed to `on_problem` with its text and skipped;
    without `on_problem` it is raised as an `InputError` naming `name:line`.
    """
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
        line = line.removeprefix("\ufeff") if number == 1 else line
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            if isinstance(raw, bytes):
                raw.decode()
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError) as error:
            problem = Problem(f"not a JSON object ({error})", where)
            if isinstance(error, UnicodeDecodeError):
                byte = error.object[error.start]
                problem = Problem(f"not UTF-8 (byte 0x{byte:02x}); save the file as UTF-8", where)
            if on_problem is None:
                raise InputError(
                    problem.what, where=where, remedy="mend or drop the line"
                ) from None
            on_problem(problem, line)
            continue
        yield number, row


def read_records(
    kind: type[_Record],
    path: str | Path,
    *,
    on_problem: Callable[[Problem, str], None] | None = None,
) -> Iterator[_Record]:
    """The `Comment`s or `Label`s of a JSON Lines file (`-` is standard input).

    Broken rows go to `on_problem` with their text, or raise `InputError` where it is None.
    """
    with open_input(path) as stream:
        for number, row in read_json_lines(stream, name=str(path), on_problem=on_problem):
            try:
                yield from_json(kind, row, where=f"{path}:{number}")
            except InputError as error:
                if on_problem is None:
                    raise
                problem = Problem(error.what, error.where)
                on_problem(problem, json.dumps(row, ensure_ascii=False))


@contextlib.contextmanager
def open_input(path: str | Path) -> Iterator[IO[bytes]]:
    """A file to read bytes from; `-` is standard input, which stays open.

    Raises `InputError` with the operating system's reason where it cannot be opened or read.
    """
    try:
        if str(path) == "-":
            yield sys.stdin.buffer
            return
        with Path(path).open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(reason_of(error), where=str(path)) from None


@contextlib.contextmanager
def open_output(path: str | Path) -> Iterator[IO[str]]:
    """A text file that appears whole or not at all: temporary file, fsync, rename.

    A link is followed. What is no file (a device, a pipe) cannot appear whole and must not be
    replaced by one, so it is written to as it is. Raises `InputError` where the place cannot be
    written (no such folder, no permission, disk full); nothing half-written is left behind.
    """
    target = Path(os.path.realpath(path))
    temporary: str | None = None
    try:
        if target.exists() and not target.is_file():
            with _open_text(target) as stream:
                yield stream
            return
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent or ".")
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(handle, 0o666 & ~mask)  # mkstemp's 0600 would surprise whoever shares the folder
        with _open_text(handle) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
        temporary = None
    except OSError as error:
        raise refuse_output(path, error) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _open_text(file: Path | int) -> IO[str]:
    # Half a surrogate pair, which is no UTF-8, is written as the escape that JSON has for it.
    return open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: PTH123


def check_output(path: str | Path) -> None:
    """Fail now where `open_output` would after long work: `InputError` for a place that cannot
    be written. Standard output (`-`) always can."""
    if str(path) == "-":
        return
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "is a directory")
        if not target.exists() or target.is_file():
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            os.close(handle)
            Path(name).unlink()
    except OSError as error:
        raise refuse_output(path, error) from None


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write bytes to a file that appears whole or not at all, as `open_output` does."""
    with open_output(path) as stream:
        stream.buffer.write(data)  # type: ignore[attr-defined] # a text stream over bytes


def write_json_lines(records: Iterable[Any], stream: IO[str]) -> int:
    """Write records as JSON Lines; returns how many were written."""
    n = 0
    for record in records:
        row = record if isinstance(record, Mapping) else as_json(record)
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        n += 1
    return n

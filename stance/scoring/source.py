"""Where comments come from: files and standard input as streams of rows (plain dictionaries).

Tables (JSON Lines, CSV, TSV, Parquet) and one-comment-a-line text are read as they come, in
constant memory; anything else is a page, and is split into threads first.
"""

from __future__ import annotations

import os

from stance.errors import InputError, UsageError, reason_of
from stance.jsontext import parse_json
from stance.scoring.rows import BOM, TEXT_COLUMNS, complete_row, read_compiled, read_json_rows
from stance.scoring.stdin import open_stdin

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO, Any, TypeVar

    from stance.scoring.rows import Lines, OnReject, Pair, Row, Rows

    Made = TypeVar("Made", bound=Pair | None)

__all__ = ["STREAMED", "Source", "open_source"]

STREAMED = ("jsonl", "csv", "tsv", "lines", "parquet")
_SNIFFED = 1 << 16  # bytes looked at to tell what a source is
_JUDGED = 1 << 12  # bytes among which a program or an image shows what it is
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_GZIP, _ZSTD, _PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # marks


class Source:
    """An open source: `kind`, its `rows` with their heads (see `Chunk`), and how far it is read.

    `threaded` says whether its rows can tell what they answer.
    """

    def __init__(self, name: str, kind: str, rows: Rows) -> None:
        self.name, self.kind, self.rows = name, kind, rows
        self.threaded = kind != "lines"
        self.size: int | None = None  # bytes of the file, where it has a size
        self.position: Callable[[], int] = lambda: 0  # bytes of it that are read
        self.close: Callable[[], None] = lambda: None


def open_source(
    path: str,
    *,
    kind: str | None = None,
    text_column: str | None = None,
    on_reject: OnReject,
    compiled: bool = False,
) -> Source:
    """A file (`-` is standard input) as a stream of rows.

    `kind` forces what the content would otherwise tell. A row that cannot be read goes to
    `on_reject`, and the rest goes on. With `compiled`, what C reads of a row with a head holds
    only what places a comment. Raises `InputError` where the file cannot be read.
    """
    name = "<stdin>" if path == "-" else path
    raw, size = _open(path)
    try:
        source = _open_rows(raw, name, kind, text_column, on_reject, compiled)
    except BaseException:
        if path != "-":
            raw.close()
        raise
    source.size = size
    if size is not None:
        source.position, source.close = raw.tell, raw.close
    return source


def _open_rows(
    raw: IO[bytes],
    name: str,
    kind: str | None,
    text_column: str | None,
    on_reject: OnReject,
    compiled: bool,
) -> Source:
    head = _peek(raw)
    stream = raw
    if head[:2] == _GZIP:
        import gzip

        stream = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]
        head = _peek(stream)
    elif head[:4] == _ZSTD:
        stream = _unpack_zstd(raw, name)
        head = _peek(stream)
    if not head.startswith(_PARQUET):
        _refuse_binary(head[:_JUDGED], name)
    kind = kind or _recognise(head)
    reader = _READERS.get({"convokit": "jsonl"}.get(kind, kind))
    if reader is None:  # a page: unpacked and decoded by those who read pages
        rows = _split_page(raw.read(), kind, name, on_reject)
    elif compiled and reader is read_json_rows and text_column is None:
        rows = read_json_compiled(stream, name, on_reject)
    elif compiled and reader is _read_lines and head[:2] not in _UTF_16:
        rows = read_lines_compiled(stream, name, on_reject)
    else:
        rows = reader(stream, name, text_column, on_reject)
    return Source(name, kind, rows)


def _open(path: str) -> tuple[IO[bytes], int | None]:
    if path == "-":
        return open_stdin(), None
    try:
        raw = open(path, "rb", buffering=1 << 18)  # noqa: PTH123, SIM115 - closed when it is read
        if os.path.isdir(path):  # noqa: PTH112
            raise IsADirectoryError(0, "is a directory")
        return raw, os.fstat(raw.fileno()).st_size
    except OSError as error:
        raise InputError(reason_of(error), where=path) from None
    except ValueError as error:  # a NUL in the path
        raise InputError(str(error), where=repr(path)) from None


def _peek(stream: Any) -> bytes:
    try:
        return bytes(stream.peek(_SNIFFED)[:_SNIFFED])
    except (OSError, EOFError, ValueError) as error:
        raise InputError(f"cannot be read ({error})", where=str(stream.name)) from None


def _unpack_zstd(raw: IO[bytes], name: str) -> IO[bytes]:
    try:
        import zstandard
    except ImportError:
        raise InputError(
            "Zstandard data cannot be unpacked here",
            where=name,
            remedy="pip install 'stance[table]', or unpack it with zstd -d",
        ) from None
    import io

    # Reddit's dumps use windows up to 2 GiB (pushshift: `zstd -d --long=31`).
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    return io.BufferedReader(unpacker.stream_reader(raw, read_across_frames=True), 1 << 18)


def _refuse_binary(head: bytes, name: str) -> None:
    if len(head.translate(None, _CONTROLS)) == len(head):
        return
    from stance.sources.encoding import decode, refuse_binary  # only now: slow to import

    refuse_binary(decode(head, name=name)[0], name=name)


def _recognise(head: bytes) -> str:
    if head.startswith(_PARQUET):
        return "parquet"
    if head.removeprefix(BOM).lstrip().startswith(b"{"):
        # Comment records, without the regular expressions that tell the other kinds apart.
        try:
            first = parse_json(head.removeprefix(BOM).lstrip().split(b"\n", 1)[0].decode())
            if isinstance(first.get("text"), str):
                return "jsonl"
        except (ValueError, RecursionError):
            pass
    from stance.sources.recognise import recognise

    cut = head.rfind(b"\n") + 1 or len(head)  # a line, and a character, cut off tells nothing
    known = head[:cut] if len(head) == _SNIFFED else head
    try:
        text = known.decode()
    except UnicodeDecodeError:  # only now: what knows encodings takes a small job's time to import
        from stance.sources.encoding import decode

        text, _ = decode(known, name="")
    return recognise(head, text)


def _split_page(data: bytes, kind: str | None, name: str, on_reject: OnReject) -> Rows:
    from stance.records import as_json
    from stance.sources.read import read_pages
    from stance.threads.build import build_threads

    for page in map(build_threads, read_pages(data, kind=kind, name=name)):
        for problem in page.problems:
            on_reject(problem.what, problem.where or name, "")
        for comment in page.comments:
            yield as_json(comment), None


def _read_lines(stream: IO[bytes], name: str, text_column: str | None, on_reject: OnReject) -> Rows:
    return _number_lines(_decode_lines(stream, name, on_reject))


def read_json_compiled(stream: IO[bytes], name: str, on_reject: OnReject) -> Rows:
    """As `read_json_rows`, by the compiled reader."""

    def read_rest(lines: Lines, first: int) -> Rows:
        return read_json_rows(lines, name, None, on_reject, first=first)

    return read_compiled(stream, read_rest, is_json=True)


def read_lines_compiled(stream: IO[bytes], name: str, on_reject: OnReject) -> Rows:
    """One comment a line, by the compiled reader."""
    tell = _tell_once(on_reject)

    def read_rest(lines: Lines, first: int) -> Rows:
        return _number_lines(_decode_each(lines, name, tell, first), first)

    return read_compiled(stream, read_rest, is_json=False)


def _number_lines(lines: Iterable[Pair | str | None], first: int = 1) -> Rows:
    """The rows of one comment a line, some of which the compiled reader may have made."""
    for number, line in enumerate(lines, first):
        if isinstance(line, str):
            text = line.strip()
            if text:
                yield {"id": str(number), "text": text}, None
        elif line is not None:
            yield line


def _decode_lines(stream: IO[bytes], name: str, on_reject: OnReject) -> Iterator[str]:
    """Lines with their ends; UTF-16 with its mark, as some editors save "Unicode", is read as such,
    and others as `_decode_each` does."""
    if _peek(stream)[:2] not in _UTF_16:
        lines: Iterable[bytes] = stream
        yield from _decode_each(lines, name, _tell_once(on_reject))
        return
    import io

    wide = io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="")
    yield from wide
    wide.detach()  # whoever opened the stream closes it


def _decode_each(
    lines: Iterable[bytes | Made], name: str, on_reject: OnReject, first: int = 1
) -> Iterator[str | Made]:
    """Lines that are not UTF-8 are read as Windows-1252, and it is said; what is no line of bytes
    stays as it is. `first` is the number of the first line."""
    for number, raw in enumerate(lines, first):
        if not isinstance(raw, bytes):
            yield raw
            continue
        line = raw.removeprefix(BOM) if number == 1 else raw
        try:
            yield line.decode()
        except UnicodeDecodeError:
            on_reject("not UTF-8; read as Windows-1252", f"{name}:{number}", "")
            yield line.decode("cp1252", "replace")


def _tell_once(on_reject: OnReject) -> OnReject:
    """Passes on the first thing that it is told."""
    told = False

    def tell(what: str, where: str, row: str) -> None:
        nonlocal told
        if not told:
            on_reject(what, where, row)
        told = True

    return tell


def _read_table(
    stream: IO[bytes], name: str, text_column: str | None, on_reject: OnReject, mark: str
) -> Rows:
    import csv
    import io

    csv.field_size_limit(1 << 30)
    lines = (
        part
        for line in _decode_lines(stream, name, on_reject)
        for part in io.StringIO(line.replace("\0", "\ufffd"), newline="")  # cut at CR as well
    )
    first = next(lines, "")
    if mark == "," and first.count(";") > first.count(","):
        mark = ";"
    names = next(csv.reader([first], delimiter=mark), [])
    text_column = text_column or _find_text_column(names, name)
    reader = csv.reader(lines, delimiter=mark)
    for number, values in enumerate(reader, 1):
        place = f"{name}:{reader.line_num + 1}"
        row: Row = dict(zip(names, values, strict=False))
        problem = complete_row(row, number, text_column) if values else ""
        if len(values) > len(names):
            problem = f"{len(values)} values under {len(names)} columns"
        if problem:
            on_reject(problem, place, mark.join(values))
        elif values:
            if "depth" in row:
                row["depth"] = int(row["depth"]) if row["depth"].isdecimal() else 0
            yield row, None


def _find_text_column(names: list[str], name: str) -> str:
    """The column that holds the comments; `InputError` naming the columns where none seems to."""
    for candidate in TEXT_COLUMNS:
        if candidate in names:
            return candidate
    from stance.sources.exports.columns import guess_columns

    column = guess_columns(names).get("text")
    if column is None:
        raise InputError(
            f"no column holds the comments' text (columns: {', '.join(names)})",
            where=name,
            remedy="name it with --text COLUMN, or add --from lines",
        )
    return column


def _read_csv(stream: IO[bytes], name: str, text_column: str | None, on_reject: OnReject) -> Rows:
    return _read_table(stream, name, text_column, on_reject, ",")


def _read_tsv(stream: IO[bytes], name: str, text_column: str | None, on_reject: OnReject) -> Rows:
    return _read_table(stream, name, text_column, on_reject, "\t")


def _read_parquet(
    stream: IO[bytes], name: str, text_column: str | None, on_reject: OnReject
) -> Rows:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            "Parquet cannot be read here", where=name, remedy="pip install 'stance[table]'"
        ) from None
    if not stream.seekable():
        raise UsageError("Parquet cannot be read from a pipe", where=name, remedy="name the file")
    try:
        number = 0
        for batch in parquet.ParquetFile(stream).iter_batches(batch_size=4096):
            for row in batch.to_pylist():
                number += 1
                problem = complete_row(row, number, text_column)
                if problem:
                    on_reject(problem, f"{name}:{number}", repr(row)[:1000])
                    continue
                yield row, None
    except arrow.ArrowException as error:
        raise InputError(f"not readable as Parquet ({error})", where=name) from None


_READERS: dict[str, Callable[[IO[bytes], str, str | None, OnReject], Rows]] = {
    "jsonl": read_json_rows,
    "lines": _read_lines,
    "csv": _read_csv,
    "tsv": _read_tsv,
    "parquet": _read_parquet,
}

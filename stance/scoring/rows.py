"""Rows of comments as plain dictionaries with our field names, and JSON Lines as such rows."""

from __future__ import annotations

from itertools import chain, islice

from stance.errors import InputError
from stance.jsontext import parse_json
from stance.scoring.judgement import SCORE_FIELDS
from stance.scoring.parents import Chunk

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO, Any

    Row = dict[str, Any]
    Rows = Iterator[tuple[Row, bytes | None]]  # with their heads, see Chunk
    OnReject = Callable[[str, str, str], None]  # what, where, the text of the row
    Pair = tuple[Row, bytes]
    Lines = list[Pair | bytes | None]  # as the compiled reader gives them

__all__ = [
    "ALIASES",
    "BOM",
    "TEXT_COLUMNS",
    "chunk_rows",
    "complete_row",
    "read_compiled",
    "read_json_rows",
]

BOM = b"\xef\xbb\xbf"
# Names of the column with the text, the likeliest first; others' names of our own fields.
TEXT_COLUMNS = ("text", "comment_text", "comment", "body", "content", "message", "post", "tweet")
ALIASES = {"reply-to": "reply_to", "parent_id": "reply_to", "user": "speaker", "author": "speaker"}
_UNUSUAL = frozenset((*ALIASES, *SCORE_FIELDS))
# Bytes that the compiled reader takes at a time: with what it makes of them, they stay in the
# processor's second cache.
_BLOCK = 1 << 16
_PAIRS = {tuple}


def read_compiled(
    stream: IO[bytes], read_rest: Callable[[Lines, int], Rows], *, is_json: bool
) -> Rows:
    """The rows of JSON Lines or of lines of text, as the compiled reader makes them.

    `read_rest` makes rows of a block in which it left lines to Python (see
    `stance.model._native.read_rows`); it is called with the number of the block's first line.
    """
    return chain.from_iterable(_read_block_by_block(stream, read_rest, is_json))


def _read_block_by_block(
    stream: IO[bytes], read_rest: Callable[[Lines, int], Rows], is_json: bool
) -> Iterator[Iterable[tuple[Row, bytes | None]]]:
    from stance.model._native import read_rows

    unusual = tuple([name.encode() for name in _UNUSUAL])
    number = 1
    for block in _read_blocks(stream):
        lines = read_rows(block, -1 if is_json else number, unusual)
        if set(map(type, lines)) <= _PAIRS:
            yield lines  # type: ignore[misc] # which costs nothing a row: `chain` is C
        else:
            yield read_rest(lines, number)
        number += len(lines)


def _read_blocks(stream: Any) -> Iterator[bytes]:
    """Whole lines, as many as come at once; the last one may lack its end.

    >>> import io
    >>> list(_read_blocks(io.BytesIO(b"a\\nb\\nc")))
    [b'a\\nb\\n', b'c']
    """
    rest: list[bytes] = []
    while block := stream.read1(_BLOCK):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join((*rest, block[:cut]))
            rest = []
        if cut < len(block):
            rest.append(block[cut:])
    if rest:
        yield b"".join(rest)


def read_json_rows(
    lines: Iterable[Pair | bytes | None],
    name: str,
    text_column: str | None,
    on_reject: OnReject,
    *,
    first: int = 1,
) -> Rows:
    """The rows of JSON Lines; what is none goes to `on_reject`.

    `lines` are a file's from line `first` on, or what the compiled reader made of them.
    """
    for number, line in enumerate(lines, first):
        if not isinstance(line, bytes):
            if line is not None:
                yield line
            continue
        if number == 1:
            line = line.removeprefix(BOM)
        try:
            row = parse_json(line.decode())
        except (ValueError, RecursionError) as error:
            if line.isspace() or not line:
                continue
            row, mended = None, ""
            problem = f"not a JSON object ({error})"
            if isinstance(error, UnicodeDecodeError):
                row, problem, mended = _mend_json(line)
        else:
            if _is_complete(row) and text_column is None:
                yield row, line[:-2] if line[-2:] == b"}\n" else line.rstrip()[:-1]
                continue
            problem, mended = "not a JSON object", ""
        if isinstance(row, dict):
            problem = complete_row(row, number, text_column)
            if not problem:
                if mended:
                    on_reject(mended, f"{name}:{number}", "")
                yield row, None
                continue
        on_reject(problem, f"{name}:{number}", line.decode("utf-8", "replace"))


def _mend_json(line: bytes) -> tuple[Any, str, str]:
    """The value of a line that is not UTF-8, what is wrong where it has none, and how it was read.

    >>> _mend_json(b'{"text": "caf\\xe9"}')
    ({'text': 'café'}, 'not a JSON object', 'not UTF-8; read as Windows-1252')
    """
    from stance.sources.encoding import decode  # only now: it takes a small job's time to import

    text, problems = decode(line, name="")
    try:
        return parse_json(text), "not a JSON object", "; ".join(p.what for p in problems)
    except (ValueError, RecursionError) as error:
        return None, f"not a JSON object ({error})", ""


def _is_complete(row: Any) -> bool:
    """Whether there is nothing to be done to a row: it has our names, and none of a Score's.

    >>> _is_complete({"id": "1", "text": "hi"}), _is_complete({"id": 1, "text": "hi"})
    (True, False)
    """
    if type(row) is not dict or not row.keys().isdisjoint(_UNUSUAL):
        return False
    id_, reply_to = row.get("id"), row.get("reply_to", "-")
    return bool(
        type(row.get("text")) is str
        and type(id_) is str
        and id_
        and (reply_to is None or (type(reply_to) is str and reply_to))
    )


def complete_row(row: Row, number: int, text_column: str | None = None) -> str:
    """Give a row our field names and an id; what is wrong with it, empty where nothing is.

    >>> row = {"body": "Send arms", "user": "Ann"}
    >>> complete_row(row, 3), row["id"], row["text"], row["speaker"]
    ('', '3', 'Send arms', 'Ann')
    """
    if text_column is not None:
        if text_column not in row:
            return f"no field {text_column!r}"
        row["text"] = row[text_column]
    elif "text" not in row:
        column = next((c for c in TEXT_COLUMNS if c in row), None)
        if column is None:
            return "no field 'text'"
        row["text"] = row[column]
    if row["text"] is None and row.get("placeholder") is True:
        row["text"] = ""
    if not isinstance(row["text"], str):
        return f"'text' is of type {type(row['text']).__name__}, not str"
    for other, ours in ALIASES.items():
        if other in row and row.get(ours) is None:
            row[ours] = row[other]
    for field in ("id", "reply_to"):
        value = row.get(field)
        if value is not None and not isinstance(value, str):
            if isinstance(value, (dict, list)):
                return f"{field!r} is of type {type(value).__name__}, not str"
            row[field] = str(value)
    if row.get("reply_to") == "":
        row["reply_to"] = None
    if row.get("id") in (None, ""):
        row["id"] = str(number)
    return ""


def chunk_rows(rows: Rows, size: int, *, name: str = "") -> Iterator[Chunk]:
    """Rows in chunks of `size`, the last one shorter.

    Raises `InputError` where the source `name` or what packs it cannot be read further.

    >>> [len(chunk.rows) for chunk in chunk_rows(iter([({}, None)] * 5), 2)]
    [2, 2, 1]
    """
    more = True
    while more:
        try:
            pairs = list(islice(rows, size))
            more = len(pairs) == size
        except Exception as error:
            import zlib  # only now: most files are not packed

            if not isinstance(error, OSError | EOFError | zlib.error):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"cannot be read further ({reason})", where=name) from None
        if pairs:
            yield Chunk([row for row, _ in pairs], [head for _, head in pairs])

"""The way in: a file, its bytes or standard input to Pages."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from stance.errors import InputError, UsageError, reason_of
from stance.garbage import hold_garbage
from stance.remember import forget_after
from stance.sources.dump import read_dump
from stance.sources.encoding import decode, refuse_binary, unpack
from stance.sources.exports import tables
from stance.sources.exports.convokit import read_convokit
from stance.sources.exports.disqus import read_disqus
from stance.sources.exports.reddit import read_reddit
from stance.sources.exports.wordpress import read_wordpress
from stance.sources.html.read import read_html
from stance.sources.page import Page
from stance.sources.recognise import KINDS, recognise

__all__ = ["read_pages"]

_EXPORTS = {
    "disqus": read_disqus,
    "wordpress": read_wordpress,
    "reddit": read_reddit,
    "convokit": read_convokit,
}


def read_pages(
    path_or_bytes: str | Path | bytes,
    *,
    kind: str | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    saved: datetime | None = None,
) -> list[Page]:
    """The Pages of one source: one for a saved page, one a conversation for exports and tables.

    `path_or_bytes` is a path, `-` for standard input, or the bytes themselves; `kind` (one of
    `KINDS`) forces what the content would otherwise tell; `name` is what problems call the source;
    `columns` maps fields of comments to columns of a table where their names do not tell; `saved`
    is when a page or table was saved, from which ages such as "2 weeks ago" count.

    Raises `InputError` where the file cannot be read or holds nothing, and `UsageError` where
    `kind` is unknown.

    >>> read_pages(b"<p>Hello</p>", name="page").pop().kind
    'html'
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(f"unknown kind of source {kind!r}", remedy=f"one of {', '.join(KINDS)}")
    data, name = _read_bytes(path_or_bytes, name)
    with hold_garbage(), forget_after():
        return _read_data(data, kind, name, columns, saved)


def _read_data(
    data: bytes,
    kind: str | None,
    name: str,
    columns: Mapping[str, str] | None,
    saved: datetime | None,
) -> list[Page]:
    data = unpack(data, name=name)
    if not data.strip():
        raise InputError("there is nothing in it", where=name, remedy="save the page again")
    if kind == "parquet" or (kind is None and data[:4] == b"PAR1"):
        return tables.read_parquet(data, source=name, columns=columns, saved=saved)
    text, problems = decode(data, name=name)
    refuse_binary(text, name=name)
    kind = kind or recognise(data, text)
    if kind in _EXPORTS:
        return _EXPORTS[kind](text, source=name, problems=problems)
    if kind in {"csv", "tsv"}:
        return tables.read_delimited(
            text, kind, source=name, columns=columns, saved=saved, problems=problems
        )
    if kind == "jsonl":
        return tables.read_json_table(
            text, source=name, columns=columns, saved=saved, problems=problems
        )
    if kind == "lines":
        return [tables.read_lines(text, source=name, problems=problems)]
    if kind == "html":
        return [read_html(text, source=name, saved=saved, problems=problems)]
    return [replace(read_dump(text, source=name, problems=problems), saved=saved)]


def _read_bytes(path_or_bytes: str | Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(path_or_bytes, bytes):
        return path_or_bytes, name or "<bytes>"
    if str(path_or_bytes) == "-":
        return sys.stdin.buffer.read(), name or "<stdin>"
    try:
        return Path(path_or_bytes).read_bytes(), name or str(path_or_bytes)
    except OSError as error:
        raise InputError(reason_of(error), where=str(path_or_bytes)) from None
    except ValueError as error:  # a NUL in the path
        raise InputError(str(error), where=repr(path_or_bytes)) from None

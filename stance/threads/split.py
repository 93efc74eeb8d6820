"""A file to its pages, split: what `stance split` and `stance score` call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from stance.sources.read import read_pages
from stance.threads.build import build_threads
from stance.threads.result import PageResult

__all__ = ["split_file"]


def split_file(
    path: str | Path,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    saved: datetime | None = None,
) -> list[PageResult]:
    """The pages of a file (`-` is standard input), each with its comments in threads.

    `kind` forces what the content would otherwise tell (see `stance.sources.recognise.KINDS`);
    `columns` maps fields of comments to columns of a table where their names do not tell; `saved`
    is when a page was saved, from which ages such as "2 weeks ago" count.

    Raises `InputError` where the file cannot be read or holds nothing, `UsageError` where `kind`
    is unknown or a column is not there.
    """
    pages = read_pages(path, kind=kind, columns=columns, saved=saved)
    return [build_threads(page) for page in pages]

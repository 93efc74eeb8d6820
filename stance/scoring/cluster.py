"""Folders of Parquet scored on a Dask cluster: a file at a time, each exactly once.

A file is scored into a temporary one beside its place and moved there when it is whole, so that
a worker that dies leaves nothing that counts, and what is there already need not be done again.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from stance.errors import InputError, UsageError, refuse_output

__all__ = ["list_parts", "score_folder", "score_part"]

_ROWS = 8192  # a batch
_RETRIES = 3
_UNIQUE = re.compile("[0-9a-f]{32}")  # the hexadecimal form of a UUID


def score_part(source: str, target: str, model: str | None, text_column: str | None = None) -> int:
    """Score one Parquet file into another; returns its rows. Nothing is done twice."""
    from pyarrow import parquet

    from stance.scoring.batches import score_batches

    if Path(target).exists():
        return int(parquet.ParquetFile(target).metadata.num_rows)
    # Beginning with a dot: whoever reads the folder meanwhile passes it over.
    temporary = Path(target).parent / f".{Path(target).name}.{uuid.uuid4().hex}"
    rows = 0
    writer = None
    try:
        batches = parquet.ParquetFile(source).iter_batches(batch_size=_ROWS)
        for batch in score_batches(batches, model, text_column=text_column):
            writer = writer or parquet.ParquetWriter(temporary, batch.schema)
            writer.write_batch(batch)
            rows += batch.num_rows
        if writer is None:  # no rows: the file as it is
            parquet.write_table(parquet.read_table(source), temporary)
        else:
            writer.close()
        os.replace(temporary, target)  # noqa: PTH105 - whichever of two workers comes last wins
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def clear_leftovers(targets: Iterable[str]) -> int:
    """Remove the temporary files that killed workers left beside finished targets; how many.

    A killed process cannot tidy up after itself. Only names that `score_part` gives are touched.
    """
    finished = {target for target in map(Path, targets) if target.exists()}
    removed = 0
    for folder in {target.parent for target in finished}:
        for file in folder.iterdir():
            start, _, end = file.name.rpartition(".")
            ours = start.startswith(".") and _UNIQUE.fullmatch(end)
            if ours and folder / start[1:] in finished:
                file.unlink(missing_ok=True)
                removed += 1
    return removed


def list_parts(sources: Iterable[str], target: str) -> list[tuple[str, str]]:
    """(source, target) of every Parquet file among files and folders, in order of their names.

    Raises `InputError` where there is none, and `UsageError` where two have one name.
    """
    files: list[Path] = []
    for source in map(Path, sources):
        found = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
        files += [file for file in found if not file.name.startswith(".")]
    if not files:
        raise InputError("no Parquet files here", remedy="name a folder of *.parquet files")
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        raise UsageError("two input files of one name", remedy="score the folders one by one")
    return [(str(file.absolute()), str(Path(target).absolute() / file.name)) for file in files]


def score_folder(
    sources: Iterable[str],
    target: str,
    *,
    address: str,
    model: str | None = None,
    text_column: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Score Parquet files into the folder `target` on the Dask cluster at `address`; rows scored.

    Workers must see the same files. `progress` is called with (files done, files in all). A run
    that was stopped goes on where it stopped when it is called again.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise UsageError(
            "Dask is not installed here", remedy="pip install 'stance[dask]'"
        ) from None
    parts = list_parts(sources, target)
    try:
        Path(target).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_output(target, error) from None
    model = None if model is None else str(Path(model).absolute())
    try:
        client: Any = Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask cluster answers ({error})", where=address) from None
    with client:
        futures = [
            client.submit(
                score_part, source, place, model, text_column, pure=False, retries=_RETRIES
            )
            for source, place in parts
        ]
        rows = _gather(as_completed(futures, loop=client.loop), len(parts), progress)
    clear_leftovers([place for _, place in parts])
    return rows


def _gather(futures: Iterable[Any], total: int, progress: Callable[[int, int], None] | None) -> int:
    rows = 0
    for done, future in enumerate(futures, 1):
        rows += future.result()
        if progress is not None:
            progress(done, total)
    return rows

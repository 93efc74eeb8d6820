"""Arrow record batches in, Arrow record batches out: what Dask, Spark and Ray call.

pyspark    df.mapInArrow(lambda batches: score_batches(batches, "model"), schema)
ray        ds.map_batches(lambda t: score_table(t, "model"), batch_format="pyarrow")
dask       see `stance.scoring.cluster`
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from stance.errors import InputError
from stance.scoring.judgement import Judge
from stance.scoring.parents import Chunk, place_rows
from stance.scoring.rows import ALIASES, TEXT_COLUMNS

if TYPE_CHECKING:
    import pyarrow as arrow

__all__ = ["score_batches", "score_table"]

_CONTEXT = ("id", "reply_to", "parent_text", "headline", "depth", "source")


def score_batches(
    batches: Iterable[arrow.RecordBatch],
    model: str | os.PathLike[str] | None = None,
    *,
    text_column: str | None = None,
) -> Iterator[arrow.RecordBatch]:
    """The batches with the columns of their Scores added, row by row, in order.

    `model` is a model's folder (default: the shipped one). Replies (`id`, `reply_to`) are scored
    with what they answer where it stands in an earlier batch of the iterator, in the same, or in
    the next; `parent_text` stands in where it does not. A column of ours that is there already is
    replaced.

    Raises `InputError` where there is no column of text.

    >>> import pyarrow as arrow
    >>> batch = arrow.RecordBatch.from_pydict({"text": ["Send them arms", None]})
    >>> scored = next(score_batches([batch]))
    >>> scored.column("stance").is_valid().to_pylist()
    [True, False]
    """
    judge = _judge(None if model is None else os.fspath(model))
    waiting: list[arrow.RecordBatch] = []

    def rows() -> Iterator[Chunk]:
        for batch in batches:
            waiting.append(batch)
            yield Chunk(_rows(batch, text_column, len(waiting)))

    for chunk in place_rows(rows()):
        yield _add_columns(waiting.pop(0), judge, judge.judge(chunk))


def score_table(
    table: arrow.Table, model: str | os.PathLike[str] | None = None, **options: Any
) -> arrow.Table:
    """A whole table with the columns of its Scores added."""
    import pyarrow as arrow

    batches = list(score_batches(table.to_batches(), model, **options))
    return arrow.Table.from_batches(batches) if batches else table


@cache
def _judge(folder: str | None) -> Judge:
    from stance.model.bundle import load_bundle
    from stance.shipped import find_model

    return Judge(load_bundle(folder or find_model()), reasons=0)


def _rows(batch: arrow.RecordBatch, text_column: str | None, number: int) -> list[dict[str, Any]]:
    names = set(batch.schema.names)
    text = text_column or next((name for name in TEXT_COLUMNS if name in names), None)
    if text is None or text not in names:
        raise InputError(
            f"no column {text or 'text'!r}", where="record batch", remedy="name it: text_column"
        )
    texts = [value if isinstance(value, str) else "" for value in batch.column(text).to_pylist()]
    columns: dict[str, list[Any]] = {"text": texts}
    for name in _CONTEXT:
        other = next((n for n, ours in ALIASES.items() if ours == name and n in names), name)
        if other in names:
            columns[name] = batch.column(other).to_pylist()
    ids = columns.get("id", [None] * len(texts))
    columns["id"] = [f"\0{number}.{i}" if v is None else str(v) for i, v in enumerate(ids)]
    if "reply_to" in columns:
        columns["reply_to"] = [v if v is None else str(v) or None for v in columns["reply_to"]]
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _add_columns(
    batch: arrow.RecordBatch, judge: Judge, judged: list[dict[str, Any]]
) -> arrow.RecordBatch:
    import pyarrow as arrow

    text, number = arrow.string(), arrow.float64()
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    for name in ("stance", "band", "moderation", "action", "model"):
        columns[name] = arrow.array([j[name] for j in judged], text)
    columns["confidence"] = arrow.array([j["confidence"] for j in judged], number)
    for stance in judge.stances:
        values = [j["probabilities"].get(stance) for j in judged]
        columns[f"p_{stance}"] = arrow.array(values, number)
    return arrow.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

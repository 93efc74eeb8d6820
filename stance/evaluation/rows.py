"""Predictions as rows of a file, and back: what models are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stance.errors import InputError
from stance.evaluation.evaluation import Evaluation
from stance.evaluation.prediction import Prediction
from stance.records import open_input, read_json_lines

__all__ = ["as_rows", "read_predictions"]


def as_rows(evaluation: Evaluation, predictions: Iterable[Prediction]) -> Iterator[dict[str, Any]]:
    """Predictions as JSON objects; `wrong_by` is p(predicted) - p(gold), 0 for a right one."""
    for p in predictions:
        chance = dict(zip(evaluation.names, p.probabilities, strict=True))
        yield {
            "id": p.id,
            "conversation_id": p.conversation,
            "headline": p.label.headline,
            "parent_text": p.parent_text,
            "text": p.label.text,
            "gold": p.gold,
            "secondary": p.label.secondary if evaluation.what == "stance" else None,
            "predicted": p.predicted,
            "wrong_by": round(chance[p.predicted] - chance[p.gold], 6),
            "probabilities": {name: round(value, 6) for name, value in chance.items()},
            "fold": p.fold,
            "origin": p.label.origin,
            "note": p.label.note,
        }


def read_predictions(
    path: str | Path, of: Sequence[Prediction], classes: Sequence[str], *, what: str = "stance"
) -> list[Prediction]:
    """Another model's predictions about the comments `of` an evaluation.

    The file is what `stance evaluate --predictions` writes, or `stance score --format jsonl`:
    rows with `id`, the class as `predicted` or under `what`, and, where known, `probabilities`
    by class (else the class counts as certain). Rows about other comments are passed over.
    Raises `InputError` where no row is about one of them, or a class is unknown.
    """
    by_id = {p.id: p for p in of}
    found: dict[str, Prediction] = {}
    with open_input(path) as stream:
        for number, row in read_json_lines(stream, name=str(path), on_problem=None):
            p = by_id.get(str(row.get("id")))
            if p is not None:
                found[p.id] = _read_row(row, p, classes, what, f"{path}:{number}")
    if not found:
        raise InputError(
            "no row is about a comment of this evaluation",
            where=str(path),
            remedy="evaluate both models on the same labels",
        )
    return list(found.values())


def _read_row(
    row: dict[str, Any], p: Prediction, classes: Sequence[str], what: str, where: str
) -> Prediction:
    from dataclasses import replace

    chance = row.get("probabilities")
    said = row.get("predicted", row.get(what))
    if isinstance(chance, dict) and set(chance) <= set(classes):
        try:
            values = np.array([float(chance.get(name, 0.0)) for name in classes])
        except (TypeError, ValueError):
            raise InputError("'probabilities' are not numbers", where=where) from None
        said = said if said is not None else classes[int(values.argmax())]
    else:
        values = np.array([float(name == said) for name in classes])
    if said not in classes:
        raise InputError(
            f"{said!r} is not one of {', '.join(classes)}",
            where=where,
            remedy="a row needs 'predicted', or the class itself",
        )
    return replace(p, predicted=str(said), probabilities=tuple(map(float, values)))

"""JSON values out of a file: one a line, a list, or a single value; broken lines are told."""

from __future__ import annotations

import json
from typing import Any

from stance.records import Problem
from stance.sources.dates import DateReader

__all__ = ["read_rows", "text_of", "time_of", "whole_of"]


def read_rows(text: str, *, name: str) -> tuple[list[tuple[str, dict[str, Any]]], list[Problem]]:
    """(where, object) for every JSON object of a file in JSON Lines or of one JSON list.

    >>> read_rows('{"a": 1}\\n{"a"', name="f")[1][0].where
    'f:2'
    """
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("[") or not _is_object(stripped.split("\n", 1)[0]):
        try:
            value = json.loads(stripped)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return [(name, value)], []
        if isinstance(value, list):
            rows = [(f"{name}#{n}", row) for n, row in enumerate(value, 1) if isinstance(row, dict)]
            lost = len(value) - len(rows)
            return rows, [Problem(f"{lost} items are not objects", name, lost)] if lost else []
    rows, problems = [], []
    for n, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append(Problem(f"not a JSON object ({error})", f"{name}:{n}", 1))
            continue
        if isinstance(row, dict):
            rows.append((f"{name}:{n}", row))
        else:
            problems.append(Problem("not a JSON object", f"{name}:{n}", 1))
    return rows, problems


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def text_of(value: object) -> str | None:
    """A value as text; None where there is none (missing, empty, NaN)."""
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float) and value.is_integer():  # a column of ids with gaps
        return str(int(value))
    return str(value)


def whole_of(value: object) -> int | None:
    """A value as a whole number, or None."""
    text = text_of(value)
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def time_of(value: object, dates: DateReader) -> str | None:
    """A date as ISO 8601: seconds since 1970, or anything that reads as a date.

    `dates` is one for the whole file: it bounds how many odd dates are read slowly.
    """
    text = text_of(value)
    return dates.read(text) if text is not None else None

"""Marks: what reviewers of a report say of a label or of the model's answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.records import Problem, open_input, read_json_lines

__all__ = ["VERDICTS", "Mark", "mark_as_json", "parse_mark", "read_marks"]

# The last one takes an earlier mark of the same coder back: files of marks only ever grow.
VERDICTS = ("label-wrong", "model-wrong", "ambiguous", "none")
_LONGEST = 2000  # characters of any field; a note is a sentence or two


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One coder's verdict on one comment of a report.

    `what` is what the report was about, "stance" or "moderation"; `stance` is the class of it
    that would be right, where the verdict is "label-wrong"; `gold` and `predicted` are what the
    report showed; `at` is when, in ISO 8601.
    """

    id: str
    verdict: str
    what: str = "stance"
    stance: str | None = None
    note: str | None = None
    coder: str | None = None
    at: str | None = None
    gold: str | None = None
    predicted: str | None = None


def parse_mark(row: Mapping[str, Any], *, where: str = "") -> Mark:
    """The mark of a JSON object; fields that no mark has are left out.

    Raises `InputError` naming the field that is missing or malformed.

    >>> parse_mark({"id": "7", "verdict": "ambiguous", "note": ""}).note is None
    True
    """
    values: dict[str, str | None] = {}
    for name in Mark.__dataclass_fields__:
        value = row.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > _LONGEST):
            raise InputError(f"{name!r} is no text of at most {_LONGEST} characters", where=where)
        values[name] = value or None
    if values["id"] is None:
        raise InputError("a mark without an id", where=where)
    if values["verdict"] not in VERDICTS:
        raise InputError(
            f"the verdict {values['verdict']!r}", where=where, remedy=f"use {', '.join(VERDICTS)}"
        )
    if values["what"] not in (None, "stance", "moderation"):
        raise InputError(
            f"a mark about {values['what']!r}", where=where, remedy="use stance or moderation"
        )
    values["what"] = values["what"] or "stance"
    return Mark(**values)  # type: ignore[arg-type]


def mark_as_json(mark: Mark) -> str:
    """The mark as one line of JSON, without the newline."""
    # ASCII: a line cut short by a crash is then never half a character.
    return json.dumps(asdict(mark), ensure_ascii=True)


def read_marks(
    paths: Iterable[str | Path], *, problems: list[Problem] | None = None
) -> tuple[Mark, ...]:
    """The marks that hold: the last one of each coder on each label, unless taken back.

    A broken line goes to `problems` and is skipped, or raises `InputError` where that is None.
    """
    last: dict[tuple[str, str, str | None], Mark] = {}
    report = None if problems is None else (lambda problem, _: problems.append(problem))
    for path in paths:
        with open_input(path) as stream:
            for number, row in read_json_lines(stream, name=str(path), on_problem=report):
                try:
                    mark = parse_mark(row, where=f"{path}:{number}")
                except InputError as error:
                    if problems is None:
                        raise
                    problems.append(Problem(error.what, error.where))
                    continue
                key = (mark.id, mark.what, mark.coder)
                last.pop(key, None)
                last[key] = mark
    return tuple(mark for mark in last.values() if mark.verdict != "none")

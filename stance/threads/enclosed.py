"""Answers that stand in the item of what they answer, below its text: "Editor", "4 May", "Yes."."""

from __future__ import annotations

from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headers import is_lone_date, is_name, read_form, read_stamp

__all__ = ["find_enclosed"]

_HEADER = 2  # lines: the name, and below it the date alone
_SHORTEST = 2 * (_HEADER + 1)  # lines of an item that holds an answer
_FEWEST = 2  # items that hold one; a single one may quote
_SAMPLE = 50  # items among which they must be


def find_enclosed(items: Sequence[Sequence[Line]]) -> list[list[int]]:
    """For every item's lines, the places of names and dates like its own with a text above each.

    >>> from stance.sources.dump import read_dump
    >>> said = "{}\\n{} May 2014\\n{}\\n"
    >>> item = said.format("Ann", 3, "Tea?") + said.format("Kit", 4, "Yes, and milk.")
    >>> find_enclosed([read_dump(item).lines] * 2)
    [[3], [3]]
    """
    found = [_find_answers(lines) for lines in items[:_SAMPLE]]
    if sum(map(bool, found)) < _FEWEST:
        return [[] for _ in items]
    return found + [_find_answers(lines) for lines in items[_SAMPLE:]]


def _find_answers(lines: Sequence[Line]) -> list[int]:
    if len(lines) < _SHORTEST:
        return []
    form = _read_date(lines, 1)
    if not form:
        return []
    answers: list[int] = []
    last = 0
    for k in range(_HEADER + 1, len(lines) - _HEADER):
        if k > last + _HEADER and _read_date(lines, k + 1) == form:
            answers.append(k)
            last = k
    return answers


def _read_date(lines: Sequence[Line], k: int) -> str:
    """The form of a date that stands alone in a line below a name; empty where none does."""
    if lines[k].marker or not is_lone_date(lines[k].text) or not is_name(lines[k - 1].text):
        return ""
    stamp = read_stamp(lines[k].text)
    return read_form(stamp.timestamp) if stamp is not None else ""

"""The words of dates, read from `dates.toml`: months, units of time, words of age."""

from __future__ import annotations

import tomllib
from pathlib import Path

__all__ = ["AGO", "AGO_AFTER", "AGO_BEFORE", "LAST_SPANS", "MONTHS", "NEAR_DAYS", "UNITS"]

_WORDS = tomllib.loads(Path(__file__).with_name("dates.toml").read_text(encoding="utf-8"))

AGO_BEFORE: tuple[str, ...] = tuple(_WORDS["ago"]["before"].split("|"))
AGO_AFTER: tuple[str, ...] = tuple(_WORDS["ago"]["after"].split("|"))
AGO = (*AGO_BEFORE, *AGO_AFTER, *_WORDS["ago"]["other"].split("|"))
MONTHS: dict[str, int] = {}
for _line in _WORDS["months"].strip().split("\n"):
    for _number, _names in enumerate(_line.split(), 1):
        for _name in _names.split("/"):
            MONTHS.setdefault(_name, _number)
MONTHS.pop("-", None)
UNITS: dict[str, str] = {}
for _unit, _words in _WORDS["units"].items():
    for _word in _words.split():
        UNITS.setdefault(_word, _unit)
NEAR_DAYS: dict[str, int] = {
    word: int(days) for days, words in _WORDS["near"].items() for word in words.split("|")
}
LAST_SPANS = frozenset(word for word, days in NEAR_DAYS.items() if days > 1)
"""How ages of a week, a month or a year are worded: "last week"."""

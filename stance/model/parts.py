"""What a scorer file holds, read and checked: both scorers work from it."""

from __future__ import annotations

from stance.model.layout import Table, read_numbers, refuse_corrupt
from stance.model.runs import WordRuns

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["HeadSpan", "Parts"]


class HeadSpan:
    """A head's name, its classes and the columns they have among those of all heads."""

    __slots__ = ("classes", "name", "start", "stop")

    def __init__(self, name: str, classes: tuple[str, ...], start: int) -> None:
        self.name, self.classes = name, classes
        self.start, self.stop = start, start + len(classes)


class Parts:
    """The arrays of a scorer file, and what it tells of itself (`about`), fit together.

    Raises `ModelError` where they do not.
    """

    def __init__(
        self, sections: Mapping[str, memoryview], about: Mapping[str, Any], *, where: str = ""
    ) -> None:
        self.about, self.where = about, where
        try:
            self._read(sections, about)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise refuse_corrupt(f"{type(error).__name__}: {error}", where) from None

    def _read(self, sections: Mapping[str, memoryview], about: Mapping[str, Any]) -> None:
        where = self.where
        self.ends = read_numbers(sections["ends"], "I", where=where)
        self.slots = read_numbers(sections["table"], "I", where=where)
        self.rows = read_numbers(sections["rows"], "f", where=where)
        self.keys = sections["keys"]
        self.blocks = tuple(about["blocks"])
        self.firsts = [int(n) for n in about["firsts"]]
        self.heads: tuple[HeadSpan, ...] = ()
        for head in about["heads"]:
            start = self.heads[-1].stop if self.heads else 0
            self.heads += (HeadSpan(head["name"], tuple(head["classes"]), start),)
        self.width = self.heads[-1].stop if self.heads else 0
        self.biases = [float(b) for head in about["heads"] for b in head["bias"]]
        self.temperatures = [float(head["temperature"]) for head in about["heads"]]
        _check(self)
        self.runs = WordRuns(sections, self.blocks, self.firsts, where=where)
        self.table = Table(self.keys, self.ends, self.slots, self.firsts)


def _check(parts: Parts) -> None:
    """Refuse what would lead outside the file: every number is tested before it is used."""
    n = len(parts.ends) - 1
    slots = len(parts.slots)
    firsts = parts.firsts
    sound = (
        n >= 0
        and parts.width > 0
        and parts.heads[0].name == "stance"
        and all(head.classes for head in parts.heads)
        and len(parts.biases) == parts.width
        and all(temperature > 0 for temperature in parts.temperatures)
        and len(parts.rows) == n * (1 + parts.width)
        and slots > n
        and not slots & (slots - 1)
        and 0 in parts.slots  # where a search ends
        and len(firsts) == len(parts.blocks) + 1
        and len(parts.blocks) < 256
        and firsts[0] == 0
        and firsts[-1] == n
        and firsts == sorted(firsts)
        and parts.ends[n] == len(parts.keys)
    )
    if not sound:
        raise ValueError("its parts do not fit together")

"""The coders' separate passes: what each decided before anything was adjudicated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stance.errors import InputError
from stance.labels.codebook import Codebook, read_codebook
from stance.records import Problem, open_input, read_json_lines

__all__ = ["Decision", "read_passes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one coder decided about one comment; None where they left a label open.

    `unsure` is the coder's own word; `conversation_id` is only there where the file has it.
    """

    id: str
    coder: str
    stance: str | None
    moderation: str | None = None
    secondary: str | None = None
    unsure: bool = False
    conversation_id: str | None = None

    def of(self, what: str) -> str | None:
        """The decided class of `what`, "stance" or "moderation"."""
        return self.stance if what == "stance" else self.moderation


def read_passes(
    paths: Iterable[str | Path] | None = None, *, codebook: Codebook | None = None
) -> tuple[Decision, ...]:
    """The decisions of JSON Lines files with `id`, `coder` and the labels; by default the shipped.

    A labelled set whose rows name their coders is such a file too. Raises `InputError` naming
    the first row with a class the codebook does not know, without id or coder, or decided twice
    by one coder.

    >>> sorted({decision.coder for decision in read_passes()})
    ['a', 'b']
    """
    codebook = codebook if codebook is not None else read_codebook()
    decisions: dict[tuple[str, str], Decision] = {}
    problems: list[Problem] = []
    for path in codebook.passes if paths is None else paths:
        with open_input(path) as stream:
            for number, row in read_json_lines(stream, name=str(path), on_problem=None):
                where = f"{path}:{number}"
                fault = _fault_of(row, codebook)
                key = (str(row.get("id")), str(row.get("coder")))
                if fault is None and key in decisions:
                    fault = f"coder {key[1]!r} decided about {key[0]!r} before"
                if fault is not None:
                    problems.append(Problem(fault, where))
                    continue
                decisions[key] = Decision(
                    id=key[0],
                    coder=key[1],
                    stance=row.get("stance"),
                    moderation=row.get("moderation"),
                    secondary=row.get("secondary"),
                    unsure=row.get("unsure") is True,
                    conversation_id=row.get("conversation_id"),
                )
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InputError(problems[0].what + more, where=problems[0].where)
    return tuple(decisions.values())


def _fault_of(row: Mapping[str, object], codebook: Codebook) -> str | None:
    """What is wrong with a row, or None."""
    for name in ("id", "coder"):
        if not isinstance(row.get(name), str | int):
            return f"no field {name!r}"
    known = {"stance": codebook.stances, "secondary": codebook.stances}
    for name, classes in (known | {"moderation": codebook.moderation}).items():
        value = row.get(name)
        if value is not None and value not in classes:
            return f"{name} {value!r} is not in the codebook ({', '.join(classes)})"
    return None

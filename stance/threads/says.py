"""Headers that say who speaks but not in full: "Ann says" without its colon, "Ann:" without "says".

One such line is prose; where list items or paragraphs keep opening so, they are headers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headers import is_name, read_says
from stance.threads.words import SAYS_WORDS

__all__ = ["complete_says"]

_FEWEST = 3  # lines alike; fewer are prose
_LONGEST = 60  # characters
_MOST = 0.5  # of the numbered items of one list must open with "Ann:"
_WORDS = frozenset(word.split()[-1] for word in SAYS_WORDS.split("|") if word.isascii())


def complete_says(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with what is missing after the names that open comments.

    >>> from stance.sources.dump import read_dump
    >>> dump = "1. Ann says\\n\\n   Tea!\\n2. Bo says\\n\\n   No.\\n3. Cy says\\n\\n   Tea."
    >>> [line.text for line in complete_says(read_dump(dump).lines) if line.marker]
    ['Ann says:', 'Bo says:', 'Cy says:']
    """
    short = [k for k, line in enumerate(lines[:-1]) if len(line.text) <= _LONGEST]
    said = _find_said(lines, short)
    named = _find_named(lines, short)
    if not (said or named):
        return lines
    completed = list(lines)
    for k in said:
        completed[k] = lines[k]._replace(text=f"{lines[k].text}:")
    for k in named:
        completed[k] = lines[k]._replace(text=f"{lines[k].text[:-1].rstrip()} says:")
    return completed


def _find_said(lines: Sequence[Line], short: Sequence[int]) -> list[int]:
    """Lines that end with one word for "says" and nothing behind it."""
    found: dict[str, list[int]] = {}
    for k in short:
        line = lines[k]
        opens = line.marker or line.gap or (k and lines[k - 1].marker and not lines[k - 1].text)
        if not opens or line.text[-1:] == ":":
            continue
        name, _, word = line.text.rpartition(" ")
        if word.lower() in _WORDS and is_name(name):
            found.setdefault(word.lower(), []).append(k)
    most = max(found.values(), key=len, default=[])
    return most if len(most) >= _FEWEST else []


def _find_named(lines: Sequence[Line], short: Sequence[int]) -> list[int]:
    """Numbered items that open with a name and a colon, where most of their list do."""
    found: dict[int, list[int]] = {}
    for k in short:
        line = lines[k]
        if line.text[-1:] != ":" or not line.marker[:1].isdigit() or read_says(line.text):
            continue
        if is_name(line.text[:-1].rstrip()):
            found.setdefault(line.column + len(line.marker), []).append(k)
    ends, most = max(found.items(), key=lambda one: len(one[1]), default=(0, []))
    if len(most) < _FEWEST:
        return []
    items = Counter(line.column + len(line.marker) for line in lines if line.marker[:1].isdigit())
    return most if len(most) >= _MOST * items[ends] else []

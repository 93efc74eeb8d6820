"""What typically goes wrong: the words that push comments of one class to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stance.model.reasons import Reasons

__all__ = ["TypicalWord", "find_typical"]

_EDGES = re.compile(r"^\W+|\W+$")
_LEAST = 2  # comments: what one comment alone holds is not typical


@dataclass(frozen=True, slots=True)
class TypicalWord:
    """A word, in how many of the comments it stands, and its mean push in those (log-odds)."""

    word: str
    n: int
    push: float


def find_typical(
    explained: Iterable[tuple[str, Reasons]], said: int, gold: int, *, most: int = 8
) -> tuple[TypicalWord, ...]:
    """The words that did most, over all of some comments, for class `said` against class `gold`.

    `explained` are texts with their reasons. Case and the marks around a word do not count; a
    word of a single comment is left out, unless there is but one comment.

    >>> texts = ("Lower prices!", "Prices now")
    >>> reasons = (Reasons(text=((6, 13, (0.5, -0.5)),)), Reasons(text=((0, 6, (0.25, 0.0)),)))
    >>> find_typical(zip(texts, reasons), 0, 1)
    (TypicalWord(word='prices', n=2, push=0.625),)
    """
    pushes: dict[str, list[float]] = {}
    n = 0
    for text, reasons in explained:
        n += 1
        here: dict[str, float] = {}
        for start, stop, weights in reasons.text:
            raw = text[start:stop].lower()
            word = _EDGES.sub("", raw) or raw
            here[word] = here.get(word, 0.0) + weights[said] - weights[gold]
        for word, push in here.items():
            pushes.setdefault(word, []).append(push)
    least = min(n, _LEAST)
    sums = {word: sum(found) for word, found in pushes.items() if len(found) >= least}
    best = sorted((w for w in sums if sums[w] > 0), key=lambda word: (-sums[word], word))
    return tuple(
        TypicalWord(word, len(pushes[word]), sums[word] / len(pushes[word])) for word in best[:most]
    )

"""A light stemmer: the commonest English endings and nothing else, so that it is quick anywhere."""

from __future__ import annotations

__all__ = ["stem"]

# (ending, what stands in for it, letters that must remain), tried in this order.
_ENDINGS = (
    ("ies", "y", 2),
    ("sses", "ss", 1),
    ("ing", "", 3),
    ("ed", "", 3),
    ("ly", "", 3),
    ("es", "e", 3),
    ("s", "", 3),
)


def stem(word: str) -> str:
    """The word without its ending; doubled last letters and a last `e` go as well.

    >>> [stem(w) for w in ("stopped", "stopping", "stops", "sanctions", "supplies", "this", "give")]
    ['stop', 'stop', 'stop', 'sanction', 'supply', 'this', 'giv']
    """
    for ending, instead, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            if ending == "s" and word[-2] in "siu":
                break
            word = word[: len(word) - len(ending)] + instead
            doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
            if ending in ("ing", "ed") and doubled:
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word

"""Lines that most comments of a page share above and below their texts, whatever their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from stance.sources.months import MONTHS

__all__ = ["drop_opening", "drop_shared", "unquote"]

_MOST = 0.5  # of the comments share a line for it to be the page's
_NEARLY_ALL = 0.9  # of the comments that open with their names or dates
_FEWEST = 3
_SAMPLE = 2000  # comments looked at: enough to learn from, and a bound on the work
_LONGEST = 120  # characters; longer lines are prose
_DEEPEST = 8  # lines of a member's profile
_LABELLED = re.compile(r"(\w{3,20}(?: \w{2,12})? ?:) ?.*")
_WORD = re.compile(r"@|\w+")
_CLOCK = frozenset({"am", "pm"})
_COLON = ": \n\t"  # behind a name and a date


def drop_shared(texts: Sequence[str], speakers: Sequence[str]) -> list[str]:
    """The texts without what most of them begin or end with: bylines, fields of a profile.

    Names, numbers, months and what stands behind a label ("Posts: 12") may differ. The last line
    of a text is its own.

    >>> texts = [f"Posts: {n}\\nIt rained on day {n}." for n in range(4)]
    >>> drop_shared(texts, ["Ann"] * 4)[3]
    'It rained on day 3.'
    """
    parted = [text.split("\n") for text in texts]
    for end in (0, -1):
        for _ in range(_DEEPEST):
            masks = [_mask(lines, end, name) for lines, name in zip(parted, speakers, strict=True)]
            shared = _find_shared(masks)
            if not shared:
                break
            for lines, mask in zip(parted, masks, strict=True):
                if mask in shared:
                    _take(lines, end)
    return ["\n".join(lines) for lines in parted]


def drop_opening(texts: Sequence[str], openings: Sequence[str]) -> list[str]:
    """The texts without what each opens with, where nearly all do: names and dates beside them.

    >>> drop_opening(["3/5/2014 Tea!", "4/5/2014 No tea."], ["3/5/2014", "4/5/2014"])
    ['Tea!', 'No tea.']
    >>> drop_opening(["May 2014 it was.", "So it was."], ["May 2014", "May 2014"])
    ['May 2014 it was.', 'So it was.']
    >>> drop_opening(["Ann: Tea!", "Bob: No tea."], ["Ann", "Bob"])
    ['Tea!', 'No tea.']
    """
    pairs = list(zip(texts, openings, strict=True))
    opened = [bool(opening) and text.startswith(opening) for text, opening in pairs]
    if sum(opened) < _NEARLY_ALL * len(texts):
        return list(texts)
    return [
        text[len(opening) :].lstrip(_COLON) if is_opened else text
        for (text, opening), is_opened in zip(pairs, opened, strict=True)
    ]


def unquote(texts: Sequence[str]) -> list[str]:
    """The texts without the mark of a quotation, where each is one as a whole: "Ann wrote:".

    >>> unquote(["> Tea!", "> No tea.\\n>\\n> Never."]), unquote(["> Tea!", "> Tea!\\nNo."])
    (['Tea!', 'No tea.\\n\\nNever.'], ['> Tea!', '> Tea!\\nNo.'])
    """
    if not all(line[:1] == ">" or not line for text in texts for line in text.split("\n")):
        return list(texts)
    return ["\n".join(line[1:].lstrip(" ") for line in text.split("\n")) for text in texts]


def _mask(lines: list[str], end: int, speaker: str) -> str:
    """A text's first or last line without what differs from comment to comment."""
    filled = sum(1 for line in lines if line.strip())
    line = lines[end].strip()
    if filled < 2 or len(line) > _LONGEST:
        return ""
    if speaker:
        line = line.replace(speaker, "@")
    words = _WORD.findall(_LABELLED.sub(r"\1", line, count=1).lower())
    return " ".join(
        "#" if word in MONTHS else word
        for word in words
        if (word.isalpha() and word not in _CLOCK) or word == "@"
    )


def _find_shared(masks: Iterable[str]) -> set[str]:
    sample = [mask for _, mask in zip(range(_SAMPLE), masks, strict=False)]
    least = max(_FEWEST, _MOST * len(sample))
    return {mask for mask, times in Counter(filter(None, sample)).items() if times >= least}


def _take(lines: list[str], end: int) -> None:
    """Take off the first or last line, and the blank lines that it stood beside."""
    lines.pop(end)
    while not lines[end].strip():
        lines.pop(end)

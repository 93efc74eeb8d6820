"""Comments of which main-content extraction left little but the texts: no list, no dates.

What is left between the section's heading and the reply form is cut at the button that comes with
every comment, or into paragraphs where the heading announces as many comments.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headers import is_blank, is_furniture, mask_line
from stance.threads.headings import is_form, is_latest_heading, read_count
from stance.threads.kinds import is_prose_line
from stance.threads.stretches import Flat

__all__ = ["find_bare"]

_FEWEST = 4  # comments; fewer buttons or paragraphs stand on any page
_FULL = 0.7  # of the stretches between buttons must hold a text
_NEARLY = 0.6  # of the announced comments must be left as paragraphs
_MORE = 1.3  # times as many stretches as are announced
_TEASED = re.compile(  # what stands below the teasers of other pages
    r"more|share|weiter|mehr|teilen|lire|partager|leer|compartir|leggi|condividi|lees|delen|czytaj",
    re.I,
)


def find_bare(lines: Sequence[Line], headings: frozenset[int]) -> Flat | None:
    """The comments below the heading with the most of them, or None.

    >>> from stance.sources.dump import read_dump
    >>> text = "4 comments\\n\\n" + "\\n\\nReply\\n\\n".join(["No tea.", "Why?", "Tea!", "Oh.", ""])
    >>> find_bare(read_dump(text).lines, frozenset({0})).stretches
    ((1, 3), (3, 5), (5, 7), (7, 9))
    """
    best: list[tuple[int, int]] = []
    found = None
    for heading in sorted(headings):
        stop = _find_end(lines, heading, headings)
        announced = read_count(lines[heading].text)
        stretches = _cut_at_buttons(lines, heading + 1, stop)
        if announced is not None and len(stretches) > _MORE * announced:
            stretches = []
        if not stretches and announced is not None:
            stretches = _cut_paragraphs(lines, heading + 1, stop, announced)
        if len(stretches) > len(best):
            best, found = stretches, heading
    return Flat(tuple(best), found, below=False) if best else None


def _find_end(lines: Sequence[Line], heading: int, headings: frozenset[int]) -> int:
    for k in range(heading + 1, len(lines)):
        line = lines[k]
        if k in headings or line.heading or is_form(line.text) or is_latest_heading(line.text):
            return k
    return len(lines)


def _cut_at_buttons(lines: Sequence[Line], start: int, stop: int) -> list[tuple[int, int]]:
    """The stretches that end with one button each, whatever it says."""
    buttons: dict[str, list[int]] = {}
    for k in range(start, stop):
        text = lines[k].text
        if lines[k].marker or is_blank(text) or not is_furniture(text):
            continue
        if _TEASED.search(text) is None:
            buttons.setdefault(mask_line(text), []).append(k)
    ends = max(buttons.values(), key=len, default=[])
    if len(ends) < _FEWEST:
        return []
    starts = [start, *(k + 1 for k in ends[:-1])]
    stretches = list(zip(starts, [k + 1 for k in ends], strict=True))
    full = sum(any(is_prose_line(lines[k]) for k in range(a, b)) for a, b in stretches)
    return stretches if full >= _FULL * len(stretches) else []


def _cut_paragraphs(
    lines: Sequence[Line], start: int, stop: int, announced: int
) -> list[tuple[int, int]]:
    """The paragraphs, where there are not more than comments and not many fewer."""
    if stop == len(lines):
        return []  # no form shows where the comments end
    at = [k for k in range(start, stop) if k == start or lines[k].gap]
    stretches = list(itertools.pairwise([*at, stop]))
    prose = sum(is_prose_line(lines[k]) for k in at)
    enough = max(_FEWEST, _NEARLY * announced) <= len(at) <= announced
    return stretches if enough and prose >= _FULL * len(at) else []

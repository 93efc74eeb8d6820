"""Comments of which main-content extraction left little but the texts: no list, no dates.

What is left between the section's heading and the reply form is cut at the button that comes with
every comment, or into paragraphs where the heading announces as many comments.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.boxes import is_side_heading
from stance.threads.headers import is_blank, is_furniture, mask_line
from stance.threads.headings import is_form, is_latest_heading, read_count, read_title
from stance.threads.kinds import ANSWERING, is_prose_line
from stance.threads.paragraphs import group_paragraphs, is_excerpt
from stance.threads.stretches import Flat

__all__ = ["find_around", "find_bare", "find_left"]

_FEWEST = 4  # comments; fewer buttons or paragraphs stand on any page
_FULL = 0.7  # of the stretches between buttons must hold a text
_NEARLY = 0.6  # of the announced comments must be left as paragraphs
_LONGEST = 6  # paragraphs of a comment, on average
_LISTED = 0.2  # of the paragraphs may be items of lists
_TEXT = 80  # characters of a line of the article, at least
_TAKEN = 0.7  # of the lines between heading and form: comments with headers fill them all
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
    guessed = False
    for heading in sorted(headings):
        stop = _find_end(lines, heading, headings)
        announced = read_count(lines[heading].text)
        stretches = _cut_at_buttons(lines, heading + 1, stop, announced)
        if announced is not None and len(stretches) > _MORE * announced:
            stretches = []
        unsure = False
        if not stretches and announced:
            stretches, unsure = _cut_paragraphs(lines, heading, stop, announced)
        if len(stretches) > len(best):
            best, found, guessed = stretches, heading, unsure
    return Flat(tuple(best), found, below=False, guessed=guessed) if best else None


def find_left(
    lines: Sequence[Line], heading: int | None, found: Sequence[tuple[int, int]]
) -> Flat | None:
    """The comments below a heading that announces far more than the stretches that were found.

    Of some headers main-content extraction leaves the date, or the name: of those that are no
    links. Texts stand above or below what was found there then.
    """
    announced = read_count(lines[heading].text) if heading is not None else None
    if heading is None or not found or announced is None or 2 * len(found) > announced:
        return None
    bare = find_bare(lines, frozenset({heading}))
    if bare is None or len(bare.stretches) < _FULL * announced:
        return None
    start, stop = bare.stretches[0][0], bare.stretches[-1][1]
    taken = min(found[-1][1], stop) - max(found[0][0], start)
    return bare if taken <= _TAKEN * (stop - start) else None


def find_around(
    lines: Sequence[Line], heading: int | None, found: Sequence[tuple[int, int]]
) -> Flat | None:
    """The comments below a heading, if they are as many as announced and a list is one's own.

    >>> from stance.sources.dump import read_dump
    >>> article = "The ferry runs again, every hour, from the mill to the town, and back until ten."
    >>> texts = "No tea.\\n\\nI want:\\n1. Jam.\\n2. Tea.\\n\\nWhy?\\n\\nOh."
    >>> lines = read_dump(f"{article}\\n4 comments\\n\\n{texts}\\n\\nLeave a comment").lines
    >>> find_around(lines, 1, [(4, 5), (5, 6)]).stretches
    ((2, 3), (3, 6), (6, 7), (7, 8))
    """
    announced = read_count(lines[heading].text) if heading is not None else None
    if heading is None or not announced or len(found) == announced:
        return None
    bare = find_bare(lines, frozenset({heading}))
    if bare is None or len(bare.stretches) != announced:
        return None
    first, last = found[0][0], found[-1][0]
    return bare if any(start < first <= last < stop for start, stop in bare.stretches) else None


def _find_end(lines: Sequence[Line], heading: int, headings: frozenset[int]) -> int:
    for k in range(heading + 1, len(lines)):
        line = lines[k]
        if k in headings or line.heading or is_form(line.text) or is_latest_heading(line.text):
            return k
        if is_side_heading(line.text):
            return k - (_SEARCH.fullmatch(lines[k - 1].text) is not None)
    return len(lines)


_SEARCH = re.compile(  # what the field above a weblog's archives is labelled
    r"(?:search|suchen?|rechercher?|buscar|cerca|zoeken|szukaj|поиск|sök|søk|søg|hledat|haku)[: ]*",
    re.I,
)


def _cut_at_buttons(
    lines: Sequence[Line], start: int, stop: int, announced: int | None
) -> list[tuple[int, int]]:
    """The stretches that end with one button each, whatever it says.

    Few of them are comments if they are as many as announced.
    """
    buttons: dict[str, list[int]] = {}
    for k in range(start, stop):
        text = lines[k].text
        if lines[k].marker or is_blank(text) or not is_furniture(text):
            continue
        if _TEASED.search(text) is None:
            buttons.setdefault(mask_line(text), []).append(k)
    ends = max(buttons.values(), key=len, default=[])
    if len(ends) < _FEWEST and not _are_answers(lines, ends, announced):
        return []
    starts = [start, *(k + 1 for k in ends[:-1])]
    stretches = list(zip(starts, [k + 1 for k in ends], strict=True))
    full = sum(any(is_prose_line(lines[k]) for k in range(a, b)) for a, b in stretches)
    if full < _FULL * len(stretches) and not _are_answers(lines, ends, announced):
        return []
    return stretches


def _are_answers(lines: Sequence[Line], ends: list[int], announced: int | None) -> bool:
    """Whether buttons are to answer, and as many as the comments that are announced."""
    answers = bool(ends) and ANSWERING.search(lines[ends[0]].text) is not None
    return answers and len(ends) == announced


def _cut_paragraphs(
    lines: Sequence[Line], heading: int, stop: int, announced: int
) -> tuple[list[tuple[int, int]], bool]:
    """The paragraphs as comments, and whether it was guessed which of them are one comment's.

    They must not be many fewer than the comments, nor the article that stands below a count of
    its comments.
    """
    start = heading + 1
    at = [k for k in range(start, stop) if k == start or lines[k].gap]
    paragraphs = list(itertools.pairwise([*at, stop]))
    texts = [one for one in paragraphs if not is_excerpt(lines, one)]
    left = announced - (len(paragraphs) - len(texts))  # pages count excerpts, too
    prose = sum(is_prose_line(lines[k]) for k, _ in texts)
    listed = sum(lines[k].marker != "" for k, _ in texts)
    if prose < _FULL * len(texts) or listed > _LISTED * len(texts):
        return [], False
    if max(_FEWEST, _NEARLY * left) <= len(texts) <= left and stop < len(lines):
        return texts, False
    ends = stop < len(lines) or read_title(lines[heading].text) is not None
    if announced < _FEWEST or not (ends and _stands_below(lines, heading)):
        return [], False
    if not left <= len(texts) <= _LONGEST * left:
        return [], False
    if left == len(texts):
        return texts, False
    groups = group_paragraphs(lines, paragraphs, announced)
    return [one for one in groups if not is_excerpt(lines, one)], True


def _stands_below(lines: Sequence[Line], heading: int) -> bool:
    """Whether a heading stands below an article: a count above one looks the same."""
    count = read_count(lines[heading].text)
    above = any(len(line.text) >= _TEXT or _counts(line.text, count) for line in lines[:heading])
    return above and not lines[heading].marker  # buttons to share stand in lists


def _counts(text: str, count: int | None) -> bool:
    """Whether a part of an article's line counts as many comments as the heading below it."""
    return "|" in text and any(read_count(part.strip()) == count for part in text.split("|"))

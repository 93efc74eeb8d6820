"""Comments of dumps without list markers: cut where the header lines come round again.

Sites print the same header above (or below) every comment. Whatever its words are, its shape
repeats down the section, and that is what is looked for here.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_name,
    is_prose,
    mask_line,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_form, is_latest_heading, read_count
from stance.threads.tail import is_byline

__all__ = ["Flat", "find_flat"]

_MOST = 0.7  # of the headers, for a line above them to count as part of them
_FEWEST = 4  # announced comments; two or three names are found on any page
_NEARLY = 0.8  # of the announced comments must be found for names alone to count as headers
_FULL = 0.5  # of the headers must have text below them
_MAX_ABOVE = 3  # lines of a header above its date: avatar, name, role
_LONGEST = 400  # lines; a longer stretch between two headers is another part of the page
_SHORTEST_LIMIT = 15


@dataclass(frozen=True, slots=True)
class Flat:
    """The comments' stretches of lines (start, stop), and whether headers stand below the text."""

    stretches: tuple[tuple[int, int], ...]
    heading: int | None
    below: bool


def find_flat(lines: Sequence[Line], headings: frozenset[int]) -> Flat | None:
    """The comments of a page by their repeating headers, or None where nothing repeats."""
    best: tuple[float, int | None, list[int]] | None = None
    for heading, start, stop in _regions(lines, headings):
        for anchors, weight in _find_anchors(lines, heading, start, stop):
            score = len(anchors) * weight * (3 if heading is not None else 1)
            if best is None or score > best[0]:
                best = score, heading, anchors
    if best is None:
        return None
    _, heading, anchors = best
    if heading is None and (len(anchors) < 2 or not _is_answered(lines, anchors)):
        return None
    return _cut_at(lines, heading, anchors)


def _regions(lines: Sequence[Line], headings: frozenset[int]) -> list[tuple[int | None, int, int]]:
    """(heading, start, stop) of the parts of a page, cut at comment headings and other boxes."""
    cuts: list[tuple[int | None, int]] = [(None, 0)]
    for k, line in enumerate(lines):
        if k in headings:
            cuts.append((k, k + 1))
        elif is_latest_heading(line.text):
            cuts.append((None, k + 1))
    stops = [start for _, start in cuts[1:]] + [len(lines)]
    return [(h, start, stop) for (h, start), stop in zip(cuts, stops, strict=True) if stop > start]


def _find_anchors(
    lines: Sequence[Line], heading: int | None, start: int, stop: int
) -> list[tuple[list[int], float]]:
    """Groups of header lines of one shape, with the weight of their kind."""
    groups: dict[tuple[bool, bool, bool], list[int]] = {}
    for k in range(start, stop):
        # A date in a list item is a matter for lists; most are teasers of other articles.
        shape = _shape(lines[k]) if not lines[k].marker else None
        if shape is not None:
            groups.setdefault(shape, []).append(k)
    if heading is not None:
        count = read_count(lines[heading].text)
        for names_shape, names in _find_names(lines, start, stop, count).items():
            groups.setdefault(names_shape, names)
    # "says" is never said by anything but a header; a date may stand in any teaser.
    return [(group, 1.5 if shape[0] else 1.0) for shape, group in groups.items()]


def _find_names(
    lines: Sequence[Line], start: int, stop: int, announced: int | None
) -> dict[tuple[bool, bool, bool], list[int]]:
    """Lines that are a name alone, where there are about as many as the page announces comments.

    A short comment looks like a name, so nothing but the count makes this good evidence.
    """
    names = [
        k
        for k in range(start, stop - 1)
        if lines[k].gap and lines[k + 1].gap and not lines[k].marker
        if _kind(lines[k].text) == "name" and _is_prose_line(lines[k + 1])
    ]
    if (
        not announced
        or announced < _FEWEST
        or not _NEARLY * announced <= len(names) <= announced / _NEARLY
    ):
        return {}
    return {(False, False, False): names}


def _shape(line: Line) -> tuple[bool, bool, bool] | None:
    if read_says(line.text) is not None:
        return True, False, False
    stamp = read_stamp(line.text)
    if stamp is None or is_prose(stamp.before) or is_prose(stamp.after):
        return None
    return False, bool(stamp.before), bool(stamp.after)


def _is_answered(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most headers have a reply button nearby: without a heading, that must be there."""
    near = 0
    for k, following in zip(anchors, [*anchors[1:], len(lines)], strict=True):
        stretch = lines[k : min(following, k + _LONGEST)]
        near += any(is_button(line.text) for line in stretch)
    return near >= _MOST * len(anchors)


def is_button(text: str) -> bool:
    """Whether a line is made of buttons, with at least one word among them."""
    return is_furniture(text) and any(c.isalpha() for c in strip_tag(text))


def _cut_at(lines: Sequence[Line], heading: int | None, anchors: list[int]) -> Flat | None:
    above = _count_above(lines, anchors)
    starts = [max(k - above, 0) for k in anchors]
    end = _find_end(lines, anchors)
    if (first := _find_below(lines, heading, anchors, end)) is not None:
        stops = [k + 1 for k in anchors]
        return Flat(tuple(zip([first, *stops[:-1]], stops, strict=True)), heading, below=True)
    full = sum(
        any(_is_prose_line(line) for line in lines[a + 1 : b])
        for a, b in zip(anchors, [*starts[1:], end], strict=True)
    )
    if full < _FULL * len(anchors):
        return None
    return Flat(tuple(zip(starts, [*starts[1:], end], strict=True)), heading, below=False)


def _find_below(
    lines: Sequence[Line], heading: int | None, anchors: list[int], end: int
) -> int | None:
    """Where the first comment begins if the dates stand below the texts, or None if above."""
    first = heading + 1 if heading is not None else anchors[0]
    before = any(_is_prose_line(lines[k]) for k in range(first, anchors[0]))
    if before:
        after = any(_is_prose_line(lines[k]) for k in range(anchors[-1] + 1, end))
        bylines = sum(is_byline(lines[k].text) for k in anchors)
        if not after or bylines > len(anchors) / 2:
            return first
    return _climb_first(lines, anchors)


def _climb_first(lines: Sequence[Line], anchors: list[int]) -> int | None:
    """Where the comment above the first date begins, if buttons part text and date throughout.

    Above the first of all comments stands another's text only where it is the first's own.
    """
    masks = Counter(_mask(lines[k - 1].text) for k in anchors if k)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    at = anchors[0] - 1
    if not usual or times < _MOST * len(anchors) or at < 0 or _mask(lines[at].text) != usual:
        return None
    opening = Counter(_kind(lines[k + 1].text) for k in anchors[:-1]).most_common(1)
    longest = max((b - a for a, b in itertools.pairwise(anchors)), default=0)
    lowest = max(0, at - longest - _SHORTEST_LIMIT)
    while at >= lowest and not _is_prose_line(lines[at]):
        at -= 1
    while opening and at >= lowest and _kind(lines[at].text) != opening[0][0]:
        at -= 1
    return at if opening and at >= lowest else None


def _is_prose_line(line: Line) -> bool:
    text = line.text
    return not (is_blank(text) or is_furniture(text) or is_form(text) or is_name(text)) or (
        len(text) > 20 and not is_furniture(text) and not is_form(text)
    )


def _count_above(lines: Sequence[Line], anchors: list[int]) -> int:
    """How many lines above its anchor a header begins, by what most headers have there."""
    for offset in range(1, _MAX_ABOVE + 1):
        kinds: Counter[str] = Counter()
        for n, k in enumerate(anchors):
            if k - offset < 0 or (n and k - offset <= anchors[n - 1]):
                kinds["none"] += 1
            else:
                kinds[_kind(lines[k - offset].text)] += 1
        kind, times = kinds.most_common(1)[0]
        if times < _MOST * len(anchors) or kind not in ("name", "says", "mark"):
            return offset - 1
        if kind == "name" and offset > 1 and _named_at(lines, anchors, 1):
            return offset - 1
    return _MAX_ABOVE


def _named_at(lines: Sequence[Line], anchors: list[int], offset: int) -> bool:
    named = sum(_kind(lines[max(0, k - offset)].text) == "name" for k in anchors)
    return named >= _MOST * len(anchors)


def _kind(text: str) -> str:
    if is_blank(strip_tag(text)):
        return "mark"
    if read_says(text) is not None:
        return "says"
    if is_furniture(text):
        return "button"
    return "name" if is_name(text) and read_stamp(text) is None else "text"


def _find_end(lines: Sequence[Line], anchors: list[int]) -> int:
    """Where the last comment's text must end: at the form, a heading, or far beyond the others."""
    lengths = [b - a for a, b in itertools.pairwise(anchors)] or [_SHORTEST_LIMIT]
    limit = anchors[-1] + 1 + max(_SHORTEST_LIMIT, max(lengths))
    widest = max((lines[k].gap for k in range(anchors[0] + 1, anchors[-1] + 1)), default=2)
    n = len(anchors)
    closing = Counter(_mask_last(lines, a, b) for a, b in itertools.pairwise(anchors))
    usual, times = closing.most_common(1)[0] if closing else ("", 0)
    for k in range(anchors[-1] + 1, min(len(lines), limit)):
        line = lines[k]
        if line.heading or is_form(line.text) or is_latest_heading(line.text):
            return k
        if line.gap > max(widest, 2):
            return k
        if usual and times >= _MOST * (n - 1) and _mask(line.text) == usual:
            return k + 1
    return min(len(lines), limit)


def _mask(text: str) -> str:
    return mask_line(text) if is_button(text) else ""


def _mask_last(lines: Sequence[Line], start: int, stop: int) -> str:
    """The last button between two headers, digits masked; empty where there is none."""
    for k in range(stop - 1, start, -1):
        if is_button(lines[k].text):
            return _mask(lines[k].text)
        if stop - k > _MAX_ABOVE + 2:
            break
    return ""

"""Where the last comment of a dump without markers ends."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.boxes import is_box_heading, is_side_heading
from stance.threads.headers import is_blank, mask_line
from stance.threads.headings import is_form, is_latest_heading, is_pager
from stance.threads.kinds import is_button, mask_button

__all__ = ["MANY", "MOST", "SHORTEST_LIMIT", "find_end"]

MOST = 0.7
"""Of the headers, for a line around them to count as part of them."""

MANY = 2000
"""Headers looked at to learn what stands around all of them: a bound on the work."""

SHORTEST_LIMIT = 15
"""Lines that the last text may have, at least."""

_BACK = "← "  # to the article before, below the comments
_MAX_ABOVE = 3  # lines of a header around its date: avatar, name, role, title
_NEAR = 15  # lines above the first header
_SHORTEST = 12  # characters of a line that may head and close a list
_COUNTED = 8  # lines below a heading among which its items stand
_FEWEST_ITEMS = 5  # of a menu
_LONGEST_ITEM = 30  # characters
_STOPS = (".", ",", ";", ":", "!", "?")
_COUNT = re.compile(r"\(\d{1,5}\)$")
_SAMPLE = 200  # headers looked at for what stands around them
_FEWEST = 3  # texts that must end alike
_LONGEST_BUTTONS = 90  # characters; what is longer is compared as prose


def find_end(lines: Sequence[Line], anchors: list[int], starts: list[int], *, opened: bool) -> int:
    """Where the last comment's text must end: at the form, a heading, or far beyond the others.

    `opened` tells that the first header opens the section, so that all texts stand below theirs.
    """
    lengths = [b - a for a, b in itertools.pairwise(anchors)] or [SHORTEST_LIMIT]
    limit = anchors[-1] + 1 + max(SHORTEST_LIMIT, max(lengths))
    widest = max((lines[k].gap for k in range(anchors[0] + 1, anchors[-1] + 1)), default=2)
    n = len(anchors[:MANY])
    closing = Counter(_mask_last(lines, a, b) for a, b in itertools.pairwise(anchors[:MANY]))
    usual, times = closing.most_common(1)[0] if closing else ("", 0)
    last = _find_last(lines, starts)
    closed = _find_closing(lines, anchors[-1], limit) if _close_alike(lines, starts) else None
    if closed is not None and not last:
        limit = closed
    margin = _find_margin(lines, anchors, starts)
    titled = _find_title(lines, anchors)
    said = not opened
    repeated = _find_above(lines, starts[0]) if len(anchors) >= _FEWEST else frozenset()
    for k in range(anchors[-1] + 1, min(len(lines), limit)):
        line = lines[k]
        if line.column < margin:
            return k
        if last and mask_line(line.text) == last:
            return k + 1
        if (line.heading and k - anchors[-1] != titled) or _ends_section(line.text):
            return k
        if line.gap > max(widest, 2):
            return k
        if said and line.gap and is_side_heading(line.text):
            return k
        if _heads_counts(lines, k) or (said and line.gap and _opens_menu(lines, k)):
            return k
        if line.text in repeated and k > anchors[-1] + _MAX_ABOVE:
            return k
        button = is_button(line.text)
        if said and button and times >= MOST * (n - 1) and mask_button(line.text) == usual:
            return k + 1
        # The buttons of short comments may be those above their texts.
        said = said or not (button or is_blank(line.text))
    return min(len(lines), limit)


def _find_title(lines: Sequence[Line], anchors: list[int]) -> int:
    """How many lines below their dates most texts have a heading, as Drupal's have; 0 if none."""
    below = Counter(
        n
        for a, b in itertools.pairwise(anchors)
        for n in range(1, min(_MAX_ABOVE + 1, b - a))
        if lines[a + n].heading
    )
    usual, times = below.most_common(1)[0] if below else (0, 0)
    return usual if times >= max(1, MOST * (len(anchors) - 1)) else 0


def _heads_counts(lines: Sequence[Line], k: int) -> bool:
    """Whether below a line stand lists whose items are counted: "Archive", "• May 2014 (12)"."""
    if k + 1 == len(lines) or lines[k].marker or not lines[k + 1].marker:
        return False
    items = [line.text for line in lines[k + 1 : k + 1 + _COUNTED] if line.marker]
    return len(items) >= _FEWEST and all(_COUNT.search(text) for text in items)


def _opens_menu(lines: Sequence[Line], k: int) -> bool:
    """Whether a list of short items with others in them begins: the site's menu."""
    first = lines[k]
    if not first.marker or first.marker[0].isdigit():
        return False
    items = list(itertools.takewhile(_is_short_item, lines[k : k + _COUNTED]))
    return len(items) >= _FEWEST_ITEMS and any(item.column > first.column for item in items)


def _is_short_item(line: Line) -> bool:
    return bool(line.marker) and len(line.text) <= _LONGEST_ITEM and line.text[-1:] not in _STOPS


def _find_above(lines: Sequence[Line], first: int) -> frozenset[str]:
    """Lines right above a list that head and close it: the way to the page, or its numbers."""
    near = (line.text for line in lines[max(0, first - _NEAR) : first])
    return frozenset(text for text in near if len(text) >= _SHORTEST)


def _ends_section(text: str) -> bool:
    boxed = is_latest_heading(text) or is_box_heading(text)
    return is_form(text) or is_pager(text) or boxed or text.startswith(_BACK)


def _find_margin(lines: Sequence[Line], anchors: list[int], starts: list[int]) -> int:
    """The column that no text stands left of, where lynx sets headings at the page's margin."""
    if len(anchors) < _FEWEST:
        return 0
    inside = (range(anchor + 1, stop) for anchor, stop in zip(anchors, starts[1:], strict=False))
    return min((lines[k].column for own in inside for k in own), default=0)


def _close_alike(lines: Sequence[Line], starts: list[int]) -> bool:
    """Whether right above most headers stand buttons, though not always the same ones."""
    starts = starts[1:][-_SAMPLE:]
    buttons = sum(is_button(lines[k - 1].text) for k in starts)
    return buttons >= max(_FEWEST, MOST * len(starts))


def _find_closing(lines: Sequence[Line], anchor: int, limit: int) -> int | None:
    """The line below the first buttons that follow a text, or None."""
    said = False
    for k in range(anchor + 1, min(len(lines), limit)):
        button = is_button(lines[k].text)
        if said and button and not (k + 1 < len(lines) and is_button(lines[k + 1].text)):
            return k + 1
        said = said or not (button or is_blank(lines[k].text))
    return None


def _find_last(lines: Sequence[Line], starts: list[int]) -> str:
    """The line right above most headers, digits masked: buttons, whatever their words."""
    starts = starts[1:][-_SAMPLE:]
    masks = Counter(mask_line(lines[k - 1].text) for k in starts)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    often = times >= max(_FEWEST, MOST * len(starts))
    return usual if often and len(usual) < _LONGEST_BUTTONS else ""


def _mask_last(lines: Sequence[Line], start: int, stop: int) -> str:
    """The last button between two headers, digits masked; empty where there is none.

    One right below a date is part of that header.
    """
    for k in range(stop - 1, start + 1, -1):
        if is_button(lines[k].text):
            return mask_button(lines[k].text)
        if stop - k > _MAX_ABOVE + 2:
            break
    return ""

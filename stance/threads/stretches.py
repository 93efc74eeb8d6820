"""Where each comment of a dump without markers begins and ends, once its header's line is known."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.remember import remember
from stance.sources.page import Line
from stance.threads.bylines import is_byline
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_label,
    is_name,
    mask_line,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_form, is_latest_heading
from stance.threads.words import FURNITURE

__all__ = ["MOST", "Flat", "cut_at", "is_button", "is_prose_line", "kind_of"]

MOST = 0.7
"""Of the headers, for a line above them to count as part of them."""

_FULL = 0.5  # of the headers must have text below them
_MAX_ABOVE = 3  # lines of a header above its date: avatar, name, role
_MAX_FRAME = 8  # the same where all of them have the same lines there: "Posts: 12", "Joined: 2018"
_LEAST_FRAME = 2  # of such lines; one is a button below the text before
_SAMPLE = 200  # headers looked at for what stands around them
_FEWEST = 3  # texts that must end alike
_LONGEST_BUTTONS = 90  # characters; what is longer is compared as prose
_INITIALS = 3  # letters at most
_OPENS = re.compile(r"(?:user |default )?(?:avatar|gravatar|image|photo|profile (?:picture|photo))")
_SHORTEST_LIMIT = 15
_SCORE = re.compile(r"0 ?(?:p|pts?)\.?")  # a speaker's points, digits masked: "89p"


@dataclass(frozen=True, slots=True)
class Flat:
    """The comments' stretches of lines (start, stop), and whether headers stand below the text."""

    stretches: tuple[tuple[int, int], ...]
    heading: int | None
    below: bool


def cut_at(lines: Sequence[Line], heading: int | None, anchors: list[int]) -> Flat | None:
    repeated = [_has_subject(lines, k) for k in anchors]
    if heading is None and _opens_with_article(lines, anchors, repeated):
        anchors, repeated = anchors[1:], repeated[1:]
    subjects = sum(repeated) >= _FULL * len(anchors)
    above = _count_above(lines, anchors)
    above = max(above, int(subjects))
    above += above > 0 and _are_initials([lines[k - above - 1].text for k in anchors if k > above])
    starts = [max(k - above, 0) for k in anchors]
    doubled = _find_doubled(lines, anchors)
    if len(doubled) >= MOST * len(anchors):
        starts = [doubled.get(k, start) for k, start in zip(anchors, starts, strict=True)]
    end = _find_end(lines, anchors, starts)
    # A name and date right below buttons head the next text: they end the one before.
    closed = above > 0 and _usual_kind(lines, anchors[1:], above + 1) == "button"
    first = _find_below(lines, heading, anchors, end) if not (subjects or closed) else None
    if first is not None:
        stops = [k + 1 for k in anchors]
        return Flat(tuple(zip([first, *stops[:-1]], stops, strict=True)), heading, below=True)
    full = sum(
        any(is_prose_line(line) for line in lines[a + 1 : b])
        for a, b in zip(anchors, [*starts[1:], end], strict=True)
    )
    if full < _FULL * len(anchors):
        return None
    return Flat(tuple(zip(starts, [*starts[1:], end], strict=True)), heading, below=False)


def _find_doubled(lines: Sequence[Line], anchors: list[int]) -> dict[int, int]:
    """Where headers begin whose name is said twice (an avatar's caption, then the name).

    Some have a badge between name and date, others have none.
    """
    starts = {}
    for above, k in itertools.pairwise([-1, *anchors]):
        for start in range(k - 2, max(k - 2 - _MAX_ABOVE, above), -1):
            if lines[start].text == lines[start + 1].text and is_name(lines[start].text):
                starts[k] = start
                break
    return starts


def _find_below(
    lines: Sequence[Line], heading: int | None, anchors: list[int], end: int
) -> int | None:
    """Where the first comment begins if the dates stand below the texts, or None if above."""
    first = heading + 1 if heading is not None else anchors[0]
    before = any(is_prose_line(lines[k]) for k in range(first, anchors[0]))
    if before:
        after = any(is_prose_line(lines[k]) for k in range(anchors[-1] + 1, end))
        bylines = sum(is_byline(lines[k].text) for k in anchors)
        if not after or bylines > len(anchors) / 2:
            return first
    if _close_with_buttons(lines, anchors):
        return _climb_names(lines, anchors)
    if heading is None and _close_paragraphs(lines, anchors):
        at = anchors[0] - 1
        while at > 0 and not lines[at].gap:
            at -= 1
        return max(at, 0)
    first_line = _climb_first(lines, anchors)
    return first_line if heading is None or first_line is None or first_line > heading else None


def _close_paragraphs(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most dates are bylines right below a text, with a blank line before the next one."""
    closing = sum(
        is_byline(lines[k].text) and not lines[k].gap and lines[k + 1].gap > 0
        for k in anchors
        if 0 < k < len(lines) - 1
    )
    return closing >= MOST * len(anchors)


def _close_with_buttons(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most dates stand behind buttons, as they do below a text ("Like · Reply · May 3")."""
    anchors = anchors[:_SAMPLE]
    stamps = (read_stamp(lines[k].text) for k in anchors)
    behind = sum(
        stamp is not None and stamp.before != "" and is_button(stamp.before) for stamp in stamps
    )
    return behind >= MOST * len(anchors)


def _climb_names(lines: Sequence[Line], anchors: list[int]) -> int:
    """Where the comment above the first date begins: names stand above it as above the others."""
    opening: Counter[int] = Counter()
    for a, b in itertools.pairwise(anchors):
        names = itertools.takewhile(lambda k: kind_of(lines[k].text) == "name", range(a + 1, b - 1))
        opening[sum(1 for _ in names)] += 1
    usual = opening.most_common(1)[0][0] if opening else 1
    longest = max((b - a for a, b in itertools.pairwise(anchors)), default=_SHORTEST_LIMIT)
    lowest = max(0, anchors[0] - longest - _SHORTEST_LIMIT)
    at = anchors[0] - 1
    while at > lowest and not (is_prose_line(lines[at]) and kind_of(lines[at - 1].text) == "name"):
        at -= 1
    return max(lowest, at - usual)


def _climb_first(lines: Sequence[Line], anchors: list[int]) -> int | None:
    """Where the comment above the first date begins, if buttons part text and date throughout.

    Above the first of all comments stands another's text only where it is the first's own.
    """
    if _count_framed(lines, anchors) or _count_scored(lines, anchors):
        return None  # what stands between is the header's own
    masks = Counter(_mask(lines[k - 1].text) for k in anchors if k)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    at = anchors[0] - 1
    if _OPENS.fullmatch(usual):
        return None  # the avatar's caption opens a header
    if not usual or times < MOST * len(anchors) or at < 0 or _mask(lines[at].text) != usual:
        return None
    opening = Counter(kind_of(lines[k + 1].text) for k in anchors[:-1]).most_common(1)
    longest = max((b - a for a, b in itertools.pairwise(anchors)), default=0)
    lowest = max(0, at - longest - _SHORTEST_LIMIT)
    while at >= lowest and not is_prose_line(lines[at]):
        at -= 1
    while opening and at >= lowest and kind_of(lines[at].text) != opening[0][0]:
        at -= 1
    return at if opening and at >= lowest else None


def is_prose_line(line: Line) -> bool:
    text = line.text
    return not (is_blank(text) or is_furniture(text) or is_form(text) or is_name(text)) or (
        len(text) > 20 and not is_furniture(text) and not is_form(text)
    )


def _count_above(lines: Sequence[Line], anchors: list[int]) -> int:
    """How many lines above its anchor a header begins, by what most headers have there."""
    scored = _count_scored(lines, anchors)
    if scored:
        return scored
    for offset in range(1, _MAX_ABOVE + 1):
        kind = _usual_kind(lines, anchors, offset)
        if kind == "name" and _end_with_buttons(lines, anchors, offset):
            kind = "button"
        if kind not in ("name", "says", "mark"):
            if offset > 1:
                return offset - 1
            return _count_framed(lines, anchors)
        if kind == "name" and offset > 1 and _usual_kind(lines, anchors, 1) == "name":
            return offset - 1
    return _MAX_ABOVE


def _end_with_buttons(lines: Sequence[Line], anchors: list[int], offset: int) -> bool:
    """Whether the line so far above most anchors says the same each time, as buttons do.

    The first comment has none above it, unless the line opens all headers.
    """
    masks = Counter(mask_line(lines[k - offset].text) for k in anchors[1:])
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    if times < max(_FEWEST, MOST * (len(anchors) - 1)) or FURNITURE.search(usual) is None:
        return False
    first = anchors[0] - offset
    return first < 0 or mask_line(lines[first].text) != usual


def _are_initials(texts: list[str]) -> bool:
    """Whether lines are the letters that stand in for avatars ("R", "PL")."""
    initials = sum(len(text) <= _INITIALS and text.isalpha() and text.isupper() for text in texts)
    return initials >= max(1, MOST * len(texts))


def _has_subject(lines: Sequence[Line], k: int) -> bool:
    """Whether above a date stand the first words of the text below it, as Drupal has them."""
    if not 0 < k < len(lines) - 1:
        return False
    subject = lines[k - 1].text.rstrip(" .…")
    return subject != "" and lines[k + 1].text.startswith(subject)


def _opens_with_article(
    lines: Sequence[Line], anchors: list[int], repeated: Sequence[bool]
) -> bool:
    """Whether the first date is the article's: all others, or most, have subjects above them."""
    if len(anchors) <= _FEWEST or repeated[0]:
        return False
    if all(repeated[1:]):
        return True
    most = sum(repeated) >= MOST * (len(anchors) - 1)
    return most and not (anchors[0] and is_label(lines[anchors[0] - 1].text))


def _usual_kind(lines: Sequence[Line], anchors: list[int], offset: int) -> str:
    """The kind of the line so far above most anchors; empty where they differ."""
    kinds: Counter[str] = Counter()
    for n, k in enumerate(anchors):
        if k - offset < 0 or (n and k - offset <= anchors[n - 1]):
            kinds["none"] += 1
        else:
            kinds[kind_of(lines[k - offset].text)] += 1
    kind, times = kinds.most_common(1)[0] if kinds else ("", 0)
    return kind if times >= MOST * len(anchors) else ""


def _count_framed(lines: Sequence[Line], anchors: list[int]) -> int:
    """The lines of a header as forums have it: a name, the same lines in all of them, the date."""
    for offset in range(1, _MAX_FRAME + 1):
        above = [lines[k - offset].text for k in anchors if k >= offset]
        masks = Counter(map(mask_line, above))
        if not masks or masks.most_common(1)[0][1] < MOST * len(anchors):
            named = offset > _LEAST_FRAME and _usual_kind(lines, anchors, offset) == "name"
            return offset if named else 0
    return 0


def _count_scored(lines: Sequence[Line], anchors: list[int]) -> int:
    """The lines of a header that has the speaker's score between name and date: "12 points"."""
    masks = Counter(mask_line(lines[k - 1].text) for k in anchors if k)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    scored = times >= MOST * len(anchors) and (
        (usual.startswith("0 ") and is_furniture(usual)) or _SCORE.fullmatch(usual) is not None
    )
    return 2 if scored and _usual_kind(lines, anchors, 2) == "name" else 0


def is_button(text: str) -> bool:
    """Whether a line is made of buttons, with at least one word among them."""
    return is_furniture(text) and any(c.isalpha() for c in strip_tag(text))


@remember
def kind_of(text: str) -> str:
    if is_blank(strip_tag(text)):
        return "mark"
    if read_says(text) is not None:
        return "says"
    if is_furniture(text):
        return "button"
    return "name" if is_name(text) and read_stamp(text) is None else "text"


def _find_end(lines: Sequence[Line], anchors: list[int], starts: list[int]) -> int:
    """Where the last comment's text must end: at the form, a heading, or far beyond the others."""
    lengths = [b - a for a, b in itertools.pairwise(anchors)] or [_SHORTEST_LIMIT]
    limit = anchors[-1] + 1 + max(_SHORTEST_LIMIT, max(lengths))
    widest = max((lines[k].gap for k in range(anchors[0] + 1, anchors[-1] + 1)), default=2)
    n = len(anchors)
    closing = Counter(_mask_last(lines, a, b) for a, b in itertools.pairwise(anchors))
    usual, times = closing.most_common(1)[0] if closing else ("", 0)
    last = _find_last(lines, starts)
    closed = _find_closing(lines, anchors[-1], limit) if _close_alike(lines, starts) else None
    if closed is not None and not last:
        limit = closed
    said = False  # the buttons of short comments may be those above their texts
    margin = _find_margin(lines, anchors, starts)
    for k in range(anchors[-1] + 1, min(len(lines), limit)):
        line = lines[k]
        if line.column < margin:
            return k
        if last and mask_line(line.text) == last:
            return k + 1
        if line.heading or is_form(line.text) or is_latest_heading(line.text):
            return k
        if line.gap > max(widest, 2):
            return k
        button = is_button(line.text)
        if said and button and times >= MOST * (n - 1) and _mask(line.text) == usual:
            return k + 1
        said = said or not (button or is_blank(line.text))
    return min(len(lines), limit)


def _find_margin(lines: Sequence[Line], anchors: list[int], starts: list[int]) -> int:
    """The column that no text stands left of, where lynx sets headings at the page's margin."""
    if len(anchors) <= _FEWEST:
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

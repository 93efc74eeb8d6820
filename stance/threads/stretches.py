"""Where each comment of a dump without markers begins and ends, once its header's line is known."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.ends import MANY, MOST, SHORTEST_LIMIT, find_end
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
from stance.threads.headings import is_form, read_count
from stance.threads.kinds import answers, is_button, is_prose_line, kind_of, mask_button
from stance.threads.names import halve_name, tidy_name
from stance.threads.titled import are_subjected, are_titled, cut_titled
from stance.threads.words import FURNITURE

__all__ = ["Flat", "cut_at"]

_FULL = 0.5  # of the headers must have text below them
_MAX_ABOVE = 3  # lines of a header above its date: avatar, name, role
_MAX_FRAME = 8  # the same where all of them have the same lines there: "Posts: 12", "Joined: 2018"
_LEAST_FRAME = 2  # of such lines; one is a button below the text before
_SAMPLE = 200  # headers looked at for what stands around them
_FEWEST = 3  # texts that must end alike
_INITIALS = 3  # letters at most
_OPENS = re.compile(r"(?:user |default )?(?:avatar|gravatar|image|photo|profile (?:picture|photo))")
# How WordPress's themes point to a program that reads comments, right below their heading.
_FEED = re.compile(r"(?:.{0,60}\brss )?feed for (?:this|comments|.{0,60} rss feed$)", re.IGNORECASE)
_SCORE = re.compile(r"0 ?(?:p|pts?)\.?")  # a speaker's points, digits masked: "89p"


@dataclass(frozen=True, slots=True)
class Flat:
    """The comments' stretches of lines (start, stop), and whether headers stand below the text.

    `guessed` tells that nothing but the paragraphs' own words says where comments begin.
    """

    stretches: tuple[tuple[int, int], ...]
    heading: int | None
    below: bool
    guessed: bool = False


def cut_at(lines: Sequence[Line], heading: int | None, anchors: list[int]) -> Flat | None:
    repeated = [_has_subject(lines, k) for k in anchors]
    if heading is None and _opens_with_article(lines, anchors, repeated):
        anchors, repeated = anchors[1:], repeated[1:]
    if are_titled(lines, anchors):
        return Flat(cut_titled(lines, anchors, opened=heading is not None), heading, below=False)
    subjects = sum(repeated) >= _FULL * len(anchors)
    above = _count_above(lines, anchors)
    above = max(above, int(subjects))
    above += above > 0 and _are_initials([lines[k - above - 1].text for k in anchors if k > above])
    first = heading + 1 if heading is not None else 0
    starts = [max(k - above, first) for k in anchors]
    doubled = _find_doubled(lines, anchors)
    if len(doubled) >= MOST * len(anchors):
        starts = [doubled.get(k, start) for k, start in zip(anchors, starts, strict=True)]
    first = first or anchors[0]
    while first < anchors[0] and _opens_section(lines[first].text):
        first += 1
    before = any(is_prose_line(lines[k]) for k in range(first, starts[0]))
    end = find_end(lines, anchors, starts, opened=heading is not None and not before)
    # A name and date right below buttons head the next text: they end the one before.
    closed = above > 0 and _usual_kind(lines, anchors[1:], above + 1) == "button"
    within = subjects or closed
    if before and first + 1 == anchors[0] and are_subjected(lines, anchors, end):
        return Flat(cut_titled(lines, anchors, opened=heading is not None), heading, below=False)
    top = _find_below(lines, heading, anchors, first if before else None, end)
    if top is not None and not within:
        stops = [k + 1 for k in anchors]
        return Flat(tuple(zip([top, *stops[:-1]], stops, strict=True)), heading, below=True)
    bodies = [lines[a + 1 : b] for a, b in zip(anchors, [*starts[1:], end], strict=True)]
    if sum(any(map(is_prose_line, body)) for body in bodies) < _FULL * len(anchors):
        # "I agree" could be a name: it is a text where all else says that comments stand here.
        sure = heading is not None and _are_sure(lines, heading, anchors)
        if not (sure and all(any(map(_is_said, body)) for body in bodies)):
            return None
    return Flat(tuple(zip(starts, [*starts[1:], end], strict=True)), heading, below=False)


def _opens_section(text: str) -> bool:
    """Whether a line below the heading belongs to no comment: a link to the form, or to a feed."""
    bare = strip_tag(text)
    return is_blank(bare) or is_button(bare) or is_form(bare) or _FEED.match(bare) is not None


def _are_sure(lines: Sequence[Line], heading: int, anchors: list[int]) -> bool:
    """Whether lines are headers, even above no prose.

    They are as many as announced, all "say" or name another speaker, or another name stands above
    each, or they have a button to answer.
    """
    if read_count(lines[heading].text) == len(anchors) or _are_named(lines, anchors):
        return True
    if len(anchors) == 1 and anchors[0] == heading + 1:
        return _read_name(lines[anchors[0]].text) is not None  # one comment alone
    above = [lines[k - 1].text for k in anchors if k - 1 > heading]
    if len(above) == len(anchors) and all(kind_of(text) == "name" for text in above):
        return _take_turns(above)
    stretches = itertools.pairwise([*anchors, min(anchors[-1] + SHORTEST_LIMIT, len(lines))])
    return all(any(answers(line.text) for line in lines[a:b]) for a, b in stretches) or all(
        read_says(lines[k].text) is not None for k in anchors
    )


def _is_said(line: Line) -> bool:
    text = strip_tag(line.text)
    if is_blank(text) or is_furniture(text) or is_form(text):
        return False
    return read_stamp(text) is None and read_says(text) is None


def _find_doubled(lines: Sequence[Line], anchors: list[int]) -> dict[int, int]:
    """Where headers begin whose name is said twice (an avatar's caption, then the name).

    Some have a badge between name and date, others have none; wpDiscuz has a role between the two.
    """
    starts = {}
    for above, k in itertools.pairwise([-1, *anchors]):
        for start in range(k - 2, max(k - 2 - _MAX_ABOVE, above), -1):
            first = lines[start].text
            below = (lines[start + 1].text, lines[min(start + 2, k - 1)].text)
            if not first.startswith(below):
                continue
            name = halve_name(first)
            if name in below and is_name(name) and not is_blank(name):
                starts[k] = start
                break
    return starts


def _find_below(
    lines: Sequence[Line], heading: int | None, anchors: list[int], first: int | None, end: int
) -> int | None:
    """Where the first comment begins if the dates stand below the texts, or None if above.

    `first` is where text begins above the first header, if any does, and `end` where the last
    text ends.
    """
    if first is not None:
        after = any(is_prose_line(lines[k]) for k in range(anchors[-1] + 1, end))
        bylines = sum(is_byline(lines[k].text) for k in anchors)
        if not after or bylines > len(anchors) / 2:
            return first
    if _close_with_buttons(lines, anchors):
        return _climb_names(lines, anchors)
    if heading is None and (_close_paragraphs(lines, anchors) or _close_texts(lines, anchors, end)):
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


def _close_texts(lines: Sequence[Line], anchors: list[int], end: int) -> bool:
    """Whether all dates are bylines, below a text each, and no text stands below the last."""
    if len(anchors) < _FEWEST or not all(is_byline(lines[k].text) for k in anchors):
        return False
    if any(is_prose_line(lines[k]) for k in range(anchors[-1] + 1, end)):
        return False
    return all(k > 0 and is_prose_line(lines[k - 1]) for k in (anchors[0], *anchors[-_FEWEST:]))


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
    longest = max((b - a for a, b in itertools.pairwise(anchors)), default=SHORTEST_LIMIT)
    lowest = max(0, anchors[0] - longest - SHORTEST_LIMIT)
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
    sample = anchors[:MANY]
    masks = Counter(mask_button(lines[k - 1].text) for k in sample if k)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    at = anchors[0] - 1
    if _OPENS.fullmatch(usual):
        return None  # the avatar's caption opens a header
    if not usual or times < MOST * len(sample) or at < 0 or mask_button(lines[at].text) != usual:
        return None
    opening = Counter(kind_of(lines[k + 1].text) for k in anchors[:-1][:MANY]).most_common(1)
    longest = max((b - a for a, b in itertools.pairwise(anchors)), default=0)
    lowest = max(0, at - longest - SHORTEST_LIMIT)
    while at >= lowest and not is_prose_line(lines[at]):
        at -= 1
    while opening and at >= lowest and kind_of(lines[at].text) != opening[0][0]:
        at -= 1
    return at if opening and at >= lowest else None


def _count_above(lines: Sequence[Line], anchors: list[int]) -> int:
    """How many lines above its anchor a header begins, by what most headers have there."""
    scored = _count_scored(lines, anchors)
    if scored:
        return scored
    named = _are_named(lines, anchors)
    for offset in range(1, _MAX_ABOVE + 1):
        kind = _usual_kind(lines, anchors, offset)
        if kind == "name" and _end_with_buttons(lines, anchors, offset):
            kind = "button"
        elif kind == "name" and named and _are_texts(lines, anchors, offset):
            kind = "text"  # "Me too" above the next header
        if kind not in ("name", "says", "mark"):
            if offset > 1:
                return offset - 1
            return _count_framed(lines, anchors) or 2 * _are_parted(lines, anchors)
        if kind == "name" and offset > 1 and _usual_kind(lines, anchors, 1) == "name":
            return offset - 1
    return _MAX_ABOVE


def _are_parted(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether a button to answer stands between all names and dates, the first ones as well."""
    return anchors[0] > 1 and all(
        answers(lines[k - 1].text) and kind_of(lines[k - 2].text) == "name" for k in anchors[:MANY]
    )


def _are_texts(lines: Sequence[Line], anchors: list[int], offset: int) -> bool:
    """Whether what stands so far above most headers is all that the comments above them say."""
    pairs = list(itertools.pairwise(anchors[:MANY]))
    alone = sum(not any(map(_is_said, lines[a + 1 : max(b - offset, a + 1)])) for a, b in pairs)
    return alone >= max(1, MOST * len(pairs))


def _are_named(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether all headers name their speakers themselves, and these take turns."""
    names = [_read_name(lines[k].text) for k in anchors[:MANY]]
    return None not in names and _take_turns(names)


def _take_turns(names: Sequence[str | None]) -> bool:
    """Whether most names are followed by another."""
    others = sum(a != b for a, b in itertools.pairwise(names))
    return others >= max(1, _FULL * (len(names) - 1))


def _read_name(text: str) -> str | None:
    says = read_says(text)
    if says is not None:
        return tidy_name(says[0])
    stamp = read_stamp(text)
    named = stamp is not None and ":" not in stamp.before  # "Posts: 12" names nobody
    if stamp is None or not named:
        return None
    return tidy_name(stamp.before) or tidy_name(stamp.after)  # "May 3 - Ann"


def _end_with_buttons(lines: Sequence[Line], anchors: list[int], offset: int) -> bool:
    """Whether the line so far above most anchors says the same each time, as buttons do.

    The first comment has none above it, unless the line opens all headers.
    """
    masks = Counter(
        mask_line(lines[k - offset].text)
        for k in anchors[1:]
        if not _is_captioned(lines, k - offset)
    )
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
    return lines[k + 1].text.startswith(subject) and not is_furniture(subject)


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
    anchors = anchors[:MANY]
    for n, k in enumerate(anchors):
        if k - offset < 0 or (n and k - offset <= anchors[n - 1]):
            kinds["none"] += 1
        else:
            kinds[
                "name" if _is_captioned(lines, k - offset) else kind_of(lines[k - offset].text)
            ] += 1
    kind, times = kinds.most_common(1)[0] if kinds else ("", 0)
    return kind if times >= MOST * len(anchors) else ""


def _is_captioned(lines: Sequence[Line], k: int) -> bool:
    """Whether a line repeats what its avatar's caption ends with: "Picture of admin", "admin"."""
    text = lines[k].text
    return k > 0 and text.isalpha() and lines[k - 1].text.endswith(f" {text}")


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
    """The lines of a header with the speaker's score between name and date: "12 points", "4"."""
    masks = Counter(mask_line(lines[k - 1].text) for k in anchors if k)
    usual, times = masks.most_common(1)[0] if masks else ("", 0)
    scored = times >= MOST * len(anchors) and (
        usual == "0"
        or (usual.startswith("0 ") and is_furniture(usual))
        or _SCORE.fullmatch(usual) is not None
    )
    return 2 if scored and _usual_kind(lines, anchors, 2) == "name" else 0

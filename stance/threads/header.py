"""Where a comment's header ends and its text begins, and where the buttons below it start."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_name,
    is_rating,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_form
from stance.threads.words import find_addressee

__all__ = [
    "Habits",
    "Header",
    "Tail",
    "is_byline",
    "is_pingback",
    "is_prose",
    "is_signed",
    "learn_habits",
    "opens_with_name",
    "read_header",
    "read_tail",
]

_PINGBACK = re.compile(r"(?:ping|track)backs?\b.{0,3}:|(?:ping|track)back (?:from|von|de) ", re.I)
# "Posted by: Ann | 3 May 2010": what stands before the name in a line below the text.
_BY = re.compile(
    r"(?:posted|comment(?:ed)?|written|submitted|von|geschrieben von|par|por|da)(?: by)?:?[ \u00a0]"
    r"|by:?[ \u00a0]",
    re.I,
)
# A header of more lines has not been seen; the bound keeps the work linear.
_MAX_LINES = 10
_DIGIT = re.compile(r"\d")
_MAX_TAIL_TEXT = 60  # characters; longer lines are prose
_MAX_ADDRESSEE = 80  # characters of "In reply to Ann Lee"
_MAX_TAIL = 6  # lines of buttons below a comment


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above a comment's text.

    `n_lines` counts the lines it takes; `signed` tells that a date or "says" was among them.
    """

    n_lines: int
    speaker: str | None
    timestamp: str | None
    signed: bool
    addressee: str | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What the comments of one section have in common, read off their repetition.

    `named` tells that they open with a line that is the speaker's name alone; `tails` are the
    last lines (digits masked) that most of them share; `avatar` is a word before most names.
    """

    named: bool = False
    tails: frozenset[str] = frozenset()
    avatar: str = ""


def _mask(text: str) -> str:
    return _DIGIT.sub("0", text.lower()) if len(text) < _MAX_TAIL_TEXT else text


def read_header(lines: Sequence[Line], habits: Habits = Habits()) -> Header:
    """The header of a comment, from all its lines in order."""
    speaker = timestamp = addressee = None
    said = False
    n = 0
    for n, line in enumerate(lines[:_MAX_LINES]):
        text = strip_tag(line.text)
        if is_blank(text):
            continue
        if not said and timestamp is None and (says := read_says(text)) is not None:
            said, speaker, timestamp = True, says[0] or speaker, says[1]
            continue
        if timestamp is None and (stamp := read_stamp(text)) is not None:
            rest = stamp.after
            if is_prose(stamp.before) or is_prose(rest):
                break
            timestamp = stamp.timestamp
            speaker = speaker or stamp.before or None
            continue
        if is_furniture(text):
            continue
        if addressee is None and (speaker or timestamp) and len(text) <= _MAX_ADDRESSEE:
            addressee = find_addressee(text)
            if addressee is not None:
                continue
        if (said or timestamp is not None) and is_rating(text):
            continue
        if speaker is None and not said and timestamp is None and is_name(text):
            if _names_follow(lines[n + 1 : _MAX_LINES + n]):
                speaker = text
                continue
            if habits.named and n + 1 < len(lines):
                speaker = text
                n += 1
                break
        break
    else:
        n = min(len(lines), _MAX_LINES)
    return Header(
        n, tidy_name(speaker, habits.avatar), timestamp, said or timestamp is not None, addressee
    )


def is_prose(text: str) -> bool:
    """Whether what stands beside a date is too much for a name and its role."""
    return len(text) > 60 or len(text.split()) > 9


def _names_follow(lines: Sequence[Line]) -> bool:
    """Whether the line after a name holds a date and nothing else."""
    for line in lines:
        text = strip_tag(line.text)
        if is_blank(text) or is_furniture(text):
            continue
        stamp = read_stamp(text)
        return stamp is not None and not stamp.before and len(stamp.after) < 40
    return False


def tidy_name(name: str | None, avatar: str = "") -> str | None:
    """A speaker's name without the avatar's caption in front ("Avatar Ann", "Ann Ann").

    >>> tidy_name("Armin Armin"), tidy_name("Avatar Ann", "Avatar")
    ('Armin', 'Ann')
    """
    if not name:
        return None
    words = name.split()
    if avatar and len(words) > 1 and words[0] == avatar:
        words = words[1:]
    half = len(words) // 2
    if half and words[:half] == words[half:]:
        words = words[:half]
    return " ".join(words) or None


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands below a comment's text: `n_left` lines remain above it."""

    n_left: int
    speaker: str | None = None
    timestamp: str | None = None


def read_tail(lines: Sequence[Line], habits: Habits, *, dated: bool) -> Tail:
    """The buttons below a comment's text, and its date where the header has none.

    `dated` tells that the header has given a date already.
    """
    n = len(lines)
    speaker = timestamp = None
    while n:
        text = lines[n - 1].text
        if is_blank(text) or is_furniture(text) or _mask(text) in habits.tails or is_form(text):
            n -= 1
            continue
        stamp = None if dated or n == 1 else read_stamp(text)
        if stamp is None or is_prose(stamp.before) or is_prose(stamp.after):
            break
        dated, timestamp = True, stamp.timestamp
        speaker = _BY.sub("", stamp.before).strip(" |·•,:-") or None
        n -= 1
    return Tail(n, speaker, timestamp)


def is_byline(text: str) -> bool:
    """Whether a line names its writer the way lines below a text do ("Posted by: Ann …")."""
    return _BY.match(text) is not None


def is_signed(lines: Sequence[Line], header: Header | None = None) -> bool:
    """Whether a date or "says" stands above or below a comment's text."""
    if (header or read_header(lines)).signed:
        return True
    return read_tail(lines[-_MAX_LINES:], Habits(), dated=False).timestamp is not None


def learn_habits(comments: Sequence[Sequence[Line]]) -> Habits:
    """The habits of a section, from the lines of each of its comments."""
    filled = [lines for lines in comments if lines and not is_pingback(lines)]
    n = len(filled)
    signed = [read_header(lines) for lines in filled]
    named = sum(opens_with_name(lines) for lines in filled)
    tails = Counter(
        mask for lines in filled for mask in {_mask(line.text) for line in lines[1:][-_MAX_TAIL:]}
    )
    # Distinct names, so that one busy "John Smith" does not turn "John" into a caption.
    names = {h.speaker for h in signed if h.speaker and " " in h.speaker}
    firsts = Counter(name.split(" ")[0] for name in names)
    first, times = firsts.most_common(1)[0] if firsts else ("", 0)
    return Habits(
        named=n >= 3 and named >= 0.8 * n and sum(h.signed for h in signed) < 0.2 * n,
        tails=frozenset(
            t for t, c in tails.items() if c >= 4 and c >= 0.5 * n and len(t) < _MAX_TAIL_TEXT
        ),
        avatar=first if times >= 3 and times >= 0.6 * len(names) else "",
    )


def opens_with_name(lines: Sequence[Line]) -> bool:
    """Whether a comment begins with a short line of its own, as a name is set."""
    return is_name(lines[0].text) and (len(lines) == 1 or lines[1].gap > 0)


def is_pingback(lines: Sequence[Line]) -> bool:
    """Whether a list item is another site's link to the page, which pages list with comments."""
    return any(_PINGBACK.match(line.text) for line in lines[:2])

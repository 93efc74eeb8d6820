"""Where the buttons below a comment's text start, and the name and date that may stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.answers import find_addressee
from stance.threads.header import MOST_LINES, Habits, Header, read_header
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_label,
    is_name,
    is_prose,
    is_rating,
    mask_line,
    read_form,
    read_says,
    read_stamp,
    strip_tag,
    tidy_name,
)
from stance.threads.headings import is_form

__all__ = ["Tail", "is_byline", "is_signed", "read_tail"]

# "Posted by: Ann | 3 May 2010": what stands before the name in a line below the text.
_BY = re.compile(
    r"(?:posted|comment(?:ed)?|written|submitted|von|geschrieben von|kommentar von|commentaire par"
    r"|comentario por|par|por|da)(?: by)?:?[ \u00a0]|by:?[ \u00a0]",
    re.I,
)


_LONGEST = 60  # characters of a line of buttons


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
    said = False
    while n:
        text = strip_tag(lines[n - 1].text)
        if _is_button(text, habits):
            n -= 1
            continue
        if habits.below and not said and n > 1 and (says := read_says(text)) is not None:
            said, dated, speaker = True, True, says[0] or speaker
            timestamp = timestamp or says[1]
            n -= 1
            continue
        stamp = None if timestamp or (dated and not said) or n == 1 else read_stamp(text)
        if stamp is None or not _fits(stamp.before, stamp.after, stamp.timestamp, habits):
            break
        dated, timestamp = True, stamp.timestamp
        speaker = tidy_name(_BY.sub("", stamp.before).strip(" |·•,:-")) or speaker
        n -= 1
    if habits.below and timestamp and speaker is None and n > 1 and is_label(lines[n - 1].text):
        n, speaker = n - 1, tidy_name(strip_tag(lines[n - 1].text))
        while n > 1 and is_blank(strip_tag(lines[n - 1].text)):
            n -= 1
    return Tail(n, speaker, timestamp)


def _is_button(text: str, habits: Habits) -> bool:
    mask = mask_line(text)
    return (
        is_blank(text)
        or is_furniture(text)
        or mask in habits.tails
        or (len(mask) <= _LONGEST and mask.endswith(habits.ends))
        or is_form(text)
        or is_rating(text)
        or (len(mask) <= _LONGEST and find_addressee(text) is not None and is_name(text))
    )


def _fits(before: str, after: str, timestamp: str, habits: Habits) -> bool:
    if is_prose(before) or is_prose(after):
        return False
    return not habits.forms or read_form(timestamp) in habits.forms


def is_byline(text: str) -> bool:
    """Whether a line names its writer the way lines below a text do ("Posted by: Ann …")."""
    return _BY.match(text) is not None


def is_signed(lines: Sequence[Line], header: Header | None = None) -> bool:
    """Whether a date or "says" stands above or below a comment's text."""
    if (header or read_header(lines)).signed:
        return True
    return read_tail(lines[-MOST_LINES:], Habits(), dated=False).timestamp is not None

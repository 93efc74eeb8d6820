"""Where the buttons below a comment's text start, and the name and date that may stand there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.sources.answers import find_addressee, is_answer_button
from stance.sources.bylines import strip_byline
from stance.sources.notes import is_note
from stance.sources.page import Line
from stance.threads.header import MOST_LINES, Habits, Header, read_header
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_label,
    is_name,
    is_prose,
    mask_line,
    read_form,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_form
from stance.threads.names import tidy_name
from stance.threads.ratings import is_rating

__all__ = ["Tail", "closes_with_date", "is_signature", "is_signed", "read_tail"]

_LONGEST = 60  # characters of a line of buttons


class Tail(NamedTuple):
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
    if n > 2 and habits.closing and mask_line(lines[n - 2].text) in habits.closing:
        n -= 1
    if habits.dated_twice and n > 1 and closes_with_date(lines[n - 1].text):
        stamp = read_stamp(strip_tag(lines[n - 1].text))
        dated, timestamp, n = True, stamp.timestamp if stamp else None, n - 1
    while n:
        text = strip_tag(lines[n - 1].text)
        if _is_button(text):
            n -= 1
            continue
        if habits.below and not said and n > 1 and (says := read_says(text)) is not None:
            said, dated, speaker = True, True, says[0] or speaker
            timestamp = timestamp or says[1]
            n -= 1
            continue
        stamp = None if timestamp or (dated and not said) or n == 1 else read_stamp(text)
        if stamp is None or not _fits(stamp.before, stamp.after, stamp.timestamp, habits):
            if not _is_shared(text, habits) or (n == 1 and _holds_text(text, habits)):
                break
            n -= 1
            continue
        dated, timestamp = True, stamp.timestamp
        speaker = tidy_name(strip_byline(stamp.before).strip(" |·•,:-")) or speaker
        n -= 1
    above = n
    if habits.signs_off and n > 1 and speaker is None and is_signature(lines[n - 1].text):
        n, speaker = n - 1, tidy_name(strip_tag(lines[n - 1].text))
    nameless = habits.below and timestamp and speaker is None and not habits.named
    if nameless and n > 1 and is_label(lines[n - 1].text):
        n, speaker = n - 1, tidy_name(strip_tag(lines[n - 1].text))
    while 1 < n < above and _ends(lines[n - 1], habits):
        n -= 1
    return Tail(n, speaker, timestamp)


def closes_with_date(text: str) -> bool:
    """Whether a line is a date behind words that name nobody.

    >>> closes_with_date("posted on May 3, 2007 at 10:39 pm"), closes_with_date("Ann, May 3, 2007")
    (True, False)
    """
    stamp = read_stamp(strip_tag(text))
    return stamp is not None and not stamp.after and tidy_name(stamp.before) is None


def _ends(line: Line, habits: Habits) -> bool:
    text = strip_tag(line.text)
    return _is_button(text) or _is_shared(text, habits)


def _is_button(text: str) -> bool:
    return (
        is_blank(text)
        or is_furniture(text)
        or is_form(text)
        or is_rating(text)
        or is_note(text)
        or (
            len(text) <= _LONGEST
            and (find_addressee(text) is not None or is_answer_button(text))
            and is_name(text)
        )
    )


def _is_shared(text: str, habits: Habits) -> bool:
    """Whether most comments end with a line: a button in any language, or a date again."""
    mask = mask_line(text)
    return mask in habits.tails or (len(mask) <= _LONGEST and mask.endswith(habits.ends))


def _holds_text(text: str, habits: Habits) -> bool:
    """Whether a line is a short text, and behind it the button that others have below theirs."""
    mask = mask_line(text)
    ends = [end for end in habits.ends if mask.endswith(f" {end}") and is_furniture(end)]
    return mask not in habits.tails and bool(ends)


def _fits(before: str, after: str, timestamp: str, habits: Habits) -> bool:
    if is_prose(before) or is_prose(after):
        return False
    return not habits.forms or read_form(timestamp) in habits.forms


def is_signature(text: str) -> bool:
    """Whether a line is a dash and a name, as below a letter ("— Ann Lee").

    >>> is_signature("— Ann Lee"), is_signature("- in March, by letter, and so on and on")
    (True, False)
    """
    return text[:1] in "—–-" and is_name(text.lstrip("—–- \u00a0"))


def is_signed(lines: Sequence[Line], header: Header | None = None) -> bool:
    """Whether a date or "says" stands above or below a comment's text."""
    if (header or read_header(lines)).signed:
        return True
    return read_tail(lines[-MOST_LINES:], Habits(), dated=False).timestamp is not None

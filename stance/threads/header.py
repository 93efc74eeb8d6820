"""Where a comment's header ends and its text begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from stance.sources.alternatives import first_of
from stance.sources.answers import find_addressee, is_answer_button, part_addressee
from stance.sources.bylines import is_byline, strip_byline
from stance.sources.page import Line
from stance.sources.pings import PINGED
from stance.sources.profiles import is_profile
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_label,
    is_lone_date,
    is_name,
    mask_line,
    read_form,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.names import halve_name, tidy_name
from stance.threads.ratings import is_rating

__all__ = ["Habits", "Header", "are_profiled", "is_pingback", "opens_with_name", "read_header"]

_PINGBACK = re.compile(
    first_of([rf"{PINGED}.{{0,3}}:", "(?:ping|track)back (?:from|by|von|de|par|por|door|da) "]),
    re.IGNORECASE,
)
_TRACKBACK = re.compile(r"(?<!\w)(?:ping|track)back[ :]", re.I)
_DOTS = ("[...]", "[…]")
_LONGEST = 160  # characters of a header's line
_LONGEST_DATE = 60  # characters of a date with its weekday and time, and of the word below it
# A header of more lines has not been seen; the bound keeps the work linear.
MOST_LINES = 10
_LINKS = frozenset(
    {"permalink", "permalien", "permanent link", "link", "direktlink", "reply"}
    | {"old", "unread"}  # vBulletin's icon of a post that was read before
)
# What a writer without a name is called, or calls itself: buttons and badges say it, too.
_ROLE = re.compile(
    r"(?:admin|guest|ospite|invité|invitado|visitante|gość|gast|misafir|гость|gäst|gjest|gæst|vieras)"
    r"[ \u00a0_]?\d{0,6}",
    re.IGNORECASE,
)
_AGAIN = 2  # lines of a name that is said twice
_MOST_RANKS = 7  # lines of a member's rank, date of joining, place and number of posts
_LONGEST_RANK = 80  # characters of one of these
_INITIALS = 3  # letters at most
_MOST_LABELS = 3  # short lines (avatar, name, role) that may stand before a date
_CUT = ("...", "…")  # what Drupal sets where its subject takes no more of the text
_LONGEST_SUBJECT = 80  # characters; Drupal's field holds 64
_MAX_ADDRESSEE = 80  # characters of "In reply to Ann Lee"


class Header(NamedTuple):
    """What stands above a comment's text.

    `n_lines` counts the lines it takes; `signed` tells that a date or "says" was among them.
    `form` is how the date is written; `n_between` counts the short lines between "says" and a
    date, or between a date and a name.
    """

    n_lines: int
    speaker: str | None
    timestamp: str | None
    signed: bool
    addressee: str | None = None
    form: str = ""
    n_between: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """What the comments of one section have in common, read off their repetition.

    `named` tells that they open with a line that is the speaker's name alone, `tight` that no
    blank line stands below it, `often_named` that half of them do, as where main-content extraction
    drops names that are links; `forms` are the ways
    in which their dates are written (empty: any); `heads` and `tails` are lines (digits masked)
    that most of them share above and below the text, and `ends` those of the latter that other
    lines may end with ("3 people like this. Like Reply"), and `closing` those that one more line
    may stand below ("12 x Ann and Bo"); `avatar` is a word before most names.
    `subjects` tells that their texts' first words stand above them as a subject, as Drupal has it;
    `signs_off` tells that the speaker's name stands below them after a dash;
    `open` tells that short lines may stand between "says" and a date; `named_after` that a name
    follows the date, and `ranked` that a second short line follows that; `below` that name and
    date stand below the text, `dated_twice` that a date does and another one above it.
    """

    named: bool = False
    tight: bool = False
    often_named: bool = False
    dated_twice: bool = False
    forms: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    ends: tuple[str, ...] = ()
    closing: frozenset[str] = frozenset()
    avatar: str = ""
    subjects: bool = False
    signs_off: bool = False
    open: bool = True
    named_after: bool = False
    ranked: bool = False
    below: bool = False


@dataclass(slots=True)
class _Reading:
    """A header while its lines are read; `n` of them are certain to belong to it."""

    habits: Habits
    n: int = 0
    anchored: bool = False  # by "says" or a date
    said: bool = False
    speaker: str | None = None
    timestamp: str | None = None
    addressee: str | None = None
    labels: list[str] = field(default_factory=list)
    n_between: int = 0
    role: str | None = None  # "admin" above the date: the name if there is no other

    def take(self, text: str, n: int) -> bool:
        """Take one line; False where the text of the comment has begun."""
        if is_blank(text):
            return True
        if self.said and self.timestamp is not None:
            return self._skip(text, n)
        if self._anchor(text, n) or self._skip(text, n):
            return True
        # A short line may yet turn out to be part of the header.
        closed = len(self.labels) >= _MOST_LABELS or (self.anchored and not self.habits.open)
        if closed or not is_label(text):
            return False
        self.labels.append(text)
        return True

    def _anchor(self, text: str, n: int) -> bool:
        """Whether a line is "Ann says:" or holds the date."""
        if not self.said and (says := read_says(text)) is not None:
            stamp = says[1]
            if stamp is not None and not self._fits(stamp):
                return False
            self._confirm(n, says[0])
            self.said, self.timestamp = True, stamp or self.timestamp
            return True
        if self.timestamp is None and (found := read_stamp(text)) is not None:
            if found.in_sentence or not self._fits(found.timestamp):
                return False
            behind = "" if found.after == "." else found.after
            beside = found.before if found.before and tidy_name(found.before) else behind
            # "Like · Reply · 4 · 5y" names nobody.
            self._confirm(n, "" if "·" in beside and is_furniture(beside) else beside)
            self.timestamp = found.timestamp
            return True
        return False

    def _fits(self, timestamp: str) -> bool:
        return not self.habits.forms or read_form(timestamp) in self.habits.forms

    def _confirm(self, n: int, name: str) -> None:
        if self.anchored:
            self.n_between += len(self.labels)
        if self.speaker is None:
            bylines = [label for label in self.labels if is_byline(label)] if name else []
            self._name([*bylines, name, *self.labels])
        self.labels.clear()
        self.n = n + 1
        self.anchored = True

    def _name(self, candidates: Sequence[str]) -> None:
        for k, candidate in enumerate(candidates):
            if self.speaker is not None:
                break
            if not candidate or candidate.lower() in _LINKS:
                continue
            initials = len(candidate) <= _INITIALS and candidate.isupper()
            if initials and any(label[0] == candidate[0] for label in candidates[k + 1 :]):
                continue  # "AL" in place of an avatar, above "Ann Lee"
            candidate, addressee = part_addressee(candidate)
            self.addressee = self.addressee or addressee
            self.speaker = tidy_name(candidate, self.habits.avatar)

    def _skip(self, text: str, n: int) -> bool:
        """Whether a line is a button, a badge or a caption around name and date."""
        if is_furniture(text) or mask_line(text) in self.habits.heads:
            if not self.anchored and _ROLE.fullmatch(text) is not None:
                self.role = text
        elif not self.anchored:
            return False
        elif is_label(text) and (is_rating(text) or tidy_name(text) == self.speaker):
            pass
        elif self.speaker is None and is_byline(text) and is_name(strip_byline(text)):
            self.speaker = tidy_name(strip_byline(text))
        elif self.speaker and text.endswith(self.speaker) and is_answer_button(text):
            pass
        elif self.addressee is None and (addressee := _read_addressee(text)) is not None:
            self.addressee = addressee
        else:
            return False
        if self.anchored and not self.labels:
            self.n = n + 1
        return True


def _read_addressee(text: str) -> str | None:
    """Whom a line says the comment answers; None for "Reply to the letters you get. Then wait."."""
    found = find_addressee(text) if len(text) <= _MAX_ADDRESSEE else None
    return found if found is not None and is_name(found) else None


_ANY = Habits()


def read_header(lines: Sequence[Line], habits: Habits = _ANY) -> Header:
    """The header of a comment, from all its lines in order.

    Short lines are taken for names and badges where a date or "says" follows them soon.
    """
    if habits.below:
        if habits.named:
            return _read_unsigned(lines, MOST_LINES, habits)
        return Header(0, None, None, False)
    reading = _Reading(habits)
    n = 0
    for n, line in enumerate(lines[:MOST_LINES]):
        text = strip_tag(line.text)
        if not reading.take(text if n else halve_name(text), n) and not (
            not reading.anchored and _is_subject(lines, n)
        ):
            break
    else:
        n = min(len(lines), MOST_LINES)
    if not reading.anchored:
        return _read_unsigned(lines, n, habits)
    n, speaker = reading.n, reading.speaker or reading.role
    if speaker is None and habits.named_after:
        at = next((k for k in range(n, len(lines)) if not is_blank(strip_tag(lines[k].text))), n)
        text = strip_tag(lines[at].text) if at < len(lines) else ""
        if is_name(text):
            n, speaker = at + 1, tidy_name(text, habits.avatar)
            named = n
            if habits.ranked and n + 1 < len(lines) and is_name(strip_tag(lines[n].text)):
                n += 1
            while n + 1 < len(lines) and (
                is_furniture(strip_tag(lines[n].text)) or (n > named and lines[n].text == text)
            ):
                n += 1  # an avatar's caption; a role, and the name again
    end = _reach_shared(lines, n, habits) if habits.heads else n
    if speaker is None and end > n:
        speaker = tidy_name(strip_tag(lines[n].text), habits.avatar)
    n = end
    timestamp = reading.timestamp
    form = read_form(timestamp) if timestamp is not None else ""
    # Named fields take a named tuple twice the time, and this is made three times a comment.
    return Header(n, speaker, timestamp, True, reading.addressee, form, reading.n_between)


def _is_subject(lines: Sequence[Line], n: int) -> bool:
    """Whether a line is the comment's subject, as Drupal sets it above the byline.

    It may be too long for a badge: the text's first words, or what stands below an avatar.
    """
    if n + 2 >= len(lines) or len(lines[n].text) > _LONGEST_SUBJECT:
        return False
    byline, text, subject = strip_tag(lines[n + 1].text), lines[n + 2].text, lines[n].text
    stamp = read_stamp(byline) if is_byline(byline) else None
    if stamp is None:
        return False
    if text.startswith(subject.rstrip(" .…")):
        return True
    name = strip_byline(stamp.before)
    above = strip_tag(lines[n - 1].text) if n else ""
    below = n > 0 and (name in above or is_blank(above))  # the avatar, or its caption
    return (below or (not n and subject.endswith(_CUT))) and not is_furniture(text)


def _reach_shared(lines: Sequence[Line], n: int, habits: Habits) -> int:
    """Where a header ends that goes on with a member's rank above lines that all have ("Posts: 9").

    A text must be left: what all have may be buttons that stand below short comments.
    """
    end = n
    profiled = are_profiled(habits.heads)
    for k in range(n, min(n + _MOST_RANKS, len(lines) - 1)):
        text = lines[k].text
        if profiled and is_profile(text):  # some members have fields that others have not
            end = k + 1
            continue
        if len(text) > _LONGEST_RANK or is_furniture(text := strip_tag(text)) or not is_label(text):
            break
        if mask_line(text) in habits.heads:
            end = k + 1
    if end > n and all(_is_shared(line.text, habits) for line in lines[end:]):
        return n
    return end


@lru_cache(maxsize=16)
def are_profiled(heads: frozenset[str]) -> bool:
    """Whether a member's fields are among the lines that all headers share."""
    return any(map(is_profile, heads))


def _is_shared(text: str, habits: Habits) -> bool:
    mask = mask_line(text)
    return is_furniture(text) or mask in habits.heads or mask in habits.tails


def _read_unsigned(lines: Sequence[Line], n: int, habits: Habits) -> Header:
    """A header without a date: buttons alone, or a name where the section's comments have one."""
    n = min(n, len(lines))
    for k, line in enumerate(lines[:n]):
        text = strip_tag(line.text)
        if is_blank(text) or is_furniture(text) or mask_line(text) in habits.heads:
            continue
        named = habits.named or (habits.often_named and opens_with_name(lines[k : k + 2]))
        if named and is_name(text) and k + 1 < len(lines):
            name = tidy_name(text, habits.avatar)
            again = k + 2 < len(lines) and _names_again(text, lines[k + 1])
            return Header(k + 1 + again, name, None, False)
        return Header(k, None, None, False)
    return Header(n, None, None, False)


def opens_with_name(lines: Sequence[Line], *, tight: bool = False) -> bool:
    """Whether a comment begins with a short line of its own, as a name is set.

    `tight` tells that no blank line parts names from texts in this section.
    """
    if len(lines) > 1 and is_blank(strip_tag(lines[0].text)):
        lines = lines[1:]  # an image
    if tight:
        return len(lines) > 1 and is_name(lines[0].text)
    if not is_name(lines[0].text):
        return False
    if len(lines) > _AGAIN and _names_again(lines[0].text, lines[1]):
        return lines[_AGAIN].gap > 0
    if len(lines) == 1 or lines[1].gap > 0:
        return True
    # lynx sets a name that is a heading left of its list item, and the text right of it.
    return not lines[0].marker and lines[0].column < lines[1].column


def _names_again(name: str, line: Line) -> bool:
    """Whether the name below an avatar's caption is the caption's ("Ann Avatar", "Ann Author")."""
    if line.gap:
        return line.text == name
    return line.text.startswith(tidy_name(name) or name) and is_name(line.text)


def is_pingback(lines: Sequence[Line]) -> bool:
    """Whether a list item is another site's link to the page, which pages list with comments."""
    texts = [line.text for line in lines[:5]]
    if "" in texts:  # icons
        texts = [line.text for line in lines[:MOST_LINES] if line.text][:5] or [""]
    if _PINGBACK.match(texts[0]) or (len(texts) > 1 and _PINGBACK.match(texts[1])):
        return True
    if _is_dated_pingback(texts[0]) or any(_is_signature(line.text) for line in lines[-2:]):
        return True
    if texts[0].startswith(_DOTS) and (
        _PINGBACK.match(lines[-1].text) or (texts[0].endswith(_DOTS) and lines[0].marker)
    ):
        return True  # "[…] said that […]", and below it "Pingback by Another page"
    if "[" not in "".join(texts):
        return False
    dotted = [n for n, text in enumerate(texts) if n and text.startswith(_DOTS)]
    if not dotted:  # or nothing but the excerpt is left of the item
        alone = lines[0].marker and all(text.startswith(_DOTS) for text in texts)
        return bool(alone) and texts[-1].endswith(_DOTS)
    # An excerpt that begins and ends with dots in brackets is how WordPress quotes such a page.
    if any(text.endswith(_DOTS) for text in texts[dotted[0] :]):
        return True
    # "Trackback Another page", then an excerpt that begins so.
    return any(len(text) <= _LONGEST and _TRACKBACK.search(text) for text in texts[:3])


def _is_dated_pingback(text: str) -> bool:
    """Whether a line is "May 3, 2014 at 5:12 pm Pingback: Another page"."""
    ping = _PINGBACK.search(text, 0, _LONGEST_DATE) if ":" in text else None
    return ping is not None and is_lone_date(text[: ping.start()].rstrip(" :-|"))


def _is_signature(text: str) -> bool:
    """Whether a line below an excerpt is "Trackback by Another page — March 7, 2006"."""
    return "back" in text and _PINGBACK.match(text) is not None and read_stamp(text) is not None

"""What is left of header and buttons in a rendered text, told by how it reads."""

from __future__ import annotations

import re
from collections.abc import Set

from stance.sources.bylines import strip_unverified
from stance.sources.dates import looks_like_date
from stance.sources.html.byline import read_byline
from stance.sources.html.words import is_button, is_saying, strip_says
from stance.sources.notes import is_note
from stance.sources.profiles import is_profile

__all__ = ["trim_body"]


_PLACES = (
    "of ",
    "from ",
    "in ",
    "aus ",
    "de ",
    "da ",
    "uit ",
)  # the name has an element of its own
_LONGEST_BUTTONS = 80  # characters
_LONGEST_PHRASE = 4  # words of a button
_MARKS = "·•|"  # between a name and what its owner is
_LONGEST_ROLE = 60  # characters: "Works at the Mill", "Top commenter"
_BETWEEN = re.compile(r"\s*[|·•]\s*|(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ\d])|(?<=\d)(?=[A-ZÀ-Þ])")
_NUMBER = re.compile(r"^#\d{1,5}[.:]?\s+")  # of a comment, before its header


def trim_body(text: str, *, speaker: str, trusted: bool, said: Set[str] = frozenset()) -> str:
    """A comment's text without the lines of furniture at its start and end.

    `trusted` texts come from an element whose name says that it is the body: a line in it that
    reads like a button is the comment's own. Some hold the name, or what is left of it ("says:").
    So are the lines in `said`, which stand where texts do.

    >>> trim_body("Ann says:\\nMay 3, 2014\\nTea!\\nReply", speaker="Ann", trusted=False)
    'Tea!'
    >>> trim_body("Ann says:\\nMay 3. It's in the text!", speaker="Ann", trusted=False)
    "May 3. It's in the text!"
    >>> trim_body("Ann\\nComment 3\\nReply", speaker="Ann", trusted=False, said={"Comment 3"})
    'Comment 3'
    """
    lines = text.split("\n")
    if trusted and len(lines) > 1 and _is_said(lines[0], speaker):
        return "\n".join(lines[1:]).strip("\n")
    if trusted or not text:
        return text
    start, stop = 0, len(lines)
    while start < stop and _is_furniture(lines[start], speaker, said):
        start += 1
    while stop > start and (
        _is_furniture(lines[stop - 1], "", said)
        or read_byline(lines[stop - 1]) is not None
        or is_note(lines[stop - 1])
        or _is_signature(lines[stop - 1], speaker)
    ):
        stop -= 1
    opening = f"{speaker}:"
    if speaker and start < stop and lines[start].startswith(opening):
        lines[start] = lines[start][len(opening) :].lstrip()
    return "\n".join(lines[start:stop]).strip("\n")


def _is_made_of_buttons(text: str) -> bool:
    """Whether a line is a button or several, run together or not ("Like2Reply", "Up | Down")."""
    if is_button(text):
        return True
    if len(text) > _LONGEST_BUTTONS:
        return False
    parts = _BETWEEN.split(text)
    if len(parts) > 1 and all(is_button(part) or looks_like_date(part) for part in parts):
        return any(part.isalpha() for part in parts)
    return _is_row_of_buttons(text.split())


def _is_row_of_buttons(words: list[str]) -> bool:
    """Whether words are buttons side by side: "Me gusta Responder +11 -3"."""
    at = count = 0
    while at < len(words):
        stop = min(len(words), at + _LONGEST_PHRASE)
        ends = (end for end in range(stop, at, -1) if is_button(" ".join(words[at:end])))
        end = next(ends, at)
        if end == at:
            return False
        count += any(c.isalpha() for c in words[at])
        at = end
    return count > 1


def _is_said(line: str, speaker: str) -> bool:
    """Whether a line is "says:", with or without the speaker's name."""
    name = strip_says(line)
    return line.rstrip().endswith((":", "：")) and name in ("", speaker) and name != line.strip()


def _is_signature(line: str, speaker: str) -> bool:
    """Whether a line is the speaker's name behind a dash or "by"."""
    plain = line.strip()
    if plain != speaker == strip_says(plain) and not plain.endswith(":"):
        return True
    return bool(speaker) and plain[:1] in "—–-" and plain.strip("—–- \xa0") == speaker


def _is_furniture(line: str, speaker: str, said: Set[str]) -> bool:
    if line.strip().removeprefix("> ") in said and strip_says(line) != speaker:
        return False
    plain = strip_unverified(_NUMBER.sub("", line.strip()))
    if not plain or _is_made_of_buttons(plain) or is_profile(plain):
        return True
    if looks_like_date(plain) and plain[-1] not in "!?":  # "May 3. It's in the text!"
        return True
    if not speaker or len(plain) > len(speaker) + 60:
        return False
    if speaker in plain and read_byline(plain) is not None:
        return True
    if speaker in (plain, strip_says(plain)) or (plain[-1] == ":" and is_saying(plain)):
        return True
    if plain.endswith(":") and plain.startswith(speaker) and is_saying(plain[len(speaker) :]):
        return True
    if plain.endswith(":") and plain.startswith((speaker, *_PLACES)):
        return strip_says(plain) != plain[:-1].strip()  # "Ann of York wrote:"
    if not plain.startswith(speaker):
        return False
    rest = plain[len(speaker) :].strip(" ,•·|:–—-")
    if plain[len(speaker) :].lstrip()[:1] in _MARKS and len(rest) <= _LONGEST_ROLE:
        return rest[-1:] not in ".!?…"
    return is_button(rest) or looks_like_date(rest)

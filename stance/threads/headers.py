"""What a line around a comment says: who wrote it, when, or just a button."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stance.threads.words import FURNITURE, find_date, find_says, is_made_of_furniture

__all__ = ["Stamp", "is_blank", "is_furniture", "is_name", "is_rating", "read_says", "read_stamp"]

# Longer lines are prose; the longest header in the layouts we know (name, role, date, three
# buttons) has 110 characters.
_MAX_HEADER = 160
_MAX_NAME = 50
_MAX_NAME_WORDS = 6
_LEADING_TAG = re.compile(r"^(?:\[[^\[\]\s]{1,60}\]|!\[\]|●|\ufffc)[ \u00a0]*")
_RATING = re.compile(
    r"\d(?:[.,]\d)?(?: (?:out of|of|von|/) ?\d)? (?:stars?|sterne?)|[★☆⭐]{1,5}", re.I
)
_BLANKS = " \u00a0\t|•·,;:–—-()[]<>/\\»«↓↑→←#*_●=~^.\ufffc\u200b\ufeff"
_EDGE = " \u00a0\t|•·,;:–—-()[]<>/\\»«↓↑→←#*_"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a header line, and what stands before and after it."""

    timestamp: str
    before: str
    after: str


def strip_tag(text: str) -> str:
    """`text` without what an extractor leaves of an avatar ("[7a02f8]", "●").

    >>> strip_tag("[45b] chris says:")
    'chris says:'
    """
    return _LEADING_TAG.sub("", text) if text[:1] in "[!●\ufffc" else text


def is_blank(text: str) -> bool:
    """Whether a line holds neither letters nor digits (rules, arrows, icons, emoji excepted).

    >>> is_blank("●"), is_blank("_____"), is_blank("🙈")
    (True, True, False)
    """
    return not text.strip(_BLANKS)


@lru_cache(maxsize=1 << 17)
def is_furniture(text: str) -> bool:
    """Whether a line is made of buttons, counts and notices only.

    >>> is_furniture("Reply ↓"), is_furniture("3 Like · Share"), is_furniture("Like I said")
    (True, True, False)
    """
    if len(text) > _MAX_HEADER:
        return False
    return is_made_of_furniture(strip_tag(text)) and not has_emoji(text)


def has_emoji(text: str) -> bool:
    """Whether a text holds a pictograph: a comment may be made of nothing else."""
    return any(c >= "\U0001f000" or "\u2600" <= c <= "\u27bf" for c in text)


def is_rating(text: str) -> bool:
    """Whether a line is a rating ("5 stars", "★★★★☆")."""
    return _RATING.fullmatch(text) is not None


@lru_cache(maxsize=1 << 17)
def read_says(text: str) -> tuple[str, str | None] | None:
    """(speaker, timestamp) of a line such as "Ann says:" or "Ann sagt am 1. Mai 2020:".

    >>> read_says("Ann Lee says:")
    ('Ann Lee', None)
    """
    if len(text) > _MAX_HEADER:
        return None
    text = strip_tag(text)
    match = find_says(text)
    rest = match["rest"].strip(" \u00a0:") if match is not None else ""
    if match is None or not (rest or text.endswith((":", "...", "…"))):
        return None
    name = text[: match.start()].strip(_EDGE)
    stamp = None
    if rest:
        found = find_date(rest)
        if found is None:
            return None
        stamp = found.group()
    if len(name) > _MAX_NAME or len(name.split()) > 2 * _MAX_NAME_WORDS:
        return None
    return name, stamp


@lru_cache(maxsize=1 << 17)
def read_stamp(text: str) -> Stamp | None:
    """The date of a header line, with the rest of the line free of buttons.

    None where there is no date, or where the rest is too long to be a header.

    >>> read_stamp("hmm • 2 weeks ago")
    Stamp(timestamp='2 weeks ago', before='hmm', after='')
    """
    if len(text) > _MAX_HEADER:
        return None
    text = strip_tag(text)
    match = find_date(text)
    if match is None:
        return None
    before = text[: match.start()].strip(_EDGE)
    after = FURNITURE.sub("", text[match.end() :]).strip(_EDGE)
    return Stamp(match.group().strip(), before, after)


@lru_cache(maxsize=1 << 17)
def is_name(text: str) -> bool:
    """Whether a line could be a speaker's name: short, and not a sentence.

    >>> is_name("Luke Koppa"), is_name("Thanks!"), is_name("I agree with you on this one")
    (True, False, False)
    """
    text = strip_tag(text).strip()
    if not text or len(text) > _MAX_NAME or len(text.split()) > _MAX_NAME_WORDS:
        return False
    if text[-1] in '?!…:;,"”' or (text[-1] == "." and len(text.split()[-1]) > 3):
        return False
    return "http" not in text

"""Speakers' names as headers have them, without what stands around them."""

from __future__ import annotations

import re

from stance.remember import remember
from stance.sources.bylines import is_subject, strip_byline, strip_unverified
from stance.sources.guestbooks import is_other_field, strip_field
from stance.threads.headers import EDGE, LEADING, LEFT_EDGE, SITE
from stance.threads.words import FURNITURE_WORDS, SAYS_WORDS

__all__ = ["halve_name", "tidy_name"]

_SINCE = re.compile(r"\b(?:since|seit|depuis|desde|sedan|dal|sinds|od) \d{4}$", re.I)  # a role
_NUMBER = re.compile(r"#?\d{1,9}(?:\.\d{1,3}){0,4}[.)]?")  # "#2.1" answers #2
_SHORTEST_HALF = 3  # letters of a name that is said twice: "Jojo" and "Mimi" are names
# Words of buttons that end names, too ("Dr. No", "Horace Gold").
_IN_NAMES = frozenset({"no", "user", "gold", "more", "page", "you"})
_REPLY = frozenset({"reply", "antworten", "répondre", "responder", "rispondi"})  # before a name
# Words that stand after a name but are none of it: "Ann Lee Author", "Ann Lee says", "Ann on";
# one letter may be all there is of a name ("Person A").
_SAID = frozenset(re.findall(r"\w{2,}", f"{SAYS_WORDS}|on|am|le|el|il|op|at|dne|dňa|dnia"))
_TRAILING = (frozenset(word for word in FURNITURE_WORDS if len(word) > 1) | _SAID) - _IN_NAMES


def halve_name(text: str) -> str:
    """A name that stands twice in one line, as its avatar's caption and as itself, once.

    >>> halve_name("Ann Lee Ann Lee"), halve_name("AnnAnn"), halve_name("Ann Lee")
    ('Ann Lee', 'Ann', 'Ann Lee')
    """
    half = len(text) // 2
    if half < _SHORTEST_HALF or text[0] not in text[half : half + 2]:
        return text
    first = text[:half]
    return first if first in (text[half:], text[half + 1 :]) else text


# Serendipity's link to the site of a speaker.
_NO_IMAGE = "No Gravatar"  # a plug-in of WordPress names the image that is not there
_HOMEPAGE = re.compile(
    r"[ \u00a0]+\((?:home ?page|web ?site|e-?mail|url)\)?(?=(?: \w{2,3})?$)", re.I
)


# "Ann Lee avatar Ann_Lee", an image's text before the name that it is made of.
_CAPTIONED = re.compile(r"(?P<caption>.{1,60}?) avatar (?P<name>.{1,60})")
_POINTS = re.compile(r"(?:[ \u00a0]?-?\d{1,6} points?)+\d{0,6}$")  # Reddit says them three times


def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


@remember
def tidy_name(name: str | None, avatar: str = "") -> str | None:
    """A speaker's name without what stands around it: captions, numbers, buttons, "on".

    >>> tidy_name("Armin Armin"), tidy_name("Avatar Ann", "Avatar"), tidy_name("#7 Ann Reply")
    ('Armin', 'Ann', 'Ann')
    >>> tidy_name("Person A"), tidy_name("El Greco"), tidy_name("Ann (Kent)")
    ('Person A', 'El Greco', 'Ann (Kent)')
    >>> tidy_name("@ann"), tidy_name("smarter than you")
    ('ann', 'smarter than you')
    """
    name = (name or "").lstrip(LEFT_EDGE).rstrip(EDGE).removesuffix(_NO_IMAGE).rstrip()
    if (
        _NUMBER.fullmatch(name)
        or (name[-5:-4] == " " and _SINCE.search(name))
        or is_other_field(name)
    ):
        return None
    if "avatar" in name and (twice := _CAPTIONED.fullmatch(name)) is not None:
        name = twice["name"] if _fold(twice["name"]) == _fold(twice["caption"]) else name
    if "point" in name:
        name = _POINTS.sub("", name)
    if ":" in name:
        if is_subject(name):
            return None
        name = strip_field(SITE.sub("", name))
    if " " in name or "\u00a0" in name:
        name = strip_byline(strip_unverified(name))
        name = _HOMEPAGE.sub("", name) if "(" in name else name
    leading = LEADING.match(name)
    words = (name[leading.end() :] if leading is not None else name).split()
    said = False
    while len(words) > 1 and words[-1].lower().strip(EDGE) in _TRAILING:
        counts = words.pop().lower() not in _SAID
        said = said or not counts
        if counts and len(words) > 1 and words[-1].isdecimal():  # "Ann 8 points"
            words.pop()
    if words and not words[-1].strip(EDGE):
        words.pop()
    if said and len(words) == 1 and words[0].lower() in _SAID:
        return None  # "ha scritto"
    if len(words) > 1 and (words[0] == avatar or words[0].lower() in _REPLY):
        words = words[1:]
    half = len(words) // 2
    if half and words[:half] == words[half:]:
        words = words[:half]
    tidy = " ".join(words).lstrip("@")  # a handle, as markup is read
    if tidy.count("(") > tidy.count(")"):
        tidy += ")"  # of "Ann (Kent)"
    return tidy or None

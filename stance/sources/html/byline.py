"""Lines that name a comment's writer in a sentence: "Submitted by Ann Lee on May 3, 2014"."""

from __future__ import annotations

import re
from typing import NamedTuple

from stance.remember import remember
from stance.sources.bylines import (
    BYLINE_PREPOSITIONS,
    BYLINE_WORDS,
    LOOSE_BYLINE_WORDS,
)
from stance.sources.dates import looks_like_date

__all__ = ["Byline", "opens_byline", "read_byline"]

_JAPANESE = "投稿者"  # Movable Type
_BY = re.compile(
    rf"(?:(?P<sure>{BYLINE_WORDS}|{_JAPANESE})|(?P<bare>by|von|par)|{LOOSE_BYLINE_WORDS})"
    r"(?P<colon> ?:)?\s+"
    rf"(?P<name>[^#\s].{{0,59}}?)(?:\s*[|,–—»·-]?\s+{BYLINE_PREPOSITIONS}\s+(?P<date>.+)"
    r"|(?:\s*[|,–—»·]|\s*-(?=\s)|\s+[:-])\s*(?P<after>.+)|(?P<end>))$",
    re.I,
)
# "Le lundi 3 mai 2010, 10:33 par Ann": the date comes first (Dotclear).
_BY_LAST = re.compile(
    r"(?P<date>.{6,60}?\d\S{0,4})[,\s]+(?:by|par|von|por|di|da|door|przez|av|af)\s+(?P<name>\S.{0,39})$",
    re.I,
)
# "— Ann, May 3, 2014", as below a quotation.
_DASHES = frozenset("—–―")
_SIGNED = re.compile(r"[—–―]\s*(?P<name>[^\W_][^,\n]{0,39}),\s+(?P<date>\S.{2,60})$")
_NUMBER = re.compile(r"#\d{1,6} ")  # of a post, before it
_OPENING = re.compile(
    rf"(?:{_NUMBER.pattern})?(?:(?:{BYLINE_WORDS}|{_JAPANESE})(?: ?:)?|(?:by|von|par) ?:)", re.I
)
_LONGEST = 140  # characters


class Byline(NamedTuple):
    """The name in such a line, and its date ("" where there is none)."""

    name: str
    date: str


@remember
def read_byline(text: str) -> Byline | None:
    """The name and date of a line that is a byline as a whole.

    >>> read_byline("Posted by: Ian at October 20, 2007 03:02 PM")
    Byline(name='Ian', date='October 20, 2007 03:02 PM')
    >>> read_byline("Comment by Ann — May 3, 2014 #")
    Byline(name='Ann', date='May 3, 2014')
    >>> read_byline("Comment by Ann-Kathrin, May 3, 2014")
    Byline(name='Ann-Kathrin', date='May 3, 2014')
    >>> read_byline("投稿者 Ann : 2014年5月3日 17:12")
    Byline(name='Ann', date='2014年5月3日 17:12')
    >>> read_byline("Le lundi 3 mai 2010, 10:33 par Ann")
    Byline(name='Ann', date='Le lundi 3 mai 2010, 10:33')
    >>> read_byline("Napsal uživatel Petr dne 20 Květen, 2016 - 08:48.")
    Byline(name='Petr', date='20 Květen, 2016 - 08:48')
    >>> read_byline("by Ann Lee on 3. May 2014 at 17:12.")
    Byline(name='Ann Lee', date='3. May 2014 at 17:12')
    >>> read_byline("— Ann, May 3, 2014")
    Byline(name='Ann', date='May 3, 2014')
    >>> read_byline("#3 By: Ann, May 3rd, 2014 09:31")
    Byline(name='Ann', date='May 3rd, 2014 09:31')
    >>> read_byline("Posted by mistake, I fear, as so often.") is None
    True
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    number = _NUMBER.match(text)
    text = text[number.end() :] if number is not None else text
    found = _BY.match(text)
    if found is None:
        found = (_SIGNED if text[:1] in _DASHES else _BY_LAST).match(text)
        if found is None or not looks_like_date(found["date"]):
            return None
        return Byline(found["name"].strip(" ,|–-"), found["date"])
    date = (found["date"] or found["after"] or "").strip(" .|#")
    if date and not looks_like_date(date):
        return None
    if found["bare"]:  # "by Monday at noon"
        told = found["date"] or (found["colon"] and date)
        if not told or looks_like_date(found["name"]):
            return None
    elif not found["sure"] and (not date or looks_like_date(text[found.start("name") :])):
        return None  # "Posted May 3, 2014"
    return Byline(found["name"].strip(" ,|–-"), date)


def opens_byline(text: str) -> bool:
    """Whether a text is a byline's words alone: the name follows as a link.

    >>> opens_byline("Posted by:"), opens_byline("Posted by mistake")
    (True, False)
    """
    return len(text) < _LONGEST and _OPENING.fullmatch(text.strip()) is not None

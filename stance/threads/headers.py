"""What a line around a comment says: who wrote it, when, or just a button."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.remember import remember
from stance.sources.alternatives import any_of, first_of
from stance.sources.answers import find_addressee, part_addressee
from stance.sources.buttons import is_button_phrase
from stance.sources.bylines import (
    is_byline,
    strip_byline,
    strip_subject,
)
from stance.sources.months import LAST_SPANS
from stance.threads.dates import mask_date
from stance.threads.weekdays import part_weekday
from stance.threads.words import (
    FURNITURE,
    find_date,
    find_says,
    is_made_of_furniture,
    may_hold_date,
)

__all__ = [
    "EDGE",
    "LEADING",
    "LEFT_EDGE",
    "SITE",
    "Stamp",
    "has_button",
    "is_blank",
    "is_furniture",
    "is_label",
    "is_lone_date",
    "is_name",
    "is_prose",
    "mask_line",
    "names_both",
    "read_form",
    "read_says",
    "read_stamp",
    "strip_tag",
]

# Longer lines are prose; the longest header in the layouts we know (name, role, date, three
# buttons) has 110 characters.
_MAX_HEADER = 160
_MAX_NAME = 50
_MAX_NAME_WORDS = 6
_MAX_BESIDE = 4  # words besides the date after "says": "in reply to", "on … at"; more is a sentence
_LONGEST_BARRED = 80  # characters of a name before a bar and the date: "The man from Bath | May 3"
_LONGEST_TITLE = 6  # characters of an abbreviation before a name, with its full stop
# Movable Type's picture beside its users' names reads "Author Profile Page".
_LEADING_TAG = re.compile(
    r"^(?:\[[^\[\]\s]{1,60}\]|!\[\]|●|\ufffc|Author Profile Page(?= ))[ \u00a0]*"
)
SITE = re.compile(
    r"https?://\S+[ \u00a0]+(?=\S{2,25}(?: \S{1,25}){0,4}$)"
)  # before a speaker's name
_BLANKS = " \u00a0\t|•·⋅,;:–—-()[]<>/\\»«↓↑→←#*_●=~^.\ufffc\u200b\ufeff"
EDGE = " \u00a0\t|•·⋅,;:–—-()[]{}<>/\\»«↓↑→←↳↪⤷└#*_"
LEFT_EDGE = EDGE.replace("#", "")  # "#7 Ann Lee"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a header line, and what stands before and after it.

    `in_sentence` tells that these are too much for a name and what headers add to it.
    """

    timestamp: str
    before: str
    after: str
    in_sentence: bool = False


def strip_tag(text: str) -> str:
    """`text` without what an extractor leaves of an avatar ("[7a02f8]", "●").

    >>> strip_tag("[45b] chris says:")
    'chris says:'
    """
    return _LEADING_TAG.sub("", text) if text[:1] in "[!●\ufffcA" else text


def is_blank(text: str) -> bool:
    """Whether a line holds neither letters nor digits (rules, arrows, icons, emoji excepted).

    >>> is_blank("●"), is_blank("_____"), is_blank("🙈")
    (True, True, False)
    """
    # Most lines begin with a letter: one look is quicker than to strip them.
    return not (text[:1].isalnum() or text.strip(_BLANKS))


@remember
def is_furniture(text: str) -> bool:
    """Whether a line is made of buttons, counts and notices only.

    >>> is_furniture("Reply ↓"), is_furniture("3 Like · Share"), is_furniture("Like I said")
    (True, True, False)
    """
    if len(text) > _MAX_HEADER:
        return False
    text = strip_tag(text)
    if is_blank(text) or is_button_phrase(text) or (text[:2] == '{"' and text[-1] == "}"):
        return True  # the last: data of a script that counts votes
    if "|" in text and all(map(is_furniture, text.split("|"))):
        return True
    return is_made_of_furniture(text) and not has_emoji(text)


def is_lone_date(text: str) -> bool:
    """Whether a line is a date and nothing else but buttons.

    >>> is_lone_date("May 3, 2014 at 5:12 pm | Reply"), is_lone_date("Ann, May 3, 2014")
    (True, False)
    """
    found = find_date(text) if len(text) <= _MAX_HEADER else None
    return found is not None and is_furniture(text[: found.start()] + text[found.end() :])


def has_emoji(text: str) -> bool:
    """Whether a text holds a pictograph: a comment may be made of nothing else."""
    return any(c >= "\U0001f000" or "\u2600" <= c <= "\u27bf" for c in text)


_STOPS = re.compile(r"(?<![.…])(?<![ap]\.m)[.!?]$")
_ON = re.compile(r"\W*(?:on|at|am|um|le|el|il|op|den|dne|dňa|dnia)?\W*", re.I)


@remember
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
    if match is not None and match.start() == 0 and rest and is_byline(text):
        return None  # "Napsal Ann dne 4. May 2009": Czech bylines begin with the word
    if match is None or not (rest or text.endswith((":", "...", "…"))):
        return None
    name = text[: match.start()].strip(EDGE)
    stamp = None
    # Words of a date are words of the line, but where none are parted.
    dated = find_date(name) if may_hold_date(text) or not text.isascii() else None
    if dated is not None:  # "Ann on May 3, 2014 at 5:12 pm said:"
        if _STOPS.search(rest):
            return None  # "On May 3, 2014 they said the same."
        stamp = dated.group()
        before = name[: dated.start()].lstrip(LEFT_EDGE).rstrip(EDGE)
        lead = f"#{before}" if before[:1].isdigit() else before
        named = before and LEADING.fullmatch(lead) is None  # "#7 on May 3 Ann said:"
        name = (before if named else name[dated.end() :]).strip(EDGE)
    elif rest and find_addressee(rest) is not None:  # "Ann said in reply to Bob..."
        return (f"{name} {rest.rstrip('.… ')}", None) if is_name(name) else None
    elif rest:
        found = find_date(rest)
        if found is None:
            return None
        beside = rest[: found.start()] + rest[found.end() :]
        if len(beside.split()) > _MAX_BESIDE or (_STOPS.search(text) and not _ON.fullmatch(beside)):
            return None  # "I wrote that 2 days ago."
        stamp = found.group()
    if len(name) > _MAX_NAME or len(name.split()) > 2 * _MAX_NAME_WORDS:
        return None
    return name, stamp


@remember
def read_stamp(text: str) -> Stamp | None:
    """The date of a header line, with the rest of the line free of buttons.

    None where there is no date, or where the rest is too long to be a header.

    >>> read_stamp("hmm • 2 weeks ago")
    Stamp(timestamp='2 weeks ago', before='hmm', after='', in_sentence=False)
    """
    if len(text) > _MAX_HEADER:
        return None
    whole, text = text, strip_tag(text)
    match = find_date(text) or _find_short_age(text)
    if match is None:
        return None
    before = text[: match.start()].lstrip(LEFT_EDGE).rstrip(EDGE)
    if _OTHER_DATE.match(before) or before.endswith(" active"):
        return None
    if _count_words(before) > _MAX_NAME_WORDS and read_says(before + ":") is None:
        name, addressee = part_addressee(before)
        barred = text[: match.start()].rstrip(" \u00a0").endswith("|")
        named = is_name(name) and (addressee is not None or barred)
        if not named and not (barred and len(before) <= _LONGEST_BARRED):
            return None  # a sentence with a date in it
    after = FURNITURE.sub("", strip_subject(text[match.end() :]))
    after = after.lstrip(LEFT_EDGE).rstrip(EDGE)
    if after and is_lone_date(after):
        after = ""  # "May 3, 2014 at 5:12 pm 13 years ago"
    worded = match.group().isalpha() and before and " " in after
    if worded and find_addressee(after) is None:
        return None  # "hier" is yesterday in French, and here in German
    said = text[-1] in ".!?" and len(after.split()) > 2
    if said and not (_INITIAL.search(text) or is_byline(after)):
        return None
    timestamp = match.group().strip()
    if not before:
        before, timestamp = part_weekday(timestamp)
    return Stamp(timestamp, before, after, _is_sentence(before, after, whole))


_INITIAL = re.compile(r"\b[^\W\d_]\.$")  # "Ann R.", whose full stop ends no sentence
# "Like · Reply · 4 · 5y": an age among buttons, as Facebook has it.
_SHORT_AGE = re.compile(
    r"(?<![^ \u00a0·•|])\d{1,3}[ \u00a0]?(?:s|m|min|h|hrs?|d|w|wks?|mo|y|yrs?)$"
)

_LAST = re.compile(rf"(?:^|(?<=[·•⋅|] )|(?<=[·•⋅|])){any_of(LAST_SPANS)}$", re.I)  # "last week"


def _is_sentence(before: str, after: str, text: str) -> bool:
    """Whether a date stands in a sentence, and not beside a name with nothing else.

    >>> text = "The man who lived above the sluice replied to comment from Ann | May 3, 2014"
    >>> _is_sentence(text[:-14], "", text)
    False
    """
    name, _ = part_addressee(before)
    return (is_prose(name) and f"{before} |" not in text) or is_prose(after)


def _count_words(before: str) -> int:
    """The words of a name, without what bylines and scores add to it."""
    words = before.split()
    if len(words) > _MAX_NAME_WORDS:
        words = _DIGITS.sub("", FURNITURE.sub("", before)).split()  # "Ann 8 points 9 points"
    if len(words) <= _MAX_NAME_WORDS:
        return len(words)
    # "Submitted by Ann Lee (not verified) on"
    return len(_IN_BRACKETS.sub("", strip_byline(before)).split())


_IN_BRACKETS = re.compile(r"\([^()]{1,30}\)")
# Dates that are none of the comment's: of the reader's account, of a change.
_OTHER_DATE = re.compile(
    r"(?:joined|anmeldungsdatum|anmeldedatum|inscription|inscrit le|registrado|fecha de ingreso"
    r"|iscritto|registrato|dołączył\(?a?\)?|rejestracja|зарегистрирован|aangemeld|lid sinds"
    r"|member since|registered|registriert|mitglied seit|dabei seit|inscrit|miembro desde"
    r"|last (?:edited|seen|active|updated|modified)|edited|updated|bearbeitet|zuletzt|modifié"
    r"|editado)\b",
    re.I,
)

_SIGNS = ("|", "·", "•", "⋅")


def _find_short_age(text: str) -> re.Match[str] | None:
    found = _SHORT_AGE.search(text) or _LAST.search(text) if text[-1:].isalpha() else None
    before = text[: found.start()].rstrip() if found is not None else ""
    if before[-1:] in _SIGNS and is_name(before[:-1]):
        return found  # "Ann Lee · 5w"
    return found if not before or is_made_of_furniture(before) else None


@remember
def is_name(text: str) -> bool:
    """Whether a line could be a speaker's name: short, and not a sentence.

    >>> is_name("Luke Koppa"), is_name("Thanks!"), is_name("I agree with you on this one")
    (True, False, False)
    """
    text = strip_tag(text).strip()
    if "://" in text:
        text = SITE.sub("", text)
    if not text or len(text) > _MAX_NAME or len(text.split()) > _MAX_NAME_WORDS:
        return False
    if text[-1] in '?!…:;,"”。！？':
        return False
    if text[-1] == "." and len(text.split()[-1]) > 3 and _INITIALS.fullmatch(text) is None:
        return False
    # "A historian. Oh well" is two sentences; "Prof. Lee" and "Rob Smith Jr." are names.
    if any(word[-1] == "." and len(word) > _LONGEST_TITLE for word in text.split()[:-1]):
        return False
    if not text.isascii() and (_CLAUSE.search(text) or len(_UNPARTED.findall(text)) > _LONGEST_HAN):
        return False
    return "http" not in text


def names_both(text: str) -> bool:
    """Whether a line is a speaker's name and whom it answers, and no more.

    >>> names_both("Bob replied to comment from Ann Lee"), names_both("Ann Lee")
    (True, False)
    """
    if len(text) > _LONGEST_BOTH or text.count(" ") > _MOST_BLANKS or text[-1:] in ".!?":
        return False
    name, addressee = part_addressee(text)
    return addressee is not None and is_name(name) and is_name(addressee)


_LONGEST_BOTH = 120  # characters of two names and the words between them
_MOST_BLANKS = 16  # two names of six words, and "replied to comment from"


_INITIALS = re.compile(r"(?:[^\W\d_]\.[ \u00a0]?){2,4}")  # "J.R."
# Chinese, Japanese and Korean sentences have no blanks to count their words by.
_CLAUSE = re.compile("[，。！？]")
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST_HAN = 12  # of these letters in a name


@remember
def has_button(text: str) -> bool:
    """Whether a line is made of buttons, or has some after its date ("May 3, 2014 | Reply")."""
    if is_furniture(text):
        return any(c.isalpha() for c in strip_tag(text))
    stamp = find_date(text) if len(text) <= _MAX_HEADER else None
    return stamp is not None and FURNITURE.search(text, stamp.end()) is not None


_DIGITS = re.compile(r"\d+")
_COUNTS = re.compile(r"(?:(?<![\w.])[+\-−–])?\d+")  # "(+3)", "(-1)": ratings fall below none
_MAX_MASKED = 60  # characters; longer lines are prose and are compared as they are
_MAX_ROW = 90  # the same where signs part buttons


@remember
def mask_line(text: str) -> str:
    """A short line with its numbers masked, so that "3 likes" and "12 likes" are one.

    >>> mask_line("12 Likes")
    '0 likes'
    """
    text = strip_tag(text)
    if len(text) < _MAX_MASKED or (len(text) < _MAX_ROW and _parts_buttons(text)):
        return _COUNTS.sub("0", text.lower())
    return text


def _parts_buttons(text: str) -> bool:
    return " / " in text or "|" in text or "·" in text


@remember
def read_form(timestamp: str) -> str:
    """How a date is written: the dates of one page are all written alike.

    >>> read_form("May 3, 2014 at 5:12 pm") == read_form("October 13, 2011 at 10:05 am")
    True
    """
    return mask_date(timestamp)


def is_prose(text: str) -> bool:
    """Whether what stands beside a date is too much for a name and its role."""
    return len(text) > 60 or len(text.split()) > 9


_MAX_LABEL_WORDS = 8


def is_label(text: str) -> bool:
    """Whether a line is short enough for a name, a role or a badge in a header."""
    short = len(text) <= _MAX_NAME + 10 and len(text.split()) <= _MAX_LABEL_WORDS
    return short or (len(text) <= _LONGEST_BOTH and names_both(text))


_BEFORE_DATES = "on|at|am|um|le|el|il|op|den|en|dne|dňa|dnia"
_BEFORE_NAMES = "by|von|par|por|da"
_LEADING_WORDS = (
    f"{_BEFORE_NAMES}"
    "|(?:posted|written|submitted|comment)(?: (?:by|from))?|published|commented|says|said"
    "|(?:kommentar|kommentiert) von|commentaire (?:de|par)"
    "|comentario (?:de|por)|comentário (?:de|por)"
    "|commento (?:di|da)|reactie (?:van|door)|комментарий от"
    "|veröffentlicht|geschrieben|publié|posté|publicado|enviado|escrito|pubblicato|inviato|scritto"
    "|geplaatst|dodano|napisano|опубликовано|skrivet|skrevet"
)
LEADING = re.compile(
    r"(?:(?:#\d{1,9}(?:\.\d{1,3}){0,4}|\d{1,6}(?:[.)]|[ \u00a0]\|))[ \u00a0:]*(?=\S)"
    rf"|{first_of([_LEADING_WORDS])}(?:[ \u00a0:]+|$)"
    # "El Greco" is a name: such words lead to another, or to the date that stood there.
    rf"|{first_of([_BEFORE_DATES])}"
    rf"(?:[ \u00a0:]*$|[ \u00a0:]+(?=(?:{_BEFORE_NAMES})[ \u00a0]|#\d))"
    r"|(?-i:em)$)+",  # "Em" is a name
    re.I,
)
"""Words and numbers before a name."""

"""Words that an extractor ran together, parted: "Ann LeeMay 3, 2019", "Annsays:", "(BUTTON)Reply".

Themes part a name from its date by style sheets alone, and a dump keeps no style.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.sources.months import MONTHS
from stance.sources.page import Line

__all__ = ["part_words"]

_LONGEST = 160  # characters; longer lines are prose
_PRESSED = "(BUTTON)"
_LONGEST_COUNT = 60  # of a heading with its buttons
_MONTH = "|".join(sorted((re.escape(m.title()) for m in MONTHS), key=len, reverse=True))
_ANY_MONTH = f"{_MONTH}|{_MONTH.lower()}"
_UNIT = r"(?:second|sec|minute|min|hour|hr|day|week|month|year)s?"
# A date in full right after a name's last letter.
_DATED = re.compile(
    rf"(?<=[\w.)])(?<![\d_])(?=(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}}| at )"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de )?(?:{_ANY_MONTH})\.?,? (?:de )?\d{{4}}(?!\d)"
    r"|\d{4}-\d\d-\d\d(?!\d)|\d\d?([./])\d\d?\1\d{4}(?!\d)"
    rf"|\d{{1,2}} {_UNIT} ago\b)"
    rf"|(?<=\d)(?=(?:{_MONTH})\.? \d{{1,2}},? \d{{4}})"
    # a name that ends with digits
    r"|(?<=[A-Za-z]\d|\d\d)(?=20\d\d-\d\d-\d\d \d\d?:\d\d)"
    r"|(?<=[a-z]\d|\d\d)(?=[0-3]\d([./])[01]\d\2\d{4}(?!\d))"
)
# "19 CommentsSort by": a heading's count and noun, with the first button run into them.
_COUNTED = re.compile(
    r"(?<!\S)(\d{1,6} (?:comments?|responses?|replies|kommentare?|antworten|commentaires?|réponses?"
    r"|comentarios?|respuestas?|commenti|risposte|comentários?|reacties))(?-i:(?=[A-ZÀ-Þ][a-zß-ÿ]))",
    re.IGNORECASE,
)
# "Anncommentedabout 1 year ago2": Gitalk's name, verb, age and number of likes.
_COMMENTED = re.compile(
    r"(?<=[\w.)])(?=commented ?(?:(?:about|over|almost) )?\d)"
    r"|(?<=commented)(?=(?:(?:about|over|almost) )?\d)|(?<= ago)(?=\d{1,4}$)"
)
_READ = re.compile(r"(?<=\d)(?=\d min read$)")  # "Sep 132 min read"
# Most lines have no letter right before a digit or a capital; they are told at once.
# The rare character first, what stands before it second: six times as fast as the other way.
_MAY_BE_DATED = re.compile(r"[A-ZÀ-ÞΑ-ΩА-Я\d](?<=[^\W\d_]\d|[.)]\d|[\w.)][^\W\d])")
_MAY_BE_DATED_ASCII = re.compile(r"[A-Z0-9](?<=[A-Za-z.)][0-9]|[\w.)][A-Z])", re.ASCII)
# "says:" at a line's end; "essays:", "naysays:" are words of their own.
_SAID = re.compile(
    r"(?=[sdzp])(?<=[\w.)])(?<!\bes)(?<!\bnay)(?=(?:says|said|sagt|schreibt|dice|disse|diz|dit|zegt|pisze"
    r"|säger|siger)(?: on .{1,40}| am .{1,40})? ?:$)"
)


def part_words(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a blank where a name and its date or "says:" stand without one.

    >>> from stance.sources.dump import read_dump
    >>> [line.text for line in part_words(read_dump("Ann LeeMay 3, 2019 at 5:02 pm").lines)]
    ['Ann Lee May 3, 2019 at 5:02 pm']
    """
    return [_part(line) for line in lines]


def _part(line: Line) -> Line:
    if _PRESSED in line.text:  # how Lynx sets what can be pressed
        line = line._replace(text=" ".join(line.text.replace(_PRESSED, " ").split()))
    text = line.text
    if len(text) > _LONGEST:
        return line
    parted = _SAID.sub(" ", text) if text[-1:] == ":" else text
    may_be_dated = _MAY_BE_DATED_ASCII if parted.isascii() else _MAY_BE_DATED
    if may_be_dated.search(parted) is not None:
        parted = _DATED.sub(" ", parted)
    if "commented" in parted:
        parted = _COMMENTED.sub(" ", parted)
    if parted[:1].isdigit() and len(parted) <= _LONGEST_COUNT:
        parted = _COUNTED.sub(r"\1 ", parted)
    elif parted[-1:] == "d" and parted.endswith("min read"):
        parted = _READ.sub(" ", parted)
    return line if parted == text else line._replace(text=parted)

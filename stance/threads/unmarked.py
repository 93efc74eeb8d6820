"""Signs at the beginning of a line that mark no list item: days of dates, and votes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.headers import is_lone_date, read_says, read_stamp, strip_tag
from stance.threads.words import find_date, may_hold_date

__all__ = ["unmark_dates"]

_LETTER = "o"
_FEWEST_WORDS = 5  # of a text; names with what stands beside them may have four
_SCORE = re.compile(r"\d{1,6}[ \u00a0]?[-−–/|][ \u00a0]?\d{1,6}")
_VOTES = frozenset(["+", "-", "–"])
_CZECH = re.compile(r"\d{1,2}\.[ \u00a0](?:19|20)\d\d(?!\d)")  # "11. 3. 2010 (11:38)"
_YEAR = re.compile(r"(?:19|20)\d\d\.")
_YEAR_OR_TIME = re.compile(r"\d{4}|\d[:.]\d\d")


def unmark_dates(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the day of a date no longer taken for a marker ("1. November 2023").

    Nor is a button to vote with: "+" or "-" alone, above or below a number, or with it ("+ 5 - 0");
    nor Portuguese's "o" before a word, where no other line begins so at its column.

    >>> from stance.sources.dump import read_dump
    >>> [line.marker for line in unmark_dates(read_dump("Tea!\\n\\n+ 5 - 0\\n\\n+ no sugar").lines)]
    ['', '', '+']
    """
    last = len(lines) - 1
    letters = Counter(line.column for line in lines if line.marker == _LETTER)
    return [
        _unmark(line)
        if line.marker
        and (
            _is_date(line)
            or (line.marker == _LETTER and letters[line.column] == 1 and _is_article(line))
            or (
                line.marker in _VOTES
                and (
                    _is_vote(line, lines[max(0, k - 1)], lines[min(last, k + 1)])
                    or (k > 0 and _is_dashed_date(line, lines[k - 1]))
                )
            )
        )
        else line
        for k, line in enumerate(lines)
    ]


def _is_article(line: Line) -> bool:
    """Whether the words behind an "o" are a text, and no name, with or without a date."""
    text = line.text
    header = read_says(text) is not None or read_stamp(text) is not None
    return text[:1].islower() and len(text.split()) >= _FEWEST_WORDS and not header


def _is_vote(line: Line, above: Line, below: Line) -> bool:
    if line.text:
        return _SCORE.fullmatch(line.text) is not None
    return above.text.isdigit() or below.text.isdigit()


def _is_dashed_date(line: Line, above: Line) -> bool:
    """Whether a dash stands between "Comment by Ann" and the date right below it."""
    if line.gap or above.marker or not is_lone_date(line.text):
        return False
    return is_byline(strip_tag(above.text))


def _is_date(line: Line) -> bool:
    if not line.marker[0].isdigit():
        return False
    if not line.text[:1].isalpha():
        return _CZECH.match(line.text) is not None
    head = line.text[:40]
    if not may_hold_date(head):  # nor would it with the marker, which is a number
        return False
    own = find_date(head)
    if own is not None and own.start() == 0 and _YEAR.fullmatch(line.marker):
        return True  # "2014. május 3."
    if own is not None and own.start() == 0:  # "1. May 3, 2020" has its day after the month
        return False
    match = find_date(f"{line.marker} {head}")
    if match is None or match.start() != 0 or match.end() <= len(line.marker) + 1:
        return False
    return _YEAR_OR_TIME.search(match.group()) is not None  # "1. April says:" is a name


def _unmark(line: Line) -> Line:
    text = f"{line.marker} {line.text}".rstrip()
    return line._replace(text_start=line.start, text_column=line.column, marker="", text=text)

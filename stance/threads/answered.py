"""Whether headers without a heading are those of comments: what can be answered stands below them.

Teasers of other pages have names and dates as well.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from stance.sources.answers import find_addressee
from stance.sources.bylines import is_byline, is_subject
from stance.sources.page import Line
from stance.sources.profiles import find_count
from stance.threads.ends import MOST
from stance.threads.headers import read_says, read_stamp
from stance.threads.headings import is_seal
from stance.threads.kinds import ANSWERING, is_button
from stance.threads.rising import count_up
from stance.threads.turns import are_counted, are_turns, read_turns, speak_to_each_other
from stance.threads.words import find_date

__all__ = ["are_answered", "are_bylines", "says_when"]

_FEWEST = 4  # announced comments; two or three names are found on any page
_FEWEST_ANSWERS = 2
_SUBJECT_LINES = 2  # above the date
_QUOTING = re.compile(
    r"(?<!\w)(?:(?:reply )?with quot(?:e|ation)|quote|(?:mit )?zitat|zitieren|citer"
    r"|en citant|citar|citando|cita|citazione|cytuj|z cytatem|citeer|met citaat)[ \u00a0]*$",
    re.I,
)
_NEAR = 4  # lines above the next header, among them the buttons of a text and a name
_FIELDS = 8  # lines of a member's fields below a date
_LONGEST_BUTTONS = 100  # characters
_NUMBER = re.compile(r"[+\-−–]?\d+")
_LONGEST = 400  # lines; a longer stretch between two headers is another part of the page


def says_when(text: str) -> bool:
    """Whether a line is a header with "says" and a date."""
    said = read_says(text)
    return said is not None and said[1] is not None


def are_answered(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most headers have a reply button nearby: without a heading, that must be there.

    Numbers that count up beside the dates will do as well, or "posted by" in all of them.
    """
    if count_up(lines, anchors) or all(says_when(lines[k].text) for k in anchors):
        return True  # nothing but comments has "says" and a date
    if _answer_subjects(lines, anchors) or _can_be_quoted(lines, anchors):
        return True
    if are_bylines(lines, anchors) or are_bylines(lines, anchors, behind=True):
        return True
    if _are_sealed(lines, anchors[-1]):
        return True
    if _answer_names(lines, anchors) or _end_alike(lines, anchors) or _have_members(lines, anchors):
        return True
    near = 0
    for k, following in zip(anchors, [*anchors[1:], len(lines)], strict=True):
        stretch = lines[k : min(following, k + _LONGEST)]
        stamp = read_stamp(lines[k].text)
        behind = stamp is not None and is_button(stamp.before)
        near += behind or any(is_button(line.text) for line in stretch)
    turns = read_turns(lines, anchors)
    if near >= MOST * len(anchors) or are_turns(turns) or speak_to_each_other(turns):
        return True
    return are_counted(turns, lines[max(0, anchors[0] - _LONGEST) : anchors[0]])


def _are_sealed(lines: Sequence[Line], last: int) -> bool:
    """Whether a service of comments is named below the last header."""
    return any(is_seal(line.text) for line in lines[last + 1 : last + _LONGEST])


def _end_alike(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most texts end with one line that has a button for answers in it."""
    ends: Counter[str] = Counter()
    for k, following in itertools.pairwise(anchors):
        near = (lines[n].text for n in range(max(k + 1, following - _NEAR), following))
        ends.update({_NUMBER.sub("0", text) for text in near if len(text) <= _LONGEST_BUTTONS})
    usual, times = ends.most_common(1)[0] if ends else ("", 0)
    least = max(_FEWEST - 1, MOST * (len(anchors) - 1))
    return times >= least and ANSWERING.search(usual) is not None


def _answer_names(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether some of the dates stand beside the name of somebody who is answered."""
    stamps = [read_stamp(lines[k].text) for k in anchors]
    answers = sum(stamp is not None and find_addressee(stamp.after) is not None for stamp in stamps)
    return answers >= _FEWEST_ANSWERS and len(anchors) >= _FEWEST


def _answer_subjects(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most headers repeat the subject that they answer, as in forums ("Re: Tea")."""
    titled = sum(
        any(is_subject(line.text) for line in lines[max(0, k - _SUBJECT_LINES) : k + 2])
        or (0 < k < len(lines) - 1 and lines[k - 1].text == lines[k + 1].text)
        for k in anchors
    )
    return titled >= max(_FEWEST - 1, MOST * len(anchors))


def _can_be_quoted(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most headers have a button to quote beside the date, which nothing else has."""
    quoted = 0
    for k in anchors:
        found = find_date(lines[k].text)
        quoted += found is not None and _QUOTING.search(lines[k].text, found.end()) is not None
    return quoted >= max(_FEWEST_ANSWERS, MOST * len(anchors))


def _have_members(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether below most headers a line counts what the member has written, as in forums."""
    counted = sum(
        any(find_count(line.text) is not None for line in lines[k + 1 : k + 1 + _FIELDS])
        for k in anchors
    )
    return counted >= max(_FEWEST_ANSWERS, MOST * len(anchors))


def are_bylines(lines: Sequence[Line], anchors: list[int], *, behind: bool = False) -> bool:
    """Whether most headers are bylines; with `behind`, whether one stands behind the date."""
    texts = (_read_behind(lines[k].text) if behind else lines[k].text for k in anchors)
    named = sum(map(is_byline, texts))
    return named >= max(_FEWEST, MOST * len(anchors))


def _read_behind(text: str) -> str:
    return stamp.after if (stamp := read_stamp(text)) is not None else ""

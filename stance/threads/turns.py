"""Whether headers are those of a conversation, told by who speaks, when, and what they say.

Teasers have dates and names too. But one writer has most of them or their newest stands first,
and their texts break off. In a conversation several speak, each later than the one before.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stance.sources.answers import is_answer_button
from stance.sources.dates import DateReader
from stance.sources.page import Line
from stance.threads.headers import (
    Stamp,
    is_blank,
    is_furniture,
    is_name,
    read_form,
    read_says,
    read_stamp,
)
from stance.threads.headings import counts_comments, read_count
from stance.threads.kinds import is_prose_line, kind_of
from stance.threads.names import tidy_name

__all__ = [
    "Turn",
    "are_counted",
    "are_posts",
    "are_said",
    "are_turns",
    "read_turns",
    "speak_to_each_other",
]

# The shares below were set by hand, not fitted: as saved pages without their heading asked for, and
# index pages and pages without their comments allowed (benchmarks/split_altered.py has the former).
_SAMPLE = 60  # turns looked at
_FEWEST_POSTS = 3
_FEWEST_SAID = 3
_SUBJECT = 4  # lines: a button, the subject, the text
_FEW = 4  # turns; below, more evidence is asked for
_NEARLY_ALL = 0.9
_MOST = 0.8  # of the turns have a name; some stand below a badge
_RISING = 0.6  # of all pairs; an answer may be younger than the next comment
_LONGEST = 3  # words in a name, in the mean; titles have more
_BUSIEST = 0.6  # of the turns at most by one speaker
_TEASED = 0.2  # of the turns at most break off
_EVIDENCE = 3  # kinds of it
_NAMED = 0.2  # of the texts at least name another speaker
_SHORTEST_NAME = 4  # letters
_PARTS = re.compile(r"[ \u00a0]+[-–—|/·•][ \u00a0]+")  # of an article's line
_BY = re.compile(r"(?:by|von|par|por|di|da|door|przez|av|af|od)[ \u00a0]+(?=\S)", re.I)
_WORD = re.compile(r"[\w-]+")
_BREAKS_OFF = ("…", "...", "[…]", "[...]", "»", "→", "(more)", "more")


class Turn(NamedTuple):
    """One header's name and date as written, whether it has "says", and the lines below it."""

    speaker: str | None
    timestamp: str | None
    said: bool
    lines: Sequence[Line]


def are_said(turns: Sequence[Turn]) -> bool:
    """Whether all of several headers name one of several speakers and "say": nothing else does.

    >>> are_said([Turn(name, None, True, ()) for name in ("Ann", "Bob", "Ann")])
    True
    """
    speakers = {turn.speaker for turn in turns if turn.said}
    return len(turns) >= _FEWEST_SAID and all(turn.said for turn in turns) and len(speakers) > 1


def are_turns(turns: Sequence[Turn]) -> bool:
    """Whether several speak in turn, each later than the one before, in texts of their own.

    >>> from stance.sources.dump import read_dump
    >>> said = "{} 2014-05-03 10:{}\\nSo it is, all of it.\\n"
    >>> turns = (("Ann", 11), ("Bob", 17), ("Eve", 20), ("Ann", 31))
    >>> lines = read_dump("".join(said.format(*turn) for turn in turns)).lines
    >>> are_turns(read_turns(lines, [0, 2, 4, 6])), are_turns(read_turns(lines, [6, 4, 2, 0]))
    (True, False)
    """
    turns = turns[:_SAMPLE]
    n = len(turns)
    names = [turn.speaker for turn in turns if turn.speaker]
    if n < 2 or len(names) < _MOST * n or not _are_several(names):
        return False
    worded = sum(any(map(_has_words, turn.lines)) for turn in turns)
    if worded < _MOST * n or sum(map(_breaks_off, turns)) > _TEASED * n:
        return False
    written = [turn.timestamp for turn in turns if turn.timestamp]
    reader = DateReader(samples=written)
    days = [day for text in written if (day := reader.read(text)) is not None]
    if len(days) < _NEARLY_ALL * n or days[0] >= days[-1]:
        return False
    rising = sum(a <= b for a, b in itertools.pairwise(days)) / (len(days) - 1)
    if rising < _RISING:
        return False
    timed = sum(":" in read_form(text) for text in written) >= _NEARLY_ALL * n
    said = sum(turn.said for turn in turns) >= _MOST * n
    evidence = 2 * said + timed + (rising >= _NEARLY_ALL) + _come_back(names)
    evidence += (n >= _FEW) + (len({*names}) >= _FEW)
    return evidence > _EVIDENCE if n < _FEW else evidence >= _EVIDENCE


def are_counted(turns: Sequence[Turn], above: Sequence[Line]) -> bool:
    """Whether several speakers have as many turns as a line above says: "Tags: tea | 4 comments".

    >>> from stance.sources.dump import read_dump
    >>> turns = [Turn(name, None, False, ()) for name in ("Ann", "Bob", "Ann", "Eve")]
    >>> are_counted(turns, read_dump("Category: Tea - Comments: 4").lines)
    True
    """
    speakers = {turn.speaker for turn in turns}
    if len(turns) < _FEW or len(speakers) < 2 or not all(speakers):
        return False
    parts = itertools.chain.from_iterable(_PARTS.split(line.text) for line in above)
    return any(read_count(part) == len(turns) for part in parts)


def are_posts(turns: Sequence[Turn]) -> bool:
    """Whether they are a weblog's posts: the newest first, or all by one writer, with no answers.

    >>> from stance.sources.dump import read_dump
    >>> post = "Ann {} May 2014\\nWhat I saw there, and why.\\n"
    >>> lines = read_dump("".join(post.format(day) for day in (13, 11, 9))).lines
    >>> are_posts(read_turns(lines, [0, 2, 4]))
    True
    """
    turns = turns[:_SAMPLE]
    n = len(turns)
    names = Counter(turn.speaker for turn in turns if turn.speaker)
    least = _FEWEST_POSTS if len(names) != 1 else _FEWEST_POSTS - 1
    if n < least or _are_answered(turns):
        return False
    written = [turn.timestamp for turn in turns if turn.timestamp]
    reader = DateReader(samples=written)
    days = [day for text in written if (day := reader.read(text)) is not None]
    if len(days) < _MOST * n:
        return False
    falling = sum(a >= b for a, b in itertools.pairwise(days)) >= _NEARLY_ALL * (len(days) - 1)
    alone = bool(names) and names.most_common(1)[0][1] >= _NEARLY_ALL * n
    return (alone or falling) and days[0] > days[-1]


def speak_to_each_other(turns: Sequence[Turn]) -> bool:
    """Whether several of the texts name another speaker, as in a list with the newest first.

    >>> from stance.sources.dump import read_dump
    >>> said = "Kit7 4 May 2014\\nWell said, annie, and thanks.\\nannie 3 May 2014\\nKit7 knows.\\n"
    >>> lines = read_dump(said * 2 + "Eve 2 May 2014\\nSo it is.\\n").lines
    >>> speak_to_each_other(read_turns(lines, [0, 2, 4, 6, 8]))
    True
    """
    turns = turns[:_SAMPLE]
    spoken = [turn.speaker.lower() for turn in turns if turn.speaker and is_name(turn.speaker)]
    names = {*spoken}
    if len(turns) < _FEW or len(names) < _FEWEST_POSTS or any(map(_breaks_off, turns)):
        return False
    if not _come_back(spoken):
        return False  # titles do not
    named = 0
    for turn in turns:
        words = {*_WORD.findall(" ".join(line.text for line in turn.lines).lower())}
        others = names - {(turn.speaker or "").lower()}
        named += any(len(name) >= _SHORTEST_NAME and name in words for name in others)
    return named >= max(2, _NAMED * len(turns))


def _are_answered(turns: Sequence[Turn]) -> bool:
    """Whether most have a button for answers, or a subject that their text begins with."""
    if speak_to_each_other(turns):
        return True
    answered = sum(any(is_answer_button(line.text) for line in turn.lines) for turn in turns)
    titled = sum(
        any(
            b.text.startswith(a.text) and not is_blank(a.text)
            for a, b in itertools.pairwise(turn.lines[:_SUBJECT])
        )
        for turn in turns
    )
    return 2 * max(answered, titled) >= len(turns)


def read_turns(lines: Sequence[Line], anchors: Sequence[int]) -> list[Turn]:
    """The turns whose headers stand in the lines `anchors`; names are beside or above dates."""
    turns = []
    for k, stop in itertools.pairwise([*anchors[: _SAMPLE + 1], len(lines)]):
        text = lines[k].text
        stamp = read_stamp(text)
        says = read_says(text)
        speaker = says[0] if says is not None else _find_name(lines, k, stamp) if stamp else None
        timestamp = stamp.timestamp if stamp is not None else None
        turns.append(Turn(speaker, timestamp, says is not None, lines[k + 1 : max(stop, k + 1)]))
    return turns


def _find_name(lines: Sequence[Line], k: int, stamp: Stamp) -> str:
    """The name beside a date, or else in the line above it."""
    if (by := _BY.match(stamp.after)) is not None:
        return tidy_name(stamp.after[by.end() :]) or stamp.before  # "Posted on May 3 by Ann"
    if stamp.before:
        return tidy_name(stamp.before) or stamp.before
    above = lines[k - 1].text if k else ""
    return above if kind_of(above) == "name" else ""


def _are_several(names: Sequence[str]) -> bool:
    (_, times), *others = Counter(names).most_common(2)
    words = sum(len(name.split()) for name in names)
    several = bool(others) and (times <= _BUSIEST * len(names) or times == 1)
    return several and words <= _LONGEST * len(names)


def _has_words(line: Line) -> bool:
    return not (is_blank(line.text) or is_furniture(line.text))


def _breaks_off(turn: Turn) -> bool:
    """Whether a text ends as teasers do, or counts the comments of another page."""
    texts = [line.text for line in turn.lines if line.text]
    last = next((line.text for line in reversed(turn.lines) if is_prose_line(line)), "")
    return last.rstrip().lower().endswith(_BREAKS_OFF) or any(map(counts_comments, texts))


def _come_back(names: Sequence[str]) -> bool:
    """Whether a name comes again after another one, as in a thread of a forum."""
    return any(names.index(name) < n - 1 and names[n - 1] != name for n, name in enumerate(names))

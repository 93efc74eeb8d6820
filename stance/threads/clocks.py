"""Times of day that are all the dates a page's comments have, as in Blogger's themes: "10:15 PM".

A time alone is found in any text. It is marked as a date where many headers have no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.dates import CLOCK, SIGN
from stance.threads.headers import EDGE, is_furniture, is_lone_date, is_name, read_says
from stance.threads.words import find_date

__all__ = ["mark_clocks", "unmark_clocks"]

_FEWEST = 3  # headers
_SAMPLE = 2000  # lines, among which one of them stands at least: a bound on the work
_LONGEST = 80  # characters of a header
_LONGEST_TIME = 20  # characters of a line that is a time
_MAY_BE_TIMED = re.compile(r"\d[ \u00a0]?[:hH][ \u00a0]?\d\d")
_DATED = 0.5  # of as many lines with dates, and the times are part of these


def mark_clocks(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with times of day marked as dates where headers have nothing else.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Ann, 20:15\\n\\nGood.\\n\\nKit, 20:18\\n\\nNo.\\n\\nAnn, 21:02\\n\\nYes.\\n"
    >>> marked = mark_clocks(read_dump(dump).lines)
    >>> [unmark_clocks(line.text) != line.text for line in marked]
    [True, False, True, False, True, False]
    """
    if len(lines) > _SAMPLE and not any(_find_clock(line) for line in lines[:_SAMPLE]):
        return lines
    found: dict[bool, dict[int, re.Match[str]]] = {True: {}, False: {}}
    for k, line in enumerate(lines):
        clock = _find_clock(line)
        if clock is not None:
            found[clock.start() > 0][k] = clock
    if (joined := _join(lines, found[False])) is not lines:
        return joined
    clocks = max(found.values(), key=len)
    if len(clocks) < _FEWEST:
        return lines
    if _sign_articles(lines, clocks):
        return lines
    near = lines[min(clocks) : max(clocks) + 1]
    if sum(is_lone_date(line.text) for line in near) >= _DATED * len(clocks):
        return lines
    marked = list(lines)
    for k, clock in clocks.items():
        text = lines[k].text
        text = f"{text[: clock.start()]}{SIGN}{clock.group()}{SIGN}{text[clock.end() :]}"
        marked[k] = lines[k]._replace(text=text)
    return marked


def _join(lines: Sequence[Line], clocks: dict[int, re.Match[str]]) -> Sequence[Line]:
    """The lines, with times such as "at 10:15 PM" brought up to the day that ends the line above.

    >>> from stance.sources.dump import read_dump
    >>> lines = mark_clocks(read_dump("By: Ann on May 3, 2019\\nat 5:02 pm\\n").lines)
    >>> [line.text for line in lines]
    ['By: Ann on May 3, 2019 at 5:02 pm']
    """
    below = [k for k in clocks if k and not lines[k].gap and _is_day(lines[k], lines[k - 1])]
    if not below:
        return lines
    joined = list(lines)
    for k in below:
        text = f"{lines[k - 1].text} {lines[k].text}"
        joined[k - 1] = lines[k - 1]._replace(text=text, stop=lines[k].stop)
    return [line for k, line in enumerate(joined) if k not in below]


def _is_day(time: Line, above: Line) -> bool:
    """Whether a line is no more than "at" and a time, and the one above ends with a day."""
    text, day = time.text, above.text
    if text[:1].isdigit() or len(text) > _LONGEST_TIME or len(day) > _LONGEST:
        return False
    found = find_date(day)
    dated = found is not None and found.end() == len(day) and not CLOCK.search(found.group())
    whole = find_date(f"{day} {text}") if dated else None
    return whole is not None and whole.end() == len(day) + 1 + len(text)


def unmark_clocks(text: str) -> str:
    """A text without the marks."""
    return text.replace(SIGN, "") if SIGN in text else text


def _sign_articles(lines: Sequence[Line], clocks: dict[int, re.Match[str]]) -> bool:
    """Whether the times stand in bylines of one and the same writer, as below a site's articles."""
    bylines = {lines[k].text[: clock.start()] for k, clock in clocks.items()}
    return len(bylines) == 1 and is_byline(lines[min(clocks)].text)


def _find_clock(line: Line) -> re.Match[str] | None:
    """The time in a line that is a header but for a date: beside a name, or alone."""
    text = line.text
    if len(text) > _LONGEST or _MAY_BE_TIMED.search(text) is None or find_date(text) is not None:
        return None
    clock = CLOCK.search(text)
    if clock is None:
        return None
    before, after = text[: clock.start()].strip(EDGE), text[clock.end() :].strip(EDGE)
    if not before and not after:
        return clock
    if after and not is_furniture(after):
        return clock if not _is_name(before) and read_says(after) is not None else None
    named = not before or _is_name(before) or is_byline(text)
    return clock if named or is_furniture(before) else None


def _is_name(text: str) -> bool:
    return is_name(text) or read_says(text) is not None

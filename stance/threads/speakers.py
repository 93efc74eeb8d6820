"""Names alone above the texts of a section without dates: "Ann", "Ann:", "#3 Ann", "3. Ann".

Below a heading of comments such a line opens each of them. That it is a name and no short
text is told by what all have in common: a colon, numbers that count up, the button that the texts
end with, speakers who come back, or that there are as many as announced.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.sources.page import Line
from stance.threads.boxes import is_box_heading, is_side_heading
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_name,
    mask_line,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_comment_heading, is_form, is_latest_heading, read_count
from stance.threads.kinds import is_button, is_prose_line

__all__ = ["complete_names", "complete_numbered"]

_FEWEST = 3  # names; two stand on any page
_BUSIEST = 0.7  # of the comments of a page may be one speaker's
_MOST = 0.8  # of the texts must end with the button
_DATED = 0.15  # of as many lines with dates, and other headers are there; subjects look like names
_LONGEST_SKIP = 3  # numbers between two names: some headers are not read
_MOST_LINES = 20_000  # of a page: a bound on the work
_LONGEST = 2000  # lines of a section in which names are looked for
_MOST_HEADINGS = 3  # that say the same
_NEAR = 6  # lines of buttons between the heading and the first name
_NUMBERED = re.compile(r"(?:#[ \u00a0]?(\d{1,5})|(\d{1,5})[.)])[ \u00a0:]{0,2}(?=\D)")


class _Name(NamedTuple):
    """A line that may be a name: what it is without number and colon, and what it has of these."""

    at: int
    name: str
    number: int | None
    colon: bool
    headed: bool


def complete_names(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with "says" after the names that open a section's comments.

    Those in lists are left as they are.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Comments\\n\\nAnn:\\n\\nTea!\\n\\nBo:\\n\\nNo.\\n\\nAnn:\\n\\nTea, and how.\\n"
    >>> [line.text for line in complete_names(read_dump(dump).lines)][1::2]
    ['Ann says:', 'Bo says:', 'Ann says:']
    """
    return _complete(lines, listed=False)


def complete_numbered(lines: Sequence[Line]) -> Sequence[Line]:
    """The same of names in a numbered list, for pages where no list was found.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Comments\\n\\n1. Ann\\n\\nTea!\\n\\n2. Bo\\n\\nNo.\\n\\n3. Ann\\n\\nTea again."
    >>> [line.text for line in complete_numbered(read_dump(dump).lines)][1::2]
    ['Ann says:', 'Bo says:', 'Ann says:']
    """
    return _complete(lines, listed=True)


def _complete(lines: Sequence[Line], *, listed: bool) -> Sequence[Line]:
    completed: list[Line] | None = None
    if len(lines) > _MOST_LINES:
        return lines
    for heading, stop in _find_sections(lines):
        names = _find_names(lines, heading, stop, listed=listed)
        if not names:
            continue
        completed = completed or list(lines)
        for name in names:
            line = lines[name.at]
            marker = "" if name.number is not None else line.marker
            gap = max(line.gap, 1)
            text = f"{name.name} says:"
            completed[name.at] = line._replace(text=text, marker=marker, gap=gap, heading=False)
    return lines if completed is None else completed


def _find_sections(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The headings of comments, each with where what stands below it ends."""
    at = [k for k, line in enumerate(lines) if is_comment_heading(line.text)]
    times = Counter(lines[k].text for k in at)
    at = [k for k in at if times[lines[k].text] <= _MOST_HEADINGS]  # "Reply" is a button
    for heading, following in itertools.pairwise([*at, len(lines)]):
        stop = min(following, heading + _LONGEST)
        start = heading + 1
        while start < stop and is_form(lines[start].text):
            start += 1  # "Comments are closed" may stand above them
        yield heading, next((k for k in range(start, stop) if _ends(lines[k].text)), stop)


def _ends(text: str) -> bool:
    return is_form(text) or is_latest_heading(text) or is_box_heading(text) or is_side_heading(text)


def _find_names(lines: Sequence[Line], heading: int, stop: int, *, listed: bool) -> list[_Name]:
    """The names that open a section's comments, of the first kind that has what it takes."""
    at = [k for k in range(heading + 1, stop) if listed or not lines[k].marker]
    found = [name for k in at if (name := _read_name(lines, k)) is not None]
    if len(found) < _FEWEST:
        return []
    headers = sum(map(_is_header, lines[heading + 1 : stop]))
    if headers > _DATED * len(found):
        return []
    numbered = _count_up([name for name in found if name.number is not None])
    colons = [name for name in found if name.colon and name.number is None]
    headed = [name for name in found if name.headed]
    plain = [name for name in found if name.number is None and not (name.colon or name.headed)]
    announced = read_count(lines[heading].text)
    for names in (numbered, colons, headed, _drop_texts(plain)):
        names = _cut_lists(lines, names)
        if len(names) < _FEWEST or not _opens(lines, heading, names[0].at):
            continue
        told = names[0].number is not None or names[0].colon
        told = told or announced == len(names) or _come_back(names) or _end_alike(lines, names)
        if told and _are_several(names) and _have_texts(lines, names, stop):
            return names
    return []


def _cut_lists(lines: Sequence[Line], names: Sequence[_Name]) -> list[_Name]:
    """The names without the last ones if they head lists, as in a page's footer."""
    kept = list(names)
    while kept and any(line.marker for line in lines[kept[-1].at + 1 : kept[-1].at + 2]):
        kept.pop()
    return kept


def _read_name(lines: Sequence[Line], k: int) -> _Name | None:
    line = lines[k]
    text = strip_tag(line.text)
    number = _NUMBERED.match(text)
    counted = int(number[1] or number[2]) if number is not None else None
    if number is not None:
        text = text[number.end() :]
    elif line.marker:
        if not line.marker[:1].isdigit():
            return None
        counted = int(line.marker[:-1])
    colon = text.endswith(":")
    text = text.rstrip(": \u00a0")
    if not is_name(text) or read_stamp(text) is not None:
        return None
    if counted is None and not colon and is_furniture(text):  # "Guest" is a button's word, too
        return None
    apart = line.gap or line.heading or (k and is_button(lines[k - 1].text)) or line.marker
    return _Name(k, text, counted, colon, line.heading) if apart else None


def _is_header(line: Line) -> bool:
    return read_says(line.text) is not None or read_stamp(line.text) is not None


def _opens(lines: Sequence[Line], heading: int, first: int) -> bool:
    """Whether no text stands between the heading and the first name."""
    between = lines[heading + 1 : first]
    return len(between) <= _NEAR and not any(map(is_prose_line, between))


def _count_up(names: Sequence[_Name]) -> list[_Name]:
    """The names whose numbers follow one another; others number what is listed in a text."""
    kept: list[_Name] = []
    for name in names:
        last = kept[-1].number or 0 if kept else (name.number or 0) - 1
        if last < (name.number or 0) <= last + _LONGEST_SKIP:
            kept.append(name)
    return kept


def _drop_texts(names: Sequence[_Name]) -> list[_Name]:
    """The names without short texts below names, and without what texts close with.

    Where such lines follow each other, every other one is a name: the last has a text below it.
    """
    known = {name.at: name for name in names}
    kept: list[_Name] = []
    chain: list[_Name] = []
    for name in names:
        chain.append(name)
        if name.at + 1 in known:
            continue
        odd = chain[(len(chain) + 1) % 2 :: 2]
        kept.extend(odd if kept or len(chain) % 2 else chain[::2])
        chain = []
    return kept


def _are_several(names: Sequence[_Name]) -> bool:
    times = Counter(name.name for name in names)
    return len(times) > 1 and times.most_common(1)[0][1] <= _BUSIEST * len(names)


def _have_texts(lines: Sequence[Line], names: Sequence[_Name], stop: int) -> bool:
    bounds = itertools.pairwise([*(name.at for name in names), stop])
    return all(
        any(not (is_blank(line.text) or is_furniture(line.text)) for line in lines[a + 1 : b])
        for a, b in bounds
    )


def _come_back(names: Sequence[_Name]) -> bool:
    """Whether somebody speaks again after another one."""
    last: dict[str, int] = {}
    for n, name in enumerate(names):
        if n - last.get(name.name, n) > 1:
            return True
        last[name.name] = n
    return False


def _end_alike(lines: Sequence[Line], names: Sequence[_Name]) -> bool:
    """Whether the same button stands right above most names but the first."""
    above = Counter(
        mask_line(lines[name.at - 1].text)
        for name in names[1:]
        if is_button(lines[name.at - 1].text)
    )
    return bool(above) and above.most_common(1)[0][1] >= _MOST * (len(names) - 1)

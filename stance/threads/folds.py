"""Short lists that are a comment's header or buttons, and no list of comments.

Some themes set name, date and buttons of every comment as a list of their own, above or below its
text: `<ul><li>Ann</li><li>May 3, 2014</li><li>Reply</li></ul>`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from stance.sources.page import Line
from stance.threads.headers import (
    LEADING,
    has_button,
    is_blank,
    is_label,
    is_lone_date,
    mask_line,
    read_stamp,
)
from stance.threads.headings import counts_comments
from stance.threads.items import DASH
from stance.threads.kinds import is_button

__all__ = ["fold_lists"]

_MOST = 7  # lines of such a list
_FEWEST = 2  # such lists on a page, with dates
_FEWEST_BUTTONS = 3  # lists of one button
_LONGEST = 160  # characters of a line in such a list: a name may be the title of a page
_INDENT = 2  # columns by which a list's items stand right of its marker, at least
_SECOND = re.compile(r"[*+\-][ \u00a0]+")  # html2text: "*     * Ann", a list that opens an item


def fold_lists(lines: Sequence[Line]) -> list[Line]:
    """The lines, with short lists that come with every comment no longer taken for items.

    >>> from stance.sources.dump import read_dump
    >>> dump = '''1. Tea!
    ...    * Ann
    ...    * May 3, 2014
    ... 2. No.
    ...    * Bo
    ...    * May 4, 2014'''
    >>> [line.marker for line in fold_lists(read_dump(dump).lines)]
    ['1.', '', '', '2.', '', '']
    """
    lines = _unmark_buttons(lines)
    runs = list(_find_runs(lines))
    folded = list(lines)
    if len(runs) >= _FEWEST:
        runs = sorted([*runs, *_find_alike(lines, runs)])
        above = 2 * sum(_has_text_below(lines, stop) for _, stop in runs) > len(runs)
        for start, stop in runs:
            _fold(folded, start, stop, above=above)
    return folded


def _unmark_buttons(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with lists of one button each no longer taken for items that hold what follows.

    Drupal sets "reply" so below each comment, and inscriptis an answer right of that.
    """
    alone: dict[str, list[int]] = {}
    for k in range(1, len(lines) - 1):
        line, below = lines[k], lines[k + 1]
        if not line.marker or line.marker[0].isdigit() or not line.gap or not below.gap:
            continue
        if not (below.marker or lines[k - 1].marker) and is_button(line.text):
            alone.setdefault(mask_line(line.text), []).append(k)
    told = [
        k
        for group in alone.values()
        if len(group) >= _FEWEST_BUTTONS
        and any(lines[k + 1].column == lines[k].text_column for k in group)
        for k in group
    ]
    if not told:
        return lines
    unmarked = list(lines)
    for k in told:
        unmarked[k] = lines[k]._replace(
            start=lines[k].text_start, text_column=lines[k].column, marker=""
        )
    return unmarked


def _find_runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where the lists begin and end that hold a date alone, with a name and buttons."""
    start, n = 0, len(lines)
    while start < n:
        line = lines[start]
        stop = _end_first(lines, start) if line.marker else start + 1
        if (
            not line.marker
            or line.marker[0].isdigit()
            or not (_is_opened(lines, start) or (stop < n and _goes_on(lines, line, stop)))
            or not is_label(lines[stop - 1].text)
        ):
            start += 1
            continue
        dates = int(_is_date(line.text))
        closed = False  # by buttons below the date: what follows are replies
        while stop < n and stop - start <= _MOST:
            if not _goes_on(lines, line, stop) or (closed and not is_button(lines[stop].text)):
                break
            closed = dates > 0 and has_button(lines[stop].text)
            dates += _is_date(lines[stop].text)
            stop += 1
        if stop - start > _MOST:  # a longer list
            while stop < n and _goes_on(lines, line, stop):
                stop += 1
        elif dates == 1 and not any(counts_comments(own.text) for own in lines[start:stop]):
            if closed and _is_empty(lines, line, stop):
                stop += 1
            yield start, stop  # teasers count the comments on their pages
        start = stop


def _end_first(lines: Sequence[Line], start: int) -> int:
    """Where a list's first item ends: elinks and w3m set a name so below its empty marker."""
    line, below = lines[start], start + 1
    if not is_blank(line.text) or below == len(lines):
        return below
    hung = not lines[below].marker and not lines[below].gap
    return below + (hung and lines[below].column > line.column)


def _is_empty(lines: Sequence[Line], first: Line, k: int) -> bool:
    """Whether a list goes on with an item that has nothing, not even a list, in it.

    lynx sets the first line of a text left of its marker, but none that follows it.
    """
    if k + 1 >= len(lines) or lines[k].text or not _goes_on(lines, first, k):
        return False
    below = lines[k + 1 : k + 3]
    apart = below[0].gap > 0 or below[0].column <= first.column
    return apart and not below[0].marker and below[-1].column <= first.column


def _is_date(text: str) -> bool:
    """Whether a line is a date, with nothing but buttons or a word before it ("Posted May 3")."""
    if is_lone_date(text):
        return True
    stamp = read_stamp(text)
    return stamp is not None and not stamp.after and LEADING.fullmatch(stamp.before) is not None


def _find_alike(lines: Sequence[Line], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lists as long as most, with a date where most have it, but too long a name: of a page."""
    shapes = Counter(_shape(lines, start, stop) for start, stop in runs)
    (length, at, marker), times = shapes.most_common(1)[0]
    if times < _FEWEST:
        return []
    known = {start for start, _ in runs}
    found = []
    for k in range(at, len(lines) - length + at):
        start, stop = k - at, k - at + length
        if start in known or lines[k].marker != marker or not _is_date(lines[k].text):
            continue
        own = lines[start:stop]
        if all(
            line.marker == marker and line.column == lines[k].column and len(line.text) <= _LONGEST
            for line in own
        ) and not any(line.marker for line in (*lines[start - 1 : start], *lines[stop : stop + 1])):
            found.append((start, stop))
    return found


def _shape(lines: Sequence[Line], start: int, stop: int) -> tuple[int, int, str]:
    """How many lines a list has, where its date is among them, and its marker."""
    dates = (k for k in range(start, stop) if _is_date(lines[k].text))
    return stop - start, next(dates) - start, lines[start].marker


def _goes_on(lines: Sequence[Line], first: Line, k: int) -> bool:
    """Whether a line is another short item of the list that `first` opens."""
    line = lines[k]
    same = line.marker == first.marker and line.column == first.column
    return same and (not line.gap or is_blank(lines[k - 1].text)) and is_label(line.text)


def _is_opened(lines: Sequence[Line], start: int) -> bool:
    """Whether the line above opens an item and a list in it at once ("*     * Ann")."""
    above = lines[start - 1] if start else None
    return above is not None and bool(above.marker) and _SECOND.match(above.text) is not None


def _has_text_below(lines: Sequence[Line], stop: int) -> bool:
    return stop < len(lines) and _opens_text(lines[stop])


def _opens_text(line: Line) -> bool:
    """Whether a line has no marker, or one that writers type, and no extractor sets."""
    return not line.marker or line.marker == DASH or line.marker[-1] == ")"


def _fold(lines: list[Line], start: int, stop: int, *, above: bool) -> None:
    """Take the markers off a list; where it opens a comment of no marker, it lends it its own."""
    before = lines[start - 1] if start else None
    after = lines[stop] if stop < len(lines) else None
    opened = _is_opened(lines, start) or (
        before is not None
        and before.marker != ""
        and before.column < lines[start].column
        and is_blank(before.text)
    )
    if above and after is not None and _opens_text(after):
        column = after.column
    elif before is not None:
        column = before.text_column if before.marker else before.column
    else:
        column = lines[start].column
    if opened and before is not None:
        if column <= before.column:  # lynx sets a quotation that opens the text left of it
            column = before.text_column
        lines[start - 1] = before._replace(text=_SECOND.sub("", before.text, count=1))
    elif above and column >= lines[start].column:
        first = lines[start]
        lines[start] = first._replace(column=max(0, first.column - _INDENT))
        start += 1
    for k in range(start, stop):
        line = lines[k]
        lines[k] = line._replace(
            start=line.text_start, column=column, text_column=column, marker="", gap=0
        )

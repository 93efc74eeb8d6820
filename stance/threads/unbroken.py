"""Headers that stand in one line with the texts below them, parted: "Ann says: May 3 It rains."

Extractors set them so where a theme breaks lines by style sheets alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.headers import (
    EDGE,
    is_name,
    is_prose,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.words import find_date, may_hold_date

__all__ = ["part_headers"]

_FEWEST = 3  # lines that open so; fewer are prose
_SAMPLE = 2000  # long lines looked at before all are: a bound on the work for other pages
_SHORTEST = 30  # characters of a line with both
_LONGEST = 130  # characters of a header
_MOST = 0.5  # of the lines must go on with prose: "Posted by Ann on May 3 in Tea" is a teaser's
_BETWEEN = " \u00a0.,:;|#»–—-)]"


def part_headers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with those that open with a header and go on with a text as two each.

    >>> from stance.sources.dump import read_dump
    >>> one = "* {} says: May 3, 2014 at 5:02 pm It rains again, as it did all week."
    >>> dump = "\\n".join(map(one.format, ["Ann", "Bo", "Cy"]))
    >>> [line.text for line in part_headers(read_dump(dump).lines)][:2]
    ['Ann says: May 3, 2014 at 5:02 pm', 'It rains again, as it did all week.']
    """
    for find in (_find_glued, _find_text):
        long = (line.text for line in lines if len(line.text) >= _SHORTEST)
        found = [text[at:] for text in itertools.islice(long, _SAMPLE) if (at := find(text))]
        if len(found) >= _FEWEST and sum(map(_is_said, found)) >= _MOST * len(found):
            return _part(lines, find)
    return lines


def _part(lines: Sequence[Line], find: Callable[[str], int]) -> list[Line]:
    parted: list[Line] = []
    for line in lines:
        at = find(line.text) if len(line.text) >= _SHORTEST else 0
        if not at:
            parted.append(line)
            continue
        text = line.text[at:]
        start = max(line.text_start, line.stop - len(text))  # pictures stand before names
        parted.append(line._replace(text=line.text[:at].rstrip(_BETWEEN), stop=start))
        parted.append(
            line._replace(
                start=start,
                text_start=start,
                column=line.text_column,
                marker="",
                text=text,
                gap=0,
                heading=False,
            )
        )
    return parted


# "Comment #12 posted by Ann …" is what readers quote.
_QUOTED = re.compile(r"\w+ #\d")
_COLON = re.compile(r"[)\]]?[ \u00a0]?:[ \u00a0]")  # "Ann (3 May 2014): It rains."


def _find_text(text: str) -> int:
    """Where the text begins in a line that opens with a header; 0 where a line does not."""
    opening = text[:_LONGEST]
    if not may_hold_date(opening):
        return 0
    found = find_date(opening)
    if found is None:
        return 0
    before = strip_tag(opening[: found.start()]).rstrip()
    if read_says(before) is None:
        head = strip_tag(opening[: found.end()])
        named = _COLON.match(text, found.end()) is not None and is_name(before.rstrip(EDGE))
        if read_stamp(head) is None or _QUOTED.match(before) or not (named or is_byline(head)):
            return 0
    rest = text[found.end() :].lstrip(_BETWEEN)
    return len(text) - len(rest) if any(map(str.isalnum, rest)) else 0


# A time or a year with a letter right behind it.
_GLUED = re.compile(
    r"(?:(?<=\d)\)|\d:\d\d(?::\d\d)?(?:[ \u00a0]?[ap]\.?m\.?)?|(?<!\d)(?:19|20)\d\d)"
    r"(?=[^\W\d_])(?!Z(?!\w))",
    re.IGNORECASE,
)


def _find_glued(text: str) -> int:
    """Where the text begins that html2text sets right behind the date, in a table's cell."""
    glued = _GLUED.search(text, 0, _LONGEST)
    if glued is None:
        return 0
    head = text[: glued.end()]
    stamp = read_stamp(head)
    whole = stamp is not None and not stamp.after and not stamp.in_sentence
    return glued.end() if whole else 0


def _is_said(rest: str) -> bool:
    """Whether what follows a header is a sentence or more, and no place or list of tags."""
    return is_prose(rest) or rest[-1] in ".!?…)"

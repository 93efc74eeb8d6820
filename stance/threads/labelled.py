"""Headers whose name and date have a line and a label each: "From: ann_lee", "Date: May 3rd, 2014".

LiveJournal and Dreamwidth set them so, and guest books. Name and date are brought together in one
line; what stands between or beside them with a label of its own is no text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stance.sources.page import Line
from stance.threads.headers import is_blank, is_prose, read_stamp

__all__ = ["join_labelled"]

_FEWEST = 2  # headers; one may be a letter that is quoted
_LONGEST = 80  # characters of a line
_NEAR = 4  # lines from the date to the name
_BESIDE = 2  # lines beside these among which a letter says to whom it goes
_NAMED = re.compile(
    r"(?:name|author|by|autore?|nom|auteur|nombre|nome|naam|imię|jméno|имя|автор)[ \u00a0]?:"
    r"[ \u00a0]*(?P<name>\S.{0,59})",
    re.IGNORECASE,
)
# "From: Leeds" is a place where another line has the name.
_FROM = re.compile(
    r"(?:from|von|de|da|van|от)[ \u00a0]?:[ \u00a0]*(?P<name>\S.{0,59})", re.IGNORECASE
)
_DATED = re.compile(
    r"(?:date|posted|datum|date et heure|fecha|data|dato|dátum|дата)[ \u00a0]?:"
    r"[ \u00a0]*(?P<date>\S.*)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?:to|an|sent|gesendet|cc|à|para|aan)[ \u00a0]?:", re.IGNORECASE)
# What else may stand with them: fields of the speaker, a picture's caption, a link to the text.
_FIELD = re.compile(
    r"(?:e-?mail|homepage|home ?page|website|web|url|icq|location|ort|wohnort|city|ville|ciudad)"
    r"[ \u00a0]?:.*|[^:]{1,40}: \([^()]{1,30}\)|\((?:link|permalink)\)",
    re.IGNORECASE,
)
# The picture that stands for a kind of user, and the zone of all dates.
_AROUND_NAME = re.compile(r"^(?:\[[^\]]{1,30}\][ \u00a0]*)+|^\((?=[^()]+\)$)|(?<=\w)\)$")
_ZONE = re.compile(r"[ \u00a0]*\((?:UTC|GMT|local)\)$", re.IGNORECASE)


def join_labelled(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with name and date together where a label parts them in several headers.

    >>> from stance.sources.dump import read_dump
    >>> dump = "From: [info] ann_lee\\nDate: May 3rd, 2014 05:12 pm (UTC)\\n(Link)\\n\\nTea!\\n\\n"
    >>> [line.text for line in join_labelled(read_dump(dump * 2).lines)][:4]
    ['ann_lee, May 3rd, 2014 05:12 pm', '', '', 'Tea!']
    >>> letter = read_dump("From: Ann\\nDate: May 3, 2014\\nTo: Bo\\n\\nTea!\\n\\n" * 2).lines
    >>> join_labelled(letter) is letter
    True
    """
    dates = {
        k: date
        for k, line in enumerate(lines)
        if ":" in line.text[:15] and (date := _read_date(line.text)) is not None
    }
    if len(dates) < _FEWEST:
        return lines
    joined = list(lines)
    found = 0
    for k, date in dates.items():
        block = _find_block(lines, k, dates)
        around = lines[max(0, block[0] - _BESIDE) : block[-1] + 1 + _BESIDE]
        if any(_LETTER.match(line.text) for line in around):
            return lines
        name = _find_name(lines, block)
        if name is None:
            continue
        found += 1
        for n in block:
            joined[n] = lines[n]._replace(text="", heading=False)
        joined[block[0]] = joined[block[0]]._replace(text=f"{name}, {date}")
    return joined if found >= _FEWEST else lines


def _read_date(text: str) -> str | None:
    """The date behind a label, if nothing else stands there."""
    found = _DATED.fullmatch(text) if len(text) <= _LONGEST else None
    date = _ZONE.sub("", found["date"]) if found is not None else ""
    stamp = read_stamp(date) if date else None
    return date if stamp is not None and not (stamp.before or stamp.after) else None


def _find_block(lines: Sequence[Line], k: int, dates: Mapping[int, str]) -> range:
    """The lines with labels around a date's, and captions between them."""
    start = stop = k
    for n in range(k - 1, max(-1, k - 1 - _NEAR), -1):
        if n in dates or not _may_belong(lines[n]) or _parts(lines[n + 1], lines[n]):
            break
        if _is_field(lines[n].text):
            start = n
    for n in range(k + 1, min(len(lines), k + 1 + _NEAR)):
        if n in dates or not _may_belong(lines[n]) or _parts(lines[n], lines[n]):
            break
        if lines[n].gap and stop < n - 1:
            break  # what stood above it was the text, and it heads the next one
        if _is_field(lines[n].text):
            stop = n
    return range(start, stop + 1)


def _parts(below: Line, label: Line) -> bool:
    """Whether blank lines part a label from the date's: one may, where it is a name's."""
    return below.gap > (1 if _is_name(label.text) else 0)


def _is_name(text: str) -> bool:
    return _NAMED.fullmatch(text) is not None or _FROM.fullmatch(text) is not None


def _is_field(text: str) -> bool:
    return _is_name(text) or _FIELD.fullmatch(text) is not None


def _may_belong(line: Line) -> bool:
    text = line.text
    if line.marker:
        return False
    if is_blank(text) or _is_field(text):
        return True
    return len(text) <= _LONGEST and not is_prose(text) and text[-1] not in ".!?"


def _find_name(lines: Sequence[Line], block: range) -> str | None:
    for pattern in (_NAMED, _FROM):
        for n in block:
            found = pattern.fullmatch(lines[n].text)
            name = _AROUND_NAME.sub("", found["name"].strip()) if found is not None else ""
            if name:
                return name
    return None

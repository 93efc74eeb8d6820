"""Forums whose headers open with a member's fields: name, rank, "Posts: 12", "Joined: 2018", date.

phpBB from 3.1 on, MyBB and SMF set them so. Name and date are brought together in one line, and
the signature that closes all texts of one member is taken off.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stance.sources.bylines import is_subject
from stance.sources.page import Line
from stance.sources.profiles import find_count, is_profile
from stance.threads.columns import PARTED
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_label,
    is_name,
    mask_line,
    read_form,
    read_stamp,
    strip_tag,
)
from stance.threads.words import find_date

__all__ = ["fold_members"]

_OPENING = 3000  # lines of a page among which the first member's fields stand
_FEWEST = 2  # members' fields
_MOST = 0.8  # of the fields must have a date below
_DEEPEST = 12  # lines between the fields and the date
_HIGHEST = 6  # lines between the name and the fields: ranks, stars, an avatar
_MOST_FOREIGN = 4  # lines of other fields there: "Contact Ann", "Website"
_LONGEST_DATED = 160  # characters of a line with the date, and when it was edited
_LONGEST_SIGNATURE = 12  # lines
_RANKS = frozenset(  # that are known as badges, and are buttons by that
    ["moderator", "mod", "admin", "administrator", "staff", "guest", "gast", "invité", "ospite"]
)
_RULE = re.compile("_{10,40}")  # above a signature, by phpBB and SMF
_BUTTON = "Reply"  # stands in for what closes all texts in words that are no known button
_BOUND = 0.5  # of the headers must have no more than one such line
# Whether a member is there, or the avatar's caption, before the name or above it.
_STATUS = re.compile(
    r"(?:user avatar|avatar de l['’]utilisateur|benutzeravatar|avatar(?: di| de)?"
    r"|avatar (?:utente|użytkownika|van gebruiker)|offline|online|hors ligne|en ligne|abwesend"
    r"|away|desconectado|conectado|non in linea|in linea|gepost door)(?:[ \u00a0]+|$)",
    re.IGNORECASE,
)


class _Header(NamedTuple):
    """Where a header begins, the line of its date, the name and the date."""

    start: int
    end: int
    name: str
    date: str
    foreign: int


def fold_members(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with each header that opens with a member's fields as a line of name and date.

    >>> from stance.sources.dump import read_dump
    >>> dump = '''Ann
    ... Posts: 12
    ... May 3, 2014
    ... Tea!
    ... Bo
    ... Posts: 3
    ... May 4, 2014
    ... No.'''
    >>> [line.text for line in fold_members(read_dump(dump).lines)]
    ['Ann says May 3, 2014:', 'Tea!', 'Bo says May 4, 2014:', 'No.']
    """
    if not any(find_count(line.text) is not None for line in lines[:_OPENING]):
        return lines
    at = [k for k, line in enumerate(lines) if find_count(line.text) is not None]
    if len(at) < _FEWEST:
        return lines
    shared, titles = _find_shared(lines, at), _find_titles(lines)
    bounds = itertools.pairwise([-1, *at, len(lines)])
    stops = [*at[1:], len(lines)]
    found = [
        _read_header(lines, k, above, stop, shared, titles)
        for k, (above, _), stop in zip(at, bounds, stops, strict=False)
    ]
    headers = [header for header in found if header is not None]
    if found[-1] is None or len(headers) < max(_FEWEST, _MOST * len(at)):
        return lines  # where the fields stand below the text or the date, the last has none below
    close = sum(header.foreign <= 1 for header in headers)
    forms = {read_form(header.date) for header in headers}
    if close < _BOUND * len(headers) or 2 * len(forms) > len(headers) + 1:
        return lines
    return _fold(lines, headers, shared)


def _find_shared(lines: Sequence[Line], at: Sequence[int]) -> frozenset[str]:
    """What stands above nearly all members' fields: buttons below the text before, captions."""
    seen: Counter[str] = Counter()
    for k in at:
        seen.update({mask_line(line.text) for line in lines[max(0, k - _HIGHEST - 1) : k]})
    least = max(_FEWEST, _MOST * (len(at) - 1))
    return frozenset(mask for mask, times in seen.items() if times >= least)


def _find_titles(lines: Sequence[Line]) -> frozenset[str]:
    """The topics that posts repeat behind "Re:", as the first post has them."""
    subjects = (line.text for line in lines if is_subject(line.text))
    return frozenset(text.partition(":")[2].strip() for text in subjects)


def _read_header(
    lines: Sequence[Line],
    k: int,
    above: int,
    stop: int,
    shared: frozenset[str],
    titles: frozenset[str],
) -> _Header | None:
    """The header whose member's posts are counted in a line."""
    end = foreign = 0
    values = lines[k].text[-1:] == ":"  # the line above ended with a field's name alone
    for n in range(k + 1, min(stop, k + 1 + _DEEPEST)):
        text = lines[n].text
        if is_profile(text) or is_blank(text):
            values = False
            continue
        date = _read_date(text)
        if date and not (values and not lines[n].gap):
            end = n
            break
        if values:
            values = False
            continue
        values = text[-1:] == ":"
        if values or is_furniture(text) or is_subject(text) or text in titles:
            continue
        foreign += 1
        if foreign > _MOST_FOREIGN or not is_label(text):
            return None
    if not end:
        return None
    named = _find_name(lines, k, above, shared)
    if named is None:
        return None
    return _Header(named[0], end, named[1], date, foreign)


def _read_date(text: str) -> str:
    """The date of a header's line; empty where it has none."""
    found = find_date(text) if len(text) <= _LONGEST_DATED else None
    if found is None or (found.start() and read_stamp(text) is None):
        return ""
    rest = text[found.end() :].strip()
    return found.group() if not rest or rest[0] in "(»|" or is_label(rest) else ""


def _find_name(
    lines: Sequence[Line], k: int, above: int, shared: frozenset[str]
) -> tuple[int, str] | None:
    """Where the header around a line of fields begins, and whose it is."""
    count = find_count(lines[k].text)
    if count:  # "Ann Posts: 12 Joined: May 3, 2014"
        return k, _strip_status(count)
    top = k
    while top - 1 > above and (is_profile(lines[top - 1].text) or is_blank(lines[top - 1].text)):
        top -= 1
    opened = _find_opened(lines, top, above, shared)
    if opened is not None:
        return opened
    start, name = top, ""
    for n in range(top - 1, max(above, top - 1 - _HIGHEST), -1):
        text = strip_tag(lines[n].text)
        if is_blank(text):
            start = n if lines[n].text else start
            continue
        status = _STATUS.match(text)
        if status is not None:
            return n, text[status.end() :] or name
        if text.lower() in _RANKS:
            continue
        if (name and _closes(text, shared)) or not is_name(text):
            break
        start, name = n, text
        if lines[n].gap:
            break
    return (start, name) if name else None


def _find_opened(
    lines: Sequence[Line], top: int, above: int, shared: frozenset[str]
) -> tuple[int, str] | None:
    """The same where a blank line stands above the header, and labels only in it."""
    near = range(top - 1, max(above, top - 1 - _HIGHEST), -1)
    first = next((n for n in near if lines[n].gap), None)
    if first is None or any(_closes(lines[n].text, shared) for n in range(first + 1, top)):
        return None
    if _heads_list(lines, first, above, shared):
        first -= 1
    if lines[first].gap < PARTED and mask_line(lines[first].text) in shared:
        return None
    texts = [strip_tag(lines[n].text) for n in range(first, top)]
    if not all(map(is_label, texts)):
        return None
    told = next((n for n, text in enumerate(texts) if _STATUS.match(text)), 0)
    first, texts = first + told, texts[told:]
    named = next((text for text in texts if not is_blank(text)), "")
    named = _strip_status(named)
    return (first, named) if is_name(named) and not is_furniture(named) else None


def _heads_list(lines: Sequence[Line], first: int, above: int, shared: frozenset[str]) -> bool:
    """Whether a name stands above the list of its rank and fields, as SMF sets them."""
    name = lines[first - 1]
    if first - 1 <= above or not lines[first].marker or name.marker or not name.gap:
        return False
    return is_name(name.text) and not _closes(name.text, shared)


def _closes(text: str, shared: frozenset[str]) -> bool:
    """Whether a line is the button below the text before, and not a member's rank."""
    if is_blank(text) or text.lower() in _RANKS:
        return False
    return is_furniture(text) or mask_line(text) in shared


def _strip_status(name: str) -> str:
    return _STATUS.sub("", name, count=1)


def _fold(
    lines: Sequence[Line], headers: Sequence[_Header], shared: frozenset[str]
) -> Sequence[Line]:
    texts = _find_texts(lines, headers, shared)
    dropped = _find_signatures(lines, headers, texts)
    folded: list[Line] = list(lines[: headers[0].start])
    for header, (stop, closing) in zip(headers, texts, strict=True):
        dated = lines[header.end]
        folded.append(
            lines[header.start]._replace(
                stop=dated.stop,
                column=dated.column,
                text_column=dated.column,
                marker="",
                text=f"{header.name} says {header.date}:",
                gap=1,
                heading=False,
            )
        )
        folded.extend(lines[k] for k in range(header.end + 1, stop) if k not in dropped)
        if closing:
            folded.append(lines[stop]._replace(marker="", text=_BUTTON))
        if header is headers[-1]:
            folded.extend(lines[stop + closing :])
    return folded


def _find_texts(
    lines: Sequence[Line], headers: Sequence[_Header], shared: frozenset[str]
) -> list[tuple[int, bool]]:
    """Where each text ends, and whether with a line there that nearly all have ("Top")."""
    texts: list[tuple[int, bool]] = []
    closing: Counter[str] = Counter()
    for header, below in itertools.pairwise(headers):
        stop = below.start
        while stop - 1 > header.end:
            text = lines[stop - 1].text
            if not (is_blank(text) or is_furniture(text) or mask_line(text) in shared):
                break
            stop -= 1
        closes = (line.text for line in lines[stop : below.start] if not is_blank(line.text))
        closing.update({mask_line(text) for text in closes})
        texts.append((stop, stop < below.start))
    last = headers[-1].end
    usual = {mask for mask, times in closing.items() if mask and 2 * times > len(texts)}
    ends = (k for k in range(last + 2, len(lines)) if mask_line(lines[k].text) in usual)
    stop = next(ends, len(lines)) if usual else len(lines)
    return [*texts, (stop, stop < len(lines))]


def _find_signatures(
    lines: Sequence[Line], headers: Sequence[_Header], texts: Sequence[tuple[int, bool]]
) -> set[int]:
    """The last lines of texts that all texts of one member end with."""
    dropped = _find_ruled(lines, headers, texts)
    ends: dict[str, list[list[int]]] = {}
    for header, (stop, closed) in zip(headers, texts, strict=True):
        if closed or header is not headers[-1]:
            own = [k for k in range(header.end + 1, stop) if not is_blank(lines[k].text)]
            own = [k for k in own if k not in dropped]
            ends.setdefault(header.name, []).append(own)
    signatures: dict[str, list[str]] = {}
    for name, own_texts in ends.items():
        most = min(min(map(len, own_texts)) - 1, _LONGEST_SIGNATURE)
        n = 0
        while (
            len(own_texts) > 1
            and n < most
            and len({lines[own[-1 - n]].text for own in own_texts}) == 1
        ):
            n += 1
        dropped.update(k for own in own_texts for k in own[len(own) - n :])
        if n:
            signatures[name] = [lines[k].text for k in own_texts[0][-n:]]
    last, (_, closed) = headers[-1], texts[-1]
    if not closed and last.name in signatures:
        dropped.update(_find_sequence(lines, last.end + 1, signatures[last.name]))
    return dropped


def _find_ruled(
    lines: Sequence[Line], headers: Sequence[_Header], texts: Sequence[tuple[int, bool]]
) -> set[int]:
    """The lines below a rule, and the rule."""
    dropped: set[int] = set()
    for header, (stop, closed) in zip(headers, texts, strict=True):
        if not closed and header is headers[-1]:
            break  # where it ends is not known
        rules = [k for k in range(header.end + 2, stop) if _RULE.fullmatch(lines[k].text)]
        dropped.update(range(rules[-1], stop) if rules else ())
    return dropped


def _find_sequence(lines: Sequence[Line], start: int, texts: Sequence[str]) -> list[int]:
    """The lines below a text's first one that say, one after the other, what is looked for."""
    own = [k for k in range(start, len(lines)) if not is_blank(lines[k].text)]
    for n in range(1, len(own) - len(texts) + 1):
        if [lines[k].text for k in own[n : n + len(texts)]] == texts:
            return own[n : n + len(texts)]
    return []

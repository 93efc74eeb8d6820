"""Members' cards above the texts of a forum, as XenForo has them, made one header each.

A list with the date and the number of the post ("#2") opens a post; the member's name, title and
badges follow, and fields without colons: "Joined", below it "Jun 5, 2009", "Messages", "307".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.sources.alternatives import first_of
from stance.sources.page import Line
from stance.threads.headers import is_blank, is_lone_date, is_name, strip_tag
from stance.threads.words import find_date

__all__ = ["fold_cards"]

# Of XenForo's translations. A card has both fields.
_JOINED = first_of(
    (
        "joined|registriert|beigetreten|mitglied seit|inscrit|inscription|registrado|ingresado",
        "registrato|lid geworden|dołączył(?:\\(a\\))?|регистрация|katılım|gick med|ble medlem",
        "tilmeldt|liittynyt",
    )
)
_MESSAGES = first_of(
    (
        "messages|posts|beiträge|mensajes|mensagens|messaggi|berichten|postów|posty|wiadomości",
        "сообщения|mesajlar|meddelanden|innlegg|meddelelser|viestejä|viestit",
    )
)
_BESIDE = re.compile(rf"{_JOINED} .{{4,24}} {_MESSAGES} \d.*", re.IGNORECASE)
_FIRST = re.compile(_JOINED, re.IGNORECASE)
_SECOND = re.compile(_MESSAGES, re.IGNORECASE)
_NUMBER = re.compile(r"#\d{1,7}")
_OPENING = 3000  # lines of a page among which the first card stands
_LONGEST = 30  # characters of a label or value
_ABOVE = 14  # lines from the first field up to the date of the post
_FEWEST = 2  # cards


def fold_cards(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the cards of members as names that say.

    >>> from stance.sources.dump import read_dump
    >>> card = "* Sep {0}, 2010\\n* #{0}\\n\\nAnn\\n\\nJoined\\nMay 3, 2009\\nPosts\\n9\\nTea!\\n"
    >>> [line.text for line in fold_cards(read_dump("".join(map(card.format, (1, 2)))).lines)]
    ['Ann says Sep 1, 2010:', 'Tea!', 'Ann says Sep 2, 2010:', 'Tea!']
    """
    if not any(_opens_fields(lines, k) for k in range(min(len(lines), _OPENING))):
        return lines
    cards = [card for k in range(len(lines)) if (card := _read_card(lines, k)) is not None]
    if len(cards) < _FEWEST:
        return lines
    folded: list[Line] = []
    at = 0
    for top, stop, text in cards:
        if top < at:
            continue
        line = lines[top]
        folded += lines[at:top]
        folded.append(line._replace(text=text, marker="", gap=max(line.gap, 1), heading=False))
        at = stop
    return [*folded, *lines[at:]]


def _opens_fields(lines: Sequence[Line], k: int) -> bool:
    """Whether the first field of a card stands in a line, and the second below or beside it."""
    text = lines[k].text
    if len(text) > _LONGEST:
        return _BESIDE.match(text) is not None
    if _FIRST.fullmatch(text) is None or k + 2 >= len(lines):
        return False
    return is_lone_date(lines[k + 1].text) and _SECOND.fullmatch(lines[k + 2].text) is not None


def _read_card(lines: Sequence[Line], k: int) -> tuple[int, int, str] | None:
    """Where a card begins and stops whose fields begin at a line, and its header; or None."""
    if not _opens_fields(lines, k):
        return None
    stop = k + 1
    if len(lines[k].text) <= _LONGEST:
        stop = k + 4
        while stop + 1 < len(lines) and _is_field(lines[stop], lines[stop + 1]):
            stop += 2
    named, dated = None, None
    for n in range(k - 1, max(-1, k - _ABOVE), -1):
        text = strip_tag(lines[n].text)
        if _NUMBER.fullmatch(text):
            named = named or n
        elif named is not None and is_lone_date(text):
            dated = n
            break
        elif named is not None and not is_blank(text):
            break
    if named is None or dated is None:
        return None
    texts = (strip_tag(lines[n].text) for n in range(named + 1, k))
    names = [text for text in texts if is_name(text)]
    if len(names) > 1 and len(names[0]) == 1 and names[1][:1].upper() == names[0]:
        names = names[1:]  # a letter in place of an avatar
    name = names[0] if names else ""
    date = find_date(lines[dated].text)
    return (dated, stop, f"{name} says {date.group()}:") if name and date is not None else None


def _is_field(label: Line, value: Line) -> bool:
    """Whether two lines are one of the fields below: "Reaction score", "25"."""
    short = len(label.text) <= _LONGEST and label.text[-1:].isalpha() and not label.marker
    return short and value.text.replace(",", "").replace(".", "").isdecimal()

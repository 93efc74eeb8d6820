"""Lines that name a comment's writer in a sentence: "Submitted by Ann Lee on May 3, 2014"."""

from __future__ import annotations

import re
from typing import NamedTuple

from stance.remember import remember
from stance.sources.alternatives import first_of
from stance.sources.dates import looks_like_date

__all__ = ["Byline", "opens_byline", "read_byline"]

# The words of Movable Type, TypePad, Drupal and Blogger, in the languages of their translations.
_FORMS = (
    ("posted|comment(?:ed)?|written|submitted|published|left|sent|added", "by"),
    ("kommentar|kommentiert|geschrieben|verfasst|eingereicht|erstellt|gepostet|gespeichert", "von"),
    ("commentaire|soumis|posté|envoyé|publié|écrit|rédigé", "de|par"),
    ("comentario|enviado|publicado|escrito|comentado", "de|por"),
    ("comentário|publicado|escrito", "de|por"),
    ("commento|inviato|scritto|pubblicato|postato", "di|da"),
    ("reactie|ingezonden|geplaatst|geschreven|gepost", "van|door"),
    ("opublikowan[eay]|dodan[eay]|napisan[eay]|wysłan[eay]", "przez"),
    ("skrivet|inskickat|postat|skrevet|indsendt|sendt|lagt inn|oprettet", "av|af"),
    ("napsal|napsala|odeslal|odeslala|vložil|vložila|přidal|přidala", "uživatel|uživatelka"),
    ("napísal|napísala|odoslal|odoslala|vložil|vložila|pridal|pridala", "používateľ"),
    ("objavio|poslao|napisao|postao|dodao", "korisnik|član"),
    ("objavil|poslal|napisal|dodal", "uporabnik"),
    ("enviat|publicat|escrit", "per"),
    ("trimis|scris|postat|adăugat", "de"),
    ("изпратено|публикувано|добавено|написано", "от"),
    ("υποβλήθηκε|δημοσιεύτηκε|γράφτηκε", "από"),
    ("dikirim|ditulis|diposting|dipos", "oleh"),
)
_WORDS = first_of(
    [
        *(f"{verb} (?:{by})" for verbs, by in _FORMS for verb in verbs.split("|")),
        *("опубликовано", "отправлено", "написано", "добавлено"),
    ]
)
_WORDS += "(?: ?:)?"
_BY = re.compile(
    rf"{_WORDS}\s+(?P<name>.{{1,60}}?)"
    r"(?:\s*[|,–—»·-]?\s+(?:at|on|am|um|le|el|il|em|op|dne|dňa|dnia|den|dana|la|pada|στις|на|в)\s+(?P<date>.+)"
    r"|\s*[|,–—»·-]\s*(?P<after>.+)|(?P<end>))$",
    re.I,
)
# "Le lundi 3 mai 2010, 10:33 par Ann": the date comes first (Dotclear).
_BY_LAST = re.compile(
    r"(?P<date>.{6,60}?\d\S{0,4})[,\s]+(?:by|par|von|por|di|da|door|przez|av|af)\s+(?P<name>\S.{0,39})$",
    re.I,
)
_OPENING = re.compile(_WORDS, re.I)
_LONGEST = 140  # characters


class Byline(NamedTuple):
    """The name in such a line, and its date ("" where there is none)."""

    name: str
    date: str


@remember
def read_byline(text: str) -> Byline | None:
    """The name and date of a line that is a byline as a whole.

    >>> read_byline("Posted by: Ian at October 20, 2007 03:02 PM")
    Byline(name='Ian', date='October 20, 2007 03:02 PM')
    >>> read_byline("Comment by Ann — May 3, 2014 #")
    Byline(name='Ann', date='May 3, 2014')
    >>> read_byline("Le lundi 3 mai 2010, 10:33 par Ann")
    Byline(name='Ann', date='Le lundi 3 mai 2010, 10:33')
    >>> read_byline("Napsal uživatel Petr dne 20 Květen, 2016 - 08:48.")
    Byline(name='Petr', date='20 Květen, 2016 - 08:48')
    >>> read_byline("Posted by mistake, I fear, as so often.") is None
    True
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    found = _BY.match(text)
    if found is None:
        found = _BY_LAST.match(text)
        if found is None or not looks_like_date(found["date"]):
            return None
        return Byline(found["name"].strip(" ,|–-"), found["date"])
    date = (found["date"] or found["after"] or "").strip(" .|#")
    if date and not looks_like_date(date):
        return None
    return Byline(found["name"].strip(" ,|–-"), date)


def opens_byline(text: str) -> bool:
    """Whether a text is a byline's words alone: the name follows as a link.

    >>> opens_byline("Posted by:"), opens_byline("Posted by mistake")
    (True, False)
    """
    return len(text) < _LONGEST and _OPENING.fullmatch(text.strip()) is not None

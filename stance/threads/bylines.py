"""Who wrote a text, where a line says so: "Posted by Ann Lee", "Napsal uživatel Ann"."""

from __future__ import annotations

import re

__all__ = [
    "WRITTEN_BY",
    "is_byline",
    "is_subject",
    "read_byline",
    "strip_byline",
    "strip_byline_words",
    "strip_subject",
]

# What Drupal's translations and those of forums set before the name.
WRITTEN_BY = (
    r"(?:(?:ingediend|ingezonden|geplaatst|verzonden) (?:van|door)"
    r"|(?:wysłan[eoay]|dodan[eoay]|opublikowan[eoay]|napisan[eoay]) przez"
    r"|(?:отправлено|опубликовано|добавлено)(?: пользователем)?"
    r"|(?:napsal|vložil|odeslal|odoslal|pridal)(?:\(a\)|/a|a)?(?: (?:uživatel|používateľ))?"
    r"|(?:skickat|skrivet|inlagt|postat|skrevet|indsendt|sendt inn|postet) a[vf]"
    r"|lähettänyt|kirjoittanut|beküldte|írta|gönderen|enviat per|trimis de)"
)
# "Posted by: Ann | 3 May 2010", "Comment from: Ann": what stands before the name in such lines.
_BY = re.compile(
    r"(?:post(?:ed)?|comment(?:ed)?|written|submitted)(?: ?(?:by|from))?:?[ \u00a0]"
    r"|(?:geschrieben|kommentar|kommentiert|verfasst) von:?[ \u00a0]"
    r"|(?:commentaire|comentario|comentário|commento|soumis|posté|enviado|publicado|escrito"
    r"|inviato|scritto|postato) (?:de|par|por|di|da):?[ \u00a0]"
    r"|(?:eingereicht|erstellt|gepostet) von:?[ \u00a0]"
    r"|reactie (?:van|door):?[ \u00a0]|комментарий от:?[ \u00a0]"
    rf"|{WRITTEN_BY}:?[ \u00a0]"
    r"|(?:by|von|par|por|da):?[ \u00a0]",
    re.I,
)
_BRACKETED = re.compile(r"[ \u00a0]*\[[^\[\]]{1,30}\]$")  # "Ann [Visitor]"


def is_byline(text: str) -> bool:
    """Whether a line names its writer ("Posted by: Ann …", "Comment from: Ann")."""
    return _BY.match(text) is not None


def read_byline(text: str) -> str:
    """The words before the writer's name in a byline; "" where a line is none.

    >>> read_byline("Posted by: Ann Lee, May 3, 2014"), read_byline("Ann Lee")
    ('posted by:', '')
    """
    found = _BY.match(text)
    return found.group().strip().lower() if found is not None else ""


def strip_byline(text: str) -> str:
    """A byline's name without the words before it, and without a role in brackets after it.

    >>> strip_byline("Comment from: Ann Lee [Visitor]")
    'Ann Lee'
    """
    return _BRACKETED.sub("", strip_byline_words(text))


def strip_byline_words(text: str) -> str:
    """A text without the words before a writer's name.

    >>> strip_byline_words("Submitted by Ann Lee on")
    'Ann Lee on'
    """
    return _BY.sub("", text, count=1)


# "Posted: May 3, 2014 Post subject: Tea", as forums have it.
_SUBJECT = re.compile(
    r"[ \u00a0]*(?:(?:post )?subject|titel|betreff|sujet(?: du message)?|titre|asunto"
    r"|título(?: del mensaje)?|oggetto|titolo|assunto|onderwerp|temat(?: postu)?|konu"
    r"|заголовок сообщения)"
    r"[ \u00a0]?:.*",
    re.IGNORECASE | re.DOTALL,
)


def strip_subject(text: str) -> str:
    """What stands after a date, without the subject that forums name there.

    >>> strip_subject("   Post subject: Tea, again")
    ''
    """
    return _SUBJECT.sub("", text) if ":" in text else text


_ANSWERED = re.compile(r"(?:re|aw|sv|vs|odp|ynt|antw)(?:\[\d+\])?: ?\S", re.IGNORECASE)


def is_subject(text: str) -> bool:
    """Whether a line is the subject of an answer, as forums and mail have it.

    >>> is_subject("Re: Tea"), is_subject("Rex: tea")
    (True, False)
    """
    return _ANSWERED.match(text) is not None

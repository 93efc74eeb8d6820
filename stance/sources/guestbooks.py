"""The labels that guest books and their like set before each field: "Name: Ann", "Message: …"."""

from __future__ import annotations

import re

__all__ = ["is_field", "is_other_field", "strip_field"]

_NAME = "name|nick(?:name)?|author|from|autor|nom|pseudo|auteur|nombre|nome|naam"
_DATE = "(?:date|time|when|datum|zeit|fecha|data|dato)(?: (?:posted|added))?"
_MESSAGE = (
    "message|nachricht|beitrag|(?:beitrag ?)?verfasst(?: am)?|mensaje|messaggio|mensagem"
    "|wiadomość|сообщение"
)
_NAMED = re.compile(rf"(?:{_NAME})[ \u00a0]?:[ \u00a0]*", re.I)
_LONGEST = 20  # characters
_OTHER = re.compile(rf"{_DATE}|{_MESSAGE}", re.I)
_LABEL = re.compile(
    rf"{_NAME}|{_DATE}|{_MESSAGE}|comment|kommentar|e-?mail|web(?:site)?|url|subject|betreff", re.I
)


def is_field(text: str) -> bool:
    """Whether a text is the label of a guest book's field, and nobody's name.

    >>> is_field("Message"), is_field("Name"), is_field("Ann")
    (True, True, False)
    """
    return len(text) < _LONGEST and _LABEL.fullmatch(text) is not None


def is_other_field(text: str) -> bool:
    """Whether a text is the label of a date or a message: nobody is called so.

    >>> is_other_field("Datum"), is_other_field("Nick")
    (True, False)
    """
    return len(text) < _LONGEST and _OTHER.fullmatch(text) is not None


def strip_field(text: str) -> str:
    """A name without the label before it.

    >>> strip_field("Name: Ann"), strip_field("Ann: no")
    ('Ann', 'Ann: no')
    """
    return _NAMED.sub("", text, count=1)

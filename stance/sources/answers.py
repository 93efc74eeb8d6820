"""The words by which headers say whom a comment answers."""

from __future__ import annotations

import re

from stance.remember import remember
from stance.sources.alternatives import first_of

__all__ = ["find_addressee", "is_answer_button", "opens_answer", "part_addressee"]

_ANSWERS_TO = (
    "(?:in )?(?:reply|replying|response|responding|answer) to |(?:als )?antwort (?:auf|an) "
    "|(?:en )?réponse à |en respuesta a |respondiendo a |in risposta a |em resposta a "
    "|(?:als )?(?:reactie|antwoord) op |w odpowiedzi (?:na|do) |в ответ на |yanıt: "
)
_ADDRESSEE = re.compile(first_of([_ANSWERS_TO]), re.IGNORECASE)


# WordPress's themes name the speaker on the button below his own comment.
_BUTTON = re.compile(
    r"(?:reply to|antworten? auf|répondre à|responder a|rispondi a|reageer op|odpowiedz(?: na)?"
    r"|ответить|svara)[ \u00a0]\S.{0,40}",
    re.IGNORECASE,
)


def is_answer_button(text: str) -> bool:
    """Whether a line may be a button with the name of the speaker to be answered.

    >>> is_answer_button("Antworten auf Ann Lee"), is_answer_button("Antworten fehlen.")
    (True, False)
    """
    return _BUTTON.fullmatch(text) is not None


def find_addressee(text: str) -> str | None:
    """Whom a header line says a comment answers.

    >>> find_addressee("In reply to Ann Lee:")
    'Ann Lee'
    """
    match = _ADDRESSEE.match(text.replace("\u00a0", " "))
    if match is None:
        return None
    found = text[match.end() :]
    by = _SUBJECT_BY.match(found)
    return (by["name"] if by is not None else found).strip(" \u00a0:@") or None


# Drupal names the comment before its writer: "In reply to That was long ago by Ann Lee".
_SUBJECT_BY = re.compile(
    r".{2,100}[ \u00a0](?:by|von|par|por|di|da|door|przez|av|af|от)[ \u00a0](?P<name>.{1,50})$"
)
_ANSWERING = (
    r"\(?(?:in reply|in response|replied|replying|replies|responded|responds) to"
    r"|(?:als )?antwort (?:auf|an)|(?:antwortete|antwortet) (?:auf )?"
    r"|(?:en )?réponse à|a répondu à|répond à|en respuesta a|respondió a"
    r"|in risposta a|ha risposto a"
    r"|em resposta a|respondeu a|(?:in antwoord|als reactie|reageerde) op|w odpowiedzi (?:na|do)"
    r"|в ответ на|ответил[аи]?|svarade"
)
_ANSWERS = re.compile(
    rf"[ \u00a0]+(?:{_ANSWERING}|[→►▶⇒➤↪])"
    r"(?:[ \u00a0](?:a |the )?comment (?:from|by|of)|(?<=[→►▶⇒➤↪])|(?=[ \u00a0]|$))[ \u00a0:@]*",
    re.IGNORECASE,
)
# Before a link to the comment, or on it: what is "Reply to Ann" elsewhere is a button.
_LINKED = re.compile(rf"(?:{_ANSWERING}|reply to|↪|⤷|parent$)", re.IGNORECASE)


def opens_answer(text: str) -> bool:
    """Whether a link, or what stands before it, says that it leads to the comment answered.

    >>> opens_answer("replied to"), opens_answer("In reply to Ann"), opens_answer("Parents")
    (True, True, False)
    """
    return _LINKED.match(text) is not None


_FEWEST_BLANKS = 2  # "Bob → Ann"
_JAPANESE = re.compile(r"(?P<name>.{1,40})から(?P<answered>.{1,40})への返信")  # Movable Type's
_POINTED = re.compile(r"(?P<name>[^<>]{1,40}[^<>\s=\-]) ?> ?(?P<answered>[^<>\s][^<>]{1,40})")


@remember
def part_addressee(text: str) -> tuple[str, str | None]:
    """A name and whom it answers, where one line has both.

    >>> part_addressee("Bob replied to comment from Ann Lee"), part_addressee("Bob")
    (('Bob', 'Ann Lee'), ('Bob', None))
    """
    pointed = _POINTED.fullmatch(text) if ">" in text else None
    if pointed is None and text.endswith("への返信"):
        pointed = _JAPANESE.fullmatch(text)
    if pointed is not None:
        return pointed["name"], pointed["answered"]
    if text.count(" ") + text.count("\u00a0") < _FEWEST_BLANKS:
        return text, None
    match = _ANSWERS.search(text)
    if match is None:
        return text, None
    return text[: match.start()], text[match.end() :].strip(" \u00a0:@)") or None

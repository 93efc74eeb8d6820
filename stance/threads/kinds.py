"""What kind of line stands around dates: a name, buttons, "says", or text."""

from __future__ import annotations

import re

from stance.remember import remember
from stance.sources.page import Line
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_name,
    mask_line,
    names_both,
    read_says,
    read_stamp,
    strip_tag,
)
from stance.threads.headings import is_form

__all__ = [
    "ANSWERING",
    "REPLYING",
    "answers",
    "is_button",
    "is_prose_line",
    "kind_of",
    "mask_button",
]


_REPLYING = (
    "reply|replies|antwort|répond|respond|rispond|beantwoord|reage|odpowie|cevap|yanıt|ответ|svar"
)
REPLYING = re.compile(rf"(?<!\w)(?:{_REPLYING})", re.I)
"""What stands on buttons to answer a comment."""
ANSWERING = re.compile(
    rf"(?<!\w)(?:{_REPLYING}|report|melden|signaler|denunciar|segnala|zgłoś|flag|like|gefällt|j['’]aime"
    r"|alerter|abus|quote|zitieren|citer|citar|vote|recommend|recommand|empfehlen|oceń)",
    re.I,
)
"""What stands on the buttons of comments only, not on those of teasers."""


def answers(text: str) -> bool:
    """Whether a line is a button of comments, to answer, like or report one.

    >>> answers("Reply"), answers("Read more")
    (True, False)
    """
    return is_button(text) and ANSWERING.search(text) is not None


def is_prose_line(line: Line) -> bool:
    text = line.text
    return not (is_blank(text) or is_furniture(text) or is_form(text) or is_name(text)) or (
        len(text) > 20 and not is_furniture(text) and not is_form(text)
    )


def is_button(text: str) -> bool:
    """Whether a line is made of buttons, with at least one word among them."""
    return is_furniture(text) and any(c.isalpha() for c in strip_tag(text))


@remember
def kind_of(text: str) -> str:
    if is_blank(strip_tag(text)):
        return "mark"
    if read_says(text) is not None:
        return "says"
    if is_furniture(text):
        return "button"
    named = is_name(text) or names_both(text)
    return "name" if named and read_stamp(text) is None else "text"


def mask_button(text: str) -> str:
    """A line of buttons with its digits masked; empty where it is none."""
    return mask_line(text) if is_button(text) else ""

"""The buttons of comments in many languages, as whole lines or elements."""

from __future__ import annotations

from pathlib import Path

__all__ = ["PHRASES", "is_button_phrase", "read_phrases"]


def read_phrases(path: Path) -> frozenset[str]:
    """The phrases of a table: parted by "|", lines that begin with "#" are remarks."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return frozenset(
        phrase for line in lines if not line.startswith("#") for phrase in line.split("|")
    )


PHRASES = read_phrases(Path(__file__).with_name("buttons.txt")) - {""}
"""All buttons of the table, in lower case and without what stands around their words."""


def is_button_phrase(text: str) -> bool:
    """Whether a text is one of the buttons, whatever stands around its words.

    >>> is_button_phrase("Pro odpověď se přihlaste »"), is_button_phrase("Přihlaste se!")
    (True, False)
    """
    return text.strip(_EDGE).lower() in PHRASES


_EDGE = " \t\n\r\u00a0()[]{}<>|•·*+–—-↓↑→←↩⤷»«›‹✓✔★☆⚑⚐.,:"

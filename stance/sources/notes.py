"""Notes below a comment's text that it was changed."""

from __future__ import annotations

import re

__all__ = ["is_note"]

_EDITED = re.compile(
    r"\(?(?:(?:last|zuletzt|dernière|última|ultima|laatst|ostatnio|senast) )?"
    r"(?:edited|modified|updated|edit|bearbeitet|geändert|modifié|modification|editado|edición"
    r"|modificato|modifica|bewerkt|edytowan[oey]|zmienion[oey]|redigerad|ändrad)\b.{0,60}",
    re.I,
)


def is_note(line: str) -> bool:
    """Whether a line says that, and when, a text was edited.

    >>> is_note("Last edited 2 days ago"), is_note("(edited)"), is_note("Edited volumes sell.")
    (True, True, False)
    """
    line = line.strip()
    note = _EDITED.fullmatch(line)
    return note is not None and (line[0] == "(" or any(c.isdigit() for c in line))

"""Notes below a comment's text: of a change, of its thread, of its writer's own site."""

from __future__ import annotations

import re

from stance.sources.alternatives import first_of

__all__ = ["is_note"]

_EDITED = re.compile(
    rf"\(?(?:{first_of(['last|zuletzt|dernière|última|ultima|laatst|ostatnio|senast'])} )?"
    + first_of(
        [
            "edited|modified|updated|edit|bearbeitet|geändert|modifié|modification|editado",
            "edición|modificato|modifica|bewerkt|edytowan[oey]|zmienion[oey]|redigerad|ändrad",
        ]
    )
    + r"\b.{0,60}",
    re.IGNORECASE,
)
# "1 reply · active 5 weeks ago", behind the buttons of the comment.
_ACTIVE = re.compile(r"(?:[A-Z]\w+ ){0,2}(?:[A-Z][a-z]+)?\d{1,4} repl(?:y|ies) · active .{1,40}")
# CommentLuv: "Ann Lee recently posted..A title", "Ann Lees last blog post..A title".
_POSTED = re.compile(
    r".{1,50}?(?: recently posted|['’]?s? (?:last|latest|most recent) (?:blog )?post)"
    r" ?(?:\.\.+|…|:).{0,150}",
    re.I,
)
# GD Star Rating, below texts: "VA:F [1.9.15_1155]", "please wait...", "Rating: +4 (from 4 votes)".
_RATED = re.compile(
    r"V[AN]:[A-Z] \[\d[\d._]*\]|please wait\.\.\."
    r"|Rating: (?:[+\-]?\d[\d.]*(?:/\d+)? \((?:from )?\d+ votes?(?: cast)?\))"
)
_LONGEST = 220  # characters


def is_note(line: str) -> bool:
    """Whether a line says that, and when, a text was edited or last answered.

    So does what the writer's own site has new.

    >>> is_note("Last edited 2 days ago"), is_note("(edited)"), is_note("Edited volumes sell.")
    (True, True, False)
    >>> is_note("Reply Report2 replies · active 5 weeks ago")
    True
    >>> is_note("Rating: 4.5/5 (2 votes cast)"), is_note("VN:F [1.9.22_1171]")
    (True, True)
    >>> is_note("Ann Lee recently posted..Ten books"), is_note("He recently posted about it.")
    (True, False)
    """
    line = line.strip()
    if line[-1:] in "])." and _RATED.fullmatch(line) is not None:
        return True
    if " active " in line and _ACTIVE.fullmatch(line) is not None:
        return True
    if "post" in line and len(line) <= _LONGEST and _POSTED.fullmatch(line) is not None:
        return True
    note = _EDITED.fullmatch(line)
    return note is not None and (line[0] == "(" or any(c.isdigit() for c in line))

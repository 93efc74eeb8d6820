"""What a terminal shows: colours, if they are wanted, and how many columns."""

from __future__ import annotations

import os

__all__ = ["count_columns", "wants_colour"]


def wants_colour(*, on_terminal: bool) -> bool:
    """Whether colour codes may be written: NO_COLOR and FORCE_COLOR decide before the place does.

    >>> wants_colour(on_terminal=False)
    False
    """
    if os.environ.get("NO_COLOR"):
        return False
    return on_terminal or bool(os.environ.get("FORCE_COLOR"))


def count_columns(otherwise: int) -> int:
    """The columns of the terminal that standard output is: COLUMNS, else as the system says."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size().columns or otherwise
    except OSError:
        return otherwise

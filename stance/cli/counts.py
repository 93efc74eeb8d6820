"""How numbers of things are told: 1 comment, 1,200 comments."""

from __future__ import annotations

__all__ = ["write_count"]


def write_count(n: int, what: str) -> str:
    """A number and its noun, which `what` gives in the singular.

    >>> write_count(1, "comment"), write_count(1200, "thread"), write_count(0, "label")
    ('1 comment', '1,200 threads', '0 labels')
    """
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"

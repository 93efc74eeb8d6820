"""Ratings that stand in a header or below a text."""

from __future__ import annotations

import re

__all__ = ["is_rating"]

_RATING = re.compile(
    r"\d(?:[.,]\d)?(?: (?:out of|of|von|/) ?\d)? (?:stars?|sterne?)|[★☆⭐]{1,5}", re.I
)


def is_rating(text: str) -> bool:
    """Whether a line is a rating ("5 stars", "★★★★☆")."""
    return _RATING.fullmatch(text) is not None

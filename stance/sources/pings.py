"""What systems set before links from other pages, which they list with the comments."""

from __future__ import annotations

__all__ = ["PINGED", "PING_NAMES"]

# Of WordPress's translations those in which the words are not English, in the order of
# `threads/words.py`, then the rest.
PINGED = (
    r"(?:(?:ping|track)backs?\b|ping(?=\s?:)|rétrolien|retroenlace|geri (?:bildirim|izleme)"
    r"|уведомление|обратная ссылка|сповіщення"
    r"|tilbaketråkk|tilbakeping|tilbakesporing|tilbagehenvisning"
    r"|zpětn(?:ý odkaz|á vazba)|spätné upozornenie"
    r"|visszajelzés|visszakövetés|paluuviite|povratni ping|повратни пинг|referință"
    r"|retroenllaç|atgalin(?:is pranešimas|ė nuoroda)|بازتاب"
    r"|ピンバック|トラックバック|引用通告|핑백)"
)
"""The words, as a pattern; a colon follows them."""

PING_NAMES = frozenset({"pingback", "trackback", "pings", "trackbacks", "pingbacks"})
"""Classes of their elements, and of lists of them."""

"""Signatures below posts, as forums set them under a rule of low lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["drop_signatures"]

# phpBB 2 sets 17 low lines, vBulletin 18.
_RULE = re.compile(r"(?:\A|\n)[ \u00a0]*_{12,30}[ \u00a0]*(?:\n|\Z)")
_LONGEST = 400  # characters below the rule; phpBB 2 allows 255
_FEWEST = 2  # texts of a page with a rule: one alone may be the speaker's own


def drop_signatures(texts: Sequence[str]) -> list[str]:
    """The texts of a page without what stands below a forum's rule.

    >>> rule = "_" * 17
    >>> drop_signatures([f"Tea.\\n{rule}\\nAnn of York", f"Rain.\\n{rule}\\nBo", "So it does."])
    ['Tea.', 'Rain.', 'So it does.']
    """
    cuts = [_find_rule(text) if "____" in text else None for text in texts]
    if sum(cut is not None for cut in cuts) < _FEWEST:
        return list(texts)
    return [text[:cut].rstrip() for text, cut in zip(texts, cuts, strict=True)]


def _find_rule(text: str) -> int | None:
    """Where the rule above a signature begins; None where a text has none."""
    rules = list(_RULE.finditer(text))
    if not rules or len(text) - rules[-1].end() > _LONGEST:
        return None
    return rules[-1].start()

"""How often others liked a comment, as its markup counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from stance.sources.html.marks import names_of
from stance.sources.html.tree import Kind, Tree

__all__ = ["find_likes", "may_count_likes"]

_LIKES = re.compile(
    r"(?:^|[-_])(?:likes?|liked|votes?|upvotes?|up|score|karma|points|recommend(?:s|ations|ed)?|thumbs?-?up|rating|unvoted|helpful|plus)(?:[-_#]|$)|likecount|votecount|upvote|like-count"
)
_NOT_LIKES = re.compile(
    r"dislike|downvote|thumbs?-?down|(?:^|[-_])down(?:[-_]|$)|unlike"
    r"|(?:^|[-_])(?:who|user|author|member)[-_]+(?:points|score|karma|rating)"
)
_COUNT = re.compile(r"^[^\d+-]{0,24}([+-]?\d[\d,.]*)\s*(k)?[^\d]{0,24}$", re.I)
_LIKES_OF = ("likes", "like-count", "votes", "score", "upvotes", "recommend-count")
_LIKE_DATA = tuple(f"data-{name}" for name in _LIKES_OF)


def may_count_likes(kind: Kind) -> bool:
    """Whether an element of a kind may hold the number of likes."""
    return not kind.stated.isdisjoint({*_LIKE_DATA, "itemprop"}) or _names_likes(kind.names)


@lru_cache(maxsize=1 << 14)
def _names_likes(names: tuple[str, ...]) -> bool:
    return any(map(_LIKES.search, names)) and not any(map(_NOT_LIKES.search, names))


def find_likes(tree: Tree, nodes: Sequence[int]) -> int | None:
    """The number of likes among the nodes of a comment, or None.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html('<li><span class="likes">1.2k likes</span>')
    >>> find_likes(tree, range(len(tree.tags)))
    1200
    """
    for number in nodes:
        attributes = tree.attributes[number]
        if not attributes.keys().isdisjoint(_LIKE_DATA):
            for name in _LIKE_DATA:
                if name in attributes:
                    count = _read_count(attributes[name] or "")
                    if count is not None:
                        return count
        if attributes.get("itemprop") == "upvoteCount":
            count = _read_count(tree.attribute(number, "content") or tree.text_of(number))
            if count is not None:
                return count
        names = names_of(tree, number)
        if _names_likes(names):
            if tree.ends[number] - number > 16:
                continue
            count = _read_count(tree.text_of(number))
            if count is not None:
                return count
    return None


def _read_count(text: str) -> int | None:
    mark = _COUNT.match(text.strip())
    if mark is None:
        return None
    digits = mark[1]
    if mark[2]:
        return round(float(digits.replace(",", ".")) * 1000)
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits)
    return int(digits) if re.fullmatch(r"[+-]?\d+", digits) else None

"""Comments out of a page's JSON-LD, for pages that show none in their markup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stance.sources.dates import DateReader
from stance.sources.html.facts import Facts
from stance.sources.html.parse import parse_html
from stance.sources.html.text import render
from stance.sources.page import Cut

__all__ = ["cut_objects"]

_REPLIES = ("comment", "suggestedAnswer", "acceptedAnswer", "replies")


def cut_objects(objects: list[Mapping[str, Any]], facts: Facts) -> tuple[Cut, ...]:
    """The schema.org `Comment` and `Answer` objects as cuts; replies are nested `comment`s.

    Source: https://schema.org/Comment (`parentItem`, `comment`, `upvoteCount`).
    """
    dates = DateReader(facts.date, saved=facts.saved, language=facts.language)
    found = [item for item in objects if _is_comment(item)]
    place = {id(item): at for at, item in enumerate(found)}
    named = {str(item.get("@id") or item.get("identifier")): at for at, item in enumerate(found)}
    parents: list[int | None] = [None] * len(found)
    for at, item in enumerate(found):
        for name in _REPLIES:
            below = item.get(name)
            for reply in below if isinstance(below, list) else [below]:
                if id(reply) in place:
                    parents[place[id(reply)]] = at
        above = item.get("parentItem")
        if isinstance(above, dict):
            parent = named.get(str(above.get("@id") or above.get("identifier")))
            if parent is not None and parent != at and parents[at] is None:
                parents[at] = parent
    nested = any(parent is not None for parent in parents)
    return tuple(
        _cut_object(item, parent, dates, nested=nested)
        for item, parent in zip(found, parents, strict=True)
    )


def _is_comment(item: Mapping[str, Any]) -> bool:
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(kind in {"Comment", "UserComments", "Answer"} for kind in kinds)


def _cut_object(
    item: Mapping[str, Any], parent: int | None, dates: DateReader, *, nested: bool
) -> Cut:
    author = item.get("author") or item.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    speaker = author.get("name") if isinstance(author, dict) else author
    when = item.get("datePublished") or item.get("dateCreated") or item.get("commentTime")
    likes = item.get("upvoteCount")
    identity = item.get("@id") or item.get("identifier") or item.get("url")
    return Cut(
        text=_plain(
            str(item.get("text") or item.get("commentText") or item.get("description") or "")
        ),
        id=str(identity) if isinstance(identity, str | int) else None,
        parent=parent,
        speaker=str(speaker) if speaker else None,
        timestamp=dates.read(when) if isinstance(when, str) else None,
        likes=likes if isinstance(likes, int) else None,
        evidence=("markup",) if nested else (),
    )


def _plain(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text.strip()
    tree = parse_html(text)
    return render(tree, range(len(tree.tags)))

"""What a page says about itself: headline, date, language, its own count of comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from stance.sources.dates import DateReader
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_side_name

__all__ = ["Facts", "read_facts", "read_objects"]

_MOST_OBJECTS = 200_000  # JSON-LD objects looked at
_MOST_NODES = 30  # in an element that says how many comments there are
_LONGEST_TITLE = 2000  # characters of the page's title that may hold the headline
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"])
_COUNT_NAMES = re.compile(
    r"comments?[-_]*(?:title|heading|head|header|count|number|num|total|counter|tab|label|info)|"
    r"(?:num|no|total|count|number|nb)[-_]*(?:of[-_]*)?comments?|commentcount|commentstitle|comment-section-title"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """A page's own statements: `date` is the article's, `saved` when the page was.

    `headings` may hold the number of comments in words.
    """

    headline: str | None
    date: datetime | None
    saved: datetime | None
    language: str
    announced: int | None
    headings: tuple[str, ...]


def read_objects(tree: Tree) -> list[Mapping[str, Any]]:
    """All JSON-LD objects of a page, outer before inner; broken blocks are passed over."""
    objects: list[Mapping[str, Any]] = []
    for text in tree.data:
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [value]
        while waiting and len(objects) < _MOST_OBJECTS:
            value = waiting.pop()
            if isinstance(value, dict):
                objects.append(value)
                waiting.extend(reversed(list(value.values())))
            elif isinstance(value, list):
                waiting.extend(reversed(value))
    return objects


def read_facts(
    tree: Tree,
    objects: list[Mapping[str, Any]],
    items: list[int],
    *,
    saved: datetime | None = None,
) -> Facts:
    """The facts of a page whose comments' elements are `items`."""
    metas = _read_metas(tree)
    language = next(
        (
            tree.attribute(n, "lang")
            for n in range(min(3, len(tree.tags)))
            if tree.attribute(n, "lang")
        ),
        "",
    )
    return Facts(
        headline=_find_headline(tree, metas, objects),
        date=_find_date(metas, objects, language),
        saved=saved,
        language=language,
        announced=_find_announced(tree, objects),
        headings=tuple(_find_headings(tree, items)),
    )


def _read_metas(tree: Tree) -> dict[str, str]:
    metas: dict[str, str] = {}
    for number in tree.numbers_of("meta"):
        name = tree.attribute(number, "property") or tree.attribute(number, "name")
        content = tree.attribute(number, "content")
        name = name or tree.attribute(number, "itemprop")
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _find_headline(
    tree: Tree, metas: Mapping[str, str], objects: list[Mapping[str, Any]]
) -> str | None:
    for item in objects:
        if "headline" in item and isinstance(item["headline"], str):
            return " ".join(item["headline"].split()) or None
    titles = []
    inside = -1  # end of the heading that the node stands in
    for number in tree.numbers_of("h1"):
        if number >= inside:
            inside = tree.ends[number]
            titles.append(tree.text_of(number))
    if not metas.get("og:title"):
        for number in tree.numbers_of("title")[-1:]:
            metas = {**metas, "title": tree.text_of(number)}
    named = metas.get("og:title") or metas.get("twitter:title") or metas.get("title") or ""
    whole = named[:_LONGEST_TITLE].lower()
    for title in titles:  # the page's title often has the site's name after the headline
        if len(title) > 8 and title.lower() in whole:
            return title
    return " ".join(named.split()) or next((title for title in titles if title), None)


def _find_date(
    metas: Mapping[str, str], objects: list[Mapping[str, Any]], language: str
) -> datetime | None:
    names = (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "pubdate",
        "parsely-pub-date",
        "article:modified_time",
    )
    candidates = [
        item.get("datePublished")
        for item in objects
        if "comment" not in str(item.get("@type")).lower()
    ]
    candidates += [metas.get(name) for name in names]
    reader = DateReader(language=language)
    for text in candidates:
        found = reader.read(text) if isinstance(text, str) else None
        if found:
            return datetime.fromisoformat(found)
    return None


def _find_announced(tree: Tree, objects: list[Mapping[str, Any]]) -> int | None:
    """The count in JSON-LD or microdata; a 0 there is a theme's default, not a statement."""
    for item in objects:
        count = _whole(item.get("commentCount"))
        statistics = item.get("interactionStatistic")
        for statistic in statistics if isinstance(statistics, list) else [statistics]:
            if isinstance(statistic, dict) and "Comment" in str(statistic.get("interactionType")):
                count = count or _whole(statistic.get("userInteractionCount"))
        if count:
            return count
    if "itemprop" not in tree.stated:
        return None
    for number in range(len(tree.tags)):
        name = tree.attribute(number, "itemprop")
        value = tree.attribute(number, "content")
        if name == "commentCount" or (name == "interactionCount" and "Comment" in value):
            short = tree.ends[number] - number <= _MOST_NODES
            count = _whole(value.rpartition(":")[2] or (tree.text_of(number) if short else ""))
            if count:
                return count
    return None


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 10**7 else None
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,7}\s*", value):
        return int(value)
    return None


def _find_headings(tree: Tree, items: list[int]) -> Iterator[str]:
    """Headings that may count the comments: the last before the first comment, then the others."""
    first = items[0] if items else len(tree.tags)
    last = max((tree.ends[item] for item in items), default=0)
    before: list[str] = []
    after: list[str] = []
    hidden = -1
    beside = [any(map(is_side_name, kind.names)) for kind in tree.kinds]
    counting = [
        kind.tag in _HEADINGS or any(map(_COUNT_NAMES.search, kind.names)) for kind in tree.kinds
    ]
    for number in chain(range(first), range(max(first, last), len(tree.tags))):
        kind = tree.kind_of[number]
        if not kind or number < hidden:
            continue
        if beside[kind]:
            hidden = tree.ends[number]
            continue
        near = first - 80 < number < first and tree.ends[number] - number <= 6
        if near or counting[kind]:
            if tree.ends[number] - number > _MOST_NODES:
                continue
            text = tree.text_of(number)
            if 0 < len(text) <= 300:
                (before if number < first else after).append(text)
    yield from reversed(before)
    yield from after

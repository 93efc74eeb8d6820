"""Reddit: a thread's `.json` (listings) and the monthly dumps (JSON Lines): a Page a submission.

Sources: https://www.reddit.com/dev/api (kinds t1, t3, more, Listing) and the fields of the dumps
(`body`, `parent_id`, `link_id`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from html import unescape
from typing import Any

from stance.records import Problem
from stance.sources.dates import DateReader
from stance.sources.exports.rows import read_rows, text_of, time_of, whole_of
from stance.sources.page import Cut, Page

__all__ = ["read_reddit"]

_GONE = frozenset({"[deleted]", "[removed]"})
_KEPT = ("subreddit", "controversiality", "stickied", "distinguished")


def read_reddit(text: str, *, source: str, problems: tuple[Problem, ...] = ()) -> list[Page]:
    """A Page for every submission with comments; "load more" stubs are counted as problems."""
    objects, missing, found = _read_objects(text, source)
    posts = {str(o["id"]): o for o in objects if "title" in o and "id" in o}
    threads: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in objects:
        if "body" in item and "id" in item:
            link = text_of(item.get("link_id")) or next(iter(posts), "")
            threads[link.removeprefix("t3_")].append(item)
    if not threads:
        threads = defaultdict(list, {identity: [] for identity in posts})
    every = [*problems, *found]
    if missing:
        every.append(Problem(f"{missing} comments are behind “load more” links", source, missing))
    pages = []
    dates = DateReader()
    for link, comments in threads.items():
        post = posts.get(link, {})
        pages.append(
            Page(
                source=f"{source}#{link}" if len(threads) > 1 else source,
                text=text,
                kind="reddit",
                headline=text_of(post.get("title")),
                article=text_of(post.get("selftext")),
                announced=whole_of(post.get("num_comments")),
                cuts=tuple(_cut(item, dates) for item in comments),
                problems=tuple(every),
            )
        )
        every = []  # the file's own problems are told once
    return pages or [Page(source=source, text=text, kind="reddit", problems=tuple(every))]


def _read_objects(text: str, source: str) -> tuple[list[Mapping[str, Any]], int, list[Problem]]:
    """All posts and comments in order, replies after what they answer; and how many are stubs."""
    try:
        waiting: list[Any] = [json.loads(text)]
        problems: list[Problem] = []
    except (ValueError, RecursionError):
        rows, problems = read_rows(text, name=source)
        waiting = [row for _, row in reversed(rows)]
    objects: list[Mapping[str, Any]] = []
    missing = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
            continue
        if not isinstance(value, dict):
            continue
        kind, data = value.get("kind"), value.get("data")
        if isinstance(data, dict) and kind is not None:
            if kind == "more":
                missing += whole_of(data.get("count")) or 0
                continue
            value = data
        if "body" in value or "title" in value:
            objects.append(value)
        waiting.append(value.get("replies"))
        waiting.append(value.get("children"))
    return objects, missing, problems


def _cut(item: Mapping[str, Any], dates: DateReader) -> Cut:
    parent = text_of(item.get("parent_id")) or ""
    body = unescape(text_of(item.get("body")) or "").strip()
    speaker = text_of(item.get("author"))
    return Cut(
        text=body,
        id=text_of(item.get("id")),
        parent=parent.removeprefix("t1_") if parent and not parent.startswith("t3_") else None,
        speaker=None if speaker in _GONE else speaker,
        timestamp=time_of(item.get("created_utc"), dates),
        deleted=body in _GONE,
        likes=whole_of(item.get("score")),
        evidence=("markup",),
        extra={name: item[name] for name in _KEPT if item.get(name) is not None},
    )

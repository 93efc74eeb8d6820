"""Disqus XML exports (https://help.disqus.com/en/articles/1717164): a Page a thread."""

from __future__ import annotations

from collections import defaultdict

from stance.records import Problem
from stance.sources.dates import DateReader
from stance.sources.exports.markup import plain_text
from stance.sources.exports.xml import Element, read_elements
from stance.sources.page import Cut, Page

__all__ = ["read_disqus"]


def read_disqus(text: str, *, source: str, problems: tuple[Problem, ...] = ()) -> list[Page]:
    """The threads that have posts, in the order of the file; posts marked as spam are left out."""
    elements, found = read_elements(text, frozenset({"thread", "post"}), name=source)
    threads = {e.identity(): e for e in elements if e.name == "thread"}
    posts: dict[str | None, list[Element]] = defaultdict(list)
    for element in elements:
        if element.name == "post":
            thread = element.first("thread")
            posts[thread.identity() if thread else None].append(element)
    every = (*problems, *found)
    dates = DateReader()
    pages = []
    for identity, members in posts.items():
        spam = sum(post.value("isSpam") == "true" for post in members)
        head = threads.get(identity)
        said = [Problem(f"{spam} posts marked as spam were left out", source)] if spam else []
        pages.append(
            Page(
                source=_name(source, identity, head),
                text=text,
                kind="disqus",
                headline=(head.value("title") or None) if head else None,
                cuts=tuple(_cut(post, dates) for post in members if post.value("isSpam") != "true"),
                problems=(*every, *said),
            )
        )
        every = ()  # the file's own problems are told once
    return pages or [Page(source=source, text=text, kind="disqus", problems=every)]


def _name(source: str, identity: str | None, head: Element | None) -> str:
    link = head.value("link") if head else ""
    return link or (f"{source}#{identity}" if identity else source)


def _cut(post: Element, dates: DateReader) -> Cut:
    author, parent = post.first("author"), post.first("parent")
    deleted = post.value("isDeleted") == "true"
    speaker = (author.value("name") or author.value("username")) if author else ""
    return Cut(
        text=plain_text(post.value("message")),
        id=post.identity(),
        parent=parent.identity() if parent else None,
        speaker=speaker or None,
        timestamp=dates.read(post.value("createdAt")),
        deleted=deleted,
        evidence=("markup",),
    )

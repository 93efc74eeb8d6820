"""WordPress exports, WXR 1.0 to 1.2 (wp-admin/includes/export.php): a Page a post."""

from __future__ import annotations

from stance.records import Problem
from stance.sources.dates import DateReader
from stance.sources.exports.markup import plain_text
from stance.sources.exports.xml import Element, read_elements
from stance.sources.page import Cut, Page

__all__ = ["read_wordpress"]

_PINGS = frozenset({"pingback", "trackback"})
_REFUSED = frozenset({"spam", "trash", "post-trashed"})


def read_wordpress(text: str, *, source: str, problems: tuple[Problem, ...] = ()) -> list[Page]:
    """The posts that have comments; spam, trash and pingbacks are left out and counted."""
    items, found = read_elements(text, frozenset({"item"}), name=source)
    every = (*problems, *found)
    pages = []
    dates = DateReader()
    for item in items:
        comments = [child for child in item.children if child.name == "wp:comment"]
        if not comments:
            continue
        kept = [c for c in comments if not _is_refused(c) and not _is_ping(c)]
        said = []
        refused, pings = sum(map(_is_refused, comments)), sum(map(_is_ping, comments))
        if refused:
            said.append(Problem(f"{refused} comments in spam or trash were left out", source))
        if pings:
            said.append(Problem(f"{pings} pingbacks are not comments and were left out", source))
        pages.append(
            Page(
                source=item.value("link") or source,
                text=text,
                kind="wordpress",
                headline=item.value("title") or None,
                article=plain_text(item.value("content:encoded")) or None,
                cuts=tuple(_cut(comment, dates) for comment in kept),
                problems=(*every, *said),
            )
        )
        every = ()  # the file's own problems are told once
    return pages or [Page(source=source, text=text, kind="wordpress", problems=every)]


def _is_refused(comment: Element) -> bool:
    return comment.value("wp:comment_approved") in _REFUSED


def _is_ping(comment: Element) -> bool:
    return not _is_refused(comment) and comment.value("wp:comment_type") in _PINGS


def _cut(comment: Element, dates: DateReader) -> Cut:
    parent = comment.value("wp:comment_parent")
    when = comment.value("wp:comment_date_gmt")
    gmt = bool(when) and not when.startswith("0000")
    timestamp = dates.read(when if gmt else comment.value("wp:comment_date"))
    waiting = comment.value("wp:comment_approved") == "0"
    return Cut(
        text=plain_text(comment.value("wp:comment_content")),
        id=comment.value("wp:comment_id") or None,
        parent=parent if parent not in {"", "0"} else None,
        speaker=comment.value("wp:comment_author") or None,
        timestamp=f"{timestamp}+00:00" if timestamp and gmt else timestamp,
        evidence=("markup",),
        extra={"awaiting_moderation": True} if waiting else {},
    )

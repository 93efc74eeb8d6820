"""Speaker, date, likes and id out of one comment's element."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.sources.dates import looks_like_date
from stance.sources.html.bodies import View
from stance.sources.html.marks import names_of
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button, strip_says

__all__ = ["Fields", "read_fields", "read_identity"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands around a comment's text, as written; "" where nothing was found."""

    speaker: str
    date: str
    likes: int | None


# Names of elements that hold the speaker, the surest first.
_SPEAKERS = (
    re.compile(
        r"fn|(?:[a-z0-9_-]*[-_])?(?:author|user|display|screen|nick|commenter|profile|poster)[-_]{0,2}(?:name|link)(?:[-_].*)?|"
        r"username|nickname|screenname|hnuser|authorname|commentername"
    ),
    re.compile(
        r"(?:[a-z0-9_-]*[-_])?(?:author|user|commenter|poster|nick|byline|by|creator|profile|name|member)(?:[-_](?:info|title|text|url))?|vcard"
    ),
    re.compile(r".*(?:author|user|byline).*"),
)
_NOT_SPEAKERS = re.compile(
    r"avatar|gravatar|image|img|photo|pic|badge|meta|role|rank|title|date|time|details|content|body|text|comment-author-.*|.*bypostauthor|menu|actions?|icon|stat|reply"
)
_PROFILE = re.compile(
    r"/(?:user|users|profile|author|authors|member|members|people|u|by)/|user\?id=|profile\.php|/@|disqus\.com/by"
)
_LIKES = re.compile(
    r"(?:^|[-_])(?:likes?|liked|votes?|upvotes?|up|score|karma|points|recommend(?:s|ations|ed)?|thumbs?-?up|rating|unvoted|helpful|plus)(?:[-_#]|$)|likecount|votecount|upvote|like-count"
)
_NOT_LIKES = re.compile(r"dislike|downvote|thumbs?-?down|(?:^|[-_])down(?:[-_]|$)|unlike")
_COUNT = re.compile(r"^[^\d+-]{0,24}([+-]?\d[\d,.]*)\s*(k)?[^\d]{0,24}$", re.I)
_LIKE_DATA = (
    "data-likes",
    "data-like-count",
    "data-votes",
    "data-score",
    "data-upvotes",
    "data-recommend-count",
)


def read_fields(tree: Tree, view: View, body: set[int]) -> Fields:
    """The fields of one comment, looked for outside of its `body` elements."""
    outside = _outside(tree, view, body)
    return Fields(
        _find_speaker(tree, view, outside), _find_date(tree, outside), _find_likes(tree, outside)
    )


def _outside(tree: Tree, view: View, body: set[int]) -> list[int]:
    nodes = []
    hidden = -1
    for number in view.nodes:
        if number in body:
            hidden = max(hidden, tree.ends[number])
        if number >= hidden:
            nodes.append(number)
    return nodes


def _find_speaker(tree: Tree, view: View, nodes: list[int]) -> str:
    elements = [number for number in nodes if tree.tags[number] and number != view.item]
    for number in elements:
        if tree.attribute(number, "itemprop") in {"author", "creator"}:
            for inner in range(number, tree.ends[number]):
                if tree.attribute(inner, "itemprop") == "name":
                    return _clean_speaker(tree, inner) or tree.attribute(inner, "content")
            found = _clean_speaker(tree, number)
            if found:
                return found
    for pattern in _SPEAKERS:
        for number in elements:
            names = [*names_of(tree, number)]
            if any(pattern.fullmatch(name) and not _NOT_SPEAKERS.fullmatch(name) for name in names):
                found = _clean_speaker(tree, number)
                if found:
                    return found
    for number in elements:
        link = tree.tags[number] == "a" and _PROFILE.search(tree.attribute(number, "href"))
        if link or tree.attribute(number, "rel") == "author" or tree.tags[number] == "cite":
            found = _clean_speaker(tree, number)
            if found:
                return found
    for number in elements:
        if tree.tags[number] in {"b", "strong", "h3", "h4", "h5", "h6", "summary", "dt"}:
            found = _clean_speaker(tree, number)
            if found:
                return found
    return _first_words(tree, nodes)


def _clean_speaker(tree: Tree, number: int) -> str:
    """The name in an element: its words, or its first part that is neither date nor button."""
    end = min(tree.ends[number], number + 40)
    pieces = [" ".join(tree.texts[node].split()) for node in range(number, end)]
    pieces = [piece for piece in pieces if piece]
    whole = " ".join(pieces)
    if len(pieces) > 1:
        kept = [piece for piece in pieces if not is_button(piece) and not looks_like_date(piece)]
        whole = kept[0] if kept else ""
    name = strip_says(whole)
    if not name or len(name) > 80 or looks_like_date(name):
        return ""
    return "" if is_button(name) and not name.isalnum() else name


def _first_words(tree: Tree, nodes: list[int]) -> str:
    """The first short text before anything longer: most headers begin with the name."""
    for number in nodes:
        text = tree.texts[number].strip()
        if not text or is_button(text) or looks_like_date(text):
            continue
        return strip_says(text) if len(text) <= 40 and not text.endswith((".", "!", "?")) else ""
    return ""


def _find_date(tree: Tree, nodes: list[int]) -> str:
    for number in nodes:
        if not tree.tags[number]:
            continue
        for name in (
            "datetime",
            "data-utime",
            "data-timestamp",
            "data-time",
            "data-date",
            "data-epoch",
            "data-created",
        ):
            value = tree.attribute(number, name)
            if value and any(mark.isdigit() for mark in value):
                return value
        if tree.attribute(number, "itemprop") in {"datePublished", "dateCreated", "commentTime"}:
            value = tree.attribute(number, "content")
            if value:
                return value
    for number in nodes:
        tag = tree.tags[number]
        title = tree.attribute(number, "title") if tag else ""
        if title and looks_like_date(title) and re.search(r"\d{2}", title):
            return title
        if tag and tree.ends[number] - number <= 8 and len(tree.classes[number]):
            text = tree.text_of(number)
            if looks_like_date(text):
                return text
        if not tag and looks_like_date(tree.texts[number]):
            return tree.texts[number]
    return ""


def _find_likes(tree: Tree, nodes: list[int]) -> int | None:
    for number in nodes:
        attributes = tree.attributes[number]
        if not attributes:
            continue
        for name in _LIKE_DATA:
            if name in attributes:
                count = _read_count(attributes[name] or "")
                if count is not None:
                    return count
        if tree.attribute(number, "itemprop") == "upvoteCount":
            count = _read_count(tree.attribute(number, "content") or tree.text_of(number))
            if count is not None:
                return count
        names = names_of(tree, number)
        if any(_LIKES.search(name) for name in names) and not any(map(_NOT_LIKES.search, names)):
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


_ID = re.compile(
    r"(?:li-|div-)?((?:.*?)(?:comment|cmt|reply|post|thing|p|c|id|msg|message|kommentar)[-_]?[0-9a-f]*\d[\w-]*|\d+)",
    re.I,
)


def read_identity(tree: Tree, view: View) -> str | None:
    """The comment's id as the page has it, without what the theme puts before ("li-", "div-")."""
    for name in (
        "data-comment-id",
        "data-commentid",
        "data-reply-id",
        "data-post-id",
        "data-id",
        "data-fullname",
    ):
        value = tree.attribute(view.item, name)
        if value:
            return value
    value = tree.attribute(view.item, "id")
    if value:
        return re.sub(r"^(?:li|div)-(?=comment)", "", value)
    for number in view.nodes:
        if not tree.tags[number]:
            continue
        value = tree.attribute(number, "id") or (
            tree.attribute(number, "name") if tree.tags[number] == "a" else ""
        )
        if value and _ID.fullmatch(value):
            return re.sub(r"^(?:li|div)-(?=comment)", "", value)
        value = tree.attribute(number, "data-comment-id") or tree.attribute(
            number, "data-commentid"
        )
        if value:
            return value
    return None

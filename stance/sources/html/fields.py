"""Speaker, date, likes and id out of one comment's element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stance.sources.bylines import strip_unverified
from stance.sources.dates import looks_like_date, part_date
from stance.sources.html.bodies import View
from stance.sources.html.byline import opens_byline, read_byline
from stance.sources.html.marks import SPEAKER_DATA, names_of
from stance.sources.html.tree import Kind, Tree
from stance.sources.html.words import are_initials, is_button, strip_says
from stance.sources.profiles import is_profile

__all__ = ["ROLES", "Fields", "Signs", "find_signs", "read_fields", "read_identity"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands around a comment's text, as written; "" where nothing was found."""

    speaker: str
    date: str
    likes: int | None


# Names of elements that hold the speaker, the surest first.
_SPEAKERS = (
    re.compile(r"fn|(?:[a-z0-9_-]*[-_])?full-?_?name"),  # beside it stands a handle, "@ann"
    re.compile(
        r"(?:[a-z0-9_-]*[-_])?(?:author|user|display|screen|nick|commenter|profile|poster)[-_]{0,2}(?:name|link)(?:[-_].*)?|"
        r"username|(?:[a-z0-9_-]*[-_])?handle|nickname|screenname|hnuser|authorname|commentername"
    ),
    re.compile(
        r"(?:[a-z0-9_-]*[-_])?(?:author|user|commenter|poster|nick|byline|by|creator|profile|name|member)(?:[-_](?:info|title|text|url))?|vcard"
    ),
    re.compile(r".*(?:author|user|byline).*"),
)
_NOT_SPEAKERS = re.compile(
    r"avatar|gravatar|image|img|photo|pic|badge|meta|role|rank|title|date|time|details|content|body|text|comment-author-.*|.*bypostauthor|menu|actions?|icon|stat|reply"
    r"|(?:message-)?(?:user|member|poster)[-_]?(?:title|rank|status|group)"
)
_PROFILE = re.compile(
    r"/(?:user|users|profile|author|authors|member|members|people|u|by)/|user\?id=|profile\.php|/@|disqus\.com/by"
)
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


_MOST_NODES = 40  # looked through for a speaker's name


@dataclass(frozen=True, slots=True)
class Signs:
    """For every kind of element of a page, whether it may hold a speaker, a date or likes.

    `likes` is empty where none may.
    """

    speakers: list[bool]
    dates: list[bool]
    likes: list[bool]


def find_signs(tree: Tree) -> Signs:
    """The signs of a page; the first kind, a text, is a sign of nothing."""
    likes = [
        not kind.stated.isdisjoint({*_LIKE_DATA, "itemprop"}) or _names_likes(kind.names)
        for kind in tree.kinds
    ]
    return Signs(
        speakers=[_may_name(kind) for kind in tree.kinds],
        dates=[
            not kind.stated.isdisjoint({*_DATE_DATA, "itemprop", "title"})
            or _names_date(kind.classes)
            or _names_other_date(kind.classes)
            for kind in tree.kinds
        ],
        likes=likes if any(likes) else [],
    )


def _may_name(kind: Kind) -> bool:
    return (
        kind.tag in _NAME_TAGS
        or not kind.stated.isdisjoint({"itemprop", "href", "rel"})
        or any(_names_speaker(kind.names, rank) for rank in range(len(_SPEAKERS)))
    )


def read_fields(tree: Tree, view: View, body: set[int], signs: Signs) -> Fields:
    """The fields of one comment, looked for outside of its `body` elements."""
    outside = _outside(tree, view, body)
    likely = [n for n in outside if signs.likes[tree.kind_of[n]]] if signs.likes else []
    speaker = strip_unverified(_find_speaker(tree, view, outside, signs))
    return Fields(
        speaker or _find_stated(tree, view.item),
        _find_date(tree, outside, signs),
        _find_likes(tree, likely),
    )


def _outside(tree: Tree, view: View, body: set[int]) -> Sequence[int]:
    if not body:
        return view.nodes
    nodes = []
    hidden = -1
    for number in view.nodes:
        if number in body:
            hidden = max(hidden, tree.ends[number])
        if number >= hidden:
            nodes.append(number)
    return nodes


def _find_speaker(tree: Tree, view: View, nodes: Sequence[int], signs: Signs) -> str:
    kind_of, speakers = tree.kind_of, signs.speakers
    elements = [number for number in nodes if speakers[kind_of[number]] and number != view.item]
    for number in elements if "itemprop" in tree.stated else ():
        if tree.attribute(number, "itemprop") in {"author", "creator"}:
            for inner in range(number, min(tree.ends[number], number + _MOST_NODES)):
                if tree.attribute(inner, "itemprop") == "name":
                    return _clean_speaker(tree, inner) or tree.attribute(inner, "content")
            found = _clean_speaker(tree, number)
            if found:
                return found
    ranked = [(number, names) for number in elements if (names := names_of(tree, number))]
    for rank in range(len(_SPEAKERS)):
        for number, names in ranked:
            if _names_speaker(names, rank):
                found = _clean_speaker(tree, number)
                if found:
                    return found
    for number in elements:
        tag, attributes = tree.tags[number], tree.attributes[number]
        link = tag == "a" and (
            _PROFILE.search(attributes.get("href") or "")
            or (tree.classes[number] == ("url",) and "nofollow" in (attributes.get("rel") or ""))
        )  # the latter is how WordPress links its readers' sites, whatever the theme
        if link or tag == "cite" or attributes.get("rel") == "author":
            found = _clean_speaker(tree, number)
            if found:
                return found
    for line in (*(tree.texts[number] for number in nodes), *_lines(tree, nodes)):
        byline = read_byline(line) if line else None
        if byline is not None:
            return strip_says(byline.name)
    for number in elements:
        if tree.tags[number] in _STRESSED:
            found = _clean_speaker(tree, number)
            if found and not found.isdecimal():  # a count of votes
                return found
    return _first_words(tree, nodes)


def _find_stated(tree: Tree, item: int) -> str:
    """The speaker that an attribute of a comment's element names."""
    return next(filter(None, (tree.attribute(item, name).strip() for name in SPEAKER_DATA)), "")


_STRESSED = frozenset({"b", "strong", "h3", "h4", "h5", "h6", "summary", "dt"})
_NAME_TAGS = _STRESSED | {"cite"}


@lru_cache(maxsize=1 << 14)
def _names_speaker(names: tuple[str, ...], rank: int) -> bool:
    pattern = _SPEAKERS[rank]
    return any(pattern.fullmatch(name) and not _NOT_SPEAKERS.fullmatch(name) for name in names)


def _lines(tree: Tree, nodes: Sequence[int]) -> list[str]:
    """The texts of elements so small that each may be a byline."""
    return [
        tree.text_of(number)
        for number in nodes
        if tree.tags[number] and tree.ends[number] - number <= 8
    ]


_PARTS = re.compile(
    r"\s+[·•|»–—-]\s+|\s*[|•]\s*|,\s+(?=\w+ \d|\d)|\s+(?:at|on|am|um|le|il)\s+(?=\w+ \d|\d)|\n"
)


ROLES = frozenset({"admin", "guest", "moderator", "editor", "staff", "mod", "op", "di"})
"""What some call themselves, though it may be a label beside the name, and a word before one."""


def _clean_speaker(tree: Tree, number: int) -> str:
    """The name in an element: its words, or its first part that is neither date nor button."""
    end = min(tree.ends[number], number + _MOST_NODES)
    pieces = [
        " ".join(part.split())
        for text in map(str.strip, tree.texts[number:end])
        if text
        for part in _PARTS.split(text)
    ]
    for piece in _drop_initials(pieces):
        name = strip_says(piece)
        if not name or len(name) > 80 or looks_like_date(piece) or opens_byline(piece):
            continue
        if is_button(piece) and (len(pieces) > 1 or not name.isalnum()):
            continue
        return name
    others = [piece for piece in pieces if not looks_like_date(piece)]
    if not any(strip_says(piece) and not is_button(piece) for piece in others):
        role = next((piece for piece in others if piece.lower() in ROLES), "")
        if role:
            return role
    if tree.tags[number] in _NAME_TAGS:
        named = (strip_says(part_date(piece)[0]) for piece in pieces if looks_like_date(piece))
        return next((name for name in named if name and not is_button(name)), "")
    return ""


def _drop_initials(parts: list[str]) -> list[str]:
    """The texts without the letters in place of an avatar that open them ("AL", "Ann Lee")."""
    return parts[1:] if len(parts) > 1 and are_initials(parts[0], parts[1]) else parts


def _first_words(tree: Tree, nodes: Sequence[int]) -> str:
    """The first short text, where a date or a button follows soon: a header that begins so."""
    texts = [tree.texts[number].strip() for number in nodes if tree.texts[number].strip()]
    parts = _drop_initials([part for text in texts[:7] for part in _PARTS.split(text) if part])
    for place, part in enumerate(parts):
        if looks_like_date(part) and (name := strip_says(part_date(part)[0])):
            return "" if is_button(name) else name  # "Ann (3 May 2014)"
        role = part.lower() in ROLES and any(map(looks_like_date, parts[place + 1 : place + 2]))
        if not role and (is_button(part) or looks_like_date(part) or not strip_says(part)):
            continue
        sentence = part.endswith((".", "!", "?", "…", "”", "“", "»", "。", "！", "？"))
        short = len(part) <= 40 and (not sentence or _INITIAL.search(part) is not None)
        header = any(looks_like_date(after) for after in parts[max(0, place - 1) : place + 4])
        return strip_says(part) if short and header else ""
    return ""


_INITIAL = re.compile(r"\b[^\W\d_]\.$")  # "Ann R.", whose full stop ends no sentence
_DATE_DATA = ("datetime", "data-utime", "data-timestamp", "data-time", "data-date", "data-created")
_DATE_NAMES = re.compile(r"date|time|ago|when|posted|published|stamp|permalink")
_NO_DATE = re.compile(r"join|regist|member-?since|last-?seen|profile|signature|edited")


_NAMES_DAY = re.compile(r"\b(?:19|20)\d{2}\b|^\d{9,}|\d[./-]\d{1,2}[./-]\d")


def _find_date(tree: Tree, nodes: Sequence[int], signs: Signs) -> str:
    """The first date that names its day; failing that the first age ("2 weeks ago")."""
    age = ""
    hidden = -1
    for number in nodes:
        kind = tree.kind_of[number]
        if number < hidden or (kind and not signs.dates[kind]):
            continue
        if not kind:
            found = _date_of(tree.texts[number])
        elif number != nodes[0] and _names_other_date(tree.classes[number]):
            hidden = tree.ends[number]
            continue
        else:
            found = _date_in(tree, number)
        if found and _NAMES_DAY.search(found):
            return found
        age = age or found
    return age


def _date_in(tree: Tree, number: int) -> str:
    attributes = tree.attributes[number]
    if not attributes.keys().isdisjoint(_DATE_DATA):
        for name in _DATE_DATA:
            value = attributes.get(name) or ""
            if any(mark.isdigit() for mark in value):
                return value
    if attributes.get("itemprop") in {"datePublished", "dateCreated", "commentTime"}:
        value = attributes.get("content") or ""
        if value:
            return value
    title = attributes.get("title") or ""
    if title and any(mark.isdigit() for mark in title) and looks_like_date(title):
        return title
    if tree.ends[number] - number <= 8 and _names_date(tree.classes[number]):
        return _date_of(tree.text_of(number))
    return ""


def _date_of(text: str) -> str:
    """A text that is a date, or the date of a byline."""
    if not text or (looks_like_date(text) and not is_profile(text)):
        return text
    byline = read_byline(text)
    return byline.date if byline is not None else ""


@lru_cache(maxsize=1 << 14)
def _names_other_date(names: tuple[str, ...]) -> bool:
    return any(map(_NO_DATE.search, names))


@lru_cache(maxsize=1 << 14)
def _names_date(names: tuple[str, ...]) -> bool:
    return any(map(_DATE_NAMES.search, names))


@lru_cache(maxsize=1 << 14)
def _names_likes(names: tuple[str, ...]) -> bool:
    return any(map(_LIKES.search, names)) and not any(map(_NOT_LIKES.search, names))


def _find_likes(tree: Tree, nodes: Sequence[int]) -> int | None:
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


_ID_DATA = (
    "data-comment-id",
    "data-commentid",
    "data-reply-id",
    "data-post-id",
    "data-id",
    "data-fullname",
)
_ID = re.compile(
    r"(?:li-|div-)?((?:.*?)(?:comment|cmt|reply|post|thing|p|c|id|msg|message|kommentar)[-_]?[0-9a-f]*\d[\w-]*|\d+)",
    re.I,
)


_LONGEST_ID = 200  # characters; the pattern's work grows with their square
_BEFORE_ID = re.compile(r"^(?:li|div)-(?=comment)")
_PARENT_BEHIND = re.compile(r"((?:wc|wpd)-comm-\d+)_\d+")  # wpDiscuz's "wpd-comm-12_9" answers 9


def read_identity(tree: Tree, view: View) -> str | None:
    """The comment's id as the page has it, without what the theme puts before ("li-", "div-")."""
    own = tree.attributes[view.item]
    if not own.keys().isdisjoint(_ID_DATA):
        for name in _ID_DATA:
            value = own.get(name)
            if value:
                return value
    value = own.get("id")
    if value:
        behind = _PARENT_BEHIND.fullmatch(value)
        return behind[1] if behind is not None else _BEFORE_ID.sub("", value)
    for number in view.nodes:
        attributes = tree.attributes[number]
        if not attributes:
            continue
        value = attributes.get("id") or (attributes.get("name") if tree.tags[number] == "a" else "")
        if value and len(value) <= _LONGEST_ID and _ID.fullmatch(value):
            return _BEFORE_ID.sub("", value)
        value = attributes.get("data-comment-id") or attributes.get("data-commentid")
        if value:
            return value
    return None

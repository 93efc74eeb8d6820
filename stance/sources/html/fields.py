"""Speaker, date, likes and id out of one comment's element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stance.sources.bylines import BYLINE_PREPOSITIONS, strip_unverified
from stance.sources.dates import looks_like_date, part_date
from stance.sources.guestbooks import is_field
from stance.sources.html.beside import find_headers
from stance.sources.html.bodies import View
from stance.sources.html.byline import opens_byline, read_byline
from stance.sources.html.likes import find_likes, may_count_likes
from stance.sources.html.marks import SPEAKER_DATA, names_of
from stance.sources.html.tree import Kind, Tree
from stance.sources.html.words import are_initials, is_button, strip_says
from stance.sources.profiles import is_profile, names_field

__all__ = [
    "ROLES",
    "Fields",
    "Signs",
    "complete_fields",
    "find_signs",
    "read_fields",
]


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
    likes = [may_count_likes(kind) for kind in tree.kinds]
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
        find_likes(tree, likely),
    )


def complete_fields(
    tree: Tree, views: Sequence[View], fields: list[Fields], signs: Signs
) -> list[Fields]:
    """The fields with the dates of headers that stand before the comments' elements."""
    if any(field.date for field in fields):
        return fields
    headers = find_headers(tree, [view.item for view in views])
    dates = {
        item: _find_date(tree, range(header, tree.ends[header]), signs)
        for item, header in headers.items()
    }
    return [
        replace(field, date=dates.get(view.item, ""))
        for field, view in zip(fields, views, strict=True)
    ]


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
    return _words_before_date(tree, nodes) or _first_words(tree, nodes)


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
    r"\s+[·⋅•|»–—-]\s+|\s*[|•]\s*|,\s+(?=\w+ \d|\d)|\s+(?:at|on|am|um|le|il)\s+(?=\w+ \d|\d)|\n"
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
    if pieces and pieces[0].lower() in ROLES and _opens_with_link(tree, number, end):
        return pieces[0]
    parts = _drop_initials(pieces)
    for place, piece in enumerate(parts):
        if place and names_field(parts[place - 1]):
            continue  # the value of a field
        dated = any(map(looks_like_date, parts[place + 1 : place + 3]))  # perhaps behind its day
        name = strip_says(_ON.sub("", piece) if dated else piece)
        if not name or len(name) > 80 or looks_like_date(piece) or _is_label(piece):
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


_ON = re.compile(rf"\s+{BYLINE_PREPOSITIONS}$", re.I)  # "Ann on", above a date


def _is_label(text: str) -> bool:
    """Whether a text stands before a name or beside it: "Posted by:", "Member since:", "⋅"."""
    bare = text.rstrip(": \u00a0")
    if not any(map(str.isalnum, text)) or bare.lower() in _BEFORE_NAMES or _AGE.fullmatch(text):
        return True
    label = text.endswith(":") and (is_field(bare) or names_field(text))
    return label or opens_byline(text)


_BEFORE_NAMES = frozenset({"de", "par", "by", "von", "por", "da", "door"})  # a link has the name


def _opens_with_link(tree: Tree, number: int, end: int) -> bool:
    """Whether an element's first text is a link: a member's name, where a role has none."""
    first = next(node for node in range(number, end) if tree.texts[node].strip())
    return tree.tags[tree.parents[first]] == "a"


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
        if looks_like_date(part) or _is_label(part):
            continue
        if not role and (is_button(part) or not strip_says(part)):
            continue
        sentence = part.endswith((".", "!", "?", "…", "”", "“", "»", "。", "！", "？"))
        short = len(part) <= 40 and (not sentence or _INITIAL.search(part) is not None)
        header = any(looks_like_date(after) for after in parts[max(0, place - 1) : place + 4])
        return strip_says(part) if short and header else ""
    return ""


def _words_before_date(tree: Tree, nodes: Sequence[int]) -> str:
    """The name in "Ann on" right before a date, which may stand below the text."""
    above = ""
    for number in nodes:
        text = " ".join(tree.texts[number].split())
        if not text:
            continue
        if looks_like_date(text) and len(above) <= _LONGEST_BEFORE and _ON.search(above):
            return strip_says(_ON.sub("", above))
        above = text
    return ""


_LONGEST_BEFORE = 60  # characters of a name with "on"
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
        text = tree.text_of(number)
        return _date_of(text) or (f"{text} ago" if _AGE.fullmatch(text) else "")
    return ""


_AGE = re.compile(r"\d{1,3} ?(?:s|m|h|d|w|y|mo|(?:second|minute|hour|day|week|month|year)s?)")


def _date_of(text: str) -> str:
    """A text that is a date, or the date of a byline."""
    if not text or (looks_like_date(text) and not is_profile(text.strip())):
        return text
    byline = read_byline(text)
    return byline.date if byline is not None else ""


@lru_cache(maxsize=1 << 14)
def _names_other_date(names: tuple[str, ...]) -> bool:
    return any(map(_NO_DATE.search, names))


@lru_cache(maxsize=1 << 14)
def _names_date(names: tuple[str, ...]) -> bool:
    return any(map(_DATE_NAMES.search, names))

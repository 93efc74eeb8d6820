"""What each node of a page tells about comments: text, dates, speakers, buttons, comment names.

Counts are kept as running totals in document order, so what an element holds is one subtraction.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from stance.sources.dates import looks_like_date
from stance.sources.html.byline import opens_byline, read_byline
from stance.sources.html.tree import Kind, Tree
from stance.sources.html.words import is_button, is_furniture_name, rank_body_name
from stance.sources.profiles import is_profile

__all__ = ["AUTHOR_LINKS", "SPEAKER_DATA", "Marks", "Totals", "is_said", "mark_nodes", "names_of"]

_AUTHOR_WORDS = (
    "author",
    "user",
    "vcard",
    "byline",
    "avatar",
    "gravatar",
    "nick",
    "profile",
    "member",
    "poster",
    "screenname",
    "fn",
)
AUTHOR_LINKS = (
    "/user",
    "/profile",
    "/author",
    "/member",
    "/people/",
    "/u/",
    "user?id=",
    "profile.php",
    "/@",
    "disqus.com/by",
)
SPEAKER_DATA = ("data-author", "data-author-name", "data-user", "data-username", "data-name")
"""Attributes with the speaker's name."""
_STATED = 2  # marks of an element whose attribute names the speaker: it holds more than the name
_MARK = 2  # characters of a text that may be no more than a mark between others
_DATE_WORDS = ("date", "time", "ago", "published", "posted", "timestamp", "age")


@dataclass(frozen=True, slots=True)
class Totals:
    """Running totals of one kind of mark; `between(a, b)` counts those in nodes a … b - 1."""

    sums: Sequence[int]

    def between(self, start: int, stop: int) -> int:
        """How much the nodes from `start` up to `stop` hold."""
        return self.sums[stop] - self.sums[start]


@dataclass(frozen=True, slots=True)
class Marks:
    """The totals of a page: characters of `prose`, `dates`, `speakers` and reply `buttons`."""

    prose: Totals
    dates: Totals
    speakers: Totals
    buttons: Totals


def names_of(tree: Tree, number: int) -> tuple[str, ...]:
    """The class tokens and the id of an element, tidied (numbers as "#")."""
    return tree.kinds[tree.kind_of[number]].names


def mark_nodes(tree: Tree) -> Marks:
    """Mark every node of a page."""
    size = len(tree.tags)
    prose, dates, speakers, buttons = ([0] * size for _ in range(4))
    inside = -1  # end of the link, button or heading that the node stands in
    known: dict[str, str] = {}  # how short texts read
    dating = [_may_date(kind) for kind in tree.kinds]
    naming = [_may_name(kind) for kind in tree.kinds]
    replying = [_may_reply(kind) for kind in tree.kinds]
    stated = [not kind.stated.isdisjoint(SPEAKER_DATA) for kind in tree.kinds]
    tells = [
        kind.tag in _LABELS or any(signs)
        for kind, *signs in zip(tree.kinds, dating, naming, replying, stated, strict=True)
    ]
    for number, (tag, kind) in enumerate(zip(tree.tags, tree.kind_of, strict=True)):
        if tag:
            if not tells[kind]:
                continue
            if tag in _LABELS:
                inside = max(inside, tree.ends[number])
            if dating[kind]:
                dates[number] = _is_date(tree, number)
            if stated[kind]:
                speakers[number] = _STATED
            elif naming[kind]:
                speakers[number] = _is_speaker(tag, tree.attributes[number], tree.classes[number])
            if replying[kind]:
                buttons[number] = _is_reply_link(tree.attributes[number], tree.classes[number])
            continue
        text = tree.texts[number].strip()
        if not text or (len(text) <= _MARK and text.isascii() and not any(map(str.isalnum, text))):
            continue  # "#", "|"
        reads = "" if len(text) > 80 else known.get(text)  # longer is neither date nor button
        if reads is None:
            reads = known[text] = _read_short(text)
        if reads == "date":
            if _follows_label(tree, number, text):
                continue
            dates[number] = not _within_date(tree, number, dates)
            speakers[number] = read_byline(text) is not None
        elif reads == "byline":
            byline = read_byline(text)
            dates[number], speakers[number] = byline is not None and bool(byline.date), 1
        elif reads == "profile":
            continue
        elif reads == "button" and (number < inside or not is_said(tree, number)):
            buttons[number] = not _within_reply(tree, number, buttons) and not text[0].isdigit()
        elif len(text) > 60 or (number >= inside and not _within_speaker(tree, number, speakers)):
            prose[number] = len(text)
    return Marks(
        *(Totals(array("q", accumulate(x, initial=0))) for x in (prose, dates, speakers, buttons))
    )


def _follows_label(tree: Tree, number: int, text: str) -> bool:
    """Whether a date is a member's, in an element of its own: "Join Date: <i>3 May 2014</i>"."""
    before = tree.texts[number - 2].strip() if number > 1 else ""
    return before.endswith(":") and is_profile(f"{before} {text}")


def _read_short(text: str) -> str:
    if ":" in text and is_profile(text):
        return "profile"  # "Joined: May 3, 2014"
    if looks_like_date(text):
        return "date"
    if opens_byline(text) or read_byline(text) is not None:
        return "byline"
    return "button" if is_button(text) and _stands_by_comments(text) else ""


def is_said(tree: Tree, number: int, *, counts: bool = False) -> bool:
    """Whether a text stands where what readers wrote does, whatever it says: "Comment 3".

    That is alone in a paragraph, behind a name with a colon, or in an element whose name is a
    body's. A bare number is the comment's, unless `counts`.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<li><p>Comment 3</p><p><a>Reply</a></p><div class='text'>Reply</div>")
    >>> [is_said(tree, number) for number, text in enumerate(tree.texts) if text]
    [True, False, True]
    """
    above, text = tree.parents[number], tree.texts[number]
    if above < 0 or not (
        counts or any(map(str.isalpha, text)) or set(text).isdisjoint("0123456789")
    ):
        return False  # the comment's number
    if text.lstrip()[:1] == ":" and text.strip(": \n\t"):
        return True
    names = names_of(tree, above)
    if any(map(is_furniture_name, names)):
        return False
    alone = tree.ends[above] - above == _ALONE or tree.texts[number - 1].rstrip().endswith(":")
    return (alone and tree.tags[above] in _SAYING) or any(map(rank_body_name, names))


_SAYING = frozenset({"p", "blockquote", "dd"})
_ALONE = 2  # nodes: an element and its one text


def _stands_by_comments(text: str) -> bool:
    """Whether a button is none of those that teasers of other pages have as well."""
    plain = text.strip(" \xa0|·•»›…:").lower()
    return any(c.isalnum() for c in plain) and plain not in _ANYWHERE


# Words beside names and dates, and buttons, in the commonest languages.
_ANYWHERE = frozenset(
    [
        *("on", "at", "in", "by", "von", "am", "um", "le", "il", "el", "par", "por", "de", "di"),
        *("edit", "bearbeiten", "modifier", "editar", "modifica", "save", "print", "follow"),
        *("share", "share this", "teilen", "partager", "compartir", "condividi", "delen"),
        *("email", "e-mail", "facebook", "twitter", "more", "read more", "mehr", "weiterlesen"),
    ]
)


def _may_date(kind: Kind) -> bool:
    """Whether elements of a kind may be a date."""
    return kind.tag == "time" or "data-utime" in kind.stated or _names_date(kind.classes)


def _may_name(kind: Kind) -> bool:
    """Whether elements of a kind may name a speaker in what they hold."""
    return not kind.stated.isdisjoint({"itemprop", "href"}) or _names_speaker(kind.classes)


def _may_reply(kind: Kind) -> bool:
    """Whether elements of a kind may be a button to answer."""
    return kind.tag in _CLICKED and ("href" in kind.stated or _names_reply(kind.classes))


_LABELS = frozenset({"a", "time", "h1", "h2", "h3", "h4", "label", "abbr", "button"})
_CLICKED = frozenset({"a", "div", "span", "p", "li"})


def _is_date(tree: Tree, number: int) -> bool:
    tag = tree.tags[number]
    if tag == "time" or "data-utime" in tree.attributes[number]:
        return True
    classes = tree.classes[number]
    if not classes or tree.ends[number] - number > 12 or not _names_date(classes):
        return False
    below = range(number + 1, tree.ends[number])
    if any(tree.tags[node] in {"time", "abbr"} or tree.classes[node] for node in below):
        return False  # the inner one counts
    return looks_like_date(tree.text_of(number)) and not any(
        looks_like_date(tree.texts[node]) for node in below if tree.texts[node]
    )


@lru_cache(maxsize=1 << 14)
def _names_date(names: tuple[str, ...]) -> bool:
    parts = {part for name in names for part in name.replace("_", "-").split("-")}
    return not parts.isdisjoint(_DATE_WORDS)


def _within_date(tree: Tree, number: int, dates: list[int]) -> bool:
    above = tree.parents[number]
    for _ in range(2):
        if above < 0:
            return False
        if dates[above]:
            return True
        above = tree.parents[above]
    return False


def _is_speaker(tag: str, attributes: Mapping[str, str | None], classes: tuple[str, ...]) -> bool:
    if attributes.get("itemprop") in {"author", "creator"}:
        return True
    href = attributes.get("href") if tag == "a" else None
    if href and any(part in href for part in AUTHOR_LINKS):
        return True
    return bool(classes) and _names_speaker(classes)


@lru_cache(maxsize=1 << 14)
def _names_speaker(names: tuple[str, ...]) -> bool:
    return any(word in name for name in names for word in _AUTHOR_WORDS) and not any(
        name.startswith("comment-author-") for name in names
    )


def _within_speaker(tree: Tree, number: int, speakers: list[int]) -> bool:
    """Whether a text is all that an element for a speaker holds: a name, not prose."""
    above = tree.parents[number]
    for _ in range(3):
        if above < 0 or tree.ends[above] - above > 8:
            return False
        if speakers[above] and speakers[above] != _STATED:
            return True
        above = tree.parents[above]
    return False


def _is_reply_link(attributes: Mapping[str, str | None], classes: tuple[str, ...]) -> bool:
    href = attributes.get("href")
    if href and ("replytocom=" in href or href.endswith("#respond")):
        return True
    return bool(classes) and _names_reply(classes)


@lru_cache(maxsize=1 << 14)
def _names_reply(classes: tuple[str, ...]) -> bool:
    return any("reply" in name and is_furniture_name(name) for name in classes)


def _within_reply(tree: Tree, number: int, buttons: list[int]) -> bool:
    above = tree.parents[number]
    return above >= 0 and bool(buttons[above])

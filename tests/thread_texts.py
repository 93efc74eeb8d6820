"""Random threads, and the text that each extractor makes of them (for the property test)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

WORDS = (
    *("war", "peace", "money", "people", "price", "school", "water"),
    *("train", "idea", "court", "trust", "engine", "city", "years"),
)
NAMES = ["Ann Lee", "Bob", "toddball", "Jürgen K.", "Иван", "MsElmeno", ""]


@dataclass
class Told:
    """One comment of a made-up page: paragraphs, an optional list and quotation, its replies."""

    speaker: str
    paragraphs: list[str]
    items: list[str] = field(default_factory=list)
    replies: list[Told] = field(default_factory=list)


def sentence(chance: random.Random, n: int = 0) -> str:
    words = [chance.choice(WORDS) for _ in range(n or chance.randint(4, 14))]
    return " ".join(words).capitalize() + chance.choice(".!?")


def make_threads(
    chance: random.Random, n: int, depth: int, names: Sequence[str] = NAMES
) -> list[Told]:
    """`n` comments in random threads of at most `depth` levels."""
    roots: list[Told] = []
    path: list[Told] = []
    for _ in range(n):
        paragraphs = [sentence(chance) for _ in range(chance.randint(1, 3))]
        told = Told(chance.choice(names), paragraphs)
        if chance.random() < 0.15:
            told.items = [sentence(chance) for _ in range(chance.randint(2, 3))]
            told.paragraphs.append(sentence(chance))
        if chance.random() < 0.1:
            told.paragraphs.insert(0, f"“{sentence(chance)}”")
        level = chance.randint(0, min(len(path), depth - 1))
        del path[level:]
        (path[-1].replies if path else roots).append(told)
        path.append(told)
    return roots


def flatten(roots: list[Told]) -> list[tuple[str, int]]:
    """(text with single spaces, depth) of every comment, in the page's order."""
    out: list[tuple[str, int]] = []
    stack = [(told, 0) for told in reversed(roots)]
    while stack:
        told, depth = stack.pop()
        body = [*told.paragraphs[:-1], *(f"* {i}" for i in told.items), told.paragraphs[-1]]
        out.append((" ".join(" ".join(body).split()), depth))
        stack += [(reply, depth + 1) for reply in reversed(told.replies)]
    return out


@dataclass(frozen=True)
class Form:
    """How one extractor sets a list: columns of markers and text, bullets by depth, blank lines."""

    name: str
    step: int
    margin: int
    bullets: str
    numbered: bool
    right: bool = False
    flush: bool = False
    blank: bool = True


FORMS = (
    Form("resiliparse", 2, 2, "•", numbered=True),
    Form("resiliparse bullets", 2, 2, "•", numbered=False),
    Form("lynx", 5, 4, "*+o#@-=", numbered=True, right=True, blank=False),
    Form("elinks", 5, 4, "•", numbered=True, right=True),
    Form("w3m", 4, 1, "•□☆○■★◎●", numbered=True, right=True),
    Form("inscriptis", 4, 5, "*+o-", numbered=True, right=True),
    Form("html2text", 2, 2, "*", numbered=False, flush=True),
)


@dataclass(frozen=True, slots=True)
class Dress:
    """What a theme prints around a comment's text.

    `head` and `tail` are the lines above and below it; in them {name} is the speaker's name (or
    nothing) and {date} the date. `date` is how the theme writes dates.
    """

    name: str
    head: tuple[str, ...]
    tail: tuple[str, ...] = ("Reply",)
    date: str = "May {day}, 2020 at 5:{minute} pm"
    heading: str = "{n} Comments"
    form: str = "Leave a Reply"


PLAIN = Dress("plain", ("{name} says:", "{date}"))
DRESSES = (
    Dress("badge and buttons first", ("{name}", "Author", "{date}", "Edit | Reply"), ()),
    Dress("name twice", ("{name} {name}", "{name}", "{date}"), date="{day} March 2019"),
    Dress("says apart", ("{name}", "says:", "{date}", "#3")),
    Dress("date first", ("{date}", "{name} says:"), date="2011-04-{day} 12:{minute}"),
    Dress("one line", ("{name} | {date} | Permalink | Reply",), (), "May {day}, 2014"),
    Dress("numbered", ("#7 {name} on {date}",), ("Like 3", "Report"), date="{day}. 3. 2010"),
    Dress("ages", ("{name} • {date}",), ("Reply", "Share"), "{day} months ago"),
    Dress(
        "German",
        ("{name}", "sagt:", "{date}"),
        ("Antworten ↓",),
        "am {day}. November 2023 um 14:{minute} Uhr",
        "{n} Gedanken zu „Brot“",
        "Schreibe einen Kommentar",
    ),
    Dress(
        "Turkish",
        ("{name} dedi ki:", "{date}"),
        ("Cevapla",),
        "{day} Mart 2012, 14:{minute}",
        "“Su” için {n} yorum",
        "Bir cevap yazın",
    ),
    Dress(
        "Japanese",
        ("{name} より:", "{date}"),
        ("返信",),
        "2012年3月{day}日 14:{minute}",
        "「水」への{n}件のフィードバック",
        "コメントを残す",
    ),
    Dress("unknown button", ("{name}", "{date}"), ("Vastaa viestiin",), "{day}.3.2015 14:{minute}"),
)


def render(roots: list[Told], form: Form, dress: Dress = PLAIN) -> str:
    """The page with its heading, comments and reply form, as the extractor would set it."""
    out = ["A headline of the page", "", "An article about all kinds of things.", ""]
    count = len(flatten(roots))
    mark = "## " if form.flush else ""
    out += [mark + dress.heading.format(n=count), ""]
    number = 0
    stack = [(told, 0) for told in reversed(roots)]
    while stack:
        told, depth = stack.pop()
        number += depth == 0
        out += set_comment(told, depth, number, form, dress)
        stack += [(reply, depth + 1) for reply in reversed(told.replies)]
    return "\n".join([*out, "", mark + dress.form, "", "Your name", ""])


def set_comment(told: Told, depth: int, number: int, form: Form, dress: Dress) -> list[str]:
    marker = (
        f"{number}." if depth == 0 and form.numbered else form.bullets[depth % len(form.bullets)]
    )
    column = form.margin + depth * form.step
    text = column + 3 if form.right else column + 2
    column = text - len(marker) - 1 if form.right else column
    inside = "" if form.flush else " " * text
    blank = [""] if form.blank or form.flush else []
    # Every comment has a date of its own, as in life, and the same each time it is rendered.
    day, minute = 1 + len(told.paragraphs[0]) % 27, 10 + len(told.paragraphs[-1]) % 50
    date = dress.date.format(day=day, minute=minute)
    said = [part for part in dress.head if told.speaker or "{name}" not in part]
    said = said or [dress.head[-1]] if told.speaker else [*said, *([] if said else ["{date}"])]
    head = [part.format(name=told.speaker, date=date, day=day) for part in said]
    if dress is PLAIN:
        head = [*head[:1], *blank, *head[1:]]
    lines = [" " * column + f"{marker} {head[0]}", *(inside + line for line in head[1:]), *blank]
    for paragraph in told.paragraphs[:-1]:
        lines += [inside + paragraph, *blank]
    bullet = " " * (text + (2 if form.right else 0)) + "* "
    lines += [bullet + item for item in told.items]
    lines += blank if told.items else []
    return [*lines, inside + told.paragraphs[-1], *blank, *(inside + t for t in dress.tail), *blank]


def render_browser(roots: list[Told], dress: Dress = PLAIN) -> str:
    """The page as a browser copies it: no markers, no indentation."""
    out = ["A headline of the page", "", "An article about all kinds of things.", ""]
    out += [dress.heading.format(n=len(flatten(roots)))]
    stack = [(told, 0) for told in reversed(roots)]
    while stack:
        told, depth = stack.pop()
        day, minute = 1 + len(told.paragraphs[0]) % 27, 10 + len(told.paragraphs[-1]) % 50
        date = dress.date.format(day=day, minute=minute)
        said = [part for part in dress.head if told.speaker or "{name}" not in part]
        out += [part.format(name=told.speaker, date=date, day=day) for part in said] or [date]
        for paragraph in told.paragraphs[:-1]:
            out += ["", paragraph]
        out += ["", *told.items] if told.items else []
        out += ["", told.paragraphs[-1], "", *dress.tail]
        stack += [(reply, depth + 1) for reply in reversed(told.replies)]
    return "\n".join([*out, dress.form, "", "Your name", ""])

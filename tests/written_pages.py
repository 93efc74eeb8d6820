"""Pages as somebody writes them by hand to try the splitter: few comments, plain markup and names.

Every form is a function of the comments; `make_page` makes one page of it, the same every time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple


class Written(NamedTuple):
    """One comment: its place in the page's order, its parent's, and what it shows."""

    index: int
    parent: int | None
    depth: int
    name: str
    date: str
    text: str


Comments = Sequence[Written]

TEXTS = {
    "real": "I walked there last week and it was lovely.|You are wrong, they never promised that."
    "|Thanks for this! Do you have a source?|Nonsense. Look at the numbers again."
    "|Fair enough, I take that back.|Has anybody tried the ferry instead?"
    "|My brother works there; he says the opposite.|Not sure I agree, but well argued.",
    "short": "Nice post!|I agree.|Me too|No.|Thanks|Why?|lol|Great",
    "tried": "First comment|Second comment|A reply|Another reply|Third comment|Nested reply"
    "|Last comment|Top-level comment",
    "numbered": "|".join(f"This is comment {n}." for n in range(1, 9)),
    "counted": "|".join(f"Comment {n}" for n in range(1, 9)),
    "named": "|".join(f"text {n}" for n in range(1, 9)),
    "timed": "I was there yesterday.|It is at 5:30 pm, not at 6.|Not today.|See you in May 2020."
    "|I wrote that 2 days ago.|Since 2019-05-03 it has been shut.|Come at 8:00!"
    "|Ten years ago today.",
    "asked": "|".join(f"Hello from number {n}, how are you?" for n in range(1, 9)),
}
NAMES = {
    "first": "Ann Bob Cy Dan Ed Flo Gus Hal",
    "few": "Ann Bob Ann Bob Cy Ann Bob Cy",
    "user": "user1 user2 user3 user4 user5 user6 user7 user8",
    "User": "User_1 User_2 User_3 User_4 User_5 User_6 User_7 User_8",
    "person": "Person_A Person_B Person_C Person_D Person_E Person_F Person_G Person_H",
    "letter": "A B C D E F G H",
    "full": "Ann_Lee Bob_Ray Cyril_Dent Diana_Poe Ed_Norman Flora_Gray Gus_Hale Hal_Ives",
    "german": "Anna Björn Claudia Dieter Emil Franz Gisela Jürgen",
    "nick": "skeptic happy_cat J.R. mr_x the-real-tom deep-blue Dr._No admin",
}
DATES: dict[str, Callable[[int], str]] = {
    "american": lambda n: f"May {n + 3}, 2019 at 8:0{n} am",
    "iso": lambda n: f"2019-05-{n + 3:02} 08:0{n}",
    "zulu": lambda n: f"2019-05-{n + 3:02}T08:0{n}:00Z",
    "german": lambda n: f"{n + 3}. Mai 2019 um 08:0{n}",
    "age": lambda n: f"{20 - n} hours ago",
    "day": lambda n: f"{n + 3} May 2019",
}
_SIZES = (1, 2, 2, 3, 4, 6, 8)


def _grow(rng: random.Random, n: int) -> list[tuple[int | None, int]]:
    """Parent and depth of each comment of a random tree, in the order of a page."""
    parents = [None if i == 0 or rng.random() < 0.5 else rng.randrange(i) for i in range(n)]
    order: list[tuple[int | None, int]] = []

    def walk(node: int, parent: int | None, depth: int) -> None:
        place = len(order)
        order.append((parent, depth))
        for child in (k for k in range(n) if parents[k] == node):
            walk(child, place, depth + 1)

    for root in (k for k in range(n) if parents[k] is None):
        walk(root, None, 0)
    return order


def _write(rng: random.Random, *, flat: bool) -> list[Written]:
    n = rng.choice(_SIZES)
    texts = TEXTS[rng.choice(sorted(TEXTS))].split("|")
    nick = rng.choice(sorted(NAMES))
    names = [name if nick == "nick" else name.replace("_", " ") for name in NAMES[nick].split()]
    date = DATES[rng.choice(sorted(DATES))]
    tree = [(None, 0)] * n if flat else _grow(rng, n)
    return [
        Written(i, parent, depth, names[i], date(i), texts[i])
        for i, (parent, depth) in enumerate(tree)
    ]


_ARTICLE = (
    "The bridge was closed today, said the mayor of the town. Nobody knows for how long.",
    "A ferry will run from Monday on, every hour, until the works are finished.",
)


def _wrap_html(body: str, n: int, rng: random.Random) -> str:
    heading = rng.choice(
        [f"<h2>{n} comments</h2>", "<h2>Comments</h2>", f"<h3>Comments ({n})</h3>"]
    )
    form = rng.choice(["", "<h3>Leave a comment</h3><form><textarea></textarea></form>"])
    article = "".join(f"<p>{line}</p>" for line in _ARTICLE)
    return (
        "<!DOCTYPE html><html><head><title>The bridge</title></head><body>"
        f"<article><h1>The bridge</h1>{article}</article>{heading}{body}{form}</body></html>"
    )


def _wrap_text(body: str, n: int, rng: random.Random) -> str:
    heading = rng.choice([f"{n} comments", f"{n} thoughts on “The bridge”", "Comments"])
    form = rng.choice(["", "Leave a comment\n"])
    return "\n\n".join(["The bridge", *_ARTICLE, heading, body]) + form


def make_page(form: str, n: int) -> tuple[str, list[Written]]:
    """Page `n` of a form, as a file's text, and the comments on it."""
    rng = random.Random(f"{form} {n}")
    comments = _write(rng, flat=form in FLAT)
    if form in HTML:
        return _wrap_html(HTML[form](comments), len(comments), rng), comments
    return _wrap_text(TEXT[form](comments), len(comments), rng), comments


def _nest(
    comments: Comments, item: Callable[[Written, str], str], around: str = "{}", inner: str = "{}"
) -> str:
    """Comments in each other: `item` writes one with its replies, the rest goes around lists."""

    def write(parent: int | None) -> str:
        own = [c for c in comments if c.parent == parent]
        text = "".join(item(c, write(c.index)) for c in own)
        return (around if parent is None else inner).format(text) if own else ""

    return write(None)


def _marked(item: str, around: str = "{}", inner: str = "{}") -> Callable[[Comments], str]:
    """A form of HTML by its template: {name}, {initial}, {date}, {text}, {replies}, {i} …"""

    def form(comments: Comments) -> str:
        def write(c: Written, replies: str) -> str:
            return item.format(
                name=escape(c.name),
                initial=escape(c.name[0]),
                date=escape(c.date),
                text=escape(c.text),
                replies=replies,
                i=c.index + 1,
                up="" if c.parent is None else c.parent + 1,
                level=c.depth + 1,
                margin=20 * c.depth,
            )

        if "{replies}" in item:
            return _nest(comments, write, around, inner)
        return around.format("".join(write(c, "") for c in comments))

    return form


HTML: dict[str, Callable[[Comments], str]] = {
    "wordpress": _marked(
        '<li class="comment depth-{level}" id="comment-{i}"><div class="comment-author">'
        '<cite class="fn">{name}</cite> <span class="says">says:</span></div>'
        '<div class="comment-meta"><a href="#">{date}</a></div>'
        '<div class="comment-content"><p>{text}</p></div>'
        '<div class="reply"><a>Reply</a></div>{replies}</li>',
        '<div id="comments"><ol class="comment-list">{}</ol></div>',
        '<ol class="children">{}</ol>',
    ),
    "divisions": _marked(
        '<div class="comment"><span class="author">{name}</span> <span class="date">{date}</span>'
        '<div class="text"><p>{text}</p></div>{replies}</div>',
        '<div class="comments">{}</div>',
        '<div class="replies">{}</div>',
    ),
    "bold": _marked(
        '<div class="comment"><b>{name}</b> <span>{date}</span><p>{text}</p>{replies}</div>'
    ),
    "articles": _marked(
        "<article><header><b>{name}</b> <time>{date}</time></header>"
        "<p>{text}</p>{replies}</article>",
        "<section>{}</section>",
    ),
    "sections": _marked(
        "<section><h4>{name}</h4><p><em>{date}</em></p><p>{text}</p>{replies}</section>"
    ),
    "details": _marked(
        '<details open class="comment"><summary>{name} <time>{date}</time></summary>'
        "<p>{text}</p>{replies}</details>",
        '<section class="comments">{}</section>',
    ),
    "list": _marked(
        "<li><strong>{name}</strong> <small>{date}</small><p>{text}</p>{replies}</li>",
        '<div id="comments"><ul>{}</ul></div>',
        "<ul>{}</ul>",
    ),
    "microdata": _marked(
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<span itemprop="author">{name}</span> <time itemprop="dateCreated">{date}</time>'
        '<div itemprop="text"><p>{text}</p></div>{replies}</div>'
    ),
    "colon": _marked(
        '<div class="comment"><p><b>{name}:</b> {text}</p>{replies}</div>',
        '<div class="comments">{}</div>',
        '<div class="children">{}</div>',
    ),
    "margins": _marked(
        '<div class="comment" style="margin-left:{margin}px">'
        '<div class="meta">{name} · {date}</div>'
        '<div class="body"><p>{text}</p></div></div>',
        '<div class="comments">{}</div>',
    ),
    "parents": _marked(
        '<li class="comment" data-id="{i}" data-parent="{up}"><span class="user">{name}</span>'
        "<time>{date}</time><p>{text}</p></li>",
        '<ul class="comments">{}</ul>',
    ),
    "media": _marked(
        '<div class="media"><img src="a.png" alt="{name}"><div class="media-body">'
        "<h5>{name} <small>{date}</small></h5>{text}{replies}</div></div>"
    ),
    "terms": _marked(
        "<dt>{name} {date}</dt><dd><p>{text}</p></dd>", '<dl class="comments">{}</dl>'
    ),
    "table": _marked(
        "<tr><td>{name}<br>{date}</td><td><p>{text}</p></td></tr>",
        '<table class="comments">{}</table>',
    ),
    "blocks": _marked(
        '<div class="thread__item"><a class="thread__user" href="/u/{i}">{name}</a>'
        '<span class="thread__time">{date}</span><div class="thread__text"><p>{text}</p></div>'
        "<button>Reply</button>{replies}</div>",
        '<div class="thread">{}</div>',
        '<div class="thread__replies">{}</div>',
    ),
    "quotations": _marked(
        "<p><b>{name}</b> wrote on {date}:</p><blockquote><p>{text}</p></blockquote>"
    ),
    "byline": _marked(
        '<div class="comment-wrapper" id="c{i}"><p class="byline">Posted by <a href="/u">{name}</a>'
        " on {date}</p><p>{text}</p>{replies}</div>",
        '<div id="comments">{}</div>',
        '<div class="comment-replies">{}</div>',
    ),
    "utility": _marked(
        '<div class="rounded border p-4"><div class="flex"><div class="font-bold">{name}</div>'
        '<div class="text-gray-500">{date}</div></div><p class="mt-2">{text}</p>'
        '<button class="text-blue-500">Reply</button>{replies}</div>',
        '<div class="space-y-4">{}</div>',
        '<div class="ml-8">{}</div>',
    ),
    "forum": _marked(
        '<div class="post"><div class="post-header"><span class="num">#{i}</span> <b>{name}</b>'
        ' <i>{date}</i></div><div class="post-body"><p>{text}</p></div></div>'
    ),
    "levels": _marked(
        '<div class="comment level-{level}"><header>{name} <time>{date}</time></header>'
        "<p>{text}</p></div>"
    ),
    "initials": _marked(
        '<div class="c"><span class="avatar">{initial}</span><div class="c-top"><span>{name}</span>'
        "<span> · </span><span>{date}</span></div><p>{text}</p>"
        '<div class="c-act"><a>Like</a> <a>Reply</a></div>{replies}</div>',
        "<main>{}</main>",
        '<div class="c-kids">{}</div>',
    ),
    "grid": _marked(
        '<div class="row"><div class="col-2"><strong>{name}</strong><br><small>{date}</small></div>'
        '<div class="col-10"><p>{text}</p>{replies}</div></div>',
        '<div class="container">{}</div>',
    ),
    "handles": _marked(
        '<div class="tweet"><span class="fullname">{name}</span> <span class="handle">@n{i}</span>'
        ' <span class="time">{date}</span><p class="tweet-text">{text}</p>'
        '<div class="actions"><a>Reply</a><a>Share</a></div></div>'
    ),
    "credits": _marked(
        '<li class="comment"><div class="comment-text"><span class="comment-copy">{text}</span> – '
        '<a class="comment-user">{name}</a> <span class="comment-date">{date}</span></div></li>',
        '<ul class="comments-list">{}</ul>',
    ),
    "rules": _marked("<p><b>{name}</b> ({date}):<br>{text}</p><hr>", "<div>{}</div>"),
    "cited": _marked(
        "<li><cite>{name}</cite><blockquote><p>{text}</p></blockquote><small>{date}</small></li>",
        "<ol>{}</ol>",
    ),
}


def _indent(text: str, n: int) -> str:
    return "\n".join(" " * n + line if line else "" for line in text.split("\n"))


def _lined(item: str, step: int = 0) -> Callable[[Comments], str]:
    """A form of text by its template, set `step` columns farther right for every level."""

    def form(comments: Comments) -> str:
        siblings: Counter[int | None] = Counter()
        parts = []
        for c in comments:
            siblings[c.parent] += 1
            values = c._asdict() | {"n": siblings[c.parent], "i": c.index + 1}
            values["mark"] = "*+o@#="[c.depth % 6]
            values["arrow"] = "↳ " if c.depth else ""
            parts.append(_indent(item.format(**values), step * c.depth))
        return "".join(parts)

    return form


TEXT: dict[str, Callable[[Comments], str]] = {
    "numbers": _lined("  {n}. {name} says:\n     {date}\n\n     {text}\n\n     Reply\n\n", 5),
    "bullets": _lined("• {name}\n  {date}\n  {text}\n\n  Reply\n\n", 2),
    "stars": _lined("* {name} {date}\n  {text}\n", 2),
    "dashes": _lined("- {name} ({date})\n\n  {text}\n\n", 4),
    "changing": _lined("   {mark} {name} {date}\n\n     {text}\n\n     Reply\n\n", 5),
    "markdown list": _lined("* **{name}** {date}\n\n  {text}\n\n  [Reply](#)\n\n", 4),
    "columns": _lined("{name}\n{date}\n{text}\n\n", 4),
    "arrows": _lined("{arrow}{name} · {date}\n{text}\n\n", 2),
    "colons": _lined("{name}: {text}\n\n", 4),
    "says": _lined("{name} says:\n{date}\n{text}\nReply\n\n"),
    "lines": _lined("{name}\n{date}\n\n{text}\n\nReply\n\n"),
    "on": _lined("{name} on {date}\n\n{text}\n\n"),
    "markdown headings": _lined("### {name}\n*{date}*\n\n{text}\n\n"),
    "comma": _lined("{name}, {date}\n{text}\n\n"),
    "hashes": _lined("#{i} {name} ({date})\n\n{text}\n\n"),
    "copied": _lined("{name}\n{date}\n{text}\nReply\nShare\n"),
    "guest book": _lined("Name: {name}\nDate: {date}\nMessage: {text}\n\n"),
    "wrote": _lined("{name} wrote on {date}:\n{text}\n\n"),
    "date first": _lined("{date} - {name}\n{text}\n\n"),
    "bars": _lined("{name} | {date}\n\n{text}\n\n----\n"),
    "log": _lined("[{date}] {name}: {text}\n"),
    "brackets": _lined("**{name}** ({date}): {text}\n\n"),
}
_FLAT_FORMS = (
    "terms|table|quotations|forum|rules|cited|says|lines|on|markdown headings|comma|hashes|copied"
    "|guest book|wrote|date first|bars|brackets|handles|credits|log"
)
FLAT = frozenset(_FLAT_FORMS.split("|"))
"""Forms that show no tree."""

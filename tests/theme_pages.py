"""Random threads in the markup of random themes: what a comment's template may look like."""

from __future__ import annotations

import random
from html import escape

from thread_texts import Told, flatten

NAMES = (
    "<cite class='fn'>{}</cite>",
    "<b class='fn'>{}</b>",
    "<strong>{}</strong>",
    "<h4 class='author'>{}</h4>",
    "<div class='comment-name'>{}</div>",
    "<span itemprop='author' itemscope><span itemprop='name'>{}</span></span>",
)
DATES = (
    "<div class='comment-meta commentmetadata'><a href='#c'>{}</a></div>",
    "<a href='#c'><time datetime='2014-05-03T08:00:00+00:00'>{}</time></a>",
    "<small>{}</small>",
    "<p class='comment-date'>{}</p>",
    "<em>{}</em>",
)
BODIES = (
    "<div class='comment-content'>{}</div>",
    "<div class='comment-text'>{}</div>",
    "<section class='comment-content comment'>{}</section>",
    "<div class='entry'>{}</div>",
    "{}",
)
WRAPPERS = (
    "<article class='comment-body'>{}</article>",
    "<div class='comment-wrap clearfix'>{}</div>",
    "<div><div class='inner'>{}</div></div>",
    "{}",
)
BUTTONS = (
    "<div class='reply'><a class='comment-reply-link' href='#respond'>Reply</a></div>",
    "<p class='reply'><a class='comment-reply-link' href='#respond'>Antworten</a> ↓</p>",
    "<div class='comment-actions'><a href='#respond'>Reply</a> | <a href='#'>Quote</a></div>",
)
SAYS = ("", " <span class='says'>says:</span>", " <span class='says'>sagt:</span>")
WRITTEN = ("May 3, 2014 at 8:00 am", "3. Mai 2014 um 08:00 Uhr", "3 mai 2014 à 08:00", "2014-05-03")
AVATAR = "<img alt='' class='avatar avatar-50 photo' src='a.png'>"


def render_page(chance: random.Random, roots: list[Told]) -> str:
    """A page with an article, the comments, a form, and boxes that look much like comments."""
    count = len(flatten(roots))
    date, lists = chance.choice(WRITTEN), chance.choice(("ol", "ul"))
    teasers = "".join(
        f"<li><a href='#'>Another story {n}</a> <span class='date'>{date}</span></li>"
        for n in range(4)
    )
    latest = "<li>Bob on <a href='#'>Another story</a></li>" * 3
    comments = _render_comments(chance, roots, date, lists)
    return (
        "<html><head><title>A story</title></head><body><article><h1>A story</h1>"
        f"<p class='post-meta'>By Ann | {date}</p><p>It happened on a day in May.</p></article>"
        f"<div class='related'><h3>Related</h3><ul>{teasers}</ul></div>"
        f"<div id='comments'><h2>{count} Comments</h2>"
        f"<{lists} class='commentlist'>{comments}</{lists}></div>"
        "<div id='respond'><h3>Leave a Reply</h3><form><label>Name</label></form></div>"
        f"<aside><h3>Recent Comments</h3><ul>{latest}</ul><ul>{teasers}</ul></aside></body></html>"
    )


def _render_comments(chance: random.Random, roots: list[Told], date: str, lists: str) -> str:
    template = [chance.choice(part) for part in (NAMES, DATES, BODIES, WRAPPERS, BUTTONS, SAYS)]
    avatar = chance.choice(("", AVATAR))
    out: list[str] = []
    stack: list[tuple[Told, int] | str] = [(told, 0) for told in reversed(roots)]
    number = 0
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            out.append(top)
            continue
        told, depth = top
        number += 1
        shown = _render_comment(told, date, template, avatar)
        out.append(f"<li class='comment depth-{depth + 1}' id='comment-{number}'>{shown}")
        stack.append("</li>")
        if told.replies:
            out.append(f"<{lists} class='children'>")
            stack += [f"</{lists}>", *((reply, depth + 1) for reply in reversed(told.replies))]
    return "".join(out)


def _render_comment(told: Told, date: str, template: list[str], avatar: str) -> str:
    name, stamp, body, wrapper, button, says = template
    head = avatar + (name.format(escape(told.speaker)) + says if told.speaker else "")
    items = "".join(f"<li>{escape(item)}</li>" for item in told.items)
    text = [f"<p>{escape(paragraph)}</p>" for paragraph in told.paragraphs]
    if items:
        text.insert(-1, f"<ul>{items}</ul>")
    shown = f"<div class='comment-author vcard'>{head}</div>{stamp.format(date)}"
    return wrapper.format(shown + body.format("".join(text)) + button)

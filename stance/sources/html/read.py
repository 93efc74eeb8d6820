"""An HTML page to a Page with its comments cut."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import replace
from datetime import datetime

from stance.records import Problem
from stance.sources.bylines import is_byline
from stance.sources.dates import DateReader, part_date
from stance.sources.dump import read_dump
from stance.sources.html.bodies import Parts, Template, View, find_parts, learn_template, view_items
from stance.sources.html.chosen import find_comments
from stance.sources.html.depths import shows_depths
from stance.sources.html.facts import Facts, read_facts, read_objects
from stance.sources.html.fields import (
    Fields,
    Signs,
    complete_fields,
    find_signs,
    read_fields,
)
from stance.sources.html.identity import read_identity
from stance.sources.html.links import Tie, find_ties, is_reply_link
from stance.sources.html.marks import Marks, is_said
from stance.sources.html.menus import find_menus
from stance.sources.html.objects import cut_objects
from stance.sources.html.openings import find_names
from stance.sources.html.parse import DEFINITION, parse_html
from stance.sources.html.placed import place_texts
from stance.sources.html.places import read_places
from stance.sources.html.posts import is_index
from stance.sources.html.saved import find_saved
from stance.sources.html.shared import drop_opening, drop_shared, unquote
from stance.sources.html.text import render
from stance.sources.html.tree import Tree
from stance.sources.html.trim import find_header, find_last_buttons, trim_body
from stance.sources.html.words import is_button
from stance.sources.page import Cut, Line, Page
from stance.sources.pings import PING_NAMES, PINGED
from stance.sources.signatures import drop_signatures

__all__ = ["read_html"]

_SURE = 3  # rank of a body's name from which it is believed to hold the text alone
_SAMPLE = 40  # comments in which the header is looked for outside of the body
_NEARLY = 0.9
_HALF = 0.5
_PING_TEXT = re.compile(
    rf"\s*(?:{PINGED}\s?:"
    r"|(?:ping|track)back (?:by|from|von|de|par|por|door|da)\b)",
    re.I,
)
_NO_PINGS = re.compile(r"\s*no (?:ping|track)backs?(?: yet)?\.?\s*", re.I)
# How WordPress quotes a page that links here: an excerpt between dots in brackets, and no more.
_PINGED_BY = re.compile(r"\s*(?:ping|track)back (?:by|from|von|de|par|por|door|da):?\s*", re.I)
_FOOTER = 12  # nodes at a comment's end among which its footer stands
_EXCERPT = re.compile(r"(?P<before>.*?)\[(?:\.\.\.|…)\].*\[(?:\.\.\.|…)\](?P<after>.*)", re.DOTALL)
_DOTS = re.compile(r"\s*\[(?:\.\.\.|…)\]")
_LONGEST_HEADER, _LONGEST_BUTTONS = 160, 60  # characters before and after the excerpt


def read_html(
    text: str,
    *,
    source: str = "",
    saved: datetime | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """The Page of an HTML document: its comments cut by their markup or from its JSON-LD.

    `saved` is when it was saved, where its own notes do not tell (`sources/html/saved.py`).

    Spans are None: the text of a comment is decoded from markup, so it stands nowhere in the
    source as such. Where no element holds one comment each, the page is left as the lines that a
    reader sees, to be cut as a dump is.

    >>> page = read_html('<ol><li class="comment"><cite>Ann</cite> says: <p>Tea!</p></li></ol>')
    >>> [(cut.speaker, cut.text) for cut in page.cuts]
    [('Ann', 'Tea!')]
    """
    tree = parse_html(text)
    tree, marks, items = find_comments(tree)
    items = [item for item in items if not _denies_pings(tree, item)]
    pings = {item for item in items if _is_ping(tree, item)} | _find_excerpts(tree, items)
    pings |= _find_signed_pings(tree, items)
    views = view_items(tree, [item for item in items if item not in pings])
    pinged = {n for n, kind in enumerate(tree.kinds) if not PING_NAMES.isdisjoint(kind.classes)}
    if pinged:
        pings |= {number for number, kind in enumerate(tree.kind_of) if kind in pinged}
    objects = read_objects(tree)
    facts = read_facts(tree, objects, items, saved=saved or find_saved(text))
    template = learn_template(tree, marks, views)
    cuts = _cut_views(tree, views, template, facts)
    if not any(cut.text for cut in cuts):
        cuts = cut_objects(objects, facts) or cuts
    found = any(cut.text for cut in cuts)
    lines = () if found else _read_lines(tree, marks)
    if pings:
        what = f"{len(pings)} pingbacks are not comments and were left out"
        problems = (*problems, Problem(what, source))
    return Page(
        source=source,
        text=text,
        kind="html",
        headline=facts.headline,
        date=facts.date,
        saved=facts.saved,
        announced=facts.announced,
        headings=facts.headings,
        cuts=cuts,
        lines=lines,
        open=not (
            any(cut.evidence for cut in cuts)
            or any(_is_listed(tree, item) for item in items)
            or shows_depths(tree, views)
        ),
        problems=problems,
    )


def _read_lines(tree: Tree, marks: Marks) -> tuple[Line, ...]:
    """The lines outside of side boxes and menus; () where they are other pages' posts."""
    if is_index(tree, marks):
        return ()
    _, side = read_places(tree, marks)
    beside = {number for number, hidden in enumerate(side) if hidden}
    return read_dump(render(tree, range(len(tree.tags)), skip=beside | find_menus(tree))).lines


def _is_listed(tree: Tree, item: int) -> bool:
    """Whether a comment is an item of a list, or a term with its definition."""
    return tree.tags[item] in {"li", "dd"} or tree.classes[item] == (DEFINITION,)


def _is_ping(tree: Tree, item: int) -> bool:
    """Whether an element in the list of comments is a link from another page."""
    if not PING_NAMES.isdisjoint(tree.classes[item]):
        return True
    return _PING_TEXT.match(_read_first(tree, item)) is not None


def _denies_pings(tree: Tree, item: int) -> bool:
    """Whether an element is marked up as a comment, and says that no page links here."""
    return _NO_PINGS.fullmatch(_read_first(tree, item)) is not None


def _read_first(tree: Tree, item: int) -> str:
    """The first text of an element that is no number of a comment."""
    for number in range(item + 1, min(tree.ends[item], item + 12)):
        text = tree.texts[number]
        if text and text.strip(" \n\t#.").strip("0123456789"):
            return text
    return ""


def _find_excerpts(tree: Tree, items: list[int]) -> set[int]:
    """The items without replies that hold an excerpt of another page, and nothing else."""
    found: set[int] = set()
    dotted = [n for n, text in enumerate(tree.texts) if "[" in text and _DOTS.match(text)]
    for item, following in itertools.pairwise([*items, len(tree.tags)]) if dotted else ():
        end = tree.ends[item]
        if following < end:
            continue
        start = next(iter(dotted[bisect_right(dotted, item) :][:1]), end)
        start = min(start, end)
        excerpt = _EXCERPT.fullmatch(" ".join(tree.texts[item + 1 : end])) if start < end else None
        if (
            excerpt is not None
            and len(excerpt["before"].strip()) <= _LONGEST_HEADER
            and (
                len(excerpt["after"].strip()) <= _LONGEST_BUTTONS
                or _PING_TEXT.match(excerpt["after"]) is not None
                or _is_footer(excerpt["after"].strip())
            )
        ):
            found.add(item)
    return found


def _find_signed_pings(tree: Tree, items: list[int]) -> set[int]:
    """The items that end with whose link they are: "Trackback by" and another page's name."""
    return {
        item
        for item, following in itertools.pairwise([*items, len(tree.tags)])
        for end in [min(tree.ends[item], following)]
        if any(map(_PINGED_BY.fullmatch, tree.texts[max(item + 1, end - _FOOTER) : end]))
    }


def _is_footer(text: str) -> bool:
    """Whether nothing but a byline with a date, and a button, stands below an excerpt."""
    return len(text) <= _LONGEST_HEADER and is_byline(text) and bool(part_date(text)[0])


def _cut_views(tree: Tree, views: list[View], template: Template, facts: Facts) -> tuple[Cut, ...]:
    identities = [read_identity(tree, view) for view in views]
    ties = find_ties(tree, views, identities)
    parts = find_parts(tree, template)
    bodies = [_find_body(tree, view, parts) for view in views]
    # A body that no name vouches for may hold the header too.
    signs = find_signs(tree)
    outside = bodies
    if template.rank < _SURE and not _stand_outside(tree, views, bodies, signs):
        outside = [set[int]() for _ in bodies]
    fields = [read_fields(tree, v, body, signs) for v, body in zip(views, outside, strict=True)]
    if template.rank >= _SURE and not any(field.date for field in fields):
        whole = [read_fields(tree, view, set(), signs) for view in views]
        nameless = not any(field.speaker for field in fields)
        if template.rank == _SURE or (nameless and all(f.speaker and f.date for f in whole)):
            template = replace(template, rank=_SURE - 1)  # "comment-body" around everything
            fields = whole
    fields = complete_fields(tree, views, fields, signs)
    names = [] if all(field.speaker for field in fields) else find_names(tree, views)
    other = sum(one.speaker not in ("", name) for one, name in zip(fields, names, strict=False))
    if other > _HALF * len(views):
        names = []
    if names:
        fields = [replace(field, speaker=name) for field, name in zip(fields, names, strict=True)]
    if template.named is not None:
        fields = [
            field if field.speaker else replace(field, speaker=template.find_name(tree, view))
            for field, view in zip(fields, views, strict=True)
        ]
    dates = DateReader(
        facts.date,
        saved=facts.saved,
        language=facts.language,
        samples=(field.date for field in fields),
    )
    texts = [
        _read_text(tree, view, body, field, parts, trusted=_is_trusted(body, template))
        for view, body, field in zip(views, bodies, fields, strict=True)
    ]
    said = [
        set[str]() if _is_trusted(body, template) else _read_said(tree, view)
        for view, body in zip(views, bodies, strict=True)
    ]
    trusted = [_is_trusted(body, template) for body in bodies]
    trimmed = _trim_texts(texts, fields, trusted, said, shared=template.rank < _SURE)
    if not any(trimmed):  # "Comment 1", "Comment 2" are all that is said
        trimmed = _trim_texts(texts, fields, trusted, said, shared=False)
    texts = drop_signatures(trimmed if not names else drop_opening(trimmed, names))
    texts = place_texts(tree, views, unquote(texts), fields)
    return tuple(
        _write_cut(text, identity, tie, field, dates)
        for text, identity, tie, field in zip(texts, identities, ties, fields, strict=True)
    )


def _is_trusted(body: set[int], template: Template) -> bool:
    return bool(body) and template.rank >= _SURE


def _trim_texts(
    texts: list[str],
    fields: list[Fields],
    trusted: list[bool],
    said: list[set[str]],
    *,
    shared: bool,
) -> list[str]:
    """The texts without furniture, and if `shared` without the lines that most of them share."""
    speakers = [field.speaker for field in fields]
    if shared:
        texts = drop_shared(texts, speakers)
        for opening in ("{0.speaker} {0.date}", "{0.date}"):  # cells beside the text's
            texts = drop_opening(texts, [opening.format(field).strip() for field in fields])
    texts = [
        trim_body(text, speaker=speaker, trusted=sure, said=own)
        for text, speaker, sure, own in zip(texts, speakers, trusted, said, strict=True)
    ]
    # What stood behind names and ranks that differ.
    return drop_shared(texts, speakers) if shared else texts


def _read_said(tree: Tree, view: View) -> set[str]:
    """The texts of a comment that read as buttons but stand where what was written does."""
    short = ((n, tree.texts[n].strip(": \n\t")) for n in view.nodes if tree.texts[n])
    return {text for number, text in short if text and is_button(text) and is_said(tree, number)}


def _stand_outside(tree: Tree, views: list[View], bodies: list[set[int]], signs: Signs) -> bool:
    """Whether names and dates stand outside of what holds the text, in nearly all comments."""
    sample = list(zip(views, bodies, strict=True))[:_SAMPLE]
    found = [read_fields(tree, view, body, signs) for view, body in sample if body]
    return sum(bool(one.speaker and one.date) for one in found) > _NEARLY * len(sample)


def _find_body(tree: Tree, view: View, parts: Parts) -> set[int]:
    """The outermost elements of the template's body in one comment; empty where it has none."""
    found: set[int] = set()
    hidden = -1
    for number in view.nodes[1:]:
        if number < hidden:
            continue
        if parts.bodies[number]:
            found.update(_find_inner(tree, view, number, parts) or {number})
            hidden = tree.ends[number]
        elif parts.furniture[number]:
            hidden = tree.ends[number]
    return found | _find_between(tree, found) if len(found) > 1 else found


def _find_between(tree: Tree, bodies: set[int]) -> set[int]:
    """What stands between bodies side by side: phpBB 2 ends the text's element at a quotation."""
    ordered = sorted(bodies)
    between: set[int] = set()
    for body, following in itertools.pairwise(ordered):
        if tree.parents[body] == tree.parents[following] >= 0:
            place = tree.ends[body]
            while place < following:
                between.add(place)
                place = tree.ends[place]
    return between


def _find_inner(tree: Tree, view: View, body: int, parts: Parts) -> set[int]:
    """The bodies inside another one, where nothing but the header stands beside them."""
    inner: set[int] = set()
    hidden = -1
    for number in view.nodes[bisect_right(view.nodes, body) : view.place_of_end(tree, body)]:
        if number < hidden:
            continue
        if not tree.tags[number]:
            if tree.texts[number].strip():
                return set()
        elif parts.bodies[number]:
            inner.add(number)
            hidden = tree.ends[number]
        elif parts.furniture[number]:
            hidden = tree.ends[number]
    return inner


def _write_cut(text: str, identity: str | None, tie: Tie, field: Fields, dates: DateReader) -> Cut:
    timestamp = dates.read(field.date) if field.date else None
    extra = {"timestamp_text": field.date.strip()} if field.date and timestamp is None else {}
    return Cut(
        text=text,
        id=identity,
        parent=tie.parent,
        depth=tie.depth,
        speaker=field.speaker or None,
        timestamp=timestamp,
        likes=field.likes,
        evidence=tie.evidence,
        extra=extra,
    )


def _read_text(
    tree: Tree, view: View, body: set[int], field: Fields, parts: Parts, *, trusted: bool
) -> str:
    if body:
        nodes = []
        stop = -1
        for number in view.nodes:
            if number in body:
                stop = tree.ends[number]
            if number < stop:
                nodes.append(number)
    else:
        nodes = list(view.nodes[1:])
    furniture = {
        number
        for number in nodes
        if (parts.furniture[number] or (tree.tags[number] == "a" and is_reply_link(tree, number)))
        and number not in body
    }
    if not trusted:
        furniture |= find_last_buttons(tree, nodes)
        header = find_header(tree, nodes, speaker=field.speaker, date=field.date)
        nodes = [number for number in nodes if number not in header] if header else nodes
    return render(tree, nodes, skip=furniture)

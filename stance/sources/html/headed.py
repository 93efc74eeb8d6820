"""Comments told by the heading above them: small pages, with a markup of their own.

Below "2 comments" stand two comments, whatever their elements are called and however short they
are: what repeats there so often, each with a name and something said, and with all that the
section says. Without the number it has to be nearly all of the section as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from stance.sources.html.marks import Marks
from stance.sources.html.openings import read_opening
from stance.sources.html.parse import DEFINITION
from stance.sources.html.posts import are_posts
from stance.sources.html.siblings import drop_elsewhere, is_header_row
from stance.sources.html.spans import own_spans
from stance.sources.html.tree import Tree
from stance.sources.html.words import (
    is_comments_heading,
    is_item_name,
)

__all__ = ["Section", "find_headed", "find_sections"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_TITLES = _HEADINGS | {"p", "div", "b", "strong", "span", "summary", "caption"}
_HEADING_NODES = 8  # in a heading
_LONGEST_HEADING = 60  # characters of one that is no heading by its tag
_COUNT = re.compile(r"^\D{0,3}(\d{1,4})(?![\d.,:/-])|[(:\[]\s*(\d{1,4})\s*[)\]]?\s*$")
_COUNT_LAST = re.compile(r"\w\s(\d{1,4})$")  # "Comments 3"
_NO_COMMENTS = re.compile(
    r"(?:(?:leave|add|post|write|submit|have|join|your|no|hide|show|view|load|all|previous|next"
    r"|closed?|reply|new\w*|neu\w*|be the first|(?:log|sign) ?in|schreib\w*|hinterlass\w*"
    r"|laisse[rz]?|ajoute[rz]?|deja|escrib\w+|lascia|scrivi)\b|.*\b(?:closed|disabled|geschlossen"
    r"|off|form|polic(?:y|ies)|rules|guidelines|feed|rss|recent\w*|loading)\b)",
    re.I,
)
_MOST = 60  # comments of a small page
_MOST_NODES = 6000  # of its section
_MOST_COUNTED = 2  # headings with a count on a page: its own, perhaps twice
_CODE = frozenset({"pre", "code"})
_ENDS = frozenset({"footer", "aside", "nav"})
_BLOCKS = frozenset(
    ["li", "div", "article", "section", "details", "tr", "dd", "td", "p", "blockquote", "table"]
)
_STARTS = _HEADINGS | frozenset({"b", "strong", "p", "div", "header", "cite", "dt", "span", "a"})
_NEARLY_ALL = 0.9  # of what the section says
_MOST_DATES = 4  # in one comment: its own, and those of its writer or of what it quotes
_BY_WORDS = re.compile(
    r"(?:says|said|wrote|writes|on|at|by|posted|schrieb|sagt|am|a écrit|le)\b", re.I
)


class Section(NamedTuple):
    """What stands below a heading: the nodes from `start` to `stop`, and how many it promises.

    `closed` tells that no other part of the page follows, but a form or nothing.
    """

    start: int
    stop: int
    parent: int
    announced: int | None
    closed: bool


Spans = list[tuple[int, int]]


def find_sections(tree: Tree, side: Sequence[bool]) -> list[Section]:
    """The sections of a page that its headings say are of comments, but for those of `side` boxes.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<h2>2 comments</h2><p>Ann: Tea!<p>Bob: No.<h2>News</h2>")
    >>> (section,) = find_sections(tree, [False] * len(tree.tags))
    >>> tree.text_of(section.start), tree.text_of(section.stop), section.announced
    ('Ann: Tea!', 'News', 2)
    """
    found: dict[int, Section] = {}
    code = -1
    for number, tag in enumerate(tree.tags):
        code = max(code, tree.ends[number]) if tag in _CODE else code
        if tag not in _TITLES or side[number] or number < code:
            continue
        if tree.ends[number] - number > _HEADING_NODES:
            continue
        text = tree.text_of(number)
        if not _is_heading(text, plain=tag not in _HEADINGS):
            continue
        count = _COUNT.search(text) or (_COUNT_LAST.search(text) if tag in _HEADINGS else None)
        announced = int(count[count.lastindex or 1]) if count is not None else None
        place = _find_place(tree, number)
        if place is None or announced == 0 or (announced or 0) > _MOST:
            continue
        start, parent = place
        stop = _find_stop(tree, number, start, tree.ends[parent] if parent >= 0 else len(tree.tags))
        if stop - start <= _MOST_NODES:
            closed = stop == len(tree.tags) or tree.tags[stop] not in _HEADINGS
            closed = closed or _NO_COMMENTS.match(tree.text_of(stop)) is not None
            found[start] = Section(start, stop, parent, announced, closed)
    counted = sum(one.announced is not None for one in found.values())
    return list(found.values()) if counted <= _MOST_COUNTED else []  # an index with its counts


def _is_heading(text: str, *, plain: bool) -> bool:
    if not text or not is_comments_heading(text) or _NO_COMMENTS.match(text):
        return False
    return not plain or (len(text) <= _LONGEST_HEADING and len(text.split()) <= 3)


def _find_place(tree: Tree, heading: int) -> tuple[int, int] | None:
    """Where what follows a heading starts, and the element that it stands in."""
    for _ in range(3):
        above = tree.parents[heading]
        end = tree.ends[above] if above >= 0 else len(tree.tags)
        start = tree.ends[heading]
        if any(tree.texts[node].strip() for node in range(start, end)):
            return start, above
        if above < 0:
            return None
        heading = above
    return None


def _find_stop(tree: Tree, heading: int, start: int, end: int) -> int:
    """Where a section ends: at the next heading of its level, or at what stands below a page."""
    level = tree.tags[heading] if tree.tags[heading] in _HEADINGS else "h3"
    said, around = False, {*tree.ancestors(start)}
    for node in range(start, end):
        tag = tree.tags[node]
        beside = said and tree.parents[node] in around
        if tag in _ENDS or (tag in _HEADINGS and (tag < level or (beside and tag == level))):
            return node
        said = said or bool(tree.texts[node].strip())
    return end


def find_headed(tree: Tree, marks: Marks, sections: Sequence[Section]) -> dict[int, int]:
    """The comments below a heading: the first node of each, and the node behind its last.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<h2>2 comments</h2><div><p>Ann: Tea!<p>Bob: No.</div>")
    >>> sections = find_sections(tree, [False] * len(tree.tags))
    >>> [tree.text_of(number) for number in find_headed(tree, mark_nodes(tree), sections)]
    ['Ann: Tea!', 'Bob: No.']
    """
    best: tuple[tuple[int, ...], list[Spans]] = (), []
    for section in sections:
        for spans in _find_candidates(tree, section):
            if not _are_comments(tree, marks, section, spans):
                continue
            whole = sum(stop - start for own in spans for start, stop in own)
            alike = len({(tree.tags[own[0][0]], tree.classes[own[0][0]]) for own in spans}) == 1
            rating = (section.announced is not None, len(spans), alike, whole)
            if rating > best[0]:
                best = rating, spans
    return {own[0][0]: _end_of(tree, own) for own in best[1]}


def _end_of(tree: Tree, own: Spans) -> int:
    start, stop = own[0][0], own[-1][1]
    return max(stop, tree.ends[start]) if tree.tags[start] else stop


def _find_candidates(tree: Tree, section: Section) -> Iterator[list[Spans]]:
    """What may be the comments of a section: elements alike, and runs of siblings."""
    groups: dict[tuple[str, object], list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for number in range(section.start, section.stop):
        below[tree.parents[number]].append(number)
        tag = tree.tags[number]
        if tag not in _BLOCKS or tree.ends[number] > section.stop or is_header_row(tree, number):
            continue
        kind = tree.kinds[tree.kind_of[number]]
        above = tree.parents[number]
        groups[tag, "*"].append(number)
        groups[tag, tree.tags[above]].append(number)
        groups[tag, above].append(number)
        groups[tag, tuple(sorted(kind.stated))].append(number)
        for name in kind.names:
            groups[tag, name].append(number)
    counts = {section.announced} if section.announced is not None else range(1, _MOST + 1)
    families = {tuple(members): None for members in groups.values()}
    wholes = [
        _drop_parts(tree, members, dated=section.announced is None)
        for (_, name), members in groups.items()
        if name == "*"
    ]
    for members in families | dict.fromkeys(wholes):
        if len(members) not in counts or are_posts(tree, members):
            continue
        if len(drop_elsewhere(tree, list(members))) == len(members):
            yield own_spans(tree, members)
    for siblings in below.values():
        for runs in _find_runs(tree, siblings, section.stop):
            if len(runs) in counts:
                yield [[run] for run in runs]


def _drop_parts(tree: Tree, members: Sequence[int], *, dated: bool) -> tuple[int, ...]:
    """The elements of one tag that are whole comments: not their headers, texts or wrappers.

    Each is `dated` where the section does not say how many they are.
    """
    kept = tuple(members)
    for turn in range(_DEEPEST):
        spans = own_spans(tree, kept) if turn else [[(n, tree.ends[n])] for n in kept]
        read = [read_opening(tree, chain.from_iterable(starmap(range, own))) for own in spans]
        whole = tuple(
            number
            for number, one in zip(kept, read, strict=True)
            if one.name and one.said and (one.dated or not dated)
        )
        if turn and len(whole) == len(kept):
            break
        kept = whole
    return kept


_DEEPEST = 4  # times that parts are dropped: wrappers in wrappers


def _find_runs(tree: Tree, siblings: Sequence[int], stop: int) -> Iterator[Spans]:
    """The runs of siblings that begin with elements alike, such as headings with names."""
    elements = [number for number in siblings if tree.tags[number]]
    tried = set()
    for first in elements[:2]:
        kind = tree.tags[first], tree.classes[first]
        if kind in tried or tree.tags[first] not in _STARTS:
            continue
        tried.add(kind)
        starts = [n for n in elements if (tree.tags[n], tree.classes[n]) == kind and n >= first]
        while len(starts) > 1 and _NO_COMMENTS.match(tree.text_of(starts[-1])):
            starts.pop()  # "Leave a comment"
        last = starts[-1]
        end = next((n for n in elements if n > last and tree.tags[n] in {"form", "hr"}), stop)
        end = next((n for n in elements if last < n < end and tree.tags[n] in _HEADINGS), end)
        above = tree.parents[first]
        end = min(end, tree.ends[above] if above >= 0 else len(tree.tags))
        yield list(pairwise([*starts, end]))


def _are_comments(tree: Tree, marks: Marks, section: Section, spans: Sequence[Spans]) -> bool:
    """Whether each candidate has a name and says something, and they say all of the section."""
    read = [read_opening(tree, chain.from_iterable(starmap(range, own))) for own in spans]
    if not all(one.name and one.said for one in read):
        return False
    dated = sum(one.dated for one in read)
    first = spans[0][0][0]
    if section.announced is None and dated < len(read):
        named = _is_named(tree, first)
        if not section.closed or (len(read) < 2 and not named):
            return False
    if any(sum(marks.dates.between(*s) for s in own) > _MOST_DATES for own in spans):
        return False
    if 2 * sum(one.cut for one in read) > len(read):
        return False
    counted = section.announced == len(read) == dated
    if len(read) > 2 and len({one.name for one in read}) < 2 and not counted:
        return False
    held = sum(marks.prose.between(*span) for own in spans for span in own)
    return held >= _NEARLY_ALL * _measure(tree, marks, section)


def _is_named(tree: Tree, number: int) -> bool:
    """Whether an element is one comment by its name or tag."""
    kind = tree.kinds[tree.kind_of[number]]
    whole = kind.tag in _WHOLE or kind.names == (DEFINITION,)
    return whole or any(is_item_name(name) >= 1 for name in kind.names)


_WHOLE = frozenset({"li", "article", "details", "tr"})


def _measure(tree: Tree, marks: Marks, section: Section) -> int:
    """The prose of a section, without that of forms and of the names of columns."""
    total = marks.prose.between(section.start, section.stop)
    end = -1
    for number in range(section.start, section.stop):
        apart = tree.tags[number] == "form" or is_header_row(tree, number)
        if apart and number >= end:
            end = min(tree.ends[number], section.stop)
            total -= marks.prose.between(number, end)
    return total

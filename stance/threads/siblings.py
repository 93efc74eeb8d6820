"""The items between a section's dated comments: comments without a date, and boxes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stance.sources.page import Line
from stance.threads.audit import is_deleted
from stance.threads.header import MOST_LINES, is_pingback, read_header
from stance.threads.headers import is_blank, is_furniture, is_name, mask_line
from stance.threads.headings import counts_pings, read_count
from stance.threads.items import DASH, Outline
from stance.threads.words import GREETING

__all__ = ["Sight", "Signed", "fill_run", "has_words", "is_full"]

_MANY = 50  # replies beyond which their numbers are not looked at
_LONGEST_NAME = 4  # words; "You could have said the same 7 years ago" is no header
_SAMPLE = 500  # comments among whose replies one greets them by name
_FEWEST_BOXES = 2  # alike
_FEWEST_LOST = 2  # siblings whose headers are lost, for those at the ends to have lost theirs
_GREETED = re.compile(rf"(?:{GREETING}[ \u00a0,]+|@)(?P<name>\w{{2,}})", re.IGNORECASE)


class Signed(NamedTuple):
    """An item with a date or "says": whether text and buttons follow, how long its header is.

    `item` is its index in the outline and `line` where it begins.
    """

    item: int
    line: int
    said: bool
    full: bool
    button: bool
    n_lines: int


@dataclass(frozen=True, slots=True)
class Sight:
    """The page as all steps here see it; `ends` is where each item's successor begins.

    `boxes` are lines that may head a box of other comments or articles.
    """

    lines: Sequence[Line]
    outline: Outline
    headings: frozenset[int]
    ends: Sequence[int]
    outside: frozenset[int]
    boxes: frozenset[int]


def is_full(sight: Sight, index: int, n_lines: int) -> bool:
    """Whether text stands below an item's header: its own, or a list or reply in it."""
    item = sight.outline.items[index]
    return bool(item.children) or has_words([sight.lines[k] for k in item.own[n_lines:]])


def fill_run(sight: Sight, run: Sequence[Signed]) -> tuple[list[int], list[int]]:
    """The items of a run with those between that are comments without a date, or pingbacks.

    Besides them those that are not: boxes between comments say the same each time.
    """
    known = {member.item for member in run}
    items, lines = sight.outline.items, sight.lines
    root = min(items[index].level for index in known)
    roots = [lines[items[i].own[0]].marker for i in known if items[i].level == root]
    numbered = sum(marker[0].isdigit() for marker in roots) > len(roots) / 2
    usual, _ = Counter(member.n_lines for member in run).most_common(1)[0]
    starts, boxes, lost = [], [], 0
    first, last = _widen(sight, run, root, numbered=numbered)
    said = Counter(_say(sight, i) for i in range(first, last + 1) if i not in known)
    for index in range(first, last + 1):
        if index in known:
            starts.append(index)
            continue
        own = [lines[k] for k in items[index].own[:MOST_LINES]]
        level, marker = items[index].level, own[0].marker
        sibling = level == root and marker[0].isdigit() == numbered and has_words(own)
        if sibling and said[_say(sight, index)] >= _FEWEST_BOXES:
            sibling = False
            boxes.append(index)
        if (
            sibling
            or _counts_on(sight, index, known)
            or is_pingback(own[:2])
            or is_deleted(own[0].text)
            or (usual > 1 and _opens_alike(own, usual))
        ):
            starts.append(index)
            lost += sibling and not (is_pingback(own[:2]) or is_deleted(own[0].text))
    # Main-content extraction leaves it so, without links.
    if not sight.outline.flush and (lost or _answers_by_name(sight, starts)):
        starts = _add_replies(sight, first, root, starts)
    elif not sight.outline.flush and len(starts) < (announced := _read_count(sight, run) or 0):
        replied = _add_replies(sight, first, root, starts)
        starts = replied if len(replied) <= announced else starts
    return starts, sorted(set(boxes) - set(starts))


def _answers_by_name(sight: Sight, starts: Sequence[int]) -> bool:
    """Whether an item in a comment greets who wrote that: "Hi Ann, …" is no list's."""
    items, lines, known = sight.outline.items, sight.lines, set(starts)
    for above in starts[:_SAMPLE]:
        for index in items[above].children[:_MANY]:
            if index in known:
                continue
            greeting = _GREETED.match(lines[items[index].own[0]].text)
            if greeting is None:
                continue
            speaker = read_header([lines[k] for k in items[above].own[:MOST_LINES]]).speaker
            if speaker is not None and speaker.casefold().startswith(greeting["name"].casefold()):
                return True
    return False


def _add_replies(sight: Sight, first: int, root: int, starts: Sequence[int]) -> list[int]:
    """The comments with replies without a header: items at the end of a comment, set apart.

    Lists within texts are tight, or their text goes on below them.
    """
    added = set(starts)
    items, lines = sight.outline.items, sight.lines
    for index in range(first, len(items)):
        item = items[index]
        if item.level <= root and index > starts[-1]:
            break
        if index in added or item.parent not in added or items[item.parent].resumed is not None:
            continue
        own = [lines[k] for k in item.own[:MOST_LINES]]
        apart = all(lines[items[i].own[0]].gap for i in items[item.parent].children[:_MANY])
        if apart and has_words(own) and own[0].marker != DASH:
            added.add(index)
    return sorted(added)


def _say(sight: Sight, index: int) -> str:
    """What an item says, for others to be compared with."""
    item = sight.outline.items[index]
    if item.children:
        return f"{index}"
    return "\n".join(mask_line(sight.lines[k].text) for k in item.own[:MOST_LINES])


def _counts_on(sight: Sight, index: int, known: set[int]) -> bool:
    """Whether an item goes on the numbers of replies of which one has a date, as in "1. Ann …"."""
    item, lines = sight.outline.items[index], sight.lines
    if item.parent < 0 or not lines[item.own[0]].gap or not lines[item.own[0]].marker[0].isdigit():
        return False
    siblings = sight.outline.items[item.parent].children
    at = siblings.index(index) if len(siblings) <= _MANY else 0
    near = [*siblings[max(0, at - 1) : at], *siblings[at + 1 : at + 2]]
    return any(
        other in known
        and _number(lines[sight.outline.items[other].own[0]]) == _number(lines[item.own[0]]) + step
        for other in near
        for step in (-1, 1)
    )


def _number(line: Line) -> int:
    return int(line.marker[:-1]) if line.marker[0].isdigit() else -9


def _widen(sight: Sight, run: Sequence[Signed], root: int, *, numbered: bool) -> tuple[int, int]:
    """The first and last of the siblings among which a run's outermost items stand."""
    bounds = []
    known = {member.item for member in run}
    between = range(run[0].item, run[-1].item)
    siblings = [i for i in between if sight.outline.items[i].level == root]
    lossy = len(siblings) - len(known.intersection(siblings)) >= _FEWEST_LOST
    for step, index in ((-1, run[0].item), (1, run[-1].item)):
        at = index
        if not sight.outline.flush:
            while 0 <= at + step < len(sight.ends) and _belongs(
                sight,
                at + step,
                max(at, at + step),
                root,
                numbered=numbered,
                lossy=lossy or (step < 0 and _lack_first(sight, run)),
            ):
                at += step
                index = at if sight.outline.items[at].level == root else index
        bounds.append(index)
    return bounds[0], bounds[1]


def _lack_first(sight: Sight, run: Sequence[Signed]) -> bool:
    """Whether the heading announces as many more comments as items stand above the run's first."""
    heading, announced = _find_above(sight, run), _read_count(sight, run)
    if heading is None or announced is None or announced <= len(run):
        return False
    above = sum(line.marker != "" for line in sight.lines[heading + 1 : run[0].line])
    return above == announced - len(run)


def _find_above(sight: Sight, run: Sequence[Signed]) -> int | None:
    return max((k for k in sight.headings if k < run[0].line), default=None)


def _read_count(sight: Sight, run: Sequence[Signed]) -> int | None:
    """How many comments the heading above a run announces."""
    heading = _find_above(sight, run)
    return read_count(sight.lines[heading].text) if heading is not None else None


def _belongs(
    sight: Sight, index: int, later: int, root: int, *, numbered: bool, lossy: bool
) -> bool:
    """Whether an item next to a list is in it, or below one of its members."""
    item = sight.outline.items[index]
    start = sight.outline.items[later - 1].own[0]
    stop = sight.outline.items[later].own[0]
    between = range(start, stop)
    if item.level < root or any(k in sight.outside or k in sight.headings for k in between):
        return False
    if item.own[0] in sight.headings or counts_pings(sight.lines[item.own[0]].text):
        return False  # a theme sets headings as items of the list
    if item.level > root:
        return True
    own = [sight.lines[k] for k in item.own[:MOST_LINES]]
    if own[0].marker[0].isdigit() != numbered or not has_words(own):
        return False
    header = read_header(own)
    if header.signed:
        return is_full(sight, index, header.n_lines)
    return is_pingback(own[:2]) or numbered or (lossy and own[0].gap > 0)


def has_words(own: Sequence[Line]) -> bool:
    return any(not (is_blank(line.text) or is_furniture(line.text)) for line in own)


def _opens_alike(own: Sequence[Line], n_lines: int) -> bool:
    """Whether an item has a header as long as the others', with a date in another form."""
    header = read_header(own)
    if not header.signed or header.n_lines != n_lines or header.speaker is None:
        return False
    return is_name(header.speaker) and len(header.speaker.split()) <= _LONGEST_NAME

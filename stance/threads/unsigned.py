"""The page's comments among the list items of a dump, where hardly any has a date."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.centred import stands_beyond
from stance.threads.header import is_pingback, read_header
from stance.threads.headers import is_blank, is_furniture, is_name
from stance.threads.headings import (
    is_form,
    is_latest_heading,
    read_count,
)
from stance.threads.inner import find_inner
from stance.threads.items import Item, Outline
from stance.threads.section import Section
from stance.threads.sited import cut_sited, read_opening
from stance.threads.surroundings import (
    completes_count,
    count_items,
    form_follows,
    is_by_navigation,
    is_sealed,
    reacts,
)
from stance.threads.tail import is_signed

__all__ = ["find_unsigned"]

# How many visible lines may stand between the heading and the first comment
# (sort buttons, the reply form where a theme puts it first).
_NEAR = 40
# Of the comments of a section, how many must carry a date or "says" for the others to be doubted.
_SIGNED = 0.8
_HALF = 0.5
# Items without dates are comments only right below the heading, and if they have text (characters).
_CLOSE = 12
_SHORTEST = 25
_SHORTEST_SAID = 12  # the same of numbered sentences right below their heading: no menu's entries
_BELOW_HEADING = 2  # lines from the heading to a list right below it, one of them of buttons
_STOPS = (".", "!", "?", "…", "。")
_BELOW = 1.2  # times the score of a list for one below it, and below its heading, to be better
_ANNOUNCED = 2.0  # times the score of a list that has as many items as are announced
_COUNTED = 1.5  # times the score of a list below a heading that counts more than it has
_SHIFT = 3  # columns: "9." and "100." are in one list
_FEWEST_OTHERS = 2  # comments above the last one
_MORE = 1.3  # times as many as announced: pages do not count links from other sites


@dataclass(frozen=True, slots=True)
class _List:
    """A list that may be the comments: its outermost items, where they stand, and its heading's
    line, if any."""

    roots: tuple[int, ...]
    column: int
    heading: int | None
    signed: bool
    score: float


def find_unsigned(
    lines: Sequence[Line],
    outline: Outline,
    headings: frozenset[int],
    nearest: Sequence[int | None],
) -> Section | None:
    """The best run of sibling items that reads like comments, or None.

    `nearest` tells for every line the comment heading that it stands below.
    """
    best: _List | None = None
    holder: dict[int, _List] = {}  # the list that an item would be a root of
    for run in _runs(lines, outline, headings):
        found = _judge(lines, outline, run, nearest)
        if found is None:
            continue
        holder.update(dict.fromkeys(found.roots, found))
        if best is None or _outdoes(found, best):
            best = found
    # A busy thread may score higher than the list that it stands in.
    while best is not None and (above := _climb(outline, best, holder)) is not None:
        best = above
    if best is None:
        return None
    edge = _find_edge(lines, outline, best.roots)
    members = [
        index for index in _collect(lines, outline, best) if outline.items[index].own[0] < edge
    ]
    count = read_count(lines[best.heading].text) if best.heading is not None else None
    inner = find_inner(lines, outline, best.roots, members, signed=best.signed, announced=count)
    starts = tuple(index for index in members if index not in inner)
    if not starts:
        return None  # its first item is the reply form
    kept = _drop_beyond(lines, outline, starts, best.heading)
    stop = min(edge, _find_stop(lines, outline, members, starts, headings))
    if len(kept) < len(starts):
        starts, stop = kept, outline.items[starts[len(kept)]].own[0]
    n_signed = len(starts) if best.signed else 0
    return Section(starts, stop, best.heading, best.signed, n_signed, best.score)


def _outdoes(one: _List, other: _List) -> bool:
    """Whether a list is better than another; of two below one heading, the first is more likely."""
    score = one.score
    if one.heading is not None and one.heading == other.heading:
        if one.roots[0] > other.roots[-1]:
            if one.column < other.column - _SHIFT:
                return False  # a menu of the page around the comments
            score /= _BELOW
        elif one.roots[-1] < other.roots[0]:
            score *= _BELOW
    return score > other.score


def _drop_beyond(
    lines: Sequence[Line], outline: Outline, starts: tuple[int, ...], heading: int | None
) -> tuple[int, ...]:
    """The items without those beyond the number announced, if these alone open with no name."""
    count = read_count(lines[heading].text) if heading is not None else None
    if not count or len(starts) <= count:
        return starts
    owns = [outline.items[i].own for i in starts]
    named = [
        bool(read_opening(lines, outline.items[i])) and lines[own[1]].gap > 0
        for i, own in zip(starts, owns, strict=True)
    ]
    return starts[:count] if all(named[:count]) and not any(named[count:]) else starts


def _climb(outline: Outline, section: _List, holder: dict[int, _List]) -> _List | None:
    """The section that holds the comment under which another section stands, if it is as good."""
    parent = outline.items[section.roots[0]].parent
    while parent >= 0:
        above = holder.get(parent)
        if above is not None and (above.signed or not section.signed):
            return above
        parent = outline.items[parent].parent
    return None


def _runs(lines: Sequence[Line], outline: Outline, headings: frozenset[int]) -> list[list[int]]:
    """Siblings in order, cut where text of their parent (or of the page) comes between.

    And where the next one stands left of the others.
    """
    groups: dict[int, list[int]] = {}
    for index, item in enumerate(outline.items):
        groups.setdefault(item.parent, []).append(index)
    breaks = set(outline.outside)
    runs: list[list[int]] = []
    for parent, siblings in groups.items():
        own = breaks if parent < 0 else set(outline.items[parent].own)
        run = [siblings[0]]
        for above, index in itertools.pairwise(siblings):
            start, stop = outline.items[above].own[0], outline.items[index].own[0]
            left = lines[stop].column < lines[start].column - _SHIFT and not outline.flush
            if (
                left
                or _interrupted(lines, own, start, stop, headings)
                or (outline.flush and _restarts(lines, start, stop, headings))
            ):
                runs.append(run)
                run = []
            run.append(index)
        runs.append(run)
    return runs


def _interrupted(
    lines: Sequence[Line], own: set[int], start: int, stop: int, headings: frozenset[int]
) -> bool:
    between = range(start + 1, stop)
    smaller = own if len(own) < len(between) else between  # keeps the whole walk linear
    return any(k in own and k in between and (_counts(lines[k]) or k in headings) for k in smaller)


def _restarts(lines: Sequence[Line], start: int, stop: int, headings: frozenset[int]) -> bool:
    """Whether another list begins, where no indentation shows the end of the one above."""
    above, marker = lines[start].marker, lines[stop].marker
    if above[0].isdigit() != marker[0].isdigit():
        return True
    if above[0].isdigit() and int(marker[:-1]) <= int(above[:-1]):
        return True
    return any(k in headings for k in range(start + 1, stop))


def _counts(line: Line) -> bool:
    return is_form(line.text) or not (is_blank(line.text) or is_furniture(line.text))


def _judge(
    lines: Sequence[Line], outline: Outline, run: list[int], headings: Sequence[int | None]
) -> _List | None:
    heading = _find_heading(lines, outline, run, headings)
    sited = cut_sited(lines, outline, run, headed=heading is not None)
    if not sited:
        run = _between_signed(lines, outline, run) if outline.flush else run
        run = _trim(lines, outline, run)
        heading = _find_heading(lines, outline, run, headings)
        sited = cut_sited(lines, outline, run, headed=heading is not None)
    run = sited or run
    items = [outline.items[i] for i in run]
    items = [i for i in items if not is_pingback([lines[k] for k in i.own[:2]])] or items
    looks = _look(lines, items)
    n = len(items)
    start = items[0].own[0]
    heading = _find_heading(lines, outline, run, headings)
    near = heading is not None
    formed = form_follows(lines, outline, run)
    signed, buttons, length = looks.signed / n, looks.buttons / n, looks.length / n
    close = near and (start - (heading or 0) <= _CLOSE or formed)
    close = close or (formed and n > 1 and buttons >= _HALF)
    close = close or is_sealed(lines, outline, run)
    navigated = bool(sited) or (
        not near and (is_by_navigation(lines, outline, run) or reacts(lines, outline, run))
    )
    navigated = navigated or completes_count(lines, outline, run, headings[max(0, start - 1)])
    close = close or navigated
    announced = read_count(lines[heading].text) if near and heading is not None else None
    least = _SHORTEST_SAID if near and 2 * looks.said > n else _SHORTEST
    counted = announced is not None and announced == count_items(outline, run)
    below = near and n > 1 and start - (heading or 0) <= _BELOW_HEADING
    if (counted or below) and looks.filled == n:
        least = 1
    if signed < _HALF and not (close and length >= least):
        return None
    if looks.full < _HALF * n or not (near or formed or navigated or buttons >= _HALF):
        return None
    weight = 2 * near + formed + navigated + 2 * signed + buttons
    if announced:
        if n <= announced <= count_items(outline, run):
            weight *= _ANNOUNCED
        elif n > _MORE * announced:
            weight *= _HALF
        elif n > 1:
            weight *= _COUNTED  # main-content extraction leaves some out
    if near and any(lines[k].marker and lines[k].gap for k in range((heading or 0) + 1, start)):
        weight -= 1  # other items stand between
    score = weight * min(n, 50) ** 0.5 + min(length, 200) / 200
    return _List(tuple(run), lines[start].column, heading, signed >= _SIGNED, score)


def _find_heading(
    lines: Sequence[Line], outline: Outline, run: list[int], headings: Sequence[int | None]
) -> int | None:
    """The heading right above a run, or None."""
    start = outline.items[run[0]].own[0]
    heading = headings[start - 1] if start else None
    if heading is None or lines[heading].marker or start - heading > _NEAR:
        return None
    return heading


@dataclass(slots=True)
class _Looks:
    """How many items of a run are signed, have text, end as a sentence does, or have buttons.

    And how many have more than one line that is no button, and their text's length.
    """

    signed: int = 0
    full: int = 0
    filled: int = 0
    said: int = 0
    buttons: int = 0
    length: int = 0


def _look(lines: Sequence[Line], items: list[Item]) -> _Looks:
    looks = _Looks()
    for item in items:
        own = [lines[k] for k in item.own]
        header = read_header(own)
        length = sum(len(line.text) for line in own[header.n_lines :])
        looks.signed += is_signed(own, header)
        looks.full += length > 0
        looks.filled += sum(not is_furniture(line.text) for line in own) > 1
        looks.said += own[-1].marker[:1].isdigit() and own[-1].text[-1:] in _STOPS
        looks.buttons += _has_button(own)
        looks.length += length
    return looks


def _between_signed(lines: Sequence[Line], outline: Outline, run: list[int]) -> list[int]:
    """The run from its first to its last item with a date or "says", where there are any.

    Without indentation, lists above and below the comments' own run into it.
    """
    signed = [
        n for n, index in enumerate(run) if is_signed([lines[k] for k in outline.items[index].own])
    ]
    return run[signed[0] : signed[-1] + 1] if signed else run


def _trim(lines: Sequence[Line], outline: Outline, run: list[int]) -> list[int]:
    """The run without the names alone above it, where most have text below theirs: a share bar."""
    bare = [
        len(outline.items[i].own) == 1 and is_name(lines[outline.items[i].own[0]].text) for i in run
    ]
    if 2 * sum(bare) >= len(run):
        return run
    return run[bare.index(False) :]


def _has_button(own: Sequence[Line]) -> bool:
    texts = [line.text for line in (*own[:4], *own[-2:])]
    return any(is_furniture(t) and not is_blank(t) and not t.strip().isdigit() for t in texts)


def _collect(lines: Sequence[Line], outline: Outline, section: _List) -> list[int]:
    """All items of the section, in the page's order, up to a form or box set as an item."""
    inside: set[int] = set()
    roots = set(section.roots)
    first = section.roots[0]
    for index in range(first, len(outline.items)):
        opening = lines[outline.items[index].own[0]].text
        if is_form(opening) or is_latest_heading(opening):
            break
        if index in roots or outline.items[index].parent in inside:
            inside.add(index)
    return sorted(inside)


def _find_edge(lines: Sequence[Line], outline: Outline, roots: Sequence[int]) -> int:
    """The line left of the last comment that ends the list, where no other has one."""
    *others, last = (outline.items[index] for index in roots)
    if outline.flush or len(others) < _FEWEST_OTHERS:
        return len(lines)
    margin = lines[last.own[0]].column
    if any(lines[k].column < margin for item in others for k in item.own):
        return len(lines)
    return next((k for k in last.own if lines[k].column < margin), len(lines))


def _find_stop(
    lines: Sequence[Line],
    outline: Outline,
    members: Sequence[int],
    starts: Sequence[int],
    headings: frozenset[int],
) -> int:
    """The line at which the last comment ends, by its indentation or by what follows it."""
    last = starts[-1]
    own = sorted(k for i in members if i >= last for k in outline.items[i].own)
    gaps = [lines[k].gap for i in members if i < last for k in outline.items[i].own[1:]]
    widest = max(gaps, default=2)
    rightmost = max(lines[outline.items[i].own[0]].text_column for i in members)
    for k in own[1:]:
        line = lines[k]
        beyond = outline.flush and (k in headings or line.gap > max(widest, 2))
        if beyond or line.heading or is_form(line.text) or stands_beyond(line, rightmost):
            return k
    return own[-1] + 1

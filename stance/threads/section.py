"""Which list items of a dump are the page's comments."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.header import is_pingback, is_signed, read_header
from stance.threads.headers import is_blank, is_furniture
from stance.threads.headings import is_comment_heading, is_form, is_latest_heading
from stance.threads.items import Item, Outline

__all__ = ["Section", "find_headings", "find_section"]

# How many visible lines may stand between the heading and the first comment
# (sort buttons, the reply form where a theme puts it first).
_NEAR = 40
# Of the comments of a section, how many must carry a date or "says" for the others to be doubted.
_SIGNED = 0.8
_HALF = 0.5
# Items without dates are comments only right below the heading, and if they have text (characters).
_CLOSE = 12
_SHORTEST = 25
# A heading may stand above and below the section, and in a menu; "Replies" above every thread.
_MOST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """The comments' list: indices of its outermost items, and its heading's line if it has one.

    `signed` tells that its comments carry dates or "says", so that an item without is none.
    """

    roots: tuple[int, ...]
    heading: int | None
    signed: bool
    score: float


def find_headings(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that head a comment section; a line that keeps coming back is a button instead."""
    found = [k for k, line in enumerate(lines) if _is_section_heading(line.text)]
    times = Counter(lines[k].text for k in found)
    return frozenset(k for k in found if times[lines[k].text] <= _MOST_HEADINGS)


def _is_section_heading(text: str) -> bool:
    if not is_comment_heading(text):
        return False
    plain = text.strip(" :#*").lower() in {"comments", "comment", "replies"}
    return plain or any(c.isdigit() for c in text) or not is_furniture(text)


def find_section(
    lines: Sequence[Line], outline: Outline, headings: frozenset[int]
) -> Section | None:
    """The best run of sibling items that reads like comments, or None."""
    best: Section | None = None
    nearest = _find_nearest(lines, headings)
    holder: dict[int, Section] = {}  # the section that an item would be a root of
    for run in _runs(lines, outline, headings):
        section = _judge(lines, outline, run, nearest)
        if section is None:
            continue
        holder.update(dict.fromkeys(section.roots, section))
        if best is None or section.score > best.score:
            best = section
    # A busy thread may score higher than the section that it stands in.
    while best is not None and (above := _climb(outline, best, holder)) is not None:
        best = above
    return best


def _climb(outline: Outline, section: Section, holder: dict[int, Section]) -> Section | None:
    """The section that holds the comment under which another section stands, if it is as good."""
    parent = outline.items[section.roots[0]].parent
    while parent >= 0:
        above = holder.get(parent)
        if above is not None and (above.signed or not section.signed):
            return above
        parent = outline.items[parent].parent
    return None


def _find_nearest(lines: Sequence[Line], headings: frozenset[int]) -> list[int | None]:
    """For every line the nearest comment heading above it, unless another box begins between."""
    nearest: list[int | None] = []
    last: int | None = None
    for k, line in enumerate(lines):
        if k in headings:
            last = k
        elif is_latest_heading(line.text):
            last = None
        nearest.append(last)
    return nearest


def _runs(lines: Sequence[Line], outline: Outline, headings: frozenset[int]) -> list[list[int]]:
    """Siblings in order, cut where text of their parent (or of the page) comes between."""
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
            if _interrupted(lines, own, start, stop, headings) or (
                outline.flush and _restarts(lines, start, stop, headings)
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
    return not (is_blank(line.text) or is_furniture(line.text))


def _judge(
    lines: Sequence[Line], outline: Outline, run: list[int], headings: list[int | None]
) -> Section | None:
    if outline.flush:
        run = _between_signed(lines, outline, run)
    items = [outline.items[i] for i in run]
    items = [i for i in items if not is_pingback([lines[k] for k in i.own[:2]])] or items
    looks = _look(lines, items)
    n = len(items)
    start = items[0].own[0]
    heading = headings[start - 1] if start else None
    near = heading is not None and start - heading <= _NEAR
    formed = _form_follows(lines, outline, run)
    signed, buttons, length = looks.signed / n, looks.buttons / n, looks.length / n
    close = near and (start - (heading or 0) <= _CLOSE or formed)
    if signed < _HALF and not (close and length >= _SHORTEST):
        return None
    if looks.full < _HALF * n or not (near or formed or buttons >= _HALF):
        return None
    weight = 2 * near + formed + 2 * signed + buttons
    score = weight * min(n, 50) ** 0.5 + min(length, 200) / 200
    return Section(tuple(run), heading if near else None, signed >= _SIGNED, score)


@dataclass(slots=True)
class _Looks:
    """How many items of a run are signed, have text, have buttons; and their text's length."""

    signed: int = 0
    full: int = 0
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


def _has_button(own: Sequence[Line]) -> bool:
    texts = [line.text for line in (*own[:4], *own[-2:])]
    return any(is_furniture(t) and not is_blank(t) and not t.strip().isdigit() for t in texts)


def _form_follows(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether the reply form or the section's end comes within a few lines of the last comment."""
    last = run[-1]
    while outline.items[last].children:
        last = outline.items[last].children[-1]
    stop = outline.items[last].own[0]
    after = lines[stop + 1 : stop + 1 + _NEAR]
    return any(is_form(line.text) for line in after)

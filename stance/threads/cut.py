"""Cutting a section of list items into comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.flat import Flat
from stance.threads.header import (
    Habits,
    Header,
    is_pingback,
    is_signed,
    learn_habits,
    opens_with_name,
    read_header,
    read_tail,
)
from stance.threads.headers import is_blank, is_furniture
from stance.threads.headings import is_form
from stance.threads.items import Outline
from stance.threads.section import Section

__all__ = ["Piece", "cut_flat", "cut_section"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One comment as it stands in the dump, before it is linked.

    `level` is the column that shows its nesting, `numeric` whether its marker is a number.
    """

    level: int
    text: str
    speaker: str | None = None
    timestamp: str | None = None
    span: tuple[int, int] | None = None
    numeric: bool = False
    addressee: str | None = None
    pingback: bool = False


def cut_section(
    lines: Sequence[Line], outline: Outline, section: Section, headings: frozenset[int]
) -> list[Piece]:
    """The comments of a section in the page's order, pingbacks among them."""
    members = _collect(outline, section)
    inner = _find_inner(lines, outline, section, members)
    owned = _gather(outline, members, inner)
    _trim_last(lines, owned, headings, flush=outline.flush)
    texts = [[lines[k] for k in own] for own in owned.values()]
    habits = learn_habits(texts)
    pieces = []
    for index, own in zip(owned, texts, strict=True):
        marker = lines[outline.items[index].own[0]].marker
        pieces.append(_cut(own, outline.items[index].level, marker, habits))
    return pieces


def _collect(outline: Outline, section: Section) -> list[int]:
    """All items of the section, in the page's order."""
    inside: set[int] = set()
    roots = set(section.roots)
    first = section.roots[0]
    for index in range(first, len(outline.items)):
        if index in roots or outline.items[index].parent in inside:
            inside.add(index)
    return sorted(inside)


def _find_inner(
    lines: Sequence[Line], outline: Outline, section: Section, members: list[int]
) -> set[int]:
    """Items that are lists within a comment's text, not replies."""
    inner: set[int] = set()
    roots = set(section.roots)
    spaced = sum(lines[outline.items[i].own[0]].gap > 0 for i in section.roots[1:])
    loose = len(section.roots) > 2 and spaced >= 0.8 * (len(section.roots) - 1)
    habits = learn_habits([[lines[k] for k in outline.items[i].own] for i in section.roots])
    for index in members:
        item = outline.items[index]
        if index in roots:
            continue
        if item.parent in inner:
            inner.add(index)
            continue
        own = [lines[k] for k in item.own]
        header = read_header(own)
        if all(is_blank(line.text) or is_furniture(line.text) for line in own) and (
            section.signed or not item.children
        ):
            inner.add(index)  # a list of buttons
        elif section.signed:
            if not is_signed(own):
                inner.add(index)
        elif habits.named:
            if not opens_with_name(lines[item.own[0] : item.own[0] + 2]):
                inner.add(index)
        elif not header.signed and _is_list_in_text(lines, outline, item.parent, index, loose):
            inner.add(index)
    return inner


def _is_list_in_text(
    lines: Sequence[Line], outline: Outline, parent: int, index: int, loose: bool
) -> bool:
    above = outline.items[parent]
    if above.resumed is not None:
        resumed = [k for k in above.own[above.resumed :] if _is_text(lines[k])]
        if resumed and resumed[-1] > outline.items[index].own[0]:
            return True
    if not loose or len(above.children) < 2:
        return False
    # A tight list: blank lines part the comments of this page, but not these items.
    return all(lines[outline.items[i].own[0]].gap == 0 for i in above.children[1:])


def _is_text(line: Line) -> bool:
    return not (is_blank(line.text) or is_furniture(line.text) or is_form(line.text))


def _gather(outline: Outline, members: list[int], inner: set[int]) -> dict[int, list[int]]:
    """The line indices of every comment, with those of the lists inside its text."""
    owned: dict[int, list[int]] = {}
    holder: dict[int, int] = {}
    for index in members:
        holder[index] = holder[outline.items[index].parent] if index in inner else index
        owned.setdefault(holder[index], []).extend(outline.items[index].own)
    for own in owned.values():
        own.sort()
    return owned


def _trim_last(
    lines: Sequence[Line], owned: dict[int, list[int]], headings: frozenset[int], *, flush: bool
) -> None:
    """Take from the last comment what follows the section, where no indentation says so."""
    last = max(owned)
    own = owned[last]
    others = [lines[k].gap for index in owned if index != last for k in owned[index][1:]]
    widest = max(others, default=2)
    for n, k in enumerate(own[1:], 1):
        line = lines[k]
        beyond = flush and (k in headings or line.gap > max(widest, 2))
        if beyond or line.heading or is_form(line.text):
            owned[last] = own[:n]
            return


def cut_flat(lines: Sequence[Line], flat: Flat) -> list[Piece]:
    """The comments of a dump without list markers; columns count where headers differ in them."""
    texts = [list(lines[start:stop]) for start, stop in flat.stretches]
    if flat.below:  # the header is brought up to where all others have it
        texts = [[own[-1], *own[:-1]] for own in texts]
    habits = learn_habits(texts)
    return [_cut(own, own[0].column, "", habits) for own in texts if own]


def _cut(lines: list[Line], level: int, marker: str, habits: Habits) -> Piece:
    header = read_header(lines, habits)
    body = lines[header.n_lines :]
    tail = read_tail(body, habits, dated=header.timestamp is not None)
    body = body[: tail.n_left]
    if not body and not header.signed:
        body = [line for line in lines if not is_blank(line.text)]
        header = Header(0, None, None, False)
    while body and is_blank(body[0].text):
        body = body[1:]
    text = join_lines(body, marked=header.n_lines > 0)
    span = None
    if body:
        first = body[0].start if body[0] is not lines[0] else body[0].text_start
        span = (first, body[-1].stop)
    return Piece(
        level=level,
        text=text,
        speaker=header.speaker or tail.speaker,
        timestamp=header.timestamp or tail.timestamp,
        span=span,
        addressee=header.addressee,
        numeric=marker[:1].isdigit(),
        pingback=is_pingback(lines),
    )


def join_lines(lines: Sequence[Line], *, marked: bool = True) -> str:
    """The lines as a comment's text: paragraphs, lists and relative indents kept.

    `marked` tells whether the first line's marker is part of the text.
    """
    if not lines:
        return ""
    margin = min(line.column for line in lines[1:]) if len(lines) > 1 else lines[0].column
    parts: list[str] = []
    for n, line in enumerate(lines):
        first = n == 0 and not marked
        if parts:
            parts.append("\n\n" if line.gap else "\n")
        if not first and n:
            parts.append(" " * max(0, line.column - margin))
        if line.marker and not first:
            parts.append(f"{line.marker} ")
        parts.append(line.text)
    return "".join(parts).strip()

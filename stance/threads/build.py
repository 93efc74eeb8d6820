"""Page → comments in threads."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from stance.garbage import hold_garbage
from stance.records import Comment, Link, Problem
from stance.remember import forget_after
from stance.sources.page import Line, Page
from stance.sources.profiles import drop_fields
from stance.threads.addressees import link_by_addressees
from stance.threads.agents import drop_agents
from stance.threads.audit import is_deleted, read_announced
from stance.threads.bare import find_around, find_bare, find_left
from stance.threads.boxes import find_boxes
from stance.threads.cards import fold_cards
from stance.threads.centred import straighten
from stance.threads.clocks import mark_clocks
from stance.threads.code import indent_code, unmark_code
from stance.threads.colons import part_colons
from stance.threads.columns import part_columns
from stance.threads.cut import Piece, cut_flat, cut_section
from stance.threads.flat import Flat, find_flat
from stance.threads.folds import fold_lists
from stance.threads.footers import part_footers
from stance.threads.glue import part_words
from stance.threads.headers import read_says
from stance.threads.headings import read_count, read_title
from stance.threads.heads import find_headings, find_nearest
from stance.threads.integrity import repair_threads
from stance.threads.items import Outline, read_outline
from stance.threads.kinds import is_button
from stance.threads.labelled import join_labelled
from stance.threads.levels import level_first, link_flat, nest, nest_flat
from stance.threads.links import link_by_evidence
from stance.threads.members import fold_members
from stance.threads.node import Node, place_cuts
from stance.threads.numbers import strip_numbers
from stance.threads.result import PageResult
from stance.threads.says import complete_says
from stance.threads.section import Section, find_section
from stance.threads.sides import part_sides
from stance.threads.speakers import complete_names, complete_numbered
from stance.threads.stairs import level_stairs
from stance.threads.surplus import strip_surplus
from stance.threads.teasers import drop_teasers
from stance.threads.timestamps import count_ages, forget_ages, read_dates
from stance.threads.turns import Turn, are_turns
from stance.threads.unbroken import part_headers
from stance.threads.unmarked import unmark_dates
from stance.threads.unsigned import find_unsigned

__all__ = ["build_threads"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MENDING: tuple[Callable[[Sequence[Line]], Sequence[Line]], ...] = (
    unmark_code,
    part_footers,
    drop_agents,
    unmark_dates,
    straighten,
    fold_cards,
    join_labelled,
    drop_fields,
    fold_members,
    indent_code,
    level_stairs,
    part_colons,
    part_headers,
    fold_lists,
    part_words,
    drop_teasers,
    complete_says,
    mark_clocks,
    complete_names,
)
_FEWEST_SIGNED = 3  # items with dates; a list without any needs a heading to be better
_SAMPLE = 200  # comments
_LINES_PER_COMMENT = 12  # visible ones; more, and a comment may be many that were not told apart


def build_threads(page: Page) -> PageResult:
    """The comments of a page, linked and accounted for."""
    with hold_garbage(), forget_after():
        return _build_from_lines(page) if page.lines else _build_from_cuts(page)


def _build_from_cuts(page: Page) -> PageResult:
    placed, problems = place_cuts(page.cuts)
    placed = strip_surplus(strip_numbers(placed))
    if page.open:
        placed = link_by_evidence(placed)
    nodes, repairs = repair_threads(placed)
    ages = count_ages(nodes)
    announced = page.announced
    if announced is None:
        counts = (read_count(heading) for heading in page.headings)
        announced = next((count for count in counts if count is not None), None)
    return PageResult(
        source=page.source,
        headline=page.headline,
        article=page.article,
        announced=announced,
        comments=_write(nodes, page, page.headline),
        problems=(*page.problems, *problems, *repairs, *ages),
    )


def _build_from_lines(page: Page) -> PageResult:
    lines: Sequence[Line] = page.lines
    if page.kind == "dump" and (lines := part_columns(page.text, lines)) is page.lines:
        lines = part_sides(page.text, lines)
    for mend in _MENDING:
        lines = mend(lines)
    outline = read_outline(lines)
    headings = find_headings(lines)
    boxes = find_boxes(lines)
    section = _find_list(lines, outline, headings, boxes)
    flat = None
    if section is None or not _fills_page(section, lines, outline):
        flat = find_flat(lines, headings, boxes)
    if section is None and flat is None and (named := complete_numbered(lines)) is not lines:
        lines = named
        flat = find_flat(lines, headings, boxes)
    if section is None and flat is None:
        flat = find_bare(lines, headings)
    pieces = cut_section(lines, outline, section) if section is not None else []
    if flat and section and not _outdoes(flat, section, pieces, lines, outline):
        flat = None
    if flat is not None:
        flat = find_left(lines, flat.heading, flat.stretches) or flat
    elif section is not None:
        begins = [outline.items[index].own[0] for index in section.starts]
        stretches = list(itertools.pairwise([*begins, section.stop]))
        flat = find_left(lines, section.heading, stretches)
        if flat is None and not section.signed:
            flat = find_around(lines, section.heading, stretches)
    if flat is not None:
        pieces = cut_flat(lines, flat)
        heading, first = flat.heading, flat.stretches[0][0]
        nodes = nest_flat([piece for piece in pieces if not piece.pingback])
        nested = any(node.parent is not None for node in nodes)
    elif section is not None:
        heading, first = section.heading, outline.items[section.starts[0]].own[0]
        kept = [piece for piece in pieces if not piece.pingback]
        levelled = level_first(kept) if heading is None else kept
        nodes, nested = nest(levelled, signed=section.signed), True
    else:
        return _find_nothing(page, read_announced(lines, None, None))
    none = heading is not None and read_count(lines[heading].text) == 0
    if none and not (_converse(pieces) or _are_said(pieces, lines[first:])):
        return _find_nothing(page, 0)
    if page.kind == "html" and (heading is None or (flat is not None and flat.guessed)):
        return _find_nothing(page, page.announced)  # its markup has no comments, nor do its words
    pingbacks = sum(piece.pingback for piece in pieces)
    headline = page.headline
    if headline is None and heading is not None:
        headline = read_title(lines[heading].text)
    nodes = read_dates(strip_surplus(nodes), lines, first, saved=page.saved)
    nodes, repairs = repair_threads(link_by_addressees(nodes) if nested else link_flat(nodes))
    nodes = forget_ages(nodes)
    problems = [*page.problems, *repairs, *count_ages(nodes)]
    if flat is not None and flat.guessed:
        problems.append(
            Problem("nothing tells where comments begin: paragraphs were joined by guess")
        )
    if pingbacks:
        problems.append(Problem(f"{pingbacks} pingbacks are not comments and were left out"))
    return PageResult(
        source=page.source,
        headline=headline,
        article=page.article,
        announced=read_announced(lines, heading, first)
        if page.announced is None
        else page.announced,
        comments=_write(nodes, page, headline),
        problems=tuple(problems),
    )


def _converse(pieces: Sequence[Piece]) -> bool:
    """Whether comments stand below "0 comments": some services count elsewhere."""
    turns = [
        Turn(piece.speaker, piece.timestamp, False, [Line(0, 0, 0, 0, 0, "", piece.text, 0)])
        for piece in pieces
    ]
    return are_turns(turns)


def _are_said(pieces: Sequence[Piece], below: Sequence[Line]) -> bool:
    """Whether "Ann says" stands above each comment: some themes count none where there are some."""
    said = sum(
        read_says(line.text) is not None for line in below[: _LINES_PER_COMMENT * len(pieces)]
    )
    return len(pieces) > 1 and said >= len(pieces)


def _find_nothing(page: Page, announced: int | None) -> PageResult:
    return PageResult(
        source=page.source,
        headline=page.headline,
        article=page.article,
        announced=announced,
        comments=(),
        problems=page.problems,
    )


def _find_list(
    lines: Sequence[Line], outline: Outline, headings: frozenset[int], boxes: frozenset[int]
) -> Section | None:
    """The comments' list, by its dates; without them where far more comments have none."""
    nearest = find_nearest(lines, headings, boxes)
    signed = find_section(lines, outline, headings, nearest, boxes)
    if signed is not None and len(outline.items) <= 2 * signed.n_signed:
        return signed  # so many have dates that no other list can be longer
    if signed is not None and any(
        _holds_all(signed, n, lines) for n in (len(signed.starts), signed.n_signed)
    ):
        return signed
    unsigned = find_unsigned(lines, outline, headings, nearest)
    if signed is None or unsigned is None:
        return signed or unsigned
    if unsigned.heading is None and signed.n_signed >= _FEWEST_SIGNED:
        return signed
    if _goes_beyond(unsigned, signed, lines):
        return signed
    if signed.heading is not None and (unsigned.heading or -1) > signed.heading:
        return signed  # another box below
    return unsigned if len(unsigned.starts) > 2 * signed.n_signed else signed


def _goes_beyond(unsigned: Section, signed: Section, lines: Sequence[Line]) -> bool:
    """Whether a list is the signed comments, and menus of the page's foot below them."""
    if signed.heading is None or signed.n_signed < len(signed.starts):
        return False
    if signed.n_signed < _FEWEST_SIGNED and read_count(lines[signed.heading].text) is None:
        return False
    n = len(signed.starts)
    return unsigned.starts[:n] == signed.starts and unsigned.starts[n:] != ()


def _holds_all(section: Section, found: int, lines: Sequence[Line]) -> bool:
    """Whether a section has just as many comments as its heading announces."""
    return section.heading is not None and read_count(lines[section.heading].text) == found


def _fills_page(section: Section, lines: Sequence[Line], outline: Outline) -> bool:
    """Whether so much of a page is its signed comments that others cannot outnumber them."""
    taken = section.stop - outline.items[section.starts[0]].own[0]
    dense = taken <= _LINES_PER_COMMENT * len(section.starts)
    fills = section.signed and dense and 2 * taken > len(lines)
    return fills and not _are_buttons(section, lines, outline)


def _outdoes(
    flat: Flat, section: Section, pieces: list[Piece], lines: Sequence[Line], outline: Outline
) -> bool:
    """Whether the page's comments stand outside the list that looked like them."""
    first, last = flat.stretches[0][0], flat.stretches[-1][1]
    named = 2 * sum(piece.speaker is not None for piece in pieces) > len(pieces)
    counter = section.heading is not None and first < section.heading < last
    opened = flat.stretches[-1][0]
    if flat.heading is not None and section.heading is not None and opened < section.heading:
        counts = {read_count(lines[k].text) for k in (flat.heading, section.heading)}
        if len(counts) == 1 and None not in counts:
            return False  # the first stands above the article, and counts the same comments
    beyond = section.heading is None and flat.heading is not None and section.stop <= flat.heading
    if beyond and read_count(lines[flat.heading or 0].text) == len(flat.stretches):
        return True  # the list is the article's
    if _holds_all(section, len(pieces), lines) and not counter:
        same = flat.heading == section.heading and len(flat.stretches) == len(pieces)
        return same and not (section.signed or named)  # headers that it has not read repeat
    head = flat.heading
    few = 2 * (section.signed and section.n_signed) < len(flat.stretches)
    if head is not None and head == section.heading and few and first < section.stop:
        counted = read_count(lines[head].text) == len(flat.stretches)
        if counted and not _holds_all(section, len(pieces), lines):
            return True  # the list is one comment's own
    inside = head is not None and head == section.heading
    above = first < outline.items[section.starts[0]].own[0]
    if inside and above and _are_buttons(section, lines, outline):
        return True  # the first comment stands above all of them
    more = flat.heading == section.heading is not None and len(flat.stretches) > len(pieces)
    whole = first <= outline.items[section.starts[0]].own[0] + 1  # no name is left above it
    level = len({piece.level for piece in pieces}) < 2  # else the list shows who answers whom
    if more and whole and level and _are_empty(section, lines, outline):
        return True  # what opens the items are empty lists below the comments
    if not (section.signed or named) and len(flat.stretches) > 1:
        many = 2 * len(pieces) > len(flat.stretches)
        dated = flat.stretches[0][1] - 1 if flat.below and many else first
        if flat.heading == section.heading is not None and dated >= section.stop:
            return False  # another part of the page, below what stands right below the heading
        return 2 * len(flat.stretches) > len(pieces)
    return len(flat.stretches) > 2 * len(pieces)


def _are_buttons(section: Section, lines: Sequence[Line], outline: Outline) -> bool:
    """Whether most items of a section open with the button of the comment above.

    html2text sets Drupal's buttons as lists.
    """
    starts = [outline.items[index].own[0] for index in section.starts[:_SAMPLE]]
    return 2 * sum(is_button(lines[k].text) for k in starts) > len(starts)


def _are_empty(section: Section, lines: Sequence[Line], outline: Outline) -> bool:
    """Whether all items of a section have nothing right of their markers, nor right below."""
    starts = [outline.items[index].own[0] for index in section.starts]
    return all(not lines[k].text and k + 1 < len(lines) and lines[k + 1].gap > 0 for k in starts)


def _write(nodes: list[Node], page: Page, headline: str | None) -> tuple[Comment, ...]:
    """The nodes as records: ids, depths and conversations given, deleted texts emptied."""
    name = PurePath(page.source).name or page.source
    ids = [node.id or f"{name}#{n}" for n, node in enumerate(nodes, 1)]
    depths, roots = _trace(nodes)
    links: dict[tuple[tuple[str, ...], float], Link] = {}  # a page has few that differ
    comments = []
    for n, node in enumerate(nodes):
        lost = node.lost or not node.text or is_deleted(node.text)
        link = None
        if node.parent is not None:
            grounds = node.evidence, node.confidence
            link = links.get(grounds) or links.setdefault(grounds, Link(*grounds))
        comments.append(
            Comment(
                id=ids[n],
                text="" if lost else node.text,
                reply_to=ids[node.parent] if node.parent is not None else None,
                conversation_id=ids[roots[n]],
                speaker=node.speaker,
                timestamp=node.timestamp,
                depth=depths[n],
                headline=headline,
                source=page.source,
                span=None if lost or page.kind == "html" else node.span,
                placeholder=lost,
                link=link,
                extra=node.extra,
            )
        )
    return tuple(comments)


def _trace(nodes: list[Node]) -> tuple[list[int], list[int]]:
    """Depth and root of every node; parents may stand after their replies."""
    depths, roots = [-1] * len(nodes), list(range(len(nodes)))
    for n in range(len(nodes)):
        path = []
        at: int | None = n
        while at is not None and depths[at] < 0:
            depths[at] = 0  # also ends a walk around a cycle
            path.append(at)
            at = nodes[at].parent
        depth, root = (depths[at], roots[at]) if at is not None else (-1, path[-1])
        for up in reversed(path):
            depth += 1
            depths[up], roots[up] = depth, root
    return depths, roots

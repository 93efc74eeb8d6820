"""Cutting a section of list items into comments."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from stance.sources.bylines import is_byline
from stance.sources.guestbooks import is_field
from stance.sources.page import Line
from stance.threads.clocks import unmark_clocks
from stance.threads.counts import read_replies
from stance.threads.enclosed import find_enclosed
from stance.threads.flat import Flat
from stance.threads.habits import learn_habits, repeats_below
from stance.threads.header import (
    Habits,
    Header,
    are_profiled,
    is_pingback,
    opens_with_name,
    read_header,
)
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_lone_date,
    is_name,
    read_says,
    strip_tag,
)
from stance.threads.items import Outline
from stance.threads.kinds import is_prose_line
from stance.threads.numbers import read_path
from stance.threads.section import Section
from stance.threads.siblings import has_words
from stance.threads.tail import read_tail

__all__ = ["Piece", "cut_flat", "cut_section"]


_IMAGE = re.compile(r"\[(?:IMG|[^\[\]\s]*\d[^\[\]\s]*)\]")  # an avatar's file, by elinks and w3m
# What a guest book sets before each text: "Message: …".
_LABEL = re.compile(r"(?P<label>\w{3,20}(?: \w{2,12})? ?:)\s+")
_SUBJECT = re.compile(
    r"(?P<label>(?:re|aw|sv|vs|odp|ynt|antw|topic)(?:\[\d+\])? ?: ?(?P<title>[^\n]+))\n+", re.I
)
_FEWEST_SUBJECTS = 2  # comments with one subject, and half of all
_RULE = re.compile("_{10,40}")  # above a signature, by phpBB and SMF
_STOPS = frozenset(".!?。！？")
_ASSENT = "+1"  # otherwise a button, or a number of votes
_LONGEST_LABEL = 40  # characters
_SAMPLE = 50  # comments of which some must have one
_FEWEST = 4  # comments whose texts begin with one label
_MOST = 0.7  # of the comments
_NEARLY_ALL = 0.9  # of the comments must have a name and a date below
_NAMED_LINES = 2  # of such a header


class Piece(NamedTuple):
    """One comment as it stands in the dump, before it is linked.

    `level` is the column that shows its nesting, `numeric` whether its marker is a number;
    `replies` is how many the lines below its text count, `path` its number in the tree ("2.1").
    """

    level: int
    text: str
    speaker: str | None = None
    timestamp: str | None = None
    span: tuple[int, int] | None = None
    numeric: bool = False
    addressee: str | None = None
    replies: int = 0
    pingback: bool = False
    path: str = ""


def cut_section(lines: Sequence[Line], outline: Outline, section: Section) -> list[Piece]:
    """The comments of a section in the page's order, pingbacks among them.

    A comment's text goes on until the next one starts: lists within it are no items of their own.
    """
    items = [outline.items[index] for index in section.starts]
    begins = [item.own[0] for item in items]
    boxes = (outline.items[index].own[0] for index in section.boxes)
    ends = sorted({*begins, *boxes, section.stop})
    texts = [list(lines[start : ends[bisect_right(ends, start)]]) for start in begins]
    levels = [item.level for item in items]
    if section.signed:
        levels, texts = _part_enclosed(levels, texts, [bool(item.children) for item in items])
    habits = learn_habits(texts)
    if habits.named and habits.below:
        # The date below a text that ends with a list stands below the last item of that list.
        named = [n for n, own in enumerate(texts) if not n or opens_with_name(own, tight=True)]
        levels = [levels[n] for n in named]
        joined = itertools.pairwise([*named, len(texts)])
        texts = [[line for own in texts[first:last] for line in own] for first, last in joined]
    return drop_labels(
        [_cut(own, level, own[0].marker, habits) for level, own in zip(levels, texts, strict=True)]
    )


def _part_enclosed(
    levels: list[int], texts: list[list[Line]], nested: Sequence[bool]
) -> tuple[list[int], list[list[Line]]]:
    """The items with the answers that stand in them as comments one level below."""
    plain = [[] if inner else own for own, inner in zip(texts, nested, strict=True)]
    enclosed = find_enclosed(plain)
    if not any(enclosed):
        return levels, texts
    parted = [
        (level + (start > 0), own[start:stop])
        for level, own, answers in zip(levels, texts, enclosed, strict=True)
        for start, stop in itertools.pairwise([0, *answers, len(own)])
    ]
    return [level for level, _ in parted], [own for _, own in parted]


def cut_flat(lines: Sequence[Line], flat: Flat) -> list[Piece]:
    """The comments of a dump without list markers; columns count where headers differ in them."""
    texts = [list(lines[start:stop]) for start, stop in flat.stretches]
    if flat.below:  # the header is brought up to where all others have it
        n = 2 if _are_named_below(texts) else 1
        texts = [[*own[-n:], *own[:-n]] for own in texts]
    habits = learn_habits(texts)
    pieces = [_cut(own, _find_column(own), "", habits) for own in texts if own]
    return drop_profiles(drop_subjects(drop_labels(pieces)))


def _are_named_below(texts: Sequence[Sequence[Line]]) -> bool:
    """Whether between nearly any text and the date alone below it stands a name."""
    sample = texts[:_SAMPLE]
    signed = [
        own
        for own in sample
        if len(own) > _NAMED_LINES
        and is_lone_date(own[-1].text)
        and is_name(own[-_NAMED_LINES].text)
        and has_words(own[:-_NAMED_LINES])
    ]
    said = sum(any(map(is_prose_line, own[:-_NAMED_LINES])) for own in signed)
    above = [own[-_NAMED_LINES].text for own in signed]
    names = [text for text in above if not is_furniture(text)]  # "admin" may be a badge
    if len(sample) < _FEWEST or len({*names}) <= 1:
        return False
    mostly = 2 * min(said, len(names)) >= len(signed)
    return mostly and len(signed) >= _NEARLY_ALL * (len(sample) - 1)


def _find_column(lines: Sequence[Line]) -> int:
    """Where a comment's header stands; buttons without words above it may be a list."""
    if not is_blank(lines[0].text):
        return lines[0].column
    return next((line.column for line in lines[1:] if not is_blank(line.text)), lines[0].column)


def drop_labels(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the label that guest books set before each text ("Message: …")."""
    if not any(":" in piece.text[:_LONGEST_LABEL] for piece in pieces[:_SAMPLE]):
        return list(pieces)
    found = [_LABEL.match(piece.text) for piece in pieces]
    labels = Counter(match["label"] for match in found if match is not None)
    label, times = labels.most_common(1)[0] if labels else ("", 0)
    least = 1 if is_field(label.strip(" \u00a0:")) else _FEWEST
    if times < max(least, _MOST * len(pieces)):
        return list(pieces)
    return [
        _cut_start(piece, match)
        if match is not None and match["label"] == label and match.end() < len(piece.text)
        else piece
        for piece, match in zip(pieces, found, strict=True)
    ]


def drop_subjects(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the subject of the topic above their texts: "Re: Tea", in a forum."""
    found = [_SUBJECT.match(piece.text) for piece in pieces]
    subjects = Counter(match["title"] for match in found if match is not None)
    title, times = subjects.most_common(1)[0] if subjects else ("", 0)
    if times < max(_FEWEST_SUBJECTS, len(pieces) / 2):
        return list(pieces)
    return [
        _cut_start(piece, match) if match is not None and match["title"] == title else piece
        for piece, match in zip(pieces, found, strict=True)
    ]


def drop_profiles(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the speaker's name below the text, where forums set it above a profile."""
    closed = [
        piece.speaker is not None and piece.text.endswith(f"\n{piece.speaker}") for piece in pieces
    ]
    if sum(closed) < max(_FEWEST, _MOST * len(pieces)):
        return list(pieces)
    return [
        _cut_end(piece, len(piece.speaker or "")) if ends else piece
        for piece, ends in zip(pieces, closed, strict=True)
    ]


def _cut_end(piece: Piece, length: int) -> Piece:
    text = piece.text[:-length].rstrip()
    return piece._replace(
        text=text, span=piece.span and (piece.span[0], piece.span[1] - length - 1)
    )


def _cut_start(piece: Piece, match: re.Match[str]) -> Piece:
    # The source may part the label from the text by more blanks, but by no fewer.
    start = piece.span[0] + match.end("label") if piece.span is not None else 0
    span = (start, piece.span[1]) if piece.span is not None else None
    return piece._replace(text=piece.text[match.end() :], span=span)


def _cut(lines: list[Line], level: int, marker: str, habits: Habits) -> Piece:
    header = read_header(lines, habits)
    if header.n_between and not has_words(lines[header.n_lines :]):
        header = read_header(lines, replace(habits, open=False))  # a badge was the text
    body = lines[header.n_lines :]
    tail = read_tail(body, habits, dated=header.timestamp is not None)
    below = [line.text for line in body[tail.n_left :]]
    body = body[: tail.n_left] or _find_assent(lines)
    if not body and not header.signed:
        body = [line for line in lines if not is_blank(line.text)]
        header = Header(0, None, None, False)
    elif not body and is_byline(lines[-1].text) and _is_sentence(lines[0]):
        body = lines[:1]  # above its name and date
    if habits.below and len(body) > 1 and body[0].marker and body[0].text.isdecimal():
        body = body[1:]  # votes, as Stack Exchange has them beside each comment
    while body and _is_image(body[0].text, habits):
        body = body[1:]
    if habits.subjects and repeats_below(body):
        body = body[1:]
    body = _drop_signature(body, habits)
    text = join_lines(body, marked=header.n_lines > 0)
    span = None
    if body:
        first = body[0].start if body[0] is not lines[0] else body[0].text_start
        span = (first, body[-1].stop)
    # Two dates: the one below has the time.
    timestamp = (habits.dated_twice and tail.timestamp) or header.timestamp or tail.timestamp
    piece = Piece(
        level,
        text,
        header.speaker or tail.speaker,
        timestamp,
        span,
        marker[:1].isdigit(),
        header.addressee,
        max(map(read_replies, below), default=0),
        is_pingback(lines),
        read_path([*(line.text for line in lines[: header.n_lines]), *below]),
    )
    return _drop_button(piece, habits) if habits.ends else piece


def _drop_button(piece: Piece, habits: Habits) -> Piece:
    """The piece without the button that other comments have below their texts, and this one in it.

    lynx and inscriptis set a button right behind the last words where the page has no block for it.
    """
    if not piece.text.lower().endswith(habits.ends):
        return piece
    text = piece.text.lower()
    end = max((end for end in habits.ends if text.endswith(end)), key=len)
    glued = len(text) > len(end) and text[-len(end) - 1] == " " and is_furniture(end)
    return _cut_end(piece, len(end)) if glued else piece


def _drop_signature(lines: list[Line], habits: Habits) -> list[Line]:
    """The lines without the member's signature that forums set below a rule."""
    if len(lines) < 2 or not are_profiled(habits.heads):
        return lines
    rules = [n for n, line in enumerate(lines) if n and _RULE.fullmatch(line.text)]
    return lines[: rules[-1]] if rules else lines


def _is_image(text: str, habits: Habits) -> bool:
    """Whether a line is what is left of an image; most comments begin with an avatar's caption."""
    if is_blank(text) or _IMAGE.fullmatch(text):
        return True
    return "" in habits.heads and is_blank(strip_tag(text))


def _is_sentence(line: Line) -> bool:
    return (
        bool(line.text)
        and line.text[-1] in _STOPS
        and " " in line.text
        and read_says(line.text) is None
    )


def _find_assent(lines: Sequence[Line]) -> list[Line]:
    """The text of a comment that is no more than "+1", a paragraph of its own; else nothing."""
    pairs = itertools.pairwise(lines)
    return [a for a, b in pairs if a.text == _ASSENT and a.gap and b.gap][:1]


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
    return unmark_clocks("".join(parts)).strip()

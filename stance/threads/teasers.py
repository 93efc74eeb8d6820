"""Boxes of other articles and comments, whose titles must be taken for no comments of the page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from stance.remember import remember
from stance.sources.page import Line
from stance.threads.boxes import is_box_heading, is_side_heading
from stance.threads.headers import is_lone_date, mask_line, read_says
from stance.threads.headings import is_comment_heading, is_form, is_latest_heading

__all__ = ["drop_teasers"]

_FEWEST = 2  # titles; one may be a comment
_LONGEST = 120  # characters of a title
_LONGEST_HEADING = 80  # characters
_MOST_SAID = 0.5  # of the titles may end as sentences do
_STOPS = (".", "!", "…", ":", ",")
_MOST_HEADINGS = 2  # of one kind: a page links to its own comments
_NEAR = 2  # lines above a box among which the comments' heading stands


def drop_teasers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the lists of titles below headings such as "Related posts".

    The headings stay, as what ends the comments above them, but for those between the heading of
    the comments and the comments.

    >>> from stance.sources.dump import read_dump
    >>> dump = "2 comments\\nRelated posts\\n* Weirs\\n* Locks\\n\\n* Ann: Yes.\\n* Kit: No."
    >>> [line.text for line in drop_teasers(read_dump(dump).lines)]
    ['2 comments', 'Ann: Yes.', 'Kit: No.']
    """
    dropped: set[int] = set()
    for k, (line, below) in enumerate(itertools.pairwise(lines)):
        if not below.marker or line.marker or not _heads(line.text):
            continue
        stop = k + 1 + sum(1 for _ in _take_titles(lines, k + 1))
        if not _are_titles(lines, k + 1, stop):
            continue
        kept = (n for n in range(k - 1, -1, -1) if n not in dropped)
        within = _opens_section(lines, list(itertools.islice(kept, _NEAR)))
        dropped.update(range(k if within else k + 1, stop))
    return [line for k, line in enumerate(lines) if k not in dropped] if dropped else lines


def _opens_section(lines: Sequence[Line], above: Sequence[int]) -> bool:
    """Whether what stands above a box is the heading of the comments, not the end of them."""
    texts = [lines[k].text for k in above]
    heading = next((text for text in texts if is_comment_heading(text)), None)
    if heading is None or any(map(is_form, texts)):
        return False
    alike = sum(mask_line(line.text) == mask_line(heading) for line in lines)
    return alike <= _MOST_HEADINGS  # "3 replies" may be a button below each comment


@remember
def _heads(text: str) -> bool:
    if len(text) > _LONGEST_HEADING:
        return False
    return is_box_heading(text) or is_latest_heading(text) or is_side_heading(text)


def _take_titles(lines: Sequence[Line], start: int) -> Iterator[int]:
    """The lines of a list of titles, each an item of one line, perhaps with a date below."""
    first = lines[start]
    for k in range(start, len(lines)):
        line = lines[k]
        if line.marker:
            alike = line.marker == first.marker and line.column == first.column
            if not alike or len(line.text) > _LONGEST or (k > start and line.gap):
                return
        elif line.gap or not lines[k - 1].marker or not is_lone_date(line.text):
            return
        yield k


def _are_titles(lines: Sequence[Line], start: int, stop: int) -> bool:
    """Whether what stands in a list are titles: no sentences, nor what somebody says."""
    titles = [line.text for line in lines[start:stop] if line.marker]
    if len(titles) < _FEWEST or (stop < len(lines) and not _is_apart(lines[stop])):
        return False
    said = sum(text.endswith(_STOPS) or read_says(text) is not None for text in titles)
    return said <= _MOST_SAID * len(titles)


def _is_apart(line: Line) -> bool:
    """Whether a line below a list is no part of its last item."""
    return line.gap > 0 or bool(line.marker) or line.heading

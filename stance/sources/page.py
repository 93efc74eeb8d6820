"""A page as its source gave it: what every reader of `sources` hands to `threads`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from stance.records import Problem

__all__ = ["Cut", "Line", "Page"]


class Line(NamedTuple):  # a page may have a million, and these are made four times as fast
    """One line of a text dump that is not blank.

    `start` and `stop` are character offsets into `Page.text`, from the first visible character
    to the line's end; `text_start` is where the text begins after the marker. `column` is where
    the marker stands, or the text where there is no marker; `text_column` is where the text
    stands. `marker` is the list marker as written ("1.", "•" …) or empty. `text` is what a reader
    sees: without link targets, images and emphasis marks. `gap` counts the blank lines above.
    """

    start: int
    text_start: int
    stop: int
    column: int
    text_column: int
    marker: str
    text: str
    gap: int
    heading: bool = False


_NOTHING: Mapping[str, Any] = {}


class Cut(NamedTuple):
    """One comment that the source itself marks as one (HTML, exports, tables).

    `parent` is the index of an earlier cut of the same page, or an `id` as the source gives it;
    `depth` counts the replies above where only that is known. `deleted` marks a comment whose
    text was taken down. `evidence` names what the parent was read from ("markup" …).
    `span` is None where the text was decoded from markup or from an export's quoting; `extra`
    keeps the user's own fields of an export or a table.
    """

    text: str
    id: str | None = None
    parent: int | str | None = None
    depth: int | None = None
    speaker: str | None = None
    timestamp: str | None = None
    span: tuple[int, int] | None = None
    deleted: bool = False
    likes: int | None = None
    evidence: tuple[str, ...] = ()
    extra: Mapping[str, Any] = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a source holds, before threads are built.

    `text` is the decoded source, into which all spans point; `kind` names the form ("dump",
    "html" …). A text dump has `lines`, every other form has `cuts`; an HTML page whose markup
    tells no comments apart has the `lines` that a reader sees. `date` is the article's, `saved`
    when the page was saved, where that is known. `announced` is the page's own count
    of comments where its data (not its prose) states one; `headings` are the lines around an HTML
    page's comments whose prose may state one; `open` tells that an HTML page shows no threads and
    sets its comments as no list either; `problems` tells what had to be worked around in reading.
    """

    source: str
    text: str
    kind: str
    headline: str | None = None
    article: str | None = None
    date: datetime | None = None
    saved: datetime | None = None
    announced: int | None = None
    headings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    cuts: tuple[Cut, ...] = ()
    open: bool = False
    problems: tuple[Problem, ...] = ()

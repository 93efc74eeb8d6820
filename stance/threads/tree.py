"""A split page drawn for people: the threads as a tree, with the account of what is missing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from stance.records import Comment
from stance.threads.result import PageResult

__all__ = ["draw_page", "summarise"]

_MIN_TEXT = 30  # columns left for the text of even the deepest reply
_MOST_LEVELS = 20  # drawn; what stands deeper is drawn there with its depth in brackets
_DIM, _BOLD, _OFF = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def draw_page(
    result: PageResult, *, boxes: bool = True, colour: bool = False, width: int = 80
) -> Iterator[str]:
    """The lines of a page: a title, the comments, the loss audit, the problems.

    `boxes` draws branches and shortens every comment to two lines of `width` columns; without it
    the full text stands indented by two spaces a level.
    """
    yield _paint(result.source, _BOLD, colour)
    if result.headline:
        yield result.headline
    for comment, branch, below in _branches(result.comments):
        if boxes:
            yield from _draw_short(comment, branch, below, colour=colour, width=width)
        else:
            yield from _draw_full(comment)
    yield ""
    yield summarise(result)
    for problem in result.problems:
        place = f"{problem.where}: " if problem.where else ""
        yield f"note: {place}{problem.what}"


def summarise(result: PageResult) -> str:
    """The loss audit in one line.

    >>> summarise(PageResult(source="p", comments=(), announced=3))
    '3 announced, 0 found, 0 placeholders, 3 unaccounted'
    """
    rest = f"{result.found} found, {result.placeholders} placeholders"
    if result.announced is None:
        return f"no count announced, {rest}"
    return f"{result.announced} announced, {rest}, {result.unaccounted} unaccounted"


def _branches(comments: tuple[Comment, ...]) -> Iterator[tuple[Comment, str, str]]:
    """Every comment with what is drawn before its first line and before the lines below."""
    seen: list[bool] = []  # whether a later comment stands at that depth under the same parent
    lasts = [False] * len(comments)
    for n in range(len(comments) - 1, -1, -1):
        depth = comments[n].depth
        del seen[depth + 1 :]
        seen += [False] * (depth + 1 - len(seen))
        lasts[n], seen[depth] = not seen[depth], True
    closed: list[bool] = []
    for comment, last in zip(comments, lasts, strict=True):
        del closed[comment.depth :]
        shown = closed[-_MOST_LEVELS:]
        trunk = "".join("   " if done else "│  " for done in shown)
        if len(shown) < comment.depth:
            trunk = f"({comment.depth}) {trunk}"
        yield comment, trunk + ("└─ " if last else "├─ "), trunk + ("   " if last else "│  ")
        closed += [True] * (comment.depth - len(closed)) + [last]


def _draw_short(
    comment: Comment, branch: str, below: str, *, colour: bool, width: int
) -> Iterator[str]:
    head = _write_head(comment)
    if comment.placeholder:
        yield branch + _paint(f"{head + ': ' if head else ''}(text lost)", _DIM, colour)
        return
    width = max(_MIN_TEXT, width - len(branch))
    flat = " ".join(comment.text.split())
    if head:
        yield branch + _paint(head, _DIM, colour)
        branch = below
    shown = textwrap.wrap(flat, width, max_lines=2, placeholder=" …") or [""]
    yield branch + shown[0]
    for line in shown[1:]:
        yield below + line


def _draw_full(comment: Comment) -> Iterator[str]:
    margin = "  " * min(comment.depth, _MOST_LEVELS)
    head = _write_head(comment)
    yield ""
    yield f"{margin}[{comment.id}]{' ' + head if head else ''}"
    for line in (comment.text or "(text lost)").split("\n"):
        yield f"{margin}{line}".rstrip()


def _paint(text: str, code: str, colour: bool) -> str:
    return f"{code}{text}{_OFF}" if colour else text


def _write_head(comment: Comment) -> str:
    """Who wrote a comment, and when, as the page has it where that could not be read."""
    date = comment.timestamp or comment.extra.get("timestamp_text")
    return " · ".join(str(part) for part in (comment.speaker, date) if part)

"""Text dumps of pages: the lines of every extractor in one form.

Extractors differ in what they leave behind: numbered links (elinks, lynx), image names in
brackets (w3m), Markdown (html2text). What is told apart here is removed from `Line.text`;
offsets keep pointing into the source as it was.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.records import Problem
from stance.sources.page import Line, Page

__all__ = ["is_markdown", "read_dump", "read_pieces"]

# Bullets: Resiliparse and elinks •; lynx * + o # @ - =; inscriptis * + o -; w3m • □ ☆ ○ ■ ★ ●.
# Letters and signs that prose may begin with (o, -, –) count only where a blank follows; a "+" or
# "-" alone at the margin is a button to vote with.
_MARKER = re.compile(r"(?:\d{1,6}[.)]|[•*+\-–o◦□☆■●○▪▫‣⁃·◆◇★◎▲▼#@=])(?=[ \t\u00a0]|$)")
_LINK_NUMBER = re.compile(r"\[(\d{1,6})\]")
# An address, with parentheses that are escaped or come in pairs.
_TARGET = r"(?:[^()\s\\]|\\\S|\([^()\s]{0,300}\)){0,4000}"
_IMAGE = re.compile(rf"!\[(?:[^\[\]\n\\]|\\.){{0,300}}\]\({_TARGET}(?: \"[^\"\n]{{0,300}}\")?\)")
_LINK = re.compile(rf"\[([^\[\]\n]{{0,1000}})\]\(<?{_TARGET}>?(?: \"[^\"\n]{{0,300}}\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~])")
_STRONG = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_EMPTY = re.compile(r"(?<![^\W_])__(?!_)|(?<!_)__(?![^\W_])")  # an icon: emphasis without a word
_EMPHASIS = re.compile(r"(?<!\w)_([^_\n]{1,300})_(?!\w)")
_SLANTED = re.compile(r"(?<![\w*])\*(?![\s*])([^*\n]{1,300})(?<!\s)\*(?![\w*])")
_ABBREVIATION = re.compile(r"[ ]{0,4}\*\[[^\[\]\n]{1,200}\]: ")
_HEADING = re.compile(r"#{1,9}[ \u00a0]+")
_MARKDOWN_SIGNS = re.compile(r"^#{1,9} \S|!\[|\]\(|^\d{1,4}\\\.|\*\*\w|^\* \* \*$", re.MULTILINE)
_MARKDOWN_PARTS = ("# ", "![", "](", "\\.", "**", "* * *")  # every sign has one of them

# Below this share of link numbers that count upwards one by one, [7] is prose or a footnote.
_RISING_SHARE = 0.6
_MANY = 20  # links; a text has fewer footnotes
_NEARLY_ALL = 0.9  # of the numbers must follow the one before
_TAB = 8


def is_markdown(text: str) -> bool:
    """Whether a dump is Markdown (as html2text writes it).

    >>> is_markdown("## 2 thoughts on this\\n\\n  1. ![](a.png) **Ann** says:\\n")
    True
    """
    # A single character is found several times as fast as two.
    if not any(part[0] in text and part in text for part in _MARKDOWN_PARTS):
        return False
    found = [sign.group() for sign in itertools.islice(_MARKDOWN_SIGNS.finditer(text), 2)]
    return len(found) > 1 or any(sign.startswith(("##", "**")) for sign in found)


def _read_forms(text: str) -> tuple[bool, bool]:
    """Whether a dump is Markdown, and whether it numbers links, as elinks and lynx do: [1], [2] …

    Where it numbers many and skips next to none, "[7](none yet)" is no sign of Markdown.
    """
    markdown = is_markdown(text)
    numbers = [int(m.group(1)) for m in _LINK_NUMBER.finditer(text)]
    rising = sum(b == a + 1 for a, b in itertools.pairwise(numbers))
    numbered = len(numbers) >= 3 and rising >= _RISING_SHARE * (len(numbers) - 1)
    if markdown and len(numbers) >= _MANY and rising >= _NEARLY_ALL * (len(numbers) - 1):
        markdown = text.count("](") >= len(numbers)
    return markdown, numbered


def _columns(space: str) -> int:
    if "\t" not in space:
        return len(space)
    return len(space.expandtabs(_TAB))


_MARKS = frozenset("•*+-–o◦□☆■●○▪▫‣⁃·◆◇★◎▲▼#@=")  # and digits: what a marker begins with


def read_dump(text: str, *, source: str = "", problems: tuple[Problem, ...] = ()) -> Page:
    """The page of a text dump: its visible lines, with markers and columns.

    >>> [(line.marker, line.text) for line in read_dump("  1. Hi\\n     there\\n").lines]
    [('1.', 'Hi'), ('', 'there')]
    """
    markdown, numbered = _read_forms(text)
    lines: list[Line] = []
    at = gap = 0
    for whole in text.split("\n"):
        seen = whole.strip()
        if not seen or (markdown and _is_abbreviation(whole)):
            gap += 1
        else:
            lines.append(_read_line(whole, seen, at, gap, markdown, numbered))
            gap = 0
        at += len(whole) + 1
    if markdown:
        _keep_lists_whole(text, lines)
    return Page(source=source, text=text, kind="dump", lines=tuple(lines), problems=problems)


def _keep_lists_whole(text: str, lines: list[Line]) -> None:
    """Make text of lines behind a single "#" where a list goes on below them with its next number:
    code's comments; no page sets its title there."""
    until = 0  # what is above the list's next number lies within it
    below: dict[int, tuple[int, int]] = {}  # the number next below in each column, and its index
    ends = dict[int, int]()
    for k in range(len(lines) - 1, -1, -1):
        line = lines[k]
        if line.marker[:1].isdigit():
            number = int(line.marker[:-1])
            after, index = below.get(line.column, (-1, -1))
            if after == number + 1:
                ends[k] = index
            below[line.column] = number, k
    for k, line in enumerate(lines):
        until = max(until, ends.get(k, 0))
        if line.heading and k < until and text.startswith("# ", line.start):
            seen = _strip_markdown(text[line.start : line.stop]).strip()
            lines[k] = Line(
                line.start, line.start, line.stop, line.column, line.column, "", seen, line.gap
            )


def read_pieces(text: str, pieces: Sequence[tuple[int, int, int]]) -> list[Line]:
    """Parts of a dump's lines as lines of their own; of each start, stop and blank lines above.

    >>> [line.text for line in read_pieces("Ann   Tea!", [(6, 10, 0), (0, 6, 0)])]
    ['Tea!', 'Ann']
    """
    markdown, numbered = _read_forms(text)
    wholes = [(text[start:stop], start, gap) for start, stop, gap in pieces]
    return [
        _read_line(whole, whole.strip(), start, gap, markdown, numbered)
        for whole, start, gap in wholes
    ]


def _is_abbreviation(whole: str) -> bool:
    """Whether a line explains an abbreviation, as html2text does at the page's end.

    >>> _is_abbreviation("  *[RSS]: Really Simple Syndication")
    True
    """
    return "*[" in whole[:6] and _ABBREVIATION.match(whole) is not None


def _read_line(whole: str, seen: str, at: int, gap: int, markdown: bool, numbered: bool) -> Line:
    """One line that begins at `at`, and what of it is `seen`, which is not empty."""
    first = seen[0]
    before = 0 if whole[0] == first else len(whole) - len(whole.lstrip())
    start = at + before
    stop = start + len(seen)
    column = _columns(whole[:before]) if before else 0
    match = _MARKER.match(seen) if first in _MARKS or first.isdigit() else None
    if match is None and not (markdown or numbered):
        return Line(start, start, stop, column, column, "", seen, gap)
    heading = False
    marker = ""
    if match is not None and not (
        column < 2
        and (match.group() in "o#@=·" or (match.group() in "+-–" and match.end() == len(seen)))
    ):
        marker = match.group()
        seen = seen[match.end() :].lstrip()
    elif markdown and not _is_within(whole, at, gap) and (hashes := _HEADING.match(seen)):
        heading = True
        seen = seen[hashes.end() :]
    after = stop - len(seen)
    if markdown:
        seen = _strip_markdown(seen).strip()
    elif numbered:
        seen = _LINK_NUMBER.sub("", seen).strip()
    if marker in ("*", "-") and seen in ("* *", "- -", "* * *", "- - -"):  # a rule across the page
        return Line(start, start, stop, column, column, "", "", gap, heading=True)
    text_column = column + (after - start) if after < stop else column + len(marker) + 1
    return Line(start, after, stop, column, text_column, marker, seen, gap, heading)


def _is_within(whole: str, at: int, gap: int) -> bool:
    """Whether a line stands among others of a paragraph, as code's comments do behind "#".

    Two spaces at its end break a line there (CommonMark 0.31, section 6.7).
    """
    return whole.rstrip("\r").endswith("  ") or (gap == 0 and at > 0)


def _strip_markdown(seen: str) -> str:
    if "](" in seen:
        seen = _IMAGE.sub("", seen)
        seen = _LINK.sub(r"\1", seen)
    if "**" in seen:
        seen = _STRONG.sub(r"\1", seen)
    if "*" in seen:
        seen = _SLANTED.sub(r"\1", seen)
    if "_" in seen:
        seen = _EMPHASIS.sub(r"\1", _EMPTY.sub("", seen))
    if "\\" in seen:
        seen = _ESCAPE.sub(r"\1", seen)
    return seen

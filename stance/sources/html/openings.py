"""How a comment opens: with a name, perhaps a date, and then what is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stance.sources.dates import looks_like_date, part_date
from stance.sources.html.bodies import View
from stance.sources.html.fields import ROLES
from stance.sources.html.marks import is_said
from stance.sources.html.tree import Tree
from stance.sources.html.words import (
    are_initials,
    is_button,
    is_comments_heading,
    is_saying,
    strip_says,
)
from stance.sources.profiles import is_profile

__all__ = ["Opening", "find_names", "read_opening"]

_LONGEST_NAME = 40  # characters
_MOST_WORDS = 4  # of a name
_SENTENCE = re.compile(r"[!?…;,。！？]$|\b[^\W\d_]{4,}\.$")
_NO_NAME = re.compile(r"\b(?:comments|trackbacks?|pingbacks?)\b", re.I)  # of boxes
_CLOSING = "—–-:·|, \xa0"


class Opening(NamedTuple):
    """What one candidate holds: a name, whether a date, and the characters of what it says.

    `cut` tells that the text goes on elsewhere.
    """

    name: str
    dated: bool
    said: int
    cut: bool = False


def find_names(tree: Tree, views: Sequence[View]) -> list[str]:
    """The names that comments begin with, each before what is said; [] where not all do.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul><li><i>Ann</i><p>It rains.</p><li><i>Bob</i><p>No!</p></ul>")
    >>> items = tree.numbers_of("li")
    >>> find_names(tree, [View(item, tuple(range(item, tree.ends[item]))) for item in items])
    ['Ann', 'Bob']
    """
    read = [read_opening(tree, view.nodes) for view in views]
    names = [one.name for one in read]
    said = sum(one.said > 0 for one in read)
    if not all(one.name and (one.said or one.dated) for one in read) or 2 * said < len(read):
        return []
    if len(set(names)) < min(2, len(names)):
        return []
    return names


def read_opening(tree: Tree, nodes: Iterable[int]) -> Opening:
    """What a candidate holds: the name comes first, then the date, then what is said.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<b>Ann</b>, 3 May 2014<p>It rains.</p>")
    >>> read_opening(tree, range(len(tree.tags)))
    Opening(name='Ann', dated=True, said=9, cut=False)
    >>> tree = parse_html("<b>Member since:</b> 3 May 2009<p>It rains.</p>")
    >>> read_opening(tree, range(len(tree.tags))).name
    ''
    """
    name, dated, said, cut = "", False, 0, False
    linked = at = -1
    number_said = False
    for number in nodes:
        if tree.tags[number]:
            if tree.tags[number] in {"a", "button", "label", "form"}:
                linked = max(linked, tree.ends[number])
            continue
        text = " ".join(tree.texts[number].split())
        if not text.strip(_MARKS) or (name and is_profile(text)):
            continue  # "Joined: May 2014"
        if number < linked and is_button(text) and (name or text.lower() not in ROLES):
            continue
        if not name:
            if not any(map(str.isalpha, text)):
                continue  # "#1"
            name, rest, stamp = _part_header(text)
            dated = dated or stamp
            if not name and not stamp:
                return Opening("", dated, 0)
            said += len(rest)
            at = number
        elif not (said or dated) and are_initials(name, text):
            name, rest, dated = _part_header(text)
            said, at = len(rest), number
        elif not (said or dated or is_said(tree, number)) and _is_date(text):
            if tree.texts[at].rstrip().endswith(":"):
                return Opening("", dated=True, said=0)  # "Member since:"
            dated = True
        elif is_saying(text) or (is_button(text) and not is_said(tree, number, counts=True)):
            number_said = number_said or (number >= linked and text.isdecimal())
        elif not (said or dated) and _goes_on(tree, at, number):
            return Opening("", dated, 0)
        elif number >= linked:
            said += len(text)
            cut = text.endswith(("...", "…", "[…]", "[...]"))
    return Opening(name, dated, said or int(number_said), cut)


_MARKS = " \xa0#·⋅•|»›«‹–—-:,.()[]/"


def _goes_on(tree: Tree, name: int, following: int) -> bool:
    """Whether a text goes on in the same line: it is no name, but a sentence with a link in it."""
    above = tree.parents[name]
    if tree.tags[above] in _INLINE or tree.texts[name].rstrip().endswith(":"):
        return False
    between = range(name + 1, following)
    return following < tree.ends[above] and all(
        tree.tags[node] in _INLINE for node in between if tree.tags[node]
    )


_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "font", "i", "small", "span", "strong", "u"})


def _is_date(text: str) -> bool:
    """Whether a text is a date, with words between name and date: "wrote on May 3, 2014:"."""
    plain = text.strip(_CLOSING)
    return looks_like_date(plain) or is_saying(text)


def _part_header(text: str) -> tuple[str, str, bool]:
    """The name that a text is or begins with, what is said behind it, and whether it has a date."""
    before, colon, rest = text.partition(": ")
    if colon and not looks_like_date(before) and not is_button(before) and (name := _tidy(before)):
        return name, rest.strip(), False
    if looks_like_date(text):
        before, _ = part_date(text)
        return (_tidy(before), "", True) if before else ("", "", True)
    return _tidy(text), "", False


def _tidy(text: str) -> str:
    """The name that short words are, or "" where they are none."""
    name = strip_says(text)
    if not name or len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS:
        return ""
    if (
        _SENTENCE.search(text)
        or is_comments_heading(name)
        or _NO_NAME.search(name)
        or not any(map(str.isalpha, name))
    ):
        return ""
    return name

"""Comments told by what they hold and what stands around them, where no name and no mark does.

Scripts and unknown themes name nothing: there, elements that repeat are comments if each holds
the name of someone and what they say, if these differ, and if the page shows that it has comments:
by a form for them, a heading, anchors, or dates that go forward.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from stance.sources.dates import DateReader, looks_like_date
from stance.sources.html.belief import are_entries, are_titled
from stance.sources.html.byline import opens_byline, read_byline
from stance.sources.html.marks import Marks, names_of
from stance.sources.html.posts import are_posts
from stance.sources.html.spans import own_spans
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button, is_comments_heading, rank_body_name, strip_says
from stance.sources.profiles import is_profile

__all__ = ["add_speaking", "choose_told", "rate_told"]

_FEWEST = 3  # comments
_SAMPLE = 60  # elements of a family that are read
_NEARLY_ALL = 0.9  # of them speak, and are signed
_MOST = 0.8  # of them have a date, of their names are no titles
_HALF = 0.5
_MOST_DATES = 4  # in one comment: its own, and those of its writer or of what it quotes
_MOST_NODES = 400  # of one element that are read
_LONGEST_NAME = 40  # characters
_MOST_WORDS = 3  # in most names
_DISTINCT = 0.2  # of the names
_NEAR = 150  # nodes between the last comment and the form, or a heading and the first
_LEAST_SAID = 12  # characters outside of links, to be something said
_EDGE = " @/#|»›–—-„“\"'"  # before a name
_ENDS = ".!?…,;。！？"  # of what is said, and of no name
_COSTS = 4  # signed members that one without a sign outweighs
_LONG = 500  # characters, beyond which more count nothing
_COUNT = re.compile(
    r"\W*(?:\d+|no|keine|sin|aucun|nessun)[^\W\d]*\s\w{4,13}\W*|\w{4,13}\W{0,3}\d+\W*", re.I
)
_UNPARTED = "\u2e80"  # from here on: Japanese, Chinese, Korean
_MOST_SHORT = 2  # short words looked at for a name: a title may stand before it
_ANCHOR = 3  # nodes before an element among which its anchor stands
_LONGEST_ID = 20  # characters of an anchor's end
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d|\d ?[ap]\.?m\b", re.I)
_SURE_BODY = 4  # rank of a name: "comment-text", "post-body"
_DIGITS = re.compile(r"\d+")
_FIELDS = re.compile(r"author|e?-?mail|(?:your|user)?[-_]?name|url|website|homepage|comment", re.I)
_FEWEST_FIELDS = 2  # of a comment form that ask for name and address
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "legend", "strong", "b", "p", "span", "div"})
_HEADING_NODES = 8  # in a heading
_LINKED = frozenset({"a", "button", "label", "h1", "h2", "h3", "h4", "h5", "h6", "time"})


class _Told(NamedTuple):
    """What one element holds: who speaks, how much outside of links, and its date.

    `sure` tells that the name is marked as one; else `others` may be it, what next is as short.
    `elsewhere` tells that the text goes on on another page or is commented there.
    """

    name: str
    others: tuple[str, ...]
    said: int
    date: str
    sure: bool
    elsewhere: bool


def choose_told(
    tree: Tree, marks: Marks, families: Mapping[tuple[int, ...], float]
) -> tuple[int, ...]:
    """The family that is most surely one of comments, or () where none is.

    `families` are elements that repeat, each with how much their name is a comment's.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> one = '<li id="x{0}"><cite>{1}</cite><p>{2}</p></li>'
    >>> said = [("Ann", "It rains here."), ("Bob", "So it does."), ("Eve", "But not for long.")]
    >>> tree = parse_html("".join(one.format(n, *words) for n, words in enumerate(said)))
    >>> items = tuple(tree.numbers_of("li"))
    >>> choose_told(tree, mark_nodes(tree), {items: 0.0, (0,): 0.0}) == items
    True
    """
    forms = [form for form in tree.numbers_of("form") if _asks_for_comment(tree, form)]
    best: tuple[float, tuple[int, ...]] = 0, ()
    for members in families:
        if len(members) < _FEWEST or not _speak(tree, marks, members):
            continue
        held = _rate(tree, marks, members, forms)
        if held > best[0]:
            best = held, members
    return best[1]


def rate_told(tree: Tree, marks: Marks, members: Sequence[int]) -> float:
    """How many elements are comments by who speaks and what stands around; 0 for too few."""
    if len(members) < _FEWEST:
        return 0
    forms = [form for form in tree.numbers_of("form") if _asks_for_comment(tree, form)]
    return _rate(tree, marks, members, forms)


def add_speaking(tree: Tree, members: Sequence[int]) -> list[int]:
    """The members with others of their tag in the same lists, which speak as they do."""
    tag = tree.tags[members[0]]
    known = {*members}
    dated = bool(_read_member(tree, [(members[0], tree.ends[members[0]])]).date)
    more = []
    for above in {tree.parents[number] for number in members}:
        for number in tree.children(above):
            if tree.tags[number] != tag or number in known:
                continue
            if not _holds_any(members, number, tree.ends[number]):
                one = _read_member(tree, [(number, tree.ends[number])])
                if one.said and one.name and bool(one.date) == dated:
                    more.append(number)
    return sorted({*members, *more})


def _holds_any(members: Sequence[int], start: int, stop: int) -> bool:
    """Whether some of the members, which are in document order, stand in a range."""
    return bisect_left(members, stop) > bisect_left(members, start)


def _speak(tree: Tree, marks: Marks, members: Sequence[int]) -> bool:
    """Whether nearly all elements have prose of their own, and no more dates than one comment."""
    speaking = 0
    for spans in own_spans(tree, members):
        speaking += (
            any(marks.prose.between(*span) for span in spans)
            and sum(marks.dates.between(*span) for span in spans) <= _MOST_DATES
        )
    return speaking >= _NEARLY_ALL * len(members)


def _rate(tree: Tree, marks: Marks, members: Sequence[int], forms: Sequence[int]) -> float:
    """How many elements are signed, if there are several speakers and the page shows comments.

    Those that are not signed as the others are count against them all; 0 is for none.
    """
    sample = members[:_SAMPLE]
    told = [_read_member(tree, spans, marks) for spans in own_spans(tree, sample)]
    n = len(told)
    if sum(one.said > 0 for one in told) < _NEARLY_ALL * n:
        return 0
    if sum(one.said >= _LEAST_SAID for one in told) < _HALF * n:
        return 0
    names = list(filter(None, _choose_names(told)))
    short = sum(_count_words(name) <= _MOST_WORDS for name in names)
    if len(names) < _NEARLY_ALL * n or short < _MOST * n:
        return 0
    if len(set(names)) < max(2, _DISTINCT * n):
        return 0
    if are_posts(tree, sample) or are_entries(tree, marks, sample):
        return 0
    if 2 * sum(one.elsewhere for one in told) > n:
        return 0
    dated = sum(bool(one.date) for one in told) >= _MOST * n
    sure = sum(one.sure for one in told) >= _NEARLY_ALL * n
    signs = (
        _stand_by_form(tree, members, forms)
        + _stand_below_heading(tree, members[0])
        + _are_anchored(tree, sample)
        + (dated and _go_forward([one.date for one in told]))
        + (sure and not are_titled(tree, marks, sample) and _have_bodies(tree, sample))
    )
    if signs < (1 if dated or sure else 2):
        return 0
    whole = sum(one.name != "" and (bool(one.date) or not dated) for one in told)
    said = sum(min(one.said, _LONG) for one in told) / (_LONG * n)
    return (whole - _COSTS * (n - whole) + said) * len(members) / n


def _choose_names(told: Sequence[_Told]) -> list[str]:
    """The names of elements: the first short words, or the next where the first are all alike."""
    firsts = [one.name for one in told]
    if all(one.sure for one in told) or len(set(firsts)) > _DISTINCT * len(told):
        return firsts
    seconds = [one.name if one.sure else next(iter(one.others), "") for one in told]
    return seconds if len(set(seconds)) > len(set(firsts)) else firsts


def _read_member(tree: Tree, spans: Sequence[tuple[int, int]], marks: Marks | None = None) -> _Told:
    """What an element's own ranges hold."""
    byline = cited = date = last = ""
    short: list[str] = []
    said = 0
    linked = quoted = lined = -1  # ends of the link or heading, quotation and byline around a node
    counted = False
    for number in _nodes_in(spans):
        tag = tree.tags[number]
        if tag:
            if tag in _LINKED:
                linked = max(linked, tree.ends[number])
            elif tag == "blockquote":
                quoted = max(quoted, tree.ends[number])
            elif tag == "cite" and not cited and number >= quoted:
                words = [word for word in tree.text_of(number).split() if "://" not in word]
                cited = _tidy(" ".join(words))
            if marks is not None and not cited and marks.speakers.between(number, number + 1):
                cited = _tidy(" ".join(tree.text_of(number).split()))
            continue
        text = " ".join(tree.texts[number].split())
        if not text or number < lined:
            continue
        counted = counted or (_COUNT.fullmatch(text) is not None and is_comments_heading(text))
        line = read_byline(text)
        if line is None and not byline and opens_byline(text):
            around = tree.parents[number]  # the name is a link in it
            line = read_byline(tree.text_of(around)) if around >= 0 else None
            lined = tree.ends[around] if line is not None else lined
        if line is not None:
            named = not looks_like_date(line.name)  # "Posted by at 11:21 PM"
            byline, date = byline or line.name * named, date or line.date
        elif looks_like_date(text):
            date = date or text
        elif not (is_button(text) or is_profile(text)):
            if len(short) < _MOST_SHORT and not said and _tidy(text):
                short.append(_tidy(text))
            if number >= linked and text not in short[:1]:
                said += len(text)
                last = text
    elsewhere = counted or last.endswith(("...", "…", "[…]", "[...]"))
    name, *others = [cited or byline or "", *short] if cited or byline else short or [""]
    return _Told(name, tuple(others), said, date, bool(cited or byline), elsewhere)


def _nodes_in(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    for start, stop in spans:
        yield from range(start, min(stop, start + _MOST_NODES))


def _tidy(text: str) -> str:
    """The name that short words are, or "" where they are none."""
    name = strip_says(text).lstrip(_EDGE) if 0 < len(text) <= _LONGEST_NAME else ""
    return name if name[:1].isalpha() and text[-1] not in _ENDS else ""


def _count_words(name: str) -> int:
    """How many words a name has; a script without blanks has one every four characters."""
    unparted = sum(mark > _UNPARTED for mark in name)
    return max(len(name.split()), unparted // 4)


def _asks_for_comment(tree: Tree, form: int) -> bool:
    """Whether a form asks who one is, as those for comments do."""
    asked = {
        mark[0].lower()
        for number in range(form, tree.ends[form])
        if tree.tags[number] == "input"
        for mark in [_FIELDS.fullmatch(tree.attribute(number, "name").strip("[]"))]
        if mark is not None
    }
    return len(asked) >= _FEWEST_FIELDS


def _stand_by_form(tree: Tree, members: Sequence[int], forms: Sequence[int]) -> bool:
    """Whether a form for comments stands right below the last element or above the first."""
    last = max(tree.ends[number] for number in members)
    return any(
        0 <= form - last <= _NEAR or 0 <= members[0] - tree.ends[form] <= _NEAR for form in forms
    )


def _stand_below_heading(tree: Tree, first: int) -> bool:
    """Whether a heading that speaks of comments stands right above the first element."""
    for number in range(first - 1, max(-1, first - _NEAR), -1):
        if tree.tags[number] in _HEADINGS and tree.ends[number] - number <= _HEADING_NODES:
            text = tree.text_of(number)
            if text and is_comments_heading(text):
                return True
    return False


def _are_anchored(tree: Tree, members: Sequence[int]) -> bool:
    """Whether each element has a number of its own in its id, as links to comments need it.

    The anchor may stand right before it, or first in it.
    """
    numbers = []
    for number in members:
        places = range(number, max(0, number - _ANCHOR), -1)
        anchors = [
            tree.attribute(number, "id"),
            tree.attribute(min(number + 1, len(tree.tags) - 1), "id"),
        ]
        anchors += [
            tree.attribute(place, "id") or tree.attribute(place, "name")
            for place in places
            if tree.tags[place] == "a" and tree.ends[place] <= number
        ]
        found = [mark for anchor in anchors for mark in _DIGITS.findall(anchor[-_LONGEST_ID:])[-1:]]
        numbers += found[:1]
    return len(set(numbers)) >= _NEARLY_ALL * len(members)


def _have_bodies(tree: Tree, members: Sequence[int]) -> bool:
    """Whether each element holds one whose name is surely that of a comment's body."""
    return all(
        any(
            rank_body_name(name) >= _SURE_BODY
            for node in range(number + 1, min(tree.ends[number], number + _MOST_NODES))
            for name in names_of(tree, node)
        )
        for number in members
    )


def _go_forward(dates: Sequence[str]) -> bool:
    """Whether most of the dates name times of the day, and are not those of a list latest first."""
    if sum(_CLOCK.search(date) is not None for date in dates) < _MOST * len(dates):
        return False
    reader = DateReader(samples=dates)
    read = [found for date in dates if date and (found := reader.read(date))]
    down = sum(one > two for one, two in pairwise(read))
    return down < _HALF * max(1, len(read) - 1)

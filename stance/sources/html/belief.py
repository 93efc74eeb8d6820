"""Whether elements without a comment's name are comments all the same: posts of one page."""

from __future__ import annotations

from collections.abc import Sequence

from stance.sources.dates import looks_like_date
from stance.sources.html.byline import read_byline
from stance.sources.html.marks import Marks, names_of
from stance.sources.html.posts import find_anchored
from stance.sources.html.siblings import find_headed
from stance.sources.html.spans import own_spans
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button, is_comments_name

__all__ = ["are_entries", "are_titled", "is_believable", "stands_alone"]

_HEADING_NODES = 6  # looked at before a family's first member: a heading, its link and text
_PERMALINK = 60  # nodes of an element among which the link to it stands
_NEARLY_ALL = 0.9  # of elements that have a speaker and a date, for all to be signed posts
_SOME = 0.2  # of them may begin with a title: what readers link to first
_HALF = 0.5  # of a page's prose: a thread is its page, teasers stand among other things
_MOST_DATES = 4  # in one post: its own, and those of its writer or of what it quotes
_SAMPLE = 40  # elements whose titles are looked at
_MOST = 0.6  # of these have one, for all to have
_LONG_TITLE = 3  # words; names mostly have one or two
_WHOLE = frozenset({"li", "article", "dd"})  # of which one is a comment
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_TITLES = _HEADINGS | {"a"}


def is_believable(
    members: tuple[int, ...], name: float, marks: Marks, tree: Tree, context: list[bool]
) -> bool:
    """Without a comment's name: in or below a section of comments, or repeated and with buttons.

    Posts are believed as well if they are signed, each by its speaker, and have no titles.
    """
    if any(context[number] for number in members):
        return True
    if len(members) < 3 or are_entries(tree, marks, members):
        return False
    if _follows_heading(tree, members[0]) or _are_anchored(tree, members):
        return True
    answered = sum(
        any(marks.buttons.between(*span) for span in spans) for spans in own_spans(tree, members)
    )
    return 2 * answered >= len(members) or (name > 0 and _are_signed(tree, marks, members))


def stands_alone(tree: Tree, marks: Marks, context: list[bool], number: int, name: float) -> bool:
    """Whether the only element found is a comment, and not the section around none, or the article.

    It has a date, or at least a speaker or the tag of a list's item where its name is a comment's;
    and with another name it is within the section of comments.
    """
    stop = tree.ends[number]
    dated = marks.dates.between(number, stop) > 0
    if name >= 1:
        return dated or tree.tags[number] in _WHOLE or marks.speakers.between(number, stop) > 0
    above = tree.parents[number]
    return dated and above >= 0 and context[above] and not number <= find_headed(tree) < stop


def are_entries(tree: Tree, marks: Marks, members: Sequence[int]) -> bool:
    """Whether elements are one writer's, each with a title of its own: entries of a journal."""
    sample = members[:_SAMPLE]
    titles = [_title_of(tree, number) for number in sample]
    long = {title for title in titles if len(title.split()) >= _LONG_TITLE}
    if len(long) < max(2, _HALF * len(sample)) or sum(map(bool, titles)) < _MOST * len(sample):
        return False
    return len({_first_speaker(tree, marks, number) for number in sample} - {""}) <= 1


def _title_of(tree: Tree, number: int) -> str:
    """The words of an element's first heading, or "" where they answer those of another one."""
    inside = range(number + 1, min(tree.ends[number], number + _PERMALINK))
    heading = next((node for node in inside if tree.tags[node] in _HEADINGS), None)
    title = tree.text_of(heading) if heading is not None else ""
    return "" if title.lower().startswith("re:") else title


def _are_signed(tree: Tree, marks: Marks, members: tuple[int, ...]) -> bool:
    """Whether a page is a thread of posts: each with a date, a speaker and prose, and no title."""
    signed = held = 0
    for spans in own_spans(tree, members):
        dates = sum(marks.dates.between(*span) for span in spans)
        prose = sum(marks.prose.between(*span) for span in spans)
        signed += (
            0 < dates <= _MOST_DATES
            and prose > 0
            and any(marks.speakers.between(*span) for span in spans)
        )
        held += prose
    return (
        signed >= _NEARLY_ALL * len(members)
        and held >= _HALF * marks.prose.between(0, len(tree.tags))
        and len({_first_speaker(tree, marks, number) for number in members} - {""}) > 1
        and not are_titled(tree, marks, members)
    )


def are_titled(tree: Tree, marks: Marks, members: Sequence[int]) -> bool:
    """Whether more than a few elements have a title before what they say, as articles have."""
    return sum(_is_titled(tree, marks, number) for number in members) > _SOME * len(members)


def _first_speaker(tree: Tree, marks: Marks, number: int) -> str:
    for node in range(number + 1, min(tree.ends[number], number + _PERMALINK)):
        if marks.speakers.between(node, node + 1):
            byline = read_byline(tree.texts[node]) if not tree.tags[node] else None
            name = byline.name if byline is not None else tree.text_of(node).strip()
            if name and not looks_like_date(name):  # "Posted by at 11:21 PM"
                return name
    return ""


def _is_titled(tree: Tree, marks: Marks, number: int) -> bool:
    """Whether a link or heading that is no speaker's stands before an element's first prose."""
    label = named = -1  # ends of the link or heading, and of the speaker, that a node stands in
    for node in range(number + 1, min(tree.ends[number], number + _PERMALINK)):
        if tree.tags[node]:
            if tree.tags[node] in _TITLES:
                label = max(label, tree.ends[node])
            if marks.speakers.between(node, node + 1):
                named = max(named, tree.ends[node])
            continue
        text = tree.texts[node].strip()
        if named <= node < label and any(map(str.isalpha, text)):
            if not (is_button(text) or looks_like_date(text) or text.lower().startswith("re:")):
                return True
        elif marks.prose.between(node, node + 1):
            return False
    return False


def _are_anchored(tree: Tree, members: tuple[int, ...]) -> bool:
    """Whether most members hold a link to themselves: posts of one page, no teasers of others."""
    anchored = sum(find_anchored(tree, number) is not None for number in members)
    return 2 * anchored > len(members)


def _follows_heading(tree: Tree, number: int) -> bool:
    """Whether right before an element, as its sibling, stands one with the name of a section."""
    before = number - 1
    for _ in range(_HEADING_NODES):
        if before <= tree.parents[number]:
            return False
        names = names_of(tree, before)
        if any(map(is_comments_name, names)) or is_comments_name(tree.attribute(before, "name")):
            return True
        before -= 1
    return False

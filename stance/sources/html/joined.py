"""Comments of another class than most: those that join the list that was found."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from stance.sources.html.marks import Marks, names_of
from stance.sources.html.siblings import find_headed, is_part
from stance.sources.html.spans import holds_one_each, own_spans
from stance.sources.html.tree import Tree

__all__ = ["join_members"]

_FEWEST = 3  # comments that tell whether each has one


def join_members(
    items: list[int],
    members: Sequence[int],
    family: Sequence[int],
    tree: Tree,
    marks: Marks,
    context: list[bool],
) -> list[int]:
    """The items with those members of another family that are comments beside or below them.

    `members` are those of the `family` that are sure to be comments by themselves; `context` tells
    of every element whether it stands in a section of comments.
    """
    position = {item: at for at, item in enumerate(items)}
    spans = own_spans(tree, items)
    first, last = items[0], max(tree.ends[item] for item in items)
    headed, forms = find_headed(tree), tree.numbers_of("form")
    added: list[int] = []
    inside: list[int] = []
    for number, outer in zip(members, _find_outer(tree, items, members), strict=True):
        stop = tree.ends[number]
        around = bisect_left(items, stop) > bisect_right(items, number)
        if number in position or around or is_part(tree, number):
            continue  # already there, or a wrapper
        if not _speaks(marks, [(number, stop)]) or _is_form(marks, forms, number, stop):
            continue
        if not first <= number < last and not (
            context[number]
            and not _stands_in_head(tree, number, first)
            and context[tree.parents[number]]  # else it is a button that is named like a comment
            and not number <= headed < stop  # the article
        ):
            continue
        if outer is not None and not _stands_below(marks, spans[position[outer]], (number, stop)):
            continue
        (added if outer is None else inside).append(number)
    # A family of which each comment has one is a part of them: beside a member's profile.
    if inside and not (len(items) >= _FEWEST and holds_one_each(tree, items, family)):
        added += inside
    return sorted({*items, *added}) if added else items


def _stands_in_head(tree: Tree, number: int, first: int) -> bool:
    """Whether an element beside the comments is in the head of a topic, or in a form."""
    for above in itertools.takewhile(
        lambda n: not n < first < tree.ends[n], tree.ancestors(number)
    ):
        if any(map(_HEAD.search, names_of(tree, above))):
            return True
    return False


_HEAD = re.compile(r"head|meta|compose|form(?!at|um)")


def _is_form(marks: Marks, forms: Sequence[int], start: int, stop: int) -> bool:
    """Whether an element holds a form and no date: "Your address will not be published"."""
    held = bisect_left(forms, stop) - bisect_left(forms, start)
    return held > 0 and not marks.dates.between(start, stop)


def _find_outer(tree: Tree, items: list[int], members: Sequence[int]) -> Iterator[int | None]:
    """The innermost item around each member; both in document order."""
    waiting = iter([*items, len(tree.tags)])
    item = next(waiting)
    stack: list[int] = []
    for number in members:
        while item < number:
            while stack and tree.ends[stack[-1]] <= item:
                stack.pop()
            stack.append(item)
            item = next(waiting)
        while stack and tree.ends[stack[-1]] <= number:
            stack.pop()
        yield stack[-1] if stack else None


def _stands_below(marks: Marks, spans: list[tuple[int, int]], newcomer: tuple[int, int]) -> bool:
    """Whether an element inside a comment's own ranges is a reply, and not a part of it.

    Replies stand below what their parent says, and have a date where their parent has one; what
    has the only date is the parent's own body.
    """
    above = [(start, min(stop, newcomer[0])) for start, stop in spans if start < newcomer[0]]
    if not _speaks(marks, above):
        return False
    named = any(marks.speakers.between(*span) for span in above)
    if named and not marks.speakers.between(*newcomer):
        return False  # a quotation with a date
    if not any(marks.dates.between(*span) for span in spans):
        return True
    return marks.dates.between(*newcomer) > 0 and any(marks.dates.between(*span) for span in above)


def _speaks(marks: Marks, spans: list[tuple[int, int]]) -> bool:
    """Whether ranges hold what one comment needs: prose, and a date or a speaker."""
    return any(marks.prose.between(*span) for span in spans) and any(
        marks.dates.between(*span) or marks.speakers.between(*span) for span in spans
    )

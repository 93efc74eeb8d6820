"""Items of a dump that are lists within a comment's text, told from replies to it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.habits import learn_habits
from stance.threads.header import Habits, opens_with_name, read_header
from stance.threads.headers import has_button, is_blank, is_furniture
from stance.threads.headings import is_form
from stance.threads.items import DASH, Item, Outline
from stance.threads.tail import is_signed

__all__ = ["find_inner"]


def find_inner(
    lines: Sequence[Line],
    outline: Outline,
    roots: Sequence[int],
    members: Sequence[int],
    *,
    signed: bool,
    announced: int | None,
) -> set[int]:
    """Those of the members that are lists within a comment's text, not replies.

    `roots` are the outermost items of the comments, `signed` tells that they carry dates; where the
    page has announced as many comments as there are items that nobody typed, all of them are.
    """
    outermost = set(roots)
    marker = _mark(lines, outline, roots[0])
    inner = {i for i in members if _is_typed(_mark(lines, outline, i), marker)} - outermost
    others = [i for i in members if i not in inner]
    if announced == len(others) and _stand_apart(lines, outline, others):
        return inner
    inner = set()
    tight = _find_tight(lines, outline, roots)
    habits = learn_habits([[lines[k] for k in outline.items[i].own] for i in roots])
    buttoned = sum(_is_buttoned(lines, outline.items[i]) for i in roots)
    all_buttoned = len(roots) > 1 and buttoned >= 0.8 * len(roots)
    lost = not all(_is_named(lines, outline.items[i], habits) for i in roots)
    for index in members:
        item = outline.items[index]
        if index in outermost:
            continue
        own = [lines[k] for k in item.own]
        if item.parent in inner and not _is_typed(_mark(lines, outline, item.parent), marker):
            inner.add(index)
            continue
        if _is_typed(own[0].marker, marker):
            inner.add(index)
            continue
        header = read_header(own)
        if all(is_blank(line.text) or is_furniture(line.text) for line in own) and (
            signed or not item.children
        ):
            inner.add(index)  # a list of buttons
        elif signed:
            if not is_signed(own):
                inner.add(index)
        elif habits.named:
            # Where names are lost, what stands apart from its siblings is no list in a text.
            close = tight is None or index in tight or not lines[item.own[0]].gap
            answered = all_buttoned and _ends_with_button(lines, item)
            if (close or not lost) and not answered and not _is_named(lines, item, habits):
                inner.add(index)
        elif not header.signed and (
            (all_buttoned and not item.children and not _is_buttoned(lines, item))
            or (tight is not None and index in tight)
            or _goes_on(lines, outline, item.parent, index)
        ):
            inner.add(index)
    return inner


def _stand_apart(lines: Sequence[Line], outline: Outline, members: Sequence[int]) -> bool:
    """Whether a blank line stands above every item but the first."""
    return all(lines[outline.items[i].own[0]].gap for i in members[1:])


def _mark(lines: Sequence[Line], outline: Outline, index: int) -> str:
    return lines[outline.items[index].own[0]].marker


def _is_typed(marker: str, roots: str) -> bool:
    """Whether a marker is one that readers type, where those of the comments are not."""
    return (marker == DASH != roots) or (marker.endswith(")") and not roots.endswith(")"))


def _is_named(lines: Sequence[Line], item: Item, habits: Habits) -> bool:
    start = item.own[0]
    return opens_with_name(lines[start : start + 3], tight=habits.tight)


def _is_buttoned(lines: Sequence[Line], item: Item) -> bool:
    return any(has_button(lines[k].text) for k in item.own[1:])


def _ends_with_button(lines: Sequence[Line], item: Item) -> bool:
    """Whether an item has a button of its own below its text, and not that of one around it."""
    last, marker = lines[item.own[-1]], lines[item.own[0]]
    return last is not marker and last.column > marker.column and has_button(last.text)


def _find_tight(lines: Sequence[Line], outline: Outline, roots: Sequence[int]) -> set[int] | None:
    """Items of tight lists: blank lines part the comments of this page, but not these items.

    None where no blank lines part the comments.
    """
    spaced = sum(lines[outline.items[i].own[0]].gap > 0 for i in roots[1:])
    if len(roots) < 3 or spaced < 0.8 * (len(roots) - 1):
        return None
    tight: set[int] = set()
    for item in outline.items[roots[0] :]:
        for above, index in itertools.pairwise(item.children):
            first, second = (lines[outline.items[i].own[0]] for i in (above, index))
            if not second.gap and first.marker[0].isdigit() == second.marker[0].isdigit():
                tight |= {above, index}
    return tight


def _goes_on(lines: Sequence[Line], outline: Outline, parent: int, index: int) -> bool:
    """Whether the text of a comment goes on below an item, which is then a list within it."""
    above = outline.items[parent]
    if above.resumed is None:
        return False
    resumed = [k for k in above.own[above.resumed :] if _is_text(lines[k])]
    return bool(resumed) and resumed[-1] > outline.items[index].own[0]


def _is_text(line: Line) -> bool:
    return not (is_blank(line.text) or is_furniture(line.text) or is_form(line.text))

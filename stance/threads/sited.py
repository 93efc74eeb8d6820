"""Names alone above texts in a list, as Disqus sets comments for pages without scripts.

"• http://example.org/ Ann Lee", below it the text: nothing else on a page is set so. Where no
speaker has a site, pingbacks in the list tell it, or speakers who speak again among replies.
Menus may follow in the same list.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.header import is_pingback
from stance.threads.headers import is_name
from stance.threads.items import Item, Outline
from stance.threads.kinds import is_prose_line

__all__ = ["cut_sited", "read_opening"]

_SITED = re.compile(r"https?://\S+[ \u00a0]+(?P<name>\S.{0,49})")
_MENU = 3  # items of a menu in the same list, at least; fewer may be comments as well
_MOST = 0.7  # of the threads must open with a name and a text below it
_NEARLY_ALL = 0.9  # of the items where nobody has a site
_FEWEST_BACK = 3  # turns of speakers who have spoken before the one above
_FEWEST_THREADS = 3  # where one speaker has a site
_FEWEST = 2  # speakers with a site; a single link with a word behind it stands on many pages


def cut_sited(
    lines: Sequence[Line], outline: Outline, run: Sequence[int], *, headed: bool
) -> list[int]:
    """The siblings among which such speakers are; [] where there are none.

    `headed` tells that they stand below a heading; only sites tell more then.

    What follows the last thread that opens with a name above a text is left out.
    """
    pinged = [is_pingback([lines[k] for k in outline.items[i].own[:2]]) for i in run]
    trees = [_list_below(outline, index) for index in run]
    names = [[read_opening(lines, outline.items[i]) for i in tree] for tree in trees]
    sited = [[_is_sited(lines, outline.items[i]) for i in tree] for tree in trees]
    times = Counter(name for tree in names for name in tree if name)
    again = [any(times[name] > 1 for name in tree if name) for tree in names]
    told = sum(map(sum, sited)) >= _FEWEST
    if not told and (headed or not (any(pinged) or _is_conversation(names, again))):
        talking = not headed and (
            _are_taking_turns([tree[0] for tree in names])
            or (any(map(any, sited)) and _all_named(names))
        )
        if not (talking and all(_says(lines, outline.items[index]) for index in run)):
            return []
    sure = [n for n in range(len(run)) if any(sited[n]) or again[n] or pinged[n]]
    start, stop = sure[0], sure[-1] + 1
    while stop < len(run) and names[stop][0] and _says(lines, outline.items[run[stop]]):
        stop += 1
    if len(run) - stop < _MENU or all(tree[0] for tree in names[stop:]):
        stop = len(run)
    while start and names[start - 1][0]:
        start -= 1
    part = [n for n in range(start, stop) if not pinged[n]]
    # Else it is the list of articles in which their comments stand.
    opened = sum(bool(names[n][0]) for n in part)
    linked = any(pinged[n] and len(names[n]) > 1 for n in range(start, stop))
    whole = (len(part) >= _FEWEST or (linked and part != [])) and opened >= _MOST * len(part)
    return [run[n] for n in range(start, stop)] if whole else []


def _is_conversation(names: Sequence[Sequence[str]], again: Sequence[bool]) -> bool:
    """Whether all items open with names, some speak more than once and some are answered."""
    told = [name for tree in names for name in tree]
    replied = any(len(tree) > 1 for tree in names)
    return replied and any(again) and sum(map(bool, told)) >= _NEARLY_ALL * len(told)


def _are_taking_turns(names: Sequence[str]) -> bool:
    """Whether several of the names come back after others: no menu or glossary has them so."""
    back: list[str] = []
    seen: set[str] = set()
    for above, name in itertools.pairwise(names):
        seen.add(above)
        if name and name != above and name in seen:
            back.append(name)
    named = sum(map(bool, names)) >= _NEARLY_ALL * len(names)
    return named and len(back) >= _FEWEST_BACK and len({*back}) > 1


def _all_named(names: Sequence[Sequence[str]]) -> bool:
    """Whether all of several comments open with names, and some are answered."""
    several = len(names) >= _FEWEST_THREADS and any(len(tree) > 1 for tree in names)
    return several and all(map(all, names))


def _list_below(outline: Outline, index: int) -> list[int]:
    """An item and all below it."""
    found = [index]
    for at in found:
        found.extend(outline.items[at].children)
    return found


def read_opening(lines: Sequence[Line], item: Item) -> str:
    """The name that an item opens with, above a text; "" where it does not."""
    if len(item.own) < 2:
        return ""
    text = lines[item.own[0]].text
    found = _SITED.fullmatch(text)
    name = found["name"] if found is not None else text
    return name if is_name(name) else ""


def _says(lines: Sequence[Line], item: Item) -> bool:
    """Whether prose stands below an item's first line, and no words of a menu."""
    texts = (lines[k] for k in item.own[1:])
    return any(is_prose_line(line) and " " in line.text for line in texts)


def _is_sited(lines: Sequence[Line], item: Item) -> bool:
    opening = lines[item.own[0]].text
    return _SITED.fullmatch(opening) is not None and bool(read_opening(lines, item))

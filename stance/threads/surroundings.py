"""What stands around a list without dates, and how its items open, where it may be the comments."""

from __future__ import annotations

from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.header import is_pingback, opens_with_name
from stance.threads.headers import is_blank
from stance.threads.headings import ends_article, is_form, is_seal, read_count
from stance.threads.items import Item, Outline
from stance.threads.paragraphs import opens_reaction

__all__ = [
    "completes_count",
    "count_items",
    "form_follows",
    "is_by_navigation",
    "is_sealed",
    "reacts",
]

_NEAR = 40  # visible lines below the last comment
_NAVIGATION = 6  # lines between the article's last ones and the first comment
_FEWEST_NAMED = 3
_NEARLY_ALL = 0.8  # of a list's items must be a name above a text
_FEWEST_REACTING = 2
_SOME = 0.3  # of the items
_FEWEST_COUNTED = 4  # items; fewer are as many as announced by chance
_AGAIN = 3  # lines looked at for a name
_SEALED = 3  # lines between the last comment and the service's name
_HALF = 0.5


def form_follows(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether the reply form or the section's end comes within a few lines of the last comment."""
    stop = _find_last(outline, run).own[0]
    after = lines[stop + 1 : stop + 1 + _NEAR]
    return any(is_form(line.text) for line in after)


def is_sealed(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether a service of comments is named right below a run."""
    stop = _find_last(outline, run).own[-1]
    return any(is_seal(line.text) for line in lines[stop : stop + 1 + _SEALED])


def is_by_navigation(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether names with texts, and nothing else, stand at the article's end, without a heading."""
    first, last = run[0], _find_last(outline, run)
    start, stop = outline.items[first].own[0], last.own[-1] + 1
    near = (*lines[max(0, start - _NAVIGATION) : start], *lines[stop : stop + _SEALED])
    # Extractors of main texts drop what stands around; replies are no part of an article's list.
    replied = any(outline.items[index].children for index in run)
    if not (replied and stop == len(lines)) and not any(ends_article(x.text) for x in near):
        return False
    if not any(_has_name_and_text([lines[k] for k in outline.items[n].own]) for n in run):
        return False  # an item around the article and its comments
    items = [item for item in outline.items[first:] if item.own[0] < stop]
    named = sum(_has_name_and_text([lines[k] for k in item.own]) for item in items)
    if replied and named == len(items) > 1:
        return True
    return named >= max(_FEWEST_NAMED, _NEARLY_ALL * len(items))


def reacts(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether a list that ends the dump greets, thanks and praises, or other sites link from it.

    Main-content extraction drops its heading and the reply form, and names that are links.
    """
    if not _ends_dump(lines, outline, run):
        return False
    reacting = items = 0
    for item in outline.items[run[0] :]:
        own = [lines[k] for k in item.own]
        texts = own[1:] if len(own) > 1 and opens_with_name(own[:_AGAIN]) else own
        reacting += is_pingback(own[:2]) or opens_reaction(texts[0].text)
        items += 1
    return reacting >= max(_FEWEST_REACTING, _SOME * items)


def completes_count(
    lines: Sequence[Line], outline: Outline, run: list[int], heading: int | None
) -> bool:
    """Whether a list that ends the dump has as many items as are announced above the article."""
    count = read_count(lines[heading].text) if heading is not None else None
    if count is None or count < _FEWEST_COUNTED or not _ends_dump(lines, outline, run):
        return False
    return count == count_items(outline, run)


def _ends_dump(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether next to nothing stands below a list whose items are paragraphs."""
    last = _find_last(outline, run)
    return len(lines) - last.own[-1] <= _SEALED and _are_apart(lines, outline, run)


def _are_apart(lines: Sequence[Line], outline: Outline, run: list[int]) -> bool:
    """Whether blank lines part most of a list's items, as they part paragraphs."""
    gaps = sum(lines[outline.items[index].own[0]].gap > 0 for index in run[1:])
    return gaps > _HALF * (len(run) - 1)


def _has_name_and_text(own: Sequence[Line]) -> bool:
    below = (line.text for line in own[1:] if not is_blank(line.text))
    return opens_with_name(own[:_AGAIN], tight=_is_tight(own)) and len(next(below, "")) > 0


def _is_tight(own: Sequence[Line]) -> bool:
    """Whether no blank line parts the first line from the second, as lynx sets paragraphs."""
    return len(own) > 1 and not own[1].gap


def count_items(outline: Outline, run: list[int]) -> int:
    """The items of a list and of all lists in it."""
    return _reach(outline, run) - run[0] + 1


def _find_last(outline: Outline, run: list[int]) -> Item:
    return outline.items[_reach(outline, run)]


def _reach(outline: Outline, run: list[int]) -> int:
    last = run[-1]
    while outline.items[last].children:
        last = outline.items[last].children[-1]
    return last

"""List items of a text dump: which lines belong to which marker, and how deep it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from stance.sources.page import Line
from stance.threads.header import read_header
from stance.threads.headers import (
    has_button,
    is_blank,
    is_furniture,
    is_label,
    is_lone_date,
    is_name,
    strip_tag,
)
from stance.threads.headings import is_comment_heading, is_form

__all__ = ["DASH", "Item", "Outline", "read_outline"]

DASH = "–"
"""A marker that writers type; no extractor sets it before an item."""

# lynx sets the first line of a block inside a list item up to four columns before its marker.
_LYNX_DEDENT = 6
_HANGING = 4  # columns left of an item's first words where inscriptis may set its paragraphs
_MOST_NAMES = 2  # short lines below a date in a header: the name and a role
_WRITTEN = ("*", ".")  # what html2text's markers end with
_TWO_DIGITS = len("10.")
_LONGEST_QUOTE = 30  # lines
_SHORTEST_RULE = 20  # characters; writers' own are shorter
_MOST_BEFORE = 3  # lines of a header above a name that is set as a heading
_AVATAR = re.compile(r"(?:user |default )?(?:avatar|gravatar|photo|image)", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """One list item while a page is being cut.

    `level` is the column that counts for nesting; `own` are the indices of its lines, its
    marker's first; `resumed` is the index of the first own line that comes after a nested item.
    """

    level: int
    parent: int
    own: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    resumed: int | None = None


@dataclass(slots=True)
class Outline:
    """All items of a page in order, and the lines that belong to none.

    `flush` tells that continuation lines stand at the margin (html2text, copied text), so that
    only markers show nesting.
    """

    items: list[Item]
    outside: list[int]
    flush: bool
    right_aligned: bool


def _aligns_right(lines: Sequence[Line]) -> bool:
    """Whether "10." starts one column before "9." (lynx, w3m, elinks, inscriptis)."""
    columns: Counter[tuple[int, int]] = Counter()
    for line in lines:
        if line.marker and line.marker[0].isdigit():
            columns[line.column, len(line.marker)] += 1
    left = right = 0
    for (column, width), n in columns.items():
        if width > 2:
            left += n * columns[column, 2]
            right += n * columns[column + width - 2, 2]
    if left or right:
        return right > left
    # Without a tenth comment: bullets tell, since they end where "1." ends ("   • ", "  1. ").
    return _bullets_align_right(lines)


def _bullets_align_right(lines: Sequence[Line]) -> bool:
    numbers = {line.column for line in lines if line.marker[:1].isdigit()}
    bullets = {line.column for line in lines if line.marker and not line.marker[0].isdigit()}
    ends = sum(column + 1 in bullets for column in numbers)
    starts = sum(column in bullets for column in numbers)
    return ends > starts


def _widest_aligned(lines: Sequence[Line]) -> int:
    """The width of the widest markers that end where those of one digit do.

    lynx, w3m and elinks leave room for two digits: "100." begins where "99." does.
    """
    columns: dict[int, set[int]] = {}
    for line in lines:
        if line.marker[:1].isdigit():
            columns.setdefault(len(line.marker), set()).add(line.column)
    beside = columns.get(_TWO_DIGITS, set()) & columns.get(_TWO_DIGITS + 1, set())
    return _TWO_DIGITS if beside else max(columns, default=_TWO_DIGITS)


def _is_flush(lines: Sequence[Line]) -> bool:
    """Whether text stands at the margin between items of one list, and nowhere right of them."""
    outside = 0
    markdown = any(line.heading for line in lines)
    above: Line | None = None
    numbers: dict[int, int] = {}  # last seen in each column
    fallen = False  # the text since the last marker began at the margin
    for line in lines:
        if line.marker:
            number = int(line.marker[:-1]) if line.marker[0].isdigit() else None
            goes_on = number is not None and numbers.get(line.column) == number - 1
            if number is not None:
                numbers[line.column] = number
            if above is not None and fallen:
                outside += goes_on or (markdown and _lists_on(above, line))
            above, fallen = line, False
        elif above is not None and above.column > 0:
            fallen = fallen or line.column == 0
    return outside > 0 and outside > _count_inside(lines)


def _count_inside(lines: Sequence[Line]) -> int:
    """How many lines of text stand right of the marker above them, if that is not at the margin."""
    inside = 0
    column = 0  # of that marker
    for line in lines:
        if line.marker:
            column = line.column
        elif line.column == 0:
            column = 0  # what is right of it after that is code
        elif 0 < column < line.column:
            # Names and dates may be what is left of a list in the item ("1. * Ann * May 3").
            inside += not is_label(line.text)
    return inside


def _lists_on(above: Line, line: Line) -> bool:
    """Whether a marker of Markdown goes on in the list of another or opens a list below it.

    Two bullets with text between are one list in Markdown only; elsewhere they are two.
    """
    if above.marker[0].isdigit() and line.marker[0].isdigit() and above.column == line.column:
        return False  # only the next number goes on
    return above.column > 0 and line.column >= above.column


def read_outline(lines: Sequence[Line]) -> Outline:
    """The outline of a page.

    >>> from stance.sources.dump import read_dump
    >>> page = read_dump("  1. a\\n    • b\\n  2. c\\n")
    >>> [item.parent for item in read_outline(page.lines).items]
    [-1, 0, -1]
    """
    right, flush = _aligns_right(lines), _is_flush(lines)
    widest = _widest_aligned(lines) if right else 0
    outline = Outline([], [], flush, right)
    items, stack = outline.items, list[int]()
    dedented = -1  # the column of lines that lynx set before their marker
    column = 0  # of the marker last seen; a line right of it is none of those set left
    hanging: dict[int, int] = {}  # items whose text stands below their marker, and its column
    for k, line in enumerate(lines):
        outer = lines[items[stack[0]].own[0]] if flush and stack else None
        typed = flush and not line.column and _is_typed(lines, k, outer)
        if line.marker and not typed:
            level = line.column + min(len(line.marker), widest) + 1 if right else line.column
            while stack and items[stack[-1]].level >= level:
                stack.pop()
            parent = stack[-1] if stack else -1
            if parent >= 0:
                items[parent].children.append(len(items))
            stack.append(len(items))
            items.append(Item(level, parent, [k]))
            dedented = -1
            column = line.column
            continue
        if flush:
            # A heading ends the list, but right below a marker it is the speaker's name.
            if line.heading and not (stack and _is_bare(lines, items[stack[-1]])):
                stack.clear()
        elif stack and line.column > max(column, lines[items[stack[-1]].own[0]].column):
            dedented = -1  # right of the marker, as nearly all are
        elif stack and line.column <= column and _is_own(lines, k, stack, items, dedented):
            dedented = line.column
        elif stack and _hangs(lines, k, items[stack[-1]], hanging.get(stack[-1])):
            hanging[stack[-1]] = line.column
        else:
            dedented = -1
            _close(stack, items, hanging, line, lines)
        if stack:
            _append(items[stack[-1]], k)
        else:
            outline.outside.append(k)
    return outline


def _is_typed(lines: Sequence[Line], k: int, outer: Line | None) -> bool:
    """Whether a comment's writer set a marker: html2text sets most of its own right of the margin.

    Where a page never closes its lists, it sets bullets there; images, names and dates tell them.
    """
    line = lines[k]
    if line.marker[-1:] not in _WRITTEN:
        return True
    if line.marker != "*" or outer is None or not outer.column:
        return False  # "10." may stand left of "9."
    tagged = strip_tag(line.text) != line.text
    return not (tagged or read_header(lines[k : k + _MOST_BEFORE]).signed)


def _is_bare(lines: Sequence[Line], item: Item) -> bool:
    """Whether nothing but a marker, an image or a date has been seen of an item."""
    return not item.children and all(
        is_blank(lines[k].text) or is_lone_date(lines[k].text) for k in item.own
    )


def _close(
    stack: list[int], items: list[Item], hanging: dict[int, int], line: Line, lines: Sequence[Line]
) -> None:
    """Take off the stack the items that a line of text stands left of."""
    while stack:
        column = lines[items[stack[-1]].own[0]].column
        if line.column > column:
            return
        if line.column >= hanging.get(stack[-1], column + 1) and not is_comment_heading(line.text):
            return
        stack.pop()


def _is_own(
    lines: Sequence[Line], k: int, stack: Sequence[int], items: list[Item], dedented: int
) -> bool:
    """Whether a line left of its marker belongs to it all the same."""
    top = items[stack[-1]]
    return (
        _is_dedented(lines[k], lines[k - 1], top, dedented, lines, items)
        or _is_lynx_quote(lines, k, top, items[stack[0]])
        or _is_headed_name(lines, k, top)
        or _is_last_button(lines, k, stack, items)
    )


def _is_dedented(
    line: Line,
    above: Line,
    top: Item,
    dedented: int,
    lines: Sequence[Line],
    items: Sequence[Item],
) -> bool:
    marker = lines[top.own[0]]
    if line.gap or line.column > marker.column or line.column < marker.column - _LYNX_DEDENT:
        return False
    if dedented >= 0:
        return line.column == dedented
    outer = lines[items[top.parent].own[0]] if top.parent >= 0 else None
    if outer is not None and outer.text and line.column == outer.text_column:
        return False  # it goes on the comment above, whose list of buttons is empty
    return above is marker and (not marker.text or _AVATAR.fullmatch(marker.text) is not None)


def _is_headed_name(lines: Sequence[Line], k: int, top: Item) -> bool:
    """Whether a line left of its marker is a name that the page sets as a heading.

    lynx and elinks set headings in list items left of them; the text goes on right of the marker.
    """
    line, marker = lines[k], lines[top.own[0]]
    if line.column > marker.column or top.children or len(top.own) > _MOST_BEFORE:
        return False
    if k + 1 == len(lines) or lines[k + 1].marker or lines[k + 1].column <= marker.column:
        return False
    if not is_name(line.text) or is_comment_heading(line.text) or is_form(line.text):
        return False
    return all(
        is_blank(text) or is_lone_date(text) or (is_name(text) and not is_furniture(text))
        for text in (lines[n].text for n in top.own)
    )


def _is_last_button(lines: Sequence[Line], k: int, stack: Sequence[int], items: list[Item]) -> bool:
    """Whether a line left of its marker is the button below a comment, as lynx sets footers."""
    line, top = lines[k], items[stack[-1]]
    if line.gap or k + 1 == len(lines) or not lines[k + 1].marker or top.own[-1] != k - 1:
        return False
    if any(lines[items[above].own[0]].text_column == line.column for above in stack):
        return False  # it goes on the comment above the list
    column = lines[top.own[0]].column
    return column - _LYNX_DEDENT <= line.column <= column and has_button(line.text)


def _is_lynx_quote(lines: Sequence[Line], k: int, top: Item, outer: Item) -> bool:
    """Whether lines left of their marker are a quotation that the text goes on after.

    lynx sets a quotation inside a nested list at the page's own margin, elinks code.
    """
    line, marker = lines[k], lines[top.own[0]]
    if not line.gap or line.column > marker.column or line.heading or is_form(line.text):
        return False
    if marker.marker == DASH:
        return False  # a list in a text that goes on below it
    texts = {marker.text_column, *(lines[n].column for n in top.own[1 : 1 + _MOST_BEFORE])}
    for below in lines[k + 1 : k + 1 + _LONGEST_QUOTE]:
        if below.column != line.column or below.marker:
            if below.gap:  # elinks sets code so, with blank lines around it
                left = line.column < lines[outer.own[0]].column and not below.marker
                return left and below.column > marker.column and below.column in texts
            if below.marker:
                return below.column > marker.column and is_furniture(below.text)
            return below.column in texts
    return False


def _hangs(lines: Sequence[Line], k: int, top: Item, column: int | None) -> bool:
    """Whether a line left of an item's text is its text all the same: above is a header only.

    Or it is the name above a date that stands below the text. `column` is where such a line stood
    in this item before.
    """
    line, marker = lines[k], lines[top.own[0]]
    if line.column > marker.column or line.heading or _is_rule(line.text):
        return False  # what stands right of the marker is its text anyway
    if line.column not in (marker.column, marker.text_column - _HANGING):
        return False
    if is_comment_heading(line.text) or is_form(line.text):
        return False
    if column is not None:
        return line.column == column
    own = [lines[k] for k in top.own]
    if line.column == marker.column and not line.gap and all(has_button(x.text) for x in own):
        return True  # a button that floats above the header
    if line.column == marker.column and _closes(lines, k, own):
        return True
    header = read_header(own)
    if len(own) == 1 and top.parent >= 0 and line.gap and line.column == marker.column:
        # A name whose date stands below the text; lists of Resiliparse's and of writers look so.
        return header.signed or (marker.marker not in ("•", DASH) and is_name(marker.text))
    # Where the date comes first, the name below it is not yet known for one.
    rest = [line.text for line in own[header.n_lines :]]
    return header.signed and len(rest) <= _MOST_NAMES and all(map(is_name, rest))


def _is_rule(text: str) -> bool:
    """Whether a line is a rule across the page, as w3m ("━━━"), lynx and elinks draw them."""
    return len(text) >= _SHORTEST_RULE and len({*text}) == 1 and not text[0].isalnum()


def _closes(lines: Sequence[Line], k: int, own: Sequence[Line]) -> bool:
    """Whether a name and a date stand below buttons that close a text without a date."""
    if k + 1 == len(lines) or lines[k + 1].marker:
        return False
    if len(own) == 1 or not has_button(own[-1].text):
        return False
    signed = is_name(lines[k].text) and is_lone_date(lines[k + 1].text)
    return signed and not any(is_lone_date(line.text) for line in own)


def _append(item: Item, k: int) -> None:
    if item.children and item.resumed is None:
        item.resumed = len(item.own)
    item.own.append(k)

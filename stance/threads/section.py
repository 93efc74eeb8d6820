"""Which list items of a dump are the page's comments: those whose dates are written alike."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.sources.page import Line
from stance.threads.centred import stands_beyond
from stance.threads.header import MOST_LINES, Habits, Header, is_pingback, read_header
from stance.threads.headers import (
    has_button,
    is_blank,
    is_furniture,
    is_lone_date,
    is_name,
    mask_line,
    read_form,
    read_says,
    read_stamp,
)
from stance.threads.headings import counts_pings, is_form, is_latest_heading, read_count
from stance.threads.items import DASH, Item, Outline
from stance.threads.rising import count_on
from stance.threads.siblings import Sight, Signed, fill_run, has_words, is_full
from stance.threads.tail import read_tail
from stance.threads.turns import Turn, are_said, are_turns

__all__ = ["Section", "find_section"]

# How many visible lines may stand between the heading and the first comment
# (sort buttons, the reply form where a theme puts it first).
_NEAR = 40
_HALF, _MOST = 0.5, 0.8
_WIDE = 2  # blank lines; html2text leaves more than between paragraphs where a list ends
_MANY = 50  # comments beyond which more do not make a list more believable
_SAYS = "says"  # the form of a header that has no date
_FEWEST = 3  # comments that must end alike
_SAMPLE = 500  # comments looked at for that
_LONGEST_BUTTON = 30  # characters
_BELOW = Habits(below=True)
_CLOSED = Habits(open=False)


@dataclass(frozen=True, slots=True)
class Section:
    """The comments of a page: the items that open them, in order, and where the last one ends.

    `starts` are indices of the outline's items and `stop` a line (exclusive). `signed` tells that
    the comments carry dates or "says", and `n_signed` how many of them. `boxes` are items between
    them that are none, such as advertisements.
    """

    starts: tuple[int, ...]
    stop: int
    heading: int | None
    signed: bool
    n_signed: int
    score: float
    boxes: tuple[int, ...] = ()


def find_section(
    lines: Sequence[Line],
    outline: Outline,
    headings: frozenset[int],
    nearest: Sequence[int | None],
    boxes: frozenset[int],
) -> Section | None:
    """The best list of items whose dates are written alike, or None.

    `nearest` tells for every line the comment heading that it stands below, `boxes` are lines that
    may head a box of other comments or articles.
    """
    starts = [item.own[0] for item in outline.items]
    sight = Sight(
        lines, outline, headings, [*starts[1:], len(lines)], frozenset(outline.outside), boxes
    )
    groups = _group(sight)
    breaks = _count_breaks(sight) if groups else []
    found: list[tuple[float, list[Signed], int | None]] = []
    for group in groups.values():
        grouped = itertools.groupby(group, key=lambda member: breaks[member.line])
        runs = [run for _, members in grouped for run in _part_at_headings(sight, list(members))]
        for run in (_trim(sight, run) for run in runs):
            heading = nearest[run[0].line]
            if score := _judge(sight, run, heading):
                found.append((score, run, heading))
    best = _choose(sight, found)
    if best is None:
        return None
    score, run, heading = best
    filled, between = fill_run(sight, run)
    return Section(
        starts=tuple(filled),
        stop=_find_stop(sight, filled),
        heading=_near(heading, run),
        signed=True,
        n_signed=len(run),
        score=score,
        boxes=tuple(between),
    )


def _choose(
    sight: Sight, found: Sequence[tuple[float, list[Signed], int | None]]
) -> tuple[float, list[Signed], int | None] | None:
    """The best list; a heading is none for what stands below its own list and the reply form."""
    stops: dict[int, int] = {}  # the form below the first list of each heading
    for _, run, heading in found:
        if heading is None or run[0].line - heading > _NEAR:
            continue
        form = _find_form(sight, run[-1])
        if form is not None:
            stops[heading] = min(form, stops.get(heading, form))
    best = None
    for score, run, heading in found:
        if heading is not None and run[0].line >= stops.get(heading, len(sight.lines)):
            heading = None
            score = _judge(sight, run, heading)
        if score and (best is None or score > best[0]):
            best = score, run, heading
    return best


def _part_at_headings(sight: Sight, members: list[Signed]) -> list[list[Signed]]:
    """The members, parted where a Markdown heading stands between two that most do not have."""
    if not sight.outline.flush:
        return [members]
    headed = [
        any(sight.lines[k].heading for k in range(above.line + 1, below.line))
        for above, below in itertools.pairwise(members)
    ]
    if 2 * sum(headed) > len(headed):
        return [members]
    cuts = [n for n, apart in enumerate(headed, 1) if apart]
    bounds = itertools.pairwise([0, *cuts, len(members)])
    return [members[start:stop] for start, stop in bounds]


def _near(heading: int | None, run: Sequence[Signed]) -> int | None:
    return heading if heading is not None and run[0].line - heading <= _NEAR else None


def _count_breaks(sight: Sight) -> list[int]:
    """For every line, how many lines up to it begin another part of the page."""
    counts: list[int] = []
    n = 0
    counted = [k for k in sight.headings if read_count(sight.lines[k].text) is not None]
    marked = {k for k, line in enumerate(sight.lines) if line.heading or counts_pings(line.text)}
    for k in sorted(marked | sight.headings | sight.outside):
        line = sight.lines[k]
        counts.extend([n] * (k - len(counts)))
        apart = line.heading or k in sight.outside
        if k in sight.headings:
            # An article may be indented below a menu's last item, and all its comments with it.
            n += apart or sight.outline.flush or counted == [k]
        elif counts_pings(line.text):
            n += 1
        elif apart:
            n += is_form(line.text) or (k in sight.boxes and is_latest_heading(line.text))
        counts.append(n)
    counts.extend([n] * (len(sight.lines) - len(counts)))
    return counts


def _group(sight: Sight) -> dict[str, list[Signed]]:
    """The signed items by the form of their date."""
    groups: dict[str, list[Signed]] = {}
    tailed: set[int] = set()  # items with their date below the text
    for index, item in enumerate(sight.outline.items):
        start, end = item.own[0], sight.ends[index]
        if _is_empty(sight, item):
            continue
        if sight.lines[start].marker == DASH and item.parent >= 0:
            end = min(end, item.own[-1] + 1)  # a list in a text, above the name and date of that
        opening = _open(sight, start, end)
        header = read_header(opening)
        own = _own(sight, item) if header.n_between or not header.signed else ()
        if header.n_between and not has_words(own[header.n_lines :]):
            header = read_header(opening, _CLOSED)  # what it took for a badge was the text
        form, full = header.form or _SAYS, is_full(sight, index, header.n_lines)
        if not header.signed:
            timestamp = read_tail(own[-MOST_LINES:], _BELOW, dated=False).timestamp
            if timestamp is None:
                continue
            form, full = read_form(timestamp), True
            tailed.add(index)
        elif not full and header.speaker is not None and _is_text_above(sight, item, header):
            tailed.add(index)  # "Who pays?" above name and date is the text
        said = header.signed and (header.form == "" or header.n_lines > 1)
        button = _has_button(sight, start, end)
        signed = Signed(index, start, said, full, button, header.n_lines)
        groups.setdefault(form, []).append(signed)
    for form, members in groups.items():
        below = sum(member.item in tailed for member in members)
        empty = sum(not member.full and member.n_lines > 1 for member in members)
        if 4 * below > len(members) and 2 * (below + empty) > len(members):
            # Short texts above their dates look like names there.
            groups[form] = [member._replace(full=True) for member in members]
    return groups


def _is_empty(sight: Sight, item: Item) -> bool:
    """Whether an item is an empty list of buttons: what stands below goes on the comment above."""
    k = item.own[0]
    if item.children or len(item.own) > 1 or sight.lines[k].text or item.parent < 0:
        return False
    outer = sight.lines[sight.outline.items[item.parent].own[0]]
    below = sight.lines[k + 1 : k + 2]
    return outer.text != "" and any(line.column == outer.text_column for line in below)


def _is_text_above(sight: Sight, item: Item, header: Header) -> bool:
    """Whether what stands above a date is a text: no name, or one is beside date and buttons."""
    if header.speaker is not None and not is_name(header.speaker):
        return True
    own = _own(sight, item)[-MOST_LINES:]
    if not has_button(own[-1].text):
        return False  # titles of other articles stand so, too
    tail = read_tail(own, _BELOW, dated=False)
    return tail.n_left > 0 and tail.timestamp is not None and tail.speaker == header.speaker


def _open(sight: Sight, start: int, end: int) -> Sequence[Line]:
    """The first lines of an item, up to those that belong to none."""
    stop = min(end, start + MOST_LINES)
    if not sight.outside.isdisjoint(range(start, stop)):
        stop = min(sight.outside.intersection(range(start, stop)))
    return sight.lines[start:stop]


def _own(sight: Sight, item: Item) -> Sequence[Line]:
    """An item's lines; where no indentation shows its end, up to a wide gap or a form."""
    own = [sight.lines[k] for k in item.own]
    if not sight.outline.flush:
        return own
    stops = (n for n, line in enumerate(own) if n and (line.gap > _WIDE or is_form(line.text)))
    return own[: next(stops, len(own))]


def _has_button(sight: Sight, start: int, end: int) -> bool:
    if has_button(sight.lines[end - 1].text):
        return True  # most stand last
    near = {*range(start, min(start + 5, end)), *range(max(start, end - 3), end)}
    return any(has_button(sight.lines[k].text) for k in near)


def _trim(sight: Sight, run: list[Signed]) -> list[Signed]:
    """The run without headers alone at its ends that stand apart: teasers of other pages."""
    while len(run) > 1 and not run[-1].full and _stand_apart(sight, run[-2], run[-1]):
        run = run[:-1]
    while len(run) > 1 and not run[0].full and _stand_apart(sight, run[0], run[1]):
        run = run[1:]
    return run


def _stand_apart(sight: Sight, first: Signed, second: Signed) -> bool:
    return any(
        k in sight.outside and not is_furniture(sight.lines[k].text)
        for k in range(first.line + 1, second.line)
    ) or not (first.full or second.full)


def _judge(sight: Sight, run: Sequence[Signed], heading: int | None) -> float:
    """How much a run reads like the page's comments; 0 where it does not."""
    n = len(run)
    near, formed = _near(heading, run) is not None, _find_form(sight, run[-1]) is not None
    buttons = max(sum(member.button for member in run), _count_shared(sight, run)) / n
    if sum(member.full for member in run) < (_HALF if near else _MOST) * n:
        return 0.0
    several = n > 1 and (formed or buttons >= _HALF)
    turns = [] if near else _read_turns(sight, run)
    spoken = are_turns(turns) or are_said(turns) or (not near and _are_counted(sight, run))
    if not (near or several or (formed and buttons) or spoken):
        return 0.0  # one date above the form, in a list under no heading, is the article's
    weight = 2 * (near or spoken) + formed + 2 + buttons
    return float(weight * min(n, _MANY) ** 0.5)


def _read_turns(sight: Sight, run: Sequence[Signed]) -> list[Turn]:
    turns = []
    for member in run[:_MANY]:
        own = _own(sight, sight.outline.items[member.item])
        header = read_header(own)
        if header.n_between and not has_words(own[header.n_lines :]):
            header = read_header(own, _CLOSED)
        speaker, timestamp, text = header.speaker, header.timestamp, own[header.n_lines :]
        if timestamp is None:
            tail = read_tail(own[-MOST_LINES:], _BELOW, dated=False)
            speaker, timestamp = speaker or tail.speaker, tail.timestamp
            text = text[:-1]
        turns.append(Turn(speaker, timestamp, _says(own, header), text))
    return turns


def _are_counted(sight: Sight, run: Sequence[Signed]) -> bool:
    """Whether numbers beside the dates count the members of a run."""
    stamped = [
        next((k for k in own[: member.n_lines] if read_stamp(sight.lines[k].text)), own[0])
        for member in run[:_MANY]
        for own in (sight.outline.items[member.item].own,)
    ]
    return count_on(sight.lines, stamped)


def _says(own: Sequence[Line], header: Header) -> bool:
    return any(read_says(line.text) is not None for line in own[: header.n_lines])


def _count_shared(sight: Sight, run: Sequence[Signed]) -> int:
    """How many members of a run end with the line that most do: a button in whatever language."""
    lasts: Counter[str] = Counter()
    for member in run[:_SAMPLE]:
        own = sight.outline.items[member.item].own
        text = sight.lines[own[-1]].text
        if (
            len(own) > member.n_lines + 1
            and len(text) <= _LONGEST_BUTTON
            and not is_lone_date(text)
        ):
            lasts[mask_line(text)] += 1
    _, times = lasts.most_common(1)[0] if lasts else ("", 0)
    return times * len(run) // min(len(run), _SAMPLE) if times >= _FEWEST else 0


def _find_form(sight: Sight, last: Signed) -> int | None:
    """The line of the reply form or the section's end within a few lines of the last comment."""
    stop = sight.outline.items[last.item].own[-1]
    for k in range(stop, min(stop + 1 + _NEAR, len(sight.lines))):
        text = sight.lines[k].text
        if is_form(text):
            return k
        if k in sight.headings and read_count(text):
            return None  # that of other comments
    return None


def _find_stop(sight: Sight, starts: Sequence[int]) -> int:
    """The line at which the last comment ends: where its list does, or another part begins."""
    items, lines = sight.outline.items, sight.lines
    last = starts[-1]
    start = items[last].own[0]
    gaps = (lines[k].gap for k in range(items[starts[0]].own[0] + 1, start + 1))
    widest = max((2, *gaps)) if sight.outline.flush else 0
    margin = _find_margin(sight, starts)
    rightmost = max(lines[items[index].own[0]].text_column for index in starts)
    own, inside, index = set(items[last].own), {last}, last
    for k in range(start + 1, len(lines)):
        line = lines[k]
        if line.marker and index + 1 < len(items) and items[index + 1].own[0] == k:
            index += 1
            if items[index].parent not in inside or _ends_section(line):
                return k
            inside.add(index)
            own.update(items[index].own)
            continue
        if line.heading and k in own and not line.marker and _is_bare(lines, start, k):
            continue  # the speaker's name below an image
        beyond = sight.outline.flush and (k in sight.headings or line.gap > widest)
        if not line.marker and line.gap and is_pingback([line]):
            return k  # those of a list of their own below the comments
        if beyond or k not in own or _ends_section(line) or stands_beyond(line, rightmost):
            return k
        if line.column < margin and not _goes_on(lines, own, k, margin):
            return k
    return len(lines)


def _goes_on(lines: Sequence[Line], own: set[int], k: int, margin: int) -> bool:
    """Whether a text goes on below lines left of it: lynx sets quotations there."""
    below = itertools.takewhile(own.__contains__, range(k + 1, len(lines)))
    return any(lines[n].column >= margin for n in below)


def _find_margin(sight: Sight, starts: Sequence[int]) -> int:
    """The column that no text of the last comment stands left of, as none does of the others."""
    if sight.outline.flush or len(starts) < _FEWEST:
        return 0
    others = (sight.outline.items[index].own for index in starts[:-1])
    hung = sum(
        sight.lines[k].column < sight.lines[own[0]].text_column for own in others for k in own[1:]
    )
    return 0 if hung else sight.lines[sight.outline.items[starts[-1]].own[0]].text_column


def _is_bare(lines: Sequence[Line], start: int, stop: int) -> bool:
    texts = (lines[k].text for k in range(start, stop))
    return all(is_blank(text) or is_lone_date(text) for text in texts)


def _ends_section(line: Line) -> bool:
    return line.heading or is_form(line.text) or is_latest_heading(line.text)

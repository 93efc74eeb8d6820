"""Comments of dumps without list markers: cut where the header lines come round again.

Sites print the same header above (or below) every comment. Whatever its words are, its shape
repeats down the section, and that is what is looked for here.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from stance.sources.answers import find_addressee
from stance.sources.bylines import is_byline, read_byline_words
from stance.sources.page import Line
from stance.sources.teasers import leads_on
from stance.threads.answered import are_answered, are_bylines, says_when
from stance.threads.boxes import ends_comments
from stance.threads.ends import MOST
from stance.threads.headers import mask_line, read_form, read_says, read_stamp
from stance.threads.headings import counts_comments, is_form, read_count
from stance.threads.kinds import REPLYING, is_button, is_prose_line, kind_of
from stance.threads.rising import drop_unnumbered
from stance.threads.stretches import Flat, cut_at
from stance.threads.turns import are_posts, read_turns

__all__ = ["Flat", "find_flat"]

_FEWEST = 4  # announced comments; two or three names are found on any page
_NEARLY = 0.8  # of the announced comments must be found for names alone to count as headers
_ANNOUNCED = 2.0  # times the score of headers of which there are as many as announced
_SAID = 1.5  # times the score of headers with "says", which a date in a teaser has not
# "Conversation" may head a box of what was said elsewhere, "Thoughts" a menu or a post.
_TALK = re.compile(
    r"\W*(?:(?:the )?(?:conversation|discussion)s?|diskussion(?:en)?"
    r"|(?:some )?thoughts(?: on .*)?)\W*",
    re.I,
)
_TALKED = 0.5
_MORE = 1.2  # times as many dates of any shape as of one, for their shapes not to count
_AGE = "ago"  # the form of "3 weeks ago"
# Forms with a time, with a month's name, with a day.
_TOLD = (re.compile("ago|:"), re.compile(r"ago|\bm\b"), re.compile(r"ago|\bm\b|0[-/.年] ?0"))
# What stands below teasers, and what below comments only.
_SHARING = re.compile(
    r"(?:\W*(?:share|(?:read |see )?more|save|follow|teilen|mehr|merken|weiterlesen|partager"
    r"|compartir|condividi|delen|udostępnij|paylaş|поделиться|dela|email|print)\W*)+",
    re.I,
)
_MOST_PROSE = 6  # lines of rules, or of the first comment, between heading and first date
_LONGEST = 400  # lines; a longer stretch between two headers is another part of the page


def find_flat(
    lines: Sequence[Line], headings: frozenset[int], boxes: frozenset[int]
) -> Flat | None:
    """The comments of a page by their repeating headers, or None where nothing repeats.

    `boxes` are lines that may head a box of other comments or articles.
    """
    found: list[tuple[float, int | None, list[int]]] = []
    for heading, start, stop in _regions(lines, headings, boxes):
        for anchors, weight in _find_anchors(lines, heading, start, stop):
            score = len(anchors) * weight * (3 if heading is not None else 1)
            if heading is not None and weight == 1 and are_bylines(lines, anchors):
                score *= _SAID  # boxes of latest comments have none
            if heading is not None and read_count(lines[heading].text) == len(anchors):
                score *= _ANNOUNCED
            if heading is not None and found and _TALK.fullmatch(lines[heading].text):
                score *= _TALKED
            found.append((score, heading, anchors))
    for _, heading, anchors in sorted(found, key=lambda one: -one[0]):
        if _are_rows(anchors):
            continue
        if heading is None and (len(anchors) < 2 or not are_answered(lines, anchors)):
            continue
        if heading is None:
            anchors = drop_unnumbered(lines, anchors)
        apart = heading is None or _heads_article(lines, heading, anchors[0])
        apart = apart or _TALK.fullmatch(lines[heading or 0].text) is not None
        if apart and (_are_teasers(lines, anchors) or are_posts(read_turns(lines, anchors))):
            continue
        flat = cut_at(lines, heading, anchors)
        if flat is not None:
            return flat
    return None


def _are_rows(anchors: Sequence[int]) -> bool:
    """Whether most dates stand right above the next one, as in a table: nothing is said there."""
    adjacent = sum(b == a + 1 for a, b in itertools.pairwise(anchors))
    return 2 * adjacent > len(anchors)


def _regions(
    lines: Sequence[Line], headings: frozenset[int], boxes: frozenset[int]
) -> list[tuple[int | None, int, int]]:
    """(heading, start, stop) of the parts of a page, cut at comment headings and other boxes."""
    cuts: list[tuple[int | None, int]] = [(None, 0)]
    buttons = _find_counters(lines, headings)
    for k in sorted(headings | boxes):
        if k in headings and k not in buttons:
            cuts.append((k, k + 1))
        elif k in boxes and ends_comments(lines, cuts[-1][1], k):
            cuts.append((None, k + 1))
    stops = [start for _, start in cuts[1:]] + [len(lines)]
    return [(h, start, stop) for (h, start), stop in zip(cuts, stops, strict=True) if stop > start]


def _find_counters(lines: Sequence[Line], headings: frozenset[int]) -> set[int]:
    """Lines that read like headings but count the answers of one comment each ("2 responses")."""
    alike: dict[str, list[int]] = {}
    for k in sorted(headings):
        if read_count(lines[k].text) is not None and not lines[k].heading:
            alike.setdefault(mask_line(lines[k].text), []).append(k)
    first = min(headings, default=0)
    return {
        k
        for group in alike.values()
        if first < group[0] and len({read_count(lines[k].text) for k in group}) > 1
        for k in group
    }


def _find_anchors(
    lines: Sequence[Line], heading: int | None, start: int, stop: int
) -> list[tuple[list[int], float]]:
    """Groups of header lines of one shape, with the weight of their kind."""
    groups: dict[tuple[bool, bool, bool], list[int]] = {}
    for k in range(start, stop):
        # A date in a list item is a matter for lists; most are teasers of other articles.
        shape = _shape(lines[k]) if not lines[k].marker else None
        if shape is not None:
            groups.setdefault(shape, []).append(k)
    _add_opening_items(lines, groups, start)
    if heading is not None:
        count = read_count(lines[heading].text)
        if all(len(group) != count for group in groups.values()):
            for names_shape, names in _find_names(lines, start, stop, count).items():
                groups.setdefault(names_shape, names)
    dated = sorted(itertools.chain.from_iterable(g for shape, g in groups.items() if not shape[0]))
    if len(groups) > 1:
        dated = _drop_others(lines, dated, _read_forms(lines, dated))
    dated = _drop_texts(lines, dated)
    if are_bylines(lines, dated):
        dated = [k for k in dated if is_byline(lines[k].text)]  # others are in the texts
    most = max(map(len, groups.values()), default=0)
    told = heading is not None or are_bylines(lines, dated)
    if heading is None and told:
        dated = _drop_article(lines, dated)
    if told and dated and len(dated) >= _MORE * most and _are_apart(lines, dated):
        groups[False, True, True] = dated  # some with a role beside the date, others without
    # "says" is never said by anything but a header; a date may stand in any teaser.
    return [
        (part, _SAID if shape[0] else 1.0)
        for shape, group in groups.items()
        for part in (
            [_keep_dated(lines, group)] if shape[0] else _part_forms(lines, group, heading)
        )
    ]


def _keep_dated(lines: Sequence[Line], anchors: list[int]) -> list[int]:
    """The headers with "says" and a date, where most have both: others head quotations.

    The first has no date where extraction set each below the text together with the next name.
    """
    dated = [k for k in anchors if k == anchors[0] or says_when(lines[k].text)]
    return dated if len(dated) >= MOST * len(anchors) else anchors


def _add_opening_items(
    lines: Sequence[Line], groups: dict[tuple[bool, bool, bool], list[int]], start: int
) -> None:
    """Put the item first that holds all headers of a group, as bbPress sets its forums."""
    for shape, group in groups.items():
        above = (k for k in range(group[0] - 1, start - 1, -1) if lines[k].marker)
        item = next(above, None)
        if item is None or len(group) < _FEWEST - 1 or _shape(lines[item]) != shape:
            continue
        within = all(lines[k].column > lines[item].column or not lines[k].column for k in group)
        usual, _ = Counter(_read_forms(lines, group)).most_common(1)[0]
        if within and _read_forms(lines, [item]) == [usual]:
            group.insert(0, item)


def _read_forms(lines: Sequence[Line], anchors: list[int]) -> list[str]:
    stamps = [read_stamp(lines[k].text) for k in anchors]
    return [read_form(stamp.timestamp) if stamp is not None else "" for stamp in stamps]


def _drop_others(lines: Sequence[Line], anchors: list[int], forms: list[str]) -> list[int]:
    """The lines without those below the last date written as most are: teasers of other pages.

    Ages give way to dates and dates to ages within one list.
    """
    usual, times = Counter(forms).most_common(1)[0] if forms else ("", 0)
    if 2 * times <= len(forms) or forms[-1] == usual:
        return anchors
    written = [k for k, form in zip(anchors, forms, strict=True) if form == usual]
    if _part_at_form(lines, written, anchors[-1]):
        return [k for k in anchors if k <= written[-1]]
    sure = times >= MOST * len(forms)
    shapes = [_shape(lines[k]) for k in anchors]
    shape = Counter(shapes).most_common(1)[0][0]
    like = [
        form == usual or (own == shape and (not sure or _AGE in (form, usual)))
        for form, own in zip(forms, shapes, strict=True)
    ]
    last = max(n for n, alike in enumerate(like) if alike)
    return anchors[: last + 1]


def _part_at_form(lines: Sequence[Line], anchors: list[int], last: int) -> bool:
    """Whether the reply form stands between some headers and lines below that hold dates.

    "35 min" is how long a dish takes that the page links to.
    """
    said = {lines[k].text for k in range(anchors[0], anchors[-1])}
    below = (lines[k].text for k in range(anchors[-1] + 1, last))
    return any(is_form(text) and text not in said for text in below)


def _drop_texts(lines: Sequence[Line], anchors: list[int]) -> list[int]:
    """The lines without dates in texts, which lack a time, a month's name or a day most have."""
    written = list(zip(anchors, _read_forms(lines, anchors), strict=True))
    for pattern in _TOLD:
        telling = {form for form in {form for _, form in written} if pattern.search(form)}
        told = [(k, form) for k, form in written if form in telling]
        if len(told) >= MOST * len(written):
            written = told
    return [k for k, _ in written]


def _drop_article(lines: Sequence[Line], anchors: list[int]) -> list[int]:
    """The bylines without the first, if others name their writers in other words: the article's."""
    opening = [read_byline_words(lines[k].text) for k in anchors]
    return anchors[1:] if _FEWEST < len(opening) == opening.count(opening[-1]) + 1 else anchors


def _are_apart(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether text stands between nearly any two lines with dates, as between two comments."""
    apart = sum(
        any(is_prose_line(lines[k]) for k in range(a + 1, b))
        for a, b in itertools.pairwise(anchors)
    )
    return apart >= _NEARLY * (len(anchors) - 1)


def _part_forms(lines: Sequence[Line], anchors: list[int], heading: int | None) -> list[list[int]]:
    """The lines of a group, parted by the form of their dates where two forms alternate.

    Members of a forum have two dates each: of what they say, and of their joining. Ages above
    older dates are one list; so is an article's own date above a list no part of it.
    """
    anchors = _drop_texts(lines, anchors)
    forms = _read_forms(lines, anchors)
    changes = sum(a != b for a, b in itertools.pairwise(forms))
    if 2 * changes > len(forms) > 2:
        parts: dict[str, list[int]] = {}
        for k, form in zip(anchors, forms, strict=True):
            parts.setdefault(form, []).append(k)
        return list(parts.values())
    usual, times = Counter(forms).most_common(1)[0] if forms else ("", 0)
    if heading is None and times >= MOST * len(forms):
        first = forms.index(usual)
        anchors, forms = anchors[first:], forms[first:]
    return [_drop_others(lines, anchors, forms)]


def _find_names(
    lines: Sequence[Line], start: int, stop: int, announced: int | None
) -> dict[tuple[bool, bool, bool], list[int]]:
    """Lines that are a name alone, where there are about as many as the page announces comments.

    A short comment looks like a name, so nothing but the count makes this good evidence.
    """
    names = [
        k
        for k in range(start, stop - 1)
        if lines[k].gap and lines[k + 1].gap and not lines[k].marker
        if kind_of(lines[k].text) == "name" and is_prose_line(lines[k + 1])
    ]
    if (
        not announced
        or announced < _FEWEST
        or not _NEARLY * announced <= len(names) <= announced / _NEARLY
    ):
        return {}
    return {(False, False, False): names}


def _shape(line: Line) -> tuple[bool, bool, bool] | None:
    if read_says(line.text) is not None:
        return True, False, False
    stamp = read_stamp(line.text)
    if stamp is None or stamp.in_sentence:
        return None
    answer = find_addressee(stamp.after) is not None  # "2 days ago in reply to Ann"
    return False, bool(stamp.before), bool(stamp.after) and not answer


def _heads_article(lines: Sequence[Line], heading: int, first: int) -> bool:
    """Whether so much text follows a heading that it is a link to the comments below that text."""
    prose = (k for k in range(heading + 1, first) if is_prose_line(lines[k]))
    return sum(1 for _ in itertools.islice(prose, _MOST_PROSE + 1)) > _MOST_PROSE


def _are_teasers(lines: Sequence[Line], anchors: list[int]) -> bool:
    """Whether most say how many comments they have or lead to their rest, or can be shared only."""
    counted = led = 0
    told: Counter[str] = Counter()
    for k, following in zip(anchors, [*anchors[1:], len(lines)], strict=True):
        stretch = [line.text for line in lines[k : min(following, k + _LONGEST)]]
        # Dreamwidth's "Hide 3 comments" stands beside the button to answer.
        replied = any(is_button(text) and REPLYING.match(text) for text in stretch)
        counted += not replied and any(map(counts_comments, stretch))
        led += not replied and any(map(leads_on, stretch))
        told.update({text for text in stretch if is_button(text)})
    often = [text for text, times in told.items() if 2 * times >= len(anchors)]
    shared = bool(often) and all(_SHARING.fullmatch(text) is not None for text in often)
    return 2 * max(counted, led) >= len(anchors) or shared

"""What the comments of one section have in common, learned from their repetition."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from stance.sources.guestbooks import is_field
from stance.sources.page import Line
from stance.sources.profiles import is_profile
from stance.threads.header import (
    MOST_LINES,
    Habits,
    Header,
    is_pingback,
    opens_with_name,
    read_header,
)
from stance.threads.headers import (
    is_blank,
    is_furniture,
    is_name,
    mask_line,
    read_says,
    strip_tag,
)
from stance.threads.tail import closes_with_date, is_signature, read_tail

__all__ = ["learn_habits", "repeats_below"]

_HEAD = 8  # lines at the top of a comment where shared lines are looked for
_SHORTEST_END = 10  # characters of a shared line for others to be told by ending with it
_TAIL = 6  # lines at its end
_LONGEST_SHARED = 90  # characters of a line that comments share; longer ones are prose
_MAX_SHARED = 60  # characters of a line that opens a header
_SAMPLE = 2000  # comments looked at: enough to learn from, and a bound on the work
_FEW = 50  # comments looked at for what nearly all have
_FEWEST = 4  # comments that must share a line
_FEWEST_OWN = 3  # that must have a subject or a signature
_MOST = 0.7  # of the comments, for what they do to be a habit of the section
_HALF = 0.5
_NEARLY_ALL = 0.9
_SOME = 0.2  # of the comments must end with a tail themselves, to tell that it closes them
_SELDOM = 0.1  # of the comments: a date written otherwise than the rest belongs to the text

_SHORTEST_SUBJECT = 8  # letters
_MARKS = re.compile(r"[\W_]+")

Comments = Sequence[Sequence[Line]]


def learn_habits(comments: Comments) -> Habits:
    """The habits of a section, from the lines of each of its comments."""
    filled = [lines for lines in comments[:_SAMPLE] if lines and not is_pingback(lines)]
    n = len(filled)
    if not n:
        return Habits()
    headers = [read_header(lines) for lines in filled]
    unsigned = n >= 2 and sum(header.signed for header in headers) < 0.2 * n
    below = _stand_below(filled, headers)
    opened = sum(opens_with_name(lines, tight=below) for lines in filled)
    named = (unsigned or (below and n >= _FEWEST_OWN)) and opened >= 0.8 * n
    tight = unsigned and not (named or below) and _stand_tight(filled)
    forms = _learn_forms(headers)
    between = sum(header.n_between > 0 for header in headers)
    texts = _find_texts(filled, headers)
    heads, tails = _learn_heads(filled, headers) - texts, _learn_tails(filled) - texts
    closing = _learn_closing(filled, tails)
    heads -= closing
    if named or tight:
        heads -= {mask_line(strip_tag(lines[0].text)) for lines in filled}  # "user7"
    habits = Habits(
        named=named or tight,
        tight=tight,
        often_named=unsigned and opened >= _HALF * n,
        forms=forms,
        heads=heads,
        tails=tails,
        ends=tuple(sorted(tail for tail in tails if len(tail) >= _SHORTEST_END)),
        closing=closing,
        avatar=_learn_avatar(headers),
        subjects=_have_subjects(filled, headers),
        signs_off=_sign_off(filled),
        dated_twice=n >= _FEWEST_OWN and _close_with_dates(filled[:_FEW], headers[:_FEW]),
        open=n < _FEWEST or between >= _MOST * n,
        below=below,
    )
    # A text whose first lines hold another date looks like a header with a name.
    if habits.below or sum(header.speaker is not None for header in headers) > _SELDOM * n:
        return habits
    return _name_after(filled, habits)


def _stand_tight(comments: Comments) -> bool:
    """Whether names stand right above texts: short first lines of most, one of which comes again.

    Where all comments open so, none need come again.
    """
    firsts = [
        lines[0].text
        for lines in comments
        if opens_with_name(lines, tight=True) and not lines[1].gap
    ]
    if len(firsts) == len(comments):
        return True
    return len(firsts) >= max(_FEWEST, 0.8 * len(comments)) and len({*firsts}) < len(firsts)


def _learn_forms(headers: Sequence[Header]) -> frozenset[str]:
    forms = Counter(header.form for header in headers if header.form)
    total = sum(forms.values())
    return frozenset(form for form, n in forms.items() if n >= _SELDOM * total)


def _learn_heads(comments: Comments, headers: Sequence[Header]) -> frozenset[str]:
    """Lines that most headers share: badges, captions, buttons in languages we do not know."""
    names = {mask_line(header.speaker) for header in headers if header.speaker}
    shared = _shared([lines[:_HEAD] for lines in comments])
    # "Name: user7" is the same line for all but for the number.
    fields = {mask for mask in shared if is_field(mask.partition(":")[0])}
    return shared - names - fields


def _learn_tails(comments: Comments) -> frozenset[str]:
    return _shared([lines[1:][-_TAIL:] for lines in comments])


def _learn_closing(comments: Comments, tails: frozenset[str]) -> frozenset[str]:
    """The tails that close nearly all texts, some with one more line below: who likes them."""
    closed: Counter[str] = Counter()
    last = 0
    for lines in comments if tails else ():
        masks = [mask_line(line.text) for line in lines[: -_TAIL - 1 : -1]]
        below = masks[0] not in tails
        closed.update({*itertools.takewhile(tails.__contains__, masks[below:])})
        last += not below
    if last < _SOME * len(comments):
        return frozenset()
    least = _NEARLY_ALL * len(comments)
    return frozenset(tail for tail, times in closed.items() if times >= least)


def _find_texts(comments: Comments, headers: Sequence[Header]) -> frozenset[str]:
    """Lines alike but for a number that are all most comments say ("This is comment 7")."""
    said: dict[str, set[str]] = {}
    alone: Counter[str] = Counter()
    for lines, header in zip(comments, headers, strict=True):
        rest = [line.text for line in lines[header.n_lines :] if not is_furniture(line.text)]
        short = [*itertools.takewhile(is_name, rest[:-1])]
        for text in rest[: len(short) + 1]:
            said.setdefault(mask_line(text), set()).add(text)
        alone.update(map(mask_line, rest[len(short) :] if len(short) + 1 == len(rest) else ()))
    least = max(_FEWEST, _HALF * len(comments))
    return frozenset(
        mask
        for mask, texts in said.items()
        if len(texts) >= least
        and alone[mask] >= _MOST * len(texts)
        and not is_profile(mask)
        and any(map(str.isalpha, mask))
    )


def _shared(stretches: Comments) -> frozenset[str]:
    seen = Counter(mask for lines in stretches for mask in {mask_line(line.text) for line in lines})
    least = max(_FEWEST, 0.5 * len(stretches))
    return frozenset(mask for mask, n in seen.items() if n >= least and len(mask) < _LONGEST_SHARED)


def _have_subjects(comments: Comments, headers: Sequence[Header]) -> bool:
    """Whether most texts begin with a line that the next one repeats."""
    repeated = sum(
        repeats_below(lines[header.n_lines :])
        for lines, header in zip(comments, headers, strict=True)
    )
    return repeated >= max(_FEWEST_OWN, _MOST * len(comments))


def repeats_below(lines: Sequence[Line]) -> bool:
    """Whether a text's first line is how its second begins."""
    if len(lines) < 2 or not lines[1].gap:
        return False
    subject = strip_tag(lines[0].text).rstrip(" .…")
    if subject and lines[1].text.startswith(subject):
        return True
    # Drupal takes the marks between words for its subjects from elsewhere than the text.
    bare = _MARKS.sub("", subject)
    return len(bare) >= _SHORTEST_SUBJECT and _MARKS.sub("", lines[1].text).startswith(bare)


def _sign_off(comments: Comments) -> bool:
    """Whether most comments end with a dash and a name."""
    last = (
        next((x.text for x in reversed(lines) if not is_furniture(x.text)), "")
        for lines in comments
    )
    return sum(map(is_signature, last)) >= max(_FEWEST_OWN, _MOST * len(comments))


def _close_with_dates(comments: Comments, headers: Sequence[Header]) -> bool:
    """Whether most comments have a date below the text, though they have one above it."""
    closed = sum(
        header.timestamp is not None
        and header.n_lines + 1 < len(lines)
        and closes_with_date(lines[-1].text)
        for lines, header in zip(comments, headers, strict=True)
    )
    return closed >= _MOST * len(comments)


def _learn_avatar(headers: Sequence[Header]) -> str:
    # Distinct names, so that one busy "John Smith" does not turn "John" into a caption.
    names = {h.speaker for h in headers if h.speaker and " " in h.speaker}
    # "Reader 7" and "Person A" are names: a number or letter alone is none.
    firsts = Counter(
        first
        for first, rest in (name.split(" ", 1) for name in names)
        if sum(map(str.isalpha, rest)) > 1
    )
    first, times = firsts.most_common(1)[0] if firsts else ("", 0)
    return first if times >= 3 and times >= 0.6 * len(names) else ""


def _stand_below(comments: Comments, headers: Sequence[Header]) -> bool:
    """Whether name and date stand below the text, judged by comments that begin with prose."""
    above = below = 0
    for lines, header in zip(comments, headers, strict=True):
        first = next((strip_tag(x.text) for x in lines if not is_blank(x.text)), "")
        opened = header.signed and len(first) <= _MAX_SHARED
        # "Ann says", "Tea!", "May 3": so short a text was read as part of the header.
        if opened and (header.n_lines < len(lines) or read_says(first) is not None):
            above += 1
        else:
            tail = read_tail(lines[-MOST_LINES:], Habits(), dated=False)
            below += tail.timestamp is not None
    return below > above and below >= 0.5 * len(comments)


def _name_after(comments: Comments, habits: Habits) -> Habits:
    """The habits, with `named_after` where a short line follows nearly every date."""
    follow = close = ranked = 0
    for lines in comments:
        header = read_header(lines, habits)
        rest = [line for line in lines[header.n_lines :] if not is_furniture(line.text)]
        named = header.signed and len(rest) > 1 and is_name(rest[0].text)
        follow += named
        close += named and not rest[0].gap and rest[1].gap > 0
        ranked += named and len(rest) > 2 and is_name(rest[1].text) and not rest[1].gap
    # Where there are few comments, blank lines must show that names stand with their dates.
    sure = follow if len(comments) >= _FEWEST else close if len(comments) > 1 else 0
    if sure < max(1, _NEARLY_ALL * len(comments)):
        return habits
    all_ranked = len(comments) >= _FEWEST and ranked >= _NEARLY_ALL * len(comments)
    return replace(habits, named_after=True, ranked=all_ranked)

"""Headers that say who speaks but not in full: "Ann says" without its colon, "Ann:" without "says".

A comma may stand in the colon's place ("Ann said,"). Others set the day above, the hour in
brackets behind the name ("28 04 2006", "Ann (16:49:09) :"), as the theme Freshy does, or
nothing but the button to answer between name and text.

One such line is prose; where list items or paragraphs keep opening so, they are headers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from stance.sources.bylines import is_subject
from stance.sources.page import Line
from stance.threads.headers import is_blank, is_name, read_says, read_stamp, strip_tag
from stance.threads.kinds import answers, is_prose_line, kind_of
from stance.threads.words import SAYS_WORDS

__all__ = ["complete_says"]

_DAY = re.compile(r"(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)")
_CLOCK = re.compile(r"(?P<name>\S.{0,49}?) \((?P<time>\d{1,2}:\d\d(?::\d\d)?)\) ?:")
_FEWEST = 3  # lines alike; fewer are prose
_LONGEST = 60  # characters
_BUSIEST = 0.7  # of the comments of a page may be one speaker's
_LONGEST_BUTTON = 30  # characters
_SAMPLE = 200  # buttons looked at before all are
_MIDDLE = 20_000  # lines in which the buttons are looked for
_MOST = 0.5  # of the numbered items of one list must open with "Ann:", of buttons stand alike
_WORDS = frozenset(word.split()[-1] for word in SAYS_WORDS.split("|") if word.isascii())
_LAST = frozenset({",", *(word[-1] for word in _WORDS)})  # the letters these lines may end with


def complete_says(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with what is missing after the names that open comments.

    >>> from stance.sources.dump import read_dump
    >>> dump = "1. Ann says\\n\\n   Tea!\\n2. Bo says\\n\\n   No.\\n3. Cy says\\n\\n   Tea."
    >>> [line.text for line in complete_says(read_dump(dump).lines) if line.marker]
    ['Ann says:', 'Bo says:', 'Cy says:']
    """
    lines = _join_clocks(lines)
    said: dict[str, list[int]] = {}
    named: dict[int, list[int]] = {}
    for k, line in enumerate(lines[:-1]):
        last = line.text[-1:]
        if last in _LAST:
            if len(line.text) <= _LONGEST:
                _note_said(lines, k, said)
        elif last == ":" and line.marker[:1].isdigit() and len(line.text) <= _LONGEST:
            _note_named(line, k, named)
    opened, numbered = _choose_said(said), _choose_named(lines, named)
    answered = {} if opened or numbered else _find_answered(lines)
    return _complete(lines, opened, numbered, answered)


def _join_clocks(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with a day alone and the name and hour right below it as one that has all three.

    >>> from stance.sources.dump import read_dump
    >>> dump = "28 04 2006\\n\\n  Ann (16:49:09) :\\n\\n  Tea!"
    >>> [line.text for line in _join_clocks(read_dump(dump).lines)]
    ['Ann says 28.04.2006 16:49:09:', 'Tea!']
    """
    ends = [line.text for line in lines if line.text[-1:] == ":" and "(" in line.text]
    if not any(map(_CLOCK.fullmatch, ends)):
        return lines
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else line
        named = _CLOCK.fullmatch(line.text) if line.text[-1:] == ":" else None
        day = _DAY.fullmatch(above.text) if named is not None else None
        if named is None or day is None:
            joined.append(line)
            continue
        text = f"{named['name']} says {'.'.join(day.groups())} {named['time']}:"
        joined[-1] = line._replace(text=text, gap=above.gap, marker=above.marker or line.marker)
    return joined


def _complete(
    lines: Sequence[Line],
    said: Sequence[int],
    named: Sequence[int],
    answered: Mapping[int, int],
) -> Sequence[Line]:
    if not (said or named or answered):
        return lines
    completed = list(lines)
    for k in said:
        completed[k] = lines[k]._replace(text=f"{lines[k].text.rstrip(',')}:")
    for k in named:
        completed[k] = lines[k]._replace(text=f"{lines[k].text[:-1].rstrip()} says:")
    for k, button in answered.items():
        completed[k] = lines[k]._replace(text=f"{lines[k].text} says:")
        completed[button] = lines[button]._replace(text="")  # it does not end the text above
    return completed


def _find_answered(lines: Sequence[Line]) -> dict[int, int]:
    """Names right above a button to answer with text below it, and where their buttons are.

    The button must stand so nearly always: most stand below the texts instead.
    """
    # Of a long page the middle tells: it is all comments, and these have their buttons.
    start = max(0, (len(lines) - _MIDDLE) // 2)
    middle = lines[start : start + _MIDDLE]
    often = Counter(line.text for line in middle if len(line.text) <= _LONGEST_BUTTON)
    buttons = {
        text
        for text, times in often.items()
        if times >= _FEWEST and answers(text) and read_stamp(text) is None
    }
    at = [k for k, line in enumerate(lines[:-1]) if line.text in buttons] if buttons else []
    if not _read_answered(lines, at[:_SAMPLE]):
        return {}
    return _read_answered(lines, at)


def _read_answered(lines: Sequence[Line], buttons: Sequence[int]) -> dict[int, int]:
    """The names above the buttons that one text of them has, with their buttons."""
    found: dict[str, dict[int, int]] = {}
    sure: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for k in buttons:
        text = lines[k].text
        at = k - 1
        while at > 0 and is_blank(strip_tag(lines[at].text)):
            at -= 1  # the avatar
        below = lines[k + 1]
        # lynx sets no blank line above the name.
        apart = at >= 0 and (lines[at].gap > 0 or lines[at].heading or below.gap > 0)
        bare = not (lines[k].marker or lines[at].marker)
        bare = bare and read_stamp(below.text) is None and read_says(below.text) is None
        if apart and bare and kind_of(lines[at].text) == "name" and not is_subject(lines[at].text):
            found.setdefault(text, {})[at] = k
            sure[text] += is_prose_line(below)
        else:
            others[text] += 1
    button, times = sure.most_common(1)[0] if sure else ("", 0)
    names = found.get(button, {})
    if times < max(_FEWEST, _MOST * len(names), 2 * others[button]):
        return {}
    _, same = Counter(lines[at].text for at in names).most_common(1)[0]
    return names if same <= _BUSIEST * len(names) else {}  # else other buttons ("Top")


def _note_said(lines: Sequence[Line], k: int, found: dict[str, list[int]]) -> None:
    """A line that ends with a word for "says" and nothing behind it."""
    line = lines[k]
    name, _, word = line.text.removesuffix(",").rpartition(" ")
    word = word.lower()
    if word not in _WORDS:
        return
    opens = line.marker or line.gap or (k and lines[k - 1].marker and not lines[k - 1].text)
    # Of names that are links, main-content extraction leaves the word behind them.
    if opens and (is_name(name) or (line.marker and not name)):
        found.setdefault(word, []).append(k)


def _choose_said(found: dict[str, list[int]]) -> list[int]:
    """The lines that end with the word that most do."""
    most = max(found.values(), key=len, default=[])
    return most if len(most) >= _FEWEST else []


def _note_named(line: Line, k: int, found: dict[int, list[int]]) -> None:
    """A numbered item that opens with a name and a colon."""
    if read_says(line.text) is None and is_name(line.text[:-1].rstrip()):
        found.setdefault(line.column + len(line.marker), []).append(k)


def _choose_named(lines: Sequence[Line], found: dict[int, list[int]]) -> list[int]:
    """Those where most items of their list open so."""
    ends, most = max(found.items(), key=lambda one: len(one[1]), default=(0, []))
    if len(most) < _FEWEST:
        return []
    items = Counter(line.column + len(line.marker) for line in lines if line.marker[:1].isdigit())
    return most if len(most) >= _MOST * items[ends] else []

"""Which lines of a dump head its comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.boxes import ends_comments
from stance.threads.headers import is_blank, is_furniture, mask_line
from stance.threads.headings import is_comment_heading, is_form, read_count

__all__ = ["find_headings", "find_nearest"]

# A form's text field is labelled below the form's heading, and the field for the name follows.
_LABEL, _FIELD = 2, 12  # lines, those of an empty field among them
_NAME_FIELD = re.compile(
    r"(?:your |ihr |dein |votre |tu |su |il tuo )?(?:name|nom|nombre|nome|naam|e-?mail)\b.{0,40}$",
    re.IGNORECASE,
)
# A heading may stand above and below the section, and in a menu; "Replies" above every thread.
_MOST_HEADINGS = 3
_THREAD_HEADINGS = re.compile(
    "repl(?:y|ies)|antworten|réponses|respuestas|risposte|respostas|antwoorden|odpowiedzi|odpowiedź|antwort|réponse|respuesta|risposta|resposta|antwoord"
    "|yanıtlar|cevaplar|ответы|svar|odpovědi",
    re.IGNORECASE,
)
_LONGEST_BUTTON = 13  # characters
_FEWEST_BYLINES = 2  # above a title
_UNFOLDS = re.compile(r"(?:view|show|read) comments", re.IGNORECASE)


def find_headings(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that head a comment section; a line that keeps coming back is a button instead."""
    texts = [line.text for line in lines]
    heading = {t for t in set(texts) if is_comment_heading(t) and _is_section_heading(t)}
    found = [k for k, text in enumerate(texts) if text in heading]
    found += [k for k, line in enumerate(lines[1:]) if line.marker and _unfolds(texts[k])]
    times = Counter(mask_line(lines[k].text) for k in found)
    # "Replies" heads each thread on some pages; where it heads the section, it stands alone.
    others = any(not _is_thread_heading(lines[k].text) for k in found)
    titles = _find_titles(lines, found)
    counters = _find_counters(lines, found)
    return frozenset(
        k
        for k in found
        if k not in titles
        and k not in counters
        and times[mask_line(lines[k].text)] <= _MOST_HEADINGS
        and not _labels_form(lines, k)
        and not _is_numbered_text(lines[k])
        and not (others and _is_thread_heading(lines[k].text))
    )


def _find_titles(lines: Sequence[Line], found: Sequence[int]) -> set[int]:
    """Titles of comments that read as headings ("Comments on this law"): a byline follows, as it
    does further up below the section's heading."""
    titles = {
        k
        for k in found
        if k + 1 < len(lines) and is_byline(lines[k + 1].text) and read_count(lines[k].text) is None
    }
    if not titles:
        return titles
    bylines = [k for k, line in enumerate(lines) if k > min(found) and is_byline(line.text)]
    return {k for k in titles if bisect_right(bylines, k) >= _FEWEST_BYLINES}


def _find_counters(lines: Sequence[Line], found: Sequence[int]) -> set[int]:
    """Buttons that count the answers of one comment, "2 replies ▽", below a heading of them all."""
    counters: set[int] = set()
    most = 0  # comments that are announced further up
    for k in sorted(found):
        count = read_count(lines[k].text) or 0
        mark = _COUNTER.fullmatch(lines[k].text)
        if mark is not None and _is_thread_heading(mark["noun"]) and count < most:
            counters.add(k)
        elif mark is None or not _is_thread_heading(mark["noun"]):
            most = max(most, count)
    return counters


_COUNTER = re.compile(
    r"(?:\d{1,4}|one|eine|une|una|uma|en|ett|één|jedna)[ \u00a0](?P<noun>[^\W\d_]+)"
    r"[ \u00a0▽▼▾△▲▴»›+-]*",
    re.IGNORECASE,
)


def _unfolds(text: str) -> bool:
    """Whether a line right above a list is the button that AMP's pages fold comments below."""
    return len(text) <= _LONGEST_BUTTON and _UNFOLDS.fullmatch(text) is not None


# A label, and behind it the field or the end of its cell in a row.
_FIELD_ITSELF = re.compile(r"[^\W\d_] \|$|[^\W\d_]\|$| \| \[ |_{4}")


def _labels_form(lines: Sequence[Line], k: int) -> bool:
    """Whether a line is the label of the text field in the reply form: "Comments", "Name *"."""
    if _FIELD_ITSELF.search(lines[k].text) is not None:
        return True
    if any(c.isdigit() for c in lines[k].text):
        return False
    if not any(is_form(line.text) for line in lines[max(0, k - _LABEL) : k]):
        return False
    below = (line.text for line in lines[k + 1 : k + 1 + _FIELD] if not is_blank(line.text))
    return _NAME_FIELD.match(next(below, "")) is not None


def _is_numbered_text(line: Line) -> bool:
    """Whether a heading's word is what the third of some comments says: "3. thought*"."""
    return line.marker[:1].isdigit() and not any(c.isdigit() for c in line.text)


def _is_thread_heading(text: str) -> bool:
    return _THREAD_HEADINGS.fullmatch(text.strip(" :#*•")) is not None


def _is_section_heading(text: str) -> bool:
    """Whether the heading of comments is none of a button's words."""
    plain = text.strip(" :#*.…").lower() in {"comments", "comment", "replies"}
    return plain or any(c.isdigit() for c in text) or not is_furniture(text)


def find_nearest(
    lines: Sequence[Line], headings: frozenset[int], boxes: frozenset[int]
) -> list[int | None]:
    """For every line the nearest comment heading above it, unless another box begins between."""
    nearest: list[int | None] = []
    last: int | None = None
    for k in sorted(headings | boxes):
        nearest.extend([last] * (k - len(nearest)))
        if k in headings:
            last = k
        elif last is not None and ends_comments(lines, last + 1, k):
            last = None
    nearest.extend([last] * (len(lines) - len(nearest)))
    return nearest

"""What is left of header and buttons in a rendered text, told by how it reads."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from stance.sources.answers import part_addressee
from stance.sources.bylines import strip_unverified
from stance.sources.dates import looks_like_date
from stance.sources.html.byline import read_byline
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_button, is_saying, may_open_button, strip_says
from stance.sources.notes import is_note
from stance.sources.profiles import is_profile

__all__ = ["find_header", "find_last_buttons", "trim_body"]


_PLACES = (
    "of ",
    "from ",
    "in ",
    "aus ",
    "de ",
    "da ",
    "uit ",
)  # the name has an element of its own
_LONGEST_BUTTONS = 80  # characters
_LONGEST_PHRASE = 4  # words of a button
_MARKS = "·⋅•|"  # between a name and what its owner is
_LONGEST_ROLE = 60  # characters: "Works at the Mill", "Top commenter"
_BETWEEN = re.compile(r"\s*[|·•]\s*|(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ\d])|(?<=\d)(?=[A-ZÀ-Þ])")
_LOOSE_MARKS = frozenset("–—|·•")  # between a text and the name below it
_LOOSE = re.compile(r"\s+[–—|·•]$")
_NUMBER = re.compile(r"^#\d{1,5}[.:]?\s+")  # of a comment, before its header


def trim_body(text: str, *, speaker: str, trusted: bool, said: Set[str] = frozenset()) -> str:
    """A comment's text without the lines of furniture at its start and end.

    `trusted` texts come from an element whose name says that it is the body: a line in it that
    reads like a button is the comment's own. Some hold the name, or what is left of it ("says:").
    So are the lines in `said`, which stand where texts do.

    >>> trim_body("Ann says:\\nMay 3, 2014\\nTea!\\nReply", speaker="Ann", trusted=False)
    'Tea!'
    >>> trim_body("Ann says:\\nMay 3. It's in the text!", speaker="Ann", trusted=False)
    "May 3. It's in the text!"
    >>> trim_body("Tea! –", speaker="Ann", trusted=False)
    'Tea!'
    >>> trim_body("Ann\\nComment 3\\nReply", speaker="Ann", trusted=False, said={"Comment 3"})
    'Comment 3'
    """
    lines = text.split("\n")
    if trusted and len(lines) > 1 and _is_said(lines[0], speaker):
        return "\n".join(lines[1:]).strip("\n")
    if trusted or not text:
        return text
    start, stop = 0, len(lines)
    while start < stop and _is_furniture(lines[start], speaker, said):
        start += 1
    while stop > start and (
        _is_furniture(lines[stop - 1], "", said)
        or read_byline(lines[stop - 1]) is not None
        or is_note(lines[stop - 1])
        or _is_signature(lines[stop - 1], speaker)
    ):
        stop -= 1
    opening = f"{speaker}:"
    if speaker and start < stop and lines[start].startswith(opening):
        lines[start] = lines[start][len(opening) :].lstrip()
    left = "\n".join(lines[start:stop]).strip("\n")
    return _LOOSE.sub("", left) if left[-1:] in _LOOSE_MARKS else left


def find_header(tree: Tree, nodes: Sequence[int], *, speaker: str, date: str) -> set[int]:
    """The texts that are a comment's name and date, where its text begins with no blank behind.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<li><i>Ann</i> - 3 May 2014<span>It rains.</span></li>")
    >>> header = find_header(tree, range(len(tree.tags)), speaker="Ann", date="- 3 May 2014")
    >>> [tree.texts[number] for number in sorted(header)]
    ['Ann', ' - 3 May 2014']
    """
    found: set[int] = set()
    known = {speaker, date.strip()} - {""}
    last = -1  # the node of the name or date that was seen last
    for number in nodes if known else ():
        text = tree.texts[number].strip()
        if not text:
            continue
        if text in known:
            found.add(number)
            last = number
            continue
        joined = last >= 0 and not (
            tree.texts[last][-1:].isspace() or tree.texts[number][0] in _JOINTS
        )
        apart = any(
            tree.tags[node] and tree.tags[node] not in _INLINE for node in range(last, number)
        )
        return found if joined and not apart else set()
    return set()


_JOINTS = " \n\t\r\xa0,.:;·⋅•|–—-()"


def find_last_buttons(tree: Tree, nodes: Sequence[int]) -> set[int]:
    """The elements behind a comment's text that are a button each, in the same line.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<li>It rains. <span>3 likes</span> <a>Reply</a></li>")
    >>> [tree.text_of(number) for number in sorted(find_last_buttons(tree, range(len(tree.tags))))]
    ['3 likes', 'Reply']
    """
    found: list[int] = []
    for number in reversed(nodes):
        if not tree.texts[number].strip():
            continue
        around = tree.parents[number]
        if tree.tags[around] not in _INLINE or tree.ends[around] - around > _BUTTON_NODES:
            return set(found)
        if not is_button(tree.text_of(around)):
            return set(found)
        found.append(around)
    return set()  # they are all that is said


_INLINE = frozenset({"a", "span", "small", "button"})
_BUTTON_NODES = 3  # an element, its text, and one more


def _is_made_of_buttons(text: str) -> bool:
    """Whether a line is a button or several, run together or not ("Like2Reply", "Up | Down")."""
    if is_button(text):
        return True
    if len(text) > _LONGEST_BUTTONS:
        return False
    parts = _BETWEEN.split(text)
    if len(parts) > 1 and all(is_button(part) or looks_like_date(part) for part in parts):
        return any(part.isalpha() for part in parts)
    return _is_row_of_buttons(text.split())


def _is_row_of_buttons(words: list[str]) -> bool:
    """Whether words are buttons side by side: "Me gusta Responder +11 -3"."""
    if not words or not may_open_button(words[0]):
        return False
    at = count = 0
    while at < len(words):
        stop = min(len(words), at + _LONGEST_PHRASE)
        ends = (end for end in range(stop, at, -1) if is_button(" ".join(words[at:end])))
        end = next(ends, at)
        if end == at:
            return False
        count += any(c.isalpha() for c in words[at])
        at = end
    return count > 1


def _is_said(line: str, speaker: str) -> bool:
    """Whether a line is "says:", with or without the speaker's name."""
    name = strip_says(line)
    return line.rstrip().endswith((":", "：")) and name in ("", speaker) and name != line.strip()


def _is_signature(line: str, speaker: str) -> bool:
    """Whether a line is the speaker's name behind a dash or "by"."""
    plain = line.strip()
    if plain != speaker == strip_says(plain) and not plain.endswith(":"):
        return True
    return bool(speaker) and plain[:1] in "—–-" and plain.strip("—–- \xa0") == speaker


def _is_furniture(line: str, speaker: str, said: Set[str]) -> bool:
    if line.strip().removeprefix("> ") in said and strip_says(line) != speaker:
        return False
    plain = strip_unverified(_NUMBER.sub("", line.strip()))
    if not plain or _is_made_of_buttons(plain) or is_profile(plain):
        return True
    if looks_like_date(plain) and plain[-1] not in "!?":  # "May 3. It's in the text!"
        return True
    if not speaker or len(plain) > len(speaker) + 60:
        return False
    if speaker in plain and read_byline(plain) is not None:
        return True
    if speaker in (plain, strip_says(plain)) or (plain[-1] == ":" and is_saying(plain)):
        return True
    if plain.endswith(":") and plain.startswith(speaker) and is_saying(plain[len(speaker) :]):
        return True
    if plain.endswith(":") and plain.startswith((speaker, *_PLACES)):
        return strip_says(plain) != plain[:-1].strip()  # "Ann of York wrote:"
    if not plain.startswith(speaker):
        return _tells_addressee(f" {plain}")  # the name has an element of its own
    if _tells_addressee(plain[len(speaker) :]):
        return True
    rest = plain[len(speaker) :].strip(" ,•·|:–—-")
    if plain[len(speaker) :].lstrip()[:1] in _MARKS and len(rest) <= _LONGEST_ROLE:
        return rest[-1:] not in ".!?…"
    return is_button(rest) or looks_like_date(rest)


def _tells_addressee(rest: str) -> bool:
    """Whether what stands behind a name says whom it answers: " replied to comment from Ann"."""
    name, addressee = part_addressee(f"_{rest}")
    return name == "_" and addressee is not None and addressee[-1] not in ".!?:…"

"""The one tokeniser: training and scoring see the same words. Specified in docs/features.md."""

from __future__ import annotations

from itertools import accumulate

from stance.features.value import Value

__all__ = ["Tokens", "split_quotes", "tokenize"]

# Entities that exports leave in comments; every other entity is left as it stands.
_ENTITIES = (
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&#039;", "'"),
    ("&#39;", "'"),
    ("&quot;", '"'),
    ("&nbsp;", " "),
    ("&#x200b;", " "),
    ("&amp;", "&"),
)
_APOSTROPHES = frozenset("'’‘ʼ`´")  # as typed by people for the ASCII apostrophe
# Characters that end a clause: words on either side are not read as one phrase.
_CLAUSE_ENDS = frozenset('.,;:!?()[]{}"“”«»\n\r|—–…*<>')
_SENTENCE_ENDS = frozenset(".!?…\n\r")


class Tokens(Value):
    """Tokens of a text with, for each, the number of its clause and of its sentence."""

    __slots__ = ("clauses", "sentences", "words")

    def __init__(
        self, words: tuple[str, ...], clauses: tuple[int, ...], sentences: tuple[int, ...]
    ) -> None:
        self.words, self.clauses, self.sentences = words, clauses, sentences


def is_word_character(c: str) -> bool:
    """Letters and digits of any script, by ranges that are quick to test.

    >>> [is_word_character(c) for c in "aé7ж!😂"]
    [True, True, True, True, False, False]
    """
    if c < "\x80":
        return "a" <= c <= "z" or "0" <= c <= "9" or "A" <= c <= "Z"
    return (
        ("\xc0" <= c < "\u2000" and c not in "×÷")
        or "\u2c00" <= c < "\u2e00"
        or "\u3040" <= c < "\ufb00"
        or "\ufb00" <= c < "\ufe00"
        or "\ufe70" <= c < "\ufeff"
        or "\uff10" <= c < "\uffe0"
        or "\U00010000" <= c < "\U0001f000"
        or "\U00020000" <= c < "\U000e0000"
    )


def is_emoji(c: str) -> bool:
    """Arrows, symbols and pictographs, but no skin tone (which only varies another).

    >>> [is_emoji(c) for c in "😂☮a🏽"]
    [True, True, False, False]
    """
    return (
        "\u2190" <= c < "\u2c00"
        or "\U0001f000" <= c < "\U0001f3fb"
        or "\U0001f400" <= c < "\U0001fb00"
    )


def split_quotes(text: str) -> tuple[str, str]:
    """(own lines, quoted lines): a line that begins with `>` quotes another comment.

    Where nothing but quotation is left, it is the comment's own text.

    >>> split_quotes("> give them land\\nNever.")
    ('Never.', ' give them land')
    """
    if ">" not in text and "&gt;" not in text:
        return text, ""
    own, quoted = [], []
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        if bare.startswith((">", "&gt;")):
            quoted.append(bare[4:] if bare.startswith("&") else bare[1:])
        else:
            own.append(line)
    if not any(line.strip() for line in own):
        return "\n".join(quoted), ""
    return "\n".join(own), "\n".join(quoted)


def tokenize(text: str) -> Tokens:
    """Split a text into normalised tokens.

    Lower case; apostrophes dropped inside words; letters repeated three times or more kept
    twice; numbers as `0` (years kept); addresses, times and names of users as `<url>`,
    `<time>` and `<user>`; runs of `!` and `?`, dots and emoji are tokens of their own.

    >>> tokenize("DON'T let 500 die, sooo sad!! 😂😂 see 2:41 https://a.example").words
    ('dont', 'let', '0', 'die', 'soo', 'sad', '!', '😂', 'see', '<time>', '<url>')
    >>> tokenize("Stop it, now").clauses
    (0, 0, 1)
    """
    if not text:  # as most comments' quotations and headlines are
        return _NOTHING
    text = text.lower()
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    words: list[str] = []
    breaks: list[int] = []
    waiting = 0
    for piece in text.split(" "):  # no token and no number goes across a space
        found, before, after = _pieces.get(piece) or _remember_piece(piece)
        if words and found and found[0] == words[-1] and is_emoji(found[0][0]):
            found, before, after = _drop_first(found, before, after)
        if found:
            words += found
            breaks.append(max(waiting, before[0]))
            breaks += before[1:]
            waiting = after
        elif after > waiting:
            waiting = after
    breaks[:1] = [0] * bool(breaks)
    return Tokens(
        tuple(words),
        tuple(accumulate([level + 1 >> 1 for level in breaks])),
        tuple(accumulate([level >> 1 for level in breaks])),
    )


_NOTHING = Tokens((), (), ())
# A piece of text without a space: its tokens, what ends before each of them (0 nothing, 1 a
# clause, 2 a sentence as well), and what ends after the last.
_Piece = tuple[tuple[str, ...], tuple[int, ...], int]
_MOST_PIECES = 50_000  # remembered: the same ones come again and again
_LONGEST_PIECE = 50  # characters; longer ones do not
_pieces: dict[str, _Piece] = {}


def _remember_piece(piece: str) -> _Piece:
    found = _read_piece(piece)
    if len(_pieces) >= _MOST_PIECES:
        _pieces.clear()
    if len(piece) <= _LONGEST_PIECE:
        _pieces[piece] = found
    return found


def _drop_first(found: tuple[str, ...], before: tuple[int, ...], after: int) -> _Piece:
    """A piece without its first token, an emoji that repeats the token just before."""
    if len(found) == 1:
        return (), (), max(before[0], after)
    return found[1:], (max(before[:2]), *before[2:]), after


def _read_piece(piece: str) -> _Piece:
    """
    >>> _read_piece("no...(really?!"), _read_piece("),")
    ((('no', '...', 'really', '?'), (0, 0, 2, 0), 2), ((), (), 1))
    """
    bare = piece[:-1] if piece[-1:] in (",", ".") else piece  # most pieces are such
    letters = set(bare)
    once = len(bare) - len(letters) < 2  # no letter comes thrice
    if bare.isalpha() and bare.isascii() and (once or not any(3 * c in bare for c in letters)):
        return (bare,), (0,), 0 if bare == piece else 1 if piece[-1] == "," else 2
    words: list[str] = []
    before: list[int] = []
    level = i = 0
    n = len(piece)
    while i < n:
        c = piece[i]
        word = ""
        if is_word_character(c):
            word, i = _read_word(piece, i)
        elif c in "!?":
            word, i = _read_marks(piece, i)
        elif (c == "." and piece.startswith("..", i)) or c == "…":
            word = "..."
            while i < n and piece[i] in ".…":
                i += 1
        elif is_emoji(c):
            word, i = _read_emoji(piece, i, words[-1] if words else "")
        elif c in "@#" and i + 1 < n and is_word_character(piece[i + 1]):
            word, i = _read_word(piece, i + 1)
            word = "<user>" if c == "@" else word
        else:
            i += 1
        if word:
            words.append(word)
            before.append(level)
            level = 0
        if word in ("!", "?", "...") or (not word and c in _SENTENCE_ENDS):
            level = 2
        elif not word and c in _CLAUSE_ENDS:
            level = max(level, 1)
    return tuple(words), tuple(before), level


def _read_word(text: str, start: int) -> tuple[str, int]:
    """The normalised word that begins at `start`, and where it ends."""
    n, i = len(text), start
    if text.startswith(("http://", "https://", "www."), i):
        while i < n and text[i] > " " and text[i] not in ')]>"':
            i += 1
        return "<url>", i
    letters: list[str] = []
    while i < n:
        c = text[i]
        if is_word_character(c):
            if len(letters) < 2 or letters[-1] != c or letters[-2] != c or "0" <= c <= "9":
                letters.append(c)
        elif c not in _APOSTROPHES or i + 1 >= n or not is_word_character(text[i + 1]):
            break
        i += 1
    word = "".join(letters)
    if word.isascii() and word.isdigit():
        return _read_number(text, word, i)
    return word, i


def _read_number(text: str, digits: str, end: int) -> tuple[str, int]:
    n = len(text)
    if len(digits) <= 2 and _continues_time(text, end):
        end += 3
        return "<time>", end + 3 * _continues_time(text, end)
    # 1,000 and 2.5 are one number
    while end + 1 < n and text[end] in ".," and "0" <= text[end + 1] <= "9":
        digits = "0"
        end += 1
        while end < n and "0" <= text[end] <= "9":
            end += 1
    return (digits if len(digits) == 4 and digits[:2] in ("19", "20") else "0"), end


def _continues_time(text: str, at: int) -> bool:
    """A colon and two digits."""
    return (
        at + 2 < len(text)
        and text[at] == ":"
        and "0" <= text[at + 1] <= "9"
        and "0" <= text[at + 2] <= "9"
    )


def _read_marks(text: str, start: int) -> tuple[str, int]:
    """`?` where a run of marks holds one, else `!`."""
    i = start
    while i < len(text) and text[i] in "!?":
        i += 1
    return ("?" if "?" in text[start:i] else "!"), i


def _read_emoji(text: str, start: int, before: str) -> tuple[str, int]:
    """One emoji (two regional letters make a flag), empty where it repeats the one before."""
    end = start + 1
    if "\U0001f1e6" <= text[start] <= "\U0001f1ff" and end < len(text):
        end += "\U0001f1e6" <= text[end] <= "\U0001f1ff"
    emoji = text[start:end]
    return ("" if emoji == before else emoji), end

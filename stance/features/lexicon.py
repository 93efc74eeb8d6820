"""Kinds of words from a lexicon, and the places where a text uses them."""

from __future__ import annotations

from stance.errors import InputError
from stance.features.tokens import tokenize
from stance.features.value import Value

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from stance.features.tokens import Tokens

__all__ = ["Hit", "Lexicon", "read_lexicon"]

_LONGEST = 3  # tokens in a phrase
_NEGATION_REACH = 3  # tokens before a word in which a negation counts for it
_SHORTEST_BEGINNING = 2  # letters before a `*`
_MOST_KNOWN = 100_000  # distinct words whose kinds are remembered


class Hit(Value):
    """A word or phrase of the lexicon in a text: the token it begins at, its kinds, negated?"""

    __slots__ = ("kinds", "negated", "start")

    def __init__(self, start: int, kinds: tuple[str, ...], negated: bool) -> None:
        self.start, self.kinds, self.negated = start, kinds, negated


class Lexicon:
    """Kinds of words, each with its words, phrases and beginnings of words (`russia*`).

    >>> lexicon = Lexicon({"not": ["dont"], "help": ["send*", "stand with"]})
    >>> [(hit.kinds, hit.negated) for hit in lexicon.find(tokenize("We don't stand with sending"))]
    [(('not',), False), (('help',), True), (('help',), True)]
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self.kinds = {name: tuple(entries) for name, entries in kinds.items()}
        self._phrases: dict[str, tuple[str, ...]] = {}  # by their tokens, a space between them
        self._beginnings: dict[str, tuple[str, ...]] = {}
        for name, entries in self.kinds.items():
            for entry in entries:
                bare = entry.removesuffix("*")
                words = tokenize(bare).words
                if not words:
                    continue
                phrase = " ".join(words)
                if entry.endswith("*") and len(words) == 1:
                    before = self._beginnings.get(phrase, ())
                    self._beginnings[phrase] = (*before, name)
                elif name not in self._phrases.get(phrase, ()):
                    self._phrases[phrase] = (*self._phrases.get(phrase, ()), name)
        self._index()

    @classmethod
    def from_index(cls, words: Mapping[str, Any]) -> Lexicon:
        """The lexicon of an index, whose entries are tokens already: as that of their kinds.

        `words` holds the names of the `kinds`, and [entry, [number of kind, …]] of the `phrases`
        and `beginnings`.

        >>> words = {"kinds": ["help"], "phrases": [["stand with", [0]]], "beginnings": []}
        >>> Lexicon.from_index(words).find(tokenize("Stand with us"))
        (Hit(kinds=('help',), negated=False, start=0),)
        """
        lexicon = cls({})
        names = words["kinds"]
        single = [(name,) for name in names]  # as most entries are of one kind
        lexicon.kinds = dict.fromkeys(names, ())
        lexicon._phrases, lexicon._beginnings = (
            {
                entry: single[numbers[0]]
                if len(numbers) == 1
                else tuple([names[number] for number in numbers])
                for entry, numbers in entries
            }
            for entries in (words["phrases"], words["beginnings"])
        )
        lexicon._index()
        return lexicon

    def _index(self) -> None:
        self._openings = {phrase.split(" ", 1)[0] for phrase in self._phrases if " " in phrase}
        self._longest = max(map(len, self._beginnings), default=0)
        self._starts = {start[:_SHORTEST_BEGINNING] for start in self._beginnings}
        self._known: dict[str, tuple[str, ...]] = {}

    @property
    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """The kinds of each word or phrase: its tokens with a space between them."""
        return self._phrases

    @property
    def beginnings(self) -> Mapping[str, tuple[str, ...]]:
        """The kinds of each beginning of words."""
        return self._beginnings

    def _look_up(self, word: str) -> tuple[str, ...]:
        """Kinds of a single word: its own entry first, then beginnings, shortest first."""
        kinds = self._phrases.get(word, ())
        if word[:_SHORTEST_BEGINNING] in self._starts:  # of few words there is one
            for stop in range(_SHORTEST_BEGINNING, min(len(word), self._longest) + 1):
                kinds += self._beginnings.get(word[:stop], ())
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        found = self._known[word] = tuple(dict.fromkeys(kinds)) if kinds else ()
        return found

    def find(self, tokens: Tokens) -> tuple[Hit, ...]:
        """The hits of a text from left to right, the longest phrase at each place; none overlap."""
        words, clauses, known = tokens.words, tokens.clauses, self._known
        if not words:
            return ()
        hits: list[Hit] = []
        last_not = -_NEGATION_REACH - 1
        i = 0
        while i < len(words):
            length = 1
            kinds: tuple[str, ...] = ()
            if words[i] in self._openings:
                for size in range(min(_LONGEST, len(words) - i), 1, -1):
                    phrase = " ".join(words[i : i + size])
                    if phrase in self._phrases and clauses[i] == clauses[i + size - 1]:
                        length, kinds = size, self._phrases[phrase]
                        break
            if not kinds:
                found = known.get(words[i])
                kinds = self._look_up(words[i]) if found is None else found
            if kinds:
                near = i - last_not <= _NEGATION_REACH and clauses[last_not] == clauses[i]
                hits.append(Hit(i, kinds, near))
                if "not" in kinds:
                    last_not = i
            i += length
        return tuple(hits)


def read_lexicon(path: str | Path | None = None) -> Lexicon:
    """The lexicon of a TOML file (default: the shipped one): tables of kind = [words].

    Raises `InputError` where the file cannot be read or is not of that form.

    >>> "nato" in read_lexicon().kinds
    True
    """
    import tomllib
    from pathlib import Path

    from stance.shipped import find_labels

    place = find_labels() / "lexicon.toml" if path is None else Path(path)
    try:
        tables = tomllib.loads(place.read_text(encoding="utf-8"))
        kinds = {name: list(words) for table in tables.values() for name, words in table.items()}
        return Lexicon(kinds)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"no lexicon ({error})", where=str(place)) from None

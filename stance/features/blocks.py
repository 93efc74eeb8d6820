"""Named blocks of features: each counts one sort of thing in a comment and its context.

A block is a kind (one function below) with parameters; docs/features.md specifies every kind.
"""

from __future__ import annotations

from itertools import pairwise

from stance.errors import UsageError
from stance.features.stems import stem
from stance.features.tokens import is_emoji, split_quotes, tokenize
from stance.features.value import Value

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from stance.features.context import Context
    from stance.features.lexicon import Hit, Lexicon
    from stance.features.tokens import Tokens

    Counts = dict[str, int]

try:  # what `collections.Counter` counts with; importing that would take longer than a small job
    from _collections import _count_elements as count_elements  # type: ignore[import-not-found]
except ImportError:  # another Python than CPython

    def count_elements(counts: dict[Any, int], keys: Iterable[Any]) -> None:
        for key in keys:
            counts[key] = counts.get(key, 0) + 1


__all__ = ["KINDS", "Reading", "count_elements", "count_features", "read_context"]

FIELDS = ("own", "quoted", "parent", "headline")


class Reading(Value):
    """A context tokenised once for all blocks: its fields' tokens and hits of the lexicon."""

    __slots__ = ("context", "hits", "tokens")

    def __init__(
        self,
        context: Context,
        tokens: Mapping[str, Tokens],
        hits: Mapping[str, tuple[Hit, ...]],
    ) -> None:
        self.context, self.tokens, self.hits = context, tokens, hits


def read_context(context: Context, lexicon: Lexicon) -> Reading:
    """Tokenise a comment's own lines, its quoted lines, the parent's own lines and the headline.

    >>> from stance.features.context import Context
    >>> from stance.features.lexicon import Lexicon
    >>> reading = read_context(Context("> no arms\\nSend them!"), Lexicon({}))
    >>> reading.tokens["own"].words, reading.tokens["quoted"].words
    (('send', 'them', '!'), ('no', 'arms'))
    """
    own, quoted = split_quotes(context.text)
    parent, _ = split_quotes(context.parent or "")
    texts = (own, quoted, parent, context.headline or "")
    tokens = {field: tokenize(text) for field, text in zip(FIELDS, texts, strict=True)}
    hits = {field: lexicon.find(found) for field, found in tokens.items()}
    return Reading(context, tokens, hits)


def count(keys: Iterable[str]) -> Counts:
    """How often each key comes, in the order of their first coming.

    >>> count(["no", "war", "no"])
    {'no': 2, 'war': 1}
    """
    counts: Counts = {}
    count_elements(counts, keys)
    return counts


def count_words(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Runs of `min` to `max` tokens of `field`, stemmed if `stem`."""
    words = list(reading.tokens[params["field"]].words)
    if params.get("stem"):
        words = [stem(word) for word in words]
    runs: list[str] = []
    for size in range(params["min"], params["max"] + 1):
        if size == 1:
            runs += words
        elif size == 2:
            runs += [f"{first} {second}" for first, second in pairwise(words)]
        else:
            runs += [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]
    return count(runs)


def count_chars(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Runs of `min` to `max` characters inside each token padded by one space on each side."""
    words = reading.tokens[params["field"]].words
    return count(run for word in words for run in cut_characters(word, params))


def cut_characters(word: str, params: Mapping[str, Any]) -> list[str]:
    """The runs of `min` to `max` characters of a padded token.

    >>> cut_characters("no", {"min": 3, "max": 4})
    [' no', 'no ', ' no ']
    """
    padded = f" {word} "
    return [
        padded[i : i + size]
        for size in range(params["min"], min(params["max"], len(padded)) + 1)
        for i in range(len(padded) - size + 1)
    ]


def count_negated(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Tokens among the `reach` after a negation, in its clause."""
    tokens = reading.tokens[params["field"]]
    keys: list[str] = []
    for hit in reading.hits[params["field"]]:
        if "not" not in hit.kinds:
            continue
        for i in range(hit.start + 1, min(hit.start + 1 + params["reach"], len(tokens.words))):
            if tokens.clauses[i] != tokens.clauses[hit.start]:
                break
            keys.append(tokens.words[i])
    return count(keys)


def count_kinds(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Kinds of the lexicon in `field`; `~kind` where a negation stands close before."""
    return count(
        f"~{kind}" if hit.negated else kind
        for hit in reading.hits[params["field"]]
        for kind in hit.kinds
    )


def count_pairs(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Ordered pairs of kinds at most `reach` tokens apart in one sentence of `field`."""
    tokens, hits = reading.tokens[params["field"]], reading.hits[params["field"]]
    keys: list[str] = []
    for i, first in enumerate(hits):
        for second in hits[i + 1 :]:
            if second.start - first.start > params["reach"]:
                break
            if tokens.sentences[second.start] != tokens.sentences[first.start]:
                break
            sign = "~" if first.negated or second.negated else ">"
            keys += [f"{a}{sign}{b}" for a in first.kinds for b in second.kinds]
    return count(keys)


# What a reply may open with, the first that fits; the names are roles of the lexicon.
_OPENERS = ("agree", "disagree", "not", "thanks", "laugh", "ask", "insult", "you", "i")
_OPENING = 3  # tokens


def find_opener(reading: Reading) -> str:
    """How the comment opens: the first role found among its first tokens, else `other`.

    >>> from stance.features.context import Context
    >>> from stance.features.lexicon import Lexicon
    >>> lexicon = Lexicon({"agree": ["exactly"], "ask": ["why"]})
    >>> find_opener(read_context(Context("Exactly, why wait?", parent="Act now"), lexicon))
    'agree'
    """
    for hit in reading.hits["own"]:
        if hit.start >= _OPENING:
            break
        for opener in _OPENERS:
            if opener in hit.kinds:
                return opener
    return "other"


def count_cross(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """The opener beside each kind of the parent (`kinds`) or each word of it (`words`)."""
    if reading.context.parent is None:
        return {}
    opener = find_opener(reading)
    if params["of"] == "words":
        return count(f"{opener}/{word}" for word in reading.tokens["parent"].words)
    counts = {f"{opener}/": 1}
    counts |= count(
        f"{opener}/~{kind}" if hit.negated else f"{opener}/{kind}"
        for hit in reading.hits["parent"]
        for kind in hit.kinds
    )
    return counts


def _bucket(count: int) -> int:
    """0, 1, 2, 3-4, 5-8, 9-16 … as 0, 1, 2, 3, 4, 5 …, at most 8.

    >>> [_bucket(n) for n in (0, 1, 2, 3, 8, 9, 5000)]
    [0, 1, 2, 3, 4, 5, 8]
    """
    return 0 if count == 0 else min((count - 1).bit_length() + 1, 8)


def _is_shouted(piece: str) -> bool:
    """Three capitals or more and no small letter (of the Latin alphabet).

    >>> [_is_shouted(piece) for piece in ("NATO", "(USA)", "UK", "OKé", "NATOs", "1.000")]
    [True, True, False, False, False, False]
    """
    return sum("A" <= c <= "Z" for c in piece) > 2 and not any("a" <= c <= "z" for c in piece)


def count_tone(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """How it is written, in buckets: length, shouting, marks, emoji, addresses, quotes, digits."""
    words = reading.tokens["own"].words
    pieces = reading.context.text.split(" ")
    shouted = sum(
        [_is_shouted(piece) for piece in pieces if piece.isupper() or not piece.isascii()]
    )
    sizes = {
        "words": len(words),
        "shouted": shouted,
        "!": words.count("!"),
        "?": words.count("?"),
        "...": words.count("..."),
        "emoji": sum(is_emoji(word[0]) for word in words if word >= "\u2190"),  # none below
        "numbers": words.count("0"),
        "<url>": words.count("<url>"),
        "<time>": words.count("<time>"),
        "<user>": words.count("<user>"),
        "quoted": len(reading.tokens["quoted"].words),
        "repeats": len(words) - len(set(words)) if len(words) < 64 else 64,
    }
    return {f"{name}:{_bucket(size)}": 1 for name, size in sizes.items()}


def count_position(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Where it stands (root or reply, how deep) and how much it shares with what it answers."""
    context = reading.context
    counts = {f"depth:{min(context.depth, 4)}": 1}
    own = set(reading.tokens["own"].words)
    for field in ("parent", "headline"):
        other = set(reading.tokens[field].words)
        if other:
            counts[f"{field}:{_bucket(len(other))}"] = 1
            counts[f"{field} shared:{_bucket(len(own & other))}"] = 1
    if context.parent is not None:
        counts["parent asks" if "?" in reading.tokens["parent"].words else "parent tells"] = 1
    return counts


KINDS: Mapping[str, Callable[[Reading, Mapping[str, Any]], Counts]] = {
    "words": count_words,
    "chars": count_chars,
    "negated": count_negated,
    "kinds": count_kinds,
    "pairs": count_pairs,
    "cross": count_cross,
    "tone": count_tone,
    "position": count_position,
}


def count_features(kind: str, params: Mapping[str, Any], reading: Reading) -> Counts:
    """The counted features of one block.

    Raises `UsageError` for a kind that there is not.

    >>> from stance.features.context import Context
    >>> from stance.features.lexicon import Lexicon
    >>> reading = read_context(Context("No war, no"), Lexicon({}))
    >>> count_features("words", {"field": "own", "min": 1, "max": 1}, reading)
    {'no': 2, 'war': 1}
    """
    if kind not in KINDS:
        raise UsageError(f"no block of kind {kind!r}", remedy=f"use {', '.join(KINDS)}")
    return KINDS[kind](reading, params)

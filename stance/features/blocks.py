"""Named blocks of features: each counts one sort of thing in a comment and its context.

A block is a kind (one function below) with parameters; docs/features.md specifies every kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stance.errors import UsageError
from stance.features.context import Context
from stance.features.lexicon import Hit, Lexicon
from stance.features.stems import stem
from stance.features.tokens import Tokens, is_emoji, split_quotes, tokenize

__all__ = ["KINDS", "Reading", "count_features", "read_context"]

Counts = Counter[str]
FIELDS = ("own", "quoted", "parent", "headline")


@dataclass(frozen=True, slots=True)
class Reading:
    """A context tokenised once for all blocks: its fields' tokens and hits of the lexicon."""

    context: Context
    tokens: Mapping[str, Tokens]
    hits: Mapping[str, tuple[Hit, ...]]


def read_context(context: Context, lexicon: Lexicon) -> Reading:
    """Tokenise a comment's own lines, its quoted lines, the parent's own lines and the headline.

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


def count_words(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Runs of `min` to `max` tokens of `field`, stemmed if `stem`."""
    words = list(reading.tokens[params["field"]].words)
    if params.get("stem"):
        words = [stem(word) for word in words]
    counts: Counts = Counter()
    for size in range(params["min"], params["max"] + 1):
        for i in range(len(words) - size + 1):
            counts[" ".join(words[i : i + size])] += 1
    return counts


def count_chars(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Runs of `min` to `max` characters inside each token padded by one space on each side."""
    counts: Counts = Counter()
    smallest, largest = params["min"], params["max"]
    for word in reading.tokens[params["field"]].words:
        padded = f" {word} "
        for size in range(smallest, min(largest, len(padded)) + 1):
            for i in range(len(padded) - size + 1):
                counts[padded[i : i + size]] += 1
    return counts


def count_negated(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Tokens among the `reach` after a negation, in its clause."""
    tokens = reading.tokens[params["field"]]
    counts: Counts = Counter()
    for hit in reading.hits[params["field"]]:
        if "not" not in hit.kinds:
            continue
        for i in range(hit.start + 1, min(hit.start + 1 + params["reach"], len(tokens.words))):
            if tokens.clauses[i] != tokens.clauses[hit.start]:
                break
            counts[tokens.words[i]] += 1
    return counts


def count_kinds(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Kinds of the lexicon in `field`; `~kind` where a negation stands close before."""
    counts: Counts = Counter()
    for hit in reading.hits[params["field"]]:
        for kind in hit.kinds:
            counts[f"~{kind}" if hit.negated else kind] += 1
    return counts


def count_pairs(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Ordered pairs of kinds at most `reach` tokens apart in one sentence of `field`."""
    tokens, hits = reading.tokens[params["field"]], reading.hits[params["field"]]
    counts: Counts = Counter()
    for i, first in enumerate(hits):
        for second in hits[i + 1 :]:
            if second.start - first.start > params["reach"]:
                break
            if tokens.sentences[second.start] != tokens.sentences[first.start]:
                break
            sign = "~" if first.negated or second.negated else ">"
            for a in first.kinds:
                for b in second.kinds:
                    counts[f"{a}{sign}{b}"] += 1
    return counts


# What a reply may open with, the first that fits; the names are roles of the lexicon.
_OPENERS = ("agree", "disagree", "not", "thanks", "laugh", "ask", "insult", "you", "i")
_OPENING = 3  # tokens


def find_opener(reading: Reading) -> str:
    """How the comment opens: the first role found among its first tokens, else `other`.

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
    counts: Counts = Counter()
    if reading.context.parent is None:
        return counts
    opener = find_opener(reading)
    if params["of"] == "words":
        for word in reading.tokens["parent"].words:
            counts[f"{opener}/{word}"] += 1
        return counts
    counts[f"{opener}/"] = 1
    for hit in reading.hits["parent"]:
        for kind in hit.kinds:
            counts[f"{opener}/~{kind}" if hit.negated else f"{opener}/{kind}"] += 1
    return counts


def _bucket(count: int) -> int:
    """0, 1, 2, 3-4, 5-8, 9-16 … as 0, 1, 2, 3, 4, 5 …, at most 8.

    >>> [_bucket(n) for n in (0, 1, 2, 3, 8, 9, 5000)]
    [0, 1, 2, 3, 4, 5, 8]
    """
    return 0 if count == 0 else min((count - 1).bit_length() + 1, 8)


def _is_shouted(piece: str) -> bool:
    """Three capitals or more and no small letter (of the Latin alphabet)."""
    return sum("A" <= c <= "Z" for c in piece) > 2 and not any("a" <= c <= "z" for c in piece)


def count_tone(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """How it is written, in buckets: length, shouting, marks, emoji, addresses, quotes, digits."""
    words = reading.tokens["own"].words
    shouted = sum(map(_is_shouted, reading.context.text.split(" ")))
    sizes = {
        "words": len(words),
        "shouted": shouted,
        "!": words.count("!"),
        "?": words.count("?"),
        "...": words.count("..."),
        "emoji": sum(is_emoji(word[0]) for word in words),
        "numbers": words.count("0"),
        "<url>": words.count("<url>"),
        "<time>": words.count("<time>"),
        "<user>": words.count("<user>"),
        "quoted": len(reading.tokens["quoted"].words),
        "repeats": len(words) - len(set(words)) if len(words) < 64 else 64,
    }
    return Counter({f"{name}:{_bucket(size)}": 1 for name, size in sizes.items()})


def count_position(reading: Reading, params: Mapping[str, Any]) -> Counts:
    """Where it stands (root or reply, how deep) and how much it shares with what it answers."""
    context = reading.context
    counts: Counts = Counter({f"depth:{min(context.depth, 4)}": 1})
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

    >>> reading = read_context(Context("No war, no"), Lexicon({}))
    >>> count_features("words", {"field": "own", "min": 1, "max": 1}, reading)
    Counter({'no': 2, 'war': 1})
    """
    if kind not in KINDS:
        raise UsageError(f"no block of kind {kind!r}", remedy=f"choose of {', '.join(KINDS)}")
    return KINDS[kind](reading, params)

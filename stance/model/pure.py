"""The scorer in pure Python: works wherever Python does, and is the oracle of the compiled one."""

from __future__ import annotations

from _operator import add, mul  # `operator` itself is slower to import
from itertools import chain
from math import exp, log, sqrt
from struct import Struct

from stance.features.blocks import count_elements, count_features, cut_characters, read_context
from stance.features.context import Context
from stance.features.lexicon import Lexicon

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from stance.features.blocks import Reading
    from stance.model.parts import HeadSpan, Parts

__all__ = ["PythonEngine"]

# Remembered of each block: words with their runs of characters (some 100 MB at most), other keys,
# and of all features their weights. Comments repeat their words; what is rare is looked up anew.
_MOST_WORDS = 50_000
_LONGEST_WORD = 100  # characters; longer ones do not come again
_MOST_KEYS = 250_000
_MOST_ROWS = 100_000


class PythonEngine:
    """Scores with what every Python has."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        words = parts.about.get("words")
        kinds = parts.about.get("lexicon", {})
        self._lexicon = Lexicon(kinds) if words is None else Lexicon.from_index(words)
        self._known: list[dict[str, int]] = [{} for _ in parts.blocks]
        self._runs: list[dict[str, list[int]]] = [{} for _ in parts.blocks]
        self._rows: dict[int, tuple[float, ...]] = {}
        self._row = Struct(f"={parts.width + 1}f")
        self._bytes = parts.rows.cast("B")

    def score_columns(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None,
        headlines: Sequence[str | None] | None,
        depths: Sequence[int] | None,
        reasons: int,
    ) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        """As `Scorer.score_columns`."""
        flat: list[float] = []
        found: list[list[tuple[int, float]]] = []
        for i, text in enumerate(texts):
            context = Context(
                text,
                parents[i] if parents is not None else None,
                headlines[i] if headlines is not None else None,
                depths[i] if depths is not None else 0,
            )
            weighed = self._weigh(read_context(context, self._lexicon))
            logits = weighed.add_up(self._parts.biases)
            flat += self._soften(logits)
            if reasons:
                found.append(weighed.explain(logits, self._parts.heads[0], reasons))
        return flat, found

    def weigh(self, reading: Reading) -> list[tuple[int, float]]:
        """(feature, value) of all features that the model knows, block by block."""
        weighed = self._weigh(reading)
        return list(zip(weighed.features, weighed.values, strict=True))

    def add_up(self, reading: Reading) -> list[float]:
        """The logits of all heads' classes."""
        return self._weigh(reading).add_up(self._parts.biases)

    def _weigh(self, reading: Reading) -> _Weighed:
        weighed = _Weighed()
        for number, block in enumerate(self._parts.blocks):
            counts = self._count(number, block, reading)
            if not counts:
                continue
            rows = self._fetch(counts)
            values = [row[0] for row in rows]  # idf
            if len(counts) < sum(counts.values()):
                sublinear = block["sublinear"]
                for i, n in enumerate(counts.values()):
                    if n > 1:
                        values[i] *= 1 + log(n) if sublinear else n
            scale = block["scale"]
            if block["normalize"]:
                norm = sqrt(sum(map(mul, values, values)))
                scale = scale / norm if norm else 0.0
            weighed.features += counts
            weighed.values += [value * scale for value in values]
            weighed.rows += rows
        return weighed

    def _fetch(self, features: Iterable[int]) -> list[tuple[float, ...]]:
        """The idf and the weights of features."""
        known, read, data, size = self._rows, self._row.unpack_from, self._bytes, self._row.size
        if len(known) > _MOST_ROWS:
            known.clear()
        found = []
        for feature in features:
            row = known.get(feature)
            if row is None:
                row = known[feature] = read(data, feature * size)
            found.append(row)
        return found

    def _count(self, number: int, block: Mapping[str, Any], reading: Reading) -> dict[int, int]:
        """The features of a block that the model knows, and how often each comes."""
        kind, params = block["kind"], block["params"]
        if kind == "chars":  # word by word: the same words come again and again
            words = reading.tokens[params["field"]].words
            runs = self._list_runs(number, params, words)
            counts: dict[int, int] = {}
            count_elements(counts, chain.from_iterable(map(runs.__getitem__, words)))
            return counts
        counted = count_features(kind, params, reading)
        known = self._find(number, counted)
        return {known[key]: n for key, n in counted.items() if known[key] >= 0}

    def _list_runs(
        self, number: int, params: Mapping[str, Any], words: Sequence[str]
    ) -> dict[str, list[int]]:
        """The known features among words' runs of characters, as often as they come."""
        runs, told = self._runs[number], self._parts.runs
        if len(runs) >= _MOST_WORDS:
            runs.clear()
        new = [word for word in dict.fromkeys(words) if word not in runs]
        if new and told.words is not None:
            known = self._find(told.words, new)
            runs |= told.find(number, {word: known[word] for word in new if known[word] >= 0})
            new = [word for word in new if word not in runs]
        if new:
            cut = [cut_characters(word, params) for word in new]
            known = self._find(number, chain.from_iterable(cut))
            found = {
                word: [feature for run in mine if (feature := known[run]) >= 0]
                for word, mine in zip(new, cut, strict=True)
            }
            runs |= {word: mine for word, mine in found.items() if len(word) <= _LONGEST_WORD}
            if max(map(len, new)) > _LONGEST_WORD:
                return runs | found
        return runs

    def _find(self, number: int, keys: Iterable[str]) -> dict[str, int]:
        """What is known of a block's keys: the feature of each that is asked for, and others'."""
        known = self._known[number]
        if len(known) > _MOST_KEYS:
            known.clear()
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            known.update(zip(new, self._parts.table.find_all(number, new), strict=True))
        return known

    def _soften(self, logits: Sequence[float]) -> list[float]:
        probabilities: list[float] = []
        for head, temperature in zip(self._parts.heads, self._parts.temperatures, strict=True):
            mine = [logit / temperature for logit in logits[head.start : head.stop]]
            top = max(mine)
            powers = [exp(logit - top) for logit in mine]
            total = sum(powers)
            probabilities += [power / total for power in powers]
        return probabilities


class _Weighed:
    """The features of a comment with their values, and the rows of the model that they stand in.

    Sums are taken class by class: `sum` and `map` run in C, three times as fast as row by row.
    """

    __slots__ = ("columns", "features", "rows", "values")

    def __init__(self) -> None:
        self.features: list[int] = []
        self.values: list[float] = []
        self.rows: list[tuple[float, ...]] = []
        self.columns: list[tuple[float, ...]] = []

    def add_up(self, biases: Sequence[float]) -> list[float]:
        """The logits of all heads' classes."""
        if not self.rows:
            return list(biases)
        self.columns = list(zip(*self.rows, strict=True))[1:]
        values = self.values
        return [
            sum(map(mul, values, column), bias)
            for bias, column in zip(biases, self.columns, strict=True)
        ]

    def explain(
        self, logits: Sequence[float], head: HeadSpan, most: int
    ) -> list[tuple[int, float]]:
        """The features that speak most for a head's predicted class, the strongest first; after
        `add_up`."""
        mine = logits[head.start : head.stop]
        at, n = mine.index(max(mine)), len(mine)
        if not self.rows:
            return []
        columns = self.columns[head.start : head.stop]
        totals: Iterable[float] = columns[0]
        for column in columns[1:]:
            totals = map(add, totals, column)
        weights = [
            value * (own - total / n)
            for value, own, total in zip(self.values, columns[at], totals, strict=True)
        ]
        least = max(sorted(weights)[-most:][0], 0)
        found = [(-w, f) for w, f in zip(weights, self.features, strict=True) if w >= least]
        return [(feature, -weight) for weight, feature in sorted(found)[:most] if weight < 0]

"""Probabilities to what a Score says: stance, confidence and its band, moderation, action."""

from __future__ import annotations

from json.encoder import encode_basestring as quote

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from stance.model.scorer import Scorer
    from stance.scoring.parents import Chunk

    Row = dict[str, Any]

__all__ = ["BANDS", "SCORE_FIELDS", "Judge"]

SCORE_FIELDS = (
    "stance",
    "confidence",
    "band",
    "probabilities",
    "moderation",
    "action",
    "reasons",
    "model",
)
# (name, smallest confidence), the highest first. A model may bring its own in `meta["bands"]`.
BANDS = (("high", 0.8), ("medium", 0.6), ("low", 0.0))
_PLACES = 4  # digits after the point; a fifth would be noise beside the ±1e-6 of the scorers


class Judge:
    """Scores chunks of rows with one model."""

    def __init__(self, scorer: Scorer, *, reasons: int = 3) -> None:
        self.scorer, self.reasons = scorer, reasons
        self.stances = scorer.classes("stance")
        self.moderation = scorer.classes("moderation")
        meta = scorer.about.get("meta", {})
        self.bands = tuple((str(n), float(least)) for n, least in meta.get("bands", BANDS))
        self.actions: dict[str, str] = dict(meta.get("actions", {}))
        self._stance_at = next(h.start for h in scorer.heads if h.name == "stance")
        self._moderation_at = next((h.start for h in scorer.heads if h.name == "moderation"), 0)
        # Parts of lines that are the same for every comment of a class.
        self._quoted = [f'"stance": {quote(name)}, "confidence": ' for name in self.stances]
        names = ", ".join(f"{quote(name).replace('%', '%%')}: %s" for name in self.stances)
        self._template = f'"probabilities": {{{names}}}'
        self._model = f'"model": {quote(scorer.digest)}'
        self._written = {
            name: f'"moderation": {_quote(name)}, "action": {_quote(self.actions.get(name or ""))}'
            for name in (None, *self.moderation)
        }

    def band(self, confidence: float) -> str:
        """The name of the band that a confidence (fraction, 0 to 1) falls into."""
        return next((name for name, least in self.bands if confidence >= least), "")

    def judge(self, chunk: Chunk) -> list[Row]:
        """The fields of a Score for each row (without the row's own); in the rows' order."""
        flat, reasons = self._score(chunk)
        width, at = self.scorer.width, self._stance_at
        out: list[Row] = []
        for i, row in enumerate(chunk.rows):
            if not row["text"].strip():
                out.append(self._say_nothing())
                continue
            start = i * width + at
            mine = [round(p, _PLACES) for p in flat[start : start + len(self.stances)]]
            confidence = max(mine)
            judgement: Row = {
                "stance": self.stances[mine.index(confidence)],
                "confidence": confidence,
                "band": self.band(confidence),
                "probabilities": dict(zip(self.stances, mine, strict=True)),
                "moderation": self._moderate(flat, i),
                "action": None,
                "reasons": self._name_reasons(reasons[i]) if reasons else [],
                "model": self.scorer.digest,
            }
            judgement["action"] = self.actions.get(judgement["moderation"])
            out.append(judgement)
        return out

    def write_lines(self, chunk: Chunk) -> str:
        """The Scores of a chunk as JSON Lines."""
        flat, reasons = self._score(chunk)
        encode = _encoder()
        width, at, n = self.scorer.width, self._stance_at, len(self.stances)
        nothing = encode(self._say_nothing())[1:] + "\n"
        lines = []
        for i, row in enumerate(chunk.rows):
            head = encode(keep_given(row))[:-1]
            if not row["text"].strip():
                lines.append(f"{head}, {nothing}")
                continue
            # Put together by hand: three times as fast as encoding one large dictionary.
            start = i * width + at
            mine = [round(p, _PLACES) for p in flat[start : start + n]]
            confidence = max(mine)
            told = encode(self._name_reasons(reasons[i])) if reasons else "[]"
            lines.append(
                f"{head}, {self._quoted[mine.index(confidence)]}{confidence}, "
                f'"band": "{self.band(confidence)}", {self._template % tuple(mine)}, '
                f'{self._written[self._moderate(flat, i)]}, "reasons": {told}, {self._model}}}\n'
            )
        return "".join(lines)

    def _score(self, chunk: Chunk) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        return self.scorer.score_columns(
            [row["text"] for row in chunk.rows],
            chunk.parents,
            chunk.headlines,
            chunk.depths,
            reasons=self.reasons,
        )

    def _moderate(self, flat: Sequence[float], i: int) -> str | None:
        if not self.moderation:
            return None
        start = i * self.scorer.width + self._moderation_at
        mine = flat[start : start + len(self.moderation)]
        top = max(mine)
        return next(name for name, p in zip(self.moderation, mine, strict=True) if p == top)

    def _name_reasons(self, found: Sequence[tuple[int, float]]) -> list[Row]:
        named = [self.scorer.name_reason(feature, weight) for feature, weight in found]
        return [{"feature": f"{r.block}: {r.key}", "weight": round(r.weight, 4)} for r in named]

    def _say_nothing(self) -> Row:
        """Of a comment without text nothing is said."""
        empty: Row = dict.fromkeys(SCORE_FIELDS)
        return empty | {"probabilities": {}, "reasons": [], "model": self.scorer.digest}


def _quote(text: str | None) -> str:
    return "null" if text is None else quote(text)


def _encoder() -> Callable[[Any], str]:
    """Values to JSON; what JSON has no form for (dates of Parquet) as text."""
    import json

    return json.JSONEncoder(ensure_ascii=False, default=str, check_circular=False).encode


def keep_given(row: Row) -> Row:
    """The row's own fields; those that a Score has as well are kept as `given_…`.

    A row that is a Score already gives up its old judgement.

    >>> keep_given({"id": "1", "text": "hi", "stance": "neutral"})
    {'id': '1', 'text': 'hi', 'given_stance': 'neutral'}
    """
    if row.keys().isdisjoint(SCORE_FIELDS):
        return row
    if "model" in row and "probabilities" in row:
        return {name: value for name, value in row.items() if name not in SCORE_FIELDS}
    return {f"given_{n}" if n in SCORE_FIELDS else n: value for n, value in row.items()}

"""Probabilities to what a Score says: stance, confidence and its band, moderation, action."""

from __future__ import annotations

from stance.jsontext import build_encoder, quote

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from stance.model._native import LineParts
    from stance.model.pipeline import PipelineScorer
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
# (name, smallest confidence), the highest first.
BANDS = (("high", 0.8), ("medium", 0.6), ("low", 0.0))
_PLACES = 4  # digits after the point; a fifth would be noise beside the ±1e-6 of the scorers


class Judge:
    """Scores chunks of rows with one model."""

    def __init__(self, scorer: Scorer | PipelineScorer, *, reasons: int = 3) -> None:
        self.scorer, self.reasons = scorer, reasons
        self.stances = scorer.classes("stance")
        self.moderation = scorer.classes("moderation")
        self._encode = build_encoder()  # dates of Parquet and the like go as text
        self.actions: dict[str, str] = scorer.about.get("meta", {}).get("actions", {})
        self._stance_at = next(h.start for h in scorer.heads if h.name == "stance")
        self._moderation_at = next((h.start for h in scorer.heads if h.name == "moderation"), 0)
        self._parts = self._cut_line()

    def _cut_line(self) -> LineParts:
        """The parts of a line that are the same for every comment of a class."""
        said = [(quote(name), _quote(self.actions.get(name))) for name in self.moderation]
        blocks = [quote(f"{block['name']}: ")[:-1] for block in self.scorer.blocks]
        names = [f"{quote(name)}: " for name in self.stances]
        names = ['"probabilities": {' + names[0], *[f", {name}" for name in names[1:]]]
        bands = [name for name, _ in BANDS] + [""]  # none, where not even the lowest fits
        nothing = self._encode(self._say_nothing())[1:] + "\n"
        parts: LineParts = (
            self._stance_at,
            _encode_all(f'"stance": {quote(name)}, "confidence": ' for name in self.stances),
            _encode_all(names),
            self._moderation_at,
            _encode_all(
                f'}}, "moderation": {name}, "action": {action}, "reasons": '
                for name, action in said or [("null", "null")]
            ),
            _encode_all(f', "band": {quote(name)}, ' for name in bands),
            [least for _, least in BANDS],
            _encode_all(f'{{"feature": {block}' for block in blocks),
            nothing.encode(),
            f', "model": {quote(self.scorer.digest)}}}\n'.encode(),
        )
        return parts

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
                "band": name_band(confidence),
                "probabilities": dict(zip(self.stances, mine, strict=True)),
                "moderation": (*self.moderation, None)[self._moderate(flat, i)],
                "action": None,
                "reasons": self._name_reasons(reasons[i]) if reasons else [],
                "model": self.scorer.digest,
            }
            judgement["action"] = self.actions.get(judgement["moderation"])
            out.append(judgement)
        return out

    def write_lines(self, chunk: Chunk) -> bytes:
        """The Scores of a chunk as JSON Lines."""
        heads = [
            self._write_head(row) if head is None else head
            for row, head in zip(chunk.rows, chunk.heads, strict=True)
        ]
        written = self.scorer.write_columns(
            *chunk.columns, reasons=self.reasons, heads=heads, parts=self._parts
        )
        return self._write_lines(chunk, heads) if written is None else written

    def _write_head(self, row: Row) -> bytes:
        """The row's own fields, as JSON without the closing brace."""
        return self._encode(keep_given(row))[:-1].encode("utf-8", "backslashreplace")

    def _write_lines(self, chunk: Chunk, heads: Sequence[bytes]) -> bytes:
        """As the compiled scorer does it."""
        flat, reasons = self._score(chunk)
        _, stances, names, _, moderation, bands, least, _, nothing, end = self._parts
        width, at, n = self.scorer.width, self._stance_at, len(self.stances)
        lines = []
        for i, (row, head) in enumerate(zip(chunk.rows, heads, strict=True)):
            if not row["text"].strip():
                lines += [head, b", ", nothing]
                continue
            start = i * width + at
            mine = [round(p, _PLACES) for p in flat[start : start + n]]
            top = max(mine)
            band = next((b for b, lowest in enumerate(least) if top >= lowest), len(least))
            lines += [head, b", ", stances[mine.index(top)], str(top).encode(), bands[band]]
            for name, p in zip(names, mine, strict=True):
                lines += [name, str(p).encode()]
            lines += [moderation[self._moderate(flat, i)], b"["]
            for k, (feature, weight) in enumerate(reasons[i] if reasons else ()):
                reason = self.scorer.name_reason(feature, weight)
                name = quote(f"{reason.block}: {reason.key}").encode("utf-8", "backslashreplace")
                number = str(round(weight, _PLACES)).encode()
                lines += [b", " if k else b"", b'{"feature": ', name, b', "weight": ', number, b"}"]
            lines += [b"]", end]
        return b"".join(lines)

    def _score(self, chunk: Chunk) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        return self.scorer.score_columns(*chunk.columns, reasons=self.reasons)

    def _moderate(self, flat: Sequence[float], i: int) -> int:
        """The number of the likeliest moderation class; 0 where the model has none."""
        start = i * self.scorer.width + self._moderation_at
        mine = list(flat[start : start + len(self.moderation)])
        return mine.index(max(mine)) if mine else 0

    def _name_reasons(self, found: Sequence[tuple[int, float]]) -> list[Row]:
        named = [self.scorer.name_reason(feature, weight) for feature, weight in found]
        return [{"feature": f"{r.block}: {r.key}", "weight": round(r.weight, 4)} for r in named]

    def _say_nothing(self) -> Row:
        """Of a comment without text nothing is said."""
        empty: Row = dict.fromkeys(SCORE_FIELDS)
        return empty | {"probabilities": {}, "reasons": [], "model": self.scorer.digest}


def name_band(confidence: float) -> str:
    """The name of the band that a confidence (fraction, 0 to 1) falls into; none of no number.

    >>> name_band(0.8), name_band(0.79), name_band(float("nan"))
    ('high', 'medium', '')
    """
    return next((name for name, least in BANDS if confidence >= least), "")


def _quote(text: str | None) -> str:
    return "null" if text is None else quote(text)


def _encode_all(texts: Iterable[str]) -> tuple[bytes, ...]:
    # A lone half of a surrogate pair is no UTF-8: it is written as the escape that it came from.
    return tuple([text.encode("utf-8", "backslashreplace") for text in texts])


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

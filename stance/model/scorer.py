"""The scorer: probabilities for comments from a mapped scorer file, in Python and, where it was
built, in C. Both count and add the same things (docs/features.md, `stance.model.fitted`).
"""

from __future__ import annotations

from stance.model.parts import HeadSpan, Parts

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from stance.features.context import Context
    from stance.features.encoder import Encoder
    from stance.model._native import Engine, LineParts
    from stance.model.fitted import EncodedPart
    from stance.model.pure import PythonEngine

__all__ = ["Prediction", "Reason", "Scorer"]


class Reason:
    """A feature behind a prediction.

    `weight` is what the feature adds to the logit of the predicted class, less what it adds to
    the classes on average (a constant on all of them changes no probability).
    """

    __slots__ = ("block", "key", "weight")

    def __init__(self, block: str, key: str, weight: float) -> None:
        self.block, self.key, self.weight = block, key, weight

    def __repr__(self) -> str:
        return f"Reason({self.block!r}, {self.key!r}, {self.weight:+.4f})"


class Prediction:
    """Probabilities of one comment: `heads` maps a head's name to {class: fraction}."""

    __slots__ = ("heads", "reasons")

    def __init__(
        self, heads: Mapping[str, Mapping[str, float]], reasons: tuple[Reason, ...] = ()
    ) -> None:
        self.heads, self.reasons = heads, reasons

    def __repr__(self) -> str:
        return f"Prediction({dict(self.heads)!r})"

    @property
    def stance(self) -> Mapping[str, float]:
        """Probabilities of the stances."""
        return self.heads["stance"]

    @property
    def moderation(self) -> Mapping[str, float]:
        """Probabilities of the moderation classes; empty where the model has none."""
        return self.heads.get("moderation", {})


class Scorer(Parts):
    """A loaded model. Made by `stance.model.bundle.load_bundle`.

    `digest` names the model in every score; `about` is what the file tells of itself. `native`
    says whether the compiled scorer does the work.
    """

    def __init__(
        self,
        sections: Mapping[str, memoryview],
        about: Mapping[str, Any],
        *,
        digest: str,
        where: str = "",
        native: bool | None = None,
    ) -> None:
        super().__init__(sections, about, where=where)
        self.digest = digest
        self.encoded: EncodedPart | None = None
        self._python: PythonEngine | None = None
        self._compiled = None if native is False else _compile(self, required=native is True)

    @property
    def folder(self) -> str:
        """The folder of the bundle."""
        return self.where.rpartition("scorer.bin")[0] or "."

    @property
    def native(self) -> bool:
        """Whether the compiled scorer does the work."""
        return self._compiled is not None

    def classes(self, head: str = "stance") -> tuple[str, ...]:
        """The classes of a head, empty where the model has no such head."""
        return next((h.classes for h in self.heads if h.name == head), ())

    def score(self, context: Context, *, reasons: int = 0) -> Prediction:
        """The probabilities of one comment, with its strongest `reasons`."""
        return self.score_many([context], reasons=reasons)[0]

    def score_many(self, contexts: Sequence[Context], *, reasons: int = 0) -> list[Prediction]:
        """The probabilities of comments, in their order."""
        flat, found = self.score_columns(
            [c.text for c in contexts],
            [c.parent for c in contexts],
            [c.headline for c in contexts],
            [c.depth for c in contexts],
            reasons=reasons,
        )
        width = self.width
        return [
            Prediction(
                {
                    h.name: dict(
                        zip(h.classes, flat[i * width + h.start : i * width + h.stop], strict=True)
                    )
                    for h in self.heads
                },
                tuple(self.name_reason(f, weight) for f, weight in (found[i] if found else ())),
            )
            for i in range(len(contexts))
        ]

    def name_reason(self, feature: int, weight: float) -> Reason:
        """A reason with the names of its block and key."""
        block = next(b for b in range(len(self.blocks)) if feature < self.firsts[b + 1])
        return Reason(self.blocks[block]["name"], self.table.key(feature), weight)

    def score_columns(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None = None,
        headlines: Sequence[str | None] | None = None,
        depths: Sequence[int] | None = None,
        *,
        reasons: int = 0,
    ) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        """Probabilities [n * classes of all heads], row by row, and each comment's strongest
        (feature, weight) pairs (an empty list where `reasons` is 0).

        A column that is None holds nothing for any comment.
        """
        if self._compiled is not None:
            flat, found = self._compiled.score(texts, parents, headlines, depths, reasons)
            return memoryview(flat).cast("d"), found
        return self.python.score_columns(texts, parents, headlines, depths, reasons)

    def open_encoder(self) -> Encoder | None:
        """The encoder that the model reads with; None in a model without one."""
        return None

    def encoded_shares(self, context: Context, head: HeadSpan) -> dict[str, tuple[float, ...]]:
        """What each block of an encoder's vectors adds to a head's probabilities, as logits that
        are divided by the temperature; nothing in a model without an encoder."""
        return {}

    def write_columns(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None,
        headlines: Sequence[str | None] | None,
        depths: Sequence[int] | None,
        *,
        reasons: int,
        heads: Sequence[bytes],
        parts: LineParts,
    ) -> bytes | None:
        """The Scores as lines of JSON, each after its head; None where Python must write them.

        `parts` is what `stance.scoring.judgement.Judge` makes of the model.
        """
        if self._compiled is None:
            return None
        return self._compiled.write(texts, parents, headlines, depths, reasons, heads, parts)

    @property
    def python(self) -> PythonEngine:
        """The scorer in pure Python: the reference for the compiled one."""
        if self._python is None:
            # Slow to import, and the compiled scorer does without.
            from stance.model.pure import PythonEngine

            self._python = PythonEngine(self)
        return self._python


def _compile(scorer: Scorer, *, required: bool) -> Engine | None:
    """The compiled scorer, None where it was not built."""
    try:
        from stance.model import _native  # noqa: F401 - without it nothing is handed over
        from stance.model.native import compile_scorer

        return compile_scorer(scorer)
    except ImportError:
        if required:
            raise
        return None

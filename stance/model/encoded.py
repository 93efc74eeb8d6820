"""The scorer of a model with an encoder: the counted features as in any model, and beside them the
numbers of the encoder's vectors.

`encoder.bin` has the layout of `stance.model.layout` with two sections: `about` (JSON: source,
digest and dimension of the encoder; name, params and scale of each block) and `weights` (f32
[n_blocks * dimension, classes of all heads]). The encoder itself is opened at the first comment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.features.context import Context
from stance.features.encoder import Encoder, encode_contexts, open_encoder
from stance.features.lexicon import Lexicon
from stance.model.fitted import ENCODED, Block, EncodedPart, EncoderNote, FittedModel, softmax
from stance.model.layout import pack_sections, refuse_corrupt, unpack_sections
from stance.model.parts import HeadSpan
from stance.model.scorer import Reason, Scorer

__all__ = [
    "EncodedScorer",
    "join_encoded",
    "pack_encoded",
    "read_encoded",
    "split_encoded",
]

Floats = npt.NDArray[np.float64]
_RETRAIN = "copy or train the model again"


def split_encoded(fitted: FittedModel) -> tuple[FittedModel, EncodedPart | None]:
    """The model without its encoder's blocks, and what was cut off."""
    if fitted.encoder is None:
        return fitted, None
    plain = sum(block.kind != ENCODED for block in fitted.blocks)
    at = int(np.searchsorted(fitted.block_of, plain))
    weights = np.hstack([head.weights[at:] for head in fitted.heads])
    part = EncodedPart(fitted.encoder, fitted.blocks[plain:], weights)
    rest = replace(
        fitted,
        blocks=fitted.blocks[:plain],
        keys=fitted.keys[:at],
        block_of=fitted.block_of[:at],
        idf=fitted.idf[:at],
        heads=tuple(replace(head, weights=head.weights[:at]) for head in fitted.heads),
        encoder=None,
    )
    return rest, part


def join_encoded(fitted: FittedModel, part: EncodedPart | None) -> FittedModel:
    """The whole again of what `split_encoded` parted."""
    if part is None:
        return fitted
    n, size, first = len(part.blocks), part.note.dimension, len(fitted.blocks)
    heads, at = [], 0
    for head in fitted.heads:
        mine = part.weights[:, at : at + len(head.classes)]
        heads.append(replace(head, weights=np.vstack([head.weights, mine])))
        at += len(head.classes)
    return replace(
        fitted,
        blocks=fitted.blocks + part.blocks,
        keys=fitted.keys + tuple(map(str, range(size))) * n,
        block_of=np.append(fitted.block_of, np.repeat(np.arange(first, first + n), size)).astype(
            np.int32
        ),
        idf=np.append(fitted.idf, np.ones(n * size)).astype(np.float32),
        heads=tuple(heads),
        encoder=part.note,
    )


def pack_encoded(part: EncodedPart) -> bytes:
    """The content of `encoder.bin`, the same bytes for the same part."""
    about = {
        "source": part.note.source,
        "digest": part.note.digest,
        "dimension": part.note.dimension,
        "blocks": [
            {"name": b.name, "params": dict(b.params), "scale": float(b.scale)} for b in part.blocks
        ],
    }
    return pack_sections(
        {
            "about": json.dumps(about, ensure_ascii=True).encode(),
            "weights": np.ascontiguousarray(part.weights, dtype="<f4").tobytes(),
        }
    )


def read_encoded(data: bytes, width: int, *, where: str = "") -> EncodedPart:
    """The part that an `encoder.bin` holds, for `width` classes.

    Raises `ModelError` for anything else.
    """
    sections = unpack_sections(data, where=where)
    try:
        about = json.loads(bytes(sections["about"]))
        note = EncoderNote(str(about["source"]), str(about["digest"]), int(about["dimension"]))
        blocks = tuple(
            Block(b["name"], ENCODED, b["params"], False, False, float(b["scale"]))
            for b in about["blocks"]
        )
        weights = np.frombuffer(sections["weights"], dtype="<f4").astype(np.float32)
        weights = weights.reshape(len(blocks) * note.dimension, width)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise refuse_corrupt(f"{type(error).__name__}: {error}", where) from None
    return EncodedPart(note, blocks, weights)


class EncodedScorer(Scorer):
    """A loaded model with an encoder. Made by `stance.model.bundle.load_bundle`."""

    def __init__(
        self,
        sections: Mapping[str, memoryview],
        about: Mapping[str, Any],
        *,
        encoded: bytes,
        digest: str,
        where: str = "",
        native: bool | None = None,
    ) -> None:
        super().__init__(sections, about, digest=digest, where=where, native=native)
        self.encoded = self._part = read_encoded(encoded, self.width, where=where)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder: where `STANCE_ENCODER` says, else where it was at training.

        Raises `ModelError` where it is not there, is another one, or cannot be loaded.
        """
        note = self._part.note
        source = os.environ.get("STANCE_ENCODER") or note.source
        return open_encoder(source, digest=note.digest)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.about.get("lexicon", {}))

    def score_columns(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None = None,
        headlines: Sequence[str | None] | None = None,
        depths: Sequence[int] | None = None,
        *,
        reasons: int = 0,
    ) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        """As `Scorer.score_columns`; reasons count the features of a block of vectors as one."""
        nothing = [None] * len(texts)
        contexts = [
            Context(text, parent, headline, depth)
            for text, parent, headline, depth in zip(
                texts,
                parents if parents is not None else nothing,
                headlines if headlines is not None else nothing,
                depths if depths is not None else [0] * len(texts),
                strict=True,
            )
        ]
        if not contexts:
            return [], []
        shares = self.weigh_encoded(contexts)
        plain, _ = super().score_columns(texts, parents, headlines, depths)
        chance = np.array(plain, dtype=np.float64).reshape(len(contexts), self.width)
        logits = np.log(np.maximum(chance, 1e-300))
        for head, temperature in zip(self.heads, self.temperatures, strict=True):
            columns = slice(head.start, head.stop)
            logits[:, columns] *= temperature
            logits[:, columns] += shares[:, :, columns].sum(1)
            chance[:, columns] = softmax(logits[:, columns] / temperature)
        flat: list[float] = chance.ravel().tolist()
        if not reasons:
            return flat, []
        return flat, [
            self._name_strongest(context, logits[i], shares[i], reasons)
            for i, context in enumerate(contexts)
        ]

    def write_columns(self, *_: object, **__: object) -> None:
        """None: the compiled writer knows nothing of vectors, so Python must write."""

    def weigh_encoded(self, contexts: Sequence[Context]) -> Floats:
        """What each block of vectors adds to the logits: [n_contexts, n_blocks, classes]."""
        part = self._part
        kinds = {block.params["of"] for block in part.blocks}
        vectors = encode_contexts(self.encoder, contexts, kinds)
        weights = part.weights.astype(float).reshape(len(part.blocks), -1, self.width)
        shares = [
            vectors[block.params["of"]].astype(float) * block.scale @ mine
            for block, mine in zip(part.blocks, weights, strict=True)
        ]
        return np.stack(shares, axis=1)

    def open_encoder(self) -> Encoder:
        """As `Scorer.open_encoder`."""
        return self.encoder

    def encoded_shares(self, context: Context, head: HeadSpan) -> dict[str, tuple[float, ...]]:
        """As `Scorer.encoded_shares`."""
        temperature = self.temperatures[self.heads.index(head)]
        shares = self.weigh_encoded([context])[0, :, head.start : head.stop] / temperature
        return {
            f"{block.name} ({block.params['of']})": tuple(map(float, mine))
            for block, mine in zip(self._part.blocks, shares, strict=True)
        }

    def name_reason(self, feature: int, weight: float) -> Reason:
        """As `Scorer.name_reason`; blocks of vectors come after the counted features."""
        known = self.firsts[-1]
        if feature < known:
            return super().name_reason(feature, weight)
        block = self._part.blocks[feature - known]
        return Reason(block.name, block.params["of"], weight)

    def _name_strongest(
        self, context: Context, logits: Floats, shares: Floats, most: int
    ) -> list[tuple[int, float]]:
        """The features that speak most for the predicted class of the first head."""
        from stance.features.blocks import read_context

        head, python = self.heads[0], self.python
        predicted = int(logits[head.start : head.stop].argmax())
        found = []
        for feature, value in python.weigh(read_context(context, self._lexicon)):
            at = feature * (self.width + 1) + 1 + head.start
            row = self.rows[at : at + len(head.classes)].tolist()
            found.append((value * (row[predicted] - sum(row) / len(row)), feature))
        for i, mine in enumerate(shares[:, head.start : head.stop]):
            found.append((float(mine[predicted] - mine.mean()), self.firsts[-1] + i))
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(feature, weight) for weight, feature in found[:most] if weight > 0]

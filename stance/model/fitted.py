"""What training yields and a bundle stores: plain data, numbers in numpy arrays, no code.

The scoring rule, with which every scorer must agree (docs/features.md says how features are
counted): for each block, a feature's value is `(1 + ln(count) if sublinear else count) * idf`;
the block's vector over the features in the vocabulary is divided by its Euclidean norm where
`normalize`, then multiplied by `scale`. `logits[c] = bias[c] + sum(value * weights[f, c])`, and
the probabilities are `softmax(logits / temperature)`; two classes have two columns as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.model.provenance import Provenance

__all__ = ["ENCODED", "Block", "EncodedPart", "EncoderNote", "FittedModel", "Head", "softmax"]

Floats = npt.NDArray[np.float64]

# The kind of the blocks whose features are the numbers of an encoder's vectors, and not counted.
ENCODED = "encoded"


@dataclass(frozen=True, slots=True)
class Block:
    """A named block of features: what is counted (`kind`, `params`) and how counts are weighed."""

    name: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    sublinear: bool = True
    normalize: bool = True
    scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A logistic regression over the features: `weights` is float32 [n_features, n_classes],
    `bias` float64 [n_classes]; logits are divided by `temperature`."""

    name: str
    classes: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: Floats
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class EncoderNote:
    """Which encoder a model reads with: where it was, the digest of its files, the length of its
    vectors. Its weights are not part of the model."""

    source: str
    digest: str
    dimension: int


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPart:
    """What a model does with an encoder's vectors; `weights` is float32 [n_features, n_classes of
    all heads], the features of the first block first."""

    note: EncoderNote
    blocks: tuple[Block, ...]
    weights: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A trained model. Features are grouped by block: `block_of` (int32 [n_features], ascending)
    holds the index into `blocks` of each of `keys`; `idf` is float32 [n_features].

    `lexicon` maps kinds to their entries, as in `lexicon.toml`; `meta` holds what the model card
    tells; `provenance` is what it was trained on, None where nobody knows. Blocks of kind
    `ENCODED` come last, and only with an `encoder`.
    """

    blocks: tuple[Block, ...]
    keys: tuple[str, ...]
    block_of: npt.NDArray[np.int32]
    idf: npt.NDArray[np.float32]
    heads: tuple[Head, ...]
    lexicon: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    provenance: Provenance | None = None
    encoder: EncoderNote | None = None


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis.

    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result

"""A corpus counted once; folds only weigh the counts anew."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.features.blocks import count_features, read_context
from stance.features.context import Context
from stance.features.encoder import Encoder, encode_contexts
from stance.features.lexicon import Lexicon
from stance.model.fitted import ENCODED, Block

__all__ = ["Corpus", "Vocabulary", "count_corpus"]

Rows = npt.NDArray[np.intp]
Matrix = Any  # scipy.sparse.csr_matrix, which has no types of its own
_EVERY = 200  # comments between two reports of progress


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """For each block: the columns kept of the corpus, and their inverse document frequencies."""

    columns: tuple[Rows, ...]
    idf: tuple[npt.NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Values (`1 + ln count` where the block is sublinear) [n_comments, n_keys] of each block."""

    blocks: tuple[Block, ...]
    keys: tuple[tuple[str, ...], ...]
    values: tuple[Matrix, ...]

    def learn(self, rows: Rows, *, min_df: int) -> Vocabulary:
        """Keys that at least `min_df` of the rows hold, with idf = ln((1 + n)/(1 + df)) + 1."""
        columns, idfs = [], []
        for block, values in zip(self.blocks, self.values, strict=True):
            part = values[rows]
            df = np.bincount(part.indices, minlength=part.shape[1])
            kept = np.flatnonzero(df >= min_df)
            idf = np.log((1 + len(rows)) / (1 + df[kept])) + 1
            if block.kind == ENCODED:  # numbers of a vector, none more telling for being rare
                kept = np.arange(part.shape[1])
                idf = np.ones(len(kept))
            columns.append(kept)
            idfs.append(idf)
        return Vocabulary(tuple(columns), tuple(idfs))

    def weigh(self, vocabulary: Vocabulary, rows: Rows, *, encoded: float = 1.0) -> Matrix:
        """The feature matrix [n_rows, n_features] of the rows, blocks side by side.

        `encoded` multiplies the scale of what an encoder gave.
        """
        from scipy import sparse

        parts = []
        for block, values, kept, idf in zip(
            self.blocks, self.values, vocabulary.columns, vocabulary.idf, strict=True
        ):
            part = values[rows][:, kept].astype(np.float64)
            part.data *= idf[part.indices]
            if block.normalize:
                norms = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
                norms[norms == 0] = 1
                part.data /= np.repeat(norms, np.diff(part.indptr))
            part.data *= block.scale * (encoded if block.kind == ENCODED else 1.0)
            parts.append(part)
        return sparse.hstack(parts, format="csr")


def count_corpus(
    contexts: Sequence[Context],
    blocks: Sequence[Block],
    lexicon: Lexicon,
    *,
    keys: Sequence[Sequence[str]] | None = None,
    encoder: Encoder | None = None,
    progress: Callable[[int], None] | None = None,
    encoding: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Count every block of every context; `keys` fixes what is counted (default: all there is).

    Blocks of kind `ENCODED` take their values from the `encoder`; `encoding` is told of texts
    (encoded, to encode), `progress` of comments counted.
    """
    from scipy import sparse

    encoded = {b.params["of"] for b in blocks if b.kind == ENCODED}
    vectors = {}
    if encoder is not None:
        vectors = encode_contexts(encoder, contexts, encoded, progress=encoding)
    index: list[dict[str, int]] = [
        {key: i for i, key in enumerate(known)} for known in keys or [()] * len(blocks)
    ]
    # Arrays of numbers, not lists of objects: a quarter of the memory.
    found = [(array("i"), array("i"), array("q", [0])) for _ in blocks]
    for n, context in enumerate(contexts, 1):
        reading = read_context(context, lexicon)
        for block, known, (columns, counts, ends) in zip(blocks, index, found, strict=True):
            if block.kind == ENCODED:
                continue
            for key, count in count_features(block.kind, block.params, reading).items():
                if keys is None:
                    known.setdefault(key, len(known))
                if key in known:
                    columns.append(known[key])
                    counts.append(count)
            ends.append(len(columns))
        if progress is not None and (n % _EVERY == 0 or n == len(contexts)):
            progress(n)
    values = []
    names = []
    for block, known, (columns, counts, ends) in zip(blocks, index, found, strict=True):
        if block.kind == ENCODED:
            rows = vectors[block.params["of"]]
            names.append(tuple(map(str, range(rows.shape[1]))))
            values.append(sparse.csr_matrix(rows.astype(np.float64)))
            continue
        data = np.frombuffer(counts, dtype=np.intc).astype(np.float64)
        if block.sublinear:
            np.log(data, out=data)
            data += 1
        places = (np.frombuffer(columns, dtype=np.intc), np.frombuffer(ends, dtype=np.int64))
        matrix = sparse.csr_matrix((data, *places), shape=(len(contexts), len(known)))
        order = sorted(known, key=known.__getitem__) if keys is not None else sorted(known)
        matrix = matrix[:, [known[key] for key in order]]
        matrix.sort_indices()
        values.append(matrix)
        names.append(tuple(order))
    return Corpus(tuple(blocks), tuple(names), tuple(values))

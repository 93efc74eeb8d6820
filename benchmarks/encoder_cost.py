"""What an encoder gives and costs: quality on labelled comments, and comments scored a second.

usage: encoder_cost.py FILE.jsonl MODEL [MODEL...]

FILE: labelled comments that no model was trained on. MODEL: folders of models with an encoder (one
an encoder, from `stance train --encoder`); the shipped model is measured beside them. Rates are the
whole of a Python call on FILE's comments: the first call with an empty cache of vectors, then the
best of three with what it left there. The cache is a new one each time, so yours stays as it is.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from stance.features.context import place_labels
from stance.labels.labelled import read_labelled_set
from stance.model.bundle import load_bundle
from stance.model.fit import macro_f1
from stance.shipped import find_model

N_DRAWS = 1000


def main() -> None:
    labelled = read_labelled_set([sys.argv[1]])
    names = labelled.codebook.stances
    gold = np.array([names.index(label.stance) for label in labelled], dtype=np.intp)
    contexts = place_labels(labelled.labels)
    draws = np.random.default_rng(0).integers(0, len(gold), (N_DRAWS, len(gold)))
    print(f"{len(gold)} comments; macro-F1, 95 %, comments/s at first, comments/s again")
    for folder in (find_model(), *map(Path, sys.argv[2:])):
        with tempfile.TemporaryDirectory() as cache:
            os.environ["STANCE_CACHE"] = cache
            scorer = load_bundle(folder)
            if (encoder := scorer.open_encoder()) is not None:
                encoder.encode(["loads the encoder, which is not scoring"])
            seconds = []
            for _ in range(4):
                began = time.perf_counter()
                found = scorer.score_many(contexts)
                seconds.append(time.perf_counter() - began)
        said = np.array(
            [names.index(max(p.stance, key=lambda c: p.stance[c])) for p in found],
            dtype=np.intp,
        )
        drawn = [macro_f1(gold[d], said[d], len(names)) for d in draws]
        low, high = np.percentile(drawn, [2.5, 97.5])
        first, again = len(contexts) / seconds[0], len(contexts) / min(seconds[1:])
        print(
            f"{macro_f1(gold, said, len(names)):.3f}  {low:.3f}-{high:.3f}  {first:>8,.0f}  "
            f"{again:>8,.0f}  {folder.name if encoder else 'shipped'}"
            + (f" ({encoder.source}, {encoder.dimension} numbers)" if encoder else ""),
            flush=True,
        )


if __name__ == "__main__":
    main()

"""RumourEval 2019 task A (support, deny, query, comment) by the public API.

usage: rumoureval.py FOLDER [--encoder FOLDER] [--dev]

FOLDER: the unpacked corpus (see corpora.py), fetched by you under its own terms. Training is on
the official training and development parts, the test on the official test part, the metric the
official macro-F1 of the four classes over all its posts. --dev: train on the training part alone
and test on the development part, for whoever changes anything: the test part is no place to choose.
A post of which the corpus gives no text counts as `comment`, the class of most.

Published on the same test (Gorrell et al. 2019, SemEval-2019 task 7, table 4): best submission
(BLCU-NLP) 0.6187, second (BUT-FIT) 0.6067, the organisers' branch-LSTM 0.4929.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from corpora import Row, read_rumoureval

from stance.evaluation.models import load_fitted
from stance.features.context import Context
from stance.features.encoder import Encoder, open_encoder
from stance.labels.codebook import Category, Codebook
from stance.labels.labelled import LabelledSet
from stance.model.fit import fit, macro_f1
from stance.model.recipe import DEFAULT_RECIPE, Recipe, add_encoder, choose_blocks
from stance.records import Label

CLASSES = ("support", "deny", "query", "comment")
BOOK = Codebook(
    name="RumourEval 2019",
    question="Does the post support the rumour of its thread?",
    stance_categories=tuple(map(Category, CLASSES)),
    neutral="comment",
)
PUBLISHED = (("BLCU-NLP, best submission", 0.6187), ("BUT-FIT", 0.6067), ("branch-LSTM", 0.4929))
N_DRAWS = 1000


def build_recipes(encoder: Encoder | None) -> dict[str, Recipe]:
    """What is compared: what `stance train` does with labels of one's own, and `+style`."""
    context = "cross parent parent-kinds headline-kinds position encoded-parent encoded-product"
    alone = ",".join(f"-{name}" for name in context.split()) + ",+style"
    base = DEFAULT_RECIPE.for_own_labels()
    # The part of its search that is ever near the best here, in three folds: a third of the time.
    base = replace(base, n_folds=3, strengths=base.strengths[:3], balances=base.balances[1:])
    recipes = {
        "the comment alone": choose_blocks(base, drop_encoded(alone)),
        "with its thread": choose_blocks(base, "+style"),
    }
    if encoder is not None:
        more = add_encoder(base, encoder)
        recipes["the comment alone, encoder"] = choose_blocks(more, alone)
        recipes["with its thread, encoder"] = choose_blocks(more, "+style")
    return recipes


def drop_encoded(names: str) -> str:
    """The names without those of blocks that only an encoder brings."""
    return ",".join(name for name in names.split(",") if "encoded" not in name)


def place(rows: list[Row], depths: dict[str, int]) -> list[Context]:
    return [Context(r["text"], r["parent_text"], r["headline"], depths[r["id"]]) for r in rows]


def find_depths(rows: list[Row]) -> dict[str, int]:
    """Replies above each post; a parent that is not in the corpus counts as the root."""
    parents = {row["id"]: row["reply_to"] for row in rows}
    depths = {}
    for id_, parent in parents.items():
        depth = 0
        while parent is not None and depth < 50:
            depth, parent = depth + 1, parents.get(parent)
        depths[id_] = depth
    return depths


def make_labels(rows: list[Row]) -> LabelledSet:
    labels = tuple(
        Label(
            id=row["id"],
            text=row["text"],
            stance=row["stance"],
            reply_to=row["reply_to"],
            parent_text=row["parent_text"],
            headline=row["headline"],
            conversation_id=row["conversation_id"],
        )
        for row in rows
    )
    return LabelledSet(labels, BOOK)


def main() -> None:
    parser = argparse.ArgumentParser(description="RumourEval 2019 task A")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder")
    parser.add_argument("--dev", action="store_true")
    asked = parser.parse_args()
    parts = {name: read_rumoureval(asked.folder, name) for name in ("train", "dev", "test")}
    training = parts["train"] if asked.dev else parts["train"] + parts["dev"]
    test = parts["dev"] if asked.dev else parts["test"]
    labelled = make_labels([row for row in training if row["text"].strip()])
    depths = find_depths([row for rows in parts.values() for row in rows])
    gold = np.array([CLASSES.index(row["stance"]) for row in test], dtype=np.intp)
    threads = {row["conversation_id"]: i for i, row in enumerate(test)}
    thread_of = np.array([threads[row["conversation_id"]] for row in test])
    members = [np.flatnonzero(thread_of == i) for i in sorted(set(threads.values()))]
    draws = np.random.default_rng(0).integers(0, len(members), (N_DRAWS, len(members)))
    print(f"trained on {len(labelled)}, tested on {len(test)} posts in {len(members)} threads")
    print("macro-F1, 95 % over threads, F1 of", *CLASSES)
    for name, recipe in build_recipes(
        open_encoder(asked.encoder) if asked.encoder else None
    ).items():
        began = time.perf_counter()
        fitted = fit(labelled, recipe)
        scorer = load_fitted(fitted, encoder=recipe.encoder)
        chance = [p.stance for p in scorer.score_many(place(test, depths))]
        said = np.array([CLASSES.index(max(p, key=lambda c: p[c])) for p in chance], dtype=np.intp)
        said[[not row["text"].strip() for row in test]] = CLASSES.index("comment")
        drawn = []
        for draw in draws:
            rows = np.concatenate([members[i] for i in draw])
            drawn.append(macro_f1(gold[rows], said[rows], 4))
        low, high = np.percentile(drawn, [2.5, 97.5])
        each = [
            2 * ((said == c) & (gold == c)).sum() / ((said == c).sum() + (gold == c).sum())
            for c in range(4)
        ]
        print(
            f"{macro_f1(gold, said, 4):.4f}  {low:.3f}-{high:.3f}  "
            + " ".join(f"{f:.2f}" for f in each)
            + f"  {name} ({time.perf_counter() - began:.0f} s; {fitted.meta['chosen']['stance']})",
            flush=True,
        )
    if not asked.dev:
        for name, score in PUBLISHED:
            print(f"{score:.4f}  published: {name}")


if __name__ == "__main__":
    main()

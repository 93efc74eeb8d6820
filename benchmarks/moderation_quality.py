"""Moderation side by side: this model, alt-profanity-check, and a word list, on labelled comments.

usage: moderation_quality.py FILE.jsonl [MODEL...]

FILE: labelled comments (id, text, moderation, and where there are any headline, parent_text), not
part of the shipped set. MODEL: further model folders (one with an encoder, say); the shipped model
is always there. Each ranks the comments; those on top are sent to people, as many as the load
says. Printed: the area under the ROC curve of "not the mildest class"; for each load the recall of
those comments (and, with the load as the boundary, the balanced accuracy of "send" against
"publish"), each with a 95 % bootstrap interval over the comments; last what the model says by
itself, at whatever load that is. alt-profanity-check is left out where it is not installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from stance.features.context import place_labels
from stance.features.tokens import tokenize
from stance.labels.labelled import LabelledSet, read_labelled_set
from stance.model.bundle import load_bundle
from stance.shipped import find_model

Floats = npt.NDArray[np.float64]
LOADS = (0.05, 0.1, 0.2)
N_DRAWS = 2000
# Short, as a forum's own list is: swearing, insults and threats as beginnings of words.
_LIST = (
    "fuck shit cunt bitch bastard asshole arsehole dick prick wank twat piss whore slut idiot "
    "moron imbecile retard stupid dumb scum vermin subhuman animal nazi fascist pig rat "
    "coward traitor clown filth parasite kill murder hang shoot rape rot die drop dead buy "
    "discount casino whatsapp telegram earn crypto bitcoin"
)
WORDS = tuple(_LIST.split())


def say_words(texts: list[str]) -> Floats:
    """How many words of a text begin as one of the list, per root of its length."""
    found = []
    for text in texts:
        words = tokenize(text).words
        hits = sum(word.startswith(WORDS) for word in words)
        found.append(hits / max(len(words), 1) ** 0.5)
    return np.array(found)


def say_model(folder: Path, labelled: LabelledSet) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """1 - p(mildest class), and whether the model itself would send the comment to people."""
    scorer = load_bundle(folder)
    mildest = scorer.classes("moderation")[0]
    said = [dict(p.moderation) for p in scorer.score_many(place_labels(labelled.labels))]
    sent = np.array([max(p, key=lambda name: p[name]) != mildest for p in said])
    return np.array([1 - p[mildest] for p in said]), sent


def take_top(scores: Floats, load: float, lot: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Those on top, ties broken by lot."""
    order = np.lexsort((lot, -scores))
    sent = np.zeros(len(scores), dtype=bool)
    sent[order[: round(load * len(scores))]] = True
    return sent


def measure(bad: npt.NDArray[np.bool_], sent: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Recall of the bad, and balanced accuracy."""
    recall = sent[bad].mean()
    return float(recall), float((recall + (~sent[~bad]).mean()) / 2)


def tell(name: str, bad: npt.NDArray[np.bool_], sent: npt.NDArray[np.bool_]) -> None:
    """One row: recall and balanced accuracy with their intervals."""
    draws = np.random.default_rng(0).integers(0, len(bad), (N_DRAWS, len(bad)))
    drawn = np.array([measure(bad[d], sent[d]) for d in draws if bad[d].any()])
    (recall, balanced), ends = measure(bad, sent), np.percentile(drawn, [2.5, 97.5], axis=0)
    print(
        f"{sent.mean():5.1%}  {recall:.3f}  {ends[0, 0]:.3f}-{ends[1, 0]:.3f}  "
        f"{balanced:.3f}  {ends[0, 1]:.3f}-{ends[1, 1]:.3f}  {name}",
        flush=True,
    )


def main() -> None:
    labelled = read_labelled_set([sys.argv[1]])
    mildest = labelled.codebook.moderation[0]
    bad = np.array([label.moderation != mildest for label in labelled])
    texts = [label.text for label in labelled]
    lot = np.random.default_rng(0).permutation(len(bad))
    ranks: dict[str, Floats] = {"word list": say_words(texts)}
    try:
        from profanity_check import predict_prob

        ranks["alt-profanity-check"] = np.asarray(predict_prob(texts))
    except ImportError:
        print("alt-profanity-check is not installed: left out")
    itself = {}
    for folder in (find_model(), *map(Path, sys.argv[2:])):
        name = "stance, shipped" if folder == find_model() else f"stance, {folder}"
        ranks[name], itself[name] = say_model(folder, labelled)
    print(f"{len(bad)} comments, {bad.sum()} of them not {mildest}")
    print("area under the ROC curve")
    for name, scores in ranks.items():
        print(f"{roc_auc_score(bad, scores):.3f}  {name}")
    print("load   recall  95 %         balanced accuracy, 95 %")
    for load in LOADS:
        for name, scores in ranks.items():
            tell(name, bad, take_top(scores, load, lot))
    for name, sent in itself.items():
        tell(f"{name}, by itself", bad, sent)


if __name__ == "__main__":
    main()

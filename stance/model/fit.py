"""Training: count once, choose by cross-validation over threads, fit, calibrate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.errors import InputError
from stance.features.context import place_labels
from stance.features.encoder import Encoder
from stance.features.lexicon import Lexicon, read_lexicon
from stance.labels.labelled import LabelledSet
from stance.model.corpus import Corpus, Rows, Vocabulary, count_corpus
from stance.model.fitted import ENCODED, Block, EncoderNote, FittedModel, Head
from stance.model.load import describe_loads, move_to_load
from stance.model.provenance import describe_training
from stance.model.recipe import DEFAULT_RECIPE, Recipe
from stance.model.regression import Codes, Floats, fit_regression, fit_temperature

__all__ = ["Choice", "Progress", "fit", "macro_f1", "share_threads"]

# Standard errors by which a setting has lost before all folds are seen. On 8 draws of 300 and 1,000
# of the shipped comments, 18 settings and both heads each, the choice was that of all folds.
_FAR_BEHIND = 4.0

# Told what is being done, and how much of it: (done, of).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What cross-validation chose for a head, and the logits of comments left out.

    `scale` multiplies the scales of what an encoder gave.
    """

    strength: float
    balance: float
    scale: float
    macro_f1: float
    logits: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A head to be trained: its classes, the rows that have a label, and their classes' codes."""

    name: str
    classes: tuple[str, ...]
    rows: Rows
    gold: Codes


def fit(
    labelled: LabelledSet,
    recipe: Recipe = DEFAULT_RECIPE,
    *,
    lexicon: Lexicon | None = None,
    progress: Progress | None = None,
) -> FittedModel:
    """Train a model on a labelled set: a head for the stance, one for moderation where labelled.

    The same labels, recipe and versions give the same numbers. Raises `InputError` where fewer
    than two classes occur.
    """
    import sklearn.linear_model  # noqa: F401 - only libraries already loaded can be limited
    from threadpoolctl import threadpool_limits

    tasks = find_tasks(labelled)  # before anything is counted: a single class is refused at once
    lexicon = lexicon if lexicon is not None else read_lexicon()
    tell = progress or (lambda what, done, of: None)
    n = len(labelled)
    corpus = count_corpus(
        place_labels(labelled.labels),
        recipe.blocks,
        lexicon,
        encoder=recipe.encoder,
        progress=lambda done: tell("counting", done, n),
        encoding=lambda done, of: tell("encoding", done, of),
    )
    folds = share_threads(labelled, recipe.n_folds, recipe.seed)
    vocabulary = corpus.learn(np.arange(n), min_df=_min_df(recipe, n))
    if not all(_columns_for(corpus, vocabulary, recipe, task.name).size for task in tasks):
        raise InputError(
            f"nothing to learn from: no word is shared by comments among these {n:,}",
            remedy="label more comments",
        )
    neutral = labelled.codebook.neutral
    heads = []
    with threadpool_limits(1):  # sums in several threads differ in their last digits
        for task in tasks:
            choice = choose(corpus, task, folds, recipe, tell)
            heads.append(_fit_head(corpus, vocabulary, task, choice, recipe, neutral))
    meta = _describe(labelled, heads, recipe)
    for i, (head, choice) in enumerate(heads):
        if head.name == "moderation":
            gold = next(task.gold for task in tasks if task.name == head.name)
            meta["review_load"] = describe_loads(head, choice.logits, gold, recipe.review_load)
            if recipe.review_load is not None:
                heads[i] = move_to_load(head, choice.logits, recipe.review_load), choice
    found = tuple(head for head, _ in heads)
    model = build_model(corpus, vocabulary, found, lexicon, meta, encoder=recipe.encoder)
    return replace(model, provenance=describe_training(labelled))


def _describe(
    labelled: LabelledSet, heads: Sequence[tuple[Head, Choice]], recipe: Recipe
) -> dict[str, object]:
    return {
        "comments": len(labelled),
        "threads": len(labelled.by_conversation),
        "seed": recipe.seed,
        "neutral_share": recipe.neutral_share,
        "actions": labelled.codebook.actions,
        "chosen": {
            head.name: {
                "C": choice.strength,
                "balance": choice.balance,
                "macro_f1": round(choice.macro_f1, 4),
                "temperature": head.temperature,
                **({"encoder_scale": choice.scale} if recipe.encoder is not None else {}),
            }
            for head, choice in heads
        },
    }


def find_tasks(labelled: LabelledSet) -> list[Task]:
    """The heads that the labels allow: the stance, and moderation where two classes occur."""
    book = labelled.codebook
    tasks = []
    for name, order in (("stance", book.stances), ("moderation", book.moderation)):
        said = [getattr(label, name) for label in labelled]
        classes = tuple(c for c in order if c in set(said))
        if len(classes) < 2:
            if name == "stance":
                raise InputError(
                    f"only {classes[0]!r} occurs as stance",
                    remedy="label comments of 2 classes at least",
                )
            continue
        rows = np.array([i for i, c in enumerate(said) if c is not None], dtype=np.intp)
        gold = np.array([classes.index(c) for c in said if c is not None], dtype=np.intp)
        tasks.append(Task(name, classes, rows, gold))
    return tasks


def share_threads(labelled: LabelledSet, n_folds: int, seed: int) -> Codes:
    """The fold of every comment; whole threads, drawn by the seed, turn by turn."""
    names = list(labelled.by_conversation)
    drawn = np.random.default_rng(seed).permutation(len(names))
    n_folds = max(2, min(n_folds, len(names)))
    fold_of = {names[i]: turn % n_folds for turn, i in enumerate(drawn)}
    return np.array([fold_of[labelled.conversation(label)] for label in labelled], dtype=np.intp)


def macro_f1(gold: Codes, said: Codes, n_classes: int) -> float:
    """The mean F1 of the classes; one that neither occurs nor is predicted is left out.

    >>> macro_f1(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 3)
    0.7333333333333334
    """
    table = np.zeros((n_classes, n_classes))
    np.add.at(table, (gold, said), 1)
    sizes = table.sum(0) + table.sum(1)
    return float((2 * table.diagonal()[sizes > 0] / sizes[sizes > 0]).mean())


def choose(corpus: Corpus, task: Task, folds: Codes, recipe: Recipe, tell: Progress) -> Choice:
    """The smallest strength whose macro-F1 on left-out threads is within a standard error of the
    best, with its best class weighting.

    An encoder's scale is chosen before, at the middle strength: the largest that is as near.
    """
    scale = recipe.encoder_scales[0] if recipe.encoder is not None else 1.0
    if recipe.encoder is not None and len(recipe.encoder_scales) > 1:
        middle = recipe.strengths[(len(recipe.strengths) - 1) // 2], max(recipe.balances)
        tried = [Setting(*middle, s) for s in recipe.encoder_scales]
        scores, _, near = _try_settings(corpus, task, folds, recipe, tried, tell)
        scale = tried[max(near, key=lambda i: tried[i].scale)].scale
    grid = [Setting(c, b, scale) for b in recipe.balances for c in recipe.strengths]
    scores, logits, near = _try_settings(corpus, task, folds, recipe, grid, tell)
    best = min(near, key=lambda i: (grid[i].strength, -scores[i]))
    return Choice(*grid[best], scores[best], logits[best])


class Setting(NamedTuple):
    """C, class weighting and the encoder's scale of one fit."""

    strength: float
    balance: float
    scale: float


def _try_settings(
    corpus: Corpus,
    task: Task,
    folds: Codes,
    recipe: Recipe,
    grid: Sequence[Setting],
    tell: Progress,
) -> tuple[list[float], Floats, list[int]]:
    """For each setting: macro-F1 and logits of comments left out; and which are near the best.

    Each fold's vocabulary and idf come from its own training part. It is a race (Maron & Moore,
    NIPS 1993): a setting that has fallen far behind is not tried on the folds that are left.
    """
    logits = np.zeros((len(grid), len(task.rows), len(task.classes)))
    fold_of = folds[task.rows]
    names = np.unique(fold_of)
    seen = np.zeros(len(fold_of), dtype=bool)
    racing = list(range(len(grid)))
    for turn, fold in enumerate(names):
        train, test = fold_of != fold, fold_of == fold
        if len(np.unique(task.gold[train])) < len(task.classes):
            continue  # a class with all its comments in this fold cannot be learned without it
        vocabulary = corpus.learn(task.rows[train], min_df=_min_df(recipe, int(train.sum())))
        served = _columns_for(corpus, vocabulary, recipe, task.name)
        if not served.size:
            continue  # too few comments to share a word: its fold is guessed at even odds
        for scale in dict.fromkeys(setting.scale for setting in grid):
            X = corpus.weigh(vocabulary, task.rows[train], encoded=scale)[:, served]
            Z = corpus.weigh(vocabulary, task.rows[test], encoded=scale)[:, served]
            for i in [i for i in racing if grid[i].scale == scale]:
                weights, bias = fit_regression(
                    X, task.gold[train], strength=grid[i].strength, balance=grid[i].balance
                )
                logits[i, test] = Z @ weights + bias
                tell(f"choosing for {task.name}", turn * len(grid) + i + 1, len(grid) * len(names))
        seen |= test
        scores = _score(task, logits, seen)
        racing = _find_near(racing, scores, _FAR_BEHIND, int(seen.sum()))
    scores = _score(task, logits, np.ones_like(seen))
    # The smallest C within a standard error of the best: comments from elsewhere (the use) are
    # served better by it than by the last thousandth on comments like those of the training.
    return scores, logits, _find_near(racing, scores, 1.0, len(task.gold))


def _score(task: Task, logits: Floats, rows: npt.NDArray[np.bool_]) -> list[float]:
    """The macro-F1 of each setting on some rows."""
    gold = task.gold[rows]
    return [macro_f1(gold, found[rows].argmax(1), len(task.classes)) for found in logits]


def _find_near(racing: Sequence[int], scores: Sequence[float], within: float, n: int) -> list[int]:
    """Those whose scores on `n` comments lie within so many standard errors of the best."""
    least = max(scores[i] for i in racing) - within * 0.5 / np.sqrt(n)
    return [i for i in racing if scores[i] >= least]


def _fit_head(
    corpus: Corpus,
    vocabulary: Vocabulary,
    task: Task,
    choice: Choice,
    recipe: Recipe,
    neutral: str | None,
) -> tuple[Head, Choice]:
    served = _columns_for(corpus, vocabulary, recipe, task.name)
    X = corpus.weigh(vocabulary, task.rows, encoded=choice.scale)
    weights = np.zeros((X.shape[1], len(task.classes)), dtype=np.float32)
    found, bias = fit_regression(
        X[:, served], task.gold, strength=choice.strength, balance=choice.balance
    )
    weights[served] = found
    weights[_encoded_columns(corpus, vocabulary)] *= choice.scale
    shift = np.zeros(len(task.classes))
    importance = np.ones(len(task.gold))
    share = recipe.neutral_share
    if task.name == "stance" and share is not None and neutral in task.classes:
        at = task.classes.index(neutral)
        here = float((task.gold == at).mean())
        odds = share / (1 - share) / (here / (1 - here))
        shift[at] = np.log(odds)
        importance[task.gold == at] = odds
    # Never below 1: comments left out are still of the training's sort, and what the model will
    # read is not. On 430 real comments 0.78 (fitted) gave a calibration error of 0.10, 1 of 0.04.
    temperature = max(1.0, fit_temperature(choice.logits + shift, task.gold, importance))
    return Head(task.name, task.classes, weights, bias + shift, temperature), choice


def _columns_for(corpus: Corpus, vocabulary: Vocabulary, recipe: Recipe, head: str) -> Rows:
    """The columns of the blocks that a head looks at; all where it would look at none."""
    serves = [recipe.serves(block, head) for block in corpus.blocks]
    serves = serves if any(serves) else [True] * len(serves)
    sizes = [len(columns) for columns in vocabulary.columns]
    return np.flatnonzero(np.repeat(serves, sizes))


def _encoded_columns(corpus: Corpus, vocabulary: Vocabulary) -> Rows:
    kinds = [block.kind == ENCODED for block in corpus.blocks]
    return np.flatnonzero(np.repeat(kinds, [len(columns) for columns in vocabulary.columns]))


def _min_df(recipe: Recipe, n: int) -> int:
    """Of few comments, a key that two hold must do."""
    return recipe.min_df if n >= 2000 else min(recipe.min_df, 2)


def build_model(
    corpus: Corpus,
    vocabulary: Vocabulary,
    heads: tuple[Head, ...],
    lexicon: Lexicon,
    meta: dict[str, object] | None = None,
    *,
    encoder: Encoder | None = None,
) -> FittedModel:
    """Everything that scoring needs, from what training found."""
    keys = [
        known[i]
        for known, kept in zip(corpus.keys, vocabulary.columns, strict=True)
        for i in kept.tolist()
    ]
    sizes = [len(kept) for kept in vocabulary.columns]
    blocks: tuple[Block, ...] = corpus.blocks
    note = None
    if encoder is not None:
        note = EncoderNote(encoder.source, encoder.digest, encoder.dimension)
    return FittedModel(
        blocks=blocks,
        keys=tuple(keys),
        block_of=np.repeat(np.arange(len(blocks)), sizes).astype(np.int32),
        idf=np.concatenate(vocabulary.idf).astype(np.float32),
        heads=heads,
        lexicon=lexicon.kinds,
        meta=meta or {},
        encoder=note,
    )

"""What several test files share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from report_browser import (  # noqa: F401 -- fixtures of the tests in a browser
    downloads_folder,
    opened_page,
    started_browser,
)

from stance.features.blocks import count_features, read_context
from stance.features.context import Context, place_labels
from stance.features.lexicon import Lexicon, read_lexicon
from stance.labels.labelled import read_labelled_set
from stance.model.fitted import Block, FittedModel, Head

# One block at least of every kind that there is.
EVERY_BLOCK = (
    Block("words", "words", {"field": "own", "min": 1, "max": 3, "stem": False}),
    Block("stems", "words", {"field": "own", "min": 1, "max": 2, "stem": True}, scale=0.7),
    Block("chars", "chars", {"field": "own", "min": 2, "max": 5}),
    Block("quoted", "words", {"field": "quoted", "min": 1, "max": 1, "stem": False}),
    Block("parent chars", "chars", {"field": "parent", "min": 3, "max": 4}, sublinear=False),
    Block("headline", "words", {"field": "headline", "min": 1, "max": 1, "stem": False}),
    Block("negated", "negated", {"field": "own", "reach": 3}),
    Block("kinds", "kinds", {"field": "own"}, normalize=False),
    Block("parent kinds", "kinds", {"field": "parent"}, sublinear=False, normalize=False),
    Block("pairs", "pairs", {"field": "own", "reach": 6}),
    Block("cross words", "cross", {"of": "words"}),
    Block("cross kinds", "cross", {"of": "kinds"}, scale=1.3),
    Block("tone", "tone", {}, normalize=False, scale=0.5),
    Block("position", "position", {}, sublinear=False, normalize=False),
    Block("style", "tone", {}, scale=2.0),  # a kind twice: what one block counts, the other sees
)


def invent_model(contexts: list[Context], lexicon: Lexicon, *, seed: int = 0) -> FittedModel:
    """A model with every kind of block, the vocabulary of `contexts`, and weights by lot."""
    readings = [read_context(context, lexicon) for context in contexts]
    keys: list[str] = []
    block_of: list[int] = []
    for number, block in enumerate(EVERY_BLOCK):
        found = {key for r in readings for key in count_features(block.kind, block.params, r)}
        keys += sorted(found)
        block_of += [number] * len(found)
    lot = np.random.default_rng(seed)
    heads = tuple(
        Head(
            name,
            classes,
            lot.normal(size=(len(keys), len(classes))).astype(np.float32),
            lot.normal(size=len(classes)),
            temperature,
        )
        for name, classes, temperature in (
            ("stance", ("for", "against", "neither"), 1.7),
            ("moderation", ("approve", "reject"), 0.9),
        )
    )
    idf = lot.uniform(0.5, 6, size=len(keys)).astype(np.float32)
    kinds = {kind: tuple(entries) for kind, entries in lexicon.kinds.items()}
    return FittedModel(
        EVERY_BLOCK, tuple(keys), np.array(block_of, np.int32), idf, heads, kinds, {"seed": seed}
    )


@pytest.fixture(scope="session")
def written_contexts() -> list[Context]:
    """Two hundred comments of the shipped set, with what they answer."""
    return place_labels(read_labelled_set(None).labels[:200])


@pytest.fixture(scope="session")
def invented_model(written_contexts: list[Context]) -> FittedModel:
    """A model with every kind of block; its vocabulary is that of half the comments."""
    return invent_model(written_contexts[::2], read_lexicon())


@pytest.fixture(scope="session")
def invented_bundle(invented_model: FittedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented model on disk."""
    from stance.model.bundle import save_bundle

    folder = tmp_path_factory.mktemp("models") / "invented"
    save_bundle(invented_model, folder)
    return folder


@pytest.fixture(scope="session")
def pipeline_probabilities(
    invented_model: FittedModel,
) -> Callable[[list[Context]], np.ndarray]:
    """What scikit-learn's own classes say with the invented model's numbers: [n, classes]."""
    from stance.model.export import build_pipeline

    def probabilities(contexts: list[Context]) -> np.ndarray:
        return np.hstack(
            [
                build_pipeline(invented_model, h.name).predict_proba(contexts)
                for h in invented_model.heads
            ]
        )

    return probabilities

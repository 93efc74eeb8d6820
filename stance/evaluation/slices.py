"""Results on parts of the comments: where a model is good, and where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stance.bootstrap import Estimate
from stance.evaluation.metrics import measure
from stance.evaluation.prediction import Prediction

__all__ = ["Slice", "cut_slices", "name_slices"]

# Words; a third of real comments is shorter than the first bound, a tenth longer than the last.
_LENGTHS = ((10, "up to 10 words"), (30, "11 to 30 words"), (80, "31 to 80 words"))
_DEEP = 3


@dataclass(frozen=True, slots=True)
class Slice:
    """The result where `by` ("origin") is `name` ("seed")."""

    by: str
    name: str
    n: int
    n_correct: int
    accuracy: Estimate
    macro_f1: Estimate


def cut_slices(
    predictions: Sequence[Prediction], classes: Sequence[str], *, seed: int = 0
) -> tuple[Slice, ...]:
    """The slices by origin, root or reply, depth, length, and whether training saw the text.

    A slice that holds every comment says nothing and is left out; so is a cut that parts the
    comments as one before it does.
    """
    slices: list[Slice] = []
    known: list[list[list[str]]] = []
    for by, name_of, order in _CUTS:
        groups: dict[str, list[Prediction]] = {}
        for p in predictions:
            groups.setdefault(name_of(p), []).append(p)
        parts = sorted([p.id for p in group] for group in groups.values())
        if len(parts) < 2 or parts in known:
            continue
        known.append(parts)
        names = [name for name in order if name in groups]
        for name in names + sorted(groups.keys() - set(order)):
            m = measure(groups[name], classes, seed=seed)
            slices.append(Slice(by, name, m.n, m.n_correct, m.accuracy, m.macro_f1))
    return tuple(slices)


def name_slices(prediction: Prediction) -> dict[str, str]:
    """The slice that a comment falls in, by what is cut: {"place": "reply", ...}."""
    return {by: name_of(prediction) for by, name_of, _ in _CUTS}


def name_length(text: str) -> str:
    """The slice by length that a text falls in.

    >>> name_length("Peace now."), name_length("no " * 81)
    ('up to 10 words', 'over 80 words')
    """
    n = len(text.split())
    return next((name for bound, name in _LENGTHS if n <= bound), "over 80 words")


def name_depth(depth: int) -> str:
    """The slice by depth: each of its own, the deep ones together.

    >>> name_depth(0), name_depth(7)
    ('0', '3 and more')
    """
    return str(depth) if depth < _DEEP else f"{_DEEP} and more"


def name_seen(seen: bool | None) -> str:
    """The slice by what the model was trained on."""
    return "not known" if seen is None else "trained on" if seen else "new to it"


_CUTS: tuple[tuple[str, Callable[[Prediction], str], tuple[str, ...]], ...] = (
    ("training", lambda p: name_seen(p.seen), ("new to it", "trained on")),
    ("origin", lambda p: p.label.origin or "not said", ()),
    ("place", lambda p: "reply" if p.depth else "root", ("root", "reply")),
    ("depth", lambda p: name_depth(p.depth), ()),
    ("length", lambda p: name_length(p.label.text), tuple(name for _, name in _LENGTHS)),
)

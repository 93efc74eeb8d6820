"""What a model said of one labelled comment it had not been trained on."""

from __future__ import annotations

from dataclasses import dataclass

from stance.model.reasons import Reasons
from stance.records import Label

__all__ = ["Prediction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A labelled comment, its context, and what the model said of it.

    `gold` is the coders' class and `predicted` the model's, the one of highest probability;
    `probabilities` are fractions in the order of the evaluation's classes. `conversation` is the
    thread, `depth` counts the replies above (0 for a root), `fold` is the one that left the
    comment out (None on a given file). `reasons` are those of the very model that said it, where
    they were asked for; `seen` says whether that model had the text among its training comments
    (None: nobody knows).
    """

    label: Label
    gold: str
    predicted: str
    probabilities: tuple[float, ...]
    conversation: str
    parent_text: str | None = None
    depth: int = 0
    fold: int | None = None
    reasons: Reasons | None = None
    seen: bool | None = None

    @property
    def id(self) -> str:
        """The comment's id."""
        return self.label.id

    @property
    def correct(self) -> bool:
        """Whether the model said what the coders said."""
        return self.predicted == self.gold

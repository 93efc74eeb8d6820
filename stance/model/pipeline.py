"""Scoring with a scikit-learn pipeline from a file, for those who keep their models so.

A `.joblib` runs what is in it when it is loaded; a `.skops` names its types first, and is refused
where one is neither scikit-learn's nor ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.errors import ModelError, UsageError, reason_of
from stance.features.context import Context
from stance.model.parts import HeadSpan
from stance.model.scorer import Reason

__all__ = ["PipelineScorer", "is_pipeline", "load_pipeline"]

_OURS = {"stance.model.export.BlockCounter"}


def is_pipeline(path: str) -> bool:
    """Whether a model's name is that of an export, not of a bundle.

    >>> is_pipeline("model.joblib"), is_pipeline("models/default")
    (True, False)
    """
    return path.endswith((".joblib", ".skops"))


def load_pipeline(path: str, *, trust: bool = False) -> PipelineScorer:
    """A scorer from a file that `stance export` wrote, or any pipeline that takes contexts.

    Raises `ModelError` where the file is not trusted, cannot be loaded, or is no classifier;
    `UsageError` where skops is needed and not installed.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ModelError(
            reason_of(error), where=path, remedy="`stance export -o FILE` makes one"
        ) from None
    if path.endswith(".joblib") and not trust:
        raise ModelError(
            "a .joblib file can run any code when it is loaded",
            where=path,
            remedy="add --trust if you made it yourself, or name the model's folder",
        )
    try:
        pipeline = _load_joblib(path) if path.endswith(".joblib") else _load_skops(path)
    except (ModelError, UsageError):
        raise
    except Exception as error:  # of whatever the file makes Python do
        raise ModelError(f"cannot be loaded ({error})", where=path) from None
    if not hasattr(pipeline, "predict_proba") or not hasattr(pipeline, "classes_"):
        raise ModelError("no classifier with probabilities", where=path)
    digest = hashlib.sha256(data).hexdigest()[:16]
    return PipelineScorer(pipeline, digest=digest, where=path)


def _load_joblib(path: str) -> Any:
    import joblib

    return joblib.load(path)


def _load_skops(path: str) -> Any:
    try:
        from skops.io import get_untrusted_types, load
    except ImportError:
        raise UsageError("skops is not installed here", remedy="pip install skops") from None
    unknown = set(get_untrusted_types(file=path)) - _OURS
    if unknown:
        raise ModelError(f"holds what is not trusted ({', '.join(sorted(unknown))})", where=path)
    return load(path, trusted=sorted(_OURS))


class PipelineScorer:
    """What the rest of the package asks of a `Scorer`, from a pipeline: one head, no reasons."""

    native = False

    def __init__(self, pipeline: Any, *, digest: str, where: str) -> None:
        self._pipeline, self.digest, self.where = pipeline, digest, where
        self.about: Mapping[str, Any] = {}
        self.blocks: tuple[Any, ...] = ()
        self.heads = (HeadSpan("stance", tuple(map(str, pipeline.classes_)), 0),)
        self.width = len(self.heads[0].classes)

    @property
    def folder(self) -> str:
        """The file."""
        return self.where

    def classes(self, head: str = "stance") -> tuple[str, ...]:
        """The classes of a head, empty where there is no such head."""
        return self.heads[0].classes if head == "stance" else ()

    def score_columns(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None],
        headlines: Sequence[str | None],
        depths: Sequence[int],
        *,
        reasons: int = 0,
    ) -> tuple[Sequence[float], list[list[tuple[int, float]]]]:
        """As `Scorer.score_columns`, without reasons."""
        if not len(texts):
            return [], []
        columns = zip(texts, parents, headlines, depths, strict=True)
        contexts = [Context(*values) for values in columns]
        flat: list[float] = self._pipeline.predict_proba(contexts).ravel().tolist()
        return flat, []

    def write_columns(self, *columns: Any, **options: Any) -> None:
        """Python must write the lines."""

    def name_reason(self, feature: int, weight: float) -> Reason:
        """There are none to name."""
        raise LookupError(feature)

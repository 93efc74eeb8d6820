"""Hands a model's parts to the compiled scorer."""

from __future__ import annotations

from stance.model.layout import refuse_corrupt

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from stance.model._native import Engine
    from stance.model.parts import Parts

__all__ = ["compile_scorer"]

# Numbers as in compiled/vocabulary.h.
KINDS = ("words", "chars", "negated", "kinds", "pairs", "cross", "tone", "position")
FIELDS = ("own", "quoted", "parent", "headline")
_CROSS = ("words", "kinds")


def compile_scorer(parts: Parts) -> Engine | None:
    """The compiled scorer, None where the model holds a kind of block that it does not know.

    Raises `ModelError` where the model's parts do not fit together, and `ImportError` where the
    scorer was not compiled.
    """
    from stance.model._native import Engine

    if any(block["kind"] not in KINDS for block in parts.blocks):
        return None
    words = parts.about["words"]
    try:
        return Engine(
            parts.keys,
            parts.ends,
            parts.slots,
            parts.rows,
            parts.firsts,
            parts.biases,
            parts.temperatures,
            [len(head.classes) for head in parts.heads],
            [_describe(block) for block in parts.blocks],
            [kind.encode() for kind in words["kinds"]],
            [(_bytes(entry), entry.count(" ") + 1, kinds) for entry, kinds in words["phrases"]],
            [(_bytes(entry), len(entry), kinds) for entry, kinds in words["beginnings"]],
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise refuse_corrupt(str(error), parts.where) from None


def _describe(block: Mapping[str, Any]) -> tuple[int, int, int, int, int, int, int, int, float]:
    """A block as numbers: kind, field, min, max, stem, reach, sublinear, normalize, scale."""
    params = block["params"]
    kind = KINDS.index(block["kind"])
    field = params.get("field", "own")
    variant = _CROSS.index(params["of"]) if block["kind"] == "cross" else FIELDS.index(field)
    return (
        kind,
        variant,
        int(params.get("min", 0)),
        int(params.get("max", 0)),
        bool(params.get("stem", False)),
        int(params.get("reach", 0)),
        bool(block["sublinear"]),
        bool(block["normalize"]),
        float(block["scale"]),
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

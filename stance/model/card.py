"""The model card: what a model was made of, for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stance.labels.labelled import LabelledSet
from stance.model.fitted import FittedModel

__all__ = ["write_card"]


def write_card(fitted: FittedModel, labelled: LabelledSet) -> str:
    """The card of a model trained on (or moved by) a labelled set, as Markdown."""
    origins = Counter(label.origin or "not said" for label in labelled)
    lines = [
        "# Model card",
        "",
        f"Codebook: {labelled.codebook.name}",
        f"Labels: {len(labelled)} comments in {len(labelled.by_conversation)} threads; origin: "
        + ", ".join(f"{name} {n}" for name, n in sorted(origins.items())),
        f"Features: {len(fitted.keys)} in the blocks "
        + ", ".join(block.name for block in fitted.blocks),
    ]
    for head in fitted.heads:
        counts = Counter(getattr(label, head.name) for label in labelled)
        lines += ["", f"## {head.name}", ""]
        lines += [f"- {name}: {counts[name]} labels" for name in head.classes]
        lines += _tell_choice(fitted.meta.get("chosen", {}).get(head.name))
        lines += _tell_target(fitted.meta.get("target", {}).get(head.name))
        if head.name == "moderation":
            lines += _tell_loads(fitted.meta.get("review_load"))
        lines.append(
            f"Logits are divided by {head.temperature:g}, fitted on comments left out (1 at least)."
        )
    share = fitted.meta.get("neutral_share")
    if share is not None and "target" not in fitted.meta:
        lines += [
            "",
            f"The prior of the neutral stance is set to {share:g}: an assumption about where the "
            "model is used, not a measurement of it. `stance train --target` learns it from your "
            "own labels.",
        ]
    return "\n".join(lines) + "\n"


def _tell_choice(choice: dict[str, Any] | None) -> list[str]:
    if choice is None:
        return []
    return [
        "",
        f"C {choice['C']:g}, class weighting {choice['balance']:g}: chosen by cross-validation "
        "over threads, where its macro-F1 is "
        f"{choice['macro_f1']:.3f} (chosen on it, so a little flattering).",
    ]


def _tell_loads(loads: dict[str, Any] | None) -> list[str]:
    """What people find who look at a share of the comments, on comments left out."""
    if loads is None:
        return []
    asked = loads["load"]
    lines = [
        "",
        "Set to send "
        + (f"{asked:.0%} of the comments to people" if asked else "whatever is likelier not fine")
        + ". Of comments left out of training, the share of each class that would be found:",
        "",
    ]
    for load, found in loads["found"].items():
        shares = ", ".join(f"{name} {share:.0%}" for name, share in found.items())
        lines.append(f"- {float(load):.0%} to people: {shares}")
    return [*lines, ""]


def _tell_target(target: dict[str, Any] | None) -> list[str]:
    if target is None:
        return []
    tried = [f"- {name}: {score:.3f}" for name, score in target["macro_f1"].items()]
    moved = f"Moved by {target['comments']} own labels; taken: {target['chosen']}."
    if not tried:
        return ["", f"{moved} They are of one thread: no way could be compared with another."]
    return [
        "",
        f"{moved} Macro-F1 on them, each left out once:",
        "",
        *tried,
    ]

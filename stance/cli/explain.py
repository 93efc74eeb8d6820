"""`stance explain`: the words and context that push one comment each way."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import check_choice

if TYPE_CHECKING:
    from stance.features.context import Context
    from stance.model.explain import Explanation
    from stance.model.nearest import Neighbour

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The comment.")],
    parent: Annotated[str | None, typer.Option(help="The comment it answers.")] = None,
    headline: Annotated[str | None, typer.Option(help="What it stands under.")] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FOLDER", help="Default: the shipped model.")
    ] = None,
    what: Annotated[str, typer.Option("--what", help="stance or moderation.")] = "stance",
    nearest: Annotated[
        int, typer.Option("--nearest", min=0, metavar="N", help="Labelled comments to show.")
    ] = 3,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Exact shares of the logits: with the bias they add up to what the model says."""
    from stance.errors import ModelError
    from stance.features.context import Context
    from stance.labels.labelled import read_labelled_set
    from stance.model.bundle import load_bundle
    from stance.model.explain import Explainer
    from stance.model.nearest import find_nearest
    from stance.shipped import find_model

    check_choice("--format", format, ("text", "json"))
    check_choice("--what", what, ("stance", "moderation"))
    scorer = load_bundle(model or find_model(), native=False)
    if not scorer.classes(what):
        raise ModelError(f"the model says nothing of {what}", where=scorer.where)
    context = Context(text, parent, headline, 0 if parent is None else 1)
    explanation = Explainer(scorer, head=what).explain(context)
    labels = read_labelled_set(None).labels if nearest else ()
    neighbours = find_nearest(text, labels, nearest)
    if format == "json":
        print(json.dumps(as_document(explanation, neighbours), ensure_ascii=False, indent=2))
    else:
        print(write_text(explanation, context, neighbours))


def as_document(explanation: Explanation, neighbours: tuple[Neighbour, ...]) -> dict[str, object]:
    """The explanation as a JSON object; `bias`, `pieces` and `others` add up to `logits`."""
    return asdict(explanation) | {
        "logits": explanation.logits,
        "probabilities": dict(explanation.probabilities),
        "nearest": [
            {"id": n.label.id, "stance": n.label.stance, "text": n.label.text}
            | {"likeness": round(n.likeness, 4)}
            for n in neighbours
        ],
    }


_SHOWN = 8  # reasons each way
_EXCERPT = 60  # characters


def write_text(
    explanation: Explanation, context: Context, neighbours: tuple[Neighbour, ...]
) -> str:
    """The probabilities, the strongest reasons each way in 80 columns, the text with its words
    marked, and the neighbours."""
    chances = sorted(explanation.probabilities.items(), key=lambda pair: -pair[1])
    (first, _), (second, _) = chances[:2]
    a, b = explanation.classes.index(first), explanation.classes.index(second)
    texts = {"text": context.text, "parent": context.parent, "headline": context.headline}
    pushes = [
        ((texts[p.place] or "")[p.start : p.stop], p.place, p.weights[a] - p.weights[b])
        for p in explanation.pieces
    ]
    pushes += [(name, "context", w[a] - w[b]) for name, w in explanation.others.items()]
    total = explanation.logits[a] - explanation.logits[b]
    bias = explanation.bias[a] - explanation.bias[b]
    lines = [f"{name:<16} {chance:6.1%}" for name, chance in chances]
    lines += ["", f"{first} rather than {second}: {total:+.2f} = {bias:+.2f} before any word and"]
    for sign, name in ((1, first), (-1, second)):
        chosen = sorted((p for p in pushes if sign * p[2] > 0), key=lambda p: -sign * p[2])
        lines.append(f"  for {name}: {sum(p[2] for p in chosen):+.2f}")
        for word, place, push in chosen[:_SHOWN]:
            where = "" if place == "text" else f"  ({place})"
            lines.append(f"    {push:+.2f}  {word[:_EXCERPT]}{where}")
        if rest := chosen[_SHOWN:]:
            lines.append(f"    {sum(p[2] for p in rest):+.2f}  {len(rest)} weaker ones")
    lines += ["", mark_words(explanation, context.text, a, b)]
    lines.append(f"  (+word+ speaks for {first}, -word- for {second})")
    if neighbours:
        lines += ["", "nearest labelled comments:"]
    for neighbour in neighbours:
        excerpt = " ".join(neighbour.label.text.split())[:_EXCERPT]
        lines.append(f"  {neighbour.likeness:.2f}  {neighbour.label.stance:<12}  {excerpt}")
    return "\n".join(lines)


def mark_words(explanation: Explanation, text: str, a: int, b: int) -> str:
    """The text with the words that push by a quarter of the strongest push at least marked."""
    own = [(p, p.weights[a] - p.weights[b]) for p in explanation.pieces if p.place == "text"]
    strongest = max((abs(push) for _, push in own), default=0.0)
    out, at = [], 0
    for piece, push in own:
        if abs(push) < strongest / 4:
            continue
        sign = "+" if push > 0 else "-"
        out += [text[at : piece.start], sign, text[piece.start : piece.stop], sign]
        at = piece.stop
    return "".join([*out, text[at:]])

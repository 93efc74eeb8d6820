"""`stance explain`: the words and context that push one comment each way."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption, check_choice

if TYPE_CHECKING:
    from stance.features.context import Context
    from stance.model.explain import Explanation
    from stance.model.nearest import Neighbour

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", short_help="The words and context that push a comment each way.")(
        explain
    )


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The comment.")],
    parent: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The comment it answers.")
    ] = None,
    headline: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What it stands under.")
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="MODEL", help="A model; default: the shipped one."),
    ] = None,
    what: Annotated[
        str, typer.Option("--what", metavar="HEAD", help="stance or moderation.")
    ] = "stance",
    nearest: Annotated[
        int, typer.Option("--nearest", min=0, metavar="N", help="Labelled comments to show.")
    ] = 3,
    labels: Annotated[
        list[Path] | None,
        typer.Option(
            "--labels", metavar="FILE", help="Labels to find them in; default: the shipped set."
        ),
    ] = None,
    codebook: CodebookOption = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> None:
    """Exact shares of the logits: with the bias they add up to what the model says.

    TEXT may be `-` (standard input). The nearest labelled comments are those that share most
    words with it; the model does not look at them.
    """
    from stance.errors import ModelError, UsageError
    from stance.features.context import Context
    from stance.labels.codebook import read_codebook
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
    text = sys.stdin.read().strip() if text == "-" else text
    if not text.strip():
        raise UsageError("there is no text to explain", remedy="give a comment, or - and pipe it")
    context = Context(text, parent, headline, 0 if parent is None else 1)
    explanation = Explainer(scorer, head=what).explain(context)
    book = read_codebook(codebook)
    known = read_labelled_set(labels or None, codebook=book).labels if nearest else ()
    neighbours = find_nearest(text, known, nearest)
    if format == "json":
        document = as_document(explanation, context, neighbours)
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print(write_text(explanation, context, neighbours, what=what))


def as_document(
    explanation: Explanation, context: Context, neighbours: tuple[Neighbour, ...]
) -> dict[str, object]:
    """The explanation as a JSON object; `bias`, `pieces` and `others` add up to `logits`."""
    texts = {"text": context.text, "parent": context.parent, "headline": context.headline}
    return asdict(explanation) | {
        "pieces": [
            asdict(p) | {"word": (texts[p.place] or "")[p.start : p.stop]}
            for p in explanation.pieces
        ],
        "logits": explanation.logits,
        "probabilities": dict(explanation.probabilities),
        "nearest": [
            {"id": n.label.id, "stance": n.label.stance, "moderation": n.label.moderation}
            | {"text": n.label.text}
            | {"likeness": round(n.likeness, 4)}
            for n in neighbours
        ],
    }


_SHOWN = 8  # reasons each way
_EXCERPT = 60  # characters
_WIDTH = 80


def write_text(
    explanation: Explanation,
    context: Context,
    neighbours: tuple[Neighbour, ...],
    *,
    what: str = "stance",
) -> str:
    """The probabilities, the strongest reasons each way in 80 columns, the text with its words
    marked, and the neighbours."""
    from stance.cli.table import shorten  # numpy comes with it

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
    lines = [f"{name:<16} {_write_chance(chance):>6}" for name, chance in chances]
    lines += ["", f"{first} rather than {second}: {total:+.2f} = {bias:+.2f} before any word and"]
    for sign, name in ((1, first), (-1, second)):
        chosen = sorted((p for p in pushes if sign * p[2] > 0), key=lambda p: -sign * p[2])
        lines.append(f"  for {name}: {sum(p[2] for p in chosen):+.2f}")
        for word, place, push in chosen[:_SHOWN]:
            where = "" if place == "text" else f"  ({place})"
            lines.append(f"    {push:+.2f}  {word[:_EXCERPT]}{where}")
        if rest := chosen[_SHOWN:]:
            weaker = "1 weaker one" if len(rest) == 1 else f"{len(rest)} weaker ones"
            lines.append(f"    {sum(p[2] for p in rest):+.2f}  {weaker}")
    lines.append("")
    for place, lead in (("headline", "# "), ("parent", "> "), ("text", "")):
        if texts[place]:
            lines += _wrap(mark_words(explanation, texts[place] or "", a, b, place=place), lead)
    lines.append(f"  (+word+ speaks for {first}, -word- for {second})")
    if neighbours:
        lines += ["", "nearest labelled comments (the model does not look at them):"]
    for neighbour in neighbours:
        label = neighbour.label
        said = label.stance if what == "stance" else label.moderation or ""
        line = f"  {neighbour.likeness:.2f}  {said:<12}  {label.id}: {' '.join(label.text.split())}"
        lines.append(shorten(line, _WIDTH))
    return "\n".join(lines)


def _write_chance(chance: float) -> str:
    """In per cent with one decimal; 0 and 100 only where exact."""
    if 0 < chance < 0.0005:
        return "<0.1%"
    return ">99.9%" if 0.9995 <= chance < 1 else f"{chance:.1%}"


def _wrap(text: str, lead: str) -> list[str]:
    """A text in lines of the terminal's width, its own lines kept."""
    return [
        line
        for part in text.splitlines()
        for line in textwrap.wrap(part, _WIDTH, initial_indent=lead, subsequent_indent=lead)
    ]


def mark_words(explanation: Explanation, text: str, a: int, b: int, *, place: str = "text") -> str:
    """A text with the words that push by a quarter of the strongest push at least marked."""
    pushes = [(p, p.weights[a] - p.weights[b]) for p in explanation.pieces]
    strongest = max((abs(push) for _, push in pushes), default=0.0)
    out, at = [], 0
    for piece, push in pushes:
        if piece.place != place:
            continue
        if abs(push) < strongest / 4:
            continue
        sign = "+" if push > 0 else "-"
        out += [text[at : piece.start], sign, text[piece.start : piece.stop], sign]
        at = piece.stop
    return "".join([*out, text[at:]])

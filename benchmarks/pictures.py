"""The pictures of docs/model.md: reliability, learning curve, ablation, as small SVG files.

usage: pictures.py [--labels FILE] [--encoder FOLDER] [-o FOLDER]

Cross-validates the labels (default: the shipped set) over threads with the shipped model's
settings and draws what `stance evaluate --ablate` prints; about ten minutes.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from stance.evaluation.ablation import hide_context, measure_ablations, without_parents
from stance.evaluation.crossvalidate import Fit, cross_validate, measure_curve
from stance.evaluation.evaluation import Ablation
from stance.evaluation.models import RecipeFit, settle
from stance.features.encoder import open_encoder
from stance.labels.labelled import read_labelled_set
from stance.model.recipe import DEFAULT_RECIPE, add_encoder, choose_blocks
from stance.report.assembly import build_report
from stance.report.charts import draw_charts
from stance.report.markup import element, to_html

# The colours of the report, for pages of any ground: halfway between ink and paper.
STYLE = """text{fill:#777;font:11px sans-serif}.strong{fill:#555}.axis{stroke:#8884;fill:none}
.ideal{stroke:#777;stroke-dasharray:3 4;fill:none}.line{stroke:#3a6ea5;fill:none;stroke-width:2}
.band{fill:#3a6ea5;opacity:.16}.dot{fill:#3a6ea5}.bar{fill:#3a6ea5}.whisker{stroke:#777}"""
_WIDTH, _ROW, _LEFT = 440, 22, 150


def finish(picture: Element) -> str:
    """A picture as a file of its own."""
    picture.set("xmlns", "http://www.w3.org/2000/svg")
    width, height = picture.get("viewBox", "").split()[2:]
    picture.set("width", width)
    picture.set("height", height)
    picture.insert(0, element("style", {}, STYLE))
    return to_html(picture) + "\n"


def draw_ablations(ablations: tuple[Ablation, ...]) -> Element:
    """What macro-F1 loses without each part, the largest loss on top, with its interval."""
    known = [a for a in ablations if a.difference.value is not None]
    known.sort(key=lambda a: a.difference.value or 0)
    ends = [
        abs(x) for a in known for x in (a.difference.low, a.difference.high, 0.005) if x is not None
    ]
    most = max(ends, default=0.01)

    def place(value: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - 10) * (0.5 + value / most / 2), 1)

    height = _ROW * len(known) + 22
    marks = [
        element(
            "line",
            {"x1": place(0), "y1": 0, "x2": place(0), "y2": height - 20, "class": "axis"},
        )
    ]
    for i, a in enumerate(known):
        y, value = i * _ROW + 12, a.difference.value or 0.0
        marks.append(element("text", {"x": 0, "y": y + 4, "class": "strong"}, a.without))
        left, right = sorted((place(0), place(value)))
        box = {"x": left, "y": y - 5, "width": round(right - left, 1), "height": 10}
        marks.append(element("rect", {**box, "class": "bar"}))
        if a.difference.low is not None and a.difference.high is not None:
            ends_of = {"x1": place(a.difference.low), "x2": place(a.difference.high)}
            marks.append(element("line", {**ends_of, "y1": y, "y2": y, "class": "whisker"}))
    words = f"macro-F1 without it, less the whole: from {-most:+.3f} to {most:+.3f}"
    marks.append(element("text", {"x": _WIDTH, "y": height - 5, "text-anchor": "end"}, words))
    said = "; ".join(f"{a.without} {a.difference.value:+.3f}" for a in known)
    return element(
        "svg",
        {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "aria-label": f"Without: {said}"},
        *marks,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="The pictures of docs/model.md")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--encoder")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs"))
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)  # before the long work, not after it
    labelled = read_labelled_set([asked.labels] if asked.labels else None)
    # The prior is moved for real comments; these are of the training's sort.
    recipe = replace(DEFAULT_RECIPE, neutral_share=None)
    if asked.encoder:
        recipe = add_encoder(recipe, open_encoder(asked.encoder))
    recipe = settle(recipe)
    whole = RecipeFit(recipe)
    found = cross_validate(labelled, whole, progress=print)
    found = replace(found, learning_curve=measure_curve(labelled, whole, found, progress=print))
    fits: dict[str, Fit] = {
        block.name: RecipeFit(choose_blocks(recipe, f"-{block.name}"))
        for block in recipe.blocks
        if recipe.serves(block, "stance")
    }
    fits["any parent"] = hide_context(whole, without_parents)
    ablations = measure_ablations(labelled, found, fits, progress=print)
    figures = draw_charts(build_report(found))
    names = ("classes", "reliability", "learning-curve")
    for name, figure in zip(names, figures, strict=True):
        picture = next(part for part in figure if part.tag == "svg")
        if name != "classes":
            (asked.output / f"{name}.svg").write_text(finish(picture), encoding="utf-8")
    (asked.output / "ablation.svg").write_text(finish(draw_ablations(ablations)), encoding="utf-8")
    print(f"macro-F1 {found.measures.macro_f1}")
    for a in ablations:
        print(f"without {a.without}: {a.difference}")


if __name__ == "__main__":
    main()

"""`stance export`: a model as a scikit-learn pipeline or an ONNX graph, for those who want one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from stance.cli.options import check_choice

if TYPE_CHECKING:
    import typer

FORMATS = ("joblib", "skops", "onnx")


def register(app: typer.Typer) -> None:
    """Add `stance export` to the app."""
    from typer import Argument, Option

    @app.command(name="export", short_help="A model as a scikit-learn pipeline or ONNX graph.")
    def export(
        model: str = Argument("", metavar="MODEL", help="A folder; default: the shipped one."),
        to: str = Option("joblib", metavar="FORMAT", help="joblib, skops or onnx."),
        output: str = Option(..., "-o", "--output", metavar="FILE", help="Write to this file."),
        what: str = Option("stance", "--what", metavar="HEAD", help="stance or moderation."),
    ) -> None:
        """Write a fitted pipeline whose `predict_proba` takes texts, or contexts with parents.

        Whoever loads a .joblib runs what is in it: load only what you have made yourself.

        ONNX has no operators for the tokeniser: that graph takes counts of the features, in the
        order that its metadata tell, and gives probabilities (docs/scoring.md).
        """
        from stance.model.bundle import load_bundle
        from stance.model.export import build_pipeline, read_fitted, write_export
        from stance.shipped import find_model_folder

        check_choice("--to", to, FORMATS)
        check_choice("--what", what, ("stance", "moderation"))
        fitted = read_fitted(load_bundle(model or find_model_folder()))
        if to == "onnx":
            from stance.model.onnx import build_graph

            write_export(build_graph(fitted, what), output, to)
        else:
            write_export(build_pipeline(fitted, what), output, to)
        note = {
            "joblib": "joblib.load runs what is in the file: load only files that you trust",
            "skops": "skops.io.load asks which types to trust: those of stance and scikit-learn",
            "onnx": "from counts of features on: counting them stays with stance.model.onnx",
        }
        print(f"stance: {output}: {note[to]}", file=sys.stderr)

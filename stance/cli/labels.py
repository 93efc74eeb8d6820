"""`stance labels`: the labelled sets themselves, and how far their coders agree."""

from __future__ import annotations

import importlib

import typer

# One module `stance.cli.labels_NAME` a subcommand, in the order of the help page.
SUBCOMMANDS: tuple[str, ...] = ("check", "agree", "apply")


def register(app: typer.Typer) -> None:
    """Add the `labels` group with its subcommands."""
    group = typer.Typer(help="Check, compare and change labelled sets.", no_args_is_help=True)
    for name in SUBCOMMANDS:
        importlib.import_module(f"stance.cli.labels_{name}").register(group)
    app.add_typer(group, name="labels")

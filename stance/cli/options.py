"""Options that several commands share, and what they mean."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer

from stance.errors import UsageError
from stance.records import open_output

__all__ = [
    "KIND_HELP",
    "CodebookOption",
    "ColumnsOption",
    "KindOption",
    "OutputOption",
    "check_choice",
    "deliver",
    "dump_json",
]

# The names of `stance.sources.recognise.KINDS`, which takes too long to import for a help page.
KIND_HELP = (
    "What a source is, where its content does not tell: dump, html, disqus, wordpress, reddit, "
    "convokit, csv, tsv, jsonl, parquet or lines."
)

CodebookOption = Annotated[
    Path | None,
    typer.Option("--codebook", metavar="FILE", help="The codebook.toml to go by."),
]
KindOption = Annotated[str | None, typer.Option("--from", metavar="KIND", help=KIND_HELP)]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,...",
        help="Which column of a table holds which field, where the names do not tell.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there instead of to stdout."),
]


def check_choice(option: str, value: str, choices: Collection[str]) -> str:
    """The value, if it is one of the choices; `UsageError` naming them if not.

    >>> check_choice("--format", "json", ("text", "json"))
    'json'
    """
    if value not in choices:
        raise UsageError(f"{option} cannot be {value!r}", remedy=f"use {', '.join(choices)}")
    return value


def deliver(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file that appears whole or not at all."""
    if output is None or str(output) == "-":
        print(text)
        return
    with open_output(output) as stream:
        stream.write(text + "\n")


def dump_json(value: Any) -> str:
    """A value as indented JSON; dataclasses as objects, undefined numbers as null.

    >>> dump_json({"a": (1, None)}).split()
    ['{', '"a":', '[', '1,', 'null', ']', '}']
    """
    from dataclasses import asdict, is_dataclass

    def convert(thing: Any) -> Any:
        if is_dataclass(thing) and not isinstance(thing, type):
            return asdict(thing)
        return str(thing)

    return json.dumps(value, ensure_ascii=False, indent=2, default=convert)

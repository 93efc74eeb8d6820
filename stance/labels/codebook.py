"""The codebook: which stances and moderation classes there are, and what each means."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError, reason_of
from stance.shipped import find_labels

__all__ = ["Category", "Codebook", "read_codebook"]


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a codebook; `action` (publish, review, hold) only where it is for moderation."""

    name: str
    description: str = ""
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The classes in the order of every table, and the labelled sets that belong to them.

    `neutral` is the stance of a comment that takes no side (None where the codebook has no such
    stance). `sets` and `passes` are the files of the labels and of the coders' separate passes.
    """

    name: str
    question: str
    stance_categories: tuple[Category, ...]
    moderation_categories: tuple[Category, ...] = ()
    neutral: str | None = None
    rules: Path | None = None
    sets: tuple[Path, ...] = ()
    passes: tuple[Path, ...] = ()

    @property
    def stances(self) -> tuple[str, ...]:
        """The names of the stances."""
        return tuple(category.name for category in self.stance_categories)

    @property
    def moderation(self) -> tuple[str, ...]:
        """The names of the moderation classes, the mildest first; empty where there are none."""
        return tuple(category.name for category in self.moderation_categories)

    def describe(self, name: str) -> str:
        """What the stance or moderation class `name` means; empty for an unknown name."""
        categories = self.stance_categories + self.moderation_categories
        return next((c.description for c in categories if c.name == name), "")

    @property
    def actions(self) -> dict[str, str]:
        """What a publisher does with a comment of each moderation class, where the codebook says.

        >>> read_codebook().actions
        {'approve': 'publish', 'review': 'review', 'reject': 'hold'}
        """
        return {c.name: c.action for c in self.moderation_categories if c.action is not None}


def read_codebook(path: str | Path | None = None) -> Codebook:
    """The codebook in a TOML file; without a path, the one that ships with the package.

    Raises `InputError` naming the file and what is missing, of the wrong type or twice there.

    >>> read_codebook().neutral
    'off-topic'
    """
    path = find_labels() / "codebook.toml" if path is None else Path(path)
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(reason_of(error), where=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not a TOML file ({error})", where=str(path)) from None
    stances = _read_categories(table, "stances", path)
    if len(stances) < 2:
        raise InputError(
            f"{len(stances)} stances", where=str(path), remedy="a codebook needs [[stances]] twice"
        )
    neutral = [row["name"] for row in table["stances"] if row.get("neutral") is True]
    if len(neutral) > 1:
        raise InputError(f"{len(neutral)} neutral stances", where=str(path), remedy="mark one")
    rules = table.get("rules")
    return Codebook(
        name=str(table.get("name", path.stem)),
        question=str(table.get("question", "")),
        stance_categories=stances,
        moderation_categories=_read_categories(table, "moderation", path),
        neutral=neutral[0] if neutral else None,
        rules=path.parent / str(rules) if rules else None,
        sets=_read_paths(table, "sets", path),
        passes=_read_paths(table, "passes", path),
    )


def _read_categories(table: Mapping[str, Any], key: str, path: Path) -> tuple[Category, ...]:
    rows = table.get(key, [])
    categories: list[Category] = []
    for row in rows if isinstance(rows, list) else [rows]:
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise InputError(f"a class of {key!r} has no name", where=str(path))
        if any(category.name == name for category in categories):
            raise InputError(f"{name!r} stands twice among {key!r}", where=str(path))
        action = row.get("action")
        categories.append(
            Category(name, str(row.get("description", "")), str(action) if action else None)
        )
    return tuple(categories)


def _read_paths(table: Mapping[str, Any], key: str, path: Path) -> tuple[Path, ...]:
    names = table.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{key!r} is not a list of file names", where=str(path))
    return tuple(path.parent / name for name in names)

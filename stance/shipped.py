"""Where the data that ships with the package stands: codebook, labelled sets, default model."""

from __future__ import annotations

from pathlib import Path

__all__ = ["find_labels", "find_model"]

# Installed, labels/ and models/ stand inside the package (see pyproject.toml);
# in a checkout they stand beside it.
_PACKAGE = Path(__file__).parent


def find_labels() -> Path:
    """The folder with `codebook.toml` and the labelled sets."""
    inside = _PACKAGE / "data" / "labels"
    return inside if inside.is_dir() else _PACKAGE.parent / "labels"


def find_model(name: str = "default") -> Path:
    """The folder of a model that ships with the package."""
    inside = _PACKAGE / "data" / "models"
    return (inside if inside.is_dir() else _PACKAGE.parent / "models") / name

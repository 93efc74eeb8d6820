"""Where the data that ships with the package stands: codebook, labelled sets, default model."""

from __future__ import annotations

import os
import os.path

TYPE_CHECKING = False  # pathlib takes as long to import as thirty comments to score
if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["find_labels", "find_model", "find_model_folder"]

# Installed, labels/ and models/ stand inside the package (see pyproject.toml);
# in a checkout they stand beside it.
_PACKAGE = os.path.dirname(__file__)  # noqa: PTH120


def find_labels() -> Path:
    """The folder with `codebook.toml` and the labelled sets."""
    from pathlib import Path

    return Path(_find("labels"))


def find_model(name: str = "default") -> Path:
    """The folder of a model that ships with the package; for `default`, the one that the variable
    `STANCE_MODEL` names where it is set."""
    from pathlib import Path

    return Path(find_model_folder(name))


def find_model_folder(name: str = "default") -> str:
    """As `find_model`, for whoever has no use for a `Path`."""
    if name == "default" and (chosen := os.environ.get("STANCE_MODEL")):
        return chosen
    return os.path.join(_find("models"), name)  # noqa: PTH118


def _find(what: str) -> str:
    inside = os.path.join(_PACKAGE, "data", what)  # noqa: PTH118
    beside = os.path.join(os.path.dirname(_PACKAGE), what)  # noqa: PTH118, PTH120
    return inside if os.path.isdir(inside) else beside  # noqa: PTH112

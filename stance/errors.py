"""The error tree and the exit codes.

    StanceError                 exit 1
    ├── UsageError              exit 2   what was asked for cannot be meant
    ├── InputError              exit 1   a file, row or page that cannot be read
    ├── IncompleteError         exit 3   with --strict: something of the input is missing
    ├── GateError               exit 4   a quality gate that was asked for is missed
    └── ModelError              exit 5   a model that is corrupt, foreign or not trusted

Every error says what is wrong, where, and what to do about it, in one line.
"""

from __future__ import annotations

__all__ = [
    "GateError",
    "IncompleteError",
    "InputError",
    "ModelError",
    "StanceError",
    "UsageError",
    "reason_of",
    "refuse_output",
]


class StanceError(Exception):
    """Base of all errors that `stance` raises on purpose.

    Parameters: `what` is wrong, `where` (a file, `file:line` or a comment's id; may be empty),
    and the `remedy` (what to do; may be empty).

    >>> str(InputError("the file is empty", where="page.txt", remedy="save the page again"))
    'page.txt: the file is empty; save the page again'
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class UsageError(StanceError):
    """The call itself is wrong: unknown option value, options that exclude each other."""

    exit_code = 2


class InputError(StanceError):
    """A file, row, page or label that cannot be read, or an output that cannot be written."""


class IncompleteError(StanceError):
    """Under `--strict`: comments announced but not found, or rows skipped."""

    exit_code = 3


class GateError(StanceError):
    """A quality gate that was asked for is missed."""

    exit_code = 4


class ModelError(StanceError):
    """A model file that is corrupt, foreign or not trusted."""

    exit_code = 5


def reason_of(error: OSError) -> str:
    """The operating system's own words for what failed, lower case and without the number.

    >>> reason_of(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    return (error.strerror or str(error)).lower()


def refuse_output(place: object, error: OSError, *, option: str = "-o") -> InputError:
    """What to raise where a file cannot be written that `option` named.

    >>> str(refuse_output("out.csv", PermissionError(13, "Permission denied")))
    'out.csv: cannot be written (permission denied); choose another place with -o'
    """
    return InputError(
        f"cannot be written ({reason_of(error)})",
        where=str(place),
        remedy=f"choose another place with {option}",
    )

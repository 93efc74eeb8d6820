"""A file of marks that only grows; a mark that was accepted is on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from stance.errors import refuse_output
from stance.labels.marks import Mark, mark_as_json, read_marks
from stance.records import Problem

__all__ = ["Journal"]


class Journal:
    """Appends marks to a JSON Lines file, one at a time, from any thread.

    Raises `InputError` where the file cannot be opened for appending.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = Lock()
        try:
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
            self._file = os.open(self.path, flags, 0o666)
            size = os.fstat(self._file).st_size
            if size and os.pread(self._file, 1, size - 1) != b"\n":
                os.write(self._file, b"\n")  # a crash cut the last line: it must not spoil ours
            _sync_folder(self.path)
        except OSError as error:
            raise refuse_output(path, error, option="--marks") from None

    def append(self, mark: Mark) -> None:
        """Write a mark; when this returns, no crash of program or machine loses it."""
        line = (mark_as_json(mark) + "\n").encode("ascii")
        with self._lock:
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)

    def read(self) -> tuple[Mark, ...]:
        """The marks that hold; broken lines are passed over."""
        problems: list[Problem] = []
        return read_marks([self.path], problems=problems)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _sync_folder(path: Path) -> None:
    """A new file is only safe once its folder's entry is on the disk too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Where Scores go: standard output, or a file that appears whole, and can be continued."""

from __future__ import annotations

import os
import sys

from stance.errors import UsageError, refuse_output

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

__all__ = ["Output"]


class Output:
    """A stream of bytes to `path` (None is standard output).

    A file is written beside its place as `PATH.partial` and moved there when it is whole. Where
    the work is stopped by the user, whole rows stay in `PATH.partial`; with `resume` they are
    kept, and `done` says how many rows there are. A link is followed; what is no file (a device,
    a pipe) cannot appear whole and must not be replaced by one: it is written to as it is.
    """

    def __init__(self, path: str | None, *, resume: bool = False, header_rows: int = 0) -> None:
        self.path = path
        self.done = 0
        self.last_row = b""
        # Only a link is resolved: messages name files as the user did.
        self._place = os.path.realpath(path) if path and os.path.islink(path) else path  # noqa: PTH114
        self._direct = self._place is not None and is_no_file(self._place)
        self._partial = f"{self._place}.partial"
        self._kept = False
        self._header_rows = header_rows
        self.continued = False
        try:
            self._stream = self._open(resume)
        except OSError as error:
            raise refuse_output(self.path or "", error) from None

    def _open(self, resume: bool) -> IO[bytes]:
        if self.path is None:
            if resume:
                raise UsageError("--resume needs -o FILE", remedy="name the file to continue")
            return sys.stdout.buffer
        if os.path.isdir(self.path):  # noqa: PTH112 - pathlib is slow to import
            raise IsADirectoryError(0, "is a directory")
        if self._direct:
            if resume:
                raise UsageError("--resume needs a file", where=self.path, remedy="use -o FILE")
            return open(self._place or "", "wb")  # noqa: PTH123 - closed in __exit__
        if not resume or not os.path.exists(self._partial):  # noqa: PTH110
            return open(self._partial, "wb")  # noqa: PTH123 - closed in __exit__
        stream = open(self._partial, "r+b")  # noqa: PTH123, SIM115
        self.done, end, self.last_row = count_rows(stream)
        stream.truncate(end)  # a row cut off in the middle goes
        stream.seek(end)
        self.continued = self.done >= self._header_rows and end > 0
        self.done = max(self.done - self._header_rows, 0)
        return stream

    def write(self, rows: bytes) -> None:
        """Add whole rows."""
        try:
            self._stream.write(rows)
        except OSError as error:
            if self.path is None or isinstance(error, BrokenPipeError):
                raise  # the command line tells of its standard output
            raise refuse_output(self.path or "", error) from None

    def keep_partial(self) -> None:
        """Leave what is written so far in place when the work stops."""
        self._kept = self.path is not None and not self._direct

    @property
    def partial(self) -> str | None:
        """The unfinished file that was left, if one was."""
        return self._partial if self._kept else None

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.path is None:
            if kind is None:
                self._stream.flush()
            return
        whole = False
        try:
            try:
                self._stream.flush()
                if not self._direct:
                    os.fsync(self._stream.fileno())
            finally:
                self._close()
            whole = True
            if kind is None and not self._kept and not self._direct:
                os.replace(self._partial, self._place or "")  # noqa: PTH105
        except OSError as problem:
            raise refuse_output(self.path or "", problem) from None
        finally:
            if not (self._direct or self._kept or self.continued) and (kind or not whole):
                _remove(self._partial)

    def _close(self) -> None:
        """Close the stream; what a full disk keeps it from writing was told already."""
        try:  # noqa: SIM105 - contextlib is slow to import
            self._stream.close()
        except OSError:
            pass


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib is slow to import
        os.unlink(path)  # noqa: PTH108
    except OSError:
        pass


def is_no_file(path: str) -> bool:
    """Whether something stands there that is neither a file nor a folder.

    >>> is_no_file(os.devnull), is_no_file(".")
    (True, False)
    """
    there = os.path.exists(path)  # noqa: PTH110 - pathlib is slow to import
    return there and not os.path.isfile(path) and not os.path.isdir(path)  # noqa: PTH112, PTH113


def count_rows(stream: IO[bytes]) -> tuple[int, int, bytes]:
    """(whole lines, the offset after the last of them, the last of them)."""
    rows = end = offset = 0
    last = b""
    for line in stream:
        offset += len(line)
        if line.endswith(b"\n"):
            rows, end, last = rows + 1, offset, line
    return rows, end, last

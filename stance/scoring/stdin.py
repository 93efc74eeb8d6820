"""Standard input that Ctrl-C stops, whenever it comes.

Python looks whether it has been interrupted before it begins to read, not while: a Ctrl-C in
between, or one that comes while another thread holds the interpreter, is answered when there is
something to read. On an open terminal or pipe that may be never.
"""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from typing import IO

    from _typeshed import WriteableBuffer

__all__ = ["open_stdin"]

_BUFFER = 1 << 16  # bytes, what a pipe holds on Linux (pipe(7))


def open_stdin() -> IO[bytes]:
    """Standard input, as it is where its reading cannot be watched: on Windows, and where
    something else stands for it."""
    stream = sys.stdin.buffer
    if os.name != "posix":
        return stream
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):  # a stream in memory; closed
        return stream
    return io.BufferedReader(_Interruptible(descriptor, stream.name), _BUFFER)


class _Interruptible(io.RawIOBase):
    """Reads a descriptor, and answers interrupts while it waits for it.

    Python writes a byte to the waking descriptor for each signal at once
    (`signal.set_wakeup_fd`), so that it can be waited for together with the input.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__()
        self.name = name
        self._descriptor = descriptor
        self._pipe: tuple[int, int] | None = None

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def readinto(self, buffer: WriteableBuffer) -> int:
        from select import select  # only where standard input is read

        if not select([self._descriptor], [], [], 0)[0]:
            self._wait()
        return os.readv(self._descriptor, [buffer])

    def _wait(self) -> None:
        """Until there is something to read, or its end."""
        import signal  # slow for a small job; who waits has time
        from select import select

        woken, waking = self._pipe = self._pipe or _open_pipe()
        try:
            before = signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        except ValueError:  # a thread that is not the main one: interrupts do not come here
            return
        try:
            while True:
                ready, _, _ = select([self._descriptor, woken], [], [])
                if self._descriptor in ready:
                    return
                os.read(woken, _BUFFER)  # whoever answers the signal has done so, and goes on
        finally:
            signal.set_wakeup_fd(before)

    def close(self) -> None:
        """Standard input itself stays open: it is nobody's to close."""
        for descriptor in self._pipe or ():
            os.close(descriptor)
        self._pipe = None
        super().close()


def _open_pipe() -> tuple[int, int]:
    pipe = os.pipe()
    for descriptor in pipe:
        os.set_blocking(descriptor, False)
    return pipe

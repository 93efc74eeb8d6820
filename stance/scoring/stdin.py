"""Standard input that Ctrl-C stops, whenever it comes.

Python looks whether it has been interrupted before it begins to read, not while: a Ctrl-C in
between, or one that comes while another thread holds the interpreter, is answered when there is
something to read. On an open terminal or pipe that may be never.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from typing import IO

    from _typeshed import WriteableBuffer

__all__ = ["open_stdin"]

_BUFFER = 1 << 16  # bytes, what a pipe holds on Linux (pipe(7))


def open_stdin() -> IO[bytes]:
    """Standard input for the main thread, as it is where its reading cannot be watched: on
    Windows, in other threads, and where something else stands for it."""
    stream = sys.stdin.buffer
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
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
        self._woken, self._waking = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waking, False)

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def readinto(self, buffer: WriteableBuffer) -> int:
        from select import select  # only where there is something to wait for

        before = signal.set_wakeup_fd(self._waking, warn_on_full_buffer=False)
        try:
            while True:
                ready, _, _ = select([self._descriptor, self._woken], [], [])
                if self._woken in ready:  # whoever answers the signal has done so, and goes on
                    os.read(self._woken, _BUFFER)
                if self._descriptor in ready:
                    return os.readv(self._descriptor, [buffer])
        finally:
            signal.set_wakeup_fd(before)

    def close(self) -> None:
        """Standard input itself stays open: it is nobody's to close."""
        if not self.closed:
            os.close(self._woken)
            os.close(self._waking)
        super().close()

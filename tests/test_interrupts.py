"""Ctrl-C, as a terminal sends it: to every process of the command at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

import pytest

from stance.scoring.parents import Chunk
from stance.scoring.stdin import open_stdin
from stance.scoring.workers import _keep_order

ROOT = Path(__file__).parent.parent
ROWS = 6000  # more than the chunks that may wait for two workers
PATIENCE = 120  # seconds after which a command counts as hanging

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs groups of processes")

Command = subprocess.Popen[bytes]


def start(output: Path, *words: str) -> Command:
    return subprocess.Popen(
        [sys.executable, "-m", "stance", "score", "-", "-o", str(output), *words],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def feed(command: Command, kind: str) -> None:
    """Rows without an end: standard input stays open."""
    assert command.stdin is not None
    rows = (
        f'{{"id": "{i}", "text": "arms"}}' if kind == "jsonl" else f"{i},arms" for i in range(ROWS)
    )
    head = "" if kind == "jsonl" else "id,text\n"
    command.stdin.write((head + "\n".join(rows) + "\n").encode())
    command.stdin.flush()


def list_children(command: Command) -> list[int]:
    place = Path(f"/proc/{command.pid}/task/{command.pid}/children")
    return [int(word) for word in place.read_text().split()]


def is_ignoring(command: Command) -> bool:
    status = Path(f"/proc/{command.pid}/status").read_text()
    ignored = int(status.partition("SigIgn:")[2].split()[0], 16)
    return bool(ignored >> (signal.SIGINT - 1) & 1)


def interrupt(command: Command) -> tuple[int, list[str]]:
    """(exit code, lines on stderr) after Ctrl-C."""
    os.killpg(command.pid, signal.SIGINT)
    try:
        _, said = command.communicate(timeout=PATIENCE)
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
            command.communicate()
    return command.returncode, said.decode().splitlines()


def moments(command: Command) -> Iterator[bool]:
    """True again and again until the command has ended or `PATIENCE` is over."""
    end = time.monotonic() + PATIENCE
    while command.poll() is None and time.monotonic() < end:
        yield True
        time.sleep(0.01)


def is_written(partial: Path) -> bool:
    return partial.exists() and partial.stat().st_size > 1000


@pytest.mark.parametrize("words", [["--format", "csv", "--jobs", "2"], ["--jobs", "2"], []])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_while_standard_input_stays_open(
    words: list[str], kind: str, invented_bundle: Path, tmp_path: Path
) -> None:
    partial = tmp_path / "out.partial"
    command = start(tmp_path / "out", "--model", str(invented_bundle), *words)
    feed(command, kind)
    for _ in moments(command):
        if is_written(partial):  # the work has begun; what is to come is waited for
            break
    code, said = interrupt(command)
    assert (code, len(said)) == (130, 1), said
    assert said[0].startswith("stance: interrupted after ")
    assert is_written(partial)


def test_while_workers_start(invented_bundle: Path, tmp_path: Path) -> None:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("needs Linux to tell which processes there are")
    words = ("--model", str(invented_bundle), "--format", "csv", "--jobs", "2")
    command = start(tmp_path / "out", *words)
    feed(command, "csv")
    for _ in moments(command):
        # One that keeps track, and the workers; while it starts them, the command ignores Ctrl-C.
        if len(list_children(command)) > 2 and not is_ignoring(command):
            break
    code, said = interrupt(command)
    assert (code, len(said)) == (130, 1), said
    assert said[0].startswith("stance: interrupted after 0 comments")


@contextmanager
def answered_interrupts() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` ignores it
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_while_work_is_handed_over() -> None:
    handed = []

    def submit(chunk: Chunk) -> Future[bytes]:
        os.kill(os.getpid(), signal.SIGINT)
        handed.append(chunk)  # a pool that were left here would wait for ever
        return Future()

    chunks = [Chunk([{"id": str(i), "text": "arms"}], [None]) for i in range(3)]
    with answered_interrupts():
        with pytest.raises(KeyboardInterrupt):
            list(_keep_order(chunks, submit, 1))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert len(handed) == 1


def test_while_a_chunk_is_waited_for() -> None:
    class Work(Future[bytes]):
        def result(self, timeout: float | None = None) -> bytes:
            os.kill(os.getpid(), signal.SIGINT)
            taken.append(self)  # one that were stopped here could keep the lock of its worker
            return b""

    taken: list[Work] = []
    chunks = [Chunk([{"id": str(i), "text": "arms"}], [None]) for i in range(2)]
    with answered_interrupts(), pytest.raises(KeyboardInterrupt):
        list(_keep_order(chunks, lambda chunk: Work(), 1))
    assert len(taken) == 1


def test_that_does_not_wake_what_waits_for_standard_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A system call that began after the interrupt had come: another thread gets it here."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stdin, os.fdopen(writing, "wb", 0) as rows:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(stdin))
        stream = open_stdin()
        rows.write(b"arms")
        assert stream.peek()[:4] == b"arms"  # type: ignore[attr-defined]
        assert stream.read(4) == b"arms"
        asked = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        told = threading.Timer(10, rows.write, (b"late",))  # else the test itself would hang
        asked.start()
        told.start()
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with answered_interrupts(), pytest.raises(KeyboardInterrupt):
                stream.read(4)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            told.cancel()
        stream.close()
        assert os.fstat(reading)  # it was not opened here
        rows.write(b"more")
        assert open_stdin().read(4) == b"more"

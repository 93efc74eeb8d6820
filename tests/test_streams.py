"""What commands do with their output: a full disk, a reader that leaves, a locale without UTF-8."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = str(ROOT / "seeds" / "003_d568973889bbf5ad.txt")
# Every command that prints without a terminal, each with little to do.
PRINTING = {
    "split": ["split", PAGE],
    "score": ["score", PAGE],
    "score text": ["score", PAGE, "--format", "text"],
    "explain": ["explain", "Send tanks", "--nearest", "0"],
    "info": ["info"],
    "labels check": ["labels", "check", str(ROOT / "labels" / "seed.jsonl")],
    "version": ["--version"],
    "help": ["--help"],
    "command's help": ["train", "--help"],
}

every_command = pytest.mark.parametrize("words", PRINTING.values(), ids=PRINTING)


def run(words: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "stance", *words]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@every_command
def test_a_full_disk_is_told_in_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(words, stdout=full)
    told = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert told == ["stance: <stdout>: cannot be written (no space left on device); "
                    "make room, or write elsewhere"]  # fmt: skip


@every_command
def test_a_reader_that_leaves_is_no_error(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(words, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words", [PRINTING["split"], PRINTING["score text"], ["explain", "Café — 🚀", "--nearest", "0"]]
)
def test_data_is_utf8_in_any_locale(words: list[str]) -> None:
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    odd = run(words, stdout=subprocess.PIPE, env=os.environ | plain)
    usual = run(words, stdout=subprocess.PIPE, env=os.environ | {"PYTHONUTF8": "1"})
    assert (odd.returncode, odd.stderr) == (0, b"")
    assert odd.stdout == usual.stdout


def test_half_a_surrogate_pair_is_escaped(tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text('{"id": "1", "text": "\\ud83d arms"}\n', "utf-8")
    for place in ([], ["-o", str(tmp_path / "out.json")]):
        done = run(["split", str(page), *place], stdout=subprocess.PIPE)
        written = done.stdout or (tmp_path / "out.json").read_bytes()
        assert done.returncode == 0, done.stderr.decode()
        assert b'"text": "\\ud83d arms"' in written


def show_on_terminal(words: list[str], columns: int) -> list[str]:
    """The lines that a command shows on a terminal of so many columns."""
    import fcntl
    import pty
    import struct
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    sizes = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = run(words, stdout=terminal, env=sizes | {"NO_COLOR": "1"})
    os.close(terminal)
    assert done.returncode == 0, done.stderr.decode()
    shown = b""
    try:
        while part := os.read(screen, 65536):
            shown += part
    except OSError:  # so a terminal ends on Linux
        pass
    os.close(screen)
    return shown.decode().splitlines()


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
@pytest.mark.parametrize("command", ["split", "score"])
def test_a_tree_fits_a_narrow_terminal(command: str, tmp_path: Path) -> None:
    page = tmp_path / "few.tsv"
    first = "Send them all the tanks that they have asked for, and do it this very week"
    second = "And who is to pay for all of these tanks of yours? I will certainly not"
    page.write_text(f"id\treply_to\ttext\n1\t\t{first}\n2\t1\t{second}\n", "utf-8")
    for columns in (45, 80):
        shown = show_on_terminal([command, str(page)], columns)
        lines = [line for line in shown if line != str(page)]
        assert max(map(len, lines)) <= columns
        assert max(map(len, lines)) > columns - 10

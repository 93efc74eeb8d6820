"""Labelling in the terminal: keys become labels, and no decision is lost."""

from __future__ import annotations

import json
import os
import select
import sys
from pathlib import Path

import pytest

from stance.cli.label import label_comments
from stance.errors import InputError
from stance.labels.codebook import Codebook, read_codebook
from stance.labels.labelled import read_labelled_set
from stance.labels.session import Session, open_session
from stance.records import Comment

COMMENTS = [
    Comment(id="1", text="Milk first.", headline="Tea", conversation_id="1"),
    Comment(id="2", text="", reply_to="1", depth=1, placeholder=True, conversation_id="1"),
    Comment(id="3", text="\x1b[2JNever!", reply_to="2", depth=2, conversation_id="1"),
    Comment(id="4", text="Why not?", reply_to="3", depth=3, conversation_id="1"),
]


@pytest.fixture
def book() -> Codebook:
    return read_codebook()


def press(session: Session, keys: str, notes: tuple[str, ...] = ()) -> str:
    """Press keys one after the other; what was shown. More keys than needed are an error."""
    shown: list[str] = []
    pressed, noted = iter(keys), iter(notes)
    label_comments(
        session, read_key=lambda: next(pressed), show=shown.append, ask=lambda _: next(noted)
    )
    assert next(pressed, None) is None
    return "\n".join(shown)


def test_keys_become_labels_with_their_context(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    session = open_session(COMMENTS, path, book, coder="ann", round="1")
    shown = press(session, "1\r" + "n2" + "2" + "4\r", notes=("as a joke",))
    first, second, third = read_labelled_set([path], codebook=book)
    assert (first.id, first.stance, first.moderation) == ("1", book.stances[0], book.moderation[0])
    assert (second.stance, second.moderation) == (book.stances[1], book.moderation[1])
    assert (second.note, second.coder, second.round) == ("as a joke", "ann", "1")
    assert (third.parent_text, third.headline, third.extra["depth"]) == ("\x1b[2JNever!", None, 3)
    assert "# Tea" in shown
    assert "(its text is lost)" in shown
    assert "\x1b" not in shown


def test_a_session_goes_on_where_it_stopped(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    press(open_session(COMMENTS, path, book), "1\rq")
    again = open_session(COMMENTS, path, book)
    assert again.current is not None
    assert (again.current.id, again.n_open) == ("3", 2)
    press(again, "s" + "3\r")  # 3 is skipped, 4 decided
    last = open_session(COMMENTS, path, book)
    assert last.current is not None
    assert last.current.id == "3"


def test_a_decision_can_be_changed(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    press(open_session(COMMENTS, path, book), "1\r" + "b" + "2\r" + "q")
    assert len(path.read_text("utf-8").splitlines()) == 2  # append-only while it runs
    session = open_session(COMMENTS, path, book)
    assert session.labels["1"].stance == book.stances[1]
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_each_decision_is_on_disk_at_once_and_a_torn_line_is_dropped(
    book: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    session = open_session(COMMENTS, path, book)
    session.decide(book.stances[0])
    assert json.loads(path.read_text("utf-8"))["id"] == "1"
    with path.open("a") as stream:
        stream.write('{"id": "3", "text": "Nev')
    again = open_session(COMMENTS, path, book)
    assert list(again.labels) == ["1"]
    press(again, "1\r1\r")
    assert len(read_labelled_set([path], codebook=book)) == 3


def test_another_key_at_moderation_decides_nothing(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    press(open_session(COMMENTS, path, book), "1x" + "z" + "?" + "q")
    assert not path.exists()


def test_a_file_by_another_codebook_is_refused(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "1", "text": "x", "stance": "sugar"}\n', "utf-8")
    with pytest.raises(InputError, match="'sugar' is not in the codebook"):
        open_session(COMMENTS, path, book)
    assert "sugar" in path.read_text("utf-8")


def test_nothing_to_label(book: Codebook, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no comment to label"):
        open_session([COMMENTS[1]], tmp_path / "mine.jsonl", book)


def test_a_device_is_no_place_for_labels(book: Codebook) -> None:
    with pytest.raises(InputError, match="is no file"):
        open_session(COMMENTS, os.devnull, book)


def label_in_terminal(*words: str) -> tuple[int, str]:
    """(exit code, what was shown) of `stance label`, `q` being pressed at the first comment."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "stance", "label", *words])
    shown = b""
    try:
        part = b"-"
        while part:
            if select.select([terminal], [], [], 0.2)[0]:
                part = os.read(terminal, 4096)
                shown += part
            else:  # a key that comes before the terminal is read raw is lost
                os.write(terminal, b"q")
    except OSError:  # so a terminal ends on Linux
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_a_table_with_names_of_its_own_is_labelled(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("nr;Wortlaut\n1;Nie wieder Panzer\n", "utf-8")
    output = str(tmp_path / "mine.jsonl")
    code, shown = label_in_terminal(str(table), "-o", output)
    assert code == 1
    assert "(columns: nr, Wortlaut); name it with --columns text=COLUMN" in shown
    code, shown = label_in_terminal(str(table), "--columns", "text=Wortlaut", "-o", output)
    assert code == 0
    assert "Nie wieder Panzer" in shown


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_a_place_that_cannot_be_written_is_told_before_labelling(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("id,text\n1,Nie wieder Panzer\n", "utf-8")
    code, shown = label_in_terminal(str(table), "-o", str(tmp_path / "no" / "mine.jsonl"))
    assert code == 1
    assert "cannot be written (no such file or directory)" in shown

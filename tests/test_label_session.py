"""Labelling in the terminal: keys become labels, and no decision is lost."""

from __future__ import annotations

import json
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

"""Records survive the way out and in; outputs appear whole or not at all."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.records import (
    Comment,
    Label,
    Link,
    Problem,
    Score,
    as_json,
    from_json,
    open_output,
    read_records,
    write_json_lines,
)

text = st.text(st.characters(exclude_categories=["Cs"]))
links = st.builds(Link, st.lists(text).map(tuple), st.floats(0, 1))
comments = st.builds(
    Comment,
    id=text,
    text=text,
    reply_to=st.none() | text,
    speaker=st.none() | text,
    depth=st.integers(0, 50),
    span=st.none() | st.tuples(st.integers(0, 9), st.integers(9, 99)),
    placeholder=st.booleans(),
    link=st.none() | links,
    extra=st.dictionaries(text.map("x-".__add__), st.integers() | text),
)


@given(comments)
def test_a_comment_survives_json(comment: Comment) -> None:
    assert from_json(Comment, json.loads(json.dumps(as_json(comment)))) == comment


@given(st.lists(comments, max_size=4))
def test_a_file_of_comments_survives(tmp_path_factory: pytest.TempPathFactory, written) -> None:
    path = tmp_path_factory.mktemp("records") / "comments.jsonl"
    with open_output(path) as stream:
        assert write_json_lines(written, stream) == len(written)
    assert list(read_records(Comment, path)) == written


def test_a_score_holds_the_comments_fields() -> None:
    score = Score(
        comment=Comment(id="1", text="hi"), stance="off-topic", confidence=0.5, band="low",
        probabilities={"off-topic": 0.5}, moderation=None, action=None,
        reasons=(("word=hi", 0.25),), model="abc",
    )  # fmt: skip
    row = as_json(score)
    assert (row["id"], row["text"], row["stance"]) == ("1", "hi", "off-topic")
    assert row["reasons"] == [{"feature": "word=hi", "weight": 0.25}]


def test_broken_rows_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": 1, "text": "a"}\n\nnot json\n[1]\n{"id": "2"}\n'
        b'{"id": "3", "text": "c"}\n'
    )
    problems: list[Problem] = []
    read = list(read_records(Comment, path, on_problem=lambda p, _: problems.append(p)))
    assert [c.id for c in read] == ["1", "3"]
    assert [p.where for p in problems] == [f"{path}:3", f"{path}:4", f"{path}:5"]


def test_a_broken_row_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "1", "text": "a", "stance": 3}\n')
    with pytest.raises(InputError) as caught:
        list(read_records(Label, path))
    assert str(caught.value) == f"{path}:1: 'stance' is of type int, not str"


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(read_records(Comment, tmp_path / "nowhere.jsonl"))
    assert "nowhere.jsonl: no such file" in str(caught.value)


def test_an_interrupted_output_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")

    def interrupted() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_output(path) as stream:
        stream.writelines(interrupted())
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_an_output_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, open_output(tmp_path / "no" / "x"):
        pass
    assert "cannot be written (no such file or directory)" in str(caught.value)


def test_a_pipe_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b'{"id": "1", "text": "a"}\n'))
    monkeypatch.setattr("sys.stdin", stdin)
    assert [c.id for c in read_records(Comment, "-")] == ["1"]

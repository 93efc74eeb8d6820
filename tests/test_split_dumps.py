"""Text dumps of one layout each: depth, speaker and words of every comment."""

import json
from pathlib import Path

import pytest

from stance.sources.dump import read_dump
from stance.threads.sides import part_sides
from stance.threads.split import split_file

DUMPS = Path(__file__).parent / "cases/threads/dumps"
EXPECTED = json.loads((DUMPS / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_dump_gives_its_comments(name: str) -> None:
    (page,) = split_file(DUMPS / f"{name}.txt", kind="dump")
    found = [[c.depth, c.speaker, " ".join(c.text.split())] for c in page.comments]
    assert found == EXPECTED[name]


def test_every_dump_is_expected() -> None:
    assert {path.stem for path in DUMPS.glob("*.txt")} == set(EXPECTED)


def test_a_time_of_day_is_of_no_day() -> None:
    (page,) = split_file(DUMPS / "times_of_day_beside_names.txt", kind="dump")
    assert {comment.timestamp for comment in page.comments} == {None}
    written = [comment.extra["timestamp_text"] for comment in page.comments]
    assert written == ["7h42", "11h05", "14h30", "14h58", "21h16"]


def test_a_table_in_a_text_has_no_menu_beside_it() -> None:
    page = read_dump((DUMPS / "table_in_article_inscriptis.txt").read_text("utf-8"))
    assert part_sides(page.text, page.lines) is page.lines


def test_a_guess_is_told() -> None:
    (guessed,) = split_file(DUMPS / "main_paragraphs_joined.txt", kind="dump")
    (counted,) = split_file(DUMPS / "main_paragraphs.txt", kind="dump")
    told = "nothing tells where comments begin: paragraphs were joined by guess"
    assert [problem.what for problem in guessed.problems] == [told]
    assert counted.problems == ()


def test_an_article_below_its_count_is_no_comment(tmp_path: Path) -> None:
    text = (DUMPS / "main_paragraphs_joined.txt").read_text("utf-8")
    title, first, second, *rest = text.split("\n\n")
    moved = tmp_path / "count_above.txt"
    moved.write_text("\n\n".join([title, rest[0], first, second, *rest[1:]]), "utf-8")
    (page,) = split_file(moved, kind="dump")
    assert page.comments == ()


def test_a_text_that_repeats_its_subject_is_kept(tmp_path: Path) -> None:
    said = (
        ("11:59", "Czy będzie herbata", "Czy będzie herbata, pytam po raz drugi."),
        ("12:57", "Będzie herbata i chleb", "Będzie herbata i chleb"),
        ("13:20", "Spotykamy się za młynem", "Spotykamy się za młynem, bo most jest zamknięty."),
        ("14:02", "Pytanie o chleb", "Witam, czy wystarczy jeden bochenek na troje?"),
    )
    shape = (
        "      admin\n\n      wt., 18/02/2014 - {}\n\n      Adres\n\n"
        "    {}\n\n        {}\n\n      * Odpowiedz\n\n"
    )
    dump = tmp_path / "subjects.txt"
    dump.write_text("    Komentarze\n\n" + "".join(shape.format(*one) for one in said), "utf-8")
    (page,) = split_file(dump, kind="dump")
    assert [comment.text for comment in page.comments] == [text for *_, text in said]

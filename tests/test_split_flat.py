"""Pages whose comments are no lists: what tells one from the next in each kind of layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.threads.cut import Piece, drop_profiles
from stance.threads.split import split_file

SAID = (
    "The mill should have stayed open for another winter at least.",
    "Nobody asked the people who live below the weir about it.",
    "My father worked there until the day it closed its doors.",
    "A good report, thanks to those who wrote it for us.",
    "The council will look at it again in the coming spring.",
)
NAMES = ("Ann Lee", "Bob", "Cem", "Dora Marsh", "Eve")


def split(folder: Path, text: str, name: str = "page.txt") -> list[tuple[str | None, str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return [(c.speaker, c.text) for c in split_file(path)[0].comments]


def parents(folder: Path, text: str, name: str = "page.txt") -> list[int | None]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    comments = split_file(path)[0].comments
    place = {comment.id: n for n, comment in enumerate(comments)}
    return [place[c.reply_to] if c.reply_to is not None else None for c in comments]


def test_answers_in_bylines(tmp_path: Path) -> None:
    heads = [f"{NAMES[0]} said...", *(f"{name} said in reply to Ann Lee..." for name in NAMES[1:])]
    text = "Comments\n\n" + "\n".join(
        f"{head}\n\n{said}\n\nReply May {n}, 2011 at 8:0{n} pm"
        for n, (head, said) in enumerate(zip(heads, SAID, strict=True), 1)
    )
    assert split(tmp_path, text) == list(zip(NAMES, SAID, strict=True))
    assert parents(tmp_path, text) == [None, 0, 0, 0, 0]


def test_pointed_names(tmp_path: Path) -> None:
    heads = (NAMES[0], f"Bob>{NAMES[0]}", "Cem>Bob", "Dora Marsh", "Eve>Dora Marsh")
    text = "Discussion\n\n5 Replies\n" + "\n".join(
        f"{head}\n1/2{n}/14 2:26pm\n\n{said}\n\nReplyFlag"
        for n, (head, said) in enumerate(zip(heads, SAID, strict=True))
    )
    assert split(tmp_path, text) == list(zip(NAMES, SAID, strict=True))
    assert parents(tmp_path, text) == [None, 0, 1, None, 3]


def test_teasers_below(tmp_path: Path) -> None:
    text = "Comments (5)\n\n" + "\n\n".join(
        f"{name} {n} days ago 3 Likes\n{said}\nLike Reply"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 2)
    )
    text += "\n\nRecent Posts\n\nA walk by the river\nMay 1, 2015\nTen good books\nMay 2, 2015\n"
    assert [said for _, said in split(tmp_path, text)] == list(SAID)


def test_dates_behind_buttons(tmp_path: Path) -> None:
    text = "5 CommentsSort by\n" + "\n".join(
        f"{name}\nWorks at {place}\n{said}\nLike · Reply · {n} · March {n}, 2016 9:12am"
        for n, (name, place, said) in enumerate(
            zip(NAMES, ("Home", "Sea", "School", "The Mill", "Night"), SAID, strict=True), 1
        )
    )
    assert split(tmp_path, text) == list(zip(NAMES, SAID, strict=True))


def test_members_below_dates(tmp_path: Path) -> None:
    months = ("May", "June", "July", "March", "April")
    text = "Comments\n\n" + "\n".join(
        f"October {n}, 2012 at 6:45 am #{n}\n{name}\n{'Member' if n % 2 else 'Senior'}\n"
        f"Joined: {month} 2010\nPosts: {n}40\n{said}\nQuote"
        for n, (name, month, said) in enumerate(zip(NAMES, months, SAID, strict=True), 1)
    )
    assert split(tmp_path, text) == list(zip(NAMES, SAID, strict=True))


def test_fields_with_labels(tmp_path: Path) -> None:
    text = "Kommentare (5)\n\n" + "\n".join(
        f"Name: {name}\nDatum: 2{n}.12.2007 08:53\nNachricht: {said}"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True))
    )
    assert split(tmp_path, text) == list(zip(NAMES, SAID, strict=True))


def test_counts_of_answers(tmp_path: Path) -> None:
    text = "Responses\n\n" + "\n".join(
        f"{name}\nSep 1{n}{n} min read\n\n{said}\n\n{n} responses"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 2)
    )
    assert [said for _, said in split(tmp_path, text)] == list(SAID)


def test_names_after_dates_in_french(tmp_path: Path) -> None:
    text = "Vos commentaires\n\n" + "\n\n".join(
        f"Le vieux moulin\n13 décembre 2010 09:1{n}, par {name}\n\n{said}\n\nRépondre à ce message"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True))
    )
    assert [said for _, said in split(tmp_path, text)][:4] == list(SAID[:4])


def test_names_with_full_stops_after_dates(tmp_path: Path) -> None:
    text = "Commentaires\n\n" + "\n\n".join(
        f"{n}. Le 1{n} août 2008, 23:14 par {name} H.\n\n{said}"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
    )
    assert [said for _, said in split(tmp_path, text)] == list(SAID)


HASHED = "".join(
    f'<div class="_3-8y"><div class="_5yct"><span class="_aN">{name}</span>'
    f'<div class="_4q1v">Works at {place}</div></div><div class="_30o4">{said}</div>'
    f'<div class="_2vq9"><a>Gefällt mir</a> · <a>Antworten</a> · <i></i><span>{n}</span> · '
    f"<abbr>2{n}. November 2016 21:23</abbr></div></div>"
    for n, (name, place, said) in enumerate(
        zip(NAMES, ("Home", "Sea", "School", "The Mill", "Night"), SAID, strict=True)
    )
)
BUTTONS = "".join(
    f'<div class="card"><div class="card-body"><h6>{name}</h6><p class="small">May {n}, 2019</p>'
    f'<p class="mt-3">{said}</p><div class="flex"><a><span>Like</span></a><a><span>{n}</span></a>'
    "<a><span>Reply</span></a></div></div></div>"
    for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
)
PLACES = "".join(
    f'<div class="cmt"><span class="handle"><a>{name}</a></span> of Cork wrote:<p>{said}</p>'
    f'<div class="cmtfoot"><span>10/0{n}/2010 3:10 pm</span> <a>Report abuse</a></div></div>'
    for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
)
TURNS = "".join(
    f'<div class="k{"odd" if n % 2 else "even"}"><div class="kd">1{n}.05.2011 | 10:00</div>'
    f'<div class="kn">{name}</div><div class="kt">{said}</div></div>'
    for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True))
)


@pytest.mark.parametrize("markup", [HASHED, BUTTONS, PLACES, TURNS])
def test_frames_without_names(tmp_path: Path, markup: str) -> None:
    page = f'<h1>The old mill</h1><div id="comments"><h3>5 Comments</h3>{markup}</div>'
    assert [said for _, said in split(tmp_path, page, "page.html")] == list(SAID)


def test_replies_beside_wrappers(tmp_path: Path) -> None:
    def draw(n: int, below: str = "") -> str:
        header = f'<header><a class="author">{NAMES[n]}</a> <a>May {n + 1}, 2016</a></header>'
        body = f'<div class="post-body">{header}<div class="post-message">{SAID[n]}</div></div>'
        return f'<div class="post-content">{body}</div>' + (
            f'<div class="children">{below}</div>' if below else ""
        )

    page = f'<div id="comments">{draw(0, draw(1))}{draw(2, draw(3) + draw(4))}</div>'
    assert parents(tmp_path, page, "page.html") == [None, 0, None, 2, 2]


def test_layout_cells_around_all(tmp_path: Path) -> None:
    rows = "".join(
        f'<tr><td>October {n}, 2012 at 6:45 am</td></tr><tr><td class="alt"><b>{name}</b></td>'
        f'<td class="txt">{said}</td></tr><tr><td></td><td><a>Quote</a></td></tr>'
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
    )
    page = (
        "<table><tr><td><a>Home</a></td><td><h2>The old mill</h2><div>October 1, 2012</div>"
        f"<p>It closed.</p><h3>Comments</h3><table>{rows}</table></td></tr></table>"
    )
    assert parents(tmp_path, page, "page.html") == [None] * 5


def test_a_name_below_every_text_is_its_speakers() -> None:
    named = [Piece(0, f"{said}\n{name}", name) for name, said in zip(NAMES, SAID, strict=True)]
    nameless = [Piece(0, f"{said}\nNone") for said in SAID]
    assert [piece.text for piece in drop_profiles(named)] == list(SAID)
    assert drop_profiles(nameless) == nameless

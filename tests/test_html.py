"""One thread in the markup of many systems: always the same comments come out.

Every page in `cases/sources/pages` shows the thread of `expected.json` as that system renders it,
among an article, a box with latest comments, related stories and a form. Flat layouts show no tree.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theme_pages import render_page
from thread_texts import flatten, make_threads

from stance.sources.html.read import read_html
from stance.sources.read import read_pages
from stance.threads.build import build_threads

PAGES = Path(__file__).parent / "cases" / "sources" / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
THREAD = EXPECTED["thread"]
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def split(name):
    (page,) = read_pages(PAGES / f"{name}.html")
    assert page.kind == "html"
    return build_threads(page)


@pytest.mark.parametrize("name", NAMES)
def test_layout_gives_the_thread(name):
    result = split(name)
    texts = [re.sub(r"\n+", "\n", comment.text) for comment in result.comments]
    assert texts == THREAD["texts"]
    assert [comment.speaker for comment in result.comments] == THREAD["speakers"]
    assert [(comment.timestamp or "")[:10] for comment in result.comments] == THREAD["days"]
    if name not in EXPECTED["flat"]:
        places = {comment.id: n for n, comment in enumerate(result.comments)}
        two = EXPECTED["two_levels"]
        parents = two["parents"] if name in two["pages"] else THREAD["parents"]
        assert [places.get(comment.reply_to) for comment in result.comments] == parents


@pytest.mark.parametrize("name", EXPECTED["with_likes"])
def test_likes_are_read_where_shown(name):
    assert [comment.extra.get("likes") for comment in split(name).comments] == THREAD["likes"]


def test_flat_forums_have_no_tree_and_points_of_their_speakers_are_no_likes():
    assert all(c.extra.get("likes") is None for c in split("question2answer_flat").comments)
    assert all(c.reply_to is None for c in split("punbb_flat").comments)


def test_announced_comes_from_headings_and_data():
    announced = {name: split(name).announced for name in NAMES}
    assert {count for count in announced.values() if count is not None} == {6}
    assert sum(count is not None for count in announced.values()) >= 15


def test_headline_is_the_articles():
    assert {split(name).headline for name in NAMES} == {"The bridge opens again"}


def test_pingbacks_are_told_and_left_out():
    told = [problem.what for problem in split("wordpress").problems]
    assert told == ["2 pingbacks are not comments and were left out"]


def test_a_comment_that_denies_pingbacks_is_none():
    said = "".join(
        f'<li class="comment"><cite>{name}</cite> <p>{text}</p></li>'
        for name, text in (("Ann", "No trackbacks yet, alas."), ("Bo", "Tea is at four."))
    )
    none = '<ol><li class="comment"><p>No trackbacks yet.</p></li></ol>'
    page = read_html(f"<h2>2 comments</h2><ol>{said}</ol>{none}")
    assert [cut.text for cut in page.cuts] == ["No trackbacks yet, alas.", "Tea is at four."]
    assert page.problems == ()


@pytest.mark.parametrize(
    "path", sorted((PAGES.parent / "without").glob("*.html")), ids=lambda path: path.stem
)
def test_lists_of_other_pages_are_no_comments(path):
    (page,) = read_pages(path)
    assert build_threads(page).comments == ()


def test_page_without_comments_has_none():
    text = (PAGES / "json_ld.html").read_text(encoding="utf-8")
    bare = re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.S)
    (page,) = read_pages(bare.encode(), kind="html")
    assert page.cuts == ()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40), depth=st.integers(1, 12))
def test_threads_come_back_from_every_theme(seed: int, n: int, depth: int) -> None:
    chance = random.Random(seed)
    roots = make_threads(chance, n, depth)
    (page,) = read_pages(render_page(chance, roots).encode(), name="page")
    result = build_threads(page)
    found = [(" ".join(c.text.replace("- ", "* ").split()), c.depth) for c in result.comments]
    assert found == flatten(roots)
    assert (result.announced, result.unaccounted) == (n, 0)
    assert {(c.timestamp or "")[:10] for c in result.comments} == {"2014-05-03"}


def test_definition_lists_are_comments_where_each_has_a_term() -> None:
    text = "".join(
        f"<dt class='comment-author'><a href='#'>{name}</a> said...</dt>"
        f"<dd class='comment-body'><p>{words}</p></dd>"
        "<dd class='comment-footer'><span class='comment-timestamp'>May 3, 2014 5:12 PM</span></dd>"
        for name, words in (("Ann", "It rains."), ("Bob", "It does."), ("Eve", "Still."))
    )
    page = f"<h1>Rain</h1><div id='comments'><h4>3 comments:</h4><dl>{text}</dl></div>"
    (read,) = read_pages(page.encode(), name="page")
    assert [(cut.speaker, cut.text) for cut in read.cuts] == [
        ("Ann", "It rains."),
        ("Bob", "It does."),
        ("Eve", "Still."),
    ]


SAID = (
    "The bridge was closed for nine months, and nobody told the shops.",
    "They did tell the council, in March and in April of that year.",
    "Then the council should have told us, and it never did so.",
)


def test_posts_that_link_to_themselves_are_comments() -> None:
    posts = "".join(
        f"<div id='p{n}' class='post'><h3><a href='#p{n}'>Brücke</a></h3><p class='author'>von "
        f"<strong>{name}</strong> » 3. Mai 2014 17:1{n}</p><div class='content'>{text}</div></div>"
        for n, (name, text) in enumerate(zip(("Ann", "Bob", "Eve"), SAID, strict=True))
    )
    page = f"<html lang='de'><body><h1>Brücke</h1><div>{posts}</div></body></html>"
    (forum,) = read_pages(page.encode(), name="page")
    assert [cut.text for cut in forum.cuts] == list(SAID)
    teasers = re.sub(r"href='#p(\d)'", r"href='/stories/\1'", page)
    (front,) = read_pages(teasers.encode(), name="page")
    assert front.cuts == ()


def test_paragraphs_with_a_comments_name_are_parts_of_one() -> None:
    places = {"Ann": "By the mill", "Bob": "At school", "Eve": "In the hall", "Kit": "At home"}
    told = {
        name: [f"{place}: {text}" for text in SAID[n % 2 :] * 2]
        for n, (name, place) in enumerate(places.items())
    }
    comments = "".join(
        f"<li class='comment' id='comment-{n}'><cite class='fn'>{name}</cite> "
        f"<small class='commentmetadata'>May 3, 2014 at 8:0{n} am</small>"
        + "".join(f"<div class='comment'><p>{text}</p></div>" for text in texts)
        for n, (name, texts) in enumerate(told.items())
    )
    (page,) = read_pages(f"<h1>A</h1><ol class='commentlist'>{comments}</ol>".encode())
    assert {cut.speaker: cut.text.split("\n\n") for cut in page.cuts} == told


def test_depth_may_stand_inside_the_comment() -> None:
    places = zip((0, 1, 2), ("Ann", "Bob", "Eve"), SAID, strict=True)
    comments = "".join(
        f"<div class='comment' id='comment-{n}'><div class='indent indent-{n}'>"
        f"<span class='username'>{name}</span> <time datetime='2021-11-27T14:0{n}:00'></time>"
        f"<div class='comment-content'>{text}</div><button>Reply</button></div></div>"
        for n, name, text in places
    )
    (page,) = read_pages(f"<h1>A</h1><section id='comments'>{comments}</section>".encode())
    assert [comment.depth for comment in build_threads(page).comments] == [0, 1, 2]


def test_what_all_comments_begin_and_end_with_is_the_pages() -> None:
    names = ("Ann", "Bob", "Eve", "Dr. Weber")
    comments = "".join(
        f"<li class='comment'><small>bearbeiten am {n}. Mai 2007 @ 16:5{n} "
        f"<cite>{name}</cite></small>"
        f"<p>{text}</p><p>{name} said this on May {n}, 2007 at 10:5{n} pm | Reply</p></li>"
        for n, (name, text) in enumerate(zip(names, (*SAID, "So it was."), strict=True), 1)
    )
    (page,) = read_pages(f"<h1>A</h1><ol id='comments'>{comments}</ol>".encode())
    assert [cut.text for cut in page.cuts] == [*SAID, "So it was."]


def test_posts_of_several_rows_are_cut_whole() -> None:
    names = ("Ann", "Bob", "Eve")
    posts = "".join(
        f"<div align='center'><div class='page'><table class='tborder' id='post{n}'>"
        f"<tr><td class='thead'><div class='normal'>#<a href='show?p={n}' id='postcount{n}'>{n}</a>"
        f"</div><div class='normal'><a name='post{n}'><img alt='Old'></a> 2/2{n}/2009, 12:5{n} PM"
        "</div></td></tr><tr><td class='alt2'><table><tr><td>"
        f"<div id='postmenu_{n}'><a class='bigusername' href='member.php'>{name}</a></div>"
        "<div class='smallfont'>Senior Member</div></td><td><div class='smallfont'>"
        f"<div>Join Date: Feb 200{n}</div><div>Location: Here</div><div>Posts: {n}4</div></div>"
        "</td></tr></table></td></tr>"
        f"<tr><td class='alt1' id='td_post_{n}'><div class='smallfont'><strong>Re: A"
        f"</strong></div><hr><div id='post_message_{n}'>{text}</div><div align='right'>"
        "<a href='reply.php'><img alt='Reply With Quote'></a></div></td></tr></table></div></div>"
        for n, (name, text) in enumerate(zip(names, SAID, strict=True), 1)
    )
    (page,) = read_pages(f"<h1>A</h1><div id='posts'>{posts}</div>".encode(), kind="html")
    assert [(cut.speaker, cut.text) for cut in page.cuts] == list(zip(names, SAID, strict=True))


@pytest.mark.parametrize(
    ("around", "own"),
    [
        ('<div class="main-content with-sidebar">', "comment"),
        ('<div class="fullwidth_comment_wrapper sidebar">', "comment"),
        ("<div>", "comment-body comment-by-post-author"),
    ],
)
def test_names_of_layout_and_writer_hide_no_comment(around: str, own: str) -> None:
    comments = "".join(
        f'<li id="comment-{n}"><article class="{own}"><b class="fn">{name}</b>'
        f"<time>May {n}, 2019</time><div>{text}</div></article></li>"
        for n, name, text in [
            (3, "Ann", "<p>The bridge was closed for nine months.</p>"),
            (4, "Bob", "<p>They did tell the council, in March, by letter.</p>"),
        ]
    )
    page = (
        f"<html><body><h1>The bridge</h1>{around}<p>It opens on Friday.</p><ol>{comments}</ol>"
        "</div><div><p>The ferry will run until the work at the northern end is done, says the"
        " harbour master, and the market moves to the square for the summer.</p></div></body>"
    )
    (found,) = read_pages(page.encode())
    assert [cut.speaker for cut in found.cuts] == ["Ann", "Bob"]
    assert [cut.text[:10] for cut in found.cuts] == ["The bridge", "They did t"]


def test_a_journeys_days_are_one_comments_and_a_body_may_stand_in_another() -> None:
    days = "<br>".join(f"{n} October 2017: harbour {n}, 9:00 to 17:00" for n in range(8, 23))
    comments = "".join(
        f'<li class="comment-container" id="comment-{n}"><article class="comment comment-body">'
        f'<div class="comment-content"><div class="comment-author"><span class="comment-link">{who}'
        f'</span><i class="comment-meta"><span class="comment-date">{n} August 2017</span></i>'
        f'</div><div class="comment-entry"><div class="comment-content"><p>{text}</p></div></div>'
        "</div></article></li>"
        for n, who, text in [
            (3, "Ann", "We sail from Miami. How do we get to the pier?"),
            (4, "Bob", f"This is my itinerary:<br>{days}"),
            (5, "Eve", "By bus, it takes an hour and a half."),
        ]
    )
    page = f'<html><body><h1>Ships</h1><ol class="comment-list">{comments}</ol></body>'
    (found,) = read_pages(page.encode())
    assert [cut.speaker for cut in found.cuts] == ["Ann", "Bob", "Eve"]
    assert [cut.timestamp for cut in found.cuts] == [f"2017-08-0{n}T00:00:00" for n in (3, 4, 5)]
    assert found.cuts[1].text.startswith("This is my itinerary:\n8 October 2017: harbour 8")


def test_a_speaker_has_no_note_that_none_is_known() -> None:
    comments = "".join(
        f'<div class="comment clearfix"><div class="submitted">{name} <em>{day} May 2014</em></div>'
        f'<div class="content"><p>{text}</p></div></div>'
        for day, name, text in zip(
            (3, 4, 5), ("Ann (not verified)", "Борис (не проверено)", "Eve"), SAID, strict=True
        )
    )
    (page,) = read_pages(f'<h1>A</h1><div id="comments">{comments}</div>'.encode())
    assert [cut.speaker for cut in page.cuts] == ["Ann", "Борис", "Eve"]


def test_the_article_that_stands_before_comments_without_names_is_none_of_them() -> None:
    one = (
        "<li><article class='k7 m2' id='k{n}'><b class='q4'>{name}</b> "
        "<time>May {n}, 2019 at 8:0{n} am</time><div class='z9'><p>{text}</p></div>"
        "<a href='#k{n}'>Reply</a></article></li>"
    )
    comments = "".join(
        one.format(n=n, name=name, text=text)
        for n, name, text in zip((3, 4, 5), ("Ann", "Bob", "Eve"), SAID, strict=True)
    )
    article = (
        "<article class='a1 b3' id='a1'><h2>The bridge</h2><time>May 2, 2019</time>"
        "<p>It opens on Friday, and the ferry goes on till then.</p><a href='#'>Reply</a></article>"
    )
    (page,) = read_pages(f"<div>{article}<ol>{comments}</ol></div>".encode(), kind="html")
    assert [(cut.text, cut.parent) for cut in page.cuts] == [(text, None) for text in SAID]


def test_comments_without_dates_are_whole_where_some_quote_dates() -> None:
    words = ["<b>May 3, 2014</b> it rained.", "It rains by the mill, and it has for weeks."] * 4
    comments = "".join(
        f"<li class='comment {turn}' id='comment-{n}'><b class='fn'>Ann {n}</b><p>{text}</p></li>"
        for n, (text, turn) in enumerate(zip(words, ("even", "odd") * 4, strict=True))
    )
    (page,) = read_pages(f"<h1>A</h1><ol class='commentlist'>{comments}</ol>".encode())
    assert [cut.speaker for cut in page.cuts] == [f"Ann {n}" for n in range(8)]


def test_comments_with_a_button_are_not_all_where_others_are_signed_as_they_are() -> None:
    names = ("Ann", "Bob", "Eve", "Kit", "Lea", "Max", "Ann", "Bob")
    comments = "".join(
        f"<li class='k{'m' if n < 3 else 'n'} row' id='x{n}'><b>{name}</b> <i>May {n + 3}, 2019 at"
        f" 8:0{n} am</i><p>{SAID[n % 3]}</p>{'<a>Reply</a>' if n < 3 else ''}</li>"
        for n, name in enumerate(names)
    )
    (page,) = read_pages(f"<h1>The bridge</h1><ol>{comments}</ol>".encode(), kind="html")
    assert [cut.speaker for cut in page.cuts] == list(names)


def test_columns_around_comments_are_none() -> None:
    comments = "".join(
        f"<li id='x{n}'><b>{name}</b> <i>May {n}, 2019 at 8:0{n} am</i><p>{text}</p></li>"
        for n, name, text in zip((3, 4, 5), ("Ann", "Bob", "Eve"), SAID, strict=True)
    )
    columns = "".join(
        f"<div class='column'><b class='author'>{name}</b> <time>May 2, 2019</time><p>{text}</p>"
        f"<a>Reply</a>{inner}</div>"
        for name, text, inner in (
            ("Kit", "It opens on Friday, and the ferry goes on.", f"<ol>{comments}</ol>"),
            ("Lea", "The market moves to the square for the summer.", ""),
            ("Max", "Stalls stand there until the spring.", ""),
        )
    )
    (page,) = read_pages(f"<h1>The bridge</h1>{columns}".encode(), kind="html")
    assert [cut.speaker for cut in page.cuts] == ["Ann", "Bob", "Eve"]


def test_depths_that_are_all_one_and_lists_of_terms_are_taken_at_their_word() -> None:
    texts = (SAID[0], SAID[1], "Ann, then the council should have told us, and it never did so.")
    comments = "".join(
        f"<div class='comment depth-1' id='comment-{n}'><b class='fn'>{name}</b> "
        f"<i>May {n}, 2019 at 8:0{n} am</i><p>{text}</p></div>"
        for n, name, text in zip((3, 4, 5), ("Ann", "Bob", "Eve"), texts, strict=True)
    )
    terms = "".join(
        f"<dt class='said' id='c{n}'><b class='fn'>{name}</b> May {n}, 2019</dt><dd>{text}</dd>"
        for n, name, text in zip((3, 4, 5), ("Ann", "Bob", "Eve"), texts, strict=True)
    )
    for page, parents in (
        (comments, [None] * 3),
        (f"<dl>{terms}</dl>", [None] * 3),
        (comments.replace(" depth-1", ""), [None, None, "comment-3"]),
    ):
        (read,) = read_pages(f"<h1>A</h1><div id='comments'>{page}</div>".encode(), kind="html")
        assert [comment.reply_to for comment in build_threads(read).comments] == parents


def test_a_date_in_the_cell_beside_the_text_is_none_of_it() -> None:
    comments = "".join(
        f"<tr><td><b>{name}</b></td><td>{n}/5/2019</td><td>{text}</td></tr>"
        for n, name, text in zip(
            (3, 4, 5), ("Ann", "Bob", "Eve"), (SAID[0], "Yes!", SAID[2]), strict=True
        )
    )
    page = f"<h1>A</h1><h3>Comments</h3><table id='comments'>{comments}</table>"
    (read,) = read_pages(page.encode(), kind="html")
    assert [cut.text for cut in read.cuts] == [SAID[0], "Yes!", SAID[2]]


def test_answers_in_both_of_two_comments_are_comments(tmp_path: Path) -> None:
    one = (
        '<li class="gz-item" id="c-{0}"><div class="gz-name">{1}</div><div class="gz-date">{0} May'
        ' 2019</div><div class="gz-item-text">Who pays for the new boards? {1} asks it.'
        '<div class="gz-comment reply" id="c-{0}9"><div class="gz-name">Kit Marsh</div>'
        '<div class="gz-date">{0} May 2019</div><div class="gz-item-text">We all do, as ever.</div>'
        "</div></div></li>"
    )
    page = tmp_path / "weir.html"
    items = one.format(3, "Ann") + one.format(5, "Bob")
    page.write_text(f'<h2>4 comments</h2><ul class="gz-comments">{items}</ul>', "utf-8")
    (read,) = read_pages(page)
    comments = build_threads(read).comments
    assert [(c.depth, c.speaker) for c in comments] == [
        (0, "Ann"),
        (1, "Kit Marsh"),
        (0, "Bob"),
        (1, "Kit Marsh"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Comment by", "Kommentar von", "Commentaire par", "Comentario por", "Comentário by",
        "Commento di", "Reactie van", "Kommentar av", "Komentarz autorstwa", "Комментарий от",
    ],
)  # fmt: skip
def test_words_before_a_linked_name_below_the_text_are_none_of_it(words: str) -> None:
    texts = ("It rains again.", "So it does.", "Who has the map of the paths?")
    items = "".join(
        f"<li id='c{n}'><p>{text}</p><p><cite>{words} <a href='http://x.example'>Odd Lien</a>"
        f" &#8212; {n}. 3. 2011 @ <a href='#c{n}'>13:0{n}</a></cite></p></li>"
        for n, text in enumerate(texts, 1)
    )
    page = f"<h1>Rain</h1><p>It has come to stay.</p><h2>3 Comments</h2><ol>{items}</ol>"
    (result,) = map(build_threads, read_pages(page.encode()))
    assert [comment.text for comment in result.comments] == [*texts]
    assert {comment.speaker for comment in result.comments} == {"Odd Lien"}

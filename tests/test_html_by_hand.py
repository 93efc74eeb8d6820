"""Small pages as somebody writes them to try the tool: few comments, short texts, plain markup."""

from __future__ import annotations

import pytest

from stance.sources.read import read_pages
from stance.threads.build import build_threads

SHELL = """<!DOCTYPE html><html><head><title>The mill</title></head><body>
<article><h1>The mill</h1><p>The old mill burnt down on Sunday, and nobody knows why yet.</p>
<p>The town means to build it up again by next spring, the mayor said.</p></article>
{}<h3>Leave a comment</h3><form><textarea></textarea></form></body></html>"""

# Name: the markup, and (speaker, text, place of the parent) of every comment.
CASES = {
    "text-reads-as-a-label": (
        """<h2>Comments</h2><div class="comment"><b>Ann</b> <i>3 May 2014</i><p>Comment 1</p>
        <div class="comment"><b>Bob</b> <i>4 May 2014</i><p>Comment 2</p></div></div>""",
        [("Ann", "Comment 1", None), ("Bob", "Comment 2", 0)],
    ),
    "text-reads-as-a-button": (
        """<h2>Comments</h2><div class="comment"><b>Ann</b> <i>3 May 2014</i><p>Share</p></div>
        <div class="comment"><b>Bob</b> <i>4 May 2014</i><p>Follow</p><p><a>Reply</a></p></div>""",
        [("Ann", "Share", None), ("Bob", "Follow", None)],
    ),
    "one-speaker-throughout": (
        "<h2>3 comments</h2>"
        + "".join(
            f"<div><b>Ann</b> May {n}, 2014<p>{text}</p></div>"
            for n, text in enumerate(("It rains.", "Still.", "No more."), 3)
        ),
        [("Ann", "It rains.", None), ("Ann", "Still.", None), ("Ann", "No more.", None)],
    ),
    "name-with-a-colon": (
        """<div id="comments"><div class="comment"><p><b>Ann:</b> It rains.</p></div>
        <div class="comment"><p><b>Bob:</b> Not here.</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "term-with-name-and-date": (
        """<h2>Comments</h2><dl class="comments"><dt>Ann 3 May 2014</dt><dd><p>It rains.</p></dd>
        <dt>Bob 4 May 2014</dt><dd><p>Not here.</p></dd></dl>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "nested-articles-without-names": (
        """<h2>3 comments</h2><section><article><header><b>Ann</b></header><p>It rains.</p>
        <article><header><b>Bob</b></header><p>Not here.</p></article></article>
        <article><header><b>Eve</b></header><p>Yes.</p></article></section>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0), ("Eve", "Yes.", None)],
    ),
    "answered-in-one-form": (
        "<h4>4 comments</h4>"
        + "".join(
            f"""<a id="c{n}"></a><div class="bComment"><div>Comment from: <a>{name}</a></div>
            <p>{text}</p><div>02/15/11 @ 19:1{n}<a href="?reply_ID={n}#form_p33">Reply</a></div>
            </div>{more}"""
            for n, (name, text, more) in enumerate(
                (
                    ("Ann", "It rained on all of us, too.", ""),
                    ("Bob", "Not here, not for a week.", '<div class="replies">'),
                    ("Eve", "Then you were lucky.", "</div>"),
                    ("Fay", "Will the mill be open in May?", ""),
                )
            )
        ),
        [
            ("Ann", "It rained on all of us, too.", None),
            ("Bob", "Not here, not for a week.", None),
            ("Eve", "Then you were lucky.", 1),
            ("Fay", "Will the mill be open in May?", None),
        ],
    ),
    "trackback-signed-below": (
        "<h2>4 comments</h2><ol>"
        + "".join(
            f"""<li id="comment-{n}"><p>{text}</p><p><small>{kind} by <a href="#">{name}</a> &#8212;
            March {n}, 2006</small></p></li>"""
            for n, (kind, name, text) in enumerate(
                (
                    ("Comment", "Ann", "It rained on all of us, too."),
                    ("Trackback", "The Rusty Spoke", "Of rain, and of other things that fall."),
                    ("Comment", "Bob", "Not here, not for a week."),
                    ("Comment", "Ann", "Then you were lucky."),
                ),
                5,
            )
        )
        + "</ol>",
        [
            ("Ann", "It rained on all of us, too.", None),
            ("Bob", "Not here, not for a week.", None),
            ("Ann", "Then you were lucky.", None),
        ],
    ),
    "one-comment-below-its-count": (
        """<h3>Comments (1)</h3><div><h5>Ann</h5>It rains.</div>""",
        [("Ann", "It rains.", None)],
    ),
    "list-without-names-and-dates": (
        """<h2>Comments</h2><ul><li><strong>Ann</strong><p>It rains.</p>
        <ul><li><strong>Bob</strong><p>Not here.</p></li></ul></li></ul>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "quotation-holds-the-text": (
        """<h2>2 comments</h2><p><b>Ann</b> wrote on 3 May 2014:</p><blockquote><p>It rains.</p>
        </blockquote><p><b>Bob</b> wrote on 4 May 2014:</p><blockquote>Not here.</blockquote>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "texts-that-differ-by-numbers": (
        """<h2>3 comments</h2><p><b>Ann</b> wrote on Monday:</p><blockquote>Text 1</blockquote>
        <p><b>Bob</b> wrote on Monday:</p><blockquote>Text 2</blockquote>
        <p><b>Eve</b> wrote on Tuesday:</p><blockquote>Text 3</blockquote>""",
        [("Ann", "Text 1", None), ("Bob", "Text 2", None), ("Eve", "Text 3", None)],
    ),
    "names-in-cells-without-dates": (
        """<h2>Comments</h2><table class="comments"><tr><td>Ann</td><td>It rains.</td></tr>
        <tr><td>Bob</td><td>Not here.</td></tr></table>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "name-in-a-line-without-a-date": (
        """<h2>Comments</h2><div class="comment"><div class="meta">Ann · </div>
        <div class="comment-body"><p>Ann</p><p>It rains.</p></div></div>""",
        [("Ann", "It rains.", None)],
    ),
    "one-comment-without-a-date": (
        """<h2>Comments</h2><div class="comment"><p><b>Ann:</b> It rains.</p></div>""",
        [("Ann", "It rains.", None)],
    ),
    "replies-among-which-only-some-were-told": (
        """<h2>Comments</h2><section><article><header><b>Ann</b> <time>3 May 2014</time></header>
        <p>One</p><article><header><b>Bob</b> <time>4 May 2014</time></header><p>Two</p></article>
        </article><article><header><b>Di</b> <time>5 May 2014</time></header><p>Three</p></article>
        </section>""",
        [("Ann", "One", None), ("Bob", "Two", 0), ("Di", "Three", None)],
    ),
    "text-reads-as-a-date": (
        """<h2>2 comments</h2><div class="comment"><span class="author">Ann</span> <i>3 May 2014</i>
        <p>It rains.</p><div class="comment"><span class="author">Bob</span> <i>4 May 2014</i>
        <p>Not on 5 May.</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not on 5 May.", 0)],
    ),
    "link-to-the-answered": (
        """<h2>2 comments</h2><div class="comment" id="c1"><b>Ann</b> <time>3 May 2014</time>
        <p>It rains.</p></div><div class="comment" id="c2"><b>Bob</b> <time>4 May 2014</time>
        <a href="#c1">in reply to Ann</a><p>Not here.</p></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "address-that-links-below-the-last-level": (
        """<h2>3 comments</h2><div class="comment" id="c1"><b>Ann</b> <time>3 May 2014</time>
        <p>It rains.</p><div class="comment" id="c2"><b>Bob</b> <time>4 May 2014</time>
        <p>Not here.</p></div><div class="comment" id="c3"><b>Di</b> <time>5 May 2014</time>
        <p><a class="at" href="#c2">@Bob</a> Where are you?</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0), ("Di", "@Bob Where are you?", 1)],
    ),
    "role-that-links-to-its-bearer": (
        """<h2>2 comments</h2><div class="comment"><div class="author-info"><a href="/u/1">admin</a>
        <span>Newbie</span></div><time>3 May 2014</time><p>It rains.</p></div><div class="comment">
        <div class="author-info"><a href="/u/2">Bob</a> <span>Member</span></div>
        <time>4 May 2014</time><p>Not here.</p></div>""",
        [("admin", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "name-below-the-text": (
        """<h2>2 comments</h2><article class="comment"><p>It rains.</p><footer>by <cite>Ann</cite>
        </footer></article><article class="comment"><p>Not here.</p><footer>by <cite>Bob</cite>
        </footer></article>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "name-in-an-attribute": (
        """<h2>2 comments</h2><div class="comment" data-author="Ann"><p>It rains.</p>
        <div class="comment" data-author="Bob"><p>Not here.</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "table-with-a-row-of-names": (
        """<h2>Comments</h2><table><tr><th>Name</th><th>Date</th><th>Comment</th></tr>
        <tr><td>Ann</td><td>3 May 2014</td><td>It rains here, and hard.</td></tr>
        <tr><td>Bob</td><td>4 May 2014</td><td>Not at our end of it.</td></tr></table>""",
        [("Ann", "It rains here, and hard.", None), ("Bob", "Not at our end of it.", None)],
    ),
    "elements-alike-by-attributes-alone": (
        """<h2>2 comments</h2><div role="feed"><div role="article" aria-label="Comment by Ann">
        <a href="/user/1">Ann</a><div><p>It rains.</p></div><div role="article"
        aria-label="Comment by Bob"><a href="/user/2">Bob</a><div><p>Not here.</p></div></div></div>
        </div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "colon-behind-the-name": (
        """<h2>Comments</h2><ul><li><b>Ann</b>: Comment 1<ul><li><b>Bob</b>: Comment 2</li></ul>
        </li></ul>""",
        [("Ann", "Comment 1", None), ("Bob", "Comment 2", 0)],
    ),
    "numbers-before-names": (
        """<h3>Comments 2</h3><div class="comment"><p>#1 <b>Ann</b> 3 May 2014</p><p>First!</p>
        </div><div class="comment"><p>#2 <b>Bob</b> 4 May 2014</p><p>👍</p></div>""",
        [("Ann", "First!", None), ("Bob", "👍", None)],
    ),
    "date-alone-is-what-one-says": (
        """<h2>Comments</h2><div class="comments"><div class="comment">Ann<br>3 May 2014<br>
        It rains.</div><div class="comment">Bob<br>4 May 2014<br>On 5 May it will not</div></div>
        """,
        [("Ann", "It rains.", None), ("Bob", "On 5 May it will not", None)],
    ),
    "name-missed-beside-a-date-in-the-text": (
        """<h2>Comments</h2><div class="comment"><div class="meta">Ann · </div><div class="body">
        <p>It rains.</p></div></div><div class="comment"><div class="meta">Bob · </div>
        <div class="body"><p>On 5 May it will not.</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "On 5 May it will not.", None)],
    ),
    "replies-of-another-class": (
        """<h2>3 comments</h2><div class="comment"><b class="author">Ann</b><p>See you on Monday</p>
        <div class="reply"><b class="author">Bob</b><p>On 5 May</p></div></div>
        <div class="comment"><b class="author">Eve</b><p>Reply to my question</p></div>""",
        [
            ("Ann", "See you on Monday", None),
            ("Bob", "On 5 May", 0),
            ("Eve", "Reply to my question", None),
        ],
    ),
    "texts-that-name-something-before-a-colon": (
        """<h3>Comments:</h3><div class="comments"><div class="comment"><div class="meta">Ann ·
        3 May 2014</div><div class="body"><p>Note: it is closed</p></div></div>
        <div class="comment"><div class="meta">Bob · 4 May 2014</div><div class="body">
        <p>PS: thanks</p></div></div></div>""",
        [("Ann", "Note: it is closed", None), ("Bob", "PS: thanks", None)],
    ),
    "bold-heading-and-names-in-headings": (
        """<p><strong>4 comments</strong></p><div id="comments"><h4>Ann</h4><p class="date">3 May
        2014</p><p>This is the first.</p><h4>Bob</h4><p class="date">4 May 2014</p><p>This is the
        second.</p><h4>Ann</h4><p class="date">5 May 2014</p><p>This is mine.</p><h4>Bob</h4>
        <p class="date">6 May 2014</p><p>And this.</p></div>""",
        [
            ("Ann", "This is the first.", None),
            ("Bob", "This is the second.", None),
            ("Ann", "This is mine.", None),
            ("Bob", "And this.", None),
        ],
    ),
    "buttons-in-the-line-of-the-text": (
        """<h2>2 comments</h2><div><div>Ann <time>3 May 2014</time></div>It rains.<span>3
        likes</span> <a href="#r">Reply</a></div><div><div>Bob <time>4 May 2014</time></div>Not
        here.<a href="#r">Reply</a></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
    "header-in-the-line-of-the-text": (
        """<h2>Comments</h2><div class="comment"><span class="name">Annabel Lee</span><span
        class="time">3 May 2014</span><span class="body">First!</span></div><div class="comment">
        <span class="name">Bob Ray</span><span class="time">4 May 2014</span><span
        class="body">+1</span></div>""",
        [("Annabel Lee", "First!", None), ("Bob Ray", "+1", None)],
    ),
    "date-in-brackets-behind-the-name": (
        """<h2>2 comments</h2><ul><li><div>Ann (3 May 2014)</div><blockquote><p>Note: it rains</p>
        </blockquote></li><li><div>Bob (4 May 2014)</div><blockquote><p>On 5 May it will not</p>
        </blockquote></li></ul>""",
        [("Ann", "Note: it rains", None), ("Bob", "On 5 May it will not", None)],
    ),
    "one-list-of-replies-beside-a-comment": (
        """<h2>2 comments</h2><div><div class="c"><b>Ann</b><p>It rains.</p></div>
        <div class="replies"><div class="c"><b>Bob</b><p>Not here.</p></div></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "nothing-has-a-name": (
        """<h2>3 comments</h2><div><div><div>Ann, 3 May 2014</div><p>It rains.</p><div><div>Bob,
        4 May 2014</div><p>Not here.</p></div></div><div><div>Eve, 5 May 2014</div><p>Yes.</p></div>
        </div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0), ("Eve", "Yes.", None)],
    ),
    "nothing-has-a-name-nor-a-count": (
        """<h2>Discussion</h2><section><div><div><b>Ann</b><br>3 May 2014</div><div
        class="text">It rains.</div><div class="replies"><div><div><b>Bob</b><br>
        4 May 2014</div><div class="text">Not here.</div></div></div></div></section>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", 0)],
    ),
    "names-as-headings-of-the-sections-level": (
        """<h3>Comments</h3><div><div class="post"><h3>Ann</h3> 3 May 2014<div>It rains.</div></div>
        <div class="post"><h3>admin</h3> 4 May 2014<div>Not here.</div></div></div>""",
        [("Ann", "It rains.", None), ("admin", "Not here.", None)],
    ),
    "names-that-are-labels-elsewhere": (
        """<h2>2 comments</h2><details class="comment"><summary>admin <time>3 May 2014</time>
        </summary><p>It rains.</p></details><details class="comment"><summary>Di
        <time>4 May 2014</time></summary><p>Not here.</p></details>""",
        [("admin", "It rains.", None), ("Di", "Not here.", None)],
    ),
    "article-is-no-comment": (
        """<h2>Comments</h2><section><article><header><b>User 1</b> <time>3. Mai 2014 um 08:00
        </time></header><p>First comment</p></article><article><header><b>User 2</b> <time>4. Mai
        2014 um 08:01</time></header><p>Second comment</p></article><article><header><b>User 3</b>
        <time>5. Mai 2014 um 08:02</time></header><p>A reply</p></article></section>""",
        [
            ("User 1", "First comment", None),
            ("User 2", "Second comment", None),
            ("User 3", "A reply", None),
        ],
    ),
}

# What stands below a heading of comments and is none.
OTHERS = {
    "other-boxes-follow": """<h3>Comments</h3><ul><li><a>Ann</a>: It rains.</li>
        <li><a>Bob</a>: Not here.</li></ul><h3>Archive</h3><ul><li>May</li></ul>""",
    "sentence-with-a-link": """<h3>1 comment</h3><div><p>This was first said on
        <a href="/tea">a page of tea</a> in spring.</p></div>""",
    "note-to-writers": """<h3>Comments</h3><div class="comments"><p>Please note: What you write
        is looked at before it is shown.</p></div>""",
    "index-with-counts": "".join(
        f"<h3>{n} comments</h3><div><p>Day {n}</p><p>It rains.</p></div>" for n in (1, 1, 1)
    ),
}


# A topic alone on its page, without dates, heading or form, as Flarum has it for those without
# scripts; and an index of several writers that looks alike.
POST = """<article><div class="PostUser"><h3 class="PostUser-name">{}</h3></div>
<div class="Post-body"><p>{}</p></div></article><hr>"""
TOPIC = [
    ("admin", "Should the mill be built up again, or left as it is?", None),
    ("Ann Lee", "Leave it. It was never pretty.", None),
    ("Bob", "It fed your town for two hundred years.", None),
    ("Ann Lee", "So it did, and badly.", None),
]
TEASER = """<article><h3><a href="/{0}">Day {0} of the mill</a></h3><p class="author">{1}</p>
<div class="post-body"><p>{2}</p></div></article>"""


def split(markup, shell=SHELL):
    (page,) = read_pages(shell.format(markup).encode(), kind="html")
    comments = build_threads(page).comments
    places = {comment.id: place for place, comment in enumerate(comments)}
    return [(one.speaker, one.text, places.get(one.reply_to)) for one in comments]


@pytest.mark.parametrize("name", CASES)
def test_page_written_by_hand(name):
    markup, comments = CASES[name]
    assert split(markup) == comments


@pytest.mark.parametrize("name", OTHERS)
def test_other_things_are_no_comments(name):
    assert split(OTHERS[name]) == []


def test_topic_of_names_and_texts_alone():
    posts = "".join(POST.format(name, text) for name, text, _ in TOPIC)
    assert split(f"<h1>The mill</h1>{posts}", "<body>{}</body>") == TOPIC


def test_index_of_several_writers_is_no_topic():
    posts = "".join(TEASER.format(n, name, text) for n, (name, text, _) in enumerate(TOPIC))
    assert split(posts, "<body>{}</body>") == []

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
    "name-with-a-colon": (
        """<div id="comments"><div class="comment"><p><b>Ann:</b> It rains.</p></div>
        <div class="comment"><p><b>Bob:</b> Not here.</p></div></div>""",
        [("Ann", "It rains.", None), ("Bob", "Not here.", None)],
    ),
}


def split(markup):
    (page,) = read_pages(SHELL.format(markup).encode(), kind="html")
    comments = build_threads(page).comments
    places = {comment.id: place for place, comment in enumerate(comments)}
    return [(one.speaker, one.text, places.get(one.reply_to)) for one in comments]


@pytest.mark.parametrize("name", CASES)
def test_page_written_by_hand(name):
    markup, comments = CASES[name]
    assert split(markup) == comments

"""Posts of other pages: the teasers of an index, which repeat as comments do.

Each leads to a page of its own: by its title, by "Read more", by the number of comments there.
Comments lead to places on their own page, to their speakers, or nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from stance.sources.html.marks import AUTHOR_LINKS, Marks
from stance.sources.html.tree import Tree
from stance.sources.teasers import leads_on

__all__ = ["are_posts", "find_anchored", "is_index"]

_SAMPLE = 40  # elements looked at
_MOST_NODES = 400  # of one element among which its links stand
_MOST = 0.6  # of the elements that lead elsewhere, for all to be posts
_DISTINCT = (0.3, 0.3, 0.8)  # of the pages that they lead to: a page may list its posts twice
_FEWEST = 3
_HALF = 0.5  # of the page's prose
_LONGEST = 0.7  # of the posts' prose in one of them: else it is an article among links
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5"})
_LONG_TITLE = 3  # words; names mostly have one or two
_MANY_LONG = 0.3  # of the titles
_SOME_LONG, _SEVERAL = 0.15, 5  # where more than so many lead to a page each: speakers come back
# What WordPress and Drupal call the article of a page, and no comment.
_POST_NAMES = frozenset({"type-post", "node-teaser"})
# How links end that lead to the comments of another page.
_COMMENTS = re.compile(
    r"#(?:comments?|respond|disqus_thread|comment-?form|commentform|reply-title|c|comments?-?list"
    r"|comments?-(?:area|section|wrap(?:per)?)|postcomment|addcomment|kommentare|comentarios)$",
    re.I,
)


def are_posts(tree: Tree, members: Sequence[int]) -> bool:
    """Whether elements are posts with pages of their own, most of them.

    >>> from stance.sources.html.parse import parse_html
    >>> one = '<li><h3><a href="/{0}">Day {0} of the fair</a></h3><p>It rains.</p></li>'
    >>> tree = parse_html("".join(map(one.format, range(3))))
    >>> are_posts(tree, tree.numbers_of("li"))
    True
    >>> one = '<li><h3><a href="/p#c{0}">Day {0} of the fair</a></h3><p>It rains.</p></li>'
    >>> tree = parse_html("".join(map(one.format, range(3))))
    >>> are_posts(tree, tree.numbers_of("li"))
    False
    """
    return bool(_find_posts(tree, members[:: max(1, len(members) // _SAMPLE)]))


def _find_posts(tree: Tree, members: Sequence[int]) -> list[int]:
    """Those of some elements that lead to pages of their own; [] where these are but a few."""
    named = [number for number in members if not _POST_NAMES.isdisjoint(tree.classes[number])]
    if len(named) >= _MOST * len(members):
        return named
    if len(members) < 2:
        return []
    archives = {number: find_anchored(tree, number) for number in members}
    if len({*archives.values()} - {None, ""}) > _HALF * len(members):
        return [number for number, page in archives.items() if page]
    read = [_read_links(tree, number) for number in members]
    for kind in range(3):
        posts = [number for number, links in zip(members, read, strict=True) if links[kind]]
        targets = [link for links in read if (link := links[kind])]
        pages = {page for page, _ in targets}
        if len(posts) < _MOST * len(members) or len(pages) < max(2, _DISTINCT[kind] * len(posts)):
            continue
        long = sum(len(words.split()) >= _LONG_TITLE for _, words in targets)
        least = _SOME_LONG if len(pages) == len(posts) > _SEVERAL else _MANY_LONG
        if kind < 2 or (long >= least * len(targets) and _share_host(pages)):
            return posts
    return []


def find_anchored(tree: Tree, number: int) -> str | None:
    """The page that an element says it is on, by a link to its own anchor; None without one.

    It is "" where it is the page of that element alone, as Drupal's comments have one.

    >>> from stance.sources.html.parse import parse_html
    >>> one = '<p id="c{0}">It rains. <a href="{1}#c{0}">#</a></p>'
    >>> tree = parse_html(one.format(7, "") + one.format(8, "/may.html") + one.format(9, "/c/9"))
    >>> [find_anchored(tree, number) for number in tree.numbers_of("p")]
    ['', '/may.html', '']
    >>> find_anchored(parse_html(one.format(4, "/may.html?showComment=12")), 2)
    '/may.html'
    """
    inside = range(number, min(tree.ends[number], number + _PERMALINK))
    links = [link for link in (tree.attribute(node, "href") for node in inside) if "#" in link]
    if not links:
        return None
    anchors = [tree.attribute(node, name) for node in inside for name in ("id", "name")]
    for link in links:
        page, _, anchor = link.rpartition("#")
        if anchor in anchors and anchor:
            own = _DIGITS.findall(anchor)[-1:]
            if own and own[0] in _DIGITS.findall(page):
                return ""
            return page.partition("?")[0]  # Blogger's say when: "?showComment=1208631180000"
    return None


def is_index(tree: Tree, marks: Marks) -> bool:
    """Whether most of a page's prose is in posts with pages of their own.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> one = '<div><h3><a href="/{0}">Day {0} of the fair</a></h3><p>It rains.</p></div>'
    >>> tree = parse_html("".join(map(one.format, range(3))))
    >>> is_index(tree, mark_nodes(tree))
    True
    """
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, kind in enumerate(tree.kind_of):
        if kind:
            alike[tree.parents[number], tree.kinds[kind].tag].append(number)
    least = _HALF * marks.prose.between(0, len(tree.tags))
    for members in alike.values():
        if len(members) >= _FEWEST:
            held = [marks.prose.between(number, tree.ends[number]) for number in members]
            if sum(held) < least:
                continue
            posts = _find_posts(tree, members)
            held = [marks.prose.between(number, tree.ends[number]) for number in posts]
            if len(posts) >= _FEWEST and least <= sum(held) and max(held) <= _LONGEST * sum(held):
                return True
    return False


Link = tuple[str, str]  # a page's address and the words that lead there


def _read_links(tree: Tree, number: int) -> tuple[Link | None, Link | None, Link | None]:
    """An element's link to a page's comments or by which it is filed, to its rest, and its title.

    None where it has no such link.
    """
    comments: Link | None = None
    rest: Link | None = None
    title: Link | None = None
    heading = -1  # end of the heading that a node stands in
    for node in range(number, min(tree.ends[number], number + _MOST_NODES)):
        tag = tree.tags[node]
        if tag in _TITLES:
            heading = max(heading, tree.ends[node])
        if tag != "a":
            continue
        page, mark, _ = tree.attribute(node, "href").partition("#")
        if not page or page.startswith(("mailto:", "javascript:")) or "replytocom=" in page:
            continue
        if mark:
            if comments is None and _COMMENTS.search(tree.attribute(node, "href")):
                comments = page, ""
            continue
        if tree.ends[node] - node > _FEW_NODES:
            continue
        in_heading = node < heading or any(
            tree.tags[inner] in _TITLES for inner in range(node + 1, tree.ends[node])
        )
        if title is None and in_heading and not any(part in page for part in AUTHOR_LINKS):
            title = page, tree.text_of(node)
        if rest is None and leads_on(tree.text_of(node)):
            rest = page, ""
    return comments, rest, title


_FEW_NODES = 12  # in a link that is a title or a button
_PERMALINK = 60  # nodes of an element among which the link to it stands
_DIGITS = re.compile(r"\d+")
_HOST = re.compile(r"(?:https?:)?//([^/?]+)", re.I)


def _share_host(pages: set[str]) -> bool:
    """Whether pages are of one site: titles lead to its own, names of speakers to theirs."""
    hosts = {mark[1].lower() if (mark := _HOST.match(page)) else "" for page in pages}
    return len(hosts) <= 2

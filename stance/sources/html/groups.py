"""Comments of several elements each: header or footer, and texts, side by side in one parent.

Old forums set a post as rows of a table, and some systems a line with the date before each text.
No element holds one comment there; elements of our own put around such runs do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from stance.sources.html.marks import Marks
from stance.sources.html.spans import own_spans
from stance.sources.html.tree import Tree

__all__ = ["are_signed", "find_groups", "holds_dated"]

_FEWEST = 3  # headers of a kind in one parent
_NEARLY_ALL = 0.9  # of the groups that must be a comment each
_MOST_DATES = 4  # in one group: the comment's, and those of its writer or of what it quotes
_MOST = 0.8  # of the prose in the dated rows themselves, for them to hold the texts as well
_SAMPLE = 200  # items looked at
_KINDS = 3  # of headers tried in one parent


def holds_dated(tree: Tree, marks: Marks, items: Sequence[int]) -> tuple[int, int]:
    """The prose in items that hold a date as well, and all prose from the first item to the last.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul><li>May 3, 2014 <b>It rains.</b><li>So it does.</ul>")
    >>> holds_dated(tree, mark_nodes(tree), tree.numbers_of("li"))
    (9, 20)
    """
    sample = items[:_SAMPLE]
    if not sample:
        return 0, 0
    dated = 0
    for spans in own_spans(tree, sample):
        if any(marks.dates.between(*span) for span in spans):
            dated += sum(marks.prose.between(*span) for span in spans)
    return dated, marks.prose.between(sample[0], max(tree.ends[item] for item in sample))


def are_signed(tree: Tree, marks: Marks, items: Sequence[int]) -> bool:
    """Whether nearly all items hold prose and a speaker: whole comments, with or without dates.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<ul>" + "<li><b class='author'>Ann</b> It rains.</li>" * 3 + "</ul>")
    >>> are_signed(tree, mark_nodes(tree), tree.numbers_of("li"))
    True
    """
    sample = items[:_SAMPLE]
    signed = sum(
        any(marks.prose.between(*span) for span in spans)
        and any(marks.speakers.between(*span) for span in spans)
        for spans in own_spans(tree, sample)
    )
    return len(sample) >= _FEWEST and signed >= _NEARLY_ALL * len(sample)


def find_groups(tree: Tree, marks: Marks) -> dict[int, int]:
    """The runs of siblings that are one comment each: their first element, and where they stop.

    >>> from stance.sources.html.marks import mark_nodes
    >>> from stance.sources.html.parse import parse_html
    >>> one = "<h4>Ann, May 3, 2014</h4><p>It rains.</p>"
    >>> tree = parse_html(f"<div>{one * 3}</div>")
    >>> groups = find_groups(tree, mark_nodes(tree))
    >>> [tree.text_of(start) for start in groups], len(tree.tags) in groups.values()
    (['Ann, May 3, 2014', 'Ann, May 3, 2014', 'Ann, May 3, 2014'], True)
    """
    children: dict[int, list[int]] = defaultdict(list)
    for number, above in enumerate(tree.parents):
        if tree.kind_of[number]:
            children[above].append(number)
    groups: dict[int, int] = {}
    for siblings in children.values():
        if len(siblings) >= 2 * _FEWEST:
            groups.update(_find_runs(tree, marks, siblings))
    return groups


def _find_runs(tree: Tree, marks: Marks, siblings: list[int]) -> Iterator[tuple[int, int]]:
    """The runs among the children of one element, of the kind of header that comes most often."""
    dated = [n for n in siblings if _is_dated(marks, n, tree.ends[n])]
    told = set(dated)
    for kind, count in Counter(tree.kind_of[n] for n in dated).most_common(_KINDS):
        if count < _FEWEST:
            return
        places = [at for at, n in enumerate(siblings) if tree.kind_of[n] == kind]
        rows = [at for at in places if siblings[at] in told]
        whole = marks.prose.between(siblings[rows[0]], tree.ends[siblings[rows[-1]]])
        held = sum(marks.prose.between(siblings[at], tree.ends[siblings[at]]) for at in rows)
        if tree.kinds[kind].tag == "tr" and held >= _MOST * whole:
            runs = _cut_rows(rows, len(siblings))
        else:
            runs = _cut_runs([_sign(tree, n) for n in siblings], places)
        spans = [(siblings[start], tree.ends[siblings[stop - 1]]) for start, stop in runs]
        fit = sum(_is_comment(marks, *span) for span in spans)
        if fit >= _FEWEST and fit >= _NEARLY_ALL * len(spans):
            yield from spans
            return


def _sign(tree: Tree, number: int) -> Hashable:
    """An element's tag and first name: others tell whose post it is, or that it is every other."""
    kind = tree.kinds[tree.kind_of[number]]
    return (kind.tag, kind.names[0]) if kind.names else tree.kind_of[number]


def _cut_runs(
    kinds: list[Hashable], places: list[int], *, again: bool = True
) -> list[tuple[int, int]]:
    """The runs that begin with a header, or end with a footer; [] where nothing tells which.

    What stands before the first and after the last of them tells: a text of comments or not.
    """
    first, last = places[0], places[-1]
    above = Counter(kinds[at - 1] for at in places[1:]).most_common(1)[0][0]
    below = Counter(kinds[at + 1] for at in places[:-1]).most_common(1)[0][0]
    begun = first > 0 and kinds[first - 1] == above
    ended = last + 1 < len(kinds) and kinds[last + 1] == below
    if begun == ended:
        # The article's own byline may stand first, among its kind.
        again = again and not begun and first > 0 and len(places) > _FEWEST
        return _cut_runs(kinds, places[1:], again=False) if again else []
    longest = max(stop - start for start, stop in pairwise(places))
    if ended:
        return [*pairwise(places), (last, min(last + longest, len(kinds)))]
    cuts = [at + 1 for at in places]
    inside = set(kinds[cuts[0] : last + 1])
    start = first
    while start > max(0, cuts[0] - longest) and kinds[start - 1] in inside:
        start -= 1
    return [(start, cuts[0]), *pairwise(cuts)]


def _cut_rows(places: list[int], size: int) -> list[tuple[int, int]]:
    """The runs where the dated rows hold the texts as well, with rows of buttons below each."""
    longest = max(stop - start for start, stop in pairwise(places))
    return [*pairwise(places), (places[-1], min(places[-1] + longest, size))]


def _is_dated(marks: Marks, start: int, stop: int) -> bool:
    """Whether an element holds the dates of one comment."""
    return 0 < marks.dates.between(start, stop) <= _MOST_DATES


def _is_comment(marks: Marks, start: int, stop: int) -> bool:
    """Whether a run holds prose, and the dates of one comment."""
    return marks.prose.between(start, stop) > 0 and marks.dates.between(start, stop) <= _MOST_DATES

"""Inside a comment's element: what is furniture, and which element holds the text.

Comments of one page are made by one template, so both are decided over all of them together: a
class that holds most of the prose is no furniture whatever it is called.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from stance.sources.html.frames import find_frames
from stance.sources.html.marks import Marks, names_of
from stance.sources.html.spans import own_spans
from stance.sources.html.tree import Tree
from stance.sources.html.words import is_furniture_name, rank_body_name

__all__ = ["Parts", "Template", "View", "find_parts", "learn_template", "view_items"]

_SAMPLE = 400  # comments looked at to learn the template
_FURNITURE_TAGS = frozenset(["form", "button", "input", "select", "label", "nav", "time"])
_FORM = 100  # nodes of a form in which a comment's body begins, or the field to write one in
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """One comment's element: its own `nodes` in document order, nested comments left out."""

    item: int
    nodes: tuple[int, ...]

    def place_of_end(self, tree: Tree, number: int) -> int:
        """Where in `nodes` the subtree of an own element ends."""
        return bisect_left(self.nodes, tree.ends[number])


@dataclass(frozen=True, slots=True)
class Template:
    """What the comments of a page have in common.

    `body` is the key of the elements that hold the text (None: everything but furniture), `rank`
    how surely its name says so; `plain` are furniture-like names that hold prose after all,
    `frames` names that tell nothing but hold no prose, and `named` the one of these with the
    speaker's name; `formed` tells that most prose stands in forms, which are around whole comments
    then.
    """

    body: Key | None
    rank: int
    plain: frozenset[Key]
    frames: frozenset[Key] = frozenset()
    named: Key | None = None
    formed: bool = False

    def is_furniture(self, tree: Tree, number: int) -> bool:
        """Whether an element stands around the text: header, footer, button."""
        tag = tree.tags[number]
        if tag in _FURNITURE_TAGS:
            # Old Reddit wraps every body in a form.
            return tag != "form" or not (self.formed or self._holds_body(tree, number))
        names = names_of(tree, number)
        if not names:
            return False
        if self.frames and any((tag, name) in self.frames for name in names):
            return True
        among = _furniture_among(names, whole=tag in _WHOLE_TAGS)
        return bool(among) and any((tag, name) not in self.plain for name in among)

    @staticmethod
    def _holds_body(tree: Tree, form: int) -> bool:
        return any(
            rank_key(key) >= 3
            for inner in range(form + 1, min(tree.ends[form], form + _FORM))
            for key in keys_of(tree, inner)
        )

    def find_name(self, tree: Tree, view: View) -> str:
        """The speaker's name in one comment, where a frame holds it; "" where none does."""
        for number in view.nodes:
            if self.named in keys_of(tree, number):
                return tree.text_of(number).strip()
        return ""

    def is_body(self, tree: Tree, number: int) -> bool:
        """Whether an element is one of those that hold the text."""
        return (
            self.body is not None
            and self.body[0] == tree.tags[number]
            and self.body in keys_of(tree, number)
        )


class Parts(NamedTuple):
    """For every node of a page, 1 if it holds a comment's text, and 1 if it stands around it."""

    bodies: Sequence[int]
    furniture: Sequence[int]


def find_parts(tree: Tree, template: Template) -> Parts:
    """The parts of all comments, asked once of each kind of element.

    >>> from stance.sources.html.parse import parse_html
    >>> tree = parse_html("<p>Tea!</p><button>Reply</button>")
    >>> parts = find_parts(tree, Template(("p", ""), 1, frozenset()))
    >>> [tag for tag, body in zip(tree.tags, parts.bodies) if body]
    ['p']
    >>> [tag for tag, furniture in zip(tree.tags, parts.furniture) if furniture]
    ['button']
    """
    stating = [place for place, kind in enumerate(tree.kinds) if "itemprop" in kind.stated]
    forms = [place for place, kind in enumerate(tree.kinds) if kind.tag == "form"]
    samples = dict(zip(tree.kind_of, range(len(tree.kind_of)), strict=True))
    return Parts(
        _ask_kinds(tree, template.is_body, samples, frozenset(stating)),
        _ask_kinds(tree, template.is_furniture, samples, frozenset(forms)),
    )


def _ask_kinds(
    tree: Tree,
    ask: Callable[[Tree, int], bool],
    samples: Mapping[int, int],
    differing: frozenset[int],
) -> Sequence[int]:
    """An answer for every node: that of its kind's sample, or its own where a kind's differ."""
    answers = [False] * len(tree.kinds)
    for kind, number in samples.items():
        answers[kind] = kind > 0 and ask(tree, number)
    asked = bytearray(map(answers.__getitem__, tree.kind_of))
    if differing:
        for number, kind in enumerate(tree.kind_of):
            if kind in differing:
                asked[number] = ask(tree, number)
    return asked


@lru_cache(maxsize=1 << 14)
def _furniture_among(names: tuple[str, ...], *, whole: bool) -> tuple[str, ...]:
    if "hentry" in names:  # a whole entry of a feed, whatever its tags and categories are called
        return ()
    if not _WHOLE.isdisjoint(names):  # WordPress: "comment byuser comment-author-ann"
        names = tuple(
            name
            for name in names
            # and "comment alt author" where the page's author speaks
            if not (name.startswith("comment-author-") or (whole and name == "author"))
        )
    return tuple(filter(is_furniture_name, names))


_WHOLE = frozenset({"comment", "byuser", "bypostauthor"})
_MOST = 0.6  # of all prose, in what is furniture by its name or tag, and is none then
_NAMED = 4  # rank of a name from which it is a body's and nothing else's
_NEARLY_ALL = 0.9  # of the comments that have a body of that name
_SHORT = 0.2  # of all prose that it holds then, at least
_WHOLE_TAGS = frozenset({"li", "dd", "article"})  # of which one is a comment


def view_items(tree: Tree, items: list[int]) -> list[View]:
    """The views of all comments' elements."""
    return [
        View(item, tuple(range(*spans[0]) if len(spans) == 1 else _join(spans)))
        for item, spans in zip(items, own_spans(tree, items), strict=True)
    ]


def _join(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    return chain.from_iterable(range(*span) for span in spans)


def keys_of(tree: Tree, number: int) -> list[Key]:
    """The keys by which an element is known in the template."""
    tag = tree.tags[number]
    names = names_of(tree, number)
    keys = [(tag, name) for name in names]
    property_name = tree.attribute(number, "itemprop")
    if property_name:
        keys.append((tag, f"itemprop={property_name}"))
    if not keys and tag in {"p", "div", "dd", "blockquote", "td", "section", "article", "span"}:
        keys.append((tag, ""))
    return keys


def rank_key(key: Key) -> int:
    """How surely a key is that of a body: 5 (microdata) to 2 by name, 1 for paragraphs, or 0."""
    name = key[1]
    if name.startswith("itemprop="):
        return (
            5
            if name[9:]
            in {"text", "commenttext", "commentText", "description", "reviewBody", "articleBody"}
            else 0
        )
    return rank_body_name(name)


def learn_template(tree: Tree, marks: Marks, views: list[View]) -> Template:
    """The template of a page's comments."""
    sample = views[:_SAMPLE]
    everything = Template(None, 0, frozenset())
    held, total = Counter[Key](), 0
    formed = 0
    for view in sample:
        prose = _prose(tree, marks, view, everything, keep_furniture=True)
        total += prose[-1]
        for key, amount, _ in _amounts(tree, view, prose):
            held[key] += amount
        formed += _measure_forms(tree, view, prose)
    plain = frozenset(
        key for key, amount in held.items() if amount > _MOST * total and is_furniture_name(key[1])
    ) | _find_wrappers(tree, sample)
    template = Template(None, 0, plain, formed=formed > _MOST * total)
    body = _choose_body(tree, marks, sample, template)
    rank = rank_key(body) if body else 0
    if rank:
        return replace(template, body=body, rank=rank)
    frames, named = find_frames(tree, [(view.item, view.nodes) for view in sample])
    template = replace(template, frames=frames, named=named)
    return replace(template, body=_choose_body(tree, marks, sample, template))


def _measure_forms(tree: Tree, view: View, prose: Sequence[int]) -> int:
    """The prose in a comment's forms, which stand in no other."""
    return sum(
        prose[view.place_of_end(tree, number)] - prose[place]
        for place, number in enumerate(view.nodes)
        if tree.tags[number] == "form" and not _is_filled_in(tree, number)
    )


def _is_filled_in(tree: Tree, form: int) -> bool:
    """Whether a form asks for something, as that to write a comment in does, which holds none."""
    return any(
        tree.tags[number] == "input" and tree.attribute(number, "type") not in _PRESSED
        for number in range(form, min(tree.ends[form], form + _FORM))
    )


_PRESSED = frozenset({"submit", "button", "hidden", "image", "checkbox"})


def _find_wrappers(tree: Tree, views: list[View]) -> frozenset[Key]:
    """Furniture-like names around elements that are bodies by their names."""
    around: Counter[Key] = Counter()
    for view in views:
        named = [max(map(rank_key, keys_of(tree, node)), default=0) >= 4 for node in view.nodes]
        bodies = [0, *accumulate(map(int, named))]
        for place, number in enumerate(view.nodes[1:], 1):
            if tree.tags[number] and bodies[view.place_of_end(tree, number)] > bodies[place + 1]:
                around.update(key for key in keys_of(tree, number) if is_furniture_name(key[1]))
    return frozenset(key for key, count in around.items() if 2 * count > len(views))


def _choose_body(tree: Tree, marks: Marks, views: list[View], template: Template) -> Key | None:
    held: dict[Key, int] = defaultdict(int)
    present: dict[Key, int] = defaultdict(int)
    depth: dict[Key, int] = defaultdict(int)
    total = speaking = 0
    for view in views:
        prose = _prose(tree, marks, view, template)
        total += prose[-1]
        speaking += prose[-1] > 0
        seen: set[Key] = set()
        for key, amount, place in _amounts(tree, view, prose):
            held[key] += amount
            if key not in seen:
                seen.add(key)
                present[key] += 1
                depth[key] += place
    best: tuple[float, ...] = ()
    chosen = None
    fit: dict[Key, float] = {}
    for key, amount in held.items():
        rank = rank_key(key)
        least = 0.5 if rank else 0.85
        if rank >= _NAMED and present[key] >= _NEARLY_ALL * speaking:
            least = _SHORT  # forums set more of a member's profile and signature than texts
        if present[key] < 0.5 * speaking or amount < least * total:
            continue
        if not rank and key[0] in {"p", "blockquote", "span", "li"}:
            continue  # parts of a body, with others beside them
        fit[key] = depth[key] / present[key]
        # Among those as surely a body, the one that holds most; then the one that starts latest.
        rating = (rank, round(amount / max(total, 1), 2), depth[key] / present[key])
        if chosen is None or rating > best:
            best, chosen = rating, key
    return _tighten(chosen, held, fit) if chosen else None


def _tighten(chosen: Key, held: dict[Key, int], fit: dict[Key, float]) -> Key:
    """The innermost named body that holds all but a trifle of what the chosen one does."""
    inner = [
        key
        for key, place in fit.items()
        if rank_key(key) and place > fit[chosen] and held[key] >= 0.97 * held[chosen]
    ]
    return max(inner, key=lambda key: fit[key], default=chosen)


def _prose(
    tree: Tree, marks: Marks, view: View, template: Template, *, keep_furniture: bool = False
) -> list[int]:
    """Running totals of prose over a view's nodes, furniture counting nothing."""
    amounts = []
    hidden = -1
    for number in view.nodes:
        if number < hidden:
            amounts.append(0)
            continue
        tag = tree.tags[number]
        if tag:
            amounts.append(0)
            if not keep_furniture and number != view.item and template.is_furniture(tree, number):
                hidden = tree.ends[number]
        else:
            amounts.append(marks.prose.between(number, number + 1))
    return [0, *accumulate(amounts)]


def _amounts(tree: Tree, view: View, prose: list[int]) -> list[tuple[Key, int, int]]:
    """(key, prose inside, place) of every own element that holds prose; nested same keys once."""
    out = []
    covered: dict[Key, int] = {}
    for place, number in enumerate(view.nodes):
        if not tree.tags[number] or place == 0:
            continue
        stop = view.place_of_end(tree, number)
        amount = prose[stop] - prose[place]
        if not amount:
            continue
        for key in keys_of(tree, number):
            if covered.get(key, -1) <= number:
                covered[key] = tree.ends[number]
                out.append((key, amount, place))
    return out

"""Find the elements that are one comment each.

Comments repeat: their elements share a class, an id with a number, or a place. Every such family of
elements is rated by its names and by what each member holds of its own (a date, a speaker, a
button, prose); the best family wins, and families that add replies of another class join it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from stance.sources.html.belief import is_believable, stands_alone
from stance.sources.html.joined import join_members
from stance.sources.html.marks import Marks
from stance.sources.html.places import AROUND, read_places
from stance.sources.html.posts import are_posts
from stance.sources.html.siblings import (
    add_siblings,
    drop_around,
    drop_elsewhere,
    drop_parts,
    find_headed,
    is_header_row,
)
from stance.sources.html.spans import holds_one_each, own_spans
from stance.sources.html.tree import Tree
from stance.sources.html.unnamed import add_speaking, choose_told, rate_told
from stance.sources.html.words import is_item_name, tidy_name

__all__ = ["choose_grouped", "find_items"]

_BLOCKS = frozenset(
    [
        "li",
        "div",
        "article",
        "section",
        "details",
        "tr",
        "dd",
        "td",
        "p",
        "blockquote",
        "aside",
        "dl",
        "table",
    ]
)
_ALWAYS = frozenset({"article", "details", "li", "dd", "blockquote"})
_TURNS = ("even", "odd")  # what themes add to every other element's class
_WHOLE = 0.75  # of a family's ratings and members, for another to be the whole of its parts
_MORE = 2.0  # of a mean rating above that of parts: what a date and a speaker count
_MANY = 12  # own dates beyond which an element is a list, not one comment
_LEAST = 3.2  # rating of a member below which it is not one comment; see `_rate`
# So much of a rating counts for nothing: many doubtful members are no match for fewer sure ones.
_BARE = 2.0
_FEWEST = 3  # elements of a class with digits for it to be a family of its own
_SAMPLE = 2000  # members rated to choose among families
_MORE_TOLD = 1.25  # times the members that marks tell, for others to be the comments
_JOINERS = 12  # families looked at for replies of another class
_HEADER = 30  # characters of prose in a member, on average, that is a header beside the text
_COMMENT_DATA = ("data-comment-id", "data-commentid", "data-comment", "data-reply-id")


@dataclass(frozen=True, slots=True)
class Family:
    """Elements that share a name, in document order; `name` is how much that name is a comment's.

    `total` sums the ratings of its members.
    """

    members: tuple[int, ...]
    name: float
    total: float


def find_items(tree: Tree, marks: Marks) -> list[int]:
    """The comments' elements in document order; [] where the page has none."""
    context, side = read_places(tree, marks)
    gathered = _gather(tree, side)
    families = _rate_families(tree, marks, context, gathered)
    others = [Family(members, name, 0.0) for members, name in gathered.items()]
    items, sure = _find_rated(tree, marks, context, families, others)
    if sure:
        return items
    members = choose_told(tree, marks, gathered)
    if not members:
        return items
    whole = _promote(Family(members, 0.0, 0.0), others, tree, marks).members
    told = drop_around(tree, add_speaking(tree, whole))
    headed = find_headed(tree)
    told = [number for number in told if not number <= headed < tree.ends[number]]  # the article
    if not items:
        return told
    more = len(told) > _MORE_TOLD * len(items) or any(
        number < told[0] and told[-1] < tree.ends[number] for number in items
    )
    better = more and rate_told(tree, marks, told) > rate_told(tree, marks, items)
    return told if better else items


def _find_rated(
    tree: Tree,
    marks: Marks,
    context: list[bool],
    families: list[Family],
    others: list[Family],
) -> tuple[list[int], bool]:
    """The members of the best family and those that join them; whether name or place is sure."""
    for parts in families[:_JOINERS]:
        best = _promote(_gather_parts(parts, families, tree), families, tree, marks)
        chosen = _choose_members(tree, marks, context, best)
        items = drop_elsewhere(tree, drop_around(tree, chosen))
        inside = any(context[number] for number in items)
        items = _complete(items, others, tree, marks)
        if best.name < 1 and len(items) == 2 and not inside:
            items = []  # an article and its side bar
        if len(items) == 1 and not stands_alone(tree, marks, context, items[0], best.name):
            items = []
        if items:
            break
    else:
        return [], False
    for family in families[:_JOINERS]:
        # The parts may be answers that each of two comments has.
        if family is not best and (family is not parts or parts.name > 0):
            ratings = _rate(tree, marks, context, family.members, family.name)
            sure = [n for n, r in zip(family.members, ratings, strict=True) if r >= _LEAST + 1]
            items = join_members(items, sure, family.members, tree, marks, context)
    return items, best.name >= 1 or inside


def choose_grouped(tree: Tree, marks: Marks, wrappers: list[int]) -> list[int]:
    """Those of the elements put around runs of siblings that are a list of comments; or [].

    All stand below one kind of parent, the one with most prose.
    """
    context, side = read_places(tree, marks)
    lists: dict[int, list[int]] = defaultdict(list)
    for number in wrappers:
        if not side[number]:
            lists[tree.kind_of[tree.parents[number]]].append(number)
    believable = [
        members
        for members in lists.values()
        if not are_posts(tree, members)
        and (
            is_believable(tuple(members), 0.0, marks, tree, context)
            or rate_told(tree, marks, members) > 0
        )
    ]
    return max(believable, key=lambda members: _own_prose(tree, marks, members), default=[])


def _gather(tree: Tree, side: list[bool]) -> dict[tuple[int, ...], float]:
    """Families of elements outside side boxes, each with the best of its names."""
    groups: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    numbered = _count_numbered(tree)
    for (kind, outer, typed), members in _gather_kinds(tree, side).items():
        for group in _name_groups(tree, kind, outer, numbered, typed=typed):
            groups[group].append(members)
    families: dict[tuple[int, ...], float] = {}
    for (_, name), parts in groups.items():
        unique = tuple(parts[0] if len(parts) == 1 else sorted(chain.from_iterable(parts)))
        rank = is_item_name(tidy_name(name.removeprefix("=")))
        families[unique] = max(families.get(unique, -1.0), rank)
    return families


_CODE = frozenset({"pre", "code"})
_NOWHERE = -2  # in place of the parent's kind where that does not matter


def _gather_kinds(tree: Tree, side: list[bool]) -> dict[tuple[int, int, bool], list[int]]:
    """The elements outside side boxes by their kind, in document order.

    With the kind goes that of the parent where an element has no names of its own, and whether it
    is typed as a comment.
    """
    members: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
    grouped = [
        kind.tag not in AROUND and bool(kind.names or kind.tag in _BLOCKS) for kind in tree.kinds
    ]
    placed = [not kind.names and kind.tag not in _ALWAYS for kind in tree.kinds]
    typable = [not kind.stated.isdisjoint({"itemtype", "itemprop"}) for kind in tree.kinds]
    coded = [kind.tag in _CODE for kind in tree.kinds]
    rows = [kind.tag == "tr" for kind in tree.kinds]
    code = -1  # end of the code that an element stands in: a comment there is none of a reader's
    for number, kind in enumerate(tree.kind_of):
        if coded[kind]:
            code = max(code, tree.ends[number])
        if not grouped[kind] or side[number] or number < code:
            continue
        if rows[kind] and is_header_row(tree, number):
            continue
        outer = _NOWHERE
        if placed[kind]:
            above = tree.parents[number]
            outer = tree.kind_of[above] if above >= 0 else -1
        typed = typable[kind] and _is_typed(tree.attributes[number])
        members[kind, outer, typed].append(number)
    return members


def _is_typed(attributes: Mapping[str, str | None]) -> bool:
    kind = attributes.get("itemtype") or ""
    return "Comment" in kind or attributes.get("itemprop") == "comment"


def _name_groups(
    tree: Tree, number: int, outer: int, numbered: Counter[str], *, typed: bool
) -> dict[tuple[str, str], None]:
    """The groups that the elements of a kind are in, in a fixed order."""
    kind = tree.kinds[number]
    tag = kind.tag
    groups = [(tag, name) for name in kind.names]
    groups += [(tag, f"={name}") for name in kind.classes if numbered.get(name, 0) >= _FEWEST]
    turns = (name[: -len(mark)] for name in kind.names for mark in _TURNS if name.endswith(mark))
    groups += [(tag, f"{name}#") for name in turns]
    if typed:
        groups.append(("", "comment"))
    if tag in _BLOCKS and not kind.stated.isdisjoint(_COMMENT_DATA):
        groups.append((tag, "comment"))
    if tag in _ALWAYS:
        groups.append((tag, "*"))
    if outer != _NOWHERE:
        above = tree.kinds[outer] if outer >= 0 else None
        groups.append((tag, f"in {above.tag}.{above.classes[:1]}" if above else "in ."))
    return dict.fromkeys(groups)


def _count_numbered(tree: Tree) -> Counter[str]:
    """How often classes with a digit come: "css-x1" and "css-x2" are tidied to one name."""
    times: Counter[str] = Counter()
    for kind, count in Counter(tree.kind_of).items():
        for name in tree.kinds[kind].classes:
            if not name.isalpha() and any(mark.isdigit() for mark in name):
                times[name] += count
    return times


def _rate_families(
    tree: Tree, marks: Marks, context: list[bool], gathered: dict[tuple[int, ...], float]
) -> list[Family]:
    families = []
    posts: list[int] = []
    for members, name in gathered.items():
        sample = members[:_SAMPLE]
        ratings = _rate(tree, marks, context, sample, name)
        kept = [rating for rating in ratings if rating >= _LEAST]
        if not kept or (name >= 1 and not _own_prose(tree, marks, sample)):
            continue
        if name < 1:
            sure = [n for n, rating in zip(sample, ratings, strict=True) if rating >= _LEAST]
            if are_posts(tree, sure):
                posts += sure if len(sure) >= _FEWEST else []
                continue
            if not is_believable(sample, name, marks, tree, context):
                continue
        total = sum(rating - _BARE for rating in kept) * len(members) / len(sample)
        families.append(Family(members, name, total))
    if posts:
        spans = [(number, tree.ends[number]) for number in sorted(posts)]
        families = [f for f in families if f.name >= 1 or not _stand_within(f.members, spans)]
    return sorted(families, key=lambda f: (-f.total, len(f.members), f.members[0]))


def _stand_within(members: Sequence[int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether elements stand in several of some others, as the parts of posts do."""
    starts = [start for start, _ in spans]
    around = {bisect_right(starts, number) - 1 for number in members}
    return len(around) > 1 and all(
        at >= 0 and number < max(stop for _, stop in spans[: at + 1])
        for number in members
        for at in [bisect_right(starts, number) - 1]
    )


def _rate(
    tree: Tree, marks: Marks, context: list[bool], members: tuple[int, ...], name: float
) -> list[float]:
    """How much each member is one comment, by its name and by what it holds of its own.

    A name counts 3 and the marks together 6, so that either alone can tell: classes are hashed on
    some sites, and marks missing on others. The weights were set on pages written for the tests.
    """
    ratings = []
    totals = [kind.sums for kind in (marks.dates, marks.prose, marks.speakers, marks.buttons)]
    for number, spans in zip(members, own_spans(tree, members), strict=True):
        dates, prose, speakers, buttons = [
            sum([sums[stop] - sums[start] for start, stop in spans]) for sums in totals
        ]
        # Many dates and few speakers are one comment's: the days of a journey.
        listed = dates > _MANY and not (name >= 1 and 2 * speakers < dates)
        if listed or not (prose or dates or speakers):
            ratings.append(0.0)
            continue
        rating = 3 * name if name > 0 else 1.5 * name
        rating += (1.5 if 0 < dates <= 3 else 0) + (1 if speakers else 0)
        rating += (1 if buttons else 0) + (1.5 if prose else 0) + (1 if context[number] else 0)
        ratings.append(rating)
    return ratings


def _gather_parts(best: Family, families: list[Family], tree: Tree) -> Family:
    """The family of which another are the parts: rows of tables or paragraphs of a post each.

    The parts have no name of a comment, or far less of what one has: no date and no speaker.
    """
    for family in families:
        if best.name > 0:
            more = _rate_mean(family) >= _rate_mean(best) + _MORE and family.name >= best.name
        else:
            more = family.name > 0 and family.total >= _WHOLE * best.total
        if not more or 2 * len(family.members) > len(best.members):
            continue
        held = sum(
            bisect_left(best.members, tree.ends[number]) - bisect_left(best.members, number)
            for number in family.members
        )
        if held >= _WHOLE * len(best.members):
            return family
    return best


def _rate_mean(family: Family) -> float:
    return family.total / len(family.members)


def _promote(best: Family, families: list[Family], tree: Tree, marks: Marks) -> Family:
    """The outermost family whose members hold one member of `best` each: it has the nesting."""
    chosen = best
    prose = _own_prose(tree, marks, best.members)
    for family in families:
        if family.members[0] >= chosen.members[0] or family.name < 0:
            continue
        if not 0.9 * len(best.members) <= len(family.members) <= 1.1 * len(best.members):
            continue
        if len(family.members) < 2 and family.name < 1:
            continue
        if holds_one_each(tree, family.members, best.members) and (
            all(tree.tags[number] == "dt" for number in best.members)
            or _own_prose(tree, marks, family.members) <= 1.5 * prose + 200 * len(family.members)
        ):
            chosen = family
    return chosen


def _complete(items: list[int], others: list[Family], tree: Tree, marks: Marks) -> list[int]:
    """The innermost elements that hold a header of `items` each, and the text beside it.

    `items` themselves where they have prose of their own.
    """
    n = len(items)
    if n < _FEWEST or _own_prose(tree, marks, items) > _HEADER * n:
        return items
    around = [
        family.members
        for family in others
        if len(family.members) == n
        and family.members[0] < items[0]
        and holds_one_each(tree, family.members, items)
        and _own_prose(tree, marks, family.members) > 2 * _HEADER * n
        and not are_posts(tree, family.members)
    ]
    return [*max(around, key=lambda members: members[0], default=items)]


def _own_prose(tree: Tree, marks: Marks, members: Sequence[int]) -> int:
    return sum(marks.prose.between(*span) for spans in own_spans(tree, members) for span in spans)


def _choose_members(tree: Tree, marks: Marks, context: list[bool], family: Family) -> list[int]:
    ratings = _rate(tree, marks, context, family.members, family.name)
    # A name vouches for a member that keeps little, such as a deleted comment.
    least = _LEAST - 1 if family.name >= 1 else _LEAST
    # A bare tag may be the article's too: then only those in the section of comments are meant.
    inside = family.name < 1 and any(context[number] for number in family.members)
    headed = find_headed(tree)
    chosen = [
        number
        for number, rating in zip(family.members, ratings, strict=True)
        if rating >= least
        and (context[number] or not inside)
        and not (family.name < 1 and number <= headed < tree.ends[number])
    ]
    if family.name >= 1:
        return chosen
    chosen = drop_parts(tree, chosen)
    speaking = [number for number, rating in zip(family.members, ratings, strict=True) if rating]
    return add_siblings(tree, chosen, speaking)

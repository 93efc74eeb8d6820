"""Indentation to parents: who stands under whom, and which parents are lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stance.threads.addressees import link_by_addressees
from stance.threads.counts import link_by_counts
from stance.threads.cut import Piece
from stance.threads.links import link_by_evidence
from stance.threads.node import Node
from stance.threads.numbers import link_by_paths, strip_numbers
from stance.threads.order import link_by_order

__all__ = ["level_first", "link_flat", "nest", "nest_flat"]

# A jump counts as a lost level from here on; narrower differences come from mixed list kinds.
_JUMP = 1.6
_CONFIDENCE = 0.99
# Where an extractor lost names and dates it lost comments too, whose replies then stand under
# others: 76 of 88 right (benchmarks/split_links.py).
_BARE_CONFIDENCE = 0.87
_LOST_PARENT_CONFIDENCE = 0.9
_FEWEST_NESTED = 3  # comments of which all but the first may answer it
_FEWEST_LISTED = 6  # the same in a list


def nest(pieces: Sequence[Piece], *, signed: bool = True) -> list[Node]:
    """The pieces with their parents, and placeholders where a level is skipped.

    `signed` tells that the comments have names or dates.

    >>> nodes = nest([Piece(2, "a"), Piece(4, "b"), Piece(2, "c"), Piece(6, "d")])
    >>> [(node.text, node.parent) for node in nodes]
    [('a', None), ('b', 0), ('c', None), ('', 2), ('d', 3)]
    """
    steps = _learn_steps(pieces)
    confidence = _CONFIDENCE if signed else _BARE_CONFIDENCE
    nodes: list[Node] = []
    stack: list[tuple[int, bool, int]] = []  # level, numeric, index
    if _begins_within(pieces):
        root = min(piece.level for piece in pieces)
        nodes.append(Node(lost=True))
        stack.append((root, True, 0))
    for piece in pieces:
        while stack and stack[-1][0] >= piece.level:
            stack.pop()
        if stack:
            level, numeric, _ = stack[-1]
            step = steps.get(numeric) or steps.get(not numeric) or 1
            wide = (piece.level - level) / step
            for n in range(1, round(wide) if wide >= _JUMP else 1):
                nodes.append(
                    Node(
                        parent=stack[-1][2],
                        lost=True,
                        evidence=("indent",),
                        confidence=_LOST_PARENT_CONFIDENCE,
                    )
                )
                stack.append((level + n * step, numeric, len(nodes) - 1))
        parent = stack[-1][2] if stack else None
        sure = parent is not None and not nodes[parent].lost
        nodes.append(
            Node(
                piece.text,
                parent,
                piece.speaker,
                piece.timestamp,
                piece.span,
                not piece.text,
                piece.addressee,
                piece.replies,
                piece.path,
                ("indent",) if stack else (),
                confidence if sure else _LOST_PARENT_CONFIDENCE,
            )
        )
        stack.append((piece.level, piece.numeric, len(nodes) - 1))
    return nodes


def _begins_within(pieces: Sequence[Piece]) -> bool:
    """Whether the first comment is a reply, of which extraction dropped the numbered parent."""
    if not pieces or pieces[0].numeric:
        return False
    root = min(piece.level for piece in pieces)
    return pieces[0].level > root and all(p.numeric for p in pieces if p.level == root)


def level_first(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of a list without a heading, all on one level where the first stands alone.

    inscriptis sets the first item of some lists farther left than all others.
    """
    if len(pieces) > _FEWEST_LISTED and _is_first_alone([piece.level for piece in pieces]):
        return [piece._replace(level=0) for piece in pieces]
    return pieces


def nest_flat(pieces: Sequence[Piece]) -> list[Node]:
    """The pieces of a dump without markers: nested by column where their headers are indented."""
    if _are_nested([piece.level for piece in pieces]):
        return nest(pieces)
    return strip_numbers(nest([p._replace(level=0) if p.level else p for p in pieces]))


def link_flat(nodes: Sequence[Node]) -> list[Node]:
    """Nodes that nothing nests, linked by what headers, counts, texts and dates tell."""
    if (linked := link_by_paths(nodes)) is not None:
        return linked
    return link_by_order(link_by_evidence(link_by_counts(link_by_addressees(nodes))))


def _are_nested(levels: Sequence[int]) -> bool:
    """Whether the columns of comments are those of a tree."""
    columns = Counter(levels)
    if not columns:
        return False  # all that a heading counts are pingbacks
    if len(levels) > _FEWEST_NESTED and _is_first_alone(levels):
        return False
    if len(columns) == 1 or not _is_regular(ordered := sorted(columns)):
        return False
    # inscriptis may set the first thread farther right than all others.
    return levels[0] in ordered[: 2 if len(columns) > _FEWEST_NESTED else 1]


def _is_first_alone(levels: Sequence[int]) -> bool:
    """Whether the first stands beside the heading, and all others right of it, in one column."""
    return len({*levels[1:]}) == 1 and levels[0] < levels[1]


def _is_regular(columns: Sequence[int]) -> bool:
    """Whether columns are multiples of one step, as indentation is and centred text is not."""
    step = columns[1] - columns[0]
    return step >= 2 and all((column - columns[0]) % step == 0 for column in columns)


def _learn_steps(pieces: Sequence[Piece]) -> dict[bool, int]:
    """The usual indentation of a reply, under a numbered and under a bulleted comment."""
    seen: dict[bool, Counter[int]] = {False: Counter(), True: Counter()}
    stack: list[Piece] = []
    for piece in pieces:
        while stack and stack[-1].level >= piece.level:
            stack.pop()
        if stack:
            seen[stack[-1].numeric][piece.level - stack[-1].level] += 1
        stack.append(piece)
    steps = {}
    for numeric, counts in seen.items():
        if counts:
            most = max(counts.values())
            steps[numeric] = min(step for step, n in counts.items() if n == most)
    return steps

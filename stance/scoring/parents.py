"""Finding what a comment answers in a stream, in bounded memory."""

from __future__ import annotations

from itertools import repeat

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    Row = dict[str, Any]

__all__ = ["AHEAD", "REMEMBERED", "Chunk", "place_roots", "place_rows"]

AHEAD = 4096  # comments: a parent may come at least so many after its reply
REMEMBERED = 8 << 20  # characters of earlier comments among which a parent is surely found
_PLACED = frozenset(("reply_to", "parent_text", "depth"))
_BARE = 2  # fields of a row that says nothing of its place: its id and its text
_KEPT = 100  # characters that what is remembered of a comment beside its text is counted as


class Chunk:
    """Rows with the columns that a scorer takes: what they answer, stand under, and how deep.

    `heads` holds, of rows that stood as JSON objects in their source and are complete as they
    are, the bytes of that object without its closing brace; None of all others.
    """

    __slots__ = ("depths", "headlines", "heads", "parents", "rows")

    def __init__(
        self,
        rows: list[Row],
        heads: list[bytes | None] | None = None,
        parents: list[str | None] | None = None,
        headlines: list[str | None] | None = None,
        depths: list[int] | None = None,
    ) -> None:
        self.rows = rows
        self.heads: list[bytes | None] = [None] * len(rows) if heads is None else heads
        self.parents, self.headlines, self.depths = parents or [], headlines or [], depths or []

    @property
    def columns(
        self,
    ) -> tuple[list[str], list[str | None], list[str | None], list[int]]:
        """Texts, parents, headlines and depths."""
        return [row["text"] for row in self.rows], self.parents, self.headlines, self.depths

    def count(self) -> tuple[int, int]:
        """How many rows have a text, and how many have none: nothing is said of those.

        >>> Chunk([{"text": "hi"}, {"text": " "}]).count()
        (1, 1)
        """
        texts = [row["text"] for row in self.rows]
        silent = texts.count("") + sum(map(str.isspace, texts))
        return len(self.rows) - silent, silent

    def part(self, start: int, stop: int) -> Chunk:
        """The rows from `start` to before `stop`."""
        here = slice(start, stop)
        return Chunk(
            self.rows[here],
            self.heads[here],
            self.parents[here],
            self.headlines[here],
            self.depths[here],
        )


def _key(source: Any, id_: Any) -> Any:
    """By what a comment is remembered: ids may come again in other sources."""
    return id_ if source is None else (source, id_)


class _Memory:
    """The texts and depths of the comments seen last, by source and id.

    They are kept in two halves: what is new goes into one, and when that is full it takes the
    place of the other. (Taking the oldest out of one dictionary makes Python search it for what
    is left, which took half of all the time.)
    """

    def __init__(self) -> None:
        self._new: dict[Any, tuple[str, int, Any]] = {}
        self._old: dict[Any, tuple[str, int, Any]] = {}
        self._size = 0
        self.repeated = 0  # comments with the id of an earlier one that was still remembered

    def add(self, rows: Sequence[Row]) -> None:
        new, old = self._new, self._old
        texts = [row["text"] for row in rows]
        known = len(new)
        if _are_bare(rows):
            ids: list[Any] = [row["id"] for row in rows]
            new.update(zip(ids, zip(texts, repeat(-1), repeat(None)), strict=True))
        else:
            ids = [_key(row.get("source"), row["id"]) for row in rows]
            for id_, row in zip(ids, rows, strict=True):
                depth = row.get("depth")
                depth = depth if isinstance(depth, int) else -1
                new[id_] = (row["text"], depth, row.get("reply_to"))
        self.repeated += known + len(rows) - len(new)
        if not old.keys().isdisjoint(ids):  # is looked at in C: there hardly ever is one
            for id_ in old.keys() & set(ids):
                del old[id_]
                self.repeated += 1
        self._size += sum(map(len, texts)) + _KEPT * len(rows)
        if self._size > REMEMBERED:
            self._old, self._new, self._size = new, {}, 0

    def find(self, source: Any, id_: Any) -> tuple[str, int, Any] | None:
        """The text of a comment, its depth (-1 where it is not known) and what it answers."""
        key = _key(source, id_)
        return self._new.get(key) or self._old.get(key)

    def find_missing(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that answer a comment which is not known."""
        if _are_bare(rows):
            return []
        return [
            row
            for row in rows
            if row.get("reply_to") is not None
            and self.find(row.get("source"), row["reply_to"]) is None
        ]

    def parent_of(self, row: Row) -> str | None:
        above = self.find(row.get("source"), row["reply_to"])
        return None if above is None else above[0]

    def depth_of(self, row: Row) -> int:
        """The replies above it: as the row says, else counted as far as its parents are known."""
        depth = row.get("depth")
        if isinstance(depth, int) and not isinstance(depth, bool):
            return max(depth, 1)
        count, source, parent, seen = 0, row.get("source"), row["reply_to"], {row["id"]}
        while parent is not None and parent not in seen:
            count += 1
            seen.add(parent)
            above = self.find(source, parent)
            if above is None:
                break
            if above[1] >= 0:
                return count + above[1]
            parent = above[2]
        return max(count, 1)

    def cut_circle(self, row: Row) -> int:
        """How many comments stand in the circle that a row's answer closes, 0 where there is none.

        The row is a root from then on, so that a circle is cut once.
        """
        id_, source, parent, depth = row["id"], row.get("source"), row["reply_to"], row.get("depth")
        above = self.find(source, parent)
        # Depths fall all the way up, if they are known: somewhere in a circle they do not.
        if above is None or (isinstance(depth, int) and 0 <= above[1] < depth):
            return 0
        seen = set()
        while parent != id_:
            if above is None or above[2] is None or parent in seen:
                return 0
            seen.add(parent)
            parent = above[2]
            above = self.find(source, parent)
        known = depth if isinstance(depth, int) else 0
        self._new[_key(source, id_)] = (row["text"], known, None)
        return len(seen) + 1


def place_rows(
    chunks: Iterable[Chunk],
    on_circle: Callable[[str, int], None] | None = None,
    on_repeated: Callable[[int], None] | None = None,
) -> Iterator[Chunk]:
    """Chunks of rows with the text that each row answers filled in.

    A parent is found where it stands among the rows before (the last `REMEMBERED` characters of
    them), in the same chunk, or in the next `AHEAD` rows, or else the next chunk; `parent_text`
    stands in where it is not. A parent that is not found counts as lost: its text is empty. Where
    comments answer each other in a circle, one counts as a root: `on_circle` is called with its
    id and the number of them. Of comments with one id the last is found; `on_repeated` is called at
    the end with the number of those that had the id of an earlier one among the rows before.
    """
    memory = _Memory()
    waiting: list[tuple[Chunk, list[Row]]] = []  # with the rows whose parents are still to come
    ahead = 0
    for chunk in chunks:
        memory.add(chunk.rows)
        waiting = [(before, memory.find_missing(rows)) for before, rows in waiting]
        waiting.append((chunk, memory.find_missing(chunk.rows)))
        ahead += len(chunk.rows)
        # A chunk that waits for nothing goes on at once, while its rows are still near.
        while waiting and (not waiting[0][1] or ahead - len(waiting[0][0].rows) >= AHEAD):
            first, _ = waiting.pop(0)
            ahead -= len(first.rows)
            yield _place(first, memory, on_circle)
    for rest, _ in waiting:
        yield _place(rest, memory, on_circle)
    if memory.repeated and on_repeated is not None:
        on_repeated(memory.repeated)


def place_roots(chunk: Chunk) -> Chunk:
    """A chunk of rows that all stand by themselves, as they do in a file of one comment a line."""
    n = len(chunk.rows)
    return Chunk(chunk.rows, chunk.heads, [None] * n, [None] * n, [0] * n)


def _are_bare(rows: Sequence[Row]) -> bool:
    """Whether no row says anything of its place: what is done to it is done to all at once."""
    return max(map(len, rows), default=_BARE) == _BARE


def _place(chunk: Chunk, memory: _Memory, on_circle: Callable[[str, int], None] | None) -> Chunk:
    if _are_bare(chunk.rows):
        return place_roots(chunk)
    parents: list[str | None] = []
    depths: list[int] = []
    for row in chunk.rows:
        if row.keys().isdisjoint(_PLACED):  # a comment that says nothing of its place
            parents.append(None)
            depths.append(0)
            continue
        circle = 0 if row.get("reply_to") is None else memory.cut_circle(row)
        if circle and on_circle is not None:
            on_circle(row["id"], circle)
        if circle or row.get("reply_to") is None:
            stand_in = row.get("parent_text")
            depth = row.get("depth")
            parents.append(stand_in if isinstance(stand_in, str) else None)
            known = max(depth, 0) if isinstance(depth, int) else parents[-1] is not None
            depths.append(int(known))  # true and false are whole numbers to Python
            continue
        found = memory.parent_of(row)
        if found is None:
            stand_in = row.get("parent_text")
            found = stand_in if isinstance(stand_in, str) else ""
        parents.append(found)
        depths.append(memory.depth_of(row))
    headlines = [h if isinstance(h := row.get("headline"), str) else None for row in chunk.rows]
    return Chunk(chunk.rows, chunk.heads, parents, headlines, depths)

"""Finding what a comment answers in a stream, in bounded memory."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Row = dict[str, Any]

__all__ = ["AHEAD", "REMEMBERED", "Chunk", "place_rows"]

AHEAD = 4096  # comments: a parent may come at least so many after its reply
REMEMBERED = 8 << 20  # characters of earlier comments in which a parent is still found


class Chunk:
    """Rows with the columns that a scorer takes: what they answer, stand under, and how deep."""

    __slots__ = ("depths", "headlines", "parents", "rows")

    def __init__(
        self,
        rows: list[Row],
        parents: list[str | None],
        headlines: list[str | None],
        depths: list[int],
    ) -> None:
        self.rows, self.parents, self.headlines, self.depths = rows, parents, headlines, depths

    def part(self, start: int, stop: int) -> Chunk:
        """The rows from `start` to before `stop`."""
        here = slice(start, stop)
        return Chunk(self.rows[here], self.parents[here], self.headlines[here], self.depths[here])


class _Memory:
    """The texts and depths of the comments seen last, by source and id."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, Any], tuple[str, int, Any]] = {}
        self._size = 0

    def add(self, rows: Iterable[Row]) -> None:
        known = self._known
        for row in rows:
            text = row["text"]
            key = (row.get("source"), row["id"])
            old = known.pop(key, None)
            self._size += len(text) + 100 - (len(old[0]) + 100 if old else 0)
            depth = row.get("depth")
            known[key] = (text, depth if isinstance(depth, int) else -1, row.get("reply_to"))
        while self._size > REMEMBERED and known:
            old = known.pop(next(iter(known)))
            self._size -= len(old[0]) + 100

    def parent_of(self, row: Row) -> str | None:
        above = self._known.get((row.get("source"), row["reply_to"]))
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
            above = self._known.get((source, parent))
            if above is None:
                break
            if above[1] >= 0:
                return count + above[1]
            parent = above[2]
        return max(count, 1)


def place_rows(chunks: Iterable[list[Row]]) -> Iterator[Chunk]:
    """Chunks of rows with the text that each row answers.

    A parent is found where it stands among the rows before (the last `REMEMBERED` characters of
    them), in the same chunk, or in the next one; `parent_text` stands in where it is not. A
    parent that is not found counts as lost: its text is empty.
    """
    memory = _Memory()
    waiting: list[Row] | None = None
    for chunk in chunks:
        memory.add(chunk)
        if waiting is not None:
            yield _place(waiting, memory)
        waiting = chunk
    if waiting is not None:
        yield _place(waiting, memory)


def _place(rows: list[Row], memory: _Memory) -> Chunk:
    parents: list[str | None] = []
    depths: list[int] = []
    for row in rows:
        if row.get("reply_to") is None:
            stand_in = row.get("parent_text")
            depth = row.get("depth")
            parents.append(stand_in if isinstance(stand_in, str) else None)
            depths.append(max(depth, 0) if isinstance(depth, int) else int(parents[-1] is not None))
            continue
        found = memory.parent_of(row)
        if found is None:
            stand_in = row.get("parent_text")
            found = stand_in if isinstance(stand_in, str) else ""
        parents.append(found)
        depths.append(memory.depth_of(row))
    headlines = [h if isinstance(h := row.get("headline"), str) else None for row in rows]
    return Chunk(rows, parents, headlines, depths)

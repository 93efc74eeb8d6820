"""Scores as JSON Lines, CSV, or text for people."""

from __future__ import annotations

from stance.scoring.judgement import Judge

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from typing import Any

    from stance.scoring.parents import Chunk

    Row = dict[str, Any]

__all__ = ["FORMATS", "Formatter"]

FORMATS = ("jsonl", "csv", "text", "tree")
_COLUMNS = ("id", "reply_to", "speaker", "timestamp", "depth", "text")
_JUDGED = ("stance", "confidence", "band", "moderation", "action")
_COLOURS = (32, 33, 31, 36, 35, 34, 92, 93, 91, 96, 95, 94)  # ANSI, one a stance


class Formatter:
    """Chunks of rows to text; `header` comes first, once."""

    def __init__(self, judge: Judge, format: str, *, width: int = 100, colour: bool = False):
        self.judge, self.format, self.width, self.colour = judge, format, width, colour
        self.counts: dict[str, int] = {}

    @property
    def header(self) -> bytes:
        """The first line of CSV; nothing for the other forms."""
        if self.format != "csv":
            return b""
        names = [f"p_{name}" for name in self.judge.stances]
        return _write_csv([[*_COLUMNS, *_JUDGED, *names, "model"]])

    @property
    def in_threads(self) -> bool:
        """Whether threads can write chunks side by side: the compiled scorer holds nobody up."""
        return self.judge.scorer.native and self.format == "jsonl"

    def write(self, chunk: Chunk) -> bytes:
        """A chunk's Scores as text in UTF-8."""
        if self.format == "jsonl":
            return self.judge.write_lines(chunk)
        judged = self.judge.judge(chunk)
        if self.format == "csv":
            return self._write_table(chunk, judged)
        lines = [
            self._write_line(row, judgement, depth)
            for row, judgement, depth in zip(chunk.rows, judged, chunk.depths, strict=True)
        ]
        return "".join(lines).encode("utf-8", "backslashreplace")

    def _write_table(self, chunk: Chunk, judged: list[Row]) -> bytes:
        stances = self.judge.stances
        rows = []
        for row, judgement, depth in zip(chunk.rows, judged, chunk.depths, strict=True):
            values = [row.get(name) for name in _COLUMNS]
            values[_COLUMNS.index("depth")] = depth
            values += [judgement[name] for name in _JUDGED]
            values += [judgement["probabilities"].get(stance) for stance in stances]
            rows.append([*values, judgement["model"]])
        return _write_csv(rows)

    def _write_line(self, row: Row, judgement: Row, depth: int) -> str:
        stance, longest = judgement["stance"], max(map(len, self.judge.stances))
        if stance is None:
            mark = f"{'—':<{longest}}     "
        else:
            mark = f"{stance:<{longest}} {_percent(judgement['confidence'])}"
            if self.colour:
                colour = _COLOURS[self.judge.stances.index(stance) % len(_COLOURS)]
                mark = f"\x1b[{colour}m{mark}\x1b[0m"
        flag = {"review": "?", "hold": "!"}.get(judgement["action"] or "", " ")
        indent = "  " * min(depth, 12) + ("└ " if depth else "")
        speaker = f"{row['speaker']}: " if row.get("speaker") else ""
        text = " ".join(row["text"].split()) or "(text lost)"
        room = max(self.width - longest - 8 - len(indent), 20)
        body = "".join(c if c.isprintable() else "�" for c in f"{speaker}{text}")
        if len(body) > room:
            body = body[: room - 1].rstrip() + "…"
        return f"{mark} {flag} {indent}{body}\n"


def _percent(fraction: float) -> str:
    """A fraction as a percentage; 0 and 100 only where it is exact.

    >>> _percent(0.714), _percent(0.9999), _percent(1.0)
    (' 71%', '>99%', '100%')
    """
    if fraction > 0.995 and fraction < 1:
        return ">99%"
    return f"{100 * fraction:3.0f}%"


def _write_csv(rows: list[list[Any]]) -> bytes:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "backslashreplace")

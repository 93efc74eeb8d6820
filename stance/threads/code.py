"""Code in comments, brought back into the items whose text it is part of.

Resiliparse sets preformatted lines as the page has them, all but the first at the page's margin,
and the list that they stand in would seem to end there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.sources.page import Line
from stance.threads.headings import is_comment_heading, is_form

__all__ = ["indent_code", "unmark_code"]

_LONGEST = 80  # lines
_TICK = "`"
_CODE = re.compile(r"[{}<>;=]|[()]$|^(?://|#|--|\$|/\*|\*/)")


def indent_code(lines: Sequence[Line]) -> list[Line]:
    """The lines, with code at the margin set below the line of an item that it begins with.

    >>> from stance.sources.dump import read_dump
    >>> dump = '''  • Ann
    ...
    ...     Like this:
    ...
    ...     if (wet) {
    ... return;
    ... }
    ...
    ...     Or not.
    ... '''
    >>> [line.column for line in indent_code(read_dump(dump).lines)]
    [2, 4, 4, 4, 4, 4]
    """
    indented = list(lines)
    item: Line | None = None
    columns: set[int] = set()  # of the markers seen
    k = 0
    while k < len(lines):
        line = lines[k]
        outside = item is not None and line.column <= item.column  # most stand right of it
        if outside and item is not None and _may_begin(line, lines[k - 1], item):
            stop = _find_end(lines, k, item, columns)
            if stop > k:
                shift = lines[k - 1].column - min(code.column for code in lines[k:stop])
                indented[k:stop] = [_shift(code, shift) for code in lines[k:stop]]
                k = stop
                continue
        if line.marker:
            item = line
            columns.add(line.column)
        k += 1
    return indented


def unmark_code(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with what html2text sets between ticks not taken for headings.

    >>> from stance.sources.dump import read_dump
    >>> lines = read_dump("## Tea\\n\\nBy `\\n# Ann\\n` then.\\n\\n## Jam\\n").lines
    >>> [line.text for line in unmark_code(lines) if not line.heading]
    ['By `', '# Ann', '` then.']
    """
    if not any(line.heading for line in lines):
        return lines
    ticked = [k for k, line in enumerate(lines) if line.text.count(_TICK) % 2]
    unmarked = list(lines)
    opened: int | None = None
    for k in ticked:
        headed = [n for n in range(opened + 1, k) if lines[n].heading] if opened is not None else []
        heads = any(is_comment_heading(lines[n].text) for n in headed)
        if opened is None or k - opened > _LONGEST or heads:
            opened = k
            continue
        for n in headed:
            unmarked[n] = _shift(lines[n]._replace(marker="#", heading=False), 0)
        opened = None
    return unmarked


def _may_begin(line: Line, above: Line, item: Line) -> bool:
    """Whether a line goes on right below an item's text, but not right of the item."""
    return (
        not line.gap
        and not line.marker
        and not line.heading
        and line.column <= item.column < above.column
    )


def _find_end(lines: Sequence[Line], start: int, item: Line, columns: set[int]) -> int:
    """Where the code from a line on ends and a list goes on; `start` where it is none."""
    like = 0
    for k in range(start, min(start + _LONGEST, len(lines))):
        line = lines[k]
        if line.heading or is_comment_heading(line.text) or is_form(line.text):
            return start
        within = line.column in columns if line.marker else line.column > item.column
        if line.gap and within and 2 * like >= k - start:
            return k
        like += _CODE.search(line.text) is not None
    return start


def _shift(line: Line, columns: int) -> Line:
    text = f"{line.marker} {line.text}".strip() if line.marker else line.text
    column = line.column + columns
    return line._replace(
        text_start=line.start, column=column, text_column=column, marker="", text=text
    )

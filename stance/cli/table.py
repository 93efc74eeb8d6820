"""Plain tables for people: aligned columns that fit a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from stance.bootstrap import Estimate

__all__ = ["format_estimate", "format_table", "shorten"]


def format_table(
    rows: Sequence[Sequence[str]], *, header: Sequence[str] = (), left: int = 1, indent: int = 2
) -> str:
    """Rows as aligned columns: the first `left` of them to the left, the others to the right.

    >>> print(format_table([["yes", "3"], ["no", "12"]], header=["", "n"], indent=0))
          n
    yes   3
    no   12
    """
    everything = [list(header), *map(list, rows)] if header else [list(row) for row in rows]
    if not everything:
        return ""
    widths = [max(len(row[i]) for row in everything) for i in range(len(everything[0]))]
    lines = []
    for row in everything:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((" " * indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def format_estimate(estimate: Estimate, *, digits: int = 3) -> str:
    """A value with its interval, "n/a" where it is not defined.

    >>> format_estimate(Estimate(0.5, 0.41, 0.6)), format_estimate(Estimate(None))
    ('0.500 [0.410, 0.600]', 'n/a')
    """
    if estimate.value is None:
        return "n/a"
    value = f"{estimate.value:.{digits}f}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} [{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]"


def shorten(text: str, width: int) -> str:
    """A text cut to a width, with an ellipsis where something is missing.

    >>> shorten("appeasement", 6), shorten("lemon", 6)
    ('appea…', 'lemon')
    """
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"

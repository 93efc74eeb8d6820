"""How numbers are written: shares, measures and their intervals."""

from __future__ import annotations

from stance.report.report import Measure

__all__ = ["write_interval", "write_measure", "write_share"]


def write_share(part: int, whole: int) -> str:
    """A share in whole per cent; never 0% or 100% unless exact, "n/a" of nothing.

    >>> write_share(1, 3), write_share(1, 1000), write_share(999, 1000), write_share(0, 0)
    ('33%', '<1%', '>99%', 'n/a')
    """
    if not whole:
        return "n/a"
    percent = round(100 * part / whole)
    if percent == 0 and part:
        return "<1%"
    if percent == 100 and part < whole:
        return ">99%"
    return f"{percent}%"


def write_measure(value: float | None) -> str:
    """A measure with three decimals; "n/a" where it is not defined.

    >>> write_measure(2 / 3), write_measure(None)
    ('0.667', 'n/a')
    """
    return "n/a" if value is None else f"{value:.3f}"


def write_interval(measure: Measure) -> str:
    """The interval of a measure; empty where it has none.

    >>> write_interval(Measure("accuracy", 0.5, 0.4, 0.6))
    '0.400–0.600'
    """
    if measure.low is None or measure.high is None:
        return ""
    return f"{measure.low:.3f}–{measure.high:.3f}"

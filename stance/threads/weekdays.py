"""Days of the week that are somebody's name: "Sam 12/03/2014" was a Wednesday."""

from __future__ import annotations

from datetime import datetime

from stance.remember import remember
from stance.sources.dates import DateReader

__all__ = ["part_weekday"]

# Names that are short for days in French, Spanish, Italian, Portuguese, German or English.
_DAYS = {"sam": 5, "dom": 6, "mar": 1, "mo": 0, "don": 3, "sun": 6, "lun": 0, "jo": 3, "di": 1}
_LONGEST = 3  # letters


@remember
def part_weekday(timestamp: str) -> tuple[str, str]:
    """The name before a date that falls on another day of the week, and the date.

    >>> part_weekday("Sam 12/03/2014 at 9:26"), part_weekday("Sam 15/03/2014 at 9:26")
    (('Sam', '12/03/2014 at 9:26'), ('', 'Sam 15/03/2014 at 9:26'))
    """
    word, _, rest = timestamp.partition(" ")
    day = _DAYS.get(word.lower()) if len(word) <= _LONGEST else None
    if day is None:
        return "", timestamp
    found = {DateReader(language=language).read(rest) for language in ("en", "fr")} - {None}
    days = {datetime.fromisoformat(date).weekday() for date in found if date is not None}
    return (word, rest) if days and day not in days else ("", timestamp)

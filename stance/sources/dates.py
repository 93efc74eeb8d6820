"""Dates as pages write them, to ISO 8601: many forms and languages, relative ones included.

Simple forms are read here, in microseconds; the rest goes to `dateparser`, cached, and at most
`_MOST_SLOW` times a page, because it takes milliseconds a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from stance.remember import remember
from stance.sources.alternatives import any_of
from stance.sources.letters import split_words
from stance.sources.months import AGO, LAST_SPANS, MONTHS, NEAR_DAYS, UNITS

__all__ = ["DateReader", "is_age", "looks_like_date", "part_date"]

_MOST_SLOW = 200
_BEFORE = timedelta(days=60)
_MONTH = any_of(MONTHS)
_TIME = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\s?(?P<half>[ap]\.?\s?m\b\.?))?"
_HALF_TIME = r"(?P<hour2>\d{1,2})\s?(?P<half2>[ap]\.?m\b\.?)"
_CLOCK = re.compile(rf"(?<![\d:./])(?:{_TIME}|{_HALF_TIME})(?![\d/])", re.I)
_NAMED = re.compile(
    rf"(?<!\w)(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th|er|º|\.|ª)?[\s./-]{{0,3}}(?:de\s|of\s|d['’])?\s?)?"
    rf"(?P<month>{_MONTH})(?!\w)\.?[\s./,-]{{0,3}}"
    rf"(?:(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])[\s.,/-]{{0,3}})?"
    rf"(?:(?:de|del|of)\s)?['’]?(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?![\d:.]))?(?!\w)",
    re.I,
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-./年][ \u00a0]?(?P<month>\d{1,2})[-./月][ \u00a0]?(?P<day>\d{1,2})日?"
    r"(?:[T\s,|]{1,3}(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})(?P<mark>[./-])\s?(?P<b>\d{1,2})(?P=mark)\s?(?P<year>(?:19|20)?\d{2})(?![\d_])"
)
_AMOUNT = r"(?P<n>\d{1,4}|an?|one|eine[mnrs]?|einem|une?|un|una|um|uma|een|en|ett|jeden)"
_UNIT, _AGO = any_of(UNITS), any_of(AGO)
_RELATIVE = re.compile(
    rf"(?<!\w)(?:(?P<before>{_AGO})\s+)?(?:about |almost |over |etwa |environ |~)?{_AMOUNT}\s?(?P<unit>{_UNIT})\.?(?!\w)"
    rf"(?:\s*(?:and|,|und|et|y|e)?\s*\d{{1,2}}\s?(?:{_UNIT})\.?(?!\w))?(?:\s?(?P<after>{_AGO}))?",
    re.I,
)
_NEAR = re.compile(rf"(?<!\w)(?P<near>{any_of(NEAR_DAYS)})(?!\w)", re.I)
_SHORT = re.compile(
    r"^\s*[•·|,-]?\s*(?P<n>\d{1,3})\s?(?P<unit>s|m|h|d|w|mo|y|min|hr|hrs|yr|yrs|wk|wks)\b\.?\s*[•·|]?\s*(?:edited)?\s*$",
    re.I,
)
_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "month": 2629800,
    "year": 31557600,
}


def looks_like_date(text: str) -> bool:
    """Whether a short text is a date, a time or an age, perhaps with "on" or "at" around it.

    >>> looks_like_date("May 3, 2014 at 5:00 pm"), looks_like_date("In May we marched on and on.")
    (True, False)
    >>> looks_like_date("Posted yesterday"), looks_like_date("I was there yesterday.")
    (True, False)
    >>> looks_like_date("17 Prosinec, 2009 - 15:47."), looks_like_date("2014년 5월 15일, 8:02 오후")
    (True, True)
    """
    return len(text) <= 80 and _is_date(text.strip())


# A cheap look first: every form of a date has one of these.
_PUNCTUATED = re.compile(r"\d\s?[:./年-]\s?\d|\d\s?[ap]\.?\s?m\b", re.I)
_DATE_WORDS = frozenset(
    word
    for name in (*MONTHS, *UNITS, *NEAR_DAYS)
    # Of "la semaine dernière" the last word tells; the first stand in any text.
    for word in split_words(name)[-1 if name in LAST_SPANS else 0 :]
)


# The dates of most pages, told at once: "May 3, 2014 at 5:00 pm", "3. Mai 2014, 17:00".
_TIME_OF_DAY = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?"
_COMMON = re.compile(
    rf"(?:{_MONTH} \d{{1,2}},?|\d{{1,2}}\.? {_MONTH}) (?:19|20)\d\d(?:,? (?:at |um )?{_TIME_OF_DAY})?"
    rf"|(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?|{_TIME_OF_DAY}",
    re.I,
)


@remember
def _is_date(rest: str) -> bool:
    words = split_words(rest)
    said = rest[-1:] in ".!?"
    if _DATE_WORDS.isdisjoint(words) and not _PUNCTUATED.search(rest):
        return False
    if _COMMON.fullmatch(rest):
        return True
    others = [word for word in words if word not in _USUAL_WORDS and not word.endswith(_USUAL_ENDS)]
    if sum([len(word) for word in others if len(word) > 2]) > _MOST_OTHER:
        return False
    if not any(mark.isdigit() for mark in rest) and not (
        _NEAR.search(rest) or _RELATIVE.search(rest)
    ):
        return False
    found = full = dated = False
    for pattern in (_ISO, _NUMERIC, _RELATIVE, _NAMED, _CLOCK, _NEAR, _SHORT):
        mark = pattern.search(rest)
        if mark is None or not mark[0].strip():
            continue
        if pattern is _RELATIVE and not _is_age(mark):
            continue
        if pattern is _NAMED and not (mark["day1"] or mark["day2"] or mark["year"]):
            continue
        if pattern is _CLOCK and int(mark["hour"] or mark["hour2"]) > 24:  # "it was 96.77"
            continue
        found = True
        full = full or pattern in (_ISO, _NUMERIC, _NAMED, _RELATIVE)
        dated = dated or pattern in (_ISO, _NUMERIC) or (pattern is _NAMED and bool(mark["year"]))
        rest = rest[: mark.start()] + " " + rest[mark.end() :]
    rest, years = _BARE_YEAR.subn("", rest)
    full = full or years > 0
    left = len(_FILLERS.sub("", rest))
    if left and said and not dated:  # "on 20/06/2011 - 22:15." is Drupal's
        return False
    return found and left <= (_MOST_BESIDE if full else _MOST_BESIDE_TIME)


_FILLERS = re.compile(
    r"\b(?:on|at|um|uhr|am|den|der|le|à|el|a las|às|alle|il|op|om|kl|klo|o godz|godz|в|г|года|posted|published|created|"
    r"edited|updated|comment|commented|said|says|written|submitted|date|geschrieben|veröffentlicht|publié|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"\w+tag|mittwoch|\w+di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|\w{2}|"
    r"[a-z]{3,4}t|utc|gmt)\b|[\W_]+",
    re.I,
)


def part_date(text: str) -> tuple[str, str]:
    """What stands before a date, such as a name, and the rest; all is the rest where none does.

    >>> part_date("User 1 May 3, 2014 at 5 pm"), part_date("Monday, 3 May 2014")
    (('User 1', 'May 3, 2014 at 5 pm'), ('', 'Monday, 3 May 2014'))
    >>> part_date("2014 5:00 pm")
    ('', '2014 5:00 pm')
    """
    starts = []
    for pattern in (_ISO, _NUMERIC, _RELATIVE, _NAMED, _CLOCK):
        for mark in pattern.finditer(text):
            if pattern is _NAMED and not (mark["day1"] or mark["day2"] or mark["year"]):
                continue
            if pattern is not _RELATIVE or _is_age(mark):
                two = pattern is _NAMED and mark["day1"] and mark["day2"]
                starts.append(mark.start("month") if two else mark.start())
    before = text[: min(starts, default=0)].strip(_AROUND)
    while before:
        first, _, last = before.rpartition(" ")
        if not any(map(str.isalpha, before)):
            break  # "2014 5:00 pm", behind a month
        if not _LEADING.fullmatch(last.strip(_AROUND)):
            return before, text[min(starts) :].strip(_AROUND)
        before = first.rstrip(_AROUND)
    return "", text


_AROUND = " \u00a0\t\n,|·•–—-:("
_LEADING = re.compile(
    r"on|at|am|um|den|der|le|el|il|op|om|kl|posted|published|created|updated|commented|says|said"
    r"|wrote|written|submitted|date|(?:mon|tue|tues|wed|thu|thurs|fri|sat|sun)(?:day)?|wednesday"
    r"|saturday|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:lun|mar|mercre|jeu|vendre|same)di"
    r"|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|",
    re.I,
)


# "2008 6:11 pm", behind "March 5,"; with the words for month and day that are not known above.
_BARE_YEAR = re.compile(r"^\W*(?:19|20)\d{2}(?!\d)")
_MOST_BESIDE = 12  # letters of other words beside a day or an age
_MOST_BESIDE_TIME = 2  # beside "today" or a time alone: "Not today" is what somebody says
# The words that the patterns above may take; others stay, and with many of them it is no date.
_USUAL_WORDS = _DATE_WORDS | frozenset(
    word for source in (*AGO, _RELATIVE.pattern, _FILLERS.pattern) for word in split_words(source)
)
_MOST_OTHER = 24  # letters: the 12 that may stay, and as many for words written as one
_USUAL_ENDS = ("day", "tag", "di", "t")


def _is_age(mark: re.Match[str]) -> bool:
    return bool(mark["before"] or mark["after"])


@remember
def is_age(text: str) -> bool:
    """Whether a date is how long ago something was, or "yesterday".

    >>> is_age("2 weeks ago"), is_age("May 3, 2014")
    (True, False)
    """
    mark = _RELATIVE.search(text)
    return bool(mark and _is_age(mark)) or _NEAR.search(text) is not None


class DateReader:
    """Reads the dates of one page, alike for all its comments.

    `base` is the article's date: a day without its year is the first one after it. `saved` is when
    the page was saved, what ages ("2 weeks ago") count from; without it they are not read, for from
    the article's date they would lead to before it. `language` (a code such as "de") and the page's
    own dates (`samples`) tell whether 03/04 is in March or in April.
    """

    def __init__(
        self,
        base: datetime | None = None,
        *,
        saved: datetime | None = None,
        language: str = "",
        samples: Iterable[str] = (),
    ) -> None:
        self.base = base
        self.saved = saved
        self.language = language.lower()[:2]
        self.day_first = self._tell_order(samples)
        self._known: dict[str, str | None] = {}
        self._slow = 0

    def _tell_order(self, samples: Iterable[str]) -> bool:
        for sample in dict.fromkeys(samples):
            mark = _NUMERIC.search(sample)
            if mark and int(mark["a"]) > 12:
                return True
            if mark and int(mark["b"]) > 12:
                return False
        return self.language not in {"", "en"}

    def read(self, text: str) -> str | None:
        """A date as ISO 8601 (without a zone where the page gives none), or None.

        >>> DateReader().read("3. November 2023 um 20:14 Uhr")
        '2023-11-03T20:14:00'
        >>> DateReader(saved=datetime(2024, 5, 20, 12)).read("2 weeks ago")
        '2024-05-06T12:00:00'
        """
        known = self._known
        if text not in known:
            plain = " ".join(text.split())[:120]
            if plain not in known:
                when = self._read(plain) if plain else None
                known[plain] = when.isoformat() if when else None
            known[text] = known[plain]
        return known[text]

    def _read(self, text: str) -> datetime | None:
        try:
            return (
                _read_iso(text)
                or _read_epoch(text)
                or self._read_named(text)
                or self._read_numeric(text)
                or self._read_relative(text)
                or self._read_slowly(text)
            )
        except (ValueError, OverflowError, KeyError):  # KeyError: "ſept", one letter's other case
            return None

    def _read_named(self, text: str) -> datetime | None:
        for mark in _NAMED.finditer(text):
            day = mark["day1"] or mark["day2"]
            if not day:
                continue
            year = int(mark["year"]) if mark["year"] else None
            if year is None:
                later = re.search(r"\b(?:19|20)\d{2}\b", text)
                year = int(later[0]) if later else None
            month = MONTHS[mark["month"].lower()]
            if year is None:
                return self._place_near(month, int(day), text)
            return _with_clock(datetime(_whole(year), month, int(day)), text)
        return None

    def _place_near(self, month: int, day: int, text: str) -> datetime | None:
        """A date without its year is the first such day from shortly before the page's own date.

        Comments are younger than what they are written below; the page's date may be a later one.
        """
        if self.base is None:
            return None
        least = self.base.replace(tzinfo=None) - _BEFORE
        when = _with_clock(datetime(least.year, month, day), text)
        return when if when >= least else when.replace(year=when.year + 1)

    def _read_numeric(self, text: str) -> datetime | None:
        mark = _NUMERIC.search(text)
        if mark is None:
            return None
        first, second = int(mark["a"]), int(mark["b"])
        day_first = mark["mark"] == "." or self.day_first
        if first > 12 or second > 12:
            day_first = first > 12
        day, month = (first, second) if day_first else (second, first)
        rest = text[: mark.start()] + " " + text[mark.end() :]  # 14.03.2015 holds no 14:03
        return _with_clock(datetime(_whole(int(mark["year"])), month, day), rest)

    def _read_relative(self, text: str) -> datetime | None:
        if self.saved is None:
            return None
        mark = _RELATIVE.search(text)
        mark = mark if mark and _is_age(mark) else _SHORT.match(text)
        if mark:
            amount = int(mark["n"]) if mark["n"].isdigit() else 1
            return self.saved - timedelta(seconds=amount * _SECONDS[UNITS[mark["unit"].lower()]])
        near = _NEAR.search(text)
        if near is None:
            return None
        when = self.saved - timedelta(days=NEAR_DAYS[near["near"].lower()])
        return _with_clock(when, text) if _CLOCK.search(text) else when

    def _read_slowly(self, text: str) -> datetime | None:
        if self._slow >= _MOST_SLOW or not any(mark.isdigit() for mark in text) or len(text) > 60:
            return None
        if not re.search(r"[^\W\d_]{2}", text):  # numbers alone: a count, not a date
            return None
        if self.saved is None and is_age(text):
            return None  # it would be counted from today, and the page is older
        self._slow += 1
        import warnings

        import dateparser

        settings: dict[str, object] = {"DATE_ORDER": "DMY" if self.day_first else "MDY"}
        base = self.saved if is_age(text) else self.base
        if base is not None:
            settings["RELATIVE_BASE"] = base.replace(tzinfo=None)
        else:
            settings["REQUIRE_PARTS"] = ["year", "month", "day"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own use of datetime is deprecated in places
            found: datetime | None = dateparser.parse(text, settings=settings)
        if found is None or not 1990 <= found.year <= 2100:
            return None
        return found


_WHOLE_ISO = re.compile(
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-2][0-9]:[0-5][0-9])?"
)


def _read_iso(text: str) -> datetime | None:
    if _WHOLE_ISO.fullmatch(text):
        return datetime.fromisoformat(text)
    mark = _ISO.search(text)
    if mark is None:
        return None
    when = datetime(int(mark["year"]), int(mark["month"]), int(mark["day"]))
    if mark["clock"] is None:
        return _with_clock(when, text[: mark.start()] + " " + text[mark.end() :])
    parts = [int(part) for part in mark["clock"].split(":")]
    when = when.replace(hour=parts[0], minute=parts[1], second=parts[2] if len(parts) > 2 else 0)
    zone = mark["zone"]
    if zone is None:
        return _with_half(when, text[mark.end() :])
    if zone == "Z":
        return when.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{when.isoformat()}{zone[:3]}:{zone[-2:]}")


def _with_half(when: datetime, rest: str) -> datetime:
    half = re.match(r"\s?([ap])\.?m\b", rest, re.I)
    if half and when.hour <= 12:
        return when.replace(hour=when.hour % 12 + (12 if half[1] in "pP" else 0))
    return when


def _read_epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as `data-utime` and exports have them."""
    if not re.fullmatch(r"\d{9,13}(?:\.\d{1,6})?", text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def _whole(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _with_clock(when: datetime, text: str) -> datetime:
    for mark in _CLOCK.finditer(text):
        hour = int(mark["hour"] or mark["hour2"])
        half = (mark["half"] or mark["half2"] or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        minute, second = int(mark["minute"] or 0), int(mark["second"] or 0)
        if hour < 24 and minute < 60 and second < 60:
            return when.replace(hour=hour, minute=minute, second=second)
    return when

"""How dates are written around comments, in many languages: the pattern of them, and their form.

What they mean is read elsewhere (`sources/dates.py`); here they are told from other text.
"""

from __future__ import annotations

import re

from stance.sources.alternatives import any_of, first_of
from stance.sources.letters import split_words
from stance.sources.months import AGO_AFTER, AGO_BEFORE, LAST_SPANS, MONTHS, UNITS

__all__ = ["CLOCK", "DATE", "DATE_WORDS", "SIGN", "mask_date"]

SIGN = "\ufdd0"  # Unicode keeps it free for such use: no text has it
"""Stands before and after a time of day that is all a header has for a date (`clocks.py`)."""

_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "januar jänner februar märz mai juni juli oktober dezember mär okt dez "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "janv févr avr juil déc fév "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre ene abr ago dic "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set "
    "ott janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out dez "
    "januari februari maart mei augustus mrt "
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik "
    "listopad grudzień sty lut kwi cze lip sie wrz paź lis gru "
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "янв фев мар апр июн июл авг сен окт ноя дек "
    "augusti juni desember "
    "ledna února března dubna května června července srpna září října listopadu prosince "
    "máj jún júl maí"
)
_SHORT_NAME = 3  # letters
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "måndag tisdag onsdag torsdag fredag lördag söndag "
    "lun mar mer jeu ven sam dim mié mie jue vie sáb dom gio sab seg ter qua qui sex "
    "ma wo do vr za zo pon pn wt śr czw pt sob nd pzt sal çar per cum cmt paz "
    "пн вт ср чт пт сб вс mån tis ons tors tor fre lör sön lør søn"
)

# The rest of the languages of `sources/dates.toml`; its short names are words elsewhere ("lis").
_MONTH_NAMES = frozenset(_MONTHS.split()) | {name for name in MONTHS if len(name) > _SHORT_NAME}
_TWO_WORDS = "một hai ba tư bốn năm sáu bảy tám chín mười"  # Vietnamese counts the months
_MONTH = (
    rf"(?:{any_of(sorted(_MONTH_NAMES))}"
    rf"|tháng[ \u00a0](?:{'|'.join(_TWO_WORDS.split())}|\d{{1,2}})(?:[ \u00a0](?:một|hai))?)\.?(?!\w)"
)
_ENGLISH = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "fri", "sat", "sun"])
_LONG = [day for day in _WEEKDAYS.split() if len(day) > _SHORT_NAME or day in _ENGLISH]
_SHORT = sorted({*_WEEKDAYS.split()} - {*_LONG})
# "Di May 3" is not Tuesday in German, where the day stands before the month: Di speaks.
_WEEKDAY = (
    rf"(?:(?<!\w)(?:(?:{any_of(_LONG)})\.?,?[ \u00a0]{{0,3}}"
    rf"|(?:{any_of(_SHORT)})(?:\.?,?[ \u00a0]{{0,3}}(?=\d)|\.?,[ \u00a0]{{0,3}})))?"
)
_HALF = (
    r"(?:[ap][ \u00a0]?m|[ap]\.[ \u00a0]?m\.?|[ap]|μμ|πμ|μ\.μ\.|π\.μ\.|م|ص|chiều|sáng|오후|오전)"
)
_CLOCK = (
    rf"\d{{1,2}}(?:[:.]\d{{2}}){{1,2}}(?:[ \u00a0]?{_HALF}(?!\w))?"
    r"|\d{1,2}[ \u00a0]?(?:am|pm|uhr|h[ \u00a0]?\d{2}(?:[ \u00a0]?min)?)(?!\w)"
)
_ZONE = r"(?:\.\d{3})?(?:z|[ \u00a0]?(?:uhr|h|utc|gmt|est|edt|pst|pdt|cet|cest|[+-]\d{2}:?\d{2}))"
# What may stand between a date and its time: "at 6:29 am", "um 11:54 Uhr", "à 10 h 02".
_TIME = (
    r"(?:(?:[ \u00a0](?:г\.|года|р\.)|[ \u00a0]?\([月火水木金土日]\))?[ \u00a0.,|@·•\-–—]{0,4}"
    r"(?:a las|a la|a les|alle ore|o godz\.|[^\W\d_]{1,6}\.?)?"
    rf"[ \u00a0]{{0,3}}(?:{_CLOCK})(?P<zone>{_ZONE}(?!\w))?(?!\w)(?:[ \u00a0](?:19|20)\d\d$)?)"
)
_NUMBER = r"\d{1,4}|an?|one|ein(?:er|em|e)?|un[aeo]?|een|jeden|bir|один|en|ett|et|én|a few|several"
_UNITS = rf"(?:{any_of(UNITS)}|monaten?)\.?"
_SOME = first_of(
    [
        "about|over|almost|nearly|around|more than|less than|etwa|ca\\.|über|rund|fast|mehr als",
        "environ|plus (?:de|d['’])|presque|más de|casi|unos|più di|circa|quasi|mais de|cerca de",
        "quase|meer dan|ongeveer|bijna|ponad|około|prawie|yaklaşık|okolo|více než|více jak",
        "ungefär|över|mer än|cirka|omkring|yli|noin|более|около|почти|aproximadamente|približne",
    ]
)
_SPAN = (
    rf"(?:{_SOME}[ \u00a0]?)?(?:{_NUMBER})[ \u00a0]?{_UNITS}"
    rf"(?:,?[ \u00a0](?:(?:and|und|et|y|e|en|i|og|och)[ \u00a0])?\d{{1,2}}[ \u00a0]?{_UNITS})?"
)
_SINCE = "éve hónapja hete napja órája perce"  # Hungarian has ages in one word
# Parted so that one look at most characters tells that nothing begins there.
_AGO = (
    rf"(?<!\w)(?:(?:(?:for|för)[ \u00a0])?{_SPAN}[ \u00a0]{first_of(AGO_AFTER)}(?!\w)"
    rf"|{first_of(AGO_BEFORE)}[ \u00a0]{_SPAN}(?!\w)"
    r"|(?:moments?[ \u00a0]ago|rok temu|год назад|месяц назад)(?!\w))"
    rf"|(?=\d)(?:\d{{1,4}}[ \u00a0]?{_UNITS}[ \u00a0]{first_of(AGO_AFTER)}(?!\w)"  # "Ann1 day ago"
    rf"|(?<!\w)\d{{1,3}}[ \u00a0](?:{any_of(_SINCE.split())})(?!\w)"
    r"|\d{1,4}[ \u00a0]?(?:秒|分|時間|日|週間|か月|ヶ月|年|分钟|分鐘|小时|小時|天|周|个月|個月)[ \u00a0]?前"
    r"|\d{1,4}[ \u00a0]?(?:초|분|시간|일|주|개월|년)[ \u00a0]?전)"
)
_NEAR = (
    "today yesterday gestern heute hier hoy ayer oggi ieri hoje ontem vandaag gisteren dziś "
    "dzisiaj wczoraj bugün dün сегодня вчера сьогодні idag igår tänään eilen dnes včera danas "
    "jučer juče avui ahir σήμερα χθες днес"
)
_NEARLY_NOW = any_of([*_NEAR.split(), "just now", "aujourd'hui"])
# What follows the month in "User 1 May 3, 2019": the number before it is the name's.
_NOT_OWN = r"(?!,?[ \u00a0]\d{1,2}(?:st|nd|rd|th)?,?[ \u00a0](?:19|20)\d\d)"
_DAY = (
    rf"(?=\d)(?:(?<!\w)\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?[ \u00a0\-/]{{0,3}}(?:de |di |of )?{_MONTH}{_NOT_OWN}"
    r"(?:,?[ \u00a0\-/.]{1,3}(?:de |del )?\d{4}(?![-/]\d)|(?:,?[ \u00a0]'?|[-/])\d{2}(?!\d|:))?"
    r"|(?<![\d./])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T(?=\d))?(?!\d)"  # no part of an address
    r"|(?<![\d.])(?<!\bv)\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?![\d_]|\.\d)"  # no "v1.6.41"
    r"|(?<![\d.])\d{1,2}\.[ \u00a0]\d{1,2}\.[ \u00a0]\d{4}(?!\d)"
    r"|(?<![\d.])\d{4}\.[ \u00a0]\d{1,2}\.[ \u00a0]\d{1,2}(?!\d)"
    # Day and month alone are numbers like others: a time must follow.
    r"|(?<![\d./])\d{1,2}(?:/\d{1,2}|\.[ \u00a0]?\d{1,2}\.?)(?=,?[ \u00a0]{1,2}(?:(?:à|às|alle|at|kl|klo|la|o|ob|om|u|um|в)\.?[ \u00a0])?\d{1,2}[:h]\d\d(?!\d))"
    r"|\d{4}年[ \u00a0]?\d{1,2}月[ \u00a0]?\d{1,2}日|\d{4}년[ \u00a0]?\d{1,2}월[ \u00a0]?\d{1,2}일)"
    rf"|(?<!\w)(?:(?:(?:19|20)\d\d[. \u00a0]{{1,2}}(?=[^\W\d_]+(?!\w){_NOT_OWN}))?{_MONTH}[ \u00a0]{{1,3}}\d{{1,2}}(?:st|nd|rd|th|\.(?=[ \u00a0]\d))?(?!\d|[/.-]\d)(?:,?[ \u00a0]{{1,3}}(?:\d{{4}}|'\d{{2}}(?!\d)))?"
    rf"|(?:{_NEARLY_NOW})(?!\w))"
)
DATE = re.compile(
    rf"{_WEEKDAY}(?:{_DAY})(?:{_TIME})?|{_AGO}"
    r"|(?<![\d:.])(?:\d{1,2}:\d{2}(?::\d{2})?[ \u00a0]?(?:am|pm|uhr)?)[ \u00a0,\-–]{1,3}"
    rf"(?:on |am |le |el )?(?:{_DAY})"
    rf"|{SIGN}[^{SIGN}]+{SIGN}",
    re.IGNORECASE,
)
"""A date, with its time, or an age; a line may hold several."""

CLOCK = re.compile(
    rf"(?<![\w:.,/-])(?:{_WEEKDAY}(?:at |um |à |às |om )?"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?(?:[ \u00a0]?(?:[ap]m|[ap]\.m\.|uhr))?|\d{1,2}[ \u00a0]?h[ \u00a0]?\d{2}))"
    r"(?![\w:/%-]|[.,]\d)",
    re.IGNORECASE,
)
"""A time of day, which is all that some pages give."""

_ASIAN_AGES = (
    "秒前 分前 時間前 日前 週間前 か月前 ヶ月前 年前 分钟前 分鐘前 小时前 小時前 天前 周前 个月前 個月前 前 "
    "전 초전 분전 시간전 일전 주전 개월전 년전"
)
# One word of each way to write an age.
_AGE_WORDS = frozenset(f"{_ASIAN_AGES} {_SINCE} {_NEAR} aujourd just".split()).union(
    (words.split()[-1] for words in AGO_AFTER), (words.split()[0] for words in AGO_BEFORE)
)
_AGES = (_AGE_WORDS - _MONTH_NAMES) | {"ago"}  # also the Spanish August, on all its pages
DATE_WORDS = _MONTH_NAMES | _AGE_WORDS | {"tháng"}
"""Words of which every date has one, unless it is made of numbers."""

_WEEKDAY_NAMES = frozenset(_WEEKDAYS.split())
_ORDINALS = frozenset(["st", "nd", "rd", "th"])
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def mask_date(text: str) -> str:
    """A date's form: numbers as 0, months as m, weekdays as w; all ages are one form.

    >>> mask_date("Monday, May 3, 2014"), mask_date("2 weeks ago"), mask_date("August 22nd, 2015")
    ('w, m 0, 0', 'ago', 'm 0th, 0')
    """
    text = text.lower().replace("\u00a0", " ")
    if not _AGES.isdisjoint(split_words(text)) or _is_short_age(text) or text in LAST_SPANS:
        return "ago"
    return _PARTS.sub(_mask_part, text).replace("m.", "m")


def _is_short_age(text: str) -> bool:
    return len(text) < 8 and text[-1:].isalpha()


def _mask_part(match: re.Match[str]) -> str:
    part = match.group()
    if part[0].isdigit():
        return "0"
    if part in _MONTH_NAMES:
        return "m"
    if part in _ORDINALS:
        return "th"
    if part in _WEEKDAY_NAMES:
        return "w"
    return "p" if part in {"am", "pm", "a", "p"} else part

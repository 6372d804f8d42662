"""One date as people write it: what its form says, and what only its column can settle.

A form such as 2018-05-03, 20180503, 3 May 2018 or 2018-05 says by itself what it means; 03/04/2018
does not, and 3/15 needs a year from elsewhere.  Names of months and weekdays are known in English,
German, French, Spanish and Portuguese.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from loaders.tables.months import month_of, name_of_month

__all__ = [
    "ORDERS",
    "Day",
    "Numbers",
    "date_spans",
    "day_counted",
    "form_of",
    "is_date",
    "words_of",
]

ORDERS = ("day-month-year", "month-day-year", "year-month-day")
_BREAK = re.compile(r"[\s_()\[\]:;,|–—-]+")
_LONGEST_HEADER = 200
"""Characters of a header in which a date is looked for."""

_WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    "|sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do"
    "|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves"
    "|viernes|sábado|domingo|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?"
    "|quinta(?:-feira)?|sexta(?:-feira)?"
)
_WEEKDAY = re.compile(rf"^(?:{_WEEKDAYS})\.?,?\s+(?=\S)|,?\s+\((?:{_WEEKDAYS})\.?\)$")
_SPAN = re.compile(r"^(.*?\d.*?)\s+(?:to|until|bis|au|al|até|-|–|—)\s+\S.*\d\S*$")
_LOOSE = re.compile(r"(?<=\d)\.\s+(?=\d)")
_MONTH = r"([^\W\d_]{3,10})\.?"

_YMD = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?$")
_EASTERN = re.compile(r"^(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일]$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?$", re.IGNORECASE)
_YM = re.compile(r"^(\d{4})[-/.](\d{1,2})$")
_MY = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_Y = re.compile(r"^(\d{4})(?:\.0)?$")
_ORDERED = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$")
_DAY_NAME = re.compile(
    rf"^(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:of |de )?{_MONTH}"
    r"[\s,-]+(?:de |del )?(\d{4}|\d\d)$"
)
_NAME_DAY = re.compile(rf"^{_MONTH}[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(\d{{4}}|\d\d)$")
_YEAR_NAME_DAY = re.compile(rf"^(\d{{4}})[\s,-]+{_MONTH}[\s-]+(\d{{1,2}})$")
_NAME_YEAR = re.compile(rf"^{_MONTH}[\s,/-]+(?:de |del )?'?(\d{{4}}|(?<=[-'])\d\d)$")
_YEAR_NAME = re.compile(rf"^(\d{{4}})[\s,-]+{_MONTH}$")
_SERIAL = re.compile(r"^([2-6]\d{4})(?:\.\d+)?$")
_SHORT = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\.?$")
_SHORT_DAY_NAME = re.compile(rf"^(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:of |de )?{_MONTH}$")
_SHORT_NAME_DAY = re.compile(rf"^{_MONTH}[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?$")
_SHORT_NAME = re.compile(rf"^{_MONTH}$")


@dataclass(frozen=True)
class Day:
    """What one text says: a year, perhaps a month and a day; or why it says nothing."""

    year: int = 0
    month: int = 0
    day: int = 0
    reason: str = ""

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that it may mean."""
        month, last_month = (self.month, self.month) if self.month else (1, 12)
        last = self.day or calendar.monthrange(self.year, last_month)[1]
        return date(self.year, month, self.day or 1), date(self.year, last_month, last)

    @property
    def swapped(self) -> Day:
        """Day and month exchanged."""
        return checked(self.year, self.day, self.month) if self.day else self


@dataclass(frozen=True)
class Numbers:
    """Three numbers whose order has to be known, or (``named``) whose year has two digits."""

    parts: tuple[int, int, int]
    two_digits: bool
    named: bool = False

    def reading(self, order: str) -> Day:
        """The day that it is in one of :data:`ORDERS`."""
        a, b, c = self.parts
        if self.named:
            return checked(_century(c), b, a)
        if order == "year-month-day":
            if not self.two_digits:
                return Day(reason=f"is not written {order}")
            return checked(_century(a), b, c)
        year = _century(c) if self.two_digits else c
        return checked(year, b, a) if order == "day-month-year" else checked(year, a, b)


def form_of(text: str, year: int = 0) -> Day | Numbers:
    """What a text says; ``year`` is that of dates that say none, and of a span the first counts.

    >>> form_of("3. März 2020"), form_of("03/04/2018").reading("day-month-year").month
    (Day(year=2020, month=3, day=3, reason=''), 4)
    """
    plain = _LOOSE.sub(".", _WEEKDAY.sub("", _SPAN.sub(r"\1", text.casefold().strip())))
    for pattern, form in (*_FORMS, *(_SHORT_FORMS if year else ())):
        found = pattern.match(plain)
        if found:
            parts = found.groups()
            return form(*parts, year) if pattern in _SHORTS else form(*parts)
    return Day(reason="is not a date")


def is_date(text: str, year: int = 0) -> bool:
    """Whether a text has the form of a date and can be one.

    >>> is_date("2/8/2025"), is_date("3/15"), is_date("3/15", 2025), is_date("13/13/2024")
    (True, False, True, False)
    """
    form = form_of(text, year)
    if isinstance(form, Day):
        return not form.reason
    return any(not form.reading(order).reason for order in ORDERS)


def date_spans(text: str, year: int = 0) -> list[tuple[int, int]]:
    """Where a text may hold a date, the longest first.

    >>> [text[a:b] for text in ["Creek Cleanup 2/8/2025"] for a, b in date_spans(text)]
    ['2/8/2025']
    """
    if len(text) > _LONGEST_HEADER or (not any(map(str.isdigit, text)) and not year):
        return []
    breaks = [found.span() for found in _BREAK.finditer(text)]
    firsts = [0, *(end for _, end in breaks)]
    lasts = [*(start for start, _ in breaks), len(text)]
    spans = [
        (first, last)
        for at, first in enumerate(firsts)
        for last in lasts[at : at + 6]
        if first < last and is_date(text[first:last], year)
    ]
    return sorted(spans, key=lambda span: (span[0] - span[1], span))


def words_of(day: date) -> str:
    """A day in words, whatever the locale.

    >>> words_of(date(2018, 5, 3))
    '3 May 2018'
    """
    return f"{day.day} {name_of_month(day.month)} {day.year}"


def checked(year: int, month: int, day: int = 0) -> Day:
    """A day of the calendar, or why there is none."""
    if not 1900 <= year <= 2100:
        return Day(reason=f"is no date: the year {year} is not plausible")
    if not 1 <= month <= 12 or not 0 <= day <= calendar.monthrange(year, month)[1]:
        return Day(reason="is not a day of the calendar")
    return Day(year, month, day)


def day_counted(number: str) -> Day:
    """The day that a spreadsheet means by a number."""
    day = date(1899, 12, 30) + timedelta(days=int(float(number)))
    return Day(day.year, day.month, day.day)


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)


def _ymd(year: str, _: str, month: str, day: str) -> Day:
    return _whole(year, month, day)


def _whole(year: str, month: str, day: str) -> Day:
    found = checked(int(year), int(month), int(day))
    return Day(reason="is not a day of the calendar") if not int(day) else found


def _month(year: str, month: str) -> Day:
    found = checked(int(year), int(month))
    return Day(reason="is not a day of the calendar") if not int(month) else found


def _year(year: str) -> Day:
    return Day(int(year)) if 1900 <= int(year) <= 2100 else checked(int(year), 1)


def _ordered(a: str, _: str, b: str, c: str) -> Numbers:
    return Numbers((int(a), int(b), int(c)), len(c) == 2)


def _named(day: str, month: str, year: str) -> Day | Numbers:
    number = month_of(month)
    if not number:
        return Day(reason="is not a date")
    if len(year) == 2:
        return Numbers((int(day), number, int(year)), two_digits=True, named=True)
    return _whole(year, str(number), day)


def _named_month(month: str, year: str) -> Day:
    number = month_of(month)
    full = int(year) if len(year) == 4 else _century(int(year))
    return checked(full, number) if number else Day(reason="is not a date")


def _serial(number: str) -> Day:
    meant = day_counted(number).span[0]
    return Day(
        reason=f"looks like a spreadsheet's number for {words_of(meant)}: format the column as a "
        "date and export it again"
    )


def _short(a: str, _: str, b: str, year: int) -> Numbers:
    return Numbers((int(a), int(b), year), two_digits=False)


def _short_named(day: str, month: str, year: int) -> Day | Numbers:
    return _named(day, month, str(year))


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Day | Numbers]], ...] = (
    (_YMD, _ymd),
    (_COMPACT, _whole),
    (_YM, _month),
    (_MY, lambda month, year: _month(year, month)),
    (_Y, _year),
    (_ORDERED, _ordered),
    (_DAY_NAME, _named),
    (_NAME_DAY, lambda month, day, year: _named(day, month, year)),
    (_NAME_YEAR, _named_month),
    (_YEAR_NAME, lambda year, month: _named_month(month, year)),
    (_YEAR_NAME_DAY, lambda year, month, day: _named(day, month, year)),
    (_EASTERN, _whole),
    (_SERIAL, _serial),
)
_SHORT_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Day | Numbers]], ...] = (
    (_SHORT, _short),
    (_SHORT_DAY_NAME, _short_named),
    (_SHORT_NAME_DAY, lambda month, day, year: _short_named(day, month, year)),
    (_SHORT_NAME, lambda month, year: _named_month(month, str(year))),
)
_SHORTS = frozenset(pattern for pattern, _ in _SHORT_FORMS)

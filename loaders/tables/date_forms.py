"""One date as people write it: what its form says, and what only its column can settle.

A form such as 2018-05-03, 20180503, 3 May 2018 or 2018-05 says by itself what it means; 03/04/2018
does not, and 3/15 needs a year from elsewhere.  Names of months and weekdays are known in English,
German, French, Spanish, Portuguese, Dutch, Italian and Polish.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from loaders.tables.months import month_of, name_of_month

__all__ = [
    "ORDERS",
    "Day",
    "Numbers",
    "date_spans",
    "day_counted",
    "form_of",
    "forms_of",
    "is_date",
    "words_of",
]

ORDERS = ("day-month-year", "month-day-year", "year-month-day")
_BREAK = re.compile(r"[\s_()\[\]:;,|–—-]+")
_LONGEST = 200
"""Characters of a text in which a date is looked for; what is longer is none."""

_WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    "|sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do"
    "|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves"
    "|viernes|sábado|domingo|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?"
    "|quinta(?:-feira)?|sexta(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|ma|wo|vr|za|zo|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica"
    "|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"
)
_WEEKDAY = re.compile(rf"^(?:{_WEEKDAYS})\.?,?\s+(?=\S)|,?\s+\((?:{_WEEKDAYS})\.?\)$")
_STILL = "present|today|now|current|ongoing|heute|jetzt|laufend|aujourd'hui|actualidad|hoy|hoje"
_SPAN = re.compile(rf"^(.*?\d.*?)\s+(?:to|until|bis|au|al|até|-|–|—)\s+(?:\S.*\d\S*|{_STILL})$")
_YEARS_APART = re.compile(r"^((?:19|20)\d\d)\s?[-–—]\s?((?:19|20)\d\d|present|today|now|heute)$")
_LOOSE = re.compile(r"(?<=\d)\.\s+(?=\d)")
_MONTH = r"(?P<name>[^\W\d_]{3,10})\.?"

_YEAR, _YEARS, _DAY = r"(?P<year>\d{4})", r"(?P<year>\d{4}|\d\d)", r"(?P<day>\d{1,2})"
_WEEK = r"(?:w|wk|week|cw|kw|woche|semaine|semana)\.?\s?(?P<week>\d{1,2})"
_NUMBER = r"(?P<month>\d{1,2})"
_NTH = rf"{_DAY}(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:of |de )?"
# What each form says stands in its groups: year, month (a number or a name) and day; a, b and c
# are numbers whose order is not said.  Of forms that are alike the first counts.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"^{_YEAR}(?P<s>[-/.]){_NUMBER}(?P=s){_DAY}\.?$",
        r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t\d{4,6}z?)?$",
        rf"^{_YEAR}[-/.\s]{_NUMBER}$",
        rf"^{_YEAR}\s{_NUMBER}\s{_DAY}$",
        rf"^{_NUMBER}[-/.]{_YEAR}$",
        rf"^{_YEAR}(?:\.0)?$",
        r"^(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{2})$",
        rf"^{_YEAR}[\s/-]*{_WEEK}$",
        rf"^{_WEEK}[\s/,-]+{_YEAR}$",
        rf"^{_NTH}{_MONTH}[\s,-]+(?:de |del )?{_YEARS}$",
        rf"^{_MONTH}[\s-]+{_DAY}(?:st|nd|rd|th)?[\s,-]+{_YEARS}$",
        rf"^{_MONTH}[\s,/-]+(?:de |del )?'?(?P<year>\d{{4}}|(?<=[-'/])\d\d)$",
        rf"^{_YEAR}[\s,-]+{_MONTH}$",
        rf"^{_YEAR}[\s,-]+{_MONTH}[\s-]+{_DAY}$",
        rf"^{_YEAR}[年년]\s?{_NUMBER}[月월]\s?{_DAY}[日일]$",
        r"^(?P<serial>[2-6]\d{4})(?:\.\d+)?$",
    )
)
_SERIAL = re.compile(r"^[2-6]\d{4}(?:\.\d+)?$")
_NEAR = 10
"""Years around those of the other dates in which a bare number is a day."""
_WITHOUT_YEAR = tuple(
    re.compile(form)
    for form in (
        r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})\.?$",
        rf"^{_NTH}{_MONTH}$",
        rf"^{_MONTH}[\s-]+{_DAY}(?:st|nd|rd|th)?$",
        rf"^{_MONTH}$",
    )
)


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


@lru_cache(maxsize=1 << 14)
def form_of(text: str, year: int = 0) -> Day | Numbers:
    """What a text says; ``year`` is that of dates that say none, and of a span the first counts.

    A week stands for its Monday.

    >>> form_of("3. März 2020"), form_of("03/04/2018").reading("day-month-year").month
    (Day(year=2020, month=3, day=3, reason=''), 4)
    """
    if len(text) > _LONGEST:
        return Day(reason="is not a date")
    plain = _LOOSE.sub(".", _WEEKDAY.sub("", _begun(text.casefold().strip())))
    forms = (*_FORMS, *_WITHOUT_YEAR) if year else _FORMS
    parts = next((found.groupdict() for form in forms if (found := form.match(plain))), {})
    if "serial" in parts or "week" in parts:
        return _counted(parts)
    if "a" in parts:
        last = parts.get("c", str(year))
        return Numbers((int(parts["a"]), int(parts["b"]), int(last)), two_digits=len(last) == 2)
    named = month_of(parts["name"]) if "name" in parts else 0
    if not parts or ("name" in parts and not named):
        return Day(reason="is not a date")
    given = parts.get("year", str(year))
    if len(given) == 2 and "day" in parts:
        return Numbers((int(parts["day"]), named, int(given)), two_digits=True, named=True)
    month = int(parts["month"]) if "month" in parts else named or None
    full = int(given) if len(given) == 4 else _century(int(given))
    return checked(full, month, int(parts["day"]) if "day" in parts else None)


def _begun(text: str) -> str:
    """The first day of a span, or its first year; to the next year it is a school year."""
    years = _YEARS_APART.match(text)
    if years and years[2] != str(int(years[1]) + 1):
        return years[1]
    return _SPAN.sub(r"\1", text)


def is_date(text: str, year: int = 0) -> bool:
    """Whether a text has the form of a date and can be one.

    >>> is_date("2/8/2025"), is_date("3/15"), is_date("3/15", 2025), is_date("13/13/2024")
    (True, False, True, False)
    """
    form = form_of(text, year)
    if isinstance(form, Day):
        return not form.reason
    return any(not form.reading(order).reason for order in ORDERS)


def forms_of(texts: Sequence[str], year: int = 0) -> tuple[list[Day | Numbers], str]:
    """What each text says, and the first of the numbers that are a spreadsheet's days.

    A bare number among dates is a date that lost its format, where it is of their years.

    >>> forms_of(["45306", "29/01/2024"])[1], forms_of(["60614", "1/29/2024"])[1]
    ('45306', '')
    """
    forms = [form_of(text, year) for text in texts]
    bare = {text: day_counted(text) for text in texts if _SERIAL.match(text)}
    if not bare:
        return forms, ""
    read = [form for form in forms if isinstance(form, Day)]
    read += [form.reading(order) for form in forms if isinstance(form, Numbers) for order in ORDERS]
    years = {day.year for day in read if day.year}
    counted = {text: day for text, day in bare.items()
               if years and min(years) - _NEAR <= day.year <= max(years) + _NEAR}  # fmt: skip
    found = [counted.get(text, form) for text, form in zip(texts, forms, strict=True)]
    return found, next(iter(counted), "")


@lru_cache(maxsize=1 << 15)
def date_spans(text: str, year: int = 0) -> tuple[tuple[int, int], ...]:
    """Where a text may hold a date, the longest first.

    >>> [text[a:b] for text in ["Creek Cleanup 2/8/2025"] for a, b in date_spans(text)]
    ['2/8/2025']
    """
    if len(text) > _LONGEST or (not any(map(str.isdigit, text)) and not year):
        return ()
    breaks = [found.span() for found in _BREAK.finditer(text)]
    firsts = [0, *(end for _, end in breaks)]
    lasts = [*(start for start, _ in breaks), len(text)]
    spans = [
        (first, last)
        for at, first in enumerate(firsts)
        for last in lasts[at : at + 6]
        if first < last and is_date(text[first:last], year)
    ]
    return tuple(sorted(spans, key=lambda span: (span[0] - span[1], span)))


def words_of(day: date) -> str:
    """A day in words, whatever the locale.

    >>> words_of(date(2018, 5, 3))
    '3 May 2018'
    """
    return f"{day.day} {name_of_month(day.month)} {day.year}"


def checked(year: int, month: int | None = None, day: int | None = None) -> Day:
    """A day of the calendar, or a month or a year, or why there is none."""
    if not 1900 <= year <= 2100:
        return Day(reason=f"is no date: the year {year} is not plausible")
    wrong = month is not None and not 1 <= month <= 12
    if wrong or (day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]):
        return Day(reason="is not a day of the calendar")
    return Day(year, month or 0, day or 0)


def day_counted(number: str) -> Day:
    """The day that a spreadsheet means by a number."""
    day = date(1899, 12, 30) + timedelta(days=int(float(number)))
    return Day(day.year, day.month, day.day)


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)


def _counted(parts: dict[str, str]) -> Day:
    """The day of a number of a spreadsheet, or the first one of a week, which stands for it."""
    if "serial" in parts:
        return _serial(parts["serial"])
    year, week = int(parts["year"]), int(parts["week"])
    try:
        day = date.fromisocalendar(year, week, 1)
    except ValueError:
        return Day(reason=f"is no date: {year} has no week {week}")
    return Day(day.year, day.month, day.day)


def _serial(number: str) -> Day:
    meant = day_counted(number).span[0]
    return Day(
        reason=f"looks like a spreadsheet's number for {words_of(meant)}: format the column as a "
        "date and export it again"
    )

"""Dates as people write them, and how exactly each is known.

A form such as 2018-05-03, 20180503, 3 May 2018 or 2018-05 says by itself what it means; 03/04/2018
does not.  Numbers such as 43223 are days where a whole column has nothing else: a spreadsheet
counted them.  One order holds for a whole column: the stated one, or the one that some value of the
column settles (26/05/2015 can only be day-month-year).  Where nothing settles it, or values
contradict each other, nobody guesses.  A time of day is left out, and the date is taken as it was
written, whatever the time zone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.months import month_of, name_of_month
from loaders.tables.table import distinct
from pathways.errors import DateOrderError, shown

__all__ = ["ORDERS", "DateColumn", "Place", "read_dates"]

ORDERS = ("day-month-year", "month-day-year", "year-month-day")

_TIME = (
    r"(?i)(?:T|,?\s+)(?:at )?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]\.?M\.?)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{3,4})?(?:[+-]\d{2}:?(?:\d{2})?)?(?:\s*\([^)]*\))?$"
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_MONTH = r"([^\W\d_]{3,10})\.?"

_YMD = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?$")
_YM = re.compile(r"^(\d{4})[-/.](\d{1,2})$")
_MY = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_Y = re.compile(r"^(\d{4})(?:\.0)?$")
_ORDERED = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$")
_DAY_NAME = re.compile(
    rf"^(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]+(?:of |de )?{_MONTH}[\s,-]+(?:de )?(\d{{4}}|\d\d)$"
)
_NAME_DAY = re.compile(rf"^{_MONTH}[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(\d{{4}}|\d\d)$")
_NAME_YEAR = re.compile(rf"^{_MONTH}[\s,-]+(?:de )?(\d{{4}})$")
_SERIAL = re.compile(r"^([2-6]\d{4})(?:\.\d+)?$")


@dataclass(frozen=True)
class Place:
    """Where a column stands, for messages: file, header, and the numbers of its rows."""

    file: str
    header: str
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class DateColumn:
    """A column of dates, row by row.

    ``first`` and ``last`` are the first and the last day that a value may mean; ``precision`` is
    ``day``, ``month`` or ``year``, missing where the cell is blank; ``reasons`` says why a value
    is no date.
    """

    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    precision: pd.Categorical
    reasons: pd.Categorical
    note: str = ""


@dataclass(frozen=True)
class _Day:
    """What one text says: a year, perhaps a month and a day; or why it says nothing."""

    year: int = 0
    month: int = 0
    day: int = 0
    reason: str = ""

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def span(self) -> tuple[date, date]:
        month, last_month = (self.month, self.month) if self.month else (1, 12)
        last = self.day or calendar.monthrange(self.year, last_month)[1]
        return date(self.year, month, self.day or 1), date(self.year, last_month, last)


@dataclass(frozen=True)
class _Numbers:
    """Three numbers whose order has to be known, or (``named``) whose year has two digits."""

    parts: tuple[int, int, int]
    two_digits: bool
    named: bool = False

    def reading(self, order: str) -> _Day:
        a, b, c = self.parts
        if self.named:
            return _checked(_century(c), b, a)
        if order == "year-month-day":
            if not self.two_digits:
                return _Day(reason=f"is not written {order}")
            return _checked(_century(a), b, c)
        year = _century(c) if self.two_digits else c
        return _checked(year, b, a) if order == "day-month-year" else _checked(year, a, b)


def read_dates(values: pd.Categorical, place: Place, order: str = "") -> DateColumn:
    """A column of dates.

    Args:
        values: the column.
        place: where it stands, for messages.
        order: one of :data:`ORDERS` for numbers that can be read in several ways; without one
            the values of the column have to settle it.

    Raises:
        DateOrderError: nothing settles the order, or values contradict each other.
    """
    short, of_value = _without_times(distinct(values))
    if short and all(map(_SERIAL.match, short)):
        days = [_counted(text) for text in short]
        example = f"{short[0]} is {_words(days[0].span[0])}"
        note = f"Numbers in column {shown(place.header)} are a spreadsheet's days: {example}."
        return _column(values, short, days, of_value, note)
    forms = [_form(text) for text in short]
    open_forms = {
        text: form for text, form in zip(short, forms, strict=True) if isinstance(form, _Numbers)
    }
    note = ""
    if open_forms and not order:
        order, note = _settled(open_forms, _Seen(values, short, of_value, place))
    days = [form.reading(order) if isinstance(form, _Numbers) else form for form in forms]
    return _column(values, short, days, of_value, note)


def _without_times(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct dates without their times, and which of them each text has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not texts:
        return [], np.zeros(0, dtype=np.int64)
    cut = pc.replace_substring_regex(pa.array(texts, pa.string()), _TIME, "").dictionary_encode()
    return cut.dictionary.to_pylist(), cut.indices.to_numpy().astype(np.int64)


def _form(text: str) -> _Day | _Numbers:
    plain = _WEEKDAY.sub("", text).casefold().strip()
    for pattern, form in _FORMS:
        found = pattern.match(plain)
        if found:
            said: _Day | _Numbers = form(*found.groups())
            return said
    return _Day(reason="is not a date")


def _checked(year: int, month: int, day: int = 0) -> _Day:
    if not 1900 <= year <= 2100:
        return _Day(reason=f"is no date: the year {year} is not plausible")
    if not 1 <= month <= 12 or not 0 <= day <= calendar.monthrange(year, month)[1]:
        return _Day(reason="is not a day of the calendar")
    return _Day(year, month, day)


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)


def _ymd(year: str, _: str, month: str, day: str) -> _Day:
    return _whole(year, month, day)


def _whole(year: str, month: str, day: str) -> _Day:
    found = _checked(int(year), int(month), int(day))
    return _Day(reason="is not a day of the calendar") if not int(day) else found


def _month(year: str, month: str) -> _Day:
    return _checked(int(year), int(month))


def _year(year: str) -> _Day:
    return _Day(int(year)) if 1900 <= int(year) <= 2100 else _checked(int(year), 1)


def _ordered(a: str, _: str, b: str, c: str) -> _Numbers:
    return _Numbers((int(a), int(b), int(c)), len(c) == 2)


def _named(day: str, month: str, year: str) -> _Day | _Numbers:
    number = month_of(month)
    if not number:
        return _Day(reason="is not a date")
    if len(year) == 2:
        return _Numbers((int(day), number, int(year)), two_digits=True, named=True)
    return _whole(year, str(number), day)


def _named_month(month: str, year: str) -> _Day:
    number = month_of(month)
    return _checked(int(year), number) if number else _Day(reason="is not a date")


def _counted(number: str) -> _Day:
    """The day that a spreadsheet means by a number."""
    day = date(1899, 12, 30) + timedelta(days=int(float(number)))
    return _Day(day.year, day.month, day.day)


def _serial(number: str) -> _Day:
    meant = _counted(number).span[0]
    return _Day(
        reason=f"looks like a spreadsheet's number for {_words(meant)}: format the column as a "
        "date and export it again"
    )


_FORMS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_YMD, _ymd),
    (_COMPACT, _whole),
    (_YM, _month),
    (_MY, lambda month, year: _month(year, month)),
    (_Y, _year),
    (_ORDERED, _ordered),
    (_DAY_NAME, _named),
    (_NAME_DAY, lambda month, day, year: _named(day, month, year)),
    (_NAME_YEAR, _named_month),
    (_SERIAL, _serial),
)


@dataclass(frozen=True)
class _Seen:
    """A column before its order is known: enough to quote one of its values with its row."""

    values: pd.Categorical
    short: list[str]
    of_value: NDArray[np.int64]
    place: Place

    def row(self, text: str) -> int:
        codes = np.flatnonzero(self.of_value == self.short.index(text))
        return int(self.place.rows[np.isin(np.asarray(self.values.codes), codes)][0])

    def where(self, text: str) -> str:
        place = self.place
        return f"{place.file}, column {shown(place.header)}, row {self.row(text)}"


def _settled(forms: dict[str, _Numbers], seen: _Seen) -> tuple[str, str]:
    """The order that the values of a column settle, and the note that says which value did."""
    short_years = [text for text, form in forms.items() if form.two_digits]
    if short_years:
        raise DateOrderError(_two_digits(short_years[0], forms[short_years[0]], seen))
    proof: dict[str, str] = {}
    open_texts = []
    for text, form in forms.items():
        possible = [order for order in ORDERS[:2] if not form.reading(order).reason]
        if len(possible) == 1:
            proof.setdefault(possible[0], text)
        elif possible and form.parts[0] != form.parts[1]:
            open_texts.append(text)
    if len(proof) == 2:
        raise DateOrderError(_contradiction(proof, seen))
    if proof:
        order, text = next(iter(proof.items()))
        return order, (
            f"Dates in column {shown(seen.place.header)} are {order}: {text} in row "
            f"{seen.row(text)} cannot be read otherwise."
        )
    if open_texts:
        raise DateOrderError(_open(open_texts[0], forms[open_texts[0]], seen))
    return ORDERS[0], ""


def _words(day: date) -> str:
    return f"{day.day} {name_of_month(day.month)} {day.year}"


def _readings(form: _Numbers, orders: Sequence[str]) -> str:
    days = [form.reading(order) for order in orders]
    dates = [day.span[0] for day in days if not day.reason]
    if len({day.year for day in dates}) > 1:
        return " or ".join(dict.fromkeys(_words(day) for day in dates))
    names = dict.fromkeys(f"{day.day} {name_of_month(day.month)}" for day in dates)
    return f"{' or '.join(names)} {dates[0].year}" if dates else "not a day of the calendar"


def _options(orders: Sequence[str]) -> str:
    listed = " or ".join(f"--date-order {order}" for order in orders)
    return f'Say which: {listed} (in the mapping: [dates] order = "{orders[0]}").'


def _open(text: str, form: _Numbers, seen: _Seen) -> str:
    return (
        f"{seen.where(text)}: {text} is {_readings(form, ORDERS[:2])}, and no value of the column "
        f"settles it. {_options(ORDERS[:2])}"
    )


def _two_digits(text: str, form: _Numbers, seen: _Seen) -> str:
    return (
        f"{seen.where(text)}: {text} is {_readings(form, ORDERS)}; a year of two digits is read "
        f"only in a stated order. {_options(ORDERS)}"
    )


def _contradiction(proof: dict[str, str], seen: _Seen) -> str:
    first, second = (f"{text} (row {seen.row(text)})" for text in proof.values())
    orders = list(proof)
    return (
        f"{seen.place.file}, column {shown(seen.place.header)}: {first} can only be {orders[0]} "
        f"and {second} only {orders[1]}. {_options(ORDERS[:2])} Rows that do not fit are then "
        "refused one by one."
    )


def _column(
    values: pd.Categorical,
    short: list[str],
    days: list[_Day],
    of_value: NDArray[np.int64],
    note: str,
) -> DateColumn:
    good = [not day.reason for day in days]
    spans = [day.span if ok else (None, None) for day, ok in zip(days, good, strict=True)]
    per_row = np.append(of_value, len(days))[np.asarray(values.codes)]

    def spread(items: Sequence[Any], kind: str) -> NDArray[Any]:
        return np.asarray(np.array([*items, None], dtype=kind)[per_row])

    reasons = [
        _said(text, day) if day.reason else None for text, day in zip(short, days, strict=True)
    ]
    precision = [day.precision if ok else None for day, ok in zip(days, good, strict=True)]
    return DateColumn(
        first=spread([span[0] for span in spans], "datetime64[s]"),
        last=spread([span[1] for span in spans], "datetime64[s]"),
        precision=_spread_text(precision, per_row),
        reasons=_spread_text(reasons, per_row),
        note=note,
    )


def _said(text: str, day: _Day) -> str:
    """Why a text is no date; words are not quoted, because they may be somebody's name."""
    digits = any(character.isdigit() for character in text)
    return f"{shown(text)} {day.reason}" if digits else "holds words and no date"


def _spread_text(items: Sequence[str | None], per_row: NDArray[np.int64]) -> pd.Categorical:
    codes, names = pd.factorize(np.array([*items, None], dtype=object))
    return pd.Categorical.from_codes(codes[per_row], categories=pd.Index(names, dtype="str"))

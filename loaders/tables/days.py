"""Columns that are called 1, 2, 3 … 31 under a month, and days of which a title says the year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import replace

from loaders.tables.date_forms import Day, date_spans, form_of, is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.months import month_of
from loaders.tables.table import RawTable, distinct, recoded

__all__ = ["dated_by", "days_of", "month_said", "with_year"]

_LEAST = 5
"""Columns that are called as days of a month before they are."""
_DAY = re.compile(
    r"^(?:[^\W\d_]{1,10}\.?,?\s+)?(?P<day>[1-9]|[12]\d|3[01]|0[1-9])(?:st|nd|rd|th|\.)?$"
)
_TWO_DIGITS = re.compile(r"(?<!\w)([^\W\d_]{3,10})\.?[\s'’_-]{0,2}((?:20)?[0-4]\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STARTS = frozenset(key_of(name) for group in ALIASES["start"] for name in group)
_ANY_LEAP_YEAR = 2000


def month_said(said: Iterable[str]) -> tuple[int, int] | None:
    """The year and month that titles name, the first that does; a year may stand in another.

    >>> month_said(["Hours", "Jan 24"]), month_said(["March", "Register 2023"]), month_said(["May"])
    ((2024, 1), (2023, 3), None)
    """
    texts = [text for text in said if text]
    for text in texts:
        for first, last in date_spans(text):
            form = form_of(text[first:last])
            if isinstance(form, Day) and form.precision == "month":
                return form.year, form.month
        short = _TWO_DIGITS.search(text)
        if short and month_of(short[1]):
            return 2000 + int(short[2]) % 100, month_of(short[1])
    months = [number for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)
              if (number := month_of(word))]  # fmt: skip
    years = {*_YEAR.findall(" ".join(texts))}
    return (int(years.pop()), months[0]) if months and len(years) == 1 else None


def days_of(raw: RawTable, said: Iterable[str]) -> RawTable:
    """The table with whole dates for the names of columns that are days of the month said."""
    days = {header: int(found["day"]) for header in raw.columns if (found := _DAY.match(header))}
    numbers = list(days.values())
    if len(numbers) < _LEAST or numbers != sorted(set(numbers)):
        return raw
    month = month_said(said)
    if month is None:
        return raw
    last = calendar.monthrange(*month)[1]
    names = {header: f"{month[0]}-{month[1]:02}-{day:02}"
             for header, day in days.items() if day <= last}  # fmt: skip
    columns = {names.get(header, header): values for header, values in raw.columns.items()}
    when = f"{month[0]}-{month[1]:02}"
    note = f"Columns {numbers[0]} to {numbers[-1]} are days of {when}, as the title says."
    return replace(raw, columns=columns, notes=(*raw.notes, note))


def dated_by(raw: RawTable, year: str) -> RawTable:
    """The table with this year in every column of days whose dates say none."""
    columns = dict(raw.columns)
    for header, values in raw.columns.items():
        texts = distinct(values)
        short = [is_date(text, _ANY_LEAP_YEAR) and not is_date(text) for text in texts]
        if key_of(header) in _STARTS and texts and all(short):
            columns[header] = recoded(values, [with_year(text, year) for text in texts])
    return replace(raw, columns=columns)


def with_year(text: str, year: str) -> str:
    """A day and a month with a year.

    >>> with_year("6.1.", "2024"), with_year("3/15", "2024"), with_year("6 Jan", "2024")
    ('6.1.2024', '3/15/2024', '6 Jan 2024')
    """
    sign = next((sign for sign in "/-." if sign in text), " ")
    return text + ("" if text.endswith(sign) else sign) + year

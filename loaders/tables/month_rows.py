"""Months above days, and times below them: how polls and registers name their columns.

A row of months that each reach over several days, the days below, and maybe times below those
(``March 2024 | Sat 2, Sun 10 | 9:00 AM``) are one date to a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from loaders.tables.date_forms import Day, form_of, is_date

__all__ = ["days_below_months"]

Row = Sequence[str]

_DAY = re.compile(r"(?:[^\W\d]{1,10}\.?,?\s*)?(\d{1,2})\.?(?:\s*[^\W\d]{2,10}\.?)?")
_TIME = re.compile(
    r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*[-–—]\s*\d.{0,12})?", re.IGNORECASE
)


def days_below_months(rows: Sequence[Row], most: int) -> tuple[int, int, tuple[str, ...]] | None:
    """The first and last of such rows among the first ones, and the names of the columns.

    >>> rows = [["", "March 2024", "", "April 2024"], ["Name", "Sat 2", "Sun 10", "5"], ["a", "OK"]]
    >>> days_below_months(rows, 25)
    (0, 1, ('Name', '2 March 2024', '10 March 2024', '5 April 2024'))
    """
    for at, (above, below) in enumerate(pairwise(rows[:most])):
        days = _days(above, below)
        if days is not None:
            times = rows[at + 2] if at + 2 < len(rows) else ()
            timed = _are_times(times, days)
            return at, at + 1 + timed, _named(days, times) if timed else tuple(days)
    return None


def _days(above: Row, below: Row) -> list[str] | None:
    """The names of columns of which the months stand above and the days below."""
    months = [at for at, cell in enumerate(above) if cell]
    if not months or months[0] == 0 or not all(_is_month(above[at]) for at in months):
        return None
    names, month, days = [], "", []
    for at, cell in enumerate(below):
        month = (above[at] if at < len(above) else "") or month
        day = _DAY.fullmatch(cell) if month else None
        if day is not None and is_date(f"{day[1]} {month}"):
            days.append(f"{day[1]} {month}")
            names.append(days[-1])
            continue
        if cell and month and not days:
            return None
        month = "" if cell else month  # a total behind the days has no month
        names.append(cell)
    first = next((cell for cell in below if cell), "")
    spread = len(days) > len(months) and len(set(days)) >= len(months)
    return names if spread and not (first and below[0] and below[0] in days) else None


def _is_month(text: str) -> bool:
    form = form_of(text) if any(map(str.isalpha, text)) and is_date(text) else None
    return isinstance(form, Day) and form.precision == "month"


def _are_times(row: Row, days: Sequence[str]) -> bool:
    """Whether a row says the times of days, which may be several of one."""
    filled = [at for at, cell in enumerate(row) if cell]
    first = next(at for at, day in enumerate(days) if is_date(day))
    times = all(":" in row[at] and _TIME.fullmatch(row[at]) for at in filled)
    return bool(filled) and times and min(filled) >= first


def _named(days: Sequence[str], times: Row) -> tuple[str, ...]:
    """The days, which reach to the right, with their times where a day has several."""
    names, day = [], ""
    for name, time in zip_longest(days, times, fillvalue=""):
        day = name or (day if time else "")
        names.append((day, time))
    every = [name for name, _ in names]
    return tuple(f"{day} ({time})" if time and every.count(day) > 1 else day for day, time in names)

"""Which order the numbers of a date have: both readings of a row, and what speaks for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from loaders.dates import ORDERS, Place, read_dates
from loaders.months import name_of_month
from loaders.tables.table import RawTable
from pathways.errors import DateOrderError

__all__ = ["DateReading", "date_readings"]

_NUMBERS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b")
_SORTED, _MIXED = 0.9, 0.75


@dataclass(frozen=True)
class DateReading:
    """One way to read a column of dates.

    Attributes:
        order: such as ``day-month-year``.
        row, text, says: a row that can be read in several ways, its text, and what it is this way.
        unreadable: how many rows are no date this way.
        ahead: how many lie after today.
        in_order: the share of rows that follow the row above in time (or all go back in time).
    """

    order: str
    row: int
    text: str
    says: str
    unreadable: int
    ahead: int
    in_order: float


def date_readings(table: RawTable) -> tuple[DateReading, ...]:
    """Readings of the first column whose dates nothing settles, the likeliest first; or none."""
    for header in table.columns:
        try:
            read_dates(table.columns[header], Place(table.name, header, table.rows))
        except DateOrderError:
            found = [one for order in ORDERS if (one := _reading(table, header, order))]
            return tuple(sorted(found, key=_likely))
    return ()


def _likely(reading: DateReading) -> tuple[int, int, float, int]:
    return reading.unreadable, reading.ahead, -reading.in_order, ORDERS.index(reading.order)


def _reading(table: RawTable, header: str, order: str) -> DateReading | None:
    values = table.columns[header]
    read = read_dates(values, Place(table.name, header, table.rows), order)
    good = ~np.isnat(read.first)
    filled = np.asarray(values.codes) >= 0
    if good.sum() < filled.sum() / 2:
        return None
    at = _two_ways(values.tolist(), good)
    day = read.first[at].astype("datetime64[D]").item()
    today = np.datetime64(datetime.now(UTC).date())
    return DateReading(
        order=order,
        row=int(table.rows[at]),
        text=str(values[at]),
        says=f"{day.day} {name_of_month(day.month)} {day.year}",
        unreadable=int((filled & ~good).sum()),
        ahead=int((read.first[good] > today).sum()),
        in_order=_in_order(read.first[good].astype("datetime64[D]").astype(np.int64)),
    )


def _two_ways(texts: list[object], good: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """A row whose text is two days, or else the first that is one."""
    for at, text in enumerate(texts):
        found = _NUMBERS.match(str(text))
        if found and good[at] and found[1] != found[2] and max(map(int, found.groups())) <= 12:
            return at
    return int(np.flatnonzero(good)[0])


def _in_order(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    steps = np.diff(days)
    steps = steps[steps != 0]
    return float(max((steps > 0).mean(), (steps < 0).mean())) if len(steps) else 0.0


def speaks_for(first: DateReading, second: DateReading) -> str:
    """What speaks for the first of two readings, in words; empty where nothing does."""
    if first.unreadable < second.unreadable:
        return f"read the other way, {_rows(second.unreadable)} no date"
    if first.ahead < second.ahead:
        return f"read the other way, {_rows(second.ahead)} in the future"
    if first.in_order >= _SORTED and second.in_order <= _MIXED:
        return "read this way the rows stand in order of time"
    return ""


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"

"""Which order the numbers of a date have: what speaks for each reading of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from loaders.tables.months import name_of_month
from loaders.tables.table import RawTable
from loaders.understanding.dates import HEADERS, DateRule, Place, read_dates

__all__ = [
    "DateReading",
    "date_readings",
    "in_words",
    "readings_of_headers",
    "speaks_for",
    "written_with_points",
]

_SORTED, _MIXED = 0.9, 0.75
_ENOUGH = 8
"""So many rows have to stand in order before that says something."""
_ENOUGH_HEADERS = 2
"""So many steps between columns of events, which hardly ever stand in another order."""


@dataclass(frozen=True)
class DateReading:
    """One way to read a column of dates.

    Attributes:
        order: such as ``day-month-year``, or another name of a rule.
        unreadable: how many rows are no date this way.
        ahead: how many lie after today.
        in_order: the share of rows that follow the row above in time (or all go back in time).
    """

    order: str
    unreadable: int
    ahead: int
    in_order: float


def in_words(day: str) -> str:
    """A day as people say it.

    >>> in_words("2018-04-03"), in_words("")
    ('3 April 2018', 'no date')
    """
    if not day:
        return "no date"
    read = date.fromisoformat(day)
    return f"{read.day} {name_of_month(read.month)} {read.year}"


def date_readings(
    table: RawTable, header: str, rules: Mapping[str, DateRule]
) -> tuple[DateReading, ...]:
    """The readings of a column of dates by some rules, the likeliest first."""
    if header not in table.columns:
        return ()
    place = Place(table.name, header, table.rows)
    return _readings(table.columns[header], place, rules, _ENOUGH)


def readings_of_headers(
    dates: Sequence[str], rules: Mapping[str, DateRule]
) -> tuple[DateReading, ...]:
    """The readings of the dates in the names of columns, which stand in order of time."""
    rows = np.zeros(len(dates), dtype=np.int64)
    place = Place("", HEADERS, rows)
    return _readings(pd.Categorical(list(dates)), place, rules, _ENOUGH_HEADERS)


def _readings(
    values: pd.Categorical, place: Place, rules: Mapping[str, DateRule], enough: int
) -> tuple[DateReading, ...]:
    found = [one for name, rule in rules.items()
             if (one := _reading(values, place, name, rule, enough))]  # fmt: skip
    return tuple(sorted(found, key=_likely))


def _likely(reading: DateReading) -> tuple[int, int, float]:
    return reading.unreadable, reading.ahead, -reading.in_order


def _reading(
    values: pd.Categorical, place: Place, order: str, rule: DateRule, enough: int
) -> DateReading | None:
    read = read_dates(values, place, rule)
    good = ~np.isnat(read.first)
    filled = np.asarray(values.codes) >= 0
    if good.sum() < filled.sum() / 2:
        return None
    today = np.datetime64(datetime.now(UTC).date())
    days = read.first[good].astype("datetime64[D]")
    return DateReading(
        order=order,
        unreadable=int((filled & ~good).sum()),
        ahead=int((days > today).sum()),
        in_order=_in_order(days.astype(np.int64), enough),
    )


def _in_order(days: np.ndarray[tuple[int], np.dtype[np.int64]], enough: int) -> float:
    steps = np.diff(days)
    steps = steps[steps != 0]
    return float(max((steps > 0).mean(), (steps < 0).mean())) if len(steps) >= enough else 0.0


def written_with_points(cell: str) -> bool:
    """Whether the numbers of a date stand between points, as where the day comes first.

    >>> written_with_points("03.04.2018"), written_with_points("3/4/2018")
    (True, False)
    """
    return cell.count(".") == 2


def speaks_for(first: DateReading, second: DateReading) -> str:
    """What speaks for the first of two readings, in words; empty where nothing does."""
    if first.unreadable < second.unreadable:
        return f"read the other way, {_rows(second.unreadable)} no date"
    if first.ahead < second.ahead:
        return f"read the other way, {_rows(second.ahead)} in the future"
    if first.in_order >= _SORTED and second.in_order <= _MIXED:
        return "read this way they stand in order of time"
    return ""


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"

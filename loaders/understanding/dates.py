"""A column of dates, and how exactly each is known.

One order holds for a whole column: the stated one, or the one that some value of the column settles
(26/05/2015 can only be day-month-year).  Where nothing settles it, or values contradict each other,
nobody guesses: :func:`unsettled` says what is open, with both readings of a real cell.  Numbers are
days (43223: a spreadsheet counted them), or seconds and milliseconds since 1970.

A spreadsheet that reads 04/03/2024 in another order than it was written in makes a date of it, and
leaves 25/03/2024 a text, because it cannot be one.  A column of which every date has a day of 12 or
less and every text one of more is asked about.

A time of day makes an instant, which orders steps within the day; the date is taken as it was
written, whatever the time zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.date_forms import (
    ORDERS,
    Day,
    Numbers,
    day_counted,
    forms_of,
    words_of,
)
from loaders.tables.instants import cut_times
from loaders.tables.table import distinct
from loaders.understanding.open_dates import (
    CELLS,
    HEADERS,
    Place,
    Unsettled,
    readings_of,
    sentence_of,
)
from pathways.errors import DateOrderError, shown

__all__ = ["CELLS", "HEADERS", "ORDERS", "DateColumn", "DateRule", "Place", "Unsettled",
           "read_dates", "unsettled"]  # fmt: skip

_SERIAL = re.compile(r"^([2-6]\d{4})(?:\.\d+)?$")
_EPOCH = re.compile(r"^(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?$")
_MONTH_FIRST = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$")
_ZERO = re.compile(r"\b0\d\b")
_BARE = re.compile(r"\b\d\b")
_INSTANT = "instant"
_ENOUGH = 3
"""Cells of each kind before a column is taken for one that a spreadsheet converted in part."""


@dataclass(frozen=True)
class DateRule:
    """What is known about the dates of a column beforehand.

    Attributes:
        order: one of :data:`ORDERS`, for numbers that can be read in several ways.
        year: the year of dates that say none.
        converted: the order in which a spreadsheet read the dates that it converted; where it is
            not ``order``, their day and month are exchanged.
    """

    order: str = ""
    year: int = 0
    converted: str = ""


@dataclass(frozen=True)
class DateColumn:
    """A column of dates, row by row.

    ``first`` and ``last`` are the first and the last moment that a value may mean; ``precision`` is
    ``instant``, ``day``, ``month`` or ``year``, missing where the cell is blank; ``reasons`` says
    why a value is no date.
    """

    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    precision: pd.Categorical
    reasons: pd.Categorical
    note: str = ""


@dataclass(frozen=True)
class _Seen:
    """The distinct dates of a column without their times, what they say, and where they stand."""

    short: list[str]
    forms: list[Day | Numbers]
    of_row: NDArray[np.int64]
    place: Place
    counted: str = ""

    def row(self, text: str) -> int:
        found = np.flatnonzero(self.of_row == self.short.index(text))
        return int(self.place.rows[found[0]]) if len(found) else 0

    def cells(self, texts: Sequence[str]) -> int:
        at = [self.short.index(text) for text in texts[:1000]]
        return int(np.isin(self.of_row, at).sum())

    @property
    def open(self) -> dict[str, Numbers]:
        """Numbers whose order has to be known."""
        pairs = zip(self.short, self.forms, strict=True)
        return {text: form for text, form in pairs if isinstance(form, Numbers) and not form.named}


def read_dates(values: pd.Categorical, place: Place, rule: DateRule | str = "") -> DateColumn:
    """A column of dates.

    Args:
        values: the column.
        place: where it stands, for messages.
        rule: what is known beforehand, or only the order.

    Raises:
        DateOrderError: nothing settles the order, or values contradict each other.
    """
    known = DateRule(rule) if isinstance(rule, str) else rule
    counted = _counted(values, place)
    if counted is not None:
        return counted
    seen, seconds = _seen(values, place, known)
    question = _unsettled(seen, known)
    if question is not None:
        raise DateOrderError(sentence_of(question, place))
    order, note = (known.order, "") if known.order else _settled(seen)
    swap = bool(known.converted) and known.converted != order
    days = [
        form.reading(order) if isinstance(form, Numbers) else _swapped(text, form, on=swap)
        for text, form in zip(seen.short, seen.forms, strict=True)
    ]
    return _column(seen, days, seconds, " ".join(filter(None, (note, _said_days(seen)))))


def unsettled(values: pd.Categorical, place: Place, rule: DateRule) -> Unsettled | None:
    """What keeps a column of dates from being read; ``None`` where nothing does."""
    if _counted(values, place) is not None:
        return None
    return _unsettled(_seen(values, place, rule)[0], rule)


def _seen(values: pd.Categorical, place: Place, rule: DateRule) -> tuple[_Seen, NDArray[np.int64]]:
    short, of_value, seconds = cut_times(distinct(values))
    forms, counted = forms_of(short, rule.year)
    codes = np.asarray(values.codes)
    of_row = np.append(of_value, -1)[codes]
    return _Seen(short, forms, of_row, place, counted), np.append(seconds, -1)[codes]


def _swapped(text: str, day: Day, *, on: bool) -> Day:
    """A date that a spreadsheet made, back in the order that it was written in."""
    return day.swapped if on and text[:4].isdigit() and day.day else day


def _counted(values: pd.Categorical, place: Place) -> DateColumn | None:
    """A column of nothing but numbers that count days or seconds."""
    texts = distinct(values)
    codes = np.asarray(values.codes)
    if not texts:
        return None
    if all(map(_SERIAL.match, texts)):
        days = [day_counted(text) for text in texts]
        seen = _Seen(texts, list(days), codes.astype(np.int64), place, texts[0])
        return _column(seen, days, np.full(len(codes), -1), _said_days(seen))
    return _since_1970(texts, codes, place) if all(map(_EPOCH.match, texts)) else None


def _said_days(seen: _Seen) -> str:
    """That numbers of a column are a spreadsheet's days, where some are."""
    if not seen.counted:
        return ""
    day = words_of(day_counted(seen.counted).span[0])
    return f"Numbers in {seen.place.named} are a spreadsheet's days: {seen.counted} is {day}."


def _since_1970(texts: Sequence[str], codes: NDArray[Any], place: Place) -> DateColumn | None:
    """Seconds, milliseconds or microseconds since 1970, by how many digits they have."""
    digits = {len(text.split(".")[0]) for text in texts}
    unit = next((u for u, most in ((1, 10), (1000, 13), (10**6, 16)) if max(digits) <= most), 0)
    moments = np.array([int(text.split(".")[0]) // unit for text in texts], dtype=np.int64)
    if (
        min(digits) < max(digits) - 1
        or moments.min() < 315_532_800
        or moments.max() > 4_102_444_800
    ):
        return None
    first = np.append(moments.astype("datetime64[s]"), np.datetime64("NaT"))[codes]
    name = {1: "seconds", 1000: "milliseconds", 10**6: "microseconds"}[unit]
    day = moments.astype("datetime64[s]")[0].astype("datetime64[D]").item()
    note = (
        f"Numbers in {place.named} are {name} since 1970: {texts[0]} is "
        f"{words_of(day)}, in universal time."
    )
    precision = pd.Categorical.from_codes(
        np.where(codes >= 0, 0, -1), pd.Index([_INSTANT], dtype="str")
    )
    reasons = pd.Categorical.from_codes(np.full(len(codes), -1), pd.Index([], dtype="str"))
    return DateColumn(first, first, precision, reasons, note)


def _unsettled(seen: _Seen, rule: DateRule) -> Unsettled | None:
    numbers = {} if rule.order else seen.open
    if not rule.converted:
        half = _half_converted(seen, rule.order)
        if half is not None:
            return half
    if not numbers:
        return None
    orders = _orders(numbers)
    proof: dict[str, str] = {}
    doubtful = []
    for text, form in numbers.items():
        possible = [order for order in orders if not form.reading(order).reason]
        if len(possible) == 1:
            proof.setdefault(possible[0], text)
        elif len({form.reading(order) for order in possible}) > 1:
            doubtful.append(text)
    if len(proof) > 1:
        (_, first), (_, second) = list(proof.items())[:2]
        readings = readings_of(numbers[first], orders)
        return Unsettled("contradiction", first, seen.row(first), readings,
                         seen.cells(list(numbers)), second, seen.row(second))  # fmt: skip
    if proof or not doubtful:
        return None
    text = doubtful[0]
    return Unsettled("open", text, seen.row(text), readings_of(numbers[text], orders),
                     seen.cells(doubtful))  # fmt: skip


def _orders(numbers: dict[str, Numbers]) -> tuple[str, ...]:
    """The orders that a column can have; the year comes last, unless two digits cannot be one."""
    short = [form for form in numbers.values() if form.two_digits]
    last = [all(form.reading(o).reason for o in ORDERS[:2]) for form in short]
    return ORDERS[2:] if short and any(last) and _fits(short, ORDERS[2]) else ORDERS[:2]


def _fits(forms: Sequence[Numbers], order: str) -> bool:
    return all(not form.reading(order).reason for form in forms)


def _half_converted(seen: _Seen, order: str) -> Unsettled | None:
    """A column of which a spreadsheet seems to have converted what it could, in another order."""
    dates = {t: f for t, f in zip(seen.short, seen.forms, strict=True)
             if isinstance(f, Day) and f.day and t[:4].isdigit()}  # fmt: skip
    texts = {t: f for t, f in seen.open.items() if not f.two_digits}
    if min(len(dates), len(texts)) < _ENOUGH or any(day.day > 12 for day in dates.values()):
        return None
    possible = {o for form in texts.values() for o in ORDERS[:2] if not form.reading(o).reason}
    swappable = any(max(form.parts[:2]) <= 12 for form in texts.values())
    if len(possible) != 1 or swappable or (order and order not in possible):
        return None
    cell, day = next(((t, d) for t, d in dates.items() if d.day != d.month), (None, None))
    if cell is None or day is None:
        return None
    (written,) = possible
    return Unsettled("converted", cell, seen.row(cell), {written: day.swapped, "as they are": day},
                     seen.cells(list(dates)), next(iter(texts)),
                     seen.row(next(iter(texts))))  # fmt: skip


def _settled(seen: _Seen) -> tuple[str, str]:
    """The order that the values of a column settle, and the note that says which value did."""
    numbers = seen.open
    if not numbers:
        return ORDERS[0], ""
    orders = _orders(numbers)
    for text, form in numbers.items():
        possible = [order for order in orders if not form.reading(order).reason]
        if len(possible) == 1:
            return possible[0], (
                f"Dates in {seen.place.named} are {possible[0]}: {text} in row "
                f"{seen.row(text)} cannot be read otherwise."
            )
    return orders[0], ""


def _column(seen: _Seen, days: list[Day], seconds: NDArray[np.int64], note: str) -> DateColumn:
    good = [not day.reason for day in days]
    spans = [day.span if ok else (None, None) for day, ok in zip(days, good, strict=True)]

    def spread(items: Sequence[Any]) -> NDArray[Any]:
        return np.asarray(np.array([*items, None], dtype="datetime64[s]")[seen.of_row])

    reasons = [
        _said(text, day) if day.reason else None for text, day in zip(seen.short, days, strict=True)
    ]
    precision = [day.precision if ok else None for day, ok in zip(days, good, strict=True)]
    known = _spread_text(precision, seen.of_row)
    timed = np.asarray(known == "day") & (seconds >= 0)
    if timed.any():
        known = known.add_categories([_INSTANT])
        known[timed] = _INSTANT
    added = np.where(timed, seconds, 0).astype("timedelta64[s]")
    return DateColumn(
        first=spread([span[0] for span in spans]) + added,
        last=spread([span[1] for span in spans]) + added,
        precision=known,
        reasons=_spread_text(reasons, seen.of_row),
        note=note,
    )


def _said(text: str, day: Day) -> str:
    """Why a text is no date; words are not quoted, because they may be somebody's name."""
    digits = any(character.isdigit() for character in text)
    return f"{shown(text)} {day.reason}" if digits else "holds words and no date"


def _spread_text(items: Sequence[str | None], per_row: NDArray[np.int64]) -> pd.Categorical:
    codes, names = pd.factorize(np.array([*items, None], dtype=object))
    return pd.Categorical.from_codes(codes[per_row], categories=pd.Index(names, dtype="str"))

"""Time as the measures see it: the cut-off, the follow-up window, and what lies inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pathways.errors import OptionError, shown

__all__ = ["AsOf", "Horizon", "length_of_time", "months_long", "parse_horizon"]

Ints = NDArray[np.int64]


_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class AsOf:
    """The data cut-off: nothing after it is counted.

    ``day`` is missing in a record that knows editions only; ``rank`` is the latest edition that
    had begun by then; ``label`` is what outputs print; ``given`` whether somebody said it.
    """

    day: date | None
    rank: int
    label: str
    given: bool = field(default=False, compare=False)

    @property
    def time(self) -> int:
        """The place of the cut-off on the log's axis: days since 1970, or the edition's rank."""
        return self.rank if self.day is None else (self.day - _EPOCH).days

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Horizon:
    """The follow-up window of a rate: days, calendar months, or editions of the same program.

    ``length`` is in the ``unit`` in which time is measured, ``day`` or ``edition``.  A window of
    ``months`` ends on the same day so many months later, that day included, which is ``length``
    days in a year without a leap day.  Where editions are calendar years they are ``yearly``.
    """

    length: int
    unit: str
    months: int = 0
    yearly: bool = False

    @property
    def short(self) -> str:
        """As it is asked for: ``12m``, ``90d``, ``1e``; read again, it is the same window."""
        asked = _Asked(f"{self.months}m" if self.months else f"{self.length}{self.unit[0]}")
        asked.window = self
        return asked

    def __str__(self) -> str:
        """Completes "within ...".

        >>> [str(parse_horizon(text)) for text in ("1e", "2e", "12m", "365d")]
        ['the next edition', 'the next 2 editions', '12 months', '365 days']
        """
        if self.unit == "edition":
            name = "year" if self.yearly else "edition"
            return f"the next {name}" if self.length == 1 else f"the next {self.length} {name}s"
        return length_of_time(self)

    def ahead(self, since: Ints) -> Ints:
        """The length of the window that opens at each place in time.

        >>> leap = np.array(["2020-01-01", "2020-02-29", "2021-01-01"], "datetime64[D]")
        >>> parse_horizon("12m").ahead(leap.astype(np.int64)).tolist()
        [366, 365, 365]
        """
        if not self.months:
            return np.full(np.shape(since), self.length, dtype=np.int64)
        return _same_day(since, self.months) - since

    def back(self, until: Ints) -> Ints:
        """The length of the window that closes at each place in time."""
        if not self.months:
            return np.full(np.shape(until), self.length, dtype=np.int64)
        return np.asarray(until - _same_day(until, -self.months), dtype=np.int64)


class _Asked(str):
    """A window as it is asked for, which keeps what it was made from: that editions are years."""

    window: Horizon


def months_long(months: int) -> Horizon:
    """A window of calendar months."""
    return Horizon(months * 365 // 12, "day", months)


def _same_day(days: Ints, months: int) -> Ints:
    """The same day so many months later; the last of the month where there is none."""
    days = np.asarray(days, dtype=np.int64)
    first, last = (int(days.min()), int(days.max())) if days.size else (0, 0)
    if last - first >= days.size:
        return _moved(days, months)
    # Of many engagements few days are different: the calendar is asked once for each.
    return _moved(np.arange(first, last + 1), months)[days - first]


def _moved(days: Ints, months: int) -> Ints:
    """Each day moved by so many months."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    then = month + months
    last = (then + 1).astype("datetime64[D]") - 1
    same = then.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    return np.asarray(np.minimum(same, last).astype(np.int64))


def length_of_time(window: Horizon) -> str:
    """A window as a length of time.

    >>> [length_of_time(parse_horizon(text)) for text in ("1e", "3e", "9d", "12m")]
    ['1 edition', '3 editions', '9 days', '12 months']
    """
    count, unit = (window.months, "month") if window.months else (window.length, window.unit)
    unit = "year" if window.yearly else unit
    return f"{count} {unit}{'s' if count != 1 else ''}"


def parse_horizon(text: str) -> Horizon:
    """``12m``, ``90d`` or ``1e`` as a :class:`Horizon`.

    Raises:
        OptionError: anything else.

    >>> parse_horizon("90d").length, parse_horizon("12m").months
    (90, 12)
    """
    if isinstance(text, _Asked):
        return text.window
    found = re.fullmatch(r"\s*(\d{1,6})\s*([dme])\s*", str(text), re.IGNORECASE)
    if not found or int(found[1]) == 0:
        raise OptionError(
            "A window is a number of months, days or editions, such as 12m, 90d or 1e, not "
            f"{shown(text)}."
        )
    length, unit = int(found[1]), found[2].lower()
    if unit == "m":
        return months_long(length)
    return Horizon(length, "day" if unit == "d" else "edition")

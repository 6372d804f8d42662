"""Time as the measures see it: the cut-off, the follow-up window, and what lies inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pathways.errors import OptionError, shown

__all__ = ["AsOf", "Horizon", "length_of_time", "parse_horizon"]


@dataclass(frozen=True)
class AsOf:
    """The data cut-off: nothing after it is counted.

    ``day`` is missing in a record that knows editions only; ``rank`` is the latest edition that
    had begun by then; ``label`` is what outputs print.
    """

    day: date | None
    rank: int
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Horizon:
    """The follow-up window of a rate: so many days, or so many editions of the same program."""

    length: int
    unit: str

    @property
    def short(self) -> str:
        """As it is asked for: ``365d``, ``1e``."""
        return f"{self.length}{'d' if self.unit == 'day' else 'e'}"

    def __str__(self) -> str:
        """Completes "within ...".

        >>> str(parse_horizon("1e")), str(parse_horizon("2e")), str(parse_horizon("365d"))
        ('the next edition', 'the next 2 editions', '12 months')
        """
        if self.unit == "edition":
            return "the next edition" if self.length == 1 else f"the next {self.length} editions"
        if self.length == 365:
            return "12 months"
        return f"{self.length} day{'s' if self.length != 1 else ''}"


def length_of_time(window: Horizon) -> str:
    """A window as a length of time.

    >>> [length_of_time(parse_horizon(text)) for text in ("1e", "3e", "9d", "365d")]
    ['1 edition', '3 editions', '9 days', '12 months']
    """
    if window.unit == "edition":
        return f"{window.length} edition{'s' if window.length != 1 else ''}"
    return str(window)


def parse_horizon(text: str) -> Horizon:
    """``365d`` or ``1e`` as a :class:`Horizon`.

    Raises:
        OptionError: anything else.

    >>> parse_horizon("90d")
    Horizon(length=90, unit='day')
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*([de])\s*", str(text), re.IGNORECASE)
    if not found or int(found[1]) == 0:
        raise OptionError(
            f"A window is a number of days or editions, such as 365d or 1e, not {shown(text)}."
        )
    return Horizon(int(found[1]), "day" if found[2].lower() == "d" else "edition")

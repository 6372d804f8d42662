"""Where a table begins: titles above it, the row that names the columns, a row of groups over it.

A header is the first row that is about as wide as those below it.  A row above it whose cells
stand over several columns is a row of groups; a row below it that says dates and nobody is the
second half of the names of events.  Both are joined to the names (``Spring 2024: Intro``).
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.tables.date_forms import is_date
from loaders.tables.explained import explains
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.month_rows import days_below_months
from loaders.tables.periods import period_spans

__all__ = ["LOOKED_AT", "Head", "head_of"]

LOOKED_AT = 60
"""Rows that are looked at to find the header."""
_TITLES = 25
_YEAR = 2000
_OTHERS = (
    ("first name", "last name", "vorname", "nachname", "prénom", "apellido", "apellidos", "surname",
     "phone", "phone number", "attended", "checked in", "user name", "join time", "city", "country",
     "notes", "hours", "organization", "organisation"),
)  # fmt: skip
_NAMES = frozenset(
    key_of(name) for groups in (*ALIASES.values(), _OTHERS) for group in groups for name in group
)
_WHEN = frozenset(key_of(name) for group in ALIASES["start"] for name in group)


@dataclass(frozen=True)
class Head:
    """The place of a header: its first and last row (from 0), its names, and what is above it."""

    first: int
    last: int
    names: tuple[str, ...]
    titles: tuple[str, ...] = ()
    grouped: bool = False
    loose: int = 0
    """Rows above it that are filled as those below are."""


def head_of(rows: Sequence[Sequence[str]], header_row: int = 0) -> Head | None:
    """The head of a table of which these are the first rows; ``None`` where nothing is filled.

    ``header_row`` is the row that names the columns, as a spreadsheet counts, where it is known.

    >>> head_of([["Members"], ["id", "role"], ["a", "mentee"]])
    Head(first=1, last=1, names=('id', 'role'), titles=('Members',), grouped=False, loose=0)
    >>> head_of([["", "Intro", "Sprint"], ["Name", "2/8/2025", "3/15/2025"], ["p1", "x", ""]]).names
    ('Name', 'Intro: 2/8/2025', 'Sprint: 3/15/2025')
    """
    if header_row:
        at = header_row - 1
        return None if at >= len(rows) else _head(rows, at, at, tuple(_trimmed(rows[at])))
    months = days_below_months(rows, _TITLES)
    if months is not None:
        return _head(rows, *months)
    found, later = _header_at(rows)
    if found is None:
        return None
    if later and not (later == found + 1 and _belong(rows[found], rows[later])):
        found = later
    if found and sum(map(bool, rows[found - 1])) > 1 and _belong(rows[found - 1], rows[found]):
        found -= 1
    below = _unlabelled(rows[found + 1]) if found + 1 < len(rows) else []
    if found + 2 >= len(rows) or not _belong(rows[found], below):
        return _head(rows, found, found, tuple(_trimmed(rows[found])))
    return _head(rows, found, found + 1, tuple(_joined(rows[found], below)))


def _unlabelled(row: Sequence[str]) -> Sequence[str]:
    """A row of dates without the word before them that says that they are."""
    at = next((at for at, cell in enumerate(row) if cell), 0)
    days = [cell for cell in row[at + 1 :] if cell]
    label = (
        len(days) > 1 and key_of(row[at]) in _WHEN and all(is_date(cell, _YEAR) for cell in days)
    )
    return ["" if label and place == at else cell for place, cell in enumerate(row)]


def _head(rows: Sequence[Sequence[str]], first: int, last: int, names: tuple[str, ...]) -> Head:
    """The head in these rows, with the titles above it, and how many rows there are none."""
    below = rows[last + 1] if last + 1 < len(rows) else ()
    above = [row for row in rows[:first] if any(row)]
    loose = [row for row in above if _is_like(row, below, len(names))]
    titles = tuple(" ".join(filter(None, row)) for row in above if row not in loose)
    return Head(first, last, names, titles, last > first, len(loose))


def _is_like(row: Sequence[str], below: Sequence[str], columns: int) -> bool:
    """Whether a row above the names of the columns is filled as the first below: with its dates."""
    dates = [at for at, cell in enumerate(below) if is_date(cell)]
    same = bool(dates) and all(at < len(row) and is_date(row[at]) for at in dates)
    return same and sum(map(bool, row)) >= max(2, columns - 1)


def _header_at(rows: Sequence[Sequence[str]]) -> tuple[int | None, int]:
    """The first row that is about as wide as those below; and one below that has usual names.

    The second is 0 where the first has usual names itself, or no other has.
    """
    widths = [sum(map(bool, row)) for row in rows]
    wide = [at for at, width in enumerate(widths[:_TITLES])
            if width > 1 and not (_says_one_thing(rows[at]) or _is_legend(rows[at]))]  # fmt: skip
    if not wide:
        return next((at for at, width in enumerate(widths) if width), None), 0
    first = next((at for at in wide if widths[at] >= _usual(widths[at + 1 :]) / 2), wide[0])
    if _named(rows[first]):
        return first, 0
    later = (at for at in wide if first < at <= first + 15 and _named(rows[at]) > 1)
    return first, next(later, 0)


def _says_one_thing(row: Sequence[str]) -> bool:
    """Whether a row is what something is called and what it is, as *Date:* and a date are."""
    filled = [cell for cell in row if cell]
    return len(filled) == 2 and filled[0].endswith(":") and not filled[1].endswith(":")


def _is_legend(row: Sequence[str]) -> bool:
    """Whether a row explains marks, which no names of columns do."""
    return all(map(explains, filter(None, row)))


def _usual(widths: Sequence[int]) -> float:
    filled = [width for width in widths[:20] if width]
    return float(statistics.median(filled)) if filled else 0


def _named(row: Sequence[str]) -> int:
    """How many cells of a row are usual names of columns."""
    return sum(key_of(cell) in _NAMES for cell in row if cell and len(cell) < 60)


def _belong(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two rows name the columns together."""
    upper, lower = _padded(above, below)
    if sum(map(bool, lower)) < 2 or _is_legend(upper):
        return False
    dates = [is_date(cell, _YEAR) for cell in lower if cell]
    gaps = any(low and not up for up, low in zip(upper, lower, strict=True))
    if gaps and sum(map(bool, lower)) >= sum(map(bool, upper)) and _names_columns(upper, lower):
        return True
    nobody = not next((low for up, low in zip(upper, lower, strict=True) if up), "")
    return nobody and all(dates) and not any(is_date(cell, _YEAR) for cell in upper if cell)


def _names_columns(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row under one with gaps holds names of columns, and not the first record."""
    dated = [bool(low) and is_date(low, _YEAR) for low in lower]
    over = [at for at, up in enumerate(upper) if up]
    if sum(dated) > 1 and all(dated[at] and not is_date(upper[at], _YEAR) for at in over):
        return True
    rest = [cell for cell in lower if cell and key_of(cell) not in _NAMES]
    if rest and len(rest) < sum(map(bool, lower)) and all(is_date(cell, _YEAR) for cell in rest):
        return True
    first = next(filter(None, lower), "")
    begins = key_of(first) in _NAMES and not _named(upper)
    return begins or 1 < _named(lower) > _named(upper)


def _padded(above: Sequence[str], below: Sequence[str]) -> tuple[list[str], list[str]]:
    width = max(len(above), len(below))
    return tuple([*row, *[""] * (width - len(row))] for row in (above, below))  # type: ignore[return-value]


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The names of columns from a row of groups, which reach to the right, and one below it."""
    upper, lower = _padded(above, below)
    group, names = "", []
    for up, low in zip(upper, lower, strict=True):
        group = up or (group if low else "")
        names.append((group, low))
    lows = [key_of(low) for _, low in names if low]
    return _trimmed([_name(group, low, twice=lows.count(key_of(low)) > 1) for group, low in names])


def _name(group: str, low: str, *, twice: bool) -> str:
    """One name; the group stays out of it where the name below says enough."""
    if not group or not low or key_of(group) == key_of(low):
        return low or group
    timed = is_date(low, _YEAR) or period_spans(low) or period_spans(group) or is_date(group, _YEAR)
    return f"{group}: {low}" if timed or twice else low


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells without the blank ones at the end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept

"""Tables as a meeting reads them: every share with its counts and interval, hidden ones said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pathways.answer import plain
from pathways.privacy.disclosure import STATES
from pathways.stats.rate import TOO_FEW, ends, percent, round_half_up
from viz.drawing.text import clean
from viz.drawing.words import HIDDEN

__all__ = ["PageTable", "page_table"]

_RATE = ("x", "n", "rate", "low", "high")
_LEFT_OUT = ("hidden", "size", "lift", "gap", "probability", "still_inside", "moves", "names")
_PEOPLE = (*STATES, "people", "not_yet_observable", "already")
"""Counts that are missing only where they are hidden."""
_RANGES = {
    "would_have_moved": ("would have moved on", "would_low", "would_high"),
    "change": ("change in points", "change_low", "change_high"),
    "median_days": ("days, and of the middle half", "q1_days", "q3_days"),
    "share": ("moved on by then", "low", "high"),
}
"""A value and its ends, which are one cell under one heading."""
_LENGTHS = {"threshold": ("usual time", "threshold_unit"), "time": ("after", "unit")}
"""A number and its unit, in the same way."""
_HEADINGS = {
    "a_first": "first named came first",
    "b_first": "second came first",
    "at_risk": "still waiting",
    "clear": "clear of noise",
    "expected": "expected by chance",
    "median_editions": "editions, median",
    "step_number": "step",
}
_JOINED = {name for _, *ends in (*_RANGES.values(), *_LENGTHS.values()) for name in ends}
_MOST_ROWS = 40


@dataclass(frozen=True)
class PageTable:
    """A table of words; ``looks`` says how a column stands: ``number``, ``whole`` or nothing."""

    caption: str
    columns: tuple[str, ...]
    looks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


def page_table(caption: str, table: pd.DataFrame) -> PageTable:
    """The numbers of a chart, as it drew them; columns that say nothing are left out."""
    cut = table.head(_MOST_ROWS)
    columns = [column for name in map(str, cut.columns) for column in _column(name, cut)]
    shown = [column for column in columns if set(column[2]) - {"", "0"}]
    rest = len(table) - len(cut)
    return PageTable(
        caption=caption,
        columns=tuple(name for name, _, _ in shown),
        looks=tuple(look for _, look, _ in shown),
        rows=tuple(zip(*(cells for _, _, cells in shown), strict=True)),
        more=f"{rest} more rows are in the answer itself." if rest else "",
    )


def _column(name: str, table: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """The heading of a column, how it stands, and its cells; nothing for a part of another."""
    rows = [{key: plain(value) for key, value in row.items()} for row in table.to_dict("records")]
    if name == "x" and "n" in table:
        return [("share", "whole", [_share(row) for row in rows])]
    if name in _RANGES:
        heading, low, high = _RANGES[name]
        return [(heading, "whole", [_range(name, row, low, high) for row in rows])]
    if name in _LENGTHS:
        heading, unit = _LENGTHS[name]
        return [(heading, "whole", [_length(row[name], row[unit]) for row in rows])]
    if name in (*_RATE, *_LEFT_OUT, *_JOINED):
        return []
    look = "number" if pd.api.types.is_numeric_dtype(table[name]) else ""
    return [(_HEADINGS.get(name, name.replace("_", " ")), look, _cells(name, table))]


def _range(name: str, row: Mapping[str, Any], low: str, high: str) -> str:
    """``774 (538 to 948)``; a share in percent, and a change of one in points of percent."""
    value = row[name]
    if value is None:
        return ""
    if name == "share":
        return f"{percent(value)} ({ends(row[low], row[high])})"
    if row[low] is None or row[high] is None:
        return _plain(value)
    cells = [
        _signed(row[key]) if name == "change" else _plain(row[key]) for key in (name, low, high)
    ]
    return f"{cells[0]} ({cells[1]} to {cells[2]})"


def _signed(change: float) -> str:
    """A change of a share in points of percent.

    >>> _signed(-0.149), _signed(0.17)
    ('−15', '17')
    """
    points = round_half_up(100 * abs(change))
    return f"\N{MINUS SIGN}{points}" if change < 0 and points else f"{points}"


def _length(number: Any, unit: str) -> str:
    """How long, in words.

    >>> _length(364, "day"), _length(1, "edition"), _length(None, "day")
    ('364 days', '1 edition', '')
    """
    return "" if number is None else f"{number:,} {unit}{'' if number == 1 else 's'}"


def _cells(name: str, table: pd.DataFrame) -> list[str]:
    covered: Sequence[Any] = table["hidden"] if "hidden" in table else [False] * len(table)
    counts = pd.api.types.is_integer_dtype(table[name])
    cells = []
    for value, out in zip(table[name], covered, strict=True):
        told = plain(value)
        if told is None:
            cells.append(HIDDEN if counts and (out or name in _PEOPLE) else "")
        elif isinstance(told, int | float):
            cells.append(percent(told) if name == "goal" else _plain(told))
        else:
            cells.append(clean(str(told)))
    return cells


def _plain(value: float) -> str:
    """A number as people read it: at most one decimal, two under 10.

    >>> _plain(1447), _plain(110.5424), _plain(8.4191), _plain(2.0)
    ('1,447', '110.5', '8.42', '2')
    """
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def _share(row: Mapping[str, Any]) -> str:
    """``23/61 = 38 % (27 to 50)``, or why it is not said."""
    x, n = row["x"], row["n"]
    if x is None:
        return HIDDEN if n is None else f"{HIDDEN} of {n:,}"
    if n is None:
        return f"{x:,}"
    if n == 0:
        return "nobody to watch yet"
    if n < TOO_FEW or row["rate"] is None:
        return f"{x:,}/{n:,}, too few to say"
    return f"{x:,}/{n:,} = {percent(row['rate'])} ({ends(row['low'], row['high'])})"

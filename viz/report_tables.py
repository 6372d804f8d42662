"""Tables as a meeting reads them: every share with its counts and interval, hidden ones said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pathways.answer import plain
from pathways.rate import TOO_FEW, ends, percent
from pathways.sharing import STATES
from viz.text import clean
from viz.words import HIDDEN

__all__ = ["PageTable", "page_table"]

_SHARES = ("goal", "gap", "change", "change_low", "change_high", "probability")
_RATE = ("x", "n", "rate", "low", "high")
_LEFT_OUT = ("hidden", "size", "lift", "gap", "probability", "still_inside", "moves")
_PEOPLE = (*STATES, "people", "not_yet_observable", "already")
"""Counts that are missing only where they are hidden."""
_MOST_ROWS = 40


@dataclass(frozen=True)
class PageTable:
    """A table of words; ``numbers`` says which columns stand to the right."""

    caption: str
    columns: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


def page_table(caption: str, table: pd.DataFrame) -> PageTable:
    """The numbers of a chart, as it drew them."""
    cut = table.head(_MOST_ROWS)
    columns: dict[str, list[str]] = {}
    for name in map(str, cut.columns):
        if name == "x" and "n" in cut:
            columns["share"] = [_share(row) for row in cut.to_dict("records")]
        elif name not in (*_RATE, *_LEFT_OUT):
            columns[name.replace("_", " ")] = _cells(name, cut)
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    rest = len(table) - len(cut)
    return PageTable(
        caption=caption,
        columns=tuple(shown),
        numbers=tuple(_number(name, cut) for name in shown),
        rows=tuple(zip(*shown.values(), strict=True)),
        more=f"{rest} more rows are in the answer itself." if rest else "",
    )


def _number(name: str, table: pd.DataFrame) -> bool:
    column = name.replace(" ", "_")
    return column in table and pd.api.types.is_numeric_dtype(table[column])


def _cells(name: str, table: pd.DataFrame) -> list[str]:
    covered: Sequence[Any] = table["hidden"] if "hidden" in table else [False] * len(table)
    counts = pd.api.types.is_integer_dtype(table[name])
    cells = []
    for value, out in zip(table[name], covered, strict=True):
        told = plain(value)
        if told is None:
            cells.append(HIDDEN if counts and (out or name in _PEOPLE) else "")
        elif isinstance(told, int | float):
            cells.append(percent_of(told) if name in _SHARES else _plain(told))
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


def percent_of(value: float) -> str:
    """A share, or a change of one, as whole percent."""
    return percent(value) if value >= 0 else f"\N{MINUS SIGN}{percent(-value)}"


def _share(row: dict[str, Any]) -> str:
    """``23/61 = 38 % (27 to 50)``, or why it is not said."""
    x, n = plain(row["x"]), plain(row["n"])
    if x is None:
        return HIDDEN if n is None else f"{HIDDEN} of {n:,}"
    if n is None:
        return f"{x:,}"
    if n == 0:
        return "nobody to watch yet"
    if n < TOO_FEW or plain(row["rate"]) is None:
        return f"{x:,}/{n:,}, too few to say"
    return f"{x:,}/{n:,} = {percent(row['rate'])} ({ends(row['low'], row['high'])})"

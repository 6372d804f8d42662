"""Cells that have a type of their own (dates, numbers, yes and no) as the text that people write.

A whole number loses the ``.0`` that a spreadsheet gives to ids; a date is written year first; a
list of plain values is joined by semicolons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from loaders.tables.table import tidied

__all__ = ["text_column", "text_of"]


def text_of(value: Any) -> str | None:
    """One cell as text; ``None`` where there is nothing.

    >>> text_of(123.0), text_of(date(2018, 5, 3)), text_of(True)
    ('123', '2018-05-03', 'yes')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    usual = _USUAL.get(type(value))
    if usual is not None:
        return usual(value)
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    return str(value)


def _listed(values: Iterable[Any]) -> str:
    return "; ".join(filter(None, map(text_of, values)))


def _number(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)


def _moment(value: datetime) -> str:
    day = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if not (value.hour or value.minute or value.second or value.microsecond):
        return day
    return f"{day} {value.hour:02d}:{value.minute:02d}:{value.second:02d}"


def _whole(text: str) -> str:
    """A text without halves of characters that lost their other half."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


_WRITERS: tuple[tuple[Any, Callable[[Any], str | None]], ...] = (
    (str, _whole),
    ((bool, np.bool_), lambda value: "yes" if value else "no"),
    (datetime, _moment),
    (date, date.isoformat),
    ((float, np.floating), lambda value: _number(float(value))),
    (bytes, lambda value: value.decode("utf-8", errors="replace")),
    ((list, tuple, set, np.ndarray), _listed),
)


_USUAL: dict[type, Callable[[Any], str | None]] = {
    str: _whole,
    float: _number,
    int: str,
    datetime: _moment,
}
"""What nearly every cell is, told by its type at once."""


def text_column(cells: pd.Series | Sequence[Any]) -> pd.Categorical:
    """A column of any type as text."""
    series = cells if isinstance(cells, pd.Series) else pd.Series(cells, dtype=object)
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes, names = series.cat.codes.to_numpy(), series.cat.categories
    else:
        try:
            codes, names = pd.factorize(series)
        except TypeError:  # lists have no hash
            codes, names = pd.factorize(series.map(text_of))
    texts = np.array([*(text_of(name) for name in names), None], dtype=object)
    merged, distinct = pd.factorize(texts)
    column = pd.Categorical.from_codes(merged[codes], categories=pd.Index(distinct, dtype="str"))
    return tidied(column)

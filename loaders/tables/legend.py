"""Rows that explain the marks of a sheet (``P = present``, ``L = late``), which are nobody's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from loaders.tables.explained import explained, explains
from loaders.tables.layout import SHEET
from loaders.tables.stacked import EVENT, TITLE, WHEN
from loaders.tables.table import RawTable, distinct, only_rows
from pathways.record.sieve import caught

__all__ = ["legend_of", "legend_rows", "without_legend"]

_TITLES = frozenset((SHEET, TITLE, EVENT, WHEN))
_LEAST = 2
"""Marks that a table explains before one of its rows is taken for a legend."""


def legend_of(raw: RawTable) -> dict[str, str]:
    """The marks that are explained above a table, or in rows of it that are nobody's."""
    rows = np.flatnonzero(legend_rows(raw))
    below = [
        distinct(values)[code]
        for header, values in raw.columns.items()
        if header not in _TITLES
        for code in np.asarray(values.codes)[rows].tolist()
        if code >= 0
    ]
    return explained((*raw.layout.titles, *below))


def legend_rows(raw: RawTable) -> NDArray[np.bool_]:
    """The rows of which every filled cell explains a mark, where several are explained."""
    none = np.zeros(len(raw.rows), dtype=bool)
    first = next(iter(raw.columns.values()), None)
    if first is None or not caught(first.categories, "[=:–—]").any():
        return none
    found, says = ~none, none.copy()
    marks: set[str] = set()
    for header, values in raw.columns.items():
        if header in _TITLES:
            continue
        texts = distinct(values)
        likely = np.append(caught(values.categories, "[=:–—]"), False)
        for at in np.flatnonzero(likely):
            likely[at] = explains(texts[at])
        codes = np.asarray(values.codes)
        found &= (codes < 0) | likely[codes]
        says |= codes >= 0
        marks |= {mark for at in np.flatnonzero(likely) for mark in explained([texts[at]])}
    return found & says if len(marks) >= _LEAST else none


def without_legend(raw: RawTable) -> RawTable:
    """The table as it is understood: without the rows that explain its marks."""
    rows = legend_rows(raw)
    if not rows.any():
        return raw
    return replace(raw, columns=only_rows(raw.columns, ~rows), rows=raw.rows[~rows])

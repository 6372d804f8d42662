"""Columns that say one thing together: a first and a last name, or an id where there is one.

A mapping names them with ``First + Last`` and with ``ContactId or LeadId``; they become one column
of that name.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import BLANK, RawTable, distinct, filled_from, recoded

__all__ = ["JOIN", "OR", "parts_of", "with_alternatives"]

JOIN, OR = " + ", " or "


def parts_of(theirs: str) -> list[str]:
    """The headers that a mapping names together.

    >>> parts_of("Email or First + Last"), parts_of("Email")
    (['Email', 'First', 'Last'], ['Email'])
    """
    return [part for name in theirs.split(OR) for part in name.split(JOIN)]


def with_alternatives(raw: RawTable, mapping: Mapping) -> RawTable:
    """The table with a column for each of ours that stands in several."""
    made = {}
    for ours, theirs in mapping.columns.items():
        if len(parts_of(theirs)) < 2 or find_header(theirs, raw.columns) is not None:
            continue
        found = [_joined(raw, name) for name in theirs.split(OR)]
        if ours == "status":
            # "Yes" says one thing in a column of who came and another in one of who said so.
            names = theirs.split(OR)
            found[1:] = [_told(one, name) for one, name in zip(found[1:], names[1:], strict=True)]
        made[theirs] = _first_filled(found)
    return replace(raw, columns={**raw.columns, **made}) if made else raw


def _joined(raw: RawTable, name: str) -> pd.Categorical:
    """The cells of a column; of several the words of all of them that are filled."""
    headers = [find_header(part, raw.columns) for part in name.split(JOIN)]
    parts = [_without_blanks(raw.columns[header]) for header in headers if header]
    if len(parts) == 1:
        return parts[0]
    rows = zip(*(np.asarray(part, dtype=object) for part in parts), strict=True)
    texts = [" ".join(str(cell) for cell in cells if not pd.isna(cell)) or None for cells in rows]
    return pd.Categorical(pd.Series(texts, index=range(len(raw.rows)), dtype="str"))


def _without_blanks(values: pd.Categorical) -> pd.Categorical:
    texts = distinct(values)
    if not any(text.casefold() in BLANK for text in texts):
        return values
    return recoded(values, [None if text.casefold() in BLANK else text for text in texts])


def _told(values: pd.Categorical, name: str) -> pd.Categorical:
    return recoded(values, [f"{name}: {text}" for text in distinct(values)])


def _first_filled(columns: list[pd.Categorical]) -> pd.Categorical:
    """The first of the columns, with blank cells filled from the next, as long as there are any."""
    first, *others = columns
    made = first
    for one in others:
        if np.asarray(made.codes).min(initial=0) >= 0:
            break
        made = filled_from(made, one)
    return made if made is first else made.remove_unused_categories()

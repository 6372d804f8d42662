"""Columns that say one thing together: a first and a last name, or an id where there is one.

A mapping names them with ``First + Last`` and with ``ContactId or LeadId``; they become one column
of that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct, filled_from, recoded, without_blanks

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
        if len(parts_of(theirs)) > 1 and find_header(theirs, raw.columns) is None:
            made[theirs] = _first_filled(_alternatives(raw, ours, theirs))
    return replace(raw, columns={**raw.columns, **made}) if made else raw


def _alternatives(raw: RawTable, ours: str, theirs: str) -> Iterator[pd.Categorical]:
    """The columns that may say it; a status that the first does not have says its column as well.

    "Yes" says one thing in a column of who came, and another in one of who said so.
    """
    first, *others = theirs.split(OR)
    yield _joined(raw, first)
    for name in others:
        column = _joined(raw, name)
        yield _told(column, name) if ours == "status" else column


def _joined(raw: RawTable, name: str) -> pd.Categorical:
    """The cells of a column; of several the words of all of them that are filled."""
    headers = [find_header(part, raw.columns) for part in name.split(JOIN)]
    parts = [without_blanks(raw.columns[header]) for header in headers if header]
    if len(parts) == 1:
        return parts[0]
    codes = pd.DataFrame({at: part.codes for at, part in enumerate(parts)})
    together = codes.groupby(list(codes), sort=False)
    texts = [[*distinct(part), ""] for part in parts]
    rows = codes.drop_duplicates().to_numpy().tolist()
    joined = [
        " ".join(filter(None, (text[code] for text, code in zip(texts, row, strict=True)))) or None
        for row in rows
    ]
    numbers = pd.Categorical.from_codes(
        together.ngroup().to_numpy(), categories=pd.RangeIndex(len(rows))
    )
    return recoded(numbers, joined)


def _told(values: pd.Categorical, name: str) -> pd.Categorical:
    return recoded(values, [f"{name}: {text}" for text in distinct(values)])


def _first_filled(columns: Iterator[pd.Categorical]) -> pd.Categorical:
    """The first of the columns, with blank cells filled from the next, as long as there are any."""
    first = made = next(columns)
    while np.asarray(made.codes).min(initial=0) < 0:
        following = next(columns, None)
        if following is None:
            break
        made = filled_from(made, following)
    return made if made is first else made.remove_unused_categories()

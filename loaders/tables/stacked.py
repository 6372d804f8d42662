"""Tables one below the other in one file, each under a title of its own: stacked sheets of paper.

A row of which only the first cell is filled is a title where the names of the columns stand below
it once more; and, where nobody has such a row by chance, where it begins a part of the table:
*Beginners* over those who are.  Titles are nobody's rows.  They become a column, and where each of
them has a date beside words, two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.date_forms import date_spans
from loaders.tables.periods import period_key
from loaders.tables.table import RawTable, distinct, only_rows, recoded
from loaders.tables.totals import total_rows
from pathways.record.sieve import caught

__all__ = [
    "EVENT",
    "TITLE",
    "WHEN",
    "repeats_header",
    "title_columns",
    "unstacked",
    "words_and_day",
]

TITLE, EVENT, WHEN = "title above", "event in the title", "date in the title"
"""The columns of titles: the whole of each, or its words and its date."""
_LONGEST = 120
_DEEPEST = 4
"""Rows that a title of a part has at most."""
_LABEL = re.compile(
    r"^\s*(?:event|session|class|course|workshop|meeting|title|name|date|when|day|veranstaltung|kurs"
    r"|datum|titel|événement|titre|evento|título|fecha|data)\s*:\s*",
    re.IGNORECASE,
)
_EDGES = " \t-–—:;,|/()[]"
Bools = NDArray[np.bool_]


def repeats_header(raw: RawTable) -> Bools:
    """The rows that are the names of the columns once more, as in files put together."""
    found = np.ones(len(raw.rows), dtype=bool)
    for header, values in raw.columns.items():
        if not found.any():
            break
        # What is not ASCII may be another spelling of it: that one is looked at.
        like = rf"(?i)^{re.escape(header)}$|[^\x00-\x7f]" if header.isascii() else ""
        alike = np.append(caught(values.categories, like), False)
        for at in np.flatnonzero(alike):
            alike[at] = str(values.categories[at]).casefold() == header.casefold()
        found &= alike[np.asarray(values.codes)]
    return found


def unstacked(raw: RawTable) -> RawTable:
    """The table with the titles of its parts as a column; as it is where it has no parts."""
    if len(raw.columns) < 2 or len(raw.rows) < 2:
        return raw
    alone = _only_first(raw)
    headers = repeats_header(raw)
    if not (alone.any() or headers.any()):
        return raw
    over = headers.any()
    titles, deep = _over_headers(raw, alone, headers) if over else (_over_parts(raw, alone), 1)
    if not titles.any():
        return raw
    above = _joined(raw.layout.titles[-deep:]) if raw.layout.titles and over else None
    said = _titles(raw, titles, deep)
    told = said if above is None else said.fillna(above)
    kept = ~(titles | headers)
    columns = {**raw.columns, **title_columns(pd.Categorical(told), TITLE)}
    many = int(titles.sum()) // deep + (above is not None)
    note = f"{many:,} parts of the table stand one below the other, each under a title."
    return replace(raw, columns=only_rows(columns, kept), rows=raw.rows[kept],
                   notes=(*raw.notes, note))  # fmt: skip


def _titles(raw: RawTable, titles: Bools, deep: int) -> pd.Series:
    """The title of the part of each row, of as many rows each; missing above the first."""
    places = np.flatnonzero(titles)
    said = pd.Series(np.nan, index=range(len(titles)), dtype="str")
    for at in places[::deep].tolist():
        cells = [[values[row] for values in raw.columns.values()] for row in range(at, at + deep)]
        said[at] = _joined(" ".join(str(c) for c in row if isinstance(c, str)) for row in cells)
    return said.ffill()


def _joined(lines: Iterable[str]) -> str:
    """The lines of a title as one, without what they call themselves.

    >>> _joined(["Event: Harvest Supper", "Date: 5 October 2023"])
    'Harvest Supper 5 October 2023'
    """
    return " ".join(_LABEL.sub("", line) for line in lines).strip()


def title_columns(titles: pd.Categorical, name: str) -> dict[str, pd.Categorical]:
    """Titles as a column of this name; as one of words and one of dates where each has both.

    >>> list(title_columns(pd.Categorical(["Choir 2024-05-03", "Choir 2024-05-10"]), "sheet"))
    ['event in the title', 'date in the title']
    """
    parts = [words_and_day(text) for text in distinct(titles)]
    if not all(parts):
        return {name: titles}
    return {
        EVENT: recoded(titles, [words for words, _ in filter(None, parts)]),
        WHEN: recoded(titles, [day for _, day in filter(None, parts)]),
    }


def words_and_day(title: str) -> tuple[str, str] | None:
    """The words and the date of a title; ``None`` where it lacks one, or is a period by itself.

    >>> words_and_day("Dinner, May 4, 2024"), words_and_day("Dinner"), words_and_day("Fall 2023")
    (('Dinner', 'May 4, 2024'), None, None)
    """
    spans = date_spans(title)
    if not spans or period_key(title):
        return None
    first, last = spans[0]
    words = f"{title[:first].rstrip(_EDGES)} {title[last:].lstrip(_EDGES)}".strip(_EDGES)
    return (words, title[first:last]) if re.search(r"[^\W\d]{2}", words) else None


def _only_first(raw: RawTable) -> Bools:
    """Rows of which the first cell alone says something, and no total."""
    first, *others = raw.columns.values()
    alone = np.asarray(first.codes) >= 0
    for values in others:
        if not alone.any():
            return alone
        alone &= np.asarray(values.codes) < 0
    return alone & ~total_rows(raw)


def _over_headers(raw: RawTable, alone: Bools, headers: Bools) -> tuple[Bools, int]:
    """The rows of titles over each repetition of the names of the columns, and how many each has.

    They are as many rows as above the first part at most, and as many above each.
    """
    first = next(iter(raw.columns.values()))
    labels = np.append(caught(first.categories, r":\s*$"), False)[np.asarray(first.codes)]
    able, below = alone | labels, np.flatnonzero(headers)
    most = max(1, min(_DEEPEST, len(raw.layout.titles)))
    deep = 0
    while deep < most and (below > deep).all() and able[below - deep - 1].all():
        deep += 1
    titles = np.zeros(len(alone), dtype=bool)
    if not deep:  # some have no title: those that have, of one row
        above = below[below > 0] - 1
        titles[above] = alone[above]
    for number in range(deep):
        titles[below - number - 1] = True
    return titles, max(deep, 1)


def _over_parts(raw: RawTable, alone: Bools) -> Bools:
    """Rows that begin a part, in a table of which every other row says more than who it is."""
    none = np.zeros(len(alone), dtype=bool)
    begins = alone[0] and not alone[-1] and not (alone[1:] & alone[:-1]).any()
    first, *others = raw.columns.values()
    titles = first[alone]
    texts = [str(text) for text in titles.remove_unused_categories().categories]
    if not begins or len(titles) < 2 or len(texts) < len(titles):
        return none
    again = first[~alone].remove_unused_categories().categories.isin(texts).any()
    if again or any(len(text) > _LONGEST for text in texts):
        return none
    full = [values[~alone] for values in others]
    varied = any(
        bool((np.asarray(one.codes) >= 0).all())
        and len(one.remove_unused_categories().categories) > 2
        for one in full
    )
    return alone if varied else none

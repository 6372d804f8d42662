"""A file as it was read: named columns of text, each row with its number, and what was refused.

Every format ends here.  A column is a :class:`pandas.Categorical` of text whose blank cells are
missing, so that everything later works on the distinct values of a column and not on its rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.head import Head
from loaders.tables.layout import Layout
from pathways.errors import shown
from pathways.record.sieve import UNTIDY, caught

__all__ = [
    "BLANK",
    "FEW",
    "RawTable",
    "called_again",
    "column_of",
    "constant",
    "distinct",
    "filled_from",
    "only_rows",
    "placed",
    "recoded",
    "tidied",
    "unique_headers",
    "without_blanks",
]

Ints = NDArray[np.int64]

BLANK = frozenset(("na", "n/a", "#n/a", "nan", "nat", "null", "none", "<na>", "-", "--"))
"""What a cell says that says nothing."""
_SAYS_NOTHING = rf"(?i)^(?:{'|'.join(map(re.escape, sorted(BLANK)))})$"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn a line around, and stand for nothing."""
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u2060\x00"))

_PERSON = re.compile(r"^[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]*){1,3}$")
"""A first and a last name."""
_LISTS = 2
"""Cells of several lines before their lines are taken for lists."""
FEW = 8
"""Distinct values of a column whose kind is made once for all columns that have the same."""
_LISTED = 20
"""Columns of the same name that a note names."""


@dataclass(frozen=True)
class RawTable:
    """One file, before anybody says what its columns mean.

    Attributes:
        name: what messages call the file.
        columns: header to values; headers are distinct.
        rows: the number of each row as a spreadsheet shows it (the header is row 1).
        bad: rows that could not be taken apart: number and reason.
        notes: what the reader must know about how the file was read.
        digest: SHA-256 of the file; empty for a table that was no file.
        layout: where it stood in the file.
    """

    name: str
    columns: dict[str, pd.Categorical]
    rows: Ints
    bad: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)
    layout: Layout = field(default_factory=Layout)

    def named(self, name: str, digest: str, notes: Sequence[str] = ()) -> RawTable:
        """The same table under the name and digest of its file."""
        return replace(self, name=name, digest=digest, notes=(*notes, *self.notes))

    def without_rows(self, skip: Sequence[int]) -> RawTable:
        """The table without the rows of these numbers, which a mapping says are no records."""
        kept = ~np.isin(self.rows, list(skip))
        if kept.all():
            return self
        columns = only_rows(self.columns, kept)
        note = f"{int((~kept).sum()):,} rows were skipped, as the mapping says."
        return replace(self, columns=columns, rows=self.rows[kept], notes=(*self.notes, note))

    def without_blank_rows(self) -> RawTable:
        """The table without rows in which every cell is blank; a note says how many there were."""
        blank = np.ones(len(self.rows), dtype=bool)
        for values in self.columns.values():
            blank &= np.asarray(values.codes) < 0
            if not blank.any():
                return self
        kept = ~blank
        columns = {name: values[kept] for name, values in self.columns.items()}
        many = int(blank.sum())
        note = "1 blank row was skipped." if many == 1 else f"{many:,} blank rows were skipped."
        return replace(self, columns=columns, rows=self.rows[kept], notes=(*self.notes, note))


def placed(head: Head) -> tuple[Layout, tuple[str, ...]]:
    """The layout that a head stands for, and a note where it is not simply the first row."""
    layout = Layout(head.last + 1, head.first + 1 if head.grouped else 0, head.titles)
    notes = []
    many = len(head.titles)
    if many:
        rows = "1 row" if many == 1 else f"{many} rows"
        notes.append(
            f"The names of the columns stand in row {head.last + 1}, under {rows} of titles."
        )
    if head.loose:
        rows = "1 row is" if head.loose == 1 else f"{head.loose} rows are"
        notes.append(
            f"{rows} filled like the table, but above the names of its columns in row "
            f"{head.last + 1}, and in no number: move what belongs to the table below them."
        )
    if head.grouped:
        notes.append(f"Rows {head.first + 1} and {head.last + 1} name the columns together.")
    return layout, tuple(notes)


def only_rows(
    columns: dict[str, pd.Categorical], kept: NDArray[np.bool_]
) -> dict[str, pd.Categorical]:
    """Some rows of all columns; a value that stood in the others alone is none any more."""
    return {name: values[kept].remove_unused_categories() for name, values in columns.items()}


def distinct(values: pd.Categorical) -> list[str]:
    """The distinct values of a column, in the order of their codes."""
    names = values.categories
    return [*_few_texts(_Same(names))] if len(names) <= FEW else _texts(names)


def _texts(names: pd.Index) -> list[str]:
    texts: list[str] = names.tolist()
    return texts if names.dtype == "str" else [str(text) for text in texts]


class _Same:
    """Distinct values, the same only where they are the very same object."""

    def __init__(self, names: pd.Index) -> None:
        self.names = names

    def __hash__(self) -> int:
        return id(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.names is other.names


@lru_cache(maxsize=1 << 10)
def _few_texts(same: _Same) -> tuple[str, ...]:
    """Thousands of columns of events share their few marks, and are looked at again and again."""
    return tuple(_texts(same.names))


def without_blanks(values: pd.Categorical) -> pd.Categorical:
    """The column in which cells that say that nothing is known are missing."""
    blank = caught(values.categories, _SAYS_NOTHING)
    if not blank.any():
        return values
    pairs = zip(distinct(values), blank, strict=True)
    return recoded(values, [None if empty else value for value, empty in pairs])


def recoded(values: pd.Categorical, new: Sequence[str | None]) -> pd.Categorical:
    """The column with each distinct value replaced; ``None`` makes a cell missing."""
    places: dict[str, int] = {}
    codes = [-1 if name is None else places.setdefault(name, len(places)) for name in new]
    return column_of(np.array([*codes, -1])[np.asarray(values.codes)], list(places))


def column_of(codes: NDArray[Any], names: Sequence[str] | pd.Index) -> pd.Categorical:
    """A column of these distinct values; -1 is a blank cell."""
    kind = _kind_of_few(tuple(names)) if len(names) <= FEW else _kind_of(names)
    return pd.Categorical.from_codes(codes, dtype=kind)


def _kind_of(names: Sequence[str] | pd.Index) -> pd.CategoricalDtype:
    """The type of a column.

    Its public constructor looks whether the values are distinct, and keeps an object of each for
    as long as the column lives: 120 MB and a third of a second for a million.
    """
    return pd.CategoricalDtype._from_fastpath(pd.Index(names, dtype="str"))


@lru_cache(maxsize=1 << 10)
def _kind_of_few(names: tuple[str, ...]) -> pd.CategoricalDtype:
    """Columns of events have the same few marks, and there may be thousands of them."""
    return _kind_of(names)


def tidied(values: pd.Categorical) -> pd.Categorical:
    """The column with spaces collapsed, accents composed and blank cells missing.

    Lines of a cell are one text, but where they are a list: then semicolons stand between them.
    """
    as_text, many = values.categories.dtype == "str", len(values.categories) > FEW
    if as_text and many and not caught(values.categories, UNTIDY).any():
        return values
    texts = before = distinct(values)
    if _lines_are_lists(texts):
        texts = ["; ".join(_lines(text)) for text in texts]
    tidy = [_tidy(text) or None for text in texts]
    return values if as_text and tidy == before else recoded(values, tidy)


def _lines_are_lists(texts: Sequence[str]) -> bool:
    """Whether the cells of several lines list names, or what stands in other cells as well."""
    lists = [lines for text in texts if "\n" in text and len(lines := _lines(text)) > 1]
    if len(lists) < _LISTS:
        return False
    cells = Counter(line for text in texts for line in set(_lines(text)))
    different = {line for lines in lists for line in lines}
    again = sum(cells[line] > 1 for line in different)
    return again >= len(different) / 3 or all(map(_PERSON.match, different))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _tidy(value: str) -> str:
    text = " ".join(value.split())
    if not text.isprintable():
        text = " ".join(_CONTROL.sub(" ", text).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def constant(value: str, length: int) -> pd.Categorical:
    """A column that says the same in every row."""
    codes = np.zeros(length, dtype=np.int8)
    return pd.Categorical.from_codes(codes, categories=pd.Index([value], dtype="str"))


def filled_from(values: pd.Categorical, other: pd.Categorical) -> pd.Categorical:
    """A column, and another one's values where it is blank."""
    if values is other:
        return values
    places = {name: place for place, name in enumerate(distinct(values))}
    theirs = np.array([*(places.setdefault(name, len(places)) for name in distinct(other)), -1])
    codes = np.asarray(values.codes)
    return column_of(np.where(codes < 0, theirs[np.asarray(other.codes)], codes), list(places))


def called_again(name: str, new: str) -> str:
    """What is said of a later column of the same name."""
    return f"There are two columns {shown(name)}; the later one is called {shown(new)}."


def unique_headers(headers: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Headers without stray spaces, made distinct, and a note where two were the same.

    A column without a header is called ``(column 3)``.
    """
    taken: dict[str, int] = {}
    result: list[str] = []
    twice: list[tuple[str, str]] = []
    for number, header in enumerate(headers, 1):
        text = header.translate(_INVISIBLE).encode("utf-8", "replace").decode("utf-8")
        name = _tidy(text) or f"(column {number})"
        taken[name] = taken.get(name, 0) + 1
        while taken[name] > 1 and f"{name} ({taken[name]})" in taken:
            taken[name] += 1
        new = name if taken[name] == 1 else f"{name} ({taken[name]})"
        if new != name:
            twice.append((name, new))
            taken[new] = 1
        result.append(new)
    return result, _said_twice(twice)


def _said_twice(twice: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    notes = [called_again(name, new) for name, new in twice[:_LISTED]]
    more = len(twice) - _LISTED
    rest = f"{more:,} more columns have the name of another; their names end in a number too."
    return (*notes, rest) if more > 0 else tuple(notes)

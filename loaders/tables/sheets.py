"""Workbooks: XLSX, XLS, XLSB and ODS, by python-calamine.

Sheets of one shape are read together, with their titles as a column.  Hidden sheets are named and
not read unless the mapping names one.  Merged cells are filled, in every row that is no title.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from loaders.tables.bounds import check_workbook
from loaders.tables.date_forms import date_spans, is_date
from loaders.tables.days import dated_by, days_of, month_said, with_year
from loaders.tables.grid import raw_grid
from loaders.tables.headers import key_of
from loaders.tables.layout import SHEET, Layout
from loaders.tables.mapping import Mapping
from loaders.tables.periods import period_spans
from loaders.tables.same_shape import called_alike, is_event, says_who_what_when
from loaders.tables.stacked import title_columns
from loaders.tables.table import RawTable, constant
from pathways.errors import RecordsError, one_of, shown

__all__ = ["EVERY", "read_workbook"]

_LOCKED = "EncryptedPackage".encode("utf-16-le")
EVERY = "*"
"""What a mapping says for all sheets that have the same columns."""
_ALL = 3
"""Who, what and when."""
_TITLE_ROWS = 6
"""Rows in which a cell that is merged sideways may be a title or a group over the header."""


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its rows, with merged cells filled, and whether it can be seen."""

    title: str
    rows: list[list[Any]]
    hidden: bool

    @property
    def says_something(self) -> bool:
        return any(cell not in ("", None) for row in self.rows for cell in row)


def read_workbook(data: bytes, name: str, how: Mapping) -> RawTable:
    """The named sheet of a workbook as a table, or all that have the columns of the first.

    Raises:
        RecordsError: locked by a password, damaged, too large, no workbook at all, or no such
            sheet.
    """
    if _LOCKED in data:
        raise RecordsError(
            f"{shown(name)} is locked by a password. Save a copy without one and give that."
        )
    check_workbook(data, name)
    sheets = _sheets(data, name)
    hidden = tuple(sheet.title for sheet in sheets if sheet.hidden)
    if how.sheet and how.sheet != EVERY:
        chosen = _named(sheets, how.sheet, name)
        return _alone(chosen, _table(chosen, name, how), sheets, {})
    filled = [sheet for sheet in sheets if not sheet.hidden and sheet.says_something]
    if not filled:
        return raw_grid([], name)
    tables = {sheet.title: _table(sheet, name, how) for sheet in filled}
    alike = _alike(tables, every=how.sheet == EVERY)
    if len(alike) == 1 and how.sheet != EVERY:
        title = next(iter(alike))
        (chosen,) = (sheet for sheet in filled if sheet.title == title)
        others = {one: table for one, table in tables.items() if one != title}
        return _alone(chosen, alike[title], sheets, others)
    return _together(alike, tables, hidden, name)


def _named(sheets: Sequence[_Sheet], wanted: str, name: str) -> _Sheet:
    found = [sheet for sheet in sheets if sheet.title.casefold() == wanted.casefold()]
    if not found:
        titles = [sheet.title for sheet in sheets]
        raise RecordsError(f"{one_of(wanted, titles, 'sheet')} ({shown(name)}).")
    return found[0]


def _table(sheet: _Sheet, name: str, how: Mapping) -> RawTable:
    """A sheet as a table; days in its headers and cells take the month and year of its title."""
    table = raw_grid(sheet.rows, name, (), how)
    table = days_of(table, (sheet.title, *table.layout.titles))
    year = _year_of(sheet.title)
    if not year:
        return table
    columns = {_dated(header, year): values for header, values in table.columns.items()}
    dated = replace(table, columns=columns) if len(columns) == len(table.columns) else table
    return dated_by(dated, year)


def _year_of(title: str) -> str:
    years = {title[a:b] for a, b in period_spans(title) if title[a:b].isdigit()}
    month = None if years else month_said([title])
    return str(month[0]) if month else years.pop() if len(years) == 1 else ""


def _dated(header: str, year: str) -> str:
    """A header that is a day and a month, with its year."""
    return with_year(header, year) if is_date(header, int(year)) and not is_date(header) else header


def _alike(tables: dict[str, RawTable], *, every: bool) -> dict[str, RawTable]:
    """The sheets of one shape that have most rows; columns of events may differ.

    Where a mapping says ``*`` they are those with the columns of the first.
    """
    if every:
        return _like(next(iter(tables.values())), tables, every=True)
    groups = [_like(table, tables, every=False) for table in tables.values()]
    return max(groups, key=_weight)


def _weight(tables: dict[str, RawTable]) -> tuple[bool, int, int]:
    """What makes sheets the records of a workbook: they say who, what and when, in many rows."""
    rows = sum(len(table.rows) for table in tables.values())
    several = max(len(table.columns) for table in tables.values()) > 1
    return several, max(map(says_who_what_when, tables.values())), rows


def _like(first: RawTable, tables: dict[str, RawTable], *, every: bool) -> dict[str, RawTable]:
    names = {key_of(header) for header in first.columns}
    alike = {}
    for title, table in tables.items():
        same = {key_of(header) for header in table.columns} == names
        if same or (not every and _differ_in_events(first, table)):
            alike[title] = table
        elif not every and (renamed := called_alike(first, table)):
            alike[title] = renamed
    return alike


def _differ_in_events(one: RawTable, other: RawTable) -> bool:
    ours, theirs = (set(table.columns) for table in (one, other))
    return bool(ours & theirs) and all(map(is_event, ours ^ theirs))


def _alone(
    sheet: _Sheet, table: RawTable, sheets: Sequence[_Sheet], tables: dict[str, RawTable]
) -> RawTable:
    """A sheet as the record; of the other ``tables`` those that could be one are named."""
    others = [s.title for s in sheets if s is not sheet and not s.hidden and s.says_something]
    notes = [f"Sheet {shown(sheet.title)} of a workbook."]
    notes += _say_rivals(tables)
    if others:
        notes.append(
            f'Not read: sheet {_listed(others)}; sheet = "..." in the mapping chooses another, and '
            f'sheet = "{EVERY}" all that have the same columns.'
        )
    left = tuple(one.title for one in sheets if one.hidden and one is not sheet)
    layout = replace(table.layout, sheets=(sheet.title,), unread=tuple(others), hidden=left)
    return replace(table, notes=(*notes, *_say_hidden(left), *table.notes), layout=layout)


def _say_rivals(others: dict[str, RawTable]) -> list[str]:
    """What is said of sheets of another shape that are records too."""
    found = [(title, len(table.rows)) for title, table in others.items()
             if says_who_what_when(table) == _ALL]  # fmt: skip
    return [
        f"Sheet {shown(title)} says who, what and when too, and its {rows:,} rows are not counted: "
        "save it as a file of its own, and give both files together."
        for title, rows in found
    ]


def _listed(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - 5} more" if len(titles) > 5 else ""
    return ", ".join(shown(title) for title in titles[:5]) + more


def _say_hidden(hidden: Sequence[str]) -> tuple[str, ...]:
    if not hidden:
        return ()
    how = 'sheet = "..." in the mapping reads it'
    return (f"Hidden and not read: sheet {_listed(hidden)}; {how}.",)


def _together(
    alike: dict[str, RawTable], tables: dict[str, RawTable], hidden: tuple[str, ...], name: str
) -> RawTable:
    """Sheets that have the same columns as one table, with their titles as a column."""
    others = [title for title in tables if title not in alike]
    parts = list(alike.values())
    headers = list(dict.fromkeys(header for part in parts for header in part.columns))
    columns = {header: union_categoricals([_column(part, header) for part in parts])
               for header in headers}  # fmt: skip
    column = SHEET if SHEET not in columns else "title of the sheet"
    said = [constant(title, len(alike[at].rows)) for at, title in _with_days(alike).items()]
    titles = title_columns(union_categoricals(said), column)
    notes = [f"{len(alike)} sheets of a workbook; {_holding(titles)}."]
    notes += _say_rivals({title: tables[title] for title in others})
    if others:
        notes.append(f"Not read, having other columns: sheet {_listed(others)}.")
    first = parts[0].layout
    return RawTable(
        name,
        {**columns, **titles},
        np.concatenate([part.rows for part in parts]),
        tuple(bad for part in parts for bad in part.bad),
        (
            *notes,
            *_say_hidden(hidden),
            *dict.fromkeys(note for part in parts for note in part.notes),
        ),
        layout=Layout(
            first.header_row,
            first.group_row,
            tuple(dict.fromkeys(title for part in parts for title in part.layout.titles)),
            sheets=tuple(alike),
            hidden=hidden,
            unread=tuple(others),
        ),
    )


def _with_days(alike: dict[str, RawTable]) -> dict[str, str]:
    """The titles of sheets, each with the day that stands above its table, where all have one.

    Sheets that are called after a day or a period have theirs.
    """
    found = {}
    for title, part in alike.items():
        above = " ".join(part.layout.titles)
        texts = [above[first:last] for first, last in date_spans(above)]
        day = next((text for text in texts if re.search(r"\d\D+\d", text)), "")
        if not day or is_event(title) or day in title:
            return {title: title for title in alike}
        found[title] = f"{title} {day}"
    return found


def _holding(titles: dict[str, pd.Categorical]) -> str:
    names = " and ".join(map(shown, titles))
    return f"column {names} has their titles" if len(titles) == 1 else f"{names} have their titles"


def _column(part: RawTable, header: str) -> pd.Categorical:
    """A column of one of the sheets, by its name but for its spelling; blank where it has none."""
    found = next((one for one in part.columns if key_of(one) == key_of(header) != ""), header)
    if found in part.columns:
        return part.columns[found]
    nothing = np.full(len(part.rows), -1, dtype=np.int8)
    return pd.Categorical.from_codes(nothing, categories=pd.Index([], dtype="str"))


def _damaged(name: str) -> str:
    return (
        f"{shown(name)} is a damaged or incomplete workbook. Open it in a spreadsheet program, "
        "save it again, or export the sheet as CSV."
    )


def _sheets(data: bytes, name: str) -> list[_Sheet]:
    """Every sheet; a failure inside the parser, of whatever kind, is a damaged file."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            _Sheet(about.name, _filled(book.get_sheet_by_name(about.name)),
                   about.visible != SheetVisibleEnum.Visible)
            for about in book.sheets_metadata
        ]  # fmt: skip
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 (a panic in the parser is no Exception)
        raise RecordsError(_damaged(name)) from None
    if not sheets:
        raise RecordsError(f"{shown(name)} is empty: the workbook has no sheet.")
    return sheets


def _filled(sheet: Any) -> list[list[Any]]:
    """The rows of a sheet, with merged cells below the first row filled.

    A merged cell that reaches over columns is a title, or a group that is spread where the header
    is read, when nothing beside it is filled or rows below it name columns.
    """
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom == top and top < _TITLE_ROWS:
            continue
        for at in range(top, min(bottom + 1, len(rows))):
            row = rows[at]
            value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
            for place in range(left, min(right + 1, len(row))):
                row[place] = value
    return rows

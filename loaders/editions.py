"""The order of editions as the user gives it: a table, a file, or a list with brackets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from loaders.tables.files import raw_file
from loaders.tables.frames import raw_frame
from loaders.tables.headers import find_header, key_of
from loaders.tables.mapping import EditionsRule, Mapping
from loaders.tables.table import RawTable, distinct
from loaders.understanding.dates import Place, read_dates
from pathways.errors import MappingError, one_of, shown

__all__ = ["EditionsLike", "editions_table"]

EditionsLike: TypeAlias = "pd.DataFrame | str | Path | Sequence[object]"

_NAMES = {
    "edition": ("edition", "edition name", "cohort", "round", "name", "id"),
    "rank": ("rank", "order", "position"),
    "start": ("start", "start date", "first day", "begin", "date"),
    "end": ("end", "end date", "last week start", "last day", "finish"),
    "program": ("program", "programme", "program name"),
}


def editions_table(
    given: EditionsLike | None, mappings: Iterable[Mapping], date_order: str
) -> pd.DataFrame | None:
    """The user's editions, with any of program, edition, rank, start and end; or ``None``.

    Raises:
        MappingError: a table without a column of editions, or with a rank that is no number.
    """
    if given is not None:
        return _from_anything(given, date_order)
    for mapping in mappings:
        rule = mapping.editions
        if rule is not None and rule.order:
            return _from_brackets(rule.order)
        if rule is not None and rule.file:
            table = raw_file(Path(mapping.folder) / rule.file)
            return _from_table(table, rule, date_order or mapping.date_order)
    return None


def _from_anything(given: EditionsLike, date_order: str) -> pd.DataFrame:
    if isinstance(given, pd.DataFrame):
        return _from_table(raw_frame(given, Mapping(), "editions"), EditionsRule(), date_order)
    if isinstance(given, (str, Path)):
        return _from_table(raw_file(Path(given)), EditionsRule(), date_order)
    brackets = [entry if isinstance(entry, (list, tuple)) else [entry] for entry in given]
    return _from_brackets([tuple(str(name) for name in bracket) for bracket in brackets])


def _from_brackets(brackets: Sequence[Sequence[str]]) -> pd.DataFrame:
    rows = [(name, rank) for rank, names in enumerate(brackets, 1) for name in names]
    return pd.DataFrame(rows, columns=["edition", "rank"])


def _from_table(raw: RawTable, rule: EditionsRule, date_order: str) -> pd.DataFrame:
    headers = {ours: _header(ours, raw, rule) for ours in _NAMES}
    if headers["edition"] is None:
        listed = ", ".join(shown(header) for header in raw.columns)
        raise MappingError(
            f"{shown(raw.name)} has no column for the edition; its columns are {listed}. "
            "Name it under [editions.columns] in the mapping."
        )
    columns: dict[str, object] = {}
    for ours, header in headers.items():
        if header is None:
            continue
        values = raw.columns[header]
        if ours in ("start", "end"):
            columns[ours] = _dates(values, raw, header, date_order, last=ours == "end")
        elif ours == "rank":
            columns[ours] = _ranks(values, raw, header)
        else:
            columns[ours] = pd.Series(values).astype("str")
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(raw.rows)))
    return table[table["edition"].notna()].reset_index(drop=True)


def _header(ours: str, raw: RawTable, rule: EditionsRule) -> str | None:
    if ours in rule.columns:
        mapped = rule.columns[ours]
        found = find_header(mapped, raw.columns)
        if mapped and found is None:
            known = list(raw.columns)
            raise MappingError(f"{one_of(mapped, known, 'column')} ({shown(raw.name)}).")
        return found
    for name in _NAMES[ours]:
        found = next((header for header in raw.columns if key_of(header) == key_of(name)), None)
        if found:
            return found
    return None


def _dates(
    values: pd.Categorical, raw: RawTable, header: str, order: str, *, last: bool
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    column = read_dates(values, Place(raw.name, header, raw.rows), order)
    for reason in distinct(column.reasons):
        raise MappingError(f"{shown(raw.name)}, column {shown(header)}: {reason}.")
    return column.last if last else column.first


def _ranks(values: pd.Categorical, raw: RawTable, header: str) -> pd.Series:
    ranks = pd.to_numeric(pd.Series(values).astype("str"), errors="coerce")
    if ranks.isna().any() or (ranks % 1 != 0).any():
        raise MappingError(
            f"{shown(raw.name)}, column {shown(header)}: every edition needs a rank that is a "
            "whole number."
        )
    return ranks.astype(np.int64)

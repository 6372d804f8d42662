"""A table brought into the shape of one row per engagement, as its mapping says."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from loaders.tables.alternatives import with_alternatives
from loaders.tables.headers import find_header
from loaders.tables.legend import legend_rows
from loaders.tables.mapping import Mapping
from loaders.tables.periods import named_edition
from loaders.tables.stacked import repeats_header
from loaders.tables.table import RawTable, distinct, recoded
from loaders.tables.totals import total_rows
from loaders.tables.values import people_in, values_in_cell
from loaders.understanding.wide import melted
from pathways.errors import shown

__all__ = ["TOTAL", "Shaped", "shaped"]

TOTAL = "the row is a total and no person"


@dataclass(frozen=True)
class Shaped:
    """A table with one row per engagement.

    ``aside`` has the places of the rows that are kept and not counted, with the reason.
    """

    raw: RawTable
    mapping: Mapping
    aside: dict[int, str]
    notes: tuple[str, ...]


def shaped(raw: RawTable, mapping: Mapping) -> Shaped:
    """The table with names joined, columns of events melted and several values of a cell apart."""
    no_person = _no_person(raw)
    raw, filled = _filled_down(raw, mapping.fill_down)
    raw = with_alternatives(raw, mapping)
    long = melted(raw, mapping)
    why = no_person[long.at]
    aside = {at: f"the cell says {shown(word)}" for at, word in long.away.items()}
    aside |= {at: str(why[at]) for at in np.flatnonzero(np.asarray(why.codes) >= 0).tolist()}
    aside |= _flagged(long.raw, mapping.set_aside)
    raw, notes = long.raw, [*filled, *long.notes]
    for ours, separator in mapping.split.items():
        raw, aside, more = _apart(raw, long.mapping, ours, separator, aside)
        notes += more
    raw, after = _editions_apart(raw, long.mapping)
    return Shaped(raw, after, aside, tuple(notes))


def _filled_down(raw: RawTable, names: tuple[str, ...]) -> tuple[RawTable, list[str]]:
    """The table with blank cells of these columns taking what stands above them."""
    columns, notes = dict(raw.columns), []
    for header in filter(None, (find_header(name, raw.columns) for name in names)):
        values = raw.columns[header]
        codes = np.asarray(values.codes)
        last = np.maximum.accumulate(np.where(codes >= 0, np.arange(len(codes)), 0))
        columns[header] = values[last]
        cells = int((codes < 0).sum())
        cells_word = "1 blank cell" if cells == 1 else f"{cells:,} blank cells"
        notes.append(f"What stands above holds for {cells_word} of column {shown(header)}.")
    return replace(raw, columns=columns), notes


def _no_person(raw: RawTable) -> pd.Categorical:
    """For each row why it is no person's: a total, the names of the columns again, a legend."""
    codes = np.where(total_rows(raw), 0, np.where(repeats_header(raw), 1, -1))
    codes = np.where(legend_rows(raw), 2, codes)
    reasons = (TOTAL, "the row repeats the names of the columns", "the row explains marks")
    return pd.Categorical.from_codes(codes, categories=pd.Index(reasons, dtype="str"))


def _flagged(raw: RawTable, rules: Pairs[str, tuple[str, ...]]) -> dict[int, str]:
    """The rows that a column sets aside, with the reason."""
    found: dict[int, str] = {}
    for name, words in rules.items():
        header = find_header(name, raw.columns)
        if header is None:
            continue
        wanted = {" ".join(word.split()).casefold() for word in words}
        values = raw.columns[header]
        codes = [at for at, text in enumerate(distinct(values)) if text.casefold() in wanted]
        places = np.flatnonzero(np.isin(np.asarray(values.codes), codes))
        found |= dict.fromkeys(places.tolist(), f"column {shown(header)} marks the row")
    return found


def _apart(
    raw: RawTable, mapping: Mapping, ours: str, separator: str, aside: dict[int, str]
) -> tuple[RawTable, dict[int, str], list[str]]:
    """One row for each of the values that a cell of one of our columns holds."""
    mapped = mapping.columns.get(ours, "")
    header = find_header(mapped, raw.columns) if mapped else None
    if header is None or not separator.strip():
        return raw, aside, []
    values = raw.columns[header]
    apart = people_in if ours == "participant" else values_in_cell
    parts = [apart(text, separator) for text in distinct(values)]
    if all(len(part) == 1 for part in parts):
        columns = {**raw.columns, header: recoded(values, [part[0] for part in parts])}
        return replace(raw, columns=columns), aside, []
    sizes = np.array([*(len(part) for part in parts), 1])[np.asarray(values.codes)]
    at = np.repeat(np.arange(len(values)), sizes)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    codes = np.asarray(values.codes)[at]
    cells = [parts[code][number] if code >= 0 else None
             for code, number in zip(codes.tolist(), nth.tolist(), strict=True)]  # fmt: skip
    columns = {name: column[at] for name, column in raw.columns.items()}
    columns[header] = pd.Categorical(pd.Series(cells, dtype="str"))
    many = sizes[at] > 1
    keyed = find_header(mapping.columns.get("engagement", "") or "\0", columns)
    if keyed:
        columns[keyed] = _told_apart(columns[keyed], cells, many)
    after = {new: aside[old] for new, old in enumerate(at.tolist()) if old in aside}
    held = int((sizes > 1).sum())
    many_cells = "1 cell" if held == 1 else f"{held:,} cells"
    note = (
        f"{many_cells} of {_called(header)} with several values, separated by "
        f"{shown(separator)}: each value is an engagement, and is counted as a row."
    )
    return replace(raw, columns=columns, rows=raw.rows[at]), after, [note] if held else []


def _called(header: str) -> str:
    """A column as a note names it; one that was made of several has no name of its own."""
    return "these columns" if header.startswith("{") else f"column {shown(header)}"


def _editions_apart(raw: RawTable, mapping: Mapping) -> tuple[RawTable, Mapping]:
    """Programs and editions in two columns, where names such as Festival 2023 are both."""
    header = find_header(mapping.columns.get("program", "") or "\0", raw.columns)
    if header is None or not mapping.edition_in_program:
        return raw, mapping
    values = raw.columns[header]
    parts = [named_edition(text) or (text, None) for text in distinct(values)]
    apart = {
        "{program}": recoded(values, [program for program, _ in parts]),
        "{edition}": recoded(values, [edition for _, edition in parts]),
    }
    ours = {"program": "{program}", "edition": "{edition}"}
    columns = {name: cells for name, cells in raw.columns.items() if name != header} | apart
    return replace(raw, columns=columns), replace(mapping, columns={**mapping.columns, **ours})


def _told_apart(keys: pd.Categorical, cells: list[str | None], many: np.ndarray) -> pd.Categorical:
    """The source's own keys, each with its value where a row has become several."""
    rows = zip(keys.tolist(), cells, many.tolist(), strict=True)
    texts = [key if pd.isna(key) or not one else f"{key}/{cell}" for key, cell, one in rows]
    return pd.Categorical(pd.Series(texts, dtype="str"))

"""From the records of all files to one log, with every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.consent import OPTED_OUT
from loaders.consent import RULE as CONSENT
from loaders.exported import with_stated_tiers
from loaders.keys import overlapped
from loaders.records import Reading
from loaders.spelling import one_spelling
from loaders.understanding.private import blanked
from pathways.answer import Origin
from pathways.record.log import EngagementLog, build_log
from pathways.record.rules import violations
from pathways.record.scheme import Scheme
from pathways.record.trust import SourceRows

__all__ = ["Assembly", "assembled"]

Ints = NDArray[np.int64]
_NO_SYSTEM = ("tidy", "own mapping", "form-answers", "process-log", "event-log")
"""Formats of files that are no export of a system with numbers of its own."""


@dataclass(frozen=True)
class Assembly:
    """A log, and where each of its records comes from: ``file`` and place in that file's records.

    ``overlapped`` are the records that a later file has too.
    """

    log: EngagementLog
    readings: tuple[Reading, ...]
    file: Ints
    overlapped: NDArray[np.bool_]


def assembled(
    readings: Sequence[Reading],
    scheme: Scheme,
    *,
    editions: pd.DataFrame | None,
    as_of: str | date | None,
    repeats: str,
    notes: Sequence[str] = (),
) -> Assembly:
    """The log of these readings; refused rows are in ``log.refused`` with file, row and cells.

    ``notes`` come before those of the readings.
    """
    records, respelt = one_spelling(_joined([reading.records for reading in readings]))
    lengths = [len(reading.records) for reading in readings]
    file = np.repeat(np.arange(len(readings)), lengths).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    exported = np.array([reading.exported for reading in readings], dtype=bool)
    records = with_stated_tiers(records, exported[file], scheme)
    aside = _set_aside(readings, starts)
    refused = _early(readings, starts, records.drop(index=aside) if len(aside) else records, scheme)
    keys = records["key"].to_numpy(np.uint64)
    kept = np.ones(len(records), dtype=bool)
    kept[refused.index] = kept[aside] = False
    again = np.zeros(len(records), dtype=bool)
    again[kept] = overlapped(keys[kept]) if len(readings) > 1 else False
    taken = records.drop(columns=["key", "engagement"], errors="ignore").assign(engagement=keys)
    log = build_log(
        taken if kept.all() and not again.any() else taken[kept & ~again],
        scheme,
        editions=editions,
        as_of=as_of,
        repeats=repeats,
        origin=_origin(readings, refused),
        source_rows=_source_rows(readings, file),
    )
    table = _rejects(readings, pd.concat([refused, log.refused]), file, starts)
    told = (*_notes(readings, again, file), *_numbers_of_two_systems(readings))
    all_notes = (*notes, *told, *respelt, *_duplicates(log, repeats))
    log = log.told((*all_notes, *log.notes), table)
    return Assembly(log, tuple(readings), file, again)


def _set_aside(readings: Sequence[Reading], starts: Ints) -> Ints:
    """The records that are kept and not counted, whatever else is wrong with them."""
    parts = [
        np.array(list(reading.aside), dtype=np.int64) + start
        for reading, start in zip(readings, starts[:-1], strict=True)
    ]
    return np.concatenate(parts)


def _origin(readings: Sequence[Reading], refused: pd.DataFrame) -> Origin:
    bad = sum(len(reading.raw.bad) for reading in readings)
    rows = sum(len(reading.records) for reading in readings) + bad
    bad += int((refused["rule"] != CONSENT).sum())
    try:
        version = metadata.version("engagement-pathways")
    except metadata.PackageNotFoundError:
        version = ""
    files = tuple((reading.raw.name, reading.raw.digest) for reading in readings)
    return Origin(files=files, version=version, rows_in=rows, refused=bad)


def _source_rows(readings: Sequence[Reading], file: Ints) -> SourceRows:
    names = tuple(reading.raw.name for reading in readings)
    rows = [np.asarray(reading.raw.rows, dtype=np.int64) for reading in readings]
    return SourceRows(names, file, np.concatenate(rows))


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other; categories are put together, columns that one lacks are blank."""
    if len(tables) == 1:
        return tables[0]
    names = list(dict.fromkeys(name for table in tables for name in table.columns))
    columns = {}
    for name in names:
        parts = [table[name] if name in table else _blank(len(table)) for table in tables]
        if isinstance(parts[0].dtype, pd.CategoricalDtype):
            columns[name] = pd.api.types.union_categoricals(parts)
        else:
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
    return pd.DataFrame(columns)


def _blank(length: int) -> pd.Series:
    nothing = np.full(length, -1, dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(nothing, categories=pd.Index([], dtype="str")))


def _early(
    readings: Sequence[Reading], starts: Ints, records: pd.DataFrame, scheme: Scheme
) -> pd.DataFrame:
    """What is refused of records before the log is built: unreadable cells, broken rules, keys."""
    parts = [
        reading.refused.set_axis(reading.refused.index.to_numpy(np.int64) + start)
        for reading, start in zip(readings, starts[:-1], strict=True)
    ]
    parts.insert(0, _opted_out(readings, records))
    parts.append(violations(records, scheme.tier_names))
    early = pd.concat(parts)
    early = early[~early.index.duplicated() & (records.index.get_indexer(early.index) >= 0)]
    return pd.concat([early, _same_key(readings, starts, early)])


def _opted_out(readings: Sequence[Reading], records: pd.DataFrame) -> pd.DataFrame:
    """All records of people who are on a list of opt-outs, in whichever file they stand."""
    people = frozenset[str]().union(*(reading.left_out for reading in readings))
    at = records.index[records["participant"].isin(list(people))] if people else []
    return pd.DataFrame({"rule": CONSENT, "reason": OPTED_OUT}, index=at, dtype="str")


def _same_key(readings: Sequence[Reading], starts: Ints, early: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for reading, start in zip(readings, starts[:-1], strict=True):
        if "engagement" not in reading.records:
            continue
        at = np.arange(len(reading.records)) + start
        keys = reading.records["key"].set_axis(at)
        good = keys[~np.isin(at, [*early.index, *(place + start for place in reading.aside)])]
        parts.append(good.index[good.duplicated()])
    index = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    reason = "an earlier row of this file has the same engagement key"
    return pd.DataFrame({"rule": "L6", "reason": reason}, index=index).astype("str")


def _rejects(
    readings: Sequence[Reading], every: pd.DataFrame, file: Ints, starts: Ints
) -> pd.DataFrame:
    """The refused rows of all files: file, row, rule, reason, and the cells that may be seen."""
    at = every.index.to_numpy(np.int64)
    parts = []
    for number, reading in enumerate(readings):
        in_file = file[at] == number
        part = _rejects_of(reading, every[in_file], at[in_file] - starts[number])
        parts.append(part.sort_values("row", kind="stable"))
    return pd.concat(parts, ignore_index=True)


def _rejects_of(reading: Reading, refused: pd.DataFrame, at: Ints) -> pd.DataFrame:
    raw = reading.raw
    bad_rows = np.array([row for row, _ in raw.bad], dtype=np.int64)
    reasons = [*refused["reason"], *(reason for _, reason in raw.bad)]
    private = _texts(reading.hidden, at) if reasons else {}
    columns: dict[str, object] = {
        "file": pd.Series([raw.name] * len(reasons), dtype="str"),
        "row": np.concatenate([raw.rows[at], bad_rows]),
        "rule": pd.Series([*refused["rule"], *("row" for _ in raw.bad)], dtype="str"),
        "reason": pd.Series(_clean(reasons, private), dtype="str"),
    }
    visible = _texts(reading.visible, at) if reasons else {}
    untold = (refused["rule"] == CONSENT).tolist()
    for header, cells in visible.items():
        told = [None if out else cell for cell, out in zip(cells, untold, strict=True)]
        clean = [*_clean(told, private), *(None for _ in raw.bad)]
        columns[_free(header, columns)] = pd.Series(clean, dtype="str")
    return pd.DataFrame(columns)


def _free(header: str, taken: Iterable[str]) -> str:
    return f"{header} (column)" if header in taken else header


def _texts(columns: object, at: Ints) -> dict[str, list[str | None]]:
    pairs = dict(columns).items()  # type: ignore[call-overload]
    return {
        header: [None if pd.isna(cell) else str(cell) for cell in values[at].tolist()]
        for header, values in pairs
    }


def _clean(cells: Sequence[str | None], private: dict[str, list[str | None]]) -> list[str | None]:
    """Cells without contact data, and without what stands in the private cells of their row."""
    columns = list(private.values())
    rows = len(columns[0]) if columns else 0
    return [
        None
        if cell is None
        else blanked(cell, [c[number] or "" for c in columns] if number < rows else [])
        for number, cell in enumerate(cells)
    ]


def _duplicates(log: EngagementLog, repeats: str) -> tuple[str, ...]:
    count = len(log.repeats)
    if repeats == "act" or not count:
        return ()
    return (f"{count:,} rows repeat an earlier one and were taken as duplicates: not counted.",)


def _notes(readings: Sequence[Reading], again: NDArray[np.bool_], file: Ints) -> tuple[str, ...]:
    several = len(readings) > 1
    notes = [
        f"{reading.raw.name}: {note}" if several else note
        for reading in readings
        for note in reading.notes
    ]
    for number, reading in enumerate(readings):
        count = int(again[file == number].sum())
        if count:
            notes.append(
                f"{reading.raw.name}: {count:,} engagements are in a later file too; "
                "the later file was used."
            )
    return tuple(dict.fromkeys(notes))


def _numbers_of_two_systems(readings: Sequence[Reading]) -> Iterator[str]:
    """What is said of numbers that stand for people in exports of different systems."""
    known = [one for one in readings if one.format not in _NO_SYSTEM]
    ids = [set(filter(str.isdecimal, map(str, one.records["participant"].unique())))
           for one in known]  # fmt: skip
    for (one, here), (other, there) in combinations(zip(known, ids, strict=True), 2):
        both = len(here & there) if one.format != other.format else 0
        if both:
            numbers = "1 number stands" if both == 1 else f"{both:,} numbers stand"
            yield (
                f"{numbers} for a person in {one.raw.name} and in {other.raw.name}, exports of two "
                "systems: each counts as one person. If they are not the same people, load these "
                "files into two records."
            )

"""Rows of a file as sentences: how each of them is understood."""

from __future__ import annotations

import pandas as pd

from loaders.inspection import Inspection
from loaders.tables.months import name_of_month

__all__ = ["five_rows", "row_sentence", "when_words"]

_ROWS = 5


def five_rows(inspection: Inspection) -> tuple[str, ...]:
    """Five rows of the files as sentences, as different from each other as they are.

    Each program and role comes once before any comes again; one row that is kept without counting
    is among them where there is one.
    """
    log, places = inspection.log, inspection.places
    if log.records.empty:
        return ()
    records = log.records.sort_values("record", kind="stable")
    shown = _different(records[records["counted"]], _ROWS)
    kept = _different(records[~records["counted"]], 1)
    chosen = pd.concat([shown[: _ROWS - len(kept)], kept]).sort_values("record", kind="stable")
    several = places["file"].nunique() > 1
    sentences = []
    for row in chosen.itertuples():
        place = places.iloc[row.record]
        where = f"Row {place['row']} of {place['file']}" if several else f"Row {place['row']}"
        sentences.append(f"{where}: {row_sentence(row._asdict())}")
    return tuple(sentences)


def _different(records: pd.DataFrame, most: int) -> pd.DataFrame:
    """Rows whose program and role differ, then any others."""
    again = records.duplicated(["program", "role"])
    return pd.concat([records[~again], records[again]])[:most]


def row_sentence(row: dict[str, object]) -> str:
    """An engagement as a sentence.

    Example:
        >>> day = pd.Timestamp("2024-03-03")
        >>> row = {"participant": "V-1021", "program": "Tutoring", "role": "Lead tutor",
        ...        "edition": None, "start": day, "end": None, "precision": "day", "status": None,
        ...        "counted": True}
        >>> print(row_sentence(row))
        V-1021 was Lead tutor in Tutoring on 3 March 2024.
        >>> print(row_sentence({**row, "role": None, "status": "no-show", "counted": False}))
        V-1021 in Tutoring on 3 March 2024 is kept and does not count (no-show).
    """
    role, edition = _text(row["role"]), _text(row["edition"])
    when = when_words(row["start"], row["end"], _text(row["precision"]))
    what = f"in {row['program']}{f', {edition},' if edition and when else ''}"
    what += f", {edition}" if edition and not when else ""
    tail = f"{what}{f' {when}' if when else ''}"
    if row["counted"]:
        did = f"was {role} {tail}" if role else f"took part {tail}"
        return f"{row['participant']} {did}."
    as_role = f", {role} {tail}," if role else f" {tail}"
    why = _text(row["status"]) or "it lies after the last day that counts"
    if why in ("attended", "completed"):
        why = "it lies after the last day that counts"
    return f"{row['participant']}{as_role} is kept and does not count ({why})."


def when_words(start: object, end: object, precision: str) -> str:
    """When it was, as exactly as it is known; empty where only an edition says it.

    >>> when_words(pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-31"), "month")
    'in March 2024'
    """
    if _missing(start):
        return ""
    first = pd.Timestamp(start)
    if precision == "year":
        return f"in {first.year}"
    if precision == "month":
        return f"in {name_of_month(first.month)} {first.year}"
    last = first if _missing(end) else pd.Timestamp(end)
    if last.normalize() == first.normalize():
        return f"on {_day(first)}"
    return f"from {_day(first)} to {_day(last)}"


def _day(moment: pd.Timestamp) -> str:
    return f"{moment.day} {name_of_month(moment.month)} {moment.year}"


def _missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))


def _text(value: object) -> str:
    return "" if _missing(value) else str(value)

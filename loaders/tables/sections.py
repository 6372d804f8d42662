"""Text with several tables one below the other: lines about a session, then who was in it.

Zoom writes its reports so.  The tables become one: each row has the columns of its own part, the
name of that part in ``Section``, and ``Topic`` and ``Session start`` of the session.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from loaders.tables.headers import key_of
from loaders.tables.layout import Layout
from loaders.tables.table import RawTable, tidied

__all__ = ["has_sections", "read_sections"]

_LOOKED_AT = 12
_IDS = frozenset(("webinarid", "meetingid", "id"))
_STARTS = ("actualstarttime", "starttime", "scheduledtime")
_PEOPLE = frozenset(("jointime", "registrationtime", "leavetime"))
_DETAILS = " details"
SECTION, TOPIC, START = "Section", "Topic", "Session start"


@dataclass
class _Parts:
    """What has been read so far: where we are, and the cells of every column."""

    session: dict[str, str] = field(default_factory=dict)
    section: str = ""
    headers: list[str] = field(default_factory=list)
    header_row: int = 0
    titles: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    records: list[dict[str, str]] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)


def has_sections(text: bytes) -> bool:
    """Whether a text begins with lines about a session."""
    head = text[:8192].decode("utf-8", errors="ignore")
    rows = csv.reader(head.splitlines()[:_LOOKED_AT])
    try:
        return any(map(_is_about_session, rows))
    except csv.Error:
        return False


def read_sections(text: bytes, name: str) -> RawTable | None:
    """The tables as one; ``None`` where none of them is about people."""
    parts = _Parts()
    lines = csv.reader(io.StringIO(text.decode("utf-8"), newline=""))
    rows = [[cell.strip() for cell in cells] for cells in lines]
    expects_values = False
    for at, cells in enumerate(rows):
        if not any(cells):
            continue
        if expects_values:
            expects_values = False
            parts.session = dict(zip(map(key_of, parts.headers), cells, strict=False))
            parts.headers = []
        elif _is_about_session(cells) and not parts.header_row:
            parts.headers, expects_values = cells, True
        else:
            _take(parts, at + 1, cells, rows[at + 1 : at + 3])
    return _table(parts, name) if parts.records or parts.header_row else None


def _is_about_session(cells: Sequence[str]) -> bool:
    keys = {key_of(cell) for cell in cells}
    return "topic" in keys and bool(_IDS & keys) and not _PEOPLE & keys


def _is_about_people(cells: Sequence[str]) -> bool:
    keys = {key_of(cell) for cell in cells}
    return bool(_PEOPLE & keys) and len(keys - {""}) > 2


def _take(parts: _Parts, row: int, cells: list[str], below: Sequence[Sequence[str]]) -> None:
    """A title of a part, the names of its columns, or a record."""
    if _is_about_people(cells):
        parts.headers = _trimmed(cells)
        parts.header_row = parts.header_row or row
    elif len(_trimmed(cells)) == 1 and any(map(_is_about_people, below)):
        title = cells[0]
        parts.section = title[: -len(_DETAILS)] if title.casefold().endswith(_DETAILS) else title
    elif not parts.headers:
        parts.titles.append(" ".join(filter(None, cells)))
    else:
        _record(parts, row, cells)


def _record(parts: _Parts, row: int, cells: list[str]) -> None:
    width = len(parts.headers)
    if any(cells[width:]) or len(cells) < width:
        parts.bad.append((row, f"the row has {len(cells)} cells where the header has {width}"))
        return
    session = parts.session
    start = next((session[key] for key in _STARTS if session.get(key)), "")
    record = {SECTION: parts.section, TOPIC: session.get("topic", ""), START: start}
    parts.rows.append(row)
    parts.records.append({**dict(zip(parts.headers, cells, strict=False)), **record})


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _table(parts: _Parts, name: str) -> RawTable:
    names = list(dict.fromkeys(header for record in parts.records for header in record))
    names = names or [*parts.headers, SECTION, TOPIC, START]
    columns = {
        header: tidied(
            pd.Categorical(pd.Series([one.get(header, "") for one in parts.records], dtype="str"))
        )
        for header in names
        if header
    }
    ours = (SECTION, TOPIC, START)
    columns = {k: v for k, v in columns.items() if k not in ours or _says_something(v)}
    raw = RawTable(name, columns, np.array(parts.rows, dtype=np.int64), tuple(parts.bad))
    sections = list(dict.fromkeys(record[SECTION] for record in parts.records))
    told = ", ".join(filter(None, sections))
    note = "The lines about the session stand above the table" + (
        f"; its parts {told} were read together." if len(sections) > 1 else "."
    )
    layout = Layout(parts.header_row, titles=tuple(parts.titles), delimiter=",")
    return replace(raw, notes=(note,), layout=layout)


def _says_something(values: pd.Categorical) -> bool:
    return len(values.categories) > 0

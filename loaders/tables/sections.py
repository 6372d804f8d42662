"""Text with several tables one below the other: lines about a session, then who was in it.

Zoom writes its reports so.  The tables become one: each row has the columns of its own part, the
name of that part in ``Section``, and ``Topic`` and ``Session start`` of the session.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from loaders.tables.headers import key_of
from loaders.tables.layout import Layout
from loaders.tables.objects import table_of
from loaders.tables.table import RawTable, column_of
from pathways.errors import RecordsError, shown

__all__ = ["has_sections", "read_sections"]

_LOOKED_AT = 12
_IDS = frozenset(("webinarid", "meetingid", "id"))
_STARTS = ("actualstarttime", "starttime", "scheduledtime")
_PEOPLE = frozenset(("jointime", "registrationtime", "leavetime"))
_MAYBE_PEOPLE = re.compile(r"time", re.IGNORECASE)
_DETAILS = " details"
SECTION, TOPIC, START = "Section", "Topic", "Session start"
_Row = tuple[int, list[str]]


@dataclass
class _Parts:
    """What has been read so far: where we are, and what stood between the records."""

    session: dict[str, str] = field(default_factory=dict)
    section: str = ""
    headers: list[str] = field(default_factory=list)
    header_row: int = 0
    titles: list[str] = field(default_factory=list)
    sections: dict[str, None] = field(default_factory=dict)
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
    """The tables as one; ``None`` where none of them is about people.

    Raises:
        RecordsError: a cell is longer than any that people write.
    """
    parts = _Parts()
    try:
        raw = table_of(_records(text, parts), name, ())
    except csv.Error as error:
        raise RecordsError(f"{shown(name)} cannot be taken apart into cells: {error}.") from None
    return _table(raw, parts) if len(raw.rows) or parts.header_row else None


def _records(text: bytes, parts: _Parts) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of all parts, each with its row."""
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""))
    expects_values = False
    for (row, read), below in _with_those_below(lines):
        if _is_plain(parts, read):
            yield row, _named(parts, read)
            continue
        cells = [cell.strip() for cell in read]
        if not any(cells):
            continue
        if expects_values:
            expects_values = False
            parts.session = dict(zip(map(key_of, parts.headers), cells, strict=False))
            parts.headers = []
        elif not parts.header_row and _is_about_session(cells):
            parts.headers, expects_values = cells, True
        else:
            record = _taken(parts, row, cells, below)
            if record is not None:
                yield row, record


def _with_those_below(lines: Iterator[list[str]]) -> Iterator[tuple[_Row, Sequence[_Row]]]:
    """Every row with its number, and the two rows below it, which are there until the next."""
    rows = enumerate(lines, 1)
    seen = deque(islice(rows, 2))
    for later in rows:
        seen.append(later)
        yield seen.popleft(), seen
    while seen:
        yield seen.popleft(), seen


def _is_plain(parts: _Parts, cells: Sequence[str]) -> bool:
    """Whether a row is at first sight a record of the part: nearly all are."""
    return (
        len(cells) == len(parts.headers)
        and parts.header_row > 0
        and any(map(str.strip, cells[1:]))
        and "time" not in "".join(cells).casefold()
    )


def _is_about_session(cells: Sequence[str]) -> bool:
    keys = {key_of(cell) for cell in cells}
    return "topic" in keys and bool(_IDS & keys) and not _PEOPLE & keys


def _is_about_people(cells: Sequence[str]) -> bool:
    if not any(map(_MAYBE_PEOPLE.search, cells)):
        return False
    keys = {key_of(cell) for cell in cells}
    return bool(_PEOPLE & keys) and len(keys - {""}) > 2


def _taken(
    parts: _Parts, row: int, cells: list[str], below: Sequence[_Row]
) -> dict[str, str] | None:
    """The record of a row; ``None`` where it is a title of a part, or the names of its columns."""
    if _is_about_people(cells):
        parts.headers = _trimmed(cells)
        parts.header_row = parts.header_row or row
    elif len(_trimmed(cells[:2])) == len(_trimmed(cells)) == 1 and any(
        _is_about_people(later) for _, later in below
    ):
        title = cells[0]
        parts.section = title[: -len(_DETAILS)] if title.casefold().endswith(_DETAILS) else title
    elif not parts.headers:
        parts.titles.append(" ".join(filter(None, cells)))
    else:
        return _record(parts, row, cells)
    return None


def _record(parts: _Parts, row: int, cells: list[str]) -> dict[str, str] | None:
    width = len(parts.headers)
    if any(cells[width:]) or len(cells) < width:
        parts.bad.append((row, f"the row has {len(cells)} cells where the header has {width}"))
        return None
    return _named(parts, cells)


def _named(parts: _Parts, cells: Sequence[str]) -> dict[str, str]:
    parts.sections[parts.section] = None
    record = dict(zip(parts.headers, cells, strict=False)) | _about(parts)
    record.pop("", None)
    return record


def _about(parts: _Parts) -> dict[str, str]:
    """What the lines above the part say of all its rows."""
    session = parts.session
    start = next((session[key] for key in _STARTS if session.get(key)), "")
    return {SECTION: parts.section, TOPIC: session.get("topic", ""), START: start}


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _table(raw: RawTable, parts: _Parts) -> RawTable:
    nobody = {
        header: column_of(np.zeros(0, np.int8), [])
        for header in [*parts.headers, *_about(parts)]
        if header
    }
    ours = (SECTION, TOPIC, START)
    columns = {
        header: values
        for header, values in (raw.columns or nobody).items()
        if header not in ours or len(values.categories)
    }
    told = ", ".join(filter(None, parts.sections))
    note = "The lines about the session stand above the table" + (
        f"; its parts {told} were read together." if len(parts.sections) > 1 else "."
    )
    layout = Layout(parts.header_row, titles=tuple(parts.titles), delimiter=",")
    notes = (note, *raw.notes)
    return replace(raw, columns=columns, bad=tuple(parts.bad), notes=notes, layout=layout)

"""Listening: notes with source, date and place on the map, from a file or a form; no names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from loaders.tables.files import raw_file
from loaders.understanding.private import blanked, kind_of_column
from pathways.answer.wording import Sentence
from pathways.errors import RecordsError, one_of, without_private
from pathways.loops.files import FOLDER
from pathways.loops.places import Place
from pathways.record.files import write_whole
from pathways.record.locks import only_writer
from pathways.record.selection import folded

__all__ = ["Note", "add_notes", "heard_at", "heard_lines", "listen", "read_notes", "told_lines"]

_FILE = "notes.jsonl"
_WAIT_SECONDS = 10.0
_NEWEST = 3
"""So many of the newest notes stand beside a number."""
_HEADERS = {
    "note": ("note", "notes", "comment", "comments", "feedback", "answer", "message", "text"),
    "at": ("at", "place", "step", "role", "program", "tier", "activity"),
    "date": ("date", "day", "when", "timestamp", "submitted", "time"),
    "source": ("source", "form", "channel", "survey"),
}
_NAMES = ("personal names", "e-mail addresses", "phone numbers", "logins")


@dataclass(frozen=True)
class Note:
    """Something that somebody said.

    Attributes:
        at: the step or tier that it is about, as people call it.
        date: when it was said.
        source: where from: a form, a call, a survey; never who.
        note: what was said, without e-mail addresses, phone numbers and the names of its row.
    """

    at: str
    date: str
    source: str
    note: str


def read_notes(folder: str | Path = FOLDER) -> tuple[Note, ...]:
    """All notes of a folder, in the order in which they came; none where there are none.

    Raises:
        RecordsError: a line is damaged.
    """
    path = Path(folder) / _FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            note = json.loads(line)
            found.append(Note(**{one.name: str(note[one.name]) for one in fields(Note)}))
        except (ValueError, KeyError, TypeError) as error:
            raise RecordsError(
                f"{path.name} is damaged in line {number}: restore it, or take the line out."
            ) from error
    return tuple(found)


def add_notes(notes: Sequence[Note], folder: str | Path = FOLDER) -> int:
    """Write notes behind those that are there, one line each, and say how many were new.

    Raises:
        RecordsError: a line that is there is damaged.
        OutputError: they cannot be written; what was there before is still there.
    """
    path = Path(folder) / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with only_writer(path.parent, _WAIT_SECONDS):
        there = read_notes(folder)
        every = tuple(dict.fromkeys([*there, *notes]))
        lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in every)
        write_whole(path, "".join(lines))
    return len(every) - len(there)


def heard_at(place: Place, folder: str | Path = FOLDER) -> tuple[Note, ...]:
    """The notes that speak of a place: of where people are, or of where they are to go."""
    return _heard((place.at, place.to), folder)


def heard_lines(step: str, folder: str | Path = FOLDER) -> tuple[str, ...]:
    """The newest notes that speak of a step, or of the role that it is, as sentences."""
    return told_lines(_heard((step, step.rpartition(": ")[2]), folder))


def told_lines(notes: Sequence[Note]) -> tuple[str, ...]:
    """The newest of these notes as sentences."""
    return tuple(
        Sentence("Heard at {at} ({source}, {date}): {note}", "heard", **asdict(one))
        for one in notes[-_NEWEST:]
    )


def _heard(places: Sequence[str], folder: str | Path) -> tuple[Note, ...]:
    names = {folded(place) for place in places} - {""}
    return tuple(one for one in read_notes(folder) if folded(one.at) in names)


def listen(
    file: str | Path,
    *,
    folder: str | Path = FOLDER,
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
) -> str:
    """Take the notes of a file, such as the export of a form, and say what was taken.

    Columns that hold names, e-mail addresses, phone numbers or logins are left out, and what
    stands in them is blanked in the note of the same row, as are e-mail addresses and phone
    numbers anywhere.  Rows without a note are left out.  The same file again adds nothing.

    Args:
        file: any table: CSV, Excel, OpenDocument, JSON Lines.
        folder: where loops are.
        columns: which column is ``note``, ``at``, ``date``, ``source``, where their headers do not
            say so.
        source: where all of them come from; by default what the column says, or the file's name.

    Returns:
        What was taken, as a sentence.

    Raises:
        RecordsError: the file cannot be read, or no column is the note or the place.
    """
    path = Path(file)
    table = raw_file(path).columns
    chosen = _chosen(table, columns or {}, path.name)
    frame = pd.DataFrame({header: values.astype("str") for header, values in table.items()})
    frame = frame.fillna("")
    used = set(chosen.values())
    private = [
        header
        for header, values in table.items()
        if header not in used and kind_of_column(header, values, len(frame)) in _NAMES
    ]
    notes = [
        Note(
            at=row[chosen["at"]].strip(),
            date=row[chosen["date"]].strip() if "date" in chosen else "",
            source=source or without_private(row.get(chosen.get("source", ""), "")) or path.stem,
            note=_blanked(row[chosen["note"]], [row[header] for header in private]),
        )
        for row in frame.to_dict("records")
        if row[chosen["note"]].strip()
    ]
    new = add_notes(notes, folder)
    left = f"; left out, and blanked in the notes: {', '.join(private)}" if private else ""
    return f"{new} new of {len(notes)} notes in {path.name}{left}."


def _blanked(text: str, private: Sequence[str]) -> str:
    """A note without what stands in the private columns of its row, whole or in parts."""
    parts = {part.strip(",.") for value in private for part in [value, *value.split()]}
    return " ".join(blanked(text, sorted(parts - {""}, key=len, reverse=True)).split())


def _chosen(
    table: Mapping[str, pd.Categorical], columns: Mapping[str, str], name: str
) -> dict[str, str]:
    headers = {folded(header): header for header in table}
    chosen = {}
    for what, usual in _HEADERS.items():
        if what in columns:
            if folded(columns[what]) not in headers:
                raise RecordsError(f"{one_of(columns[what], tuple(table), 'column')} (in {name}).")
            chosen[what] = headers[folded(columns[what])]
        else:
            found = [headers[word] for word in usual if word in headers]
            chosen |= {what: found[0]} if found else {}
    missing = [what for what in ("note", "at") if what not in chosen]
    if missing:
        raise RecordsError(
            f"No column of {name} ({', '.join(list(table)[:8])}) is {' or '.join(missing)}: say "
            + " and ".join(f"--{what} COLUMN" for what in missing)
            + "."
        )
    return chosen

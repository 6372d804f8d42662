"""The ledger of invitations: who was invited to what, when, by which run, and what was undone.

A CSV with a line per person and run, so that two people's files merge line by line:

====================  =====================================================================
column                meaning
====================  =====================================================================
``participant``       the id of the record, a pseudonym
``invited``           the as-of date (or edition) of the run; nobody asks the machine's clock
``tier``              invited to it
``run``               the name of the run, which no other run anywhere has
``people``            how many the run invited: where lines are missing it does not add up
``what``              ``invited`` or ``undone``
====================  =====================================================================

The first three are enough to be read; a run can be undone where all are there.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pathways.errors import RecordsError, shown
from pathways.record.files import write_whole

__all__ = ["INVITED", "UNDONE", "Entry", "add_entries", "in_force", "read_entries"]

INVITED, UNDONE = "invited", "undone"
_NEEDED = ("participant", "invited", "tier")


class Entry(NamedTuple):
    """A line of the ledger."""

    participant: str
    invited: str
    tier: str
    run: str = ""
    people: str = ""
    what: str = INVITED


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The lines of a ledger; none where it is not there yet.

    Raises:
        RecordsError: it cannot be read, has other columns, or has lost lines; nobody is invited
            on the word of a ledger that has gaps.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordsError(_no_ledger(path)) from error
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
            raise RecordsError(
                f"Two people's {path.name} were put together and line {number} is a mark that git "
                "left: take the marks out and keep every other line."
            )
    header, *rest = rows or [[]]
    if not set(_NEEDED) <= set(header):
        raise RecordsError(_no_ledger(path))
    entries = tuple(_entry(path, number, header, row) for number, row in enumerate(rest, 2) if row)
    _whole(path, entries)
    # The same line from two copies of the file is one.
    return tuple(dict.fromkeys(entries)) if "run" in header else entries


def _no_ledger(path: Path) -> str:
    return f"{path.name} is no file of invitations ({', '.join(_NEEDED)})."


def _entry(path: Path, number: int, header: Sequence[str], row: Sequence[str]) -> Entry:
    fields = dict.fromkeys(_NEEDED, "") | dict(zip(header, row, strict=False))
    found = Entry(**{name: fields[name] for name in Entry._fields if name in fields})
    full = len(row) == len(header) and all(found[:3])
    if not full or (found.what or INVITED) not in (INVITED, UNDONE):
        raise RecordsError(
            f"{path.name} is cut off or damaged in line {number}: {shown(','.join(row))}. Restore "
            "it from version control or a copy; until then nobody is invited."
        )
    return found._replace(what=found.what or INVITED)


def _whole(path: Path, entries: Iterable[Entry]) -> None:
    """Every run has as many lines as it invited people."""
    there = Counter((one.run, one.what, one.people) for one in set(entries) if one.people)
    for (run, what, people), lines in there.items():
        if people != str(lines):
            raise RecordsError(
                f"{path.name} has {lines} of the {people} lines of the run {run} ({what}): lines "
                "are missing or were added. Restore it from version control or a copy; until then "
                "nobody is invited."
            )


def in_force(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The invitations that were not undone."""
    lines = tuple(entries)
    undone = {(one.participant, one.run) for one in lines if one.what == UNDONE}
    return tuple(
        one
        for one in lines
        if one.what == INVITED and not (one.run and (one.participant, one.run) in undone)
    )


def add_entries(path: Path, made: Iterable[Entry]) -> None:
    """Write lines behind those that the ledger has; these stay as they are.

    Raises:
        RecordsError: the file holds something else.
        OutputError: it cannot be written; what was there before is still there.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Entry._fields)
    writer.writerows([*read_entries(path), *made])
    write_whole(path, text.getvalue())

"""Which sheets of a workbook hold its records, and which of them say the same in other words.

A dashboard, a list of contacts and a log of what people did stand in one workbook.  The records are
the sheets that say most of who, what and when; of equals those with most rows.  Sheets of several
years may call one thing *Name* and *Full name*: they are read together where most of their columns
are the same and the others mean the same.
"""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.tables.date_forms import date_spans, is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.periods import period_spans
from loaders.tables.table import RawTable, distinct

__all__ = ["called_alike", "is_event", "meanings", "says_who_what_when"]

_MEANT = ("participant", "program", "role", "start", "edition")
_KEYS = {
    ours: [frozenset(key_of(name) for name in group) for group in ALIASES[ours]] for ours in _MEANT
}
_HALVES = frozenset(map(key_of, ("first name", "last name", "vorname", "nachname", "prénom",
                                 "apellidos", "cognome", "achternaam", "imię")))  # fmt: skip
_OF_PEOPLE = re.compile(
    r"birth|born|geb|naiss|nacim|nascim|since|join|regist|creat|member|year", re.IGNORECASE
)
_LOOKED_AT = 20
_EVENTS = 2
"""Columns with a time in their names before they are what people did, and when."""


def is_event(header: str) -> bool:
    """Whether the name of a column says a day or a period.

    >>> is_event("Sprint 2024-05-03"), is_event("Sprint")
    (True, False)
    """
    return bool(date_spans(header, 2000) or period_spans(header))


def meanings(table: RawTable) -> dict[str, str]:
    """The column of each of our meanings, by the best of its usual names.

    A number of participants is nobody.
    """
    found: dict[str, str] = {}
    for ours, groups in _KEYS.items():
        named = (name for keys in groups for name in table.columns if key_of(name) in keys)
        able = (name for name in named if ours != "participant" or _is_somebody(table, name))
        header = next((name for name in able if name not in found.values()), "")
        if header:
            found[ours] = header
    return found


def _is_somebody(table: RawTable, header: str) -> bool:
    texts = distinct(table.columns[header])[:50]
    many = header.casefold().endswith("s") and all(map(str.isdecimal, texts))
    return bool(texts) and not many


def says_who_what_when(table: RawTable) -> int:
    """How many of who, what and when the columns of a table say."""
    found = set(meanings(table))
    many = sum(map(is_event, table.columns)) >= _EVENTS
    who = "participant" in found or any(key_of(name) in _HALVES for name in table.columns)
    return (
        who
        + (many or bool(found & {"program", "role"}))
        + (many or bool(found & {"start", "edition"}) or _says_days(table))
    )


def _says_days(table: RawTable) -> bool:
    """Whether a column holds days of what happened, and not of birth or of signing up."""
    for header, values in table.columns.items():
        texts = distinct(values)[:_LOOKED_AT]
        if texts and all(map(is_date, texts)) and not _OF_PEOPLE.search(header):
            return True
    return False


def called_alike(first: RawTable, other: RawTable) -> RawTable | None:
    """The other table with the names that the first has for the same; ``None`` where it differs.

    Most of their columns have the same names, and both say who and when; or one has a few more.
    """
    ours, theirs = meanings(first), meanings(other)
    keys, also = ({key_of(name) for name in table.columns} for table in (first, other))
    shared = keys & also
    if shared in (keys, also) and len(shared) > 1 and 3 * len(shared) >= 2 * len(keys | also):
        return other  # with a column more, or less
    enough = 2 * len(shared) >= min(len(first.columns), len(other.columns))
    if ours.keys() != theirs.keys() or not enough or not {"participant", "start"} <= ours.keys():
        return None
    names = {theirs[meant]: ours[meant] for meant in ours}
    if any(key_of(new) != key_of(old) and new in other.columns for old, new in names.items()):
        return None
    columns = {names.get(name, name): values for name, values in other.columns.items()}
    return replace(other, columns=columns)

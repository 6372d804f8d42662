"""Columns that come again, side by side: Event 1, Date 1, Event 2, Date 2, or Event, Date twice.

Each such group is an engagement of the person of the row, so that the table is read as if the
groups stood below each other: ``Event`` and ``Date``, a row for each group that says something.
So are Volunteer 1, Volunteer 2, where no other column says who: each is somebody at the event; and
lists of people that stand beside each other, with the name above each as a column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Pairs
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from loaders.tables.date_forms import is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.mapping import Mapping
from loaders.tables.stacked import TITLE
from loaders.tables.table import RawTable, called_again, column_of, distinct

__all__ = ["below_each_other"]

Groups = Pairs[int, dict[str, str]] | Pairs[str, dict[str, str]]

_NUMBERED = re.compile(r"^(?P<before>.*?)[\s_#.-]*\(?(?P<number>\d{1,3})\)?(?P<after>\D*)$")
_DAY = re.compile(r"\b(?:date|datum|fecha|data|day|jour|when)\b", re.IGNORECASE)
_BIRTH = re.compile(r"birth|born|geburt|naissance|nacimiento|nascimento", re.IGNORECASE)
_AGAIN = re.compile(r"^(.+) \((\d{1,2})\)$")
_NAMELESS = re.compile(r"^\(column \d+\)$")
_LONGEST = 60
_KEYS = {
    ours: frozenset(key_of(name) for group in ALIASES[ours] for name in group)
    for ours in ("participant", "program", "role", "edition", "start", "status")
}
_CAME = frozenset(map(key_of, ("attended", "present", "came", "checked in", "anwesend", "dabei",
                               "présent", "asistió", "presente")))  # fmt: skip
_SAMPLE = 100

_PEOPLE = frozenset(map(key_of, ALIASES["participant"][4]))
_PLACES = frozenset(
    map(key_of, ("slot", "spot", "place", "person", "helper", "player", "team member", "platz",
                 "helfer", "helferin", "ayudante", "lugar"))
)  # fmt: skip
"""Names of columns of which each holds one person, as those of ``_PEOPLE`` do; Name 2 may be half a
name, and Email 2 the second address of one person."""


def below_each_other(raw: RawTable, how: Mapping) -> RawTable:
    """The table with its repeated groups as rows; as it is where it has none.

    A column of these groups that a mapping names is what the mapping says.
    """
    named = {*how.columns.values(), *(how.wide.columns if how.wide is not None else ())}
    labelled = _under_labels(raw.columns)
    groups: Groups = labelled or _lists_beside(raw.columns) or _groups(raw)
    taken = {header for group in groups.values() for header in group.values()}
    if not groups or taken & named - set(next(iter(groups.values()))):
        return raw
    bases = list(next(iter(groups.values())))
    parts = [[raw.columns[group[base]] for base in bases] for group in groups.values()]
    filled = np.column_stack([_says(part) for part in parts])
    filled[~filled.any(axis=1), 0] = True  # who is in no group stays a row
    at, which = np.nonzero(filled)
    rows = len(raw.rows)
    columns = {
        f"{name} (of the row)" if name in bases else name: values[at]
        for name, values in raw.columns.items()
        if name not in taken
    }
    for number, base in enumerate(bases):
        stacked = union_categoricals([part[number] for part in parts])
        columns[base] = stacked[which * rows + at].remove_unused_categories()
    if labelled:
        columns[TITLE] = column_of(which, list(labelled))
    again = {called_again(base, name) for base in bases for name in taken}
    notes = tuple(one for one in raw.notes if one not in again)
    return replace(raw, columns=columns, rows=raw.rows[at], notes=(*notes, _note(groups, len(at))))


def _note(groups: Groups, rows: int) -> str:
    bases, headers = list(next(iter(groups.values()))), list(next(iter(groups.values())).values())
    each = f"each is an engagement, and is counted as a row ({rows:,} rows)."
    if len(bases) == 1:
        return f"{len(groups)} columns like {_quoted(headers[0])} hold a person each: {each}"
    like = " and ".join(map(_quoted, bases))
    return f"{len(groups)} groups of columns like {like} stand side by side: {each}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _says(part: list[pd.Categorical]) -> NDArray[np.bool_]:
    """The rows in which one of some columns is filled."""
    found = np.zeros(len(part[0]), dtype=bool)
    for values in part:
        found |= np.asarray(values.codes) >= 0
    return found


def _groups(raw: RawTable) -> dict[int, dict[str, str]]:
    """The groups by their number: for each the columns, by their names without it."""
    numbered: dict[str, dict[int, str]] = defaultdict(dict)
    plain = []
    for header in raw.columns:
        found = _NUMBERED.match(header) if len(header) <= _LONGEST else None
        if found is None:
            plain.append(header)
        else:
            base = " ".join(f"{found['before']} {found['after']}".strip(" _-:").split())
            numbered[base].setdefault(int(found["number"]), header)
    for header in plain:  # the first of several of one name has no number
        if header in numbered:
            numbered[header].setdefault(1, header)
    if not any(map(_says_who, plain)):
        people = [base for base in numbered
                  if key_of(base) in _PEOPLE | _PLACES and len(numbered[base]) > 1]  # fmt: skip
        others = [base for base in numbered if base not in people and len(numbered[base]) > 1]
        if len(people) == 1 and not any(_holds_names(raw, numbered[base]) for base in others):
            called = people[0] if key_of(people[0]) in _PEOPLE else "Participant"
            return {number: {called: header} for number, header in numbered[people[0]].items()}
    days = [base for base in numbered if _is_day(base)]
    days = days or [base for base in numbered if key_of(base) in _KEYS["edition"]]
    days = days or [base for base in numbered if _holds_days(raw, numbered[base])]
    if len(days) != 1:
        return {}
    numbers = set(numbered[days[0]])
    bases = [base for base in numbered if set(numbered[base]) == numbers]
    if len(numbers) < 2 or not any(_is_what(base) for base in bases if base != days[0]):
        return {}
    return {number: {base: numbered[base][number] for base in bases} for number in sorted(numbers)}


def _lists_beside(headers: Iterable[str]) -> dict[int, dict[str, str]]:
    """The groups of a sheet that holds nothing but one list of people beside another.

    >>> _lists_beside(["Name", "Joined", "Name (2)", "Joined (2)"])
    {1: {'Name': 'Name', 'Joined': 'Joined'}, 2: {'Name': 'Name (2)', 'Joined': 'Joined (2)'}}
    """
    numbers: dict[int, dict[str, str]] = defaultdict(dict)
    for header in headers:
        found = _AGAIN.match(header)
        if not _NAMELESS.match(header):
            base, number = (found[1], int(found[2])) if found else (header, 1)
            numbers[number][base] = header
    return dict(numbers) if _are_lists(list(numbers.values())) else {}


def _under_labels(headers: Iterable[str]) -> dict[str, dict[str, str]]:
    """The same where each list has a name above it, which the names of its columns begin with."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for header in headers:
        label, _, base = header.partition(": ")
        if not _NAMELESS.match(header):
            labels[label][base] = header
    return dict(labels) if _are_lists(list(labels.values())) else {}


def _are_lists(groups: list[dict[str, str]]) -> bool:
    """Whether there are several groups of the same columns, of which one says who."""
    same = len(groups) > 1 and all(one.keys() == groups[0].keys() for one in groups)
    return same and len(groups[0]) > 1 and sum(map(_says_who, groups[0])) == 1


def _says_who(header: str) -> bool:
    return key_of(header) in _KEYS["participant"]


def _is_day(base: str) -> bool:
    if _BIRTH.search(base):
        return False
    return key_of(base) in _KEYS["start"] or bool(_DAY.search(base.replace("_", " ")))


def _holds_names(raw: RawTable, headers: dict[int, str]) -> bool:
    """Whether most of what stands in several columns is words of two parts, as names are."""
    texts = [
        text for header in headers.values() for text in distinct(raw.columns[header])[:_SAMPLE]
    ]
    like = [text for text in texts if re.fullmatch(r"[^\W\d][^\d]* [^\d]+", text)]
    return len(like) > len(texts) / 2


def _holds_days(raw: RawTable, headers: dict[int, str]) -> bool:
    """Whether all that stands in several columns of one name is days, in words or figures."""
    texts = [
        text for header in headers.values() for text in distinct(raw.columns[header])[:_SAMPLE]
    ]
    return len(headers) > 1 and bool(texts) and all(map(is_date, texts))


def _is_what(base: str) -> bool:
    said = any(key_of(base) in _KEYS[ours] for ours in ("program", "role", "edition", "status"))
    return said or key_of(base) in _CAME

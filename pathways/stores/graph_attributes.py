"""Attributes of people and engagements: whose they are, under which name, and of which type.

An attribute that never differs within a person is the participant's; one that does is the
engagement's.  The participant has the latest known value of either, as groups of people do.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.cypher.names import property_of
from pathways.record.log import EngagementLog

__all__ = ["BLANKS", "Attribute", "Attributes", "attributes_of", "column_of", "digest"]

Ints = NDArray[np.int64]

BLANKS = "blanks"
"""The participant's attributes that an engagement's own record leaves blank."""


@dataclass(frozen=True)
class Attribute:
    """A column of the records beyond what the log knows.

    ``property`` is its name in the graph, ``whose`` is ``participant`` or ``engagement``,
    ``dtype`` the type of the column.
    """

    name: str
    property: str
    whose: str
    dtype: str


@dataclass(frozen=True)
class Attributes:
    """The attributes of a log.

    Attributes:
        known: each of them.
        people: one map per participant.
        engagements: one map for each record that has values of its own, by position.
    """

    known: tuple[Attribute, ...]
    people: list[dict[str, Any]]
    engagements: dict[int, dict[str, Any]]

    @property
    def hashes(self) -> Ints:
        """A digest of each participant's map; people who share one share the work."""
        seen: dict[tuple[Any, ...], int] = {}
        hashes = []
        for attributes in self.people:
            key = tuple(attributes.items())
            if key not in seen:
                seen[key] = digest(sorted(attributes.items()))
            hashes.append(seen[key])
        return np.array(hashes, dtype=np.int64)


def digest(entry: Any) -> int:
    """A 64-bit digest of a value's text.

    >>> digest(["a", 1]) == digest(["a", 1]), digest("a") == digest("b")
    (True, False)
    """
    code = hashlib.blake2b(repr(entry).encode(), digest_size=8).digest()
    return int.from_bytes(code, "little", signed=True)


def attributes_of(log: EngagementLog, person: Ints) -> Attributes:
    """The attributes of a log, ``person`` being the participant of each record, from 0."""
    found = Attributes((), [{} for _ in range(int(person.max(initial=-1)) + 1)], {})
    known = []
    for name in log.attributes:
        column = log.records[name]
        varies = _spread(column, person, property_of(name), found)
        whose = "engagement" if varies else "participant"
        known.append(Attribute(name, property_of(name), whose, str(column.dtype)))
    return replace(found, known=tuple(known))


def column_of(values: list[Any], dtype: str) -> pd.Series:
    """Values of the graph as a column of this type.

    >>> column_of(["no", None], "str").isna().tolist()
    [False, True]
    """
    column = pd.Series(values, dtype=object)
    if dtype.startswith("datetime64"):
        return pd.to_datetime(column).astype(dtype)
    if dtype.startswith("float"):
        return pd.to_numeric(column).astype(dtype)
    return column.astype(dtype)


def _spread(column: pd.Series, person: Ints, name: str, into: Attributes) -> bool:
    """Put a column's values where they belong; whether they are the engagements' own."""
    present = np.flatnonzero(column.notna())
    latest = np.full(len(into.people), -1, dtype=np.int64)
    np.maximum.at(latest, person[present], present)
    has = np.flatnonzero(latest >= 0)
    for who, value in zip(has.tolist(), _values(column.iloc[latest[has]]), strict=True):
        into.people[who][name] = value
    code = pd.factorize(column)[0]
    if (code[present] != code[latest[person[present]]]).any():
        for at, value in zip(present.tolist(), _values(column.iloc[present]), strict=True):
            into.engagements.setdefault(at, {})[name] = value
        return True
    blank = column.isna().to_numpy() & (latest[person] >= 0)
    for at in np.flatnonzero(blank).tolist():
        into.engagements.setdefault(at, {}).setdefault(BLANKS, []).append(name)
    return False


def _values(column: pd.Series) -> list[Any]:
    """A column as the values that the graph can hold; what it cannot hold, as text."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(value) else _moment(value) for value in column]
    return [
        value if isinstance(value, str | int | float | bool | date) else str(value)
        for value in column.astype(object).tolist()
    ]


def _moment(value: pd.Timestamp) -> date | datetime:
    moment: datetime = value.to_pydatetime()
    return moment

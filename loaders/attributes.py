"""Columns that are none of ours: attributes, or left out because they are about persons."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from loaders.tables.alternatives import JOIN, parts_of
from loaders.tables.headers import find_header, key_of
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable
from loaders.understanding.private import kind_of_column, scrubbed
from pathways.errors import shown

__all__ = ["OtherColumns", "other_columns"]


_MOST = 500
"""Columns that are kept as attributes where nobody says which."""


@dataclass
class OtherColumns:
    """Attributes that are kept, columns that must not be seen, headers that were dropped, notes."""

    kept: dict[str, pd.Categorical] = field(default_factory=dict)
    hidden: dict[str, pd.Categorical] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The headers of columns that hold what belongs to persons."""
        return tuple(self.because)


def other_columns(raw: RawTable, mapping: Mapping, people: int) -> OtherColumns:
    """The columns of a table that its mapping does not name; ``people`` is how many it has."""
    ours = {find_header(theirs, raw.columns) for theirs in mapping.columns.values()}
    keep, drop = ({key_of(name) for name in names} for names in (mapping.keep, mapping.drop))
    only = None if mapping.attributes is None else {key_of(name) for name in mapping.attributes}
    who = mapping.columns.get("participant", "")
    parts = {key_of(part): "personal names" for part in parts_of(who)} if JOIN in who else {}
    used = _alternatives(raw, mapping)
    found = OtherColumns()
    beyond = 0
    for header, values in raw.columns.items():
        key = key_of(header)
        if header in ours or (header in used and used[header] != "participant"):
            continue
        if len(found.kept) >= _MOST and only is None and key not in keep:
            found.hidden[header] = values
            beyond += 1
            continue
        kind = kind_of_column(header, values, people) or parts.get(key, "")
        kind = kind or ("ids of persons" if header in used else "")
        kind = "your mapping drops them" if key in drop else "" if key in keep else kind
        if kind or header.startswith("(column "):
            found.hidden[header] = values
            found.because |= {header: kind} if kind else {}
        elif only is None or key in only:
            found.kept[header] = values if key in keep else _scrubbed(found, header, values)
    if found.because:
        listed = ", ".join(f"{shown(header)} ({kind})" for header, kind in found.because.items())
        found.notes.append(f"Left out: {listed}; [people] keep in the mapping keeps a column.")
    if beyond:
        found.notes.append(_beyond(beyond))
    return found


def _beyond(columns: int) -> str:
    many = "1 more column is" if columns == 1 else f"{columns:,} more columns are"
    return (
        f"{_MOST} columns are kept as attributes, and {many} left out; name those that you need "
        'in the mapping: attributes = ["…"].'
    )


def _alternatives(raw: RawTable, mapping: Mapping) -> dict[str, str]:
    """The headers that one of ours is put together from, with that one of ours."""
    found: dict[str, str] = {}
    for ours, theirs in mapping.columns.items():
        names = parts_of(theirs)
        headers = [find_header(part, raw.columns) for part in names] if len(names) > 1 else []
        found |= dict.fromkeys(filter(None, headers), ours)
    return found


def _scrubbed(found: OtherColumns, header: str, values: pd.Categorical) -> pd.Categorical:
    clean, cells = scrubbed(values)
    if cells:
        found.notes.append(f"{cells} cells of {shown(header)} held contact data and were blanked.")
    return clean

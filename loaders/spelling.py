"""One name for what is spelt in several ways: Mentee and mentee are one role."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loaders.identity import with_lost_zeros
from loaders.tables.table import distinct, recoded
from pathways.errors import shown

__all__ = ["one_spelling"]

_NAMED = ("program", "edition", "role")
_MOST = 5
"""Spellings that a note names."""


def one_spelling(records: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Records whose programs, editions and roles do not differ by capitals and spaces alone, and
    whose people do not by zeros that a spreadsheet took from their ids.

    Each takes the spelling that most rows have, the first in the alphabet where two have as many.

    Returns:
        The records, and a note for each column in which something was taken together.
    """
    people, note = with_lost_zeros(records["participant"].array)
    columns: dict[str, pd.Categorical] = {"participant": people} if note else {}
    notes = [note] if note else []
    for name in _NAMED:
        values = records[name].array
        usual = _usual(values)
        others = {old: new for old, new in usual.items() if old != new}
        if others:
            columns[name] = recoded(values, list(usual.values()))
            pairs = [f"{shown(old)} as {shown(new)}" for old, new in others.items()]
            more = f" and {len(pairs) - _MOST} more" if len(pairs) > _MOST else ""
            notes.append(f"One {name}, spelt in several ways: {', '.join(pairs[:_MOST])}{more}.")
    return records.assign(**columns) if columns else records, tuple(notes)


def _usual(values: pd.Categorical) -> dict[str, str]:
    """The spelling that each distinct value is taken as."""
    names = distinct(values)
    many = np.bincount(np.asarray(values.codes) + 1, minlength=len(names) + 1)[1:]
    best: dict[str, tuple[int, str]] = {}
    for name, count in zip(names, many, strict=True):
        key = _key(name)
        best[key] = min(best.get(key, (0, name)), (-int(count), name))
    return {name: best[_key(name)][1] for name in names}


def _key(name: str) -> str:
    """What two spellings of a name have in common: its characters, without case and spaces."""
    return "".join(name.split()).casefold()

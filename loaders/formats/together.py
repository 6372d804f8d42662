"""Files of one system that belong together: members of campaigns, and the campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.formats.catalogue import recognised_formats
from loaders.formats.format import Companion
from loaders.tables.headers import find_header
from loaders.tables.table import RawTable, distinct, recoded
from pathways.errors import shown

__all__ = ["together"]


def together(tables: Sequence[RawTable]) -> tuple[list[bool], list[RawTable], list[str]]:
    """The tables with what their companions say, which of them stay, and notes.

    A companion names nobody: it is read into the files that it belongs to, and is none of them.
    """
    kinds = [recognised_formats(list(table.columns)) for table in tables]
    made, stays, notes = list(tables), [True] * len(tables), []
    for at, kind in enumerate(kinds):
        rule = kind[0].companion if len(kind) == 1 else None
        if rule is None:
            continue
        for other, its in enumerate(kinds):
            if len(its) == 1 and its[0].name == rule.format:
                made[at], note = _joined(made[at], tables[other], rule)
                notes.append(note)
                stays[other] = False
    return stays, made, notes


def _joined(raw: RawTable, companion: RawTable, rule: Companion) -> tuple[RawTable, str]:
    here, there = find_header(rule.on[0], raw.columns), find_header(rule.on[1], companion.columns)
    if here is None or there is None:
        return raw, ""
    place = {_id(key): at for at, key in enumerate(companion.columns[there].tolist())
             if not pd.isna(key)}  # fmt: skip
    ids = distinct(raw.columns[here])
    at = [place.get(_id(one)) for one in ids]
    columns = dict(raw.columns)
    for theirs, ours in rule.brings:
        header = find_header(theirs, companion.columns)
        if header is None or find_header(ours, columns) is not None:
            continue
        values = np.asarray(companion.columns[header], dtype=object)
        cells = [None if one is None or pd.isna(values[one]) else str(values[one]) for one in at]
        columns[ours] = recoded(raw.columns[here], cells)
    found = sum(one is not None for one in at)
    note = (
        f"{raw.name} and {companion.name} belong together: {found:,} of {len(ids):,} values of "
        f"{shown(here)} are in both."
    )
    return replace(raw, columns=columns), note


def _id(key: object) -> str:
    """An id as it is compared: of Salesforce's 18 characters the first 15 say it all."""
    text = str(key)
    return text[:15] if len(text) == 18 and text.isalnum() else text

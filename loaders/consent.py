"""Who must not be in the record: people who opted out, and rows of people who did not agree.

A list of opt-outs is a file of any kind that says who by ids, addresses or logins, and by names in
rows that say nothing else.  Whoever stands on it is left out with all their rows, in every file.
Of what is left out nothing is kept but the number of the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Pairs
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.files import raw_file
from loaders.tables.headers import find_header, key_of
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct
from loaders.understanding.private import compared, holds_contact, kind_of_header, pseudonym_of
from pathways.errors import MappingError, one_of, shown

__all__ = ["OPTED_OUT", "RULE", "disagreeing", "opted_out", "opted_out_ids"]

RULE = "consent"
"""The rule by which such rows are refused."""
OPTED_OUT = "the person is on the list of those who opted out"
_CONTACT = ("e-mail addresses", "logins", "phone numbers")
_NAMES = "personal names"
_IDS = ("id", "participant", "person", "member", "pseudonym")


def opted_out(mapping: Mapping) -> frozenset[str]:
    """Who is on the list that a mapping names, as ids, addresses and names are compared.

    Raises:
        MappingError: the list names nobody.
        RecordsError: it cannot be read.
    """
    if not mapping.opt_out:
        return frozenset()
    raw = raw_file(Path(mapping.folder) / mapping.opt_out)
    forms = [form for text in _entries(raw) for form in (compared(text), _in_any_order(text))]
    if not forms:
        raise MappingError(
            f"The list of those who opted out, {shown(raw.name)}, names nobody: give it a column "
            "of ids or addresses."
        )
    return frozenset(forms)


def _entries(raw: RawTable) -> Iterable[str]:
    """What each row says who it is; the names of the columns too, where they are somebody."""
    kinds = {header: kind_of_header(header) for header in raw.columns}
    best = [h for h, kind in kinds.items() if kind in _CONTACT or _is_id(h)]
    names = [header for header, kind in kinds.items() if kind == _NAMES]
    rest = [] if best or names else list(raw.columns)
    yield from (header for header in raw.columns if holds_contact(header) or rest == [header])
    for at in range(len(raw.rows)):
        cells = [_cell(raw, header, at) for header in (*best, *rest)]
        name = " ".join(filter(None, (_cell(raw, header, at) for header in names)))
        yield from filter(None, cells if any(cells) else [name])


def _is_id(header: str) -> bool:
    key = key_of(header)
    return key in _IDS or key.endswith("id")


def _cell(raw: RawTable, header: str, at: int) -> str:
    cell = raw.columns[header][at]
    return "" if pd.isna(cell) else str(cell)


def opted_out_ids(
    listed: frozenset[str], ids: pd.Categorical, columns: Pairs[str, pd.Categorical]
) -> frozenset[str]:
    """The participants of a file who are on the list.

    Args:
        listed: of :func:`opted_out`.
        ids: what the record calls the person of each row.
        columns: the columns of the file in the same rows, and its participants as they stand there.
    """
    if not listed:
        return frozenset()
    wanted = listed | {compared(pseudonym_of(one)) for one in listed}
    found = _holds(ids, wanted)
    kinds = {header: kind_of_header(header) for header in columns}
    for header, values in columns.items():
        if kinds[header] in _CONTACT or not header:
            found |= _holds(values, listed)
    found |= _named([columns[header] for header in columns if kinds[header] == _NAMES], listed)
    return frozenset(map(str, ids[found & (np.asarray(ids.codes) >= 0)]))


def _named(columns: Sequence[pd.Categorical], listed: frozenset[str]) -> NDArray[np.bool_]:
    """The rows in which a column of names, or all of them together, say who is on the list."""
    if not columns:
        return np.zeros(1, dtype=bool)
    rows = zip(*(values.astype(object) for values in columns), strict=True)
    cells = [[str(cell) for cell in row if not pd.isna(cell)] for row in rows]
    hits = [any(_in_any_order(name) in listed for name in {" ".join(row), *row}) for row in cells]
    return np.array(hits, dtype=bool)


def _in_any_order(name: str) -> str:
    """A name as it is compared, whichever comes first and with a comma or without."""
    return " ".join(sorted(compared(name.replace(",", " ")).split()))


def _holds(values: pd.Categorical, wanted: Iterable[str]) -> NDArray[np.bool_]:
    there = np.array([*(compared(text) in wanted for text in distinct(values)), False], dtype=bool)
    return np.asarray(there[np.asarray(values.codes)], dtype=bool)


def disagreeing(raw: RawTable, consent: Pairs[str, tuple[str, ...]]) -> list[pd.Categorical]:
    """For each rule why rows are left out whose person does not agree; a blank is no consent.

    Raises:
        MappingError: a column that the file does not have.
    """
    found = []
    for name, words in consent.items():
        header = find_header(name, raw.columns)
        if header is None:
            known = list(raw.columns)
            raise MappingError(f"{one_of(name, known, 'column')} (people.consent).")
        agrees = _holds(raw.columns[header], {compared(word) for word in words})
        reason = f"column {shown(header)} does not say that the person agrees"
        codes = np.where(agrees, -1, 0)
        found.append(pd.Categorical.from_codes(codes, categories=pd.Index([reason], dtype="str")))
    return found

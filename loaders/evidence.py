"""What files say about who people are: read to find ids that are one person's, and never kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from loaders.inspection import Inspection
from loaders.records import Reading
from loaders.tables.headers import key_of
from loaders.tables.table import distinct, recoded
from loaders.understanding.alike import name_words
from loaders.understanding.private import (
    compared,
    holds_contact,
    kind_of_header,
    looks_like_a_name,
)

__all__ = ["KINDS", "evidence_of", "told_by"]

KINDS = ("e-mail", "login", "phone", "name", "city", "country", "organisation")
"""What is known of a person, as :func:`evidence_of` calls it."""
_PRIVATE = {
    "e-mail addresses": "e-mail",
    "logins": "login",
    "phone numbers": "phone",
    "personal names": "name",
}


def _set(words: str) -> frozenset[str]:
    return frozenset(key_of(word) for word in words.split(","))


_PLACES = {
    "city": _set("city,town,ort,stadt,ville,ciudad,cidade,home city,mailing city,primary city"),
    "country": _set(
        "country,country 3,land,pays,país,country/region,country/region name,home country,nation"
    ),
    "organisation": _set(
        "organisation,organization,affiliation,employer,company,institution,university"
    ),
}


def evidence_of(inspection: Inspection) -> pd.DataFrame:
    """What the files say about who the people of their log are.

    Names are whole ones, from one column or several, as sorted words without accents; addresses,
    logins and numbers are as they are compared.

    Returns:
        One row for each thing that is known of a person: ``participant``, ``kind`` (one of
        :data:`KINDS`), ``value`` (str), and where it stands first, ``file`` (str) and ``row``
        (int64).  It is private: nothing of it may be shown or written.
    """
    parts = [part for reading in inspection.readings for part in _parts(reading)]
    columns = ["participant", "kind", "value", "file", "row"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)[columns]
    there = set(inspection.log.records["participant"].astype("str"))
    table = table[table["participant"].isin(there)]
    return table.drop_duplicates(["participant", "kind", "value"], ignore_index=True)


def _parts(reading: Reading) -> Iterator[pd.DataFrame]:
    ids = reading.records["participant"].astype("str")
    columns = _said(reading)
    names = [values for kind, values in columns if kind == "name"]
    for kind, values in columns:
        if kind != "name":
            yield _rows(reading, ids, kind, recoded(values, [*map(compared, distinct(values))]))
    for values in [*names, *([_together(names)] if len(names) > 1 else [])]:
        words = [name_words(text) for text in distinct(values)]
        whole = [" ".join(one) if len(one) > 1 else None for one in words]
        yield _rows(reading, ids, "name", recoded(values, whole))


def _rows(reading: Reading, ids: pd.Series, kind: str, values: pd.Categorical) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "participant": ids.to_numpy(),
            "kind": kind,
            "value": np.asarray(values.astype(object)),
            "file": reading.raw.name,
            "row": np.asarray(reading.raw.rows, dtype=np.int64),
        }
    )
    known = table["participant"].notna() & pd.Series(values).notna().to_numpy()
    return table[known].drop_duplicates(["participant", "value"])


def _said(reading: Reading) -> list[tuple[str, pd.Categorical]]:
    """The columns that say who somebody is, with what they say."""
    found = []
    for header, values in reading.raw.columns.items():
        if " + " in header or " or " in header:
            continue
        kind = told_by(header)
        participant = reading.mapping.columns.get("participant", "")
        if not kind and key_of(header) == key_of(participant):
            kind = _by_values(values)
        if kind in KINDS:
            found.append((kind, values))
    return found


def told_by(header: str) -> str:
    """What a column of this name tells of a person, one of :data:`KINDS` or another word.

    >>> told_by("Home City"), told_by("Email"), told_by("Notes"), told_by("role")
    ('city', 'e-mail', 'free notes', '')
    """
    place = next((kind for kind, names in _PLACES.items() if key_of(header) in names), "")
    private = kind_of_header(header)
    return place or _PRIVATE.get(private, private)


def _by_values(values: pd.Categorical) -> str:
    texts = distinct(values)[:500]
    if not texts:
        return ""
    if sum("@" in text and holds_contact(text) for text in texts) > len(texts) / 2:
        return "e-mail"
    return "name" if sum(map(looks_like_a_name, texts)) > len(texts) / 2 else ""


def _together(columns: list[pd.Categorical]) -> pd.Categorical:
    """The words of several columns of names, as one column."""
    rows = zip(*(values.astype(object) for values in columns), strict=True)
    texts = [" ".join(str(cell) for cell in row if not pd.isna(cell)) or None for row in rows]
    return pd.Categorical(pd.Series(texts, dtype="str"))

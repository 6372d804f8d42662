"""Ids of people as every kind of file writes them: one id has one spelling."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from loaders.tables.table import distinct, recoded
from loaders.understanding.private import pseudonym_of
from pathways.record.sieve import caught

__all__ = ["also_called", "one_id", "shortened", "with_lost_zeros"]

_ENOUGH = 3
_POINT = re.compile(r"^\d+\.0+$")
_DECIMAL = re.compile(r"^\d+\.\d+$")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?e\+?\d{1,3}$", re.IGNORECASE)


def one_id(values: pd.Categorical) -> pd.Categorical:
    """Ids without the ``.0`` that a spreadsheet gives to numbers; zeros before them stay.

    >>> one_id(pd.Categorical(["1000.0", "1000", "007"])).tolist()
    ['1000', '1000', '007']
    """
    pointed = np.flatnonzero(caught(values.categories, r"\."))
    decimals = [text for text in map(str, values.categories[pointed]) if _DECIMAL.match(text)]
    if not decimals or not all(map(_POINT.match, decimals)):
        return values
    texts = distinct(values)
    return recoded(values, [text.split(".")[0] if _POINT.match(text) else text for text in texts])


def with_lost_zeros(values: pd.Categorical) -> tuple[pd.Categorical, str]:
    """Ids such as 120 as 00120, where both stand in one record, and what is said of it.

    A spreadsheet takes the zeros from numbers.  They are put back only where all ids that kept
    theirs have one length, and three of them are the same numbers as three without.

    >>> with_lost_zeros(pd.Categorical(["01", "1", "02", "2", "03", "3"]))[0].tolist()
    ['01', '01', '02', '02', '03', '03']
    """
    texts = distinct(values)
    padded = [text for text in texts if text.isdecimal() and text.startswith("0")]
    lengths = set(map(len, padded))
    if len(lengths) != 1:
        return values, ""
    (length,) = lengths
    short = [text for text in texts if text.isdecimal() and len(text) < length]
    if len({text.zfill(length) for text in short} & set(padded)) < _ENOUGH:
        return values, ""
    ids = "1 id is" if len(short) == 1 else f"{len(short):,} ids are"
    note = (
        f"{ids} given back the zeros that a spreadsheet takes from numbers, such as {short[0]}, "
        f"which is {short[0].zfill(length)}."
    )
    made = [text.zfill(length) if text in set(short) else text for text in texts]
    return recoded(values, made), note


def shortened(values: pd.Categorical) -> pd.Categorical | None:
    """Why ids such as 1.23E+11 are refused, for each row; ``None`` where there is none."""
    raised = values.categories[caught(values.categories, r"[eE]")]
    if not any(map(_SCIENTIFIC.match, map(str, raised))):
        return None
    texts = distinct(values)
    reason = (
        "a spreadsheet shortened this id to a number such as 1.23E+11, and the digits are lost: "
        "format the column as text and export it again"
    )
    return recoded(values, [reason if _SCIENTIFIC.match(text) else None for text in texts])


def also_called(person: str) -> set[str]:
    """What a record may call somebody who is named: just so, or by a pseudonym.

    >>> names = also_called("anna@example.org")
    >>> len(names), "anna@example.org" in names
    (2, True)
    """
    return {person.strip(), pseudonym_of(person)}

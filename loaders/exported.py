"""Files that ``pathways export`` wrote: their keys and tiers are taken back as they were.

Such a file shows itself by its keys, which are 16 hexadecimal digits.  A key of another source
that looks the same is taken as it is, and not made distinct by the name of its source.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.table import RawTable, distinct, recoded
from pathways.record.cells import restored
from pathways.record.scheme import Scheme

__all__ = ["STATED", "as_written", "exported_keys", "is_exported", "with_stated_tiers"]

STATED = "tier_stated"
"""Column of an export that says ``yes`` where the data said the tier, and not the scheme."""

_KEY = re.compile(r"[0-9a-f]{16}")
_COUNTED_UP = "0001"
"""Numbers with zeros before them are not ours: keys are spread over all digits."""


def is_exported(keys: pd.Categorical | None) -> bool:
    """Whether the keys of a file are those of a log."""
    if keys is None or not len(keys.categories) or not _KEY.fullmatch(str(keys.categories[0])):
        return False
    stated = distinct(keys)
    return all(map(_KEY.fullmatch, stated)) and any(key >= _COUNTED_UP for key in stated)


def as_written(raw: RawTable) -> RawTable:
    """An export without the apostrophes that keep its cells from being formulas."""
    if not is_exported(raw.columns.get("engagement")):
        return raw
    columns = {}
    for header, values in raw.columns.items():
        old = distinct(values)
        new = [restored(text) for text in old]
        columns[restored(header)] = values if new == old else recoded(values, list(new))
    return replace(raw, columns=columns)


def exported_keys(keys: pd.Series) -> NDArray[np.uint64]:
    """Keys of a log as numbers; 0 where there is none."""
    numbers = [int(key, 16) for key in keys.cat.categories]
    return np.asarray(np.array([*numbers, 0], dtype=np.uint64)[keys.cat.codes.to_numpy()])


def with_stated_tiers(
    records: pd.DataFrame, exported: NDArray[np.bool_], scheme: Scheme
) -> pd.DataFrame:
    """Records in which a tier is blank where an export has what the scheme says anyway.

    A tier that somebody stated stays, and so does one that somebody wrote into the export.

    Args:
        records: the records, with :data:`STATED` where an export has that column.
        exported: which of them are from an export.
        scheme: the tiers.
    """
    stated = records[STATED] == "yes" if STATED in records else np.zeros(len(records), dtype=bool)
    ruled = exported & ~np.asarray(stated)
    records = records.drop(columns=STATED, errors="ignore")
    if not ruled.any():
        return records
    codes = scheme.tier_codes(records["program"], records["role"])
    recorded = pd.Categorical(records["tier"], categories=list(scheme.tier_names)).codes
    ruled &= (recorded >= 0) & (recorded == codes)
    return records.assign(tier=records["tier"].mask(ruled))

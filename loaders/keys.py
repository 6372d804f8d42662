"""Keys of engagements (L6): the same engagement has the same key whenever it is read.

Where the source has keys of its own, the key is made from the name of the source and its key.
A file that was exported from a log has the keys of that log.  Otherwise it is made from what the
row says (person, program, edition, role, dates) and, where a file says the same several times,
from how often it has said so before.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.exported import exported_keys, is_exported
from pathways.stats.sorting import nth_of_same

__all__ = ["keys_of", "overlapped"]

_IDENTITY = ["participant", "program", "edition", "role", "start", "end"]
_STEP = np.uint64(0x9E3779B97F4A7C15)


def keys_of(records: pd.DataFrame, source: str) -> NDArray[np.uint64]:
    """The keys of one file's records; ``engagement`` is the source's own key where it has one."""
    digests = pd.util.hash_pandas_object(_identity(records), index=False).to_numpy(np.uint64)
    number = nth_of_same(digests.view(np.int64)).astype(np.uint64)
    keys = pd.util.hash_array(digests + number * _STEP)
    if "engagement" not in records:
        return np.asarray(keys, dtype=np.uint64)
    source_keys = records["engagement"]
    if is_exported(source_keys.array):
        return np.where(source_keys.isna(), keys, exported_keys(source_keys))
    hashed = pd.util.hash_array(source_keys.cat.categories.to_numpy(dtype=object))
    salted = pd.util.hash_array(np.array([source], dtype=object))[0]
    mine = pd.util.hash_array(np.append(hashed, np.uint64(0)) ^ salted)[
        source_keys.cat.codes.to_numpy()
    ]
    return np.asarray(np.where(source_keys.isna(), keys, mine), dtype=np.uint64)


def _identity(records: pd.DataFrame) -> pd.DataFrame:
    dates = {name: records[name].astype("datetime64[s]") for name in ("start", "end")}
    return records[_IDENTITY].assign(**dates)


def overlapped(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Records whose key a later file has too: that file's record is taken instead."""
    return np.asarray(pd.Series(keys).duplicated(keep="last"))

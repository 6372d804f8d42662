"""Rows of a Parquet file, or of any Arrow table, as the records that a log is built from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import OptionError, RecordsError, one_of, shown
from pathways.record.merges import Merge, one_for_each, with_merges
from pathways.record.selection import LOG_KEYS, folded
from pathways.record.sieve import UNTIDY, caught
from pathways.record.typed import ATTRIBUTE_FREE, CLOCK, RECORD_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["columns_of", "frame_of", "numbers_of_people"]

_KEY = "engagement"
_DATES = ("start", "end")


def columns_of(schema: pa.Schema, what: str, attributes: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns that are read of a table, by their tidy names, and some that describe people.

    Raises:
        RecordsError: it does not say who did what when.
        OptionError: an attribute that it does not have.
    """
    import pyarrow as pa

    names = set(schema.names)
    missing = [name for name in ("participant", "program") if name not in names]
    missing += [] if names & {"start", "edition"} else ["start or edition"]
    if missing:
        raise RecordsError(
            f"{shown(what)} is counted part by part, with columns as `pathways export` writes "
            f"them, and has no {' and no '.join(missing)}; it has {', '.join(sorted(names)[:8])}."
        )
    for name in names & set(_DATES):
        kind = schema.field(name).type
        if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
            raise RecordsError(f"In {shown(what)} {name} is {kind}, and has to be a date.")
    ours = tuple(name for name in (_KEY, *RECORD_COLUMNS, CLOCK) if name in names)
    return (*ours, *_described(schema, attributes))


def _described(schema: pa.Schema, attributes: Sequence[str]) -> Iterator[str]:
    """The columns of attributes; what a log knows itself is read in any case."""
    import pyarrow as pa

    others = [name for name in schema.names if name not in (_KEY, CLOCK, *ATTRIBUTE_FREE)]
    called = {folded(name): name for name in (*LOG_KEYS, *others)}
    for attribute in attributes:
        if folded(attribute) not in called:
            raise OptionError(f"{one_of(attribute, tuple(called.values()), 'key')}.")
        name = called[folded(attribute)]
        if name in LOG_KEYS:
            continue
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise OptionError(
                f"Part by part, groups are texts, and {name} is {kind}; say --engine memory."
            )
        yield name


def frame_of(rows: pa.Table, merges: Sequence[Merge] = ()) -> pd.DataFrame:
    """Rows as records: texts as categories, one id for each person."""
    import pyarrow as pa

    columns = {}
    for name in rows.column_names:
        if name in _DATES:
            column = _without_zone(rows[name]).cast(pa.timestamp("s"), safe=False)
        elif name == _KEY and pa.types.is_integer(rows[name].type):
            column = rows[name]
        else:
            column = _texts(rows[name]).combine_chunks().dictionary_encode()
        columns[name] = column.to_pandas()
    frame = pd.DataFrame(columns)
    return with_merges(frame, merges) if merges else frame


def numbers_of_people(who: pa.ChunkedArray, merges: Sequence[Merge] = ()) -> NDArray[np.uint64]:
    """A number for each row, the same for all rows of a person, however the id is spaced."""
    coded = _texts(who).combine_chunks().dictionary_encode()
    names = pd.Index(coded.dictionary.to_pandas(), dtype="str")
    called = one_for_each(merges)
    told = names.to_numpy(dtype=object)
    for at in np.flatnonzero(caught(names, UNTIDY)):
        told[at] = " ".join(told[at].split())
    if called:
        told = np.array([called.get(name, name) for name in told], dtype=object)
    numbers = pd.util.hash_array(told, categorize=False) if len(told) else np.zeros(0, np.uint64)
    rows = coded.indices.fill_null(len(told)).to_numpy()
    return np.asarray(np.append(numbers, np.uint64(0))[rows])


def _without_zone(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as a clock shows them in the zone that they have."""
    import pyarrow as pa
    import pyarrow.compute as pc

    zoned = pa.types.is_timestamp(moments.type) and moments.type.tz is not None
    return pc.local_timestamp(moments) if zoned else moments


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    return column.cast(pa.large_string())

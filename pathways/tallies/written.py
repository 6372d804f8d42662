"""A tally as bytes, to be sent from one machine to another: its tables in Arrow's own format."""

from __future__ import annotations

import json
from typing import Any

from pathways.tallies.tally import Counts

__all__ = ["counts_of", "written"]

_ABOUT = b"pathways"


def written(counts: Counts) -> bytes:
    """A table of a tally as bytes.

    >>> import numpy as np
    >>> from pathways.tallies.tally import count
    >>> sets = count({"next": np.array([0])}, None, {"next": (("a", (1, 2)),)})
    >>> counts_of(written(sets)).stand_for
    {'next': (('a', (1, 2)),)}
    """
    import pyarrow as pa

    about = json.dumps([counts.keys, counts.stand_for], default=int).encode()
    table = pa.Table.from_pandas(counts.table, preserve_index=False)
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema.with_metadata({_ABOUT: about})) as stream:
        stream.write_table(table.replace_schema_metadata({_ABOUT: about}))
    return bytes(memoryview(out.getvalue()))


def counts_of(data: bytes) -> Counts:
    """The table that :func:`written` wrote."""
    import pyarrow as pa

    table = pa.ipc.open_stream(data).read_all()
    keys, stand_for = json.loads(table.schema.metadata[_ABOUT])
    kinds = {key: tuple(map(_tuples, found)) for key, found in stand_for.items()}
    return Counts(tuple(keys), table.replace_schema_metadata().to_pandas(), kinds)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value

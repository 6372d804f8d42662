"""Parameters as Bolt carries them; what it cannot carry is said before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import neo4j.spatial
import neo4j.time
import numpy as np
import pandas as pd

from pathways.errors import OptionError, shown

__all__ = ["carried"]

_INTEGERS = range(-(2**63), 2**63)
_CARRIED = (
    bool, float, str, bytes, bytearray, date, time, timedelta,
    neo4j.time.Date, neo4j.time.DateTime, neo4j.time.Time, neo4j.time.Duration,
    neo4j.spatial.Point,
)  # fmt: skip
_INSTEAD = {
    "Decimal": "give float(…), or str(…) where every digit counts",
    "Fraction": "give float(…)",
    "complex": "give its parts",
    "set": "give sorted(…)",
    "frozenset": "give sorted(…)",
    "PosixPath": "give str(…)",
    "WindowsPath": "give str(…)",
    "UUID": "give str(…)",
    "DataFrame": 'give frame.to_dict("records")',
    "generator": "give list(…)",
    "Node": "give its elementId, or a property",
    "Relationship": "give its elementId, or a property",
}


def carried(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with numbers and moments of numpy and pandas as Python's own.

    Missing values of pandas are null, arrays and columns are lists.

    Raises:
        OptionError: a value that a server cannot be given; the message says where it is, and what
            to give instead.

    >>> carried({"names": pd.Series(["Ana"]), "least": np.int64(5), "until": pd.NaT})
    {'names': ['Ana'], 'least': 5, 'until': None}
    """
    return {name: _carried(value, f"${name}") for name, value in parameters.items()}


def _carried(value: Any, where: str) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic | pd.Timestamp | pd.Timedelta):
        return _of_numpy(value, where)
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(value, where)
    if isinstance(value, _CARRIED):
        return value
    if isinstance(value, Mapping):
        return _map(value, where)
    if isinstance(value, list | tuple | range | np.ndarray | pd.Series | pd.Index):
        items = value.tolist() if isinstance(value, np.ndarray) else value
        return [_carried(one, f"{where}[{at}]") for at, one in enumerate(items)]
    kind = type(value).__name__
    instead = _INSTEAD.get(kind, "give what it holds, as texts and numbers")
    raise OptionError(
        f"{where} is of the type {kind}, which no query can be given: null, true and false, "
        f"numbers, texts, bytes, dates and times, points, lists and maps can; {instead}."
    )


def _of_numpy(value: Any, where: str) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if isinstance(value, pd.Timedelta):
        return value.to_pytimedelta()
    if isinstance(value, np.datetime64 | np.timedelta64):
        moment = pd.Timestamp(value) if isinstance(value, np.datetime64) else pd.Timedelta(value)
        return _carried(moment, where)
    return _carried(value.item(), where)


def _integer(value: int, where: str) -> int:
    if value not in _INTEGERS:
        raise OptionError(
            f"{where} is {shown(value)}, more than the 64 bits of a whole number in Cypher; "
            "give it as a text."
        )
    return int(value)


def _map(value: Mapping[Any, Any], where: str) -> dict[str, Any]:
    odd = next((key for key in value if not isinstance(key, str)), None)
    if odd is not None:
        raise OptionError(f"{where} is a map with the key {shown(odd)}; keys of a map are texts.")
    return {key: _carried(one, f"{where}.{key}") for key, one in value.items()}

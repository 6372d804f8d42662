"""Rows of a query as a DataFrame whose columns have the types of Cypher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from neo4j import time as clock

from pathways.stores.neo4j.values import PLAIN, Entity, plain_value

__all__ = ["frame_of"]

_EPOCH = clock.Date(1970, 1, 1).to_ordinal()
_NULL = type(None)


def frame_of(
    columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, expand: bool = False
) -> pd.DataFrame:
    """A table of rows as the driver gives them, column by column.

    ==================================  ==================================================
    Cypher                              pandas
    ==================================  ==================================================
    INTEGER                             ``int64``; ``Int64`` where there are nulls
    FLOAT, or with INTEGER among it     ``float64``
    BOOLEAN                             ``bool``; ``boolean`` where there are nulls
    STRING                              ``str``
    DATE                                ``datetime64[s]``
    LOCAL DATETIME                      ``datetime64[us]``
    ZONED DATETIME, in one zone         ``datetime64[us, zone]``
    NODE, RELATIONSHIP, PATH, POINT     dictionaries that print as Cypher writes them
    all else, and what is mixed         objects: numbers, texts, lists, times; null is ``None``
    ==================================  ==================================================

    Args:
        columns: their names.
        rows: values in the order of the columns.
        expand: a column ``n`` of nodes becomes ``n.elementId``, ``n.labels`` and ``n.PROPERTY``
            for each property, one of relationships ``r.elementId``, ``r.type``, ``r.start``,
            ``r.end`` (ids of the nodes) and its properties.
    """
    # A record of the driver is a tuple whose own iterator is many times slower than that of tuples.
    plain = map(tuple.__iter__, rows)
    taken: list[Sequence[Any]] = list(zip(*plain, strict=True)) or [()] * len(columns)
    table: dict[str, Any] = {}
    for name, values in zip(columns, taken, strict=True):
        table |= _columns(name, values, expand=expand)
    return pd.DataFrame(table, index=range(len(rows)))


def _columns(name: str, values: Sequence[Any], *, expand: bool) -> dict[str, Any]:
    """One column; several where entities are taken apart."""
    kinds = set(map(type, values)) - {_NULL}
    make = _MAKERS.get(frozenset(kinds))
    if make is not None:
        return {name: make(values)}
    plain = [plain_value(one) for one in values]
    if not (expand and _entities(plain)):
        return {name: _objects(plain)}
    return {
        f"{name}.{part}": _plain_column([_part(one, part) for one in plain])
        for part in _parts(plain)
    }


def _entities(values: list[Any]) -> bool:
    """Whether all are nodes or relationships, some of them null."""
    known = [one for one in values if one is not None]
    return bool(known) and all(isinstance(one, Entity) and "properties" in one for one in known)


def _parts(values: list[Any]) -> list[str]:
    known = [one for one in values if one is not None]
    fields = {name: None for one in known for name in one if name != "properties"}
    return [*fields, *sorted({name for one in known for name in one["properties"]})]


def _part(one: Entity | None, part: str) -> Any:
    if one is None:
        return None
    return one["properties"].get(part) if part in one["properties"] else one.get(part)


def _plain_column(values: list[Any]) -> Any:
    """A column of plain values, which have Python's own types by now."""
    column = pd.Series(_objects(values))
    known = column.dropna()
    kinds = set(map(type, known))
    make = _MAKERS.get(frozenset(kinds))
    if make is not None and kinds <= PLAIN:
        return make(values)
    if kinds and {kind.__name__ for kind in kinds} == {"date"}:
        return pd.Series(np.array([_day(one) for one in values], dtype="datetime64[s]"))
    return column


def _day(value: Any) -> Any:
    return np.datetime64("NaT") if value is None else np.datetime64(value.isoformat())


def _objects(values: Iterable[Any]) -> np.ndarray:
    column = np.empty(len(values := list(values)), dtype=object)
    column[:] = values
    return column


def _integers(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="Int64") if None in values else np.array(values, dtype=np.int64)


def _booleans(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="boolean") if None in values else np.array(values, dtype=bool)


def _floats(values: Sequence[Any]) -> Any:
    return np.array(values, dtype=np.float64)


def _texts(values: Sequence[Any]) -> Any:
    return pd.Series(values, dtype="str")


def _dates(values: Sequence[Any]) -> Any:
    days = [None if one is None else one.to_ordinal() - _EPOCH for one in values]
    known = np.array([one is not None for one in days], dtype=bool)
    whole = np.array([one or 0 for one in days], dtype="datetime64[D]")
    whole[~known] = np.datetime64("NaT")
    return whole.astype("datetime64[s]")


def _moments(values: Sequence[Any]) -> Any:
    plain = [plain_value(one) for one in values]
    zones = {str(one.tzinfo) for one in plain if hasattr(one, "tzinfo")}
    whole = all(one is None or hasattr(one, "tzinfo") for one in plain)
    if whole and len(zones) == 1:
        return pd.Series(pd.to_datetime(plain)).dt.as_unit("us")
    return _objects(plain)


_MAKERS: Mapping[frozenset[type], Callable[[Sequence[Any]], Any]] = {
    frozenset([int]): _integers,
    frozenset([bool]): _booleans,
    frozenset([float]): _floats,
    frozenset([int, float]): _floats,
    frozenset([str]): _texts,
    frozenset([clock.Date]): _dates,
    frozenset([clock.DateTime]): _moments,
    frozenset(): _objects,
}

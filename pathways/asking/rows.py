"""One statement on a server: its rows as they come, or its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from pathways.cypher.text import Statement, parameters_in
from pathways.errors import QueryError

if TYPE_CHECKING:
    import pandas as pd

    from pathways.stores.neo4j.query import Line
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["Rows", "graph_rows", "plan_of", "spoken"]


@dataclass
class Rows:
    """Columns and rows, one by one; ``notes`` are complete once all are taken."""

    columns: list[str]
    rows: Iterator[list[Any]]
    notes: list[str] = field(default_factory=list)


@contextmanager
def graph_rows(
    store: Neo4jStore,
    statement: Statement,
    values: Mapping[str, Any],
    *,
    write: bool = False,
    limit: int | None = None,
    timeout: float | None = 30.0,
    line: Line | None = None,
) -> Iterator[Rows]:
    """The rows of one statement on a server, one by one.

    Args:
        store: the server.
        statement: one statement.
        values: its parameters.
        write: run it as it is, whatever it does.
        limit: the most rows to take; a note says where there were more.
        timeout: seconds that the server may take for the first rows, and then for the next.
        line: a transaction that is open.

    Raises:
        WriteRefusedError: it would write, or read a file.
        QueryError: it cannot be understood or carried out; lines are those of the whole text.
        StoreError: the data set is not there.
    """
    from pathways.stores.neo4j.query import streamed
    from pathways.stores.neo4j.values import plain_value

    given, notes = store.bound(statement.text, spoken(statement, values), write=write)
    found = Rows([], iter(()), notes=list(notes))
    opened = streamed(
        store.link,
        statement.placed,
        given,
        write=write,
        timeout=timeout,
        notes=found.notes,
        line=line,
    )
    with _outside(), _in_file(statement), opened as (columns, rows):
        plain = ([plain_value(one) for one in tuple.__iter__(row)] for row in rows)
        found.columns, found.rows = columns, _limited(plain, limit, found.notes)
        with _inside():
            yield found


def plan_of(
    store: Neo4jStore,
    statement: Statement,
    values: Mapping[str, Any],
    *,
    write: bool = False,
    timeout: float | None = 30.0,
    line: Line | None = None,
) -> pd.DataFrame:
    """The plan of a statement, its notes in ``attrs``; it is run with ``profile`` only."""
    from pathways.stores.neo4j.query import explained, profiled

    given, _ = store.bound(statement.text, spoken(statement, values), write=write)
    with _in_file(statement):
        if statement.mode == "explain":
            return explained(store.link, statement.placed, given)
        return profiled(
            store.link, statement.placed, given, write=write, timeout=timeout, line=line
        )


def spoken(statement: Statement, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that one statement speaks of."""
    names = parameters_in(statement.text)
    return {name: value for name, value in values.items() if name in names}


def _limited(rows: Iterator[list[Any]], limit: int | None, notes: list[str]) -> Iterator[list[Any]]:
    yield from rows if limit is None else islice(rows, limit)
    if limit is not None and next(rows, None) is not None:
        notes.append(f"only the first {limit:,} rows; --limit 0 shows all")


class _TheirsError(Exception):
    """What went wrong where rows are used, past all that speaks of the server."""


@contextmanager
def _inside() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _TheirsError from error


@contextmanager
def _outside() -> Iterator[None]:
    try:
        yield
    except _TheirsError as error:
        if error.__cause__ is not None:
            raise error.__cause__ from None
        raise


@contextmanager
def _in_file(statement: Statement) -> Iterator[None]:
    """An error in a script that another one takes in names its file."""
    try:
        yield
    except QueryError as error:
        if not statement.file:
            raise
        raise QueryError(f"{statement.file}: {error}") from error.__cause__

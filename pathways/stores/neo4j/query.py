"""Cypher of one's own: looked at, run, limited in rows and time, and its errors explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from typing import Any, Protocol

import neo4j
import pandas as pd
from neo4j import exceptions as fault

from pathways.cypher.library import read_header
from pathways.errors import PathwaysError, QueryError, StoreError, nearest, shown
from pathways.stores.neo4j.carried import carried
from pathways.stores.neo4j.frames import frame_of
from pathways.stores.neo4j.guard import check_reads, operators
from pathways.stores.neo4j.link import Link, speaking
from pathways.stores.neo4j.notices import days_noticed, notices, pointed_at
from pathways.stores.neo4j.running import Running
from pathways.stores.neo4j.values import plain_value

__all__ = [
    "Line",
    "evaluated",
    "explained",
    "profiled",
    "streamed",
    "table_of",
    "table_of_ours",
]

_DIALECT = "CYPHER 5\n"
_READS = "r"
"""The kind of statement that writes nothing, as the server calls it."""
_TOGETHER = 1_000
"""Rows in a record: to fetch a record costs the driver more than to read what is in it."""
_MANY = 9
"""Words that nobody reads through to see what could stand in a place."""
_WHERE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_MODE = re.compile(r"\s*(EXPLAIN|PROFILE)\b\s*", re.IGNORECASE)


class Line(Protocol):
    """Where a statement runs: a :class:`Link`, or a transaction that is open."""

    def running(
        self,
        text: str,
        parameters: Mapping[str, Any],
        *,
        writes: bool = False,
        seconds: float | None = None,
    ) -> AbstractContextManager[Running]:
        """A statement that runs; see :meth:`~pathways.stores.neo4j.link.Link.running`."""


@contextmanager
def streamed(
    link: Link,
    query: str,
    parameters: Mapping[str, Any],
    *,
    write: bool,
    timeout: float | None,
    notes: list[str],
    line: Line | None = None,
) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """The columns and the rows of a query, row by row, as the driver gives them.

    ``notes`` is told at once what the reader must know, and at the end what was written.
    ``line`` is a transaction that is open.  See :func:`table_of` for the rest.
    """
    text, given = _one_mode(query), carried(parameters)
    if not write:
        kind, plan, seen = _planned(link, text, given)
        check_reads(kind, plan, link.allowed)
        notes += notices(link, text, seen)
    notes += days_noticed(text, given)
    running = (line or link).running(f"\n{text}", given, writes=write, seconds=timeout)
    with _telling(link, text), running as one:
        yield one.columns, chain.from_iterable(one.batches())
        summary = one.summary()
        if write:
            notes += notices(link, text, summary.gql_status_objects, refuse=False)
            notes += _changes(summary)


def table_of(
    link: Link,
    query: str,
    parameters: Mapping[str, Any],
    *,
    write: bool = False,
    limit: int | None = None,
    timeout: float | None = 30.0,
    expand: bool = False,
) -> pd.DataFrame:
    """The rows of a query as a table; ``attrs["notes"]`` says where there were more.

    Args:
        link: the server.
        query: one statement.
        parameters: its parameters.
        write: run it as it is, whatever it does.
        limit: the most rows to take.
        timeout: seconds that the server may take for the first rows, and then for the next.
        expand: nodes and relationships as columns; see
            :func:`~pathways.stores.neo4j.frames.frame_of`.

    Raises:
        WriteRefusedError: it would write, or read a file.
        QueryError: it cannot be understood or carried out.
        OptionError: a parameter that no server takes.
    """
    notes: list[str] = []
    opened = streamed(link, query, parameters, write=write, timeout=timeout, notes=notes)
    with opened as (columns, rows):
        taken = list(rows if limit is None else islice(rows, limit))
        if limit is not None and next(rows, None) is not None:
            notes.append(f"Only the first {limit:,} rows are shown.")
    table = frame_of(columns, taken, expand=expand)
    table.attrs["notes"] = notes
    return table


def evaluated(link: Link, expression: str, parameters: Mapping[str, Any]) -> Any:
    """The value of an expression of Cypher, as the driver gives it; it only reads."""
    opened = streamed(link, f"RETURN {expression} AS value", parameters,
                      write=False, timeout=30.0, notes=[])  # fmt: skip
    with opened as (_, rows):
        ((value,),) = list(rows)
    return value


def table_of_ours(
    link: Link, query: str, parameters: Mapping[str, Any], *, timeout: float | None = 30.0
) -> pd.DataFrame:
    """The rows of a query of the library, which is known to read and is not looked at first."""
    columns = read_header(query).columns
    names = [column.name for column in columns]
    text = _together(query, names)
    with _telling(link, text), link.running(text, parameters, seconds=timeout) as one:
        taken = [row for batch in one.batches() for record in batch for row in record["rows"]]
    table = pd.DataFrame(taken, columns=names, dtype=object)
    other = [column.name for column in columns if column.type == "ANY"]
    return table.assign(**{name: table[name].map(plain_value) for name in other}).infer_objects()


def explained(link: Link, query: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The plan of a query that is not run: ``operator``, ``details``, ``rows`` (estimated)."""
    text, given = _one_mode(query), carried(parameters)
    _, plan, seen = _planned(link, text, given)
    table = _plan_table(plan or {}, {"rows": "EstimatedRows"})
    table.attrs["notes"] = notices(link, text, seen, refuse=False)
    return table


def profiled(
    link: Link,
    query: str,
    parameters: Mapping[str, Any],
    *,
    write: bool = False,
    timeout: float | None = 30.0,
    line: Line | None = None,
) -> pd.DataFrame:
    """The plan of a query that was run; ``write`` and ``line`` as in :func:`streamed`.

    Returns:
        ``operator``, ``details``, ``rows``, ``hits`` on the store, bytes of ``memory`` where an
        operator keeps rows, and ``nanoseconds`` where the server measures them (Enterprise does).
        ``attrs["notes"]`` says how long it all took, and the most memory that it held.
    """
    text, given = _one_mode(query), carried(parameters)
    kind, plan, seen = _planned(link, text, given)
    if not write:
        check_reads(kind, plan, link.allowed)
    running = (line or link).running(f"PROFILE\n{text}", given, writes=write, seconds=timeout)
    with _telling(link, text), running as one:
        count = sum(map(len, one.batches()))  # a profile is complete once all rows were taken
        summary = one.summary()
    profile = summary.profile or {}
    costs = {"rows": "Rows", "hits": "DbHits", "memory": "Memory", "nanoseconds": "Time"}
    table = _plan_table(profile, costs)
    if table["nanoseconds"].isna().all():
        table = table.drop(columns="nanoseconds")
    table.attrs["notes"] = [*notices(link, text, seen, refuse=False), _cost(summary, count)]
    return table


def _changes(summary: neo4j.ResultSummary) -> list[str]:
    """What a query did that could have written."""
    if summary.query_type == _READS:
        return []
    totals = vars(summary.counters).items()
    counts = {name: n for name, n in totals if type(n) is int and n > 0 and name[0] != "_"}
    told = (f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    return [", ".join(told) or "nothing was written"]


def _cost(summary: neo4j.ResultSummary, count: int) -> str:
    """Rows, time and memory of a query that was run."""
    first, last = summary.result_available_after or 0, summary.result_consumed_after or 0
    memory = (summary.profile or {}).get("args", {}).get("GlobalMemory")
    held = f", at most {memory:,} bytes of memory" if memory is not None else ""
    rows_and_time = f"{count:,} row{'' if count == 1 else 's'} in {first + last:,} ms"
    return f"{rows_and_time} ({first:,} ms until the first){held}"


def _together(query: str, columns: Sequence[str]) -> str:
    """The same rows as lists, many to a record."""
    return (
        query.replace(_DIALECT, f"{_DIALECT}CALL () {{\n", 1).rstrip()
        + f"\n}}\nWITH collect([{', '.join(columns)}]) AS rows\n"
        + f"UNWIND range(0, size(rows) - 1, {_TOGETHER}) AS low\n"
        + f"RETURN rows[low..low + {_TOGETHER}] AS rows"
    )


def _planned(
    link: Link, text: str, parameters: Mapping[str, Any]
) -> tuple[str | None, dict[str, Any] | None, Sequence[neo4j.GqlStatusObject]]:
    """The kind of statement that a query is, the server's plan for it, and what it noticed."""
    with _telling(link, text), link.session(told=True) as session:
        summary = session.run(f"EXPLAIN\n{text}", dict(parameters)).consume()
        return summary.query_type, summary.plan, summary.gql_status_objects


def _one_mode(query: str) -> str:
    text = query.rstrip().rstrip(";").rstrip()
    mode = _MODE.match(text)
    if not text.strip():
        raise QueryError("There is no query: the text is empty.")
    if mode:
        word = mode[1].casefold()
        raise QueryError(f"Leave {mode[1].upper()} out of the text and ask with --{word} instead.")
    return text


def _plan_table(plan: Mapping[str, Any], costs: Mapping[str, str]) -> pd.DataFrame:
    """Operators, the outer ones first, with these of their arguments, column by column."""

    def lines(at: Mapping[str, Any], depth: int) -> Iterator[tuple[Any, ...]]:
        name, details = next(operators(at))
        yield "  " * depth + name, details, *(at["args"].get(one) for one in costs.values())
        for child in at.get("children", ()):
            yield from lines(child, depth + 1)

    table = list(lines(plan, 0)) if plan else []
    return pd.DataFrame(table, columns=["operator", "details", *costs])


@contextmanager
def _telling(link: Link, text: str) -> Iterator[None]:
    """What the server finds wrong with a query, with the line and a caret."""
    try:
        with speaking(link.address):
            yield
    except PathwaysError as error:
        cause = error.__cause__
        if isinstance(cause, fault.ClientError) and type(error) is StoreError:
            raise QueryError(_pointed(text, str(cause.message), error)) from cause
        raise


def _pointed(text: str, message: str, error: PathwaysError) -> str:
    found = _WHERE.search(message)
    if found is None:
        return str(error) if "took too long" in str(error) else " ".join(message.split())
    line, column = int(found[1]) - 1, int(found[2])  # the first line is EXPLAIN, PROFILE or empty
    problem = _shorter(" ".join(message[: found.start()].split()))
    return pointed_at(text, line, column, problem)


def _shorter(problem: str) -> str:
    """Where the server lists all that could stand here, only what is nearest."""
    wrong = re.match(r"Invalid input '(.+?)': expected (.+)", problem)
    if wrong is None:
        return problem
    words = re.findall(r"'([A-Z ]{3,})'", wrong[2])
    near = nearest(wrong[1], words)
    if near is None and len(words) < _MANY:
        return problem
    hint = f"; the nearest is {shown(near)}" if near else ""
    return f"{shown(wrong[1])} cannot stand here{hint}."

"""Cypher of one's own: looked at, run, limited in rows and time, and its errors explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pandas as pd
from neo4j import exceptions as fault
from neo4j import graph as values
from neo4j import time as clock

from pathways.cypher.library import read_header
from pathways.errors import PathwaysError, QueryError, StoreError, nearest, shown
from pathways.stores.neo4j.guard import check_reads, named_in, operators, properties_in
from pathways.stores.neo4j.keys import LABELS
from pathways.stores.neo4j.link import Link, speaking

__all__ = [
    "Entity",
    "explained",
    "plain_value",
    "profiled",
    "streamed",
    "table_of",
    "table_of_ours",
]

_DIALECT = "CYPHER 5\n"
_TOGETHER = 1_000
"""Rows in a record: to fetch a record costs the driver more than to read what is in it."""
TYPES = ("MADE", "IN_EDITION", "OF_PROGRAM", "AT_TIER", "NEXT", "REACHED")
_PLAIN = frozenset((int, str, float, bool, type(None)))
_WHERE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_MODE = re.compile(r"\s*(EXPLAIN|PROFILE)\b\s*", re.IGNORECASE)


class Entity(dict[str, Any]):
    """A node, a relationship or a path: plain data, printed as Cypher writes it."""

    def __str__(self) -> str:
        if "nodes" in self:
            return _path_text(self)
        told = ", ".join(f"{name}: {_literal(value)}" for name, value in self["properties"].items())
        told = f" {{{told}}}" if told else ""
        if "labels" in self:
            return f"({''.join(f':{label}' for label in self['labels'])}{told})"
        return f"[:{self['type']}{told}]"

    __repr__ = __str__


def streamed(
    link: Link,
    query: str,
    parameters: Mapping[str, Any],
    *,
    write: bool,
    timeout: float | None,
    notes: list[str],
    counters: dict[str, int] | None = None,
) -> Iterator[tuple[list[str], Iterator[list[Any]]]]:
    """The columns and the rows of a query, row by row; see :func:`table_of`.

    ``notes`` is told at once what the reader must know, ``counters`` at the end what was written.
    """
    text = _one_mode(query)
    if not write:
        kind, plan = _planned(link, text, parameters)
        check_reads(kind, plan)
        _check_names(link, text, plan or {})
        notes += _unknown_properties(link, text, plan or {})
    running = link.running(text, parameters, writes=write, seconds=timeout)
    with _telling(link, text), running as result:
        yield list(result.keys()), ([plain_value(one) for one in row.values()] for row in result)
        done = result.consume().counters
        if counters is not None:
            said = vars(done).items()
            counters |= {k: v for k, v in said if type(v) is int and v > 0 and k[0] != "_"}


def table_of(
    link: Link,
    query: str,
    parameters: Mapping[str, Any],
    *,
    write: bool = False,
    limit: int | None = None,
    timeout: float | None = 30.0,
) -> pd.DataFrame:
    """The rows of a query as a table; ``attrs["notes"]`` says where there were more.

    Args:
        link: the server.
        query: one statement.
        parameters: its parameters.
        write: run it as it is, whatever it does.
        limit: the most rows to take.
        timeout: seconds after which the server gives up.

    Raises:
        WriteRefusedError: it would write, or read a file.
        QueryError: it cannot be understood or carried out.
    """
    notes: list[str] = []
    opened = contextmanager(streamed)
    with opened(link, query, parameters, write=write, timeout=timeout, notes=notes) as found:
        columns, rows = found
        taken = list(rows if limit is None else islice(rows, limit))
        if limit is not None and next(rows, None) is not None:
            notes.append(f"Only the first {limit:,} rows are shown.")
    table = pd.DataFrame(taken, columns=columns, dtype=object)
    # A column with a null stays as it came: pandas would make 1.0 of 1, and NaN of null.
    whole = {name: table[name].infer_objects() for name in columns if table[name].notna().all()}
    table = table.assign(**whole)
    table.attrs["notes"] = notes
    return table


def table_of_ours(
    link: Link, query: str, parameters: Mapping[str, Any], *, timeout: float | None = 30.0
) -> pd.DataFrame:
    """The rows of a query of the library, which is known to read and is not looked at first."""
    columns = read_header(query).columns
    names = [column.name for column in columns]
    text = _together(query, names)
    with _telling(link, text), link.running(text, parameters, seconds=timeout) as result:
        taken = [row for record in result for row in record["rows"]]
    table = pd.DataFrame(taken, columns=names, dtype=object)
    other = [column.name for column in columns if column.type == "ANY"]
    return table.assign(**{name: table[name].map(plain_value) for name in other}).infer_objects()


def explained(link: Link, query: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The plan of a query that is not run: ``operator``, ``details``, ``rows`` (estimated)."""
    _, plan = _planned(link, _one_mode(query), parameters)
    return _plan_table(plan or {}, "EstimatedRows")


def profiled(
    link: Link, query: str, parameters: Mapping[str, Any], *, timeout: float | None = 30.0
) -> pd.DataFrame:
    """The plan of a query that was run, with ``rows`` and ``hits`` on the store; it only reads."""
    text = _one_mode(query)
    check_reads(*_planned(link, text, parameters))
    running = link.running(f"PROFILE\n{text}", parameters, seconds=timeout)
    with _telling(link, text), running as result:
        profile = result.consume().profile
    return _plan_table(profile or {}, "Rows")


def plain_value(value: Any) -> Any:
    """A value of the server as plain data: dates as dates, entities as :class:`Entity`."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [plain_value(one) for one in value]
    if isinstance(value, dict):
        return {name: plain_value(one) for name, one in value.items()}
    if isinstance(value, clock.Date | clock.DateTime | clock.Time | clock.Duration):
        return value.iso_format() if isinstance(value, clock.Duration) else value.to_native()
    return _entity(value)


def _entity(value: Any) -> Any:
    if isinstance(value, values.Node):
        return Entity(labels=sorted(value.labels), properties=_plain_map(value))
    if isinstance(value, values.Relationship):
        return Entity(type=value.type, properties=_plain_map(value))
    if isinstance(value, values.Path):
        return Entity(
            nodes=[plain_value(node) for node in value.nodes],
            relationships=[plain_value(one) for one in value.relationships],
            forward=[
                one.start_node == at
                for one, at in zip(value.relationships, value.nodes, strict=False)
            ],
        )
    return value


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
) -> tuple[str | None, dict[str, Any] | None]:
    """The kind of statement that a query is, and the server's plan for it."""
    with _telling(link, text), link.session() as session:
        summary = session.run(f"EXPLAIN\n{text}", dict(parameters)).consume()
        return summary.query_type, summary.plan


def _one_mode(query: str) -> str:
    text = query.strip().rstrip(";").rstrip()
    mode = _MODE.match(text)
    if not text:
        raise QueryError("There is no query: the text is empty.")
    if mode:
        word = mode[1].casefold()
        raise QueryError(f"Leave {mode[1].upper()} out of the text and ask with --{word} instead.")
    return text


def _plan_table(plan: Mapping[str, Any], rows: str) -> pd.DataFrame:
    def lines(at: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str, Any, Any]]:
        name, details = next(operators(at))
        yield "  " * depth + name, details, at["args"].get(rows), at["args"].get("DbHits")
        for child in at.get("children", ()):
            yield from lines(child, depth + 1)

    table = list(lines(plan, 0)) if plan else []
    return pd.DataFrame(table, columns=["operator", "details", "rows", "hits"])


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
    line, column = int(found[1]) - 1, int(found[2])  # the first line is EXPLAIN or PROFILE
    said = _shorter(" ".join(message[: found.start()].split()))
    return _at(text, line, column, said)


def _shorter(said: str) -> str:
    """Where the server lists all that could stand here, only what is nearest."""
    wrong = re.match(r"Invalid input '(.+?)': expected (.+)", said)
    near = wrong and nearest(wrong[1], re.findall(r"'([A-Z ]{3,})'", wrong[2]))
    return (
        f"{shown(wrong[1])} cannot stand here; the nearest is {shown(near)}."
        if wrong and near
        else said
    )


def _at(text: str, line: int, column: int, said: str) -> str:
    lines = text.splitlines() or [""]
    number = min(max(line, 1), len(lines))
    return f"Line {number}, column {column}: {said}\n{lines[number - 1]}\n{' ' * (column - 1)}^"


def _check_names(link: Link, text: str, plan: Mapping[str, Any]) -> None:
    """Labels and types that nothing has, and that are nearly those of something.

    Raises:
        QueryError: such a name.
    """
    spoken = named_in(plan) - {*LABELS, *TYPES}
    if spoken:
        labels = _listed(link, "CALL db.labels() YIELD label AS name")
        types = _listed(link, "CALL db.relationshipTypes() YIELD relationshipType AS name")
        for said in _misspelt(text, spoken, [*LABELS, *TYPES, *labels, *types], ":|&!"):
            raise QueryError(said)


def _unknown_properties(link: Link, text: str, plan: Mapping[str, Any]) -> list[str]:
    """Properties that nothing has, which is allowed and gives null, and is mostly a slip."""
    spoken = properties_in(plan)
    known = _listed(link, "CALL db.propertyKeys() YIELD propertyKey AS name") if spoken else []
    return list(_misspelt(text, spoken, known, ".{,"))


def _listed(link: Link, call: str) -> list[str]:
    return [row["name"] for row in link.rows(f"{call} RETURN name")]


def _misspelt(text: str, spoken: set[str], known: list[str], before: str) -> Iterator[str]:
    """Where in a text a name stands, behind one of these signs, that is nearly a known one."""
    for name in sorted(spoken - set(known)):
        near = nearest(name, known)
        found = re.search(rf"[{before}]\s*{re.escape(name)}\b", text)
        if near and found:
            at = found.end() - len(name)
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            said = f"Nothing here is called {shown(name)}; the nearest is {shown(near)}."
            yield _at(text, line, column, said)


def _plain_map(value: Any) -> dict[str, Any]:
    return {name: plain_value(one) for name, one in sorted(value.items())}


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _path_text(path: Entity) -> str:
    text = str(path["nodes"][0])
    for link, forward, node in zip(
        path["relationships"], path["forward"], path["nodes"][1:], strict=True
    ):
        text += f"-{link}->{node}" if forward else f"<-{link}-{node}"
    return text

"""Only reading: what the server says a query would do, looked at before it is run.

The server plans the query without running it.  The plan's kind, its operators, and the procedures
and functions that stand in it decide; words in the query's text decide nothing.  The query is
then run in a session that may only read, which is the second lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from pathways.errors import WriteRefusedError

__all__ = ["check_reads", "operators"]

_ONLY_READS = frozenset("r")
_ONLY_CALLS = frozenset(
    ("ProduceResults", "ProcedureCall", "Projection", "Filter", "Sort", "Limit", "Top")
)
_REFUSED = {
    "LoadCSV": "LOAD CSV reads files and addresses",
    "TerminateTransactions": "TERMINATE TRANSACTIONS ends what others do",
    "AdministrationCommand": "an administration command is no question to the graph",
    "RunQueryAt": "a query that runs elsewhere cannot be looked at",
}
PROCEDURES = frozenset(
    [
        "db.info",
        "db.labels",
        "db.ping",
        "db.propertyKeys",
        "db.relationshipTypes",
        "dbms.components",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
        "db.index.fulltext.listAvailableAnalyzers",
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.index.vector.queryNodes",
        "db.index.vector.queryRelationships",
    ]
)
"""Procedures that only read."""

FUNCTIONS = frozenset(
    [
        "date.realtime",
        "date.statement",
        "date.transaction",
        "date.truncate",
        "datetime.realtime",
        "datetime.statement",
        "datetime.transaction",
        "datetime.truncate",
        "localdatetime.realtime",
        "localdatetime.statement",
        "localdatetime.transaction",
        "localdatetime.truncate",
        "localtime.realtime",
        "localtime.statement",
        "localtime.transaction",
        "localtime.truncate",
        "time.realtime",
        "time.statement",
        "time.transaction",
        "time.truncate",
        "datetime.fromepoch",
        "datetime.fromepochmillis",
        "duration.between",
        "duration.indays",
        "duration.inmonths",
        "duration.inseconds",
        "point.distance",
        "point.withinbbox",
        "vector.similarity.cosine",
        "vector.similarity.euclidean",
        "db.namefromelementid",
    ]
)
"""Functions with a dot in their name that only compute; those without are the language's own."""

_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_QUOTED = re.compile(r"`(?:[^`]|``)*`")
_CALL = re.compile(r"((?:[\w`]+\.)+[\w`]+)\s*\(")


def operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every operator of a plan with what it says of itself."""
    yield str(plan["operatorType"]).split("@")[0], str(plan["args"].get("Details", ""))
    for child in plan.get("children", ()):
        yield from operators(child)


def check_reads(
    kind: str | None, plan: Mapping[str, Any] | None, allowed: Sequence[str] = ()
) -> None:
    """Let a planned query through only if it reads, and reads nothing but the graph.

    Args:
        kind: what the server says of the statement: ``r``, ``rw``, ``w`` or ``s``.
        plan: the server's plan.
        allowed: procedures and functions that may be called as well, such as ``apoc.coll.*``;
            what the server plans as a write stays refused.

    Raises:
        WriteRefusedError: it would write, read a file, or call what is not known only to read.
    """
    if plan is None:
        raise WriteRefusedError(f"The server shows no plan for this; {_HOW}")
    found = list(operators(plan))
    for name, _ in found:
        if name in _REFUSED:
            raise WriteRefusedError(f"{_REFUSED[name]}; {_HOW}")
    calls_only = kind == "s" and {name for name, _ in found} <= _ONLY_CALLS
    if kind not in _ONLY_READS and not calls_only:
        raise WriteRefusedError(f"This query would write; {_HOW}")
    for name, details in found:
        _check_calls(name, details, allowed)


_ALLOW = "If you know that it reads and nothing else: --allow {name} (allow= in Python)."
_HOW = "queries here only read. With --write (write=True) it is run as it is."


def _check_calls(operator: str, details: str, allowed: Sequence[str]) -> None:
    called = _CALL.findall(_QUOTED.sub("`", _TEXT.sub("''", details)))
    if operator == "ProcedureCall":
        procedure = details.partition("(")[0].strip()
        if procedure not in PROCEDURES and not _may_be_called(procedure, allowed):
            raise WriteRefusedError(
                f"The procedure {procedure} is not among those that only read; {_HOW} "
                f"{_ALLOW.format(name=procedure)}"
            )
        called = called[1:]
    for function in called:
        if function.casefold() not in FUNCTIONS and not _may_be_called(function, allowed):
            raise WriteRefusedError(
                f"The function {function} is not among those that only compute; {_HOW} "
                f"{_ALLOW.format(name=function)}"
            )


def _may_be_called(name: str, allowed: Sequence[str]) -> bool:
    """Whether somebody vouches for a procedure or a function.

    >>> [_may_be_called(f"apoc.{name}", ["apoc.coll.*"]) for name in ("coll.sum", "load.json")]
    [True, False]
    """
    return any(fnmatchcase(name.casefold(), one.casefold()) for one in allowed)

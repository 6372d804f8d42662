"""Only reading: what the server says a query would do, looked at before it is run.

The server plans the query without running it.  The plan's kind, its operators, and the procedures
and functions that stand in it decide; words in the query's text decide nothing.  The query is
then run in a session that may only read, which is the second lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pathways.errors import WriteRefusedError

__all__ = ["check_reads", "named_in", "operators", "properties_in"]

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
_NAMED = re.compile(r"(?<=[\w)\[(|&!:]):(\w+(?:[|&]\w+)*)")
_PROPERTY = re.compile(r"(?<=[\w)\]])\.([^\W\d]\w*)\b(?!\s*[.(])")
_KEY = re.compile(r"(\w+):")


def operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every operator of a plan with what it says of itself."""
    yield str(plan["operatorType"]).split("@")[0], str(plan["args"].get("Details", ""))
    for child in plan.get("children", ()):
        yield from operators(child)


def check_reads(kind: str | None, plan: Mapping[str, Any] | None) -> None:
    """Let a planned query through only if it reads, and reads nothing but the graph.

    Args:
        kind: what the server says of the statement: ``r``, ``rw``, ``w`` or ``s``.
        plan: the server's plan.

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
        _check_calls(name, details)


_HOW = "queries here only read. With --write (write=True) it is run as it is."


def _check_calls(operator: str, details: str) -> None:
    called = _CALL.findall(_QUOTED.sub("`", _TEXT.sub("''", details)))
    if operator == "ProcedureCall":
        procedure = details.partition("(")[0].strip()
        if procedure not in PROCEDURES:
            raise WriteRefusedError(
                f"The procedure {procedure} is not among those that only read; {_HOW}"
            )
        called = called[1:]
    for function in called:
        if function.casefold() not in FUNCTIONS:
            raise WriteRefusedError(
                f"The function {function} is not among those that only compute; {_HOW}"
            )


def named_in(plan: Mapping[str, Any]) -> set[str]:
    """Labels and relationship types that a plan speaks of."""
    told = (details for name, details in _spoken(plan) if not name.startswith(("Proj", "Prod")))
    found = (match for details in told for match in _NAMED.findall(details))
    return {name for match in found for name in re.split(r"[|&]", match)}


def properties_in(plan: Mapping[str, Any]) -> set[str]:
    """Properties that a plan reads; keys of maps that the query makes itself are none."""
    told = " ".join(details for _, details in _spoken(plan))
    return set(_PROPERTY.findall(told)) - set(_KEY.findall(told))


def _spoken(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The operators that the query's own words stand in, without texts and quoted names."""
    for name, details in operators(plan):
        if name != "ProcedureCall" and not name.startswith("Show"):
            yield name, _QUOTED.sub("`", _TEXT.sub("''", details))

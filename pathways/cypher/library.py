"""The query library: questions as Cypher that answers with the same numbers as the function.

One question is one file, ``queries/NAME.cypher``.  It begins with a header in comments, which
:func:`read_header` reads and Neo4j Browser ignores::

    // question: entry_points
    // measures: Of everyone with a counted engagement, the share who begin at each step.
    // definition: docs/measures.md#entry-points
    // parameters:
    //   by: STRING = "activity" — what a step is
    //   source: STRING — where people start from; without "=" it must be given
    // columns:
    //   step: STRING — the step
    // caveats: Intervals are added in Python, from x and n.
    // minimal: 5.26
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pathways.errors import QueryError, one_of, shown

__all__ = ["Column", "Header", "Parameter", "query_names", "query_text", "read_header"]

_WORDS = "question|measures|definition|parameters|columns|caveats|minimal"
_LINE = re.compile(rf"//\s?({_WORDS}):\s*(.*)")
_DECLARED = re.compile(r"(\w+):\s*([A-Z]+(?:<[A-Z<>]+>)?)\s*(.*)")


@dataclass(frozen=True)
class Parameter:
    """What a query can be told: its type in Cypher's words, and its default if it has one."""

    name: str
    type: str
    default: Any = None
    required: bool = True
    text: str = ""


@dataclass(frozen=True)
class Column:
    """What a query returns."""

    name: str
    type: str
    text: str = ""


@dataclass(frozen=True)
class Header:
    """What a file of the library says of itself."""

    measures: str = ""
    definition: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    caveats: str = ""
    minimal: str = "5.26"
    question: str = ""


@cache
def query_names() -> tuple[str, ...]:
    """The names of the library, in order."""
    return tuple(sorted(path.stem for path in _folder().glob("*.cypher")))


@cache
def query_text(name: str) -> str:
    """The whole text of a query of the library.

    Raises:
        QueryError: no such query; the message names the nearest.
    """
    stem = name.strip().replace("-", "_")
    if stem not in query_names():
        raise QueryError(f"{one_of(stem, query_names(), 'query')}.".capitalize())
    return (_folder() / f"{stem}.cypher").read_text(encoding="utf-8")


def read_header(text: str) -> Header:
    """What the comments at the top of a query say; empty where they say nothing.

    Raises:
        QueryError: a parameter or a column that is not written as above.

    >>> read_header('// parameters:\\n//   by: STRING = "role" — a step').parameters[0].default
    'role'
    """
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        match = _LINE.match(line)
        if match:
            last = found.setdefault(match[1], [])
        said = match[2] if match else line[2:]
        if said.strip():
            last.append(said.strip())
    one = {name: " ".join(lines) for name, lines in found.items()}
    return Header(
        measures=one.get("measures", ""),
        definition=one.get("definition", ""),
        parameters=tuple(_parameter(line) for line in found.get("parameters", ())),
        columns=tuple(_column(line) for line in found.get("columns", ())),
        caveats=one.get("caveats", ""),
        minimal=one.get("minimal", "5.26"),
        question=one.get("question", ""),
    )


def _declared(line: str) -> tuple[str, str, str]:
    match = _DECLARED.fullmatch(line)
    if match is None:
        raise QueryError(f"A header line reads NAME: TYPE = DEFAULT — text, not {shown(line)}.")
    return match[1], match[2], match[3]


def _parameter(line: str) -> Parameter:
    name, kind, rest = _declared(line)
    if not rest.startswith("="):
        return Parameter(name, kind, text=rest.lstrip("— "))
    try:
        default, end = json.JSONDecoder().raw_decode(rest[1:].lstrip())
    except ValueError as error:
        raise QueryError(f"A default is JSON, which this is not: {shown(line)}.") from error
    text = rest[1:].lstrip()[end:].lstrip("— ")
    return Parameter(name, kind, default, required=False, text=text)


def _column(line: str) -> Column:
    name, kind, text = _declared(line)
    return Column(name, kind, text.lstrip("— "))


def _folder() -> Path:
    shipped = Path(str(resources.files("pathways").joinpath("_queries")))
    beside = Path(__file__).parents[2] / "queries"
    return shipped if shipped.is_dir() else beside

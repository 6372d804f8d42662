"""The query library: questions as Cypher that answers with the same numbers as the function.

One question is one file, ``queries/NAME.cypher``.  It begins with a header in comments, which
:func:`read_header` reads and Neo4j Browser ignores::

    // question: entry_points
    // measures: Of everyone with a counted engagement, the share who begin at each step.
    // definition: docs/measures.md#entry-points
    // parameters:
    //   by: STRING = "activity" — what a step is
    //   source: MAP e.g. {"role": "mentee"} — where people start from; it must be given
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

__all__ = [
    "Column",
    "Header",
    "Parameter",
    "cypher_literal",
    "query_names",
    "query_text",
    "query_to_paste",
    "read_header",
]

_WORDS = "question|measures|definition|parameters|columns|caveats|minimal"
_LINE = re.compile(rf"//\s?({_WORDS}):\s*(.*)")
_DECLARED = re.compile(r"(\w+):\s*([A-Z]+(?:<[A-Z<>]+>)?)\s*(.*)")


@dataclass(frozen=True)
class Parameter:
    """What a query can be told: its type in Cypher's words, and its default if it has one.

    Without a default it must be given; ``example`` is then a value to begin with.
    """

    name: str
    type: str
    default: Any = None
    required: bool = True
    text: str = ""
    example: Any = None


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


def query_to_paste(name: str) -> str:
    """A query of the library as Neo4j Browser and cypher-shell run it: parameters on top, ; below.

    Raises:
        QueryError: no such query; the message names the nearest.

    >>> query_to_paste("deepening").splitlines()[0]
    ":param dataset => 'default';"
    """
    text = query_text(name)
    block = (
        f":param {one.name} => {_expression(one.example if one.required else one.default)};\n"
        for one in read_header(text).parameters
    )
    return f"{''.join(block)}{text.rstrip()};\n"


def _expression(value: Any) -> str:
    """A value after ``=>``, where Browser takes what stands in braces for a statement."""
    return f"({cypher_literal(value)})" if isinstance(value, dict) else cypher_literal(value)


def cypher_literal(value: Any) -> str:
    """A value as it is written in Cypher.

    >>> cypher_literal({"role": "mentee", "least": [1, None]})
    "{role: 'mentee', least: [1, null]}"
    """
    if isinstance(value, dict):
        pairs = (f"{_key(name)}: {cypher_literal(one)}" for name, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(cypher_literal, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if name.isidentifier() else f"`{name.replace('`', '``')}`"


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
        comment = match[2] if match else line[2:]
        if comment.strip():
            last.append(comment.strip())
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
    mark = next((mark for mark in ("=", "e.g.") if rest.startswith(mark)), None)
    if mark is None:
        return Parameter(name, kind, text=rest.lstrip("— "))
    value, text = _value_and_text(line, rest.removeprefix(mark).lstrip())
    if mark == "=":
        return Parameter(name, kind, value, required=False, text=text)
    return Parameter(name, kind, text=text, example=value)


def _value_and_text(line: str, rest: str) -> tuple[Any, str]:
    try:
        value, end = json.JSONDecoder().raw_decode(rest)
    except ValueError as error:
        raise QueryError(f"A default is JSON, which this is not: {shown(line)}.") from error
    return value, rest[end:].lstrip().lstrip("— ")


def _column(line: str) -> Column:
    name, kind, text = _declared(line)
    return Column(name, kind, text.lstrip("— "))


def _folder() -> Path:
    shipped = Path(str(resources.files("pathways").joinpath("_queries")))
    beside = Path(__file__).parents[2] / "queries"
    return shipped if shipped.is_dir() else beside

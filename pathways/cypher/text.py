"""Cypher as text: where statements end, which parameters they speak of, what is asked of them.

Nothing here decides whether a query may be run; that is for the server's plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pathways.errors import QueryError, shown

__all__ = [
    "Statement",
    "looks_like_cypher",
    "parameters_in",
    "split_statements",
    "without_parameters",
]

_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<quoted> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `(?:[^`]|``)*` )
    | (?P<open> ["'`] )
    | (?P<parameter> \$(?:\w+|`(?:[^`]|``)+`) )
    | (?P<end> ; )
    | (?P<word> \w+ )
    | (?P<space> \s+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(r"^[ \t]*:param[ \t]+(.+?)[ \t]*;?[ \t]*$", re.MULTILINE)
_FIRST = re.compile(
    r"\b(MATCH|RETURN|CREATE|MERGE|UNWIND|WITH|CALL|SHOW|LOAD|DROP|DELETE|SET|FOREACH)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """One statement of a text.

    Attributes:
        text: the statement with its comments, without the semicolon.
        line: the line of the whole text on which ``text`` begins, from 1.
        mode: ``explain`` or ``profile`` where the text began with that word, otherwise empty.
    """

    text: str
    line: int = 1
    mode: str = ""


def split_statements(text: str) -> list[Statement]:
    """The statements of a text; what is quoted or a comment ends none.

    Raises:
        QueryError: there is none, or one is a command of another program.

    >>> [one.text for one in split_statements("RETURN ';' AS a; // b;c\\nRETURN 2;")]
    ["RETURN ';' AS a", '// b;c\\nRETURN 2']
    """
    found = [one for one in map(_statement, _chunks(text)) if one is not None]
    if not found:
        raise QueryError("There is no query: the text is empty.")
    return found


def parameters_in(text: str) -> set[str]:
    """The names behind ``$`` in a text.

    >>> sorted(parameters_in("MATCH (p {id: $id}) WHERE p.x = '$y' RETURN $`two words` // $z"))
    ['id', 'two words']
    """
    found = (match["parameter"] for match in _TOKEN.finditer(text) if match["parameter"])
    return {name[1:].strip("`").replace("``", "`") for name in found}


def without_parameters(text: str) -> tuple[str, list[str]]:
    """A script without its lines ``:param name => value``, and what these say.

    The lines stay, empty, so that the others keep their numbers.

    >>> without_parameters(":param least => 5;\\nRETURN $least")
    ('\\nRETURN $least', ['least => 5'])
    """
    return _PARAMETER.sub("", text), _PARAMETER.findall(text)


def looks_like_cypher(text: str) -> bool:
    """Whether somebody gave Cypher itself, not the name of a query or of a file.

    >>> looks_like_cypher("RETURN(1)"), looks_like_cypher("stuck_points")
    (True, False)
    """
    return bool(re.search(r"\s", text.strip()) or _FIRST.match(text.strip()))


def _chunks(text: str) -> Iterator[tuple[str, int]]:
    """What lies between semicolons, and where it begins."""
    start = 0
    for match in _TOKEN.finditer(text):
        if match["end"]:
            yield text[start : match.start()], text.count("\n", 0, start) + 1
            start = match.end()
        elif match["open"]:
            break  # a quote that is never closed: the server says so best
    yield text[start:], text.count("\n", 0, start) + 1


def _statement(chunk: tuple[str, int]) -> Statement | None:
    raw, line = chunk
    line += raw[: len(raw) - len(raw.lstrip())].count("\n")
    body = raw.strip()
    first = next(
        (match for match in _TOKEN.finditer(body) if not (match["comment"] or match["space"])), None
    )
    if first is None:
        return None
    if first[0] == ":":
        raise QueryError(
            f"Line {line}: {shown(body.splitlines()[0])} is a command of another program; "
            "parameters are given with -p name=value."
        )
    if first[0].casefold() in ("explain", "profile"):
        return Statement(body[: first.start()] + body[first.end() :], line, first[0].casefold())
    return Statement(body, line)

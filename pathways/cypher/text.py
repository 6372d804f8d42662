"""Cypher as text: where statements end, which parameters they speak of, what is asked of them.

Nothing here decides whether a query may be run; that is for the server's plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pathways.errors import QueryError, shown

__all__ = [
    "Statement",
    "looks_like_cypher",
    "parameters_in",
    "split_statements",
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
_COMMAND = re.compile(r"(:\w*)\s*(.*)", re.DOTALL)
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
        settings: what the lines ``:param name => value`` before it say, ``name => value``.
    """

    text: str
    line: int = 1
    mode: str = ""
    settings: tuple[str, ...] = ()


def split_statements(text: str) -> list[Statement]:
    """The statements of a script; what is quoted or a comment ends none and sets nothing.

    A line ``:param name => value`` between statements holds for those after it.

    Raises:
        QueryError: there is none, or one is a command of another program.

    >>> [one.text for one in split_statements("RETURN ';' AS a; // b;c\\nRETURN 2;")]
    ["RETURN ';' AS a", '// b;c\\nRETURN 2']
    >>> split_statements(":param least => 5 // or more;\\nRETURN $least")
    [Statement(text='RETURN $least', line=2, mode='', settings=('least => 5',))]
    """
    found = [one for one in _statements(text) if one is not None]
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


def looks_like_cypher(text: str) -> bool:
    """Whether somebody gave Cypher itself, not the name of a query or of a file.

    >>> looks_like_cypher("RETURN(1)"), looks_like_cypher("stuck_points")
    (True, False)
    """
    return bool(re.search(r"\s", text.strip()) or _FIRST.match(text.strip()))


def _statements(text: str) -> Iterator[Statement | None]:
    """What lies between semicolons, its commands blanked so that every line keeps its number."""
    settings: list[str] = []
    kept: list[str] = []
    start = at = 0
    begun = False
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # noqa: S101 - any character is a token
        if match["open"]:
            kept.append(text[at:])  # a quote that is never closed: the server says so best
            break
        end = match.end()
        if match["end"]:
            yield _statement("".join(kept), _line(text, start), settings)
            kept, start, begun = [], end, False
        elif match[0] == ":" and not begun:
            command, end = _command(text, at)
            settings.append(_setting(command, _line(text, at)))
            kept.append("\n" * text.count("\n", at, end))
        else:
            begun = begun or not (match["comment"] or match["space"])
            kept.append(match[0])
        at = end
    yield _statement("".join(kept), _line(text, start), settings)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _command(text: str, start: int) -> tuple[str, int]:
    """A command without its comments, and where it ends: with its line, or a semicolon."""
    said = ""
    for match in _TOKEN.finditer(text, start):
        if match["end"]:
            return said, match.end()
        head, newline, _ = match[0].partition("\n")
        if match["comment"] and (not said or said[-1].isspace()):
            continue  # without a space in front it is the address in https://…
        said += head
        if newline:
            return said, match.start() + len(head)
    return said, len(text)


def _setting(command: str, line: int) -> str:
    """What ``:param`` says.

    Raises:
        QueryError: it is another command.
    """
    found = _COMMAND.fullmatch(command.strip())
    word, rest = (found[1], found[2].rstrip("; \t")) if found else (command, "")
    if word != ":param" or not rest:
        raise QueryError(
            f"Line {line}: {shown(word)} is not known here. A parameter is a line of its own, "
            "`:param name => value`, or given with -p name=value."
        )
    return rest


def _statement(raw: str, line: int, settings: Sequence[str]) -> Statement | None:
    line += raw[: len(raw) - len(raw.lstrip())].count("\n")
    body = raw.strip()
    first = next(
        (match for match in _TOKEN.finditer(body) if not (match["comment"] or match["space"])), None
    )
    if first is None:
        return None
    if first[0].casefold() in ("explain", "profile"):
        bare = body[: first.start()] + body[first.end() :]
        return Statement(bare, line, first[0].casefold(), tuple(settings))
    return Statement(body, line, "", tuple(settings))

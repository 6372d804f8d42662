"""Cypher as text: where statements end, which parameters they speak of, what is asked of them.

Nothing here decides whether a query may be run; that is for the server's plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathways.errors import QueryError, nearest, shown

__all__ = [
    "COMMANDS",
    "Command",
    "Statement",
    "days_as_texts",
    "keys_of_map",
    "looks_like_cypher",
    "parameters_in",
    "script_of",
    "searches_graph",
    "split_statements",
]

COMMANDS = (
    "begin", "commit", "exit", "help", "param", "params", "quit", "rollback", "source", "use",
)  # fmt: skip
"""What a line that begins with a colon can say, as in cypher-shell."""

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
_DAYS = frozenset(("start", "end", "since", "on", "as_of_day"))
"""Properties of our graph that are dates."""
_COMMAND = re.compile(r":(\S*)\s*(.*)", re.DOTALL)
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
        file: the script that it stands in, where that is another one than was given.
    """

    text: str
    line: int = 1
    mode: str = ""
    file: str = ""

    @property
    def placed(self) -> str:
        """The text on its own line, so that a server counts lines as its reader does."""
        return "\n" * (self.line - 1) + self.text


@dataclass(frozen=True)
class Command:
    """A line that begins with a colon: ``word``, of :data:`COMMANDS`, and ``rest`` behind it."""

    word: str
    rest: str = ""
    line: int = 1


def script_of(text: str) -> list[Statement | Command]:
    """Statements and commands in order; what is quoted or a comment ends none and says nothing.

    A command is a line of its own between statements, with or without a semicolon.

    Raises:
        QueryError: a command that is not known; the message names the nearest.

    >>> command, statement = script_of(":param least => 5 // or more;\\nRETURN $least")
    >>> command.word, command.rest, statement.text, statement.line
    ('param', 'least => 5', 'RETURN $least', 2)
    """
    return [one for one in _steps(text) if one is not None]


def split_statements(text: str) -> list[Statement]:
    """The statements of a script.

    >>> [one.text for one in split_statements("RETURN ';' AS a; // b;c\\nRETURN 2;")]
    ["RETURN ';' AS a", '// b;c\\nRETURN 2']
    """
    return [one for one in script_of(text) if isinstance(one, Statement)]


def parameters_in(text: str) -> set[str]:
    """The names behind ``$`` in a text.

    >>> sorted(parameters_in("MATCH (p {id: $id}) WHERE p.x = '$y' RETURN $`two words` // $z"))
    ['id', 'two words']
    """
    found = (match["parameter"] for match in _TOKEN.finditer(text) if match["parameter"])
    return {name[1:].strip("`").replace("``", "`") for name in found}


def searches_graph(text: str) -> bool:
    """Whether a text looks anything up in the graph.

    >>> searches_graph("match (p) RETURN p"), searches_graph("RETURN 'MATCH' // CALL")
    (True, False)
    """
    words = (match["word"] for match in _TOKEN.finditer(text) if match["word"])
    return any(word.upper() in ("CALL", "MATCH", "MERGE") for word in words)


def days_as_texts(text: str, parameters: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Where a day of our graph is compared with a text, which is never true in Cypher.

    Returns:
        Of each: the place in the text, the property, and the text as it should be written.

    >>> list(days_as_texts("MATCH (e) WHERE e.start >= '2018-01-01' AND e.role = 'x'", {}))
    [(17, 'start', "date('2018-01-01')")]
    """
    tokens = [one for one in _TOKEN.finditer(text) if not (one["comment"] or one["space"])]
    for at, match in enumerate(tokens[1:], 1):
        if match[0] not in _DAYS or tokens[at - 1][0] != ".":
            continue
        sign = at + 1
        while sign < len(tokens) and tokens[sign][0] in "<>=":
            sign += 1
        if sign == at + 1 or sign == len(tokens):
            continue
        other = tokens[sign]
        is_text = (other["quoted"] or "`")[0] != "`"
        if other["parameter"]:
            is_text = isinstance(parameters.get(other[0][1:].strip("`")), str)
        if is_text:
            yield tokens[at - 1].start(), match[0], f"date({other[0]})"


def keys_of_map(text: str) -> set[str]:
    """The keys of a map as Cypher writes it, its own and not those of maps inside.

    >>> sorted(keys_of_map("{a: 1, `b c`: {d: 2}, e: [x IN [1] WHERE x = 1 | {f: x}]}"))
    ['a', 'b c', 'e']
    """
    keys, depth, last = set(), 0, ""
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if match["comment"] or match["space"]:
            continue
        depth += (sign in "{[(") - (sign in "}])")
        if sign == ":" and depth == 1:
            keys.add(last.strip("`").replace("``", "`"))
        last = sign
    return keys


def looks_like_cypher(text: str) -> bool:
    """Whether somebody gave Cypher itself, not the name of a query or of a file.

    >>> looks_like_cypher("RETURN(1)"), looks_like_cypher("stuck_points")
    (True, False)
    """
    return bool(re.search(r"\s", text.strip()) or _FIRST.match(text.strip()))


def _steps(text: str) -> Iterator[Statement | Command | None]:
    """What lies between semicolons, its commands blanked so that every line keeps its number."""
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
            yield _statement("".join(kept), _line(text, start))
            kept, start, begun = [], end, False
        elif match[0] == ":" and not begun:
            command, end = _command(text, at)
            yield _command_of(command, _line(text, at))
            kept.append("\n" * text.count("\n", at, end))
        else:
            begun = begun or not (match["comment"] or match["space"])
            kept.append(match[0])
        at = end
    yield _statement("".join(kept), _line(text, start))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _command(text: str, start: int) -> tuple[str, int]:
    """A command without its comments, and where it ends: with its line, or a semicolon."""
    command = ""
    for match in _TOKEN.finditer(text, start):
        if match["end"]:
            return command, match.end()
        head, newline, _ = match[0].partition("\n")
        if match["comment"] and (not command or command[-1].isspace()):
            continue  # without a space in front it is the address in https://…
        command += head
        if newline:
            return command, match.start() + len(head)
    return command, len(text)


def _command_of(command: str, line: int) -> Command:
    """What a line with a colon says.

    Raises:
        QueryError: nothing that is known here.
    """
    found = _COMMAND.fullmatch(command.strip().rstrip("; \t"))
    word, rest = (found[1], found[2]) if found else (command, "")
    if word not in COMMANDS:
        near = nearest(word, COMMANDS)
        hint = f'; the nearest is ":{near}"' if near else ""
        raise QueryError(
            f"Line {line}: {shown(f':{word}')} is not known here{hint}. There are "
            f"{', '.join(f':{name}' for name in COMMANDS)}."
        )
    return Command(word, rest, line)


def _statement(raw: str, line: int) -> Statement | None:
    line += raw[: len(raw) - len(raw.lstrip())].count("\n")
    body = raw.strip()
    first = next(
        (match for match in _TOKEN.finditer(body) if not (match["comment"] or match["space"])), None
    )
    if first is None:
        return None
    if first[0].casefold() in ("explain", "profile"):
        bare = body[: first.start()] + body[first.end() :]
        return Statement(bare, line, first[0].casefold())
    return Statement(body, line)

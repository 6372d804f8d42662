"""A script: statements and commands in order, with the scripts that it takes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pathways.cypher.parameters import given_parameters
from pathways.cypher.text import Command, Statement, keys_of_map, script_of
from pathways.errors import QueryError, shown

__all__ = ["Step", "names_set", "script_in", "script_text"]

Step = Statement | Command
"""What a script does next."""


def script_in(text: str, file: Path | None = None, within: tuple[Path, ...] = ()) -> Iterator[Step]:
    """The steps of a script; ``:source FILE`` stands for all of that file.

    Args:
        text: the script.
        file: where it stands; a file that it takes in may stand beside it.
        within: the files that take it in.

    Raises:
        QueryError: a command that is not known, a file that is not there, or that takes itself in.
    """
    above = (*within, file.resolve()) if file else within
    for step in script_of(text):
        if isinstance(step, Command) and step.word == "source":
            yield from _sourced(step, file, above)
        elif within and isinstance(step, Statement):
            yield replace(step, file=file.name if file else "")
        else:
            yield step


def names_set(command: Command) -> set[str]:
    """The parameters that a command sets.

    >>> sorted(names_set(Command("params", "{a: 1, b: date()}")))
    ['a', 'b']
    """
    if command.word not in ("param", "params") or command.rest in ("", "clear", "list"):
        return set()
    if command.rest.startswith("{"):
        return keys_of_map(command.rest)
    return set(given_parameters([command.rest]))


def script_text(path: Path) -> str:
    """The text of a script.

    Raises:
        QueryError: it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QueryError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is no text in UTF-8, so no Cypher is in it.") from error


def _sourced(command: Command, file: Path | None, above: tuple[Path, ...]) -> Iterator[Step]:
    name = command.rest.strip().strip("\"'")
    if not name:
        raise QueryError(f"Line {command.line}: :source needs a file, as in :source mine.cypher.")
    path = Path(name)
    if file and not path.is_absolute() and not path.exists():
        path = file.parent / name
    if path.resolve() in above:
        raise QueryError(f"Line {command.line}: {shown(path.name)} takes itself in.")
    yield from script_in(script_text(path), path, above or (Path(),))

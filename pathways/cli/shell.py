"""A prompt for Cypher: statements end with a semicolon, commands begin with a colon."""

from __future__ import annotations

import cmd
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pathways.cypher.text import (
    COMMANDS,
    Command,
    Statement,
    looks_like_cypher,
    script_of,
    split_statements,
)
from pathways.errors import PathwaysError, nearest

if TYPE_CHECKING:
    from pathways.cli.asking import Asking

__all__ = ["Shell", "history", "prompt", "was_stopped"]

_HELP = """\
Cypher over one or more lines, ended by ;   or the name of a query, such as stuck_points
(pathways queries lists those; pathways schema SOURCE says what is there);
:param x => 5        set a parameter; behind => stands Cypher, as in date() or [1, 2]
:param {a: 1, b: 2}  set several; :param clear forgets all
:params              what is set
:source FILE         run a script
:use NAME            another database of the server
:begin :commit :rollback   a transaction, with --write
:help  :exit         Ctrl-C drops what was typed or ends the statement, Ctrl-D leaves"""
_LEAVE = ("exit", "quit")


class Shell(cmd.Cmd):
    """Reads statements and has them run; an error is said and the prompt comes back.

    Args:
        run: runs a text and prints what comes.
        obey: does what a command says, and gives back what there is to say.
        names: of the queries, for completion.
        known: names of labels, types, properties and parameters, when completion asks for them.
    """

    prompt = "cypher> "
    identchars = ""

    def __init__(
        self,
        run: Callable[[str], Any],
        obey: Callable[[Command], str],
        names: tuple[str, ...] = (),
        known: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> None:
        super().__init__()
        self.intro = "Cypher, ended by ; — :help says more, Ctrl-D leaves."
        self._run, self._obey, self._queries, self._known = run, obey, names, known
        self._typed: list[str] = []

    def loop(self) -> None:
        """Ask and answer until the end of input; Ctrl-C only drops what was typed."""
        while True:
            try:
                self.cmdloop()
            except KeyboardInterrupt:
                click.echo("", err=True)
                self._forget()
            else:
                return
            self.intro = ""

    def onecmd(self, line: str) -> bool:
        """One line: a command, or a part of a statement.  ``True`` leaves."""
        if line == "EOF":
            click.echo("", err=True)
            return True
        if not self._typed and not line.strip():
            return False
        if not self._typed and line.lstrip().startswith(":"):
            return self._command(line)
        if not self._typed and line.strip().rstrip(";").casefold() in _LEAVE:
            return True
        self._typed.append(line)
        text = "\n".join(self._typed)
        if not self._names_a_query(text) and not _ended(text):
            self.prompt = "      > "
            return False
        self._forget()
        self._said(lambda: self._run(text))
        return False

    def completenames(self, text: str, *_ignored: Any) -> list[str]:
        """Queries whose name begins like this."""
        return [name for name in self._queries if name.startswith(text)]

    def completedefault(self, *where: Any) -> list[str]:
        """Names that fit where the cursor is: commands, labels, types, properties, parameters."""
        text, before = str(where[0]), str(where[1])[: int(where[2])]
        if not before.strip(": ") and before.startswith(":"):
            return [name for name in COMMANDS if name.startswith(text)]
        owner, dot, start = text.rpartition(".")
        what = "property" if dot else _expected(before)
        names = self._queries if not what else self._known(what)
        return [owner + dot + name for name in names
                if name.casefold().startswith(start.casefold())]  # fmt: skip

    def complete(self, text: str, state: int) -> Any:
        """As :class:`cmd.Cmd` has it; at the beginning of a line too, by what stands there."""
        if state == 0:
            import readline

            line, begin = readline.get_line_buffer(), readline.get_begidx()
            self.completion_matches = self.completedefault(text, line, begin, begin + len(text))
        found = self.completion_matches or []
        return found[state] if state < len(found) else None

    def _command(self, line: str) -> bool:
        """What a line with a colon says.  ``True`` leaves."""
        leaves = False

        def act() -> None:
            nonlocal leaves
            for one in script_of(line):
                if isinstance(one, Statement):
                    self._run(one.text)
                elif one.word in _LEAVE:
                    leaves = True
                elif one.word == "help":
                    click.echo(_HELP, err=True)
                elif message := self._obey(one):
                    click.echo(message)

        self._said(act)
        return leaves

    def _said(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except (PathwaysError, click.ClickException) as error:
            message = error.format_message() if isinstance(error, click.ClickException) else error
            click.echo(f"Error: {message}", err=True)
        except (KeyboardInterrupt, BufferError) as error:
            if not was_stopped(error):
                raise
            click.echo("Stopped.", err=True)

    def _names_a_query(self, text: str) -> bool:
        """Whether a line is the name of a query, or nearly, which is then said."""
        word = text.strip().replace("-", "_")
        if not word.isidentifier() or looks_like_cypher(word):
            return False
        return nearest(word, self._queries) is not None

    def _forget(self) -> None:
        self._typed, self.prompt = [], type(self).prompt


def _expected(before: str) -> str:
    """What kind of name stands behind this much of a line; empty where any may.

    >>> _expected("MATCH (p:"), _expected("MATCH (p)-[:MADE|"), _expected("RETURN $")
    ('label', 'type', 'parameter')
    >>> _expected("MATCH (p:Participant {"), _expected("MATCH (p) RETURN ")
    ('property', '')
    """
    line = before.rstrip().rstrip("`").rstrip()
    opened = max(map(line.rfind, "([{"))
    inside = line[opened] if opened > max(map(line.rfind, ")]}")) else ""
    if line.endswith("$"):
        return "parameter"
    if inside == "{" and line[-1:] in "{,":
        return "property"
    if line[-1:] in (":", "|", "&", "!") and inside in ("(", "["):
        return "label" if inside == "(" else "type"
    return ""


def prompt(asking: Asking) -> None:
    """Statement after statement, as somebody types them."""
    from pathways.asking.query import find_query
    from pathways.cypher.library import query_names
    from pathways.stores.server.home import cache_folder

    session = asking.session
    session.parameters |= session.take(asking.texts)

    def run(text: str) -> None:
        bare = text.strip().rstrip(";").strip()
        named = bare.replace("-", "_").isidentifier()
        asking.step(find_query(bare if named else text, str))

    def obey(command: Command) -> str:
        if command.word != "source":
            return session.obey(command)
        asking.step(find_query("-", lambda: f":source {command.rest}"))
        return ""

    history(cache_folder() / "query_history")
    names = tuple(query_names())
    Shell(run, obey, names, asking.names).loop()
    lost = session.close()
    if lost:
        click.echo(f"note: {lost}", err=True)


def was_stopped(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: a driver that is stopped while it reads may trip."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _ended(text: str) -> bool:
    """Whether the last statement of a text has its semicolon, outside of quotes and comments."""
    if not text.rstrip().endswith(";"):
        return False
    try:
        bare, more = (len(split_statements(one)) for one in (text, f"{text} RETURN 1"))
    except PathwaysError:
        return True
    return more > bare


def history(file: Path) -> None:
    """Lines of earlier prompts for the arrow keys, where this machine has readline."""
    import atexit
    from contextlib import suppress

    try:
        import readline
    except ImportError:
        return
    with suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(1000)

    def keep() -> None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            readline.write_history_file(file)

    atexit.register(keep)

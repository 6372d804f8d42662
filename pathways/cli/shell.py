"""A prompt for Cypher: statements end with a semicolon, commands begin with a colon."""

from __future__ import annotations

import cmd
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from pathways.errors import PathwaysError

__all__ = ["Shell", "history", "was_stopped"]

_HELP = """\
Cypher over one or more lines, ended by ;   or the name of a query, such as stuck_points
(pathways queries lists those; pathways schema SOURCE says what is there);
:param           the parameters that are set
:param x => 5    set one (also :param x=5); :param clear forgets all
:help  :exit     Ctrl-C drops what was typed or ends the statement, Ctrl-D leaves"""


class Shell(cmd.Cmd):
    """Reads statements and has them run; an error is said and the prompt comes back.

    Args:
        run: runs a text with parameters as they were typed, and prints what comes.
        texts: the parameters that hold from the beginning.
        names: of the queries, for completion.
    """

    prompt = "cypher> "
    identchars = ""

    def __init__(
        self,
        run: Callable[[str, Mapping[str, str]], Any],
        texts: Mapping[str, str],
        names: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.intro = "Cypher, ended by ; — :help says more, Ctrl-D leaves."
        self._run, self._texts, self._known = run, dict(texts), names
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
            return self._command(line.strip().rstrip(";"))
        if not self._typed and line.strip().rstrip(";").casefold() in ("exit", "quit"):
            return True
        self._typed.append(line)
        text = "\n".join(self._typed)
        if text.strip().replace("-", "_") not in self._known and not _ended(text):
            self.prompt = "      > "
            return False
        self._forget()
        self._said(lambda: self._run(text, self._texts))
        return False

    def completenames(self, text: str, *_ignored: Any) -> list[str]:
        """Queries whose name begins like this."""
        return [name for name in self._known if name.startswith(text)]

    def completedefault(self, *ignored: Any) -> list[str]:
        """Names of queries everywhere in a line."""
        return self.completenames(str(ignored[0]))

    def _command(self, line: str) -> bool:
        word, _, rest = line.partition(" ")
        if word in (":exit", ":quit"):
            return True
        if word in (":param", ":params"):
            self._said(lambda: self._param(rest.strip()))
        else:
            known = word == ":help"
            click.echo(_HELP if known else f"There is no command {word}.\n{_HELP}", err=True)
        return False

    def _param(self, said: str) -> None:
        from pathways.cypher.parameters import given_parameters

        if said == "clear":
            self._texts.clear()
        elif said:
            self._texts.update(given_parameters([said]))
        else:
            for name, value in self._texts.items():
                click.echo(f"{name} => {value}")

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

    def _forget(self) -> None:
        self._typed, self.prompt = [], type(self).prompt


def was_stopped(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: a driver that is stopped while it reads may trip."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _ended(text: str) -> bool:
    """Whether the last statement of a text has its semicolon, outside of quotes and comments."""
    from pathways.cypher.text import split_statements

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

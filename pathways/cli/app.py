"""The command ``pathways``: its groups of commands, loaded when they are used, and its errors."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from pathways.errors import PathwaysError, nearest
from pathways.measures.questions import QUESTIONS

__all__ = ["cli", "main"]

_OF_ITS_OWN = {"transitions": "transitions", "points": "points", "thresholds": "points"}
"""Questions whose command has more than its function: the module of it."""

# Group of the help page -> command -> (module of pathways.cli, what the help page says of it).
_COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Start": {
        "start": ("start", "Your own spreadsheet: the way in, with at most five questions."),
        "demo": ("demo", "An example community: its record, first findings and a map."),
        "init": ("interview", "The seven questions: a scheme of your own, and pathways.toml."),
    },
    "Records": {
        "inspect": ("records", "What would be counted, refused and dropped; writes nothing."),
        "formats": ("records", "The formats that are recognised, by their headers."),
        "load": ("stores", "Files into a store: a folder or a server; again changes nothing."),
        "export": ("stores", "A record for other tools: CSV, Parquet, XES, GraphML."),
        "people": ("people", "Who is who; forget, retain, and what is held of people."),
        "scheme": ("schemes", "Tiers: list, show, check and compare schemes."),
    },
    "Questions": {
        **{
            name.replace("_", "-"): (_OF_ITS_OWN.get(name, "questions"), asks)
            for name, asks in QUESTIONS.items()
            if name != "eventually_follows"  # transitions --follows eventually
        },
        "check-figures": ("figures", "Can published percentages all be true?"),
    },
    "Cypher": {
        "queries": ("queries", "The library of queries; with a name, the whole of one."),
        "query": ("queries", "Run a query of the library, a file, or Cypher of your own."),
        "schema": ("queries", "Labels, relationships and properties of a graph, counted."),
        "server": ("server", "A real Neo4j on this machine: start, status, stop."),
    },
    "Pictures": {
        "map": ("pictures", "The mountain map, as a page (.html) or a picture (.svg, .png)."),
        "explore": ("explore", "The same page, live, on this machine."),
        "report": ("pictures", "The meeting file: findings, map, charts, a decision to save."),
    },
    "Loops": {
        "loop": ("loops", "Plan small, measure, reflect, again: plan, list, reflect."),
        "brief": ("brief", "What is new, for a nine-minute meeting; silent on noise."),
        "candidates": ("acting", "Where to act next, for the effort that it takes."),
        "baseline": ("baselines", "Keep the results of today: save, compare."),
        "invite": ("invite", "Who has newly crossed a threshold: invite, undo, export."),
        "what-if": ("acting", "Arithmetic: if more people took one move, who gets where?"),
    },
}


class _ReaderGoneError(Exception):
    """Nobody reads what is printed any more; click would call that a failure."""


@contextmanager
def _heard() -> Iterator[None]:
    """What is printed in here may lose its reader, before click takes that for a failure."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError from error


class _Pathways(click.Group):
    """Commands in the order of the handbook, each loaded only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for section in _COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        for section in _COMMANDS.values():
            if cmd_name in section:
                module = import_module(f"pathways.cli.{section[cmd_name][0]}")
                name = cmd_name.replace("-", "_")
                made = getattr(module, name, None) or module.question_command(name)
                command: click.Command = made
                if section is _COMMANDS["Questions"]:
                    command.epilog = f"Definition: docs/measures.md#{cmd_name}"
                return command
        return None

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _heard():  # --help and --version are printed here
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _heard():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.list_commands(ctx):
            near = nearest(name, self.list_commands(ctx))
            hint = f' Did you mean "{near}"?' if near else ""
            raise click.UsageError(f'There is no command "{name}".{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, section in _COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry[1]) for name, entry in section.items()])


@click.group(cls=_Pathways, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="engagement-pathways", prog_name="pathways")
def cli() -> None:
    """How do people move through our programs, and where do they get stuck?

    New here? Begin with your own spreadsheet; it asks what it cannot know:

    \b
        pathways start members.xlsx

    Every question takes the folder that this writes, or any record:

    \b
        pathways stuck-points members
        pathways map engagements.csv -o map.html
    """


def main(args: list[str] | None = None) -> Any:
    """Run the command; errors become one sentence and an exit code (1, 2, 3 or 4)."""
    _listen_to_ctrl_c()
    try:
        cli(args, prog_name="pathways", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except PathwaysError as error:
        if os.environ.get("PATHWAYS_DEBUG") == "1":
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except BufferError as error:
        from pathways.cli.shell import was_stopped

        if not was_stopped(error):
            raise
        sys.exit(130)
    except (_ReaderGoneError, BrokenPipeError):
        sys.exit(0)
    finally:
        _let_go_of_readers_that_are_gone()


def _let_go_of_readers_that_are_gone() -> None:
    """The reader (head, less) has seen enough: what Python still holds goes nowhere, quietly."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _listen_to_ctrl_c() -> None:
    """A shell tells what it starts in the background to ignore Ctrl-C; what it ends listens."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)

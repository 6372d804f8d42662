"""The options that every question shares, and the log that they open."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pathways.cli.output import FORMATS, raw_cells
from pathways.project.config import PROJECT_FILE, Project, load_project

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = [
    "ENGINES",
    "Opened",
    "answering",
    "files_in",
    "given",
    "open_source",
    "picturing",
    "printing",
    "program_names",
    "read_files",
    "reading",
    "refusal_notes",
    "scheme_names",
    "selecting",
    "source_files",
    "step_names",
    "tier_names",
]

_HOW = ("mapping", "scheme", "as_of", "repeats", "date_order", "encoding", "opt_out")
_EACH_ID = "without_merges"
ENGINES = ("memory", "parts", "spark")
_LONG = 50_000_000
"""Bytes of files that take a while to read."""
_KINDS = ("program", "edition", "role", "tier")

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Opened:
    """The log of a SOURCE after the shared options, its project, and how it was read."""

    log: EngagementLog
    project: Project
    notes: tuple[str, ...]

    def settings(self, question: str) -> dict[str, Any]:
        """What the project says about a question."""
        from pathways.measures.questions import question as question_named

        known = signature(question_named(question)).parameters
        return self.project.settings(question, known)


def reading(command: Command) -> Command:
    """SOURCE and the options that say how it is read."""
    for add in reversed(
        (
            click.argument("files", nargs=-1, metavar="[SOURCE]...", type=str),
            click.option("--scheme", metavar="NAME|FILE", shell_complete=scheme_names,
                         help="Tiers: a shipped scheme or a file of your own (default: moe)."),
            click.option("--as-of", metavar="DATE", help="Count nothing after this date."),
            click.option("--mapping", metavar="FILE", help="What the columns mean (TOML)."),
            click.option("--date-order", metavar="ORDER",
                         help="day-month-year, month-day-year or year-month-day."),
            click.option("--encoding", metavar="NAME",
                         help="What a text file is written in, such as cp1251 or shift_jis."),
            click.option("--opt-out", metavar="FILE",
                         help="Who must not be in the record: ids, addresses or names."),
            click.option("--without-merges", is_flag=True, default=None,
                         help="Count each id, whatever `people merge` said."),
            click.option("--repeats", metavar="act|duplicate",
                         help="What a repeated row is: a second act, or a duplicate."),
            click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path),
                         metavar="FILE", help="Write refused rows to this file, with reasons."),
        )
    ):  # fmt: skip
        command = add(command)
    return command


def selecting(command: Command) -> Command:
    """The options that choose engagements."""
    for add in reversed(
        (
            click.option("--focus", multiple=True, metavar="TIER", shell_complete=tier_names,
                         help="Only engagements at this tier (repeatable)."),
            click.option("--where", multiple=True, metavar="CONDITION", shell_complete=_values,
                         help="Only engagements such as role=mentor, role!=attendee, "
                              "start>=2024-01-01, 'region in South, East' (repeatable)."),
        )
    ):  # fmt: skip
        command = add(command)
    return command


def answering(command: Command) -> Command:
    """The options that say how an answer is made and printed."""
    engine = click.option(
        "--engine",
        type=click.Choice(ENGINES),
        help="Count in memory, in parts (by itself, from 5 million engagements on) or on Spark.",
    )
    remote = click.option("--spark-remote", metavar="sc://…", help="Count on this Spark.")
    group = click.option("--group", metavar="ATTRIBUTE", help="Answer for each group of people.")
    dated = click.option("--as-of-column", is_flag=True, help="The as-of date as a column.")
    return group(printing(dated(engine(remote(command)))))


def picturing(command: Command) -> Command:
    """The same, of a question that has a picture."""
    chart = click.option("--chart", type=click.Path(dir_okay=False, path_type=Path),
                         metavar="FILE", help="Draw it as well: .svg, .png or .pdf.")  # fmt: skip
    return answering(chart(command))


def printing(command: Command) -> Command:
    """The options that say how an answer is printed that has neither groups nor a picture."""
    for add in reversed(
        (
            click.option("--format", "form", type=click.Choice(FORMATS),
                         help="Default: table on a terminal, csv when piped."),
            click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
                         metavar="FILE", help="Write to this file instead."),
            raw_cells,
            click.option("--quiet", is_flag=True, help="Data only: no sentence, no notes."),
        )
    ):  # fmt: skip
        command = add(command)
    return command


def open_source(shared: dict[str, Any]) -> Opened:
    """Read the SOURCE with the shared options; takes them out of ``shared``."""
    from loaders import write_refused
    from pathways.record.conditions import where
    from pathways.record.rules import check_not_all_refused
    from pathways.record.selection import focus

    files, project = source_files(shared.pop("files"))
    rejects = shared.pop("rejects", None)
    log = _read(files, project, {name: shared.pop(name, None) for name in (*_HOW, _EACH_ID)})
    if rejects is not None:
        write_refused(log, rejects)
    check_not_all_refused(log.records, log.refused)
    conditions, tiers = shared.pop("where", ()), shared.pop("focus", ()) or project.focus
    chosen = focus(where(log, *conditions), *tiers)
    notes = (*project.notes, *refusal_notes(log, rejects), *log.notes)
    return Opened(chosen, project, notes)


def _read(files: tuple[str, ...], project: Project, options: dict[str, Any]) -> EngagementLog:
    """The log of files, of a folder or of a server; the command line wins over the project."""
    from pathways.record.merges import log_with_merges
    from pathways.transfer.load import Reading, read_source
    from pathways.transfer.opening import is_store

    _say_long(files)
    as_one = not options.pop(_EACH_ID, None)
    usual: dict[str, Any] = {"scheme": project.scheme, "as_of": project.as_of}
    if not any(map(is_store, files)):
        usual["mapping"] = project.mapping
    log = read_source(*files, how=Reading(**{**usual, **given(options)}), merges=as_one)
    return log_with_merges(log, project.merges) if as_one else log


def _say_long(files: tuple[str, ...]) -> None:
    """On a terminal, what takes a while: files of 50 MB and more."""
    context = click.get_current_context(silent=True)
    if not sys.stderr.isatty() or context is None or context.params.get("quiet"):
        return
    size = sum(Path(name).stat().st_size for name in files if Path(name).is_file())
    if size >= _LONG and not context.resilient_parsing:
        click.echo(f"Reading {size // 1_000_000:,} MB …", err=True)


def read_files(files: tuple[str, ...], **said: Any) -> EngagementLog:
    """The log of a SOURCE, by what the project file says and by what is said here."""
    where, project = source_files(files)
    return _read(where, project, said)


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were said."""
    return {name: value for name, value in options.items() if value is not None}


def refusal_notes(log: EngagementLog, rejects: Path | None) -> tuple[str, ...]:
    """Why rows were refused, and where all of them stand with their reasons."""
    from pathways.record.rules import refusals

    reasons = refusals(log.refused)
    if not reasons:
        return ()
    where = "--rejects FILE writes them all" if rejects is None else f"see {rejects}"
    return (f"{reasons}; {where}.",)


def source_files(source: tuple[str, ...]) -> tuple[tuple[str, ...], Project]:
    """The files to read, and the project file that goes with them.

    A folder that holds a project file stands for it.  For files named one by one see
    :func:`~pathways.project.beside.project_of`.
    """
    from pathways.measures.questions import QUESTIONS
    from pathways.project.beside import project_of

    if "" in source:
        raise click.UsageError("A SOURCE is empty: perhaps a variable is not set.")
    asked = source or tuple(filter(None, [os.environ.get("PATHWAYS_SOURCE")])) or (".",)
    only = Path(asked[0])
    if len(asked) == 1 and (only / PROJECT_FILE).is_file():
        project = load_project(only / PROJECT_FILE, tuple(QUESTIONS))
        if project.source:
            return project.source, project
    if not source and asked == (".",):
        return (_server(),), Project()
    project = project_of(asked, tuple(QUESTIONS))
    files, notes = files_in(asked)
    return files, replace(project, notes=(*notes, *project.notes))


def files_in(source: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that are named, and those in a folder that is no store; and what is passed over."""
    from loaders import may_be_table
    from pathways.answer.wording import listed
    from pathways.errors import shown
    from pathways.transfer.opening import is_store

    found: list[str] = []
    over: list[str] = []
    for name in source:
        folder = Path(name)
        inside = [] if not folder.is_dir() or is_store(name) else sorted(folder.iterdir())
        files = [one for one in inside if one.is_file() and not one.name.startswith(".")]
        tables = [one for one in files if may_be_table(one)]
        over += [shown(one.name) for one in files if one not in tables]
        found += [*map(str, tables)] or [name]
    if not over:
        return tuple(found), ()
    them = "it holds no table" if len(over) == 1 else "they hold no tables"
    return tuple(found), (f"Passed over, because {them}: {listed(over, most=8)}.",)


def _server() -> str:
    """The address of the server that is named, or that runs here, where no record is named."""
    from pathways.stores.server.server import find_running

    named = os.environ.get("NEO4J_URI")
    found = None if named else find_running()
    if not named and found is None:
        raise click.UsageError(
            f"Name a record first, such as engagements.csv; no {PROJECT_FILE} here names one."
        )
    address = named or (found.uri if found else "")
    context = click.get_current_context(silent=True)
    if context and not context.resilient_parsing:
        click.echo(f"note: asking {address}", err=True)
    return address


def scheme_names(_ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """The schemes that ship, for completion."""
    from pathways.record.scheme import shipped_schemes

    return [name for name in shipped_schemes() if name.startswith(start)]


def tier_names(ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """The tiers of the scheme that is already on the line, for completion."""
    from pathways.record.scheme import load_scheme

    names = load_scheme(ctx.params.get("scheme") or "moe").tier_names
    return [name for name in names if name.casefold().startswith(start.casefold())]


def _values(ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    key, equals, value = start.partition("=")
    if not equals:
        return [f"{kind}=" for kind in (*_KINDS, "status") if kind.startswith(start)]
    return [f"{key}={name}" for name in _names(ctx, (key,)) if name.startswith(value)]


def step_names(ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """Roles, programs and tiers of the SOURCE that is already on the line, for completion."""
    names = _names(ctx, ("role", "program", "tier"))
    return [name for name in names if name.casefold().startswith(start.casefold())]


def program_names(ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """Programs of the SOURCE that is already on the line, for completion."""
    names = _names(ctx, ("program",))
    return [name for name in names if name.casefold().startswith(start.casefold())]


def _names(ctx: click.Context, columns: tuple[str, ...]) -> list[str]:
    from pathways.errors import PathwaysError

    try:
        # An option still without its value leaves the arguments unparsed.
        records = read_files(ctx.params.get("files") or tuple(ctx.args)).records
    except (PathwaysError, click.UsageError):
        return []
    found = {str(name) for key in columns if key in records for name in records[key].dropna()}
    return sorted(found)

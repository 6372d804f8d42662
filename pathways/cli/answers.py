"""A question asked of a SOURCE, in memory, part by part or on Spark, and its answer printed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pathways.cli.output import print_notes, show_answer
from pathways.cli.progress import CLEAR, progress_line, stage
from pathways.cli.source import Opened, given, open_source, source_files
from pathways.errors import NothingToDrawError
from pathways.project.config import Project

if TYPE_CHECKING:
    from pathways.answer import Answer
    from pathways.record.log import EngagementLog

__all__ = ["answer_and_show", "ask_and_show"]

_IN_ONE_PIECE = ("where", "focus", "mapping", "date_order", "encoding", "opt_out",
                 "repeats", "rejects", "without_merges")  # fmt: skip
"""Options of a record that is read in one piece."""


def ask_and_show(question: str, options: dict[str, Any]) -> None:
    """Open the SOURCE, ask, print."""
    from pathways.measures.questions import question as question_named

    answer_and_show(question_named(question), question, options)


def answer_and_show(
    measure: Callable[..., Answer], question: str, options: dict[str, Any]
) -> Answer:
    """Open the SOURCE, answer with a measure, print; what the project says is of the question."""
    with _opened(question, options) as opened:
        return _answered(opened, measure, question, options)


def _answered(
    opened: Opened, measure: Callable[..., Answer], question: str, options: dict[str, Any]
) -> Answer:
    from pathways.measures.by_group import by_group

    form, file, quiet = (options.pop(name) for name in ("form", "output", "quiet"))
    picture, dated = options.pop("chart", None), options.pop("as_of_column", False)
    known = signature(measure).parameters
    settled = {**opened.project.settings(question, known), **given(options)}
    # Equity is about groups by itself; every other question is asked of each group in turn.
    group = None if "group" in known else settled.pop("group", None)
    if picture is not None and group is not None:
        raise click.UsageError("A chart shows everyone or one group: say --where, not --group.")
    _nothing_missing(measure, settled)
    if group is None:
        answer = measure(opened.log, **settled)
    else:
        answer = by_group(opened.log, group, measure, **settled)
    undrawn = () if picture is None else _drawn(answer, picture)
    if dated:
        answer = replace(answer, table=answer.table.assign(as_of=str(answer.origin.as_of)))
    show_answer(answer, form, file, quiet=quiet)
    print_notes(undrawn)
    if not quiet:
        print_notes(opened.notes)
    return answer


def _drawn(answer: Answer, picture: Path) -> tuple[str, ...]:
    """Save the picture of an answer; or say why there is none, which is no reason for no table."""
    try:
        answer.chart().save(picture)
    except NothingToDrawError as error:
        return (f"{picture} was not written. {error}",)
    return ()


def _nothing_missing(measure: Callable[..., Answer], settled: dict[str, Any]) -> None:
    """What a measure must be told may stand in the project file, so click cannot require it."""
    needed = [
        name
        for name, parameter in list(signature(measure).parameters.items())[1:]
        if parameter.default is parameter.empty and name not in settled
    ]
    command = click.get_current_context().command
    flags = [option.opts[0] for option in command.params if option.name in needed]
    if flags:
        raise click.UsageError(f"This question needs {' and '.join(flags)}.")


@contextmanager
def _opened(question: str, options: dict[str, Any]) -> Iterator[Opened]:
    """The SOURCE as it is counted: in memory unless it is large, or another engine is named."""
    from pathways.record.rules import refusals

    engine, remote = options.pop("engine", None), options.pop("spark_remote", None)
    if remote is not None and engine not in (None, "spark"):
        raise click.UsageError(f"--spark-remote goes without --engine {engine}.")
    files, project = source_files(options["files"])
    said = [name for name in _IN_ONE_PIECE if options.get(name)]
    engine = engine or ("spark" if remote else _usual_engine(files, project, said))
    if engine == "memory":
        yield open_source(options)
        return
    if said:
        raise click.UsageError(f"--{said[0].replace('_', '-')} goes with --engine memory only.")
    settled = {name: options.pop(name) or getattr(project, name) for name in ("scheme", "as_of")}
    places = files if remote is None else options["files"] or files
    for name in ("files", *_IN_ONE_PIECE):
        options.pop(name, None)
    group = options.get("group") or project.settings(question, ("group",)).get("group")
    how = {**settled, "merges": project.merges, "attributes": [group] if group else []}
    with _on_spark(places, remote, how) if engine == "spark" else _in_parts(files, how) as record:
        kinds, of = record.kinds, record.kinds.origin.rows_in
        notes = filter(None, (*project.notes, refusals(kinds.refused), *kinds.notes))
        counted = f"{of:,} rows, counted {'on Spark' if engine == 'spark' else 'part by part'}."
        yield Opened(cast("EngagementLog", record), project, (*notes, counted))


@contextmanager
def _in_parts(files: tuple[str, ...], how: dict[str, Any]) -> Iterator[Any]:
    from pathways.transfer.large import large_record
    from pathways.transfer.parts import divided

    with _telling() as tell, divided(large_record(files, **how), tell=tell) as record:
        yield record


@contextmanager
def _on_spark(places: tuple[str, ...], remote: str | None, how: dict[str, Any]) -> Iterator[Any]:
    from pathways.transfer.large import engagements_in, large_record, record_of_spark
    from pathways.transfer.spark import divided_on_spark, session_of

    here = remote is None and engagements_in(places)
    large = (large_record if here else record_of_spark)(places, **how)
    with (
        session_of(remote) as session,
        stage("Counting on Spark"),
        divided_on_spark(large, session) as record,
    ):
        yield record


def _usual_engine(files: tuple[str, ...], project: Project, said: list[str]) -> str:
    """In memory, where something is said that needs it, and up to five million engagements."""
    from pathways.transfer.large import IN_ONE_PIECE, engagements_in
    from pathways.transfer.opening import is_store

    mapped = project.mapping is not None and not is_store(files[0])
    if said or mapped or project.focus:
        return "memory"
    return "parts" if engagements_in(files) > IN_ONE_PIECE else "memory"


@contextmanager
def _telling() -> Iterator[Callable[[str, int, int], None]]:
    """How far the counting is, on a terminal."""
    looked_on = sys.stderr.isatty()
    begun: dict[str, float] = {}

    def tell(what: str, done: int, total: int) -> None:
        if looked_on:
            since = begun.setdefault(what, time.monotonic())
            line = progress_line(done, total, time.monotonic() - since)
            click.echo(f"\r{what} {line}{CLEAR}", nl=False, err=True)

    try:
        yield tell
    finally:
        if begun:
            click.echo(f"\r{CLEAR}", nl=False, err=True)

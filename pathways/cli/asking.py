"""One call of ``pathways query``: where it asks, and how what comes back is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from pathways.cli.output import chosen_format, print_notes, print_table, render
from pathways.cli.rows import WHOLE_FORMATS, one_document, output_to, write_rows
from pathways.cli.source import read_files, source_files
from pathways.cypher.parameters import DATASET, given_parameters, read_parameters
from pathways.errors import WriteRefusedError

if TYPE_CHECKING:
    import pandas as pd

    from pathways.asking.query import Query
    from pathways.asking.session import Session
    from pathways.cypher.text import Command, Statement
    from pathways.project.config import Project
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["Asking"]

_MOST_ROWS = 1000
"""Rows of a table for people, where nobody says how many."""


@dataclass(frozen=True)
class Asking:
    """A SOURCE, what was said of how to ask it, and the session in which it is asked.

    Attributes:
        source: as it was named.
        files: what it is: files, a folder, or the address of a server.
        project: the project file that goes with it.
        options: those of the command.
        typed: parameters of ``--params``.
        texts: parameters of ``-p``, still as texts.
        session: the server, and what holds from one statement to the next.
    """

    source: tuple[str, ...]
    files: tuple[str, ...]
    project: Project
    options: Mapping[str, Any]
    typed: Mapping[str, Any]
    texts: Mapping[str, str]
    session: Session

    @classmethod
    def of(cls, source: tuple[str, ...], options: Mapping[str, Any]) -> Asking:
        """What a call means; nothing is opened yet."""
        from pathways.asking.session import Session

        files, project = source_files(source)
        settled = {**options, "form": chosen_format(options["form"], options["output"])}
        file: Path | None = options["file"]
        texts = given_parameters(options["texts"])
        named = texts.get(DATASET)
        session = Session(
            lambda: _server(files, named, options) if _is_address(files) else
            _started(files, source, options),
            write=options["write"],
            timeout=options["timeout"],
        )  # fmt: skip
        typed = {} if file is None else read_parameters(file)
        return cls(source, files, project, settled, typed, texts, session)

    def answer(self, asked: Query) -> None:
        """Print what the SOURCE answers."""
        for note in self.project.notes:
            self._note(note)
        parameters = asked.values(self.session.take(self.texts), self.typed)
        asked.check(parameters)
        values = {**self.project.settings(asked.name, asked.options), **parameters}
        if not asked.name:
            self._script(asked, values)
        elif self.options["mode"]:
            self._plan(asked, values)
        else:
            self._named(asked, values)

    def step(self, asked: Query) -> None:
        """Print what one line of a prompt asks, with the parameters that are set there."""
        held, declared = self.session.parameters, {one.name for one in asked.header.parameters}
        if not asked.name:
            asked.check({name: one for name, one in held.items() if name in asked.speaks_of})
            self._script(asked, {})
            return
        wanted = {name: value for name, value in held.items() if name in declared}
        values = {**self.project.settings(asked.name, asked.options), **asked.values(wanted, {})}
        self._named(asked, values)

    def names(self, what: str) -> tuple[str, ...]:
        """What the server calls a label, type, property or parameter, for completion."""
        from pathways.stores.neo4j.notices import names_in

        if what == "parameter":
            return ("dataset", *self.session.parameters)
        return tuple(names_in(self.session.store.link)[what])

    def _named(self, asked: Query, values: Mapping[str, Any]) -> None:
        """A named question: its table."""
        from pathways.asking.query import answer_rows, named_on_graph

        of_python = bool(asked.options)
        if _is_address(self.files) or self.options["write"] or not of_python:
            table = named_on_graph(self.session.store, asked, values, self.options["timeout"])
            for note in table.attrs.get("notes", ()):
                self._note(note)
        else:
            self._note("answered in Python, with the numbers that the Cypher gives on a server")
            log = read_files(self.source, as_of=values.get("as_of"))
            table = answer_rows(log, asked, values)
        self._show(table)

    def _plan(self, asked: Query, values: Mapping[str, Any]) -> None:
        """The plan of a named question."""
        from pathways.asking.query import cypher_of
        from pathways.cypher.text import Statement

        text, given = cypher_of(self.session.store, asked, values)
        with output_to(self.options["output"]) as out:
            self._one(Statement(text), given, out, lambda: None)

    def _script(self, asked: Query, values: Mapping[str, Any]) -> None:
        """Statements and commands, one after the other."""
        from pathways.cypher.text import Statement

        if not self.options["write"]:
            _refuse_transactions(asked)
        form, parts = self.options["form"], len(asked.statements)
        with (
            output_to(self.options["output"]) as out,
            one_document(out, form, parts) as next_part,
        ):
            for step in asked.steps:
                if not isinstance(step, Statement):
                    self._obey(step)
                    continue
                store = self.session.store
                given = asked.values_of(step, values, self.session.parameters,
                                        store.dataset if store.named else None)  # fmt: skip
                self._one(step, given, out, next_part)

    def _obey(self, command: Command) -> None:
        message = self.session.obey(command)
        if message and not self.options["quiet"]:
            click.echo(message, err=True)

    def _one(
        self,
        statement: Statement,
        values: Mapping[str, Any],
        out: IO[str],
        next_part: Callable[[], None],
    ) -> None:
        """One statement: its plan, or its rows as they come."""
        form, mode = self.options["form"], self.options["mode"] or statement.mode
        if mode:
            plan = self.session.plan(replace(statement, mode=mode), values)
            next_part()
            out.write(render(plan, form))
            for note in plan.attrs["notes"]:
                self._note(note)
            return
        with self.session.rows(statement, values, self._limit) as found:
            next_part()
            count = write_rows(found, form, out) if found.columns or form == "json" else 0
            out.flush()
        if not self.options["quiet"]:
            print_notes(tuple(found.notes))
            if form == "table":
                click.echo(f"{count:,} row{'' if count == 1 else 's'}", err=True)

    def _show(self, table: pd.DataFrame) -> None:
        """The table of a named question, not more of it than is wanted."""
        limit = self._limit
        if limit is not None and len(table) > limit:
            self._note(f"only the first {limit:,} rows; --limit 0 shows all")
            table = table.head(limit)
        print_table(table, self.options["form"], self.options["output"])

    @property
    def _limit(self) -> int | None:
        """The most rows to take; ``None`` for all."""
        limit: int | None = self.options["limit"]
        if limit is None and self.options["form"] in WHOLE_FORMATS:
            return _MOST_ROWS
        return limit or None

    def _note(self, text: str) -> None:
        if not self.options["quiet"]:
            print_notes((text,))


def _is_address(files: tuple[str, ...]) -> bool:
    from pathways.asking.query import is_server

    return is_server(files[0])


def _refuse_transactions(asked: Query) -> None:
    """See that nothing of a script runs that would write further down."""
    from pathways.cypher.text import Command

    for step in asked.steps:
        if isinstance(step, Command) and step.word in ("begin", "commit", "rollback"):
            raise WriteRefusedError(
                f"Line {step.line}: :{step.word} is for writing, and queries here only read. With "
                "--write it is run as it is."
            )


def _server(files: tuple[str, ...], named: str | None, options: Mapping[str, Any]) -> Neo4jStore:
    """The server, and the data set in it that a parameter names."""
    from pathways.stores.neo4j.store import open_neo4j

    if len(files) > 1:
        raise click.UsageError("Ask one server at a time, without files beside it.")
    return open_neo4j(files[0], dataset=named, allow=options["allow"])


def _started(
    where: tuple[str, ...], source: tuple[str, ...], options: Mapping[str, Any]
) -> Neo4jStore:
    """The record as a graph on a server of this machine, started for it if need be."""
    from pathways.cli.server import telling
    from pathways.stores.neo4j.mirror import local_graph
    from pathways.stores.protocol import NOTHING_TO_KEEP
    from pathways.stores.server.jars import Tell

    if options["write"]:
        raise WriteRefusedError(NOTHING_TO_KEEP)
    log = read_files(source)
    return local_graph(log, where, Tell() if options["quiet"] else telling())

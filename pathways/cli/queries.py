"""Cypher on the command line: the library, one query, and what is in a graph."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from pathways.cli.output import FORMATS, chosen_format, print_notes, print_table, render
from pathways.cli.rows import WHOLE_FORMATS, one_document, output_to, write_rows
from pathways.cli.source import read_files, source_files
from pathways.errors import PathwaysError, WriteRefusedError

if TYPE_CHECKING:
    import pandas as pd

    from pathways.asking.query import Query
    from pathways.cypher.text import Statement
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["queries", "query", "schema"]

_MOST_ROWS = 1000
"""Rows of a table for people, where nobody says how many."""
_FILE = click.Path(dir_okay=False, path_type=Path)


_LOGIN = "set NEO4J_USERNAME and NEO4J_PASSWORD; a server of `pathways server start` needs none"
_ADDRESS = "the address comes first, as in: pathways query neo4j://localhost QUERY"
_DATABASE = "set NEO4J_DATABASE; a data set is named by ?dataset=NAME behind the address"
_SCRIPT = "give the file itself, as in: pathways query SOURCE FILE.cypher"
_ELSEWHERE = {
    **dict.fromkeys(("-a", "--address", "--uri"), _ADDRESS),
    **dict.fromkeys(("-u", "--username", "--password"), _LOGIN),
    **dict.fromkeys(("-d", "--database"), _DATABASE),
    **dict.fromkeys(("-f", "--file"), _SCRIPT),
    "--access-mode": "a query only reads, unless --write is given",
}
"""Options of cypher-shell, and what stands for them here."""


class _LikeCypherShell(click.Command):
    """Tells those who know cypher-shell where its options went."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            said = _ELSEWHERE.get(error.option_name)
            if said is None:
                raise
            raise click.UsageError(f"There is no {error.option_name} here: {said}.", ctx) from error


def _names(_ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    from pathways.cypher.library import query_names

    return [name for name in query_names() if name.startswith(start.replace("-", "_"))]


def _words(ctx: click.Context, param: click.Parameter, start: str) -> list[Any]:
    """Names of queries; files and folders where none begins like this."""
    from click.shell_completion import CompletionItem

    names = [CompletionItem(name) for name in _names(ctx, param, start)]
    return [*names, CompletionItem(start, type="file")] if not names or not start else names


def _parameters(ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """Names of the parameters of the query that is already on the line."""
    from pathways.asking.query import find_query

    words = ctx.params.get("words") or tuple(ctx.args)
    for word in reversed(words):
        try:
            found = find_query(word, str).header.parameters
        except PathwaysError:
            continue
        return [f"{one.name}=" for one in found if one.name.startswith(start)]
    return []


@click.command()
@click.argument("name", required=False, shell_complete=_names)
@click.option("--format", "form", type=click.Choice(FORMATS))
def queries(name: str | None, form: str | None) -> None:
    """The library of queries; with a name, the whole of one.

    \b
    Example: pathways queries
    """
    from pathways.asking.query import library
    from pathways.cypher.library import query_text

    if name is None:
        print_table(library(), form)
    else:
        click.echo(query_text(name).rstrip())


@click.command(cls=_LikeCypherShell)
@click.argument("words", nargs=-1, metavar="[SOURCE] NAME|FILE|-", shell_complete=_words)
@click.option("-p", "-P", "--param", "texts", multiple=True, metavar="NAME=VALUE",
              shell_complete=_parameters, help="A parameter (repeatable).")  # fmt: skip
@click.option("--params", "file", type=_FILE, metavar="FILE", help="Parameters as a JSON object.")
@click.option("--limit", type=click.IntRange(0), metavar="N",
              help="Only the first N rows; 0: all (default: 1000 in a table).")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0), default=30.0, show_default=True,
              metavar="SECONDS", help="When the server gives up; 0: never.")  # fmt: skip
@click.option("--explain", "mode", flag_value="explain", help="The plan, without running it.")
@click.option("--profile", "mode", flag_value="profile", help="Run it; the plan with its costs.")
@click.option("--write", is_flag=True, help="Let it change the graph of a server.")
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Default: table on a terminal, csv when piped.")  # fmt: skip
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write to this file instead.")
@click.option("--quiet", is_flag=True, help="Data only: no notes.")
def query(words: tuple[str, ...], **options: Any) -> None:
    """Run a query of the library, a file, or Cypher of your own; it only reads.

    With a SOURCE alone a terminal gets a prompt, and a pipe is read to its end.

    Null is not the empty string: in CSV null is nothing, and the empty string "".

    \b
    Example: pathways query engagements.csv stuck_points
    Example: pathways query neo4j://localhost "MATCH (p:Participant) RETURN count(p)"
    """
    source, word = _source_and_word(words)
    if word is None:
        _prompt(source, options)
    else:
        _ask(source, word, options)


def _ask(source: tuple[str, ...], word: str, options: dict[str, Any]) -> None:
    """Find out what is asked, and print what the SOURCE answers."""
    from pathways.asking.query import find_query, is_server

    asked = find_query(word, sys.stdin.read)
    values = _values(asked, options)
    files, project = source_files(source)
    for said in project.notes:
        _note(options, said)
    values = {**project.settings(asked.name, asked.options), **values}
    options["form"] = chosen_format(options["form"], options["output"])
    if is_server(files[0]):
        _ask_graph(_server(files, values), asked, values, options)
    elif asked.name and not options["mode"] and not options["write"]:
        _note(options, "answered in Python, with the numbers that the Cypher gives on a server")
        _show(_in_python(asked, values, source), options)
    else:
        _ask_graph(_started(files, source, options), asked, values, options)


@click.command()
@click.argument("files", nargs=-1, metavar="[SOURCE]...", type=str)
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write to this file instead.")
def schema(files: tuple[str, ...], form: str | None, output: Path | None) -> None:
    """Labels, relationships and properties of a graph, counted.

    On files and folders: of the graph that they would be.

    \b
    Example: pathways schema engagements.csv
    """
    from pathways.asking.query import is_server
    from pathways.stores.schema import schema_of
    from pathways.transfer.opening import open_store

    where, _ = source_files(files)
    if is_server(where[0]):
        with open_store(where[0]) as store:
            table = store.schema()
    else:
        table = schema_of(read_files(files))
    print_table(table, form, output)


def _prompt(source: tuple[str, ...], options: dict[str, Any]) -> None:
    """Statement after statement, as somebody types them."""
    from pathways.asking.query import find_query
    from pathways.cli.shell import Shell, history
    from pathways.cypher.library import query_names
    from pathways.cypher.parameters import given_parameters
    from pathways.cypher.text import parameters_in
    from pathways.stores.server.home import cache_folder

    source_files(source)

    def run(text: str, texts: Mapping[str, str]) -> None:
        bare = text.strip().rstrip(";").strip()
        asked = find_query(bare, str) if bare.replace("-", "_").isidentifier() else None
        known = {one.name for one in asked.header.parameters} if asked else parameters_in(text)
        own = tuple(f"{name}={value}" for name, value in texts.items() if name in known)
        _ask(source, bare if asked else text, {**options, "texts": own})

    history(cache_folder() / "query_history")
    Shell(run, given_parameters(options["texts"]), tuple(query_names())).loop()


def _source_and_word(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The SOURCE and what is asked of it; a source alone is asked what standard input says.

    No word is asked where somebody sits at a terminal, who will type.
    """
    from pathways.asking.query import is_source

    if sys.stdin.isatty() and (not words or is_source(words[-1])):
        return words, None
    if not words:
        raise click.UsageError(
            "Say what to ask: the name of a query (`pathways queries` lists them), a .cypher "
            "file, - for standard input, or Cypher in quotes."
        )
    return (words, "-") if is_source(words[-1]) else (words[:-1], words[-1])


def _values(asked: Query, options: dict[str, Any]) -> dict[str, Any]:
    """The parameters, from the command line and from the file."""
    from pathways.cypher.parameters import given_parameters, read_parameters

    file = options.pop("file")
    values = asked.values(
        given_parameters(options.pop("texts")), {} if file is None else read_parameters(file)
    )
    asked.check(values)
    return values


def _server(where: tuple[str, ...], values: Mapping[str, Any]) -> Neo4jStore:
    """The server, and the data set in it that a parameter names."""
    from pathways.stores.neo4j.store import open_neo4j

    if len(where) > 1:
        raise click.UsageError("Ask one server at a time, without files beside it.")
    named = values.get("dataset")
    return open_neo4j(where[0], dataset=None if named is None else str(named))


def _started(
    where: tuple[str, ...], source: tuple[str, ...], options: Mapping[str, Any]
) -> Neo4jStore:
    """The record as a graph on a server of its own, started for it."""
    from pathways.cli.server import telling
    from pathways.stores.neo4j.mirror import local_graph
    from pathways.stores.server.jars import Tell

    if options["write"]:
        raise WriteRefusedError(
            "What is written to the graph of a file or a folder would be lost: the record is "
            "what counts. Give the address of a server."
        )
    log = read_files(source)
    _note(options, "Cypher runs on a local Neo4j, which has a graph of this record for itself; "
                   "`pathways server stop` stops it")  # fmt: skip
    return local_graph(log, where, Tell() if options["quiet"] else telling())


def _ask_graph(
    store: Neo4jStore, asked: Query, values: Mapping[str, Any], options: Mapping[str, Any]
) -> None:
    """Everything that is asked of a server, statement by statement."""
    from pathways.asking.query import cypher_of, named_on_graph
    from pathways.cypher.text import Statement

    with store:
        if asked.name and not options["mode"]:
            _show(named_on_graph(store, asked, values, options["timeout"]), options)
            return
        dataset = store.dataset if store.named else None
        every = [(one, asked.values_of(one, values, dataset)) for one in asked.statements]
        if asked.name:
            text, given = cypher_of(store, asked, values)
            every = [(Statement(text), given)]
        with (
            output_to(options["output"]) as out,
            one_document(out, options["form"], len(every)) as next_part,
        ):
            for statement, given in every:
                next_part()
                mode = options["mode"] or statement.mode
                _one(store, replace(statement, mode=mode), given, options, out)


def _one(
    store: Neo4jStore,
    statement: Statement,
    values: Mapping[str, Any],
    options: Mapping[str, Any],
    out: IO[str],
) -> None:
    """One statement: its plan, or its rows as they come."""
    from pathways.asking.rows import graph_rows, plan_of

    form = options["form"]
    if statement.mode:
        out.write(render(plan_of(store, statement, values, options["timeout"]), form))
        return
    with graph_rows(store, statement, values, write=options["write"], limit=_limit(options),
                    timeout=options["timeout"]) as found:  # fmt: skip
        count = write_rows(found, form, out) if found.columns or form == "json" else 0
        out.flush()
    if not options["quiet"]:
        print_notes((*found.notes, *([found.change] if options["write"] else [])))
        if form == "table":
            click.echo(f"{count:,} row{'' if count == 1 else 's'}", err=True)


def _in_python(asked: Query, values: Mapping[str, Any], source: tuple[str, ...]) -> pd.DataFrame:
    from pathways.asking.query import answer_rows

    return answer_rows(read_files(source, as_of=values.get("as_of")), asked, values)


def _show(table: pd.DataFrame, options: Mapping[str, Any]) -> None:
    """The table of a named question, not more of it than is wanted."""
    limit = _limit(options)
    if limit is not None and len(table) > limit:
        _note(options, f"only the first {limit:,} rows; --limit 0 shows all")
        table = table.head(limit)
    print_table(table, options["form"], options["output"])


def _limit(options: Mapping[str, Any]) -> int | None:
    """The most rows to take; ``None`` for all."""
    said: int | None = options["limit"]
    if said is None and options["form"] in WHOLE_FORMATS:
        return _MOST_ROWS
    return said or None


def _note(options: Mapping[str, Any], text: str) -> None:
    if not options["quiet"]:
        print_notes((text,))

"""Cypher on the command line: the library, one query, and what is in a graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pathways.cli.asking import Asking
from pathways.cli.output import FORMATS, chosen_format, print_table
from pathways.cli.source import read_files, source_files
from pathways.errors import PathwaysError

__all__ = ["queries", "query", "schema"]

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
            hint = _ELSEWHERE.get(error.option_name)
            if hint is None:
                raise
            raise click.UsageError(f"There is no {error.option_name} here: {hint}.", ctx) from error


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
    """The library of queries; with a name, the whole of one, to be pasted into Neo4j Browser.

    \b
    Example: pathways queries
    Example: pathways queries transitions
    """
    from pathways.asking.query import library
    from pathways.cypher.library import query_to_paste

    if name is None:
        print_table(library(), form)
    else:
        click.echo(query_to_paste(name), nl=False)


@click.command(cls=_LikeCypherShell)
@click.argument("words", nargs=-1, metavar="[SOURCE] NAME|FILE|-", shell_complete=_words)
@click.option("-p", "-P", "--param", "texts", multiple=True, metavar="NAME=VALUE",
              shell_complete=_parameters, help="A parameter (repeatable).")  # fmt: skip
@click.option("--params", "file", type=_FILE, metavar="FILE", help="Parameters as a JSON object.")
@click.option("--limit", type=click.IntRange(0), metavar="N",
              help="Only the first N rows; 0: all (default: 1000 in a table).")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0), default=30.0, show_default=True,
              metavar="SECONDS", help="How long the server may take for the first rows, and then "
                                      "for the next; 0: no end.")  # fmt: skip
@click.option("--explain", "mode", flag_value="explain", help="The plan, without running it.")
@click.option("--profile", "mode", flag_value="profile", help="Run it; the plan with its costs.")
@click.option("--write", is_flag=True, help="Let it change the graph of a server.")
@click.option("--allow", multiple=True, metavar="NAME",
              help="A procedure or function of an extension that only reads, such as apoc.coll.* "
                   "(repeatable).")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Default: table on a terminal, csv when piped.")  # fmt: skip
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write to this file instead.")
@click.option("--quiet", is_flag=True, help="Data only: no notes.")
def query(words: tuple[str, ...], **options: Any) -> None:
    """Run a query of the library, a file, or Cypher of your own; it only reads.

    With a SOURCE alone a terminal gets a prompt, and a pipe is read to its end. Scripts and
    prompt know :param, :params, :source, :use and, with --write, :begin, :commit and :rollback.

    Null is not the empty string: in CSV null is nothing, and the empty string "".

    \b
    Example: pathways query engagements.csv stuck_points
    Example: pathways query neo4j://localhost "MATCH (p:Participant) RETURN count(p)"
    """
    from pathways.asking.query import find_query

    source, word = _source_and_word(words)
    asking = Asking.of(source, options)
    with asking.session:
        if word is None:
            from pathways.cli.shell import prompt

            prompt(asking)
        else:
            asking.answer(find_query(word, sys.stdin.read))


@click.command()
@click.argument("files", nargs=-1, metavar="[SOURCE]...", type=str)
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write to this file instead.")
def schema(files: tuple[str, ...], form: str | None, output: Path | None) -> None:
    """Labels, relationships and properties of a graph, counted, with what they mean.

    On files and folders: of the graph that they would be. Keys, indexes and some questions
    stand below a table.

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
    if chosen_format(form, output) == "table":
        _show_examples(files[0] if files else "SOURCE")


def _show_examples(source: str) -> None:
    """What is indexed, and questions to begin with, as they are asked here."""
    from shlex import quote

    from pathways.stores.meanings import EXAMPLES, LOOKED_UP

    click.echo(f"\n{LOOKED_UP}\nQuestions to begin with:", err=True)
    for text in EXAMPLES:
        given = " -p role=…" if "$role" in text else ""
        click.echo(f"  pathways query {quote(source)} '{text}'{given}", err=True)


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

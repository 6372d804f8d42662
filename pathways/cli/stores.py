"""Records into a store, and out again as files that other tools read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pathways.cli.options import by_level
from pathways.cli.output import FORMATS, print_notes, print_table, render
from pathways.cli.progress import progress_for
from pathways.cli.source import given, open_source, reading, refusal_notes, selecting
from pathways.errors import ShrunkError

if TYPE_CHECKING:
    from pathways.transfer.load import Loaded

__all__ = ["export", "load"]

_COUNTS = ("new", "corrected", "unchanged", "gone")


@click.command()
@reading
@click.option("--into", required=True, metavar="STORE",
              help="A folder such as community.pathways, or neo4j://…")  # fmt: skip
@click.option("--source", metavar="NAME",
              help="What the files are an export of (default: the file's name).")  # fmt: skip
@click.option("--replace", is_flag=True,
              help="Also where more than a fifth of the source is gone.")  # fmt: skip
@click.option("--undo", is_flag=True, help="Bring back what STORE held before its last load.")
@click.option("--remove-vanished", is_flag=True, hidden=True)
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("--quiet", is_flag=True, help="Data only: no sentence, no notes.")
def load(**options: Any) -> None:
    """Read files and keep them in a store; again changes nothing.

    A source is a snapshot: a corrected file gives what it would have given alone, and you are
    told what was corrected, what is gone and what is new.

    \b
    Example: pathways load engagements.csv --into community.pathways
    """
    form, quiet, rejects = (options.pop(name) for name in ("form", "quiet", "rejects"))
    options.pop("without_merges")  # a load keeps ids as they are
    if options.pop("undo"):
        _undo(options)
        return
    if options.pop("remove_vanished") and not quiet:
        print_notes(("--remove-vanished is what every load does now; leave it out.",))
    loaded = _loaded(options, anyway=rejects is not None, quiet=quiet)
    report, seen = loaded.report, loaded.inspection
    if not quiet:
        if seen is not None:
            click.echo(seen.sentence, err=True)
            if len(seen.table) > 1:
                click.echo(render(seen.table, "table"), err=True)
            print_notes((*refusal_notes(seen.log, rejects), *seen.notes))
        click.echo(f"{report.sentence}", err=True)
        print_notes(report.notes)
    import pandas as pd  # not needed earlier; after all else, so that nothing new costs nothing

    from loaders import write_refused

    counts = {name: getattr(report, name) for name in _COUNTS}
    print_table(pd.DataFrame([{"source": " + ".join(report.sources), **counts}]), form)
    if seen is not None and rejects is not None:
        write_refused(seen, rejects)


def _loaded(options: dict[str, Any], *, anyway: bool, quiet: bool) -> Loaded:
    """Load what was named; where a source lost much, only after a yes."""
    from pathways.cli.shell import was_stopped
    from pathways.cli.source import source_files
    from pathways.people.merge import carried
    from pathways.transfer.load import Reading
    from pathways.transfer.load import load as load_files
    from pathways.transfer.opening import open_store

    into, source, sure = (options.pop(name) for name in ("into", "source", "replace"))
    files, project = source_files(options.pop("files"))
    if not quiet:
        print_notes(project.notes)
    usual = {name: getattr(project, name) for name in ("mapping", "scheme", "as_of")}
    how = Reading(**{**usual, **given(options)})
    try:
        with progress_for(into) as bar, open_store(into, **bar) as store:
            settings = {"into": store, "source": source, "anyway": anyway, "how": how}
            try:
                loaded = load_files(*files, replace=sure, **settings)
            except ShrunkError as error:
                if not _agreed(error.found):
                    raise
                loaded = load_files(*files, replace=True, **settings)
            note = carried(store, project.merges)
            if note and not quiet:
                print_notes((note,))
            return loaded
    except (KeyboardInterrupt, BufferError) as error:
        if not was_stopped(error):
            raise
        click.echo("Stopped: the same command again completes the load.", err=True)
        raise click.Abort from None


def _agreed(found: str) -> bool:
    """Whether somebody at a terminal says yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"{found} Load it all the same?", default=False, err=True)


def _undo(options: dict[str, Any]) -> None:
    """Undo the last load, and say which that was."""
    from pathways.stores.report import differences_said
    from pathways.transfer.load import undo

    if options["files"]:
        raise click.UsageError("--undo takes no file: it brings back what the store held before.")
    undone = undo(options["into"])
    differences = differences_said(undone.new, undone.corrected, undone.gone)
    click.echo(
        f"Undone: the load of {' + '.join(undone.sources)} ({differences or 'none changed'})."
    )


@click.command()
@reading
@by_level
@selecting
@click.option("-o", "--output", required=True, metavar="FILE",
              type=click.Path(dir_okay=False, path_type=Path),
              help="Ends in .csv, .parquet, .jsonl, .xes or .graphml.")  # fmt: skip
@click.option("--rows", type=click.Choice(["engagements", "events"]), default="engagements",
              show_default=True, help="Of a table; events: user_id, event, timestamp.")  # fmt: skip
@click.option("--raw-cells", "cells", flag_value="raw", default="inert",
              help="Texts such as =1+1 as they are, without an apostrophe in front.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No notes.")
def export(**options: Any) -> None:
    """A record for other tools: a tidy table, events for process mining, or the pathway graph.

    \b
    Example: pathways export engagements.csv -o tidy.csv
    """
    from pathways.transfer.export import export as write_file

    file, quiet = options.pop("output"), options.pop("quiet")
    how = {name: options.pop(name) for name in ("by", "cells", "rows")}
    done = write_file(open_source(options).log, file, **how)
    if not quiet:
        click.echo(done.sentence, err=True)
        print_notes(done.notes)

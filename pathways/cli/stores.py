"""Records into a store, and out again as files that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pathways.cli.output import FORMATS, print_notes, print_table
from pathways.cli.progress import progress_for
from pathways.cli.questions import by_level
from pathways.cli.source import given, open_source, reading, selecting

__all__ = ["export", "load"]

_COUNTS = ("added", "changed", "unchanged", "vanished", "removed")


@click.command()
@reading
@click.option("--into", required=True, metavar="STORE",
              help="A folder such as community.pathways, or neo4j://…")  # fmt: skip
@click.option("--source", metavar="NAME",
              help="What the files are an export of (default: the file's name).")  # fmt: skip
@click.option("--remove-vanished", is_flag=True,
              help="Remove engagements that the source no longer has.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("--quiet", is_flag=True, help="Data only: no sentence, no notes.")
def load(**options: Any) -> None:
    """Read files and keep them in a store; again changes nothing.

    A corrected file updates.  What a source no longer has is reported and kept.

    \b
    Example: pathways load engagements.csv --into community.pathways
    """
    from loaders import write_refused
    from pathways.cli.source import source_files
    from pathways.transfer.load import Reading
    from pathways.transfer.load import load as load_files
    from pathways.transfer.opening import open_store

    form, quiet, rejects = (options.pop(name) for name in ("form", "quiet", "rejects"))
    into, source, remove = (options.pop(name) for name in ("into", "source", "remove_vanished"))
    files, project = source_files(options.pop("files"))
    usual = {name: getattr(project, name) for name in ("mapping", "scheme", "as_of")}
    how = Reading(**{**usual, **given(options)})
    try:
        with progress_for(into) as bar, open_store(into, **bar) as store:
            loaded = load_files(*files, into=store, source=source, remove_vanished=remove,
                                anyway=rejects is not None, how=how)  # fmt: skip
    except KeyboardInterrupt:
        click.echo("Stopped: the same command again completes the load.", err=True)
        raise click.Abort from None
    report, seen = loaded.report, loaded.inspection
    if not quiet:
        if seen is not None:
            click.echo(seen.sentence, err=True)
            print_notes(seen.notes)
        click.echo(f"{report.sentence}", err=True)
        print_notes(report.notes)
    import pandas as pd  # not needed earlier; after all else, so that nothing new costs nothing

    counts = {name: getattr(report, name) for name in _COUNTS}
    print_table(pd.DataFrame([{"source": " + ".join(report.sources), **counts}]), form)
    if seen is not None and rejects is not None:
        write_refused(seen, rejects)


@click.command()
@reading
@by_level
@selecting
@click.option("-o", "--output", required=True, metavar="FILE",
              type=click.Path(dir_okay=False, path_type=Path),
              help="Ends in .csv, .parquet, .jsonl, .xes or .graphml.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No notes.")
def export(**options: Any) -> None:
    """A record for other tools: a tidy table, events for process mining, or the pathway graph.

    \b
    Example: pathways export engagements.csv -o tidy.csv
    """
    from pathways.transfer.export import export as write_file

    file, quiet, by = (options.pop(name) for name in ("output", "quiet", "by"))
    done = write_file(open_source(options).log, file, by=by)
    if not quiet:
        click.echo(done.sentence, err=True)
        print_notes(done.notes)

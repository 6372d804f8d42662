"""The live page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from pathways.answer import Origin, first_line
from pathways.cli.loops import loop_folder
from pathways.cli.options import with_horizon
from pathways.cli.output import print_notes
from pathways.cli.source import open_source, reading, selecting
from pathways.loops.beside import loops_beside, said_beside
from viz.map.explorer import HOST, PORT, Explored, listen, load_server, serve

__all__ = ["explore"]


@click.command()
@reading
@with_horizon
@selecting
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True,
              help="Where the page is; 0 is any free port.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="The address only.")
def explore(**options: Any) -> None:
    """The map, live, on this machine only: filters stand in the address.

    Nobody else can reach it, and it writes nothing.  Open plans and notes of the folder loops are
    on it, as on the page that `map` writes.  Ctrl-C stops it.

    \b
    Example: pathways explore engagements.csv
    """
    port, quiet, horizon = (options.pop(name) for name in ("port", "quiet", "horizon"))
    folder = loop_folder(options)
    opened = open_source(options)
    loops, troubles = loops_beside(folder)
    explored = Explored(
        opened.log,
        horizon or opened.project.horizon,
        said_beside(opened.log, loops, folder),
        opened.project.interventions,
    )
    load_server()
    with suppress(KeyboardInterrupt), listen(port) as on:
        click.echo(f"http://{HOST}:{on.getsockname()[1]}/")
        if not quiet:
            click.echo("Open this address in a browser; Ctrl-C stops.", err=True)
            _about(opened.log.origin)
            print_notes((*opened.notes, *troubles))
        serve(explored, on)
    if not quiet:
        click.echo("Stopped.", err=True)


def _about(origin: Origin) -> None:
    """Why the page has no headline, if so, and up to which day it counts."""
    shut = first_line(origin.alarms)
    if shut:
        click.echo(shut, err=True)
    print_notes((f"As of {origin.as_of}.",))

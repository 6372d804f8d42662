"""The live page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from pathways.cli.options import with_horizon
from pathways.cli.output import print_notes
from pathways.cli.source import open_source, reading, selecting
from viz.map.explorer import HOST, PORT, listen, load_server, serve

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

    Nobody else can reach it, and it writes nothing.  Ctrl-C stops it.

    \b
    Example: pathways explore engagements.csv
    """
    port, quiet, horizon = (options.pop(name) for name in ("port", "quiet", "horizon"))
    opened = open_source(options)
    load_server()
    with suppress(KeyboardInterrupt), listen(port) as on:
        click.echo(f"http://{HOST}:{on.getsockname()[1]}/")
        if not quiet:
            click.echo("Open this address in a browser; Ctrl-C stops.", err=True)
            print_notes(opened.notes)
        serve(opened.log, on, horizon or opened.project.horizon)
    if not quiet:
        click.echo("Stopped.", err=True)

"""The commands ``pathways server start``, ``status`` and ``stop``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathways.stores.server.jars import Tell

__all__ = ["server", "telling"]

_FOLDER = click.Path(file_okay=False, path_type=Path)
_home = click.option(
    "--home", type=_FOLDER, metavar="FOLDER", help="Where its data are (default: your data folder)."
)


@click.group()
def server() -> None:
    """A real Neo4j on this machine: no container, no administrator.

    \b
        pathways server start
    """


@server.command()
@_home
@click.option(
    "--version",
    default="2026",
    show_default=True,
    metavar="2026|5.26",
    help="Line of releases, or a release.",
)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Port (default: 7687).")
@click.option("--heap", metavar="SIZE", help="Memory for objects, such as 2g.")
@click.option("--java", type=_FOLDER, metavar="FOLDER", help="A Java runtime of your own.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=180,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for it.",
)
@click.option("--quiet", is_flag=True, help="The address only: no notes, no progress.")
def start(quiet: bool, **wishes: Any) -> None:  # noqa: FBT001 - click's way
    """Start it, or find it running; prints the address.

    The first start fetches Neo4j (about 160 MB); later ones need no network.

    \b
        pathways server start --version 5.26
    """  # fmt: skip
    from pathways.stores.server.server import start as start_server

    address = start_server(tell=None if quiet else telling(), **wishes)
    click.echo(address.uri)
    if not quiet:
        click.echo(f"user {address.user}, password in {address.password_file}", err=True)


@server.command()
@_home
def status(home: Path | None) -> None:
    """What runs, and where its data are.

    \b
        pathways server status
    """
    from pathways.stores.server.server import status as server_status

    found = server_status(home)
    for one in found:
        click.echo("  ".join(str(one[name]) for name in ("state", "release", "uri", "home")
                             if one[name]))  # fmt: skip
    if not found:
        click.echo("No server has been started yet: pathways server start", err=True)


@server.command()
@_home
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Kill it when it does not end by itself.",
)
def stop(home: Path | None, timeout: float) -> None:
    """Stop it in good order; what is in it stays.

    \b
        pathways server stop
    """  # fmt: skip
    from pathways.stores.server.server import stop as stop_server

    stopped = stop_server(home, timeout=timeout, tell=telling())
    click.echo("Stopped." if stopped else "No server runs.", err=True)


def telling() -> Tell:
    """Notes on standard error; a bar of progress where that is a terminal."""
    from pathways.stores.server.jars import Tell

    def fetched(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            text = (
                f"\rfetched {done // 1_000_000} of {total // 1_000_000} MB {done * 100 // total:3}%"
            )
            click.echo(text + end, nl=False, err=True)

    return Tell(say=lambda sentence: click.echo(sentence, err=True), fetched=fetched)

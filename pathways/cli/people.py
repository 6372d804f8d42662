"""Who is who, and care for people: suggest, merge, unmerge, forget, retain, inventory."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pathways.cli.output import show_answer
from pathways.cli.source import printing, reading, source_files
from pathways.errors import OptionError

__all__ = ["people"]


@click.group()
def people() -> None:
    """Ids that are one person's; and what is held of people: forget, retain, inventory.

    \b
    Example: pathways people inventory community.pathways
    """


@people.command()
@click.argument("source")
@click.argument("persons", nargs=-1, required=True, metavar="PERSON...")
@click.option("--also", multiple=True, type=click.Path(exists=True, path_type=Path),
              metavar="FILE|FOLDER", help="More that was made of the record.")  # fmt: skip
@printing
def forget(source: str, persons: tuple[str, ...], also: tuple[Path, ...], **form: Any) -> None:
    """Take persons out of a store and of what was made of it, for good; prints a receipt.

    PERSON is an id of the record, or the address that a pseudonym stands for; - reads one per
    line from standard input, so that no history of commands keeps them.

    \b
    Example: pathways people forget community.pathways p1f0c9a2b7d3e4f55
    """
    from pathways.people.forget import forget as forgotten

    if list(persons) == ["-"]:
        persons = tuple(line.strip() for line in sys.stdin if line.strip())
    folder, store = _folder_and_store(source)
    _say(forgotten(store, persons, folder=folder, also=also), form)


@people.command()
@click.argument("source")
@click.option("--months", type=int, required=True, metavar="N",
              help="People are held for so long after they last came.")  # fmt: skip
@click.option("--then", type=click.Choice(["delete", "coarsen"]), default="delete",
              show_default=True, help="What becomes of them after that.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Count back from this day (default: today).")  # fmt: skip
@click.option("--preview", is_flag=True, help="Only say who many there would be; change nothing.")
@printing
def retain(source: str, as_of: datetime | None, **options: Any) -> None:
    """Hold people for so many months after they last came, now and at every later load.

    \b
    Example: pathways people retain community.pathways --months 36 --preview
    """
    from pathways.people.retain import retain as retained

    form = {name: options.pop(name) for name in ("form", "output", "quiet")}
    _, store = _folder_and_store(source)
    _say(retained(store, as_of=as_of.date() if as_of else None, **options), form)


@people.command()
@reading
@printing
def inventory(**options: Any) -> None:
    """What is held of people: every field, why, since when, and of how many.

    \b
    Example: pathways people inventory community.pathways
    """
    from pathways.cli.source import open_source
    from pathways.people.inventory import inventory as held
    from pathways.stores.people import NOBODY
    from pathways.transfer.opening import is_store, open_store

    files, _ = source_files(options["files"])
    known = NOBODY
    if is_store(files[0]):
        with open_store(files[0]) as store:
            known = store.manifest.people if store.manifest else NOBODY
    form = {name: options.pop(name) for name in ("form", "output", "quiet")}
    _say(held(open_source(options).log, people=known), form)


def _folder_and_store(source: str) -> tuple[Path | None, str]:
    """Where the files of a project lie, and its store; of a store alone only that."""
    files, _ = source_files((source,))
    if len(files) != 1:
        raise OptionError("This is about one store: name it alone.")
    project = Path(source) if files[0] != source and Path(source).is_dir() else None
    return project, files[0]


def _say(answer: Any, form: dict[str, Any]) -> None:
    show_answer(answer, form["form"], form["output"], quiet=form["quiet"])

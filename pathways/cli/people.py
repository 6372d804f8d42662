"""Who is who, and care for people: suggest, merge, unmerge, forget, retain, inventory."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pathways.cli.output import show_answer
from pathways.cli.source import given, printing, read_files, reading, source_files
from pathways.errors import OptionError
from pathways.project.config import PROJECT_FILE

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["people"]


@click.group()
def people() -> None:
    """Ids that are one person's; and what is held of people: forget, retain, inventory.

    \b
    Example: pathways people inventory community.pathways
    """


@people.command()
@reading
@printing
def suggest(**options: Any) -> None:
    """Which ids of your FILES are likely one person's; changes nothing.

    Names, addresses, logins and phone numbers are compared here and stand in no result. With
    -o pairs.csv the list can be shortened by hand and given to people merge --from.

    \b
    Example: pathways people suggest registrations.csv -o pairs.csv
    """
    from loaders import inspect
    from pathways.people.suggest import suggest as suggested
    from pathways.transfer.opening import is_store

    files, project = source_files(options.pop("files"))
    if any(map(is_store, files)):
        raise OptionError(
            "A store holds no names and no addresses, so nothing in it tells who is who: name the "
            "files that were loaded, then `pathways people merge` with the store."
        )
    form = {name: options.pop(name) for name in ("form", "output", "quiet")}
    of_command = {name: options.pop(name) for name in ("rejects", "without_merges")}
    usual = {"mapping": project.mapping, "scheme": project.scheme or "moe"}
    seen = inspect(*files, **{**usual, **given(options)})
    merges = () if of_command["without_merges"] else project.merges
    _say(suggested(seen, merges=merges, asked=project.options.get("conversion")), form)


@people.command()
@click.argument("source")
@click.argument("persons", nargs=-1, metavar="[ID]...")
@click.option("--why", default="", metavar="TEXT", help="What speaks for it; no name.")
@click.option("--from", "pairs", metavar="FILE", type=click.Path(exists=True, path_type=Path),
              help="A list of people suggest -o, without the lines that you took out.")  # fmt: skip
@printing
def merge(source: str, persons: tuple[str, ...], why: str, pairs: Path | None, **form: Any) -> None:
    """Say that IDs are one person's, in a store or a project; without IDs, list what was said.

    The first ID is what the person is called. The record stays as it is: --without-merges asks
    any question without, people unmerge takes it back.

    \b
    Example: pathways people merge community.pathways 1001 1734 --why "same e-mail"
    """
    from pathways.people.merge import chosen_in, merged
    from pathways.people.merge import merge as merge_ids
    from pathways.record.merges import Merge

    keeper, log = _keeper_and_log(source)
    merges = chosen_in(pairs) if pairs else (Merge(persons, why),)
    _say(merge_ids(keeper, log, merges) if persons or pairs else merged(keeper, log), form)


@people.command()
@click.argument("source")
@click.argument("persons", nargs=-1, required=True, metavar="ID...")
@printing
def unmerge(source: str, persons: tuple[str, ...], **form: Any) -> None:
    """Take back what people merge said: of one ID all, of several what names all of them.

    \b
    Example: pathways people unmerge community.pathways 1734
    """
    from pathways.people.merge import unmerge as take_back

    keeper, log = _keeper_and_log(source)
    _say(take_back(keeper, log, persons), form)


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


def _keeper_and_log(source: str) -> tuple[str, EngagementLog]:
    """Where the merges of a SOURCE are kept: a store, or the folder of a project; and its log."""
    from pathways.transfer.opening import is_store

    files, _ = source_files((source,))
    log = read_files((source,), without_merges=True)
    if is_store(files[0]):
        return files[0], log
    if (Path(source) / PROJECT_FILE).is_file():
        return source, log
    raise OptionError(
        "Merges are kept by a store, or by the folder of a project (`pathways start` makes one), "
        "and this is neither."
    )


def _folder_and_store(source: str) -> tuple[Path | None, str]:
    """Where the files of a project lie, and its store; of a store alone only that."""
    files, _ = source_files((source,))
    if len(files) != 1:
        raise OptionError("This is about one store: name it alone.")
    project = Path(source) if files[0] != source and Path(source).is_dir() else None
    return project, files[0]


def _say(answer: Any, form: dict[str, Any]) -> None:
    show_answer(answer, form["form"], form["output"], quiet=form["quiet"])

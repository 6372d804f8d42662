"""Looking at records before they are counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pathways.answer import first_line
from pathways.answer.wording import people_word
from pathways.cli.output import FORMATS, print_notes, print_table
from pathways.cli.source import files_in, open_source, reading, refusal_notes
from pathways.errors import MappingError
from pathways.record.files import write_whole

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["formats", "inspect"]


@click.command()
@reading
@click.option("--save-mapping", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the mapping that was used, to edit and give again.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
def inspect(**options: Any) -> None:
    """What would be counted, refused and dropped; writes nothing that you do not name.

    Of a store it says what it holds and what speaks against it.

    \b
    Example: pathways inspect engagements.csv --save-mapping mapping.toml
    """
    from loaders import inspect as look
    from loaders import write_refused
    from pathways.people.suggest import suggestion_note
    from pathways.transfer.opening import is_store

    if any(map(is_store, options["files"])):
        _store(options)
        return
    rejects, save = options.pop("rejects"), options.pop("save_mapping")
    options.pop("without_merges")
    form, file = options.pop("form"), options.pop("output")
    scheme = options.pop("scheme") or "moe"
    files, over = files_in(options.pop("files"))
    try:
        inspection = look(*files, scheme=scheme, **options)
    except MappingError as error:
        _keep(save, error.proposal)
        raise
    click.echo(inspection.sentence, err=True)
    print_table(inspection.table, form, file)
    print_notes((*over, *refusal_notes(inspection.log, rejects), *inspection.notes))
    print_notes(tuple(filter(None, [suggestion_note(inspection)])))
    _print_trust(inspection.log)
    _keep(save, inspection.mapping.to_toml())
    if rejects is not None:
        write_refused(inspection, rejects)


def _store(options: dict[str, Any]) -> None:
    """What a folder or a server holds: its columns were understood when it was loaded."""
    for name, flag in (("save_mapping", "--save-mapping"), ("form", "--format"), ("output", "-o")):
        if options.pop(name):
            raise click.UsageError(f"{flag} is for files: a store was read already.")
    opened = open_source(options)
    log = opened.log
    click.echo(
        f"{len(log.counted):,} of {len(log.records):,} engagements count, of "
        f"{people_word(log.people)}, as of {log.as_of.label}.",
        err=True,
    )
    print_notes(opened.notes)
    _print_trust(log)


def _print_trust(log: EngagementLog) -> None:
    """Whether the record can be trusted, and what speaks against it."""
    alarms = log.origin.alarms
    if not alarms:
        click.echo("Can this be trusted? Nothing was found that speaks against it.", err=True)
        return
    shut = first_line(alarms, tiers=True)
    click.echo(f"Can this be trusted? {'Not yet:' if shut else 'Yes, but know this:'}", err=True)
    for alarm in alarms:
        click.echo(f"- {alarm.finding} {alarm.changes} {alarm.mend}", err=True)


def _keep(file: Path | None, mapping: str) -> None:
    """Write a mapping where one was asked for and there is one, also one that is only proposed."""
    if file is not None and mapping:
        write_whole(file, mapping)
        click.echo(f"note: the mapping is in {file}; give it with --mapping {file}", err=True)


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS))
def formats(form: str | None) -> None:
    """The formats that are recognised, by their headers.

    \b
    Example: pathways formats
    """
    import pandas as pd

    from loaders import known_formats

    listed = [
        {
            "format": known.name,
            "title": known.title,
            "headers": ", ".join(known.signature),
            "caution": known.caution,
        }
        for known in known_formats()
    ]
    print_table(pd.DataFrame(listed), form)

"""Pictures of a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pathways.cli.loops import loop_folder
from pathways.cli.options import by_level, with_horizon
from pathways.cli.output import print_notes
from pathways.cli.source import given, open_source, reading, selecting

__all__ = ["map", "report"]


@click.command("map")
@reading
@by_level
@with_horizon
@selecting
@click.option("--group", metavar="ATTRIBUTE",
              help="Each group of people against the rest (on the page only).")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="FILE",
              type=click.Path(dir_okay=False, path_type=Path),
              help="A page (.html) or a picture (.svg, .png, .pdf).")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No notes.")
def map(**options: Any) -> None:  # noqa: A001 - the command is called map
    """The mountain map: who joins where, goes where, and stops where.

    Safe to share: it holds no names, and no count under 5 people.  Open plans of the folder loops
    are dotted, and notes stand in the cards of the steps they speak of.

    \b
    Example: pathways map engagements.csv -o map.html
    """
    from pathways.loops.beside import loops_beside, said_beside
    from viz.map.picture import pathway_map

    folder = loop_folder(options)
    opened = open_source(options)
    loops, troubles = loops_beside(folder)
    file, quiet = options.pop("output"), options.pop("quiet")
    options["horizon"] = options["horizon"] or opened.project.horizon
    beside = said_beside(opened.log, loops, folder)
    changed = opened.project.interventions
    picture = pathway_map(opened.log, said=beside, interventions=changed, **given(options))
    picture.save(file)
    if not quiet:
        click.echo(picture.sentence, err=True)
        click.echo(f"The map is in {file.resolve()}", err=True)
        print_notes((*opened.notes, *troubles))


@click.command()
@reading
@selecting
@click.option("-o", "--output", required=True, metavar="FILE",
              type=click.Path(dir_okay=False, path_type=Path), help="A page (.html).")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No notes.")
def report(**options: Any) -> None:
    """The meeting file: findings first, then map, charts, tables and definitions.

    One page that needs no network and prints to A4; a decision is saved from it as text.  It
    opens with what became of the last one: a loop of the folder loops that is due, or decided.
    Safe to share: it holds no names, and no count under 5 people.

    \b
    Example: pathways report engagements.csv -o report.html
    """
    from pathways.loops.beside import became_of, loops_beside, said_beside
    from viz.report.picture import report as meeting_file

    folder = loop_folder(options)
    opened = open_source(options)
    loops, troubles = loops_beside(folder)
    file, quiet = options.pop("output"), options.pop("quiet")
    beside, became = said_beside(opened.log, loops, folder), became_of(opened.log, loops)
    whole = meeting_file(opened.log, project=opened.project, said=beside, became=became)
    whole.save(file)
    if not quiet:
        click.echo(whole.sentence, err=True)
        click.echo(f"The meeting file is in {file.resolve()}", err=True)
        print_notes((*opened.notes, *troubles))

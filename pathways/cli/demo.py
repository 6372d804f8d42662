"""The main job from end to end, on an example that is nobody's data."""

from __future__ import annotations

from pathlib import Path

import click

from pathways.answer import RATE_COLUMNS
from pathways.cli.output import render
from pathways.cli.source import open_source

__all__ = ["demo"]

# Question -> what it is asked, and the columns that the demo shows.
_FINDINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "entry_points": ({"by": "program"}, ["step", *RATE_COLUMNS]),
    "stuck_points": ({}, ["step", "people", *RATE_COLUMNS, "would_have_moved"]),
    "combinations": ({"by": "program", "mode": "intersect"}, ["programs", *RATE_COLUMNS]),
    "conversion": ({}, ["edition", *RATE_COLUMNS, "people_needed", "interventions"]),
}
_MOST_ROWS = 6


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="demo")
def demo(folder: Path) -> None:
    """An example community: its record, first findings, a map and a meeting file.

    Writes engagements.csv, pathways.toml, map.html and report.html into FOLDER (default: demo).

    \b
    Example: pathways demo
    """
    from pathways.project.example import write_example
    from pathways.questions import ask
    from viz import pathway_map
    from viz.report.picture import report

    record, _ = write_example(folder)
    click.echo(f"{record}: an invented community, nobody's data\n")
    opened = open_source({"files": (str(folder),)})
    for question, (options, columns) in _FINDINGS.items():
        answer = ask(opened.log, question, **{**opened.settings(question), **options})
        click.echo(f"{answer.sentence}\n")
        click.echo(render(answer.table[columns].head(_MOST_ROWS), "table"))
    picture = pathway_map(opened.log).save(folder / "map.html")
    page = report(opened.log, project=opened.project).save(folder / "report.html")
    click.echo(f"The map: open {picture.resolve()} in a browser.")
    click.echo(f"The meeting file: open {page.resolve()}.")

"""The main job from end to end, on an example that is nobody's data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathways.answer import RATE_COLUMNS
from pathways.cli.output import render
from pathways.cli.source import open_source

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["demo"]

# Question -> what it is asked, and the columns that the demo shows.
_FINDINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "entry_points": ({"by": "program"}, ["step", *RATE_COLUMNS]),
    "stuck_points": ({}, ["step", "people", *RATE_COLUMNS, "would_have_moved"]),
    "combinations": ({"by": "program", "mode": "intersect"}, ["programs", *RATE_COLUMNS]),
    "conversion": ({}, ["edition", *RATE_COLUMNS, "people_needed", "interventions"]),
}
_MOST_ROWS = 6
_PLAN = "teach-workshops"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="demo")
def demo(folder: Path) -> None:
    """An example community: its record, first findings, a map and a meeting file.

    Writes engagements.csv, pathways.toml, map.html and report.html into FOLDER (default: demo).

    \b
    Example: pathways demo
    """
    from pathways.loops.beside import became_of, loops_beside, said_beside
    from pathways.measures.questions import ask
    from pathways.project.example import write_example
    from viz.map.picture import pathway_map
    from viz.report.picture import report

    record, _ = write_example(folder)
    click.echo(f"{record}: an invented community, nobody's data\n")
    opened = open_source({"files": (str(folder),)})
    _plan_of_last_summer(opened.log, folder / "loops")
    for question, (options, columns) in _FINDINGS.items():
        answer = ask(opened.log, question, **{**opened.settings(question), **options})
        click.echo(f"{answer.sentence}\n")
        click.echo(render(answer.table[columns].head(_MOST_ROWS), "table"))
    loops, _ = loops_beside(folder / "loops")
    beside = said_beside(opened.log, loops, folder / "loops")
    changed = opened.project.interventions
    drawn = pathway_map(opened.log, said=beside, interventions=changed)
    picture = drawn.save(folder / "map.html")
    became = became_of(opened.log, loops)
    whole = report(opened.log, project=opened.project, said=beside, became=became)
    page = whole.save(folder / "report.html")
    click.echo(f"The map: open {picture.resolve()} in a browser.")
    click.echo(f"The meeting file: open {page.resolve()}.")
    click.echo("A plan is due: pathways loop list demo; docs/nine-minutes.md plays the meeting.")


def _plan_of_last_summer(log: EngagementLog, folder: Path) -> None:
    """A loop that is due, written on what was known then; one that is there stays as it is."""
    from pathways.loops.places import known_on
    from pathways.loops.plan import loop_plan

    if (folder / f"{_PLAN}.md").exists():
        return
    loop_plan(
        known_on(log, "2018-06-30"),
        _PLAN,
        at="mentee",
        to="mentor",
        expect="0.8",
        due="2018-12-31",
        folder=folder,
        options={
            "measure": "conversion",
            "owner": "program lead",
            "stop": "fewer than before come back as mentors",
            "tried": "Mentees of cohort 5 are asked to teach workshops in summer.",
        },
    )

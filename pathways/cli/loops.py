"""Learning loops: a plan before its result, what became of it, and what is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pathways.cli.options import step
from pathways.cli.output import print_notes, show_answer
from pathways.cli.source import Opened, given, open_source, printing, reading
from pathways.project.config import PROJECT_FILE

__all__ = ["loop", "loop_folder", "opened_and_form", "show"]

in_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where loops are (default: loops, beside the project file).",
)


def loop_folder(options: dict[str, Any], name: str = "loops") -> Path:
    """The folder that was said, or the usual one beside the project file of the SOURCE."""
    named: Path | None = options.pop("folder", None)
    files = options["files"]
    project = Path(files[0]) if len(files) == 1 else Path()
    beside = project if (project / PROJECT_FILE).is_file() else Path()
    return named or beside / name


@click.group()
def loop() -> None:
    """Learning loops: listen, plan small, measure, reflect, again.

    \b
    Example: pathways loop list engagements.csv
    """


@loop.command()
@click.argument("name")
@reading
@step("--at", "at", "Where people are: a step or a tier.")
@step("--to", "to", "The step that is hoped for (default: a higher tier, or any further step).")
@click.option("--measure", type=click.Choice(["move", "moved-on", "further-step", "conversion"]),
              help="What is measured there (default: as --at and --to say).")  # fmt: skip
@click.option("--follows", type=click.Choice(["directly", "eventually"]),
              help="Straight to --to (default), or some time later.")  # fmt: skip
@click.option("--window", metavar="12m|90d|1e", help="How long people are watched.")
@click.option("--touches", type=click.Choice(["new", "open"]),
              help="Who comes from now on, or also those whose window is open.")  # fmt: skip
@click.option("--expect", metavar="RATE", help='What is hoped for, such as 0.15 or "15 %".')
@click.option("--due", metavar="DATE", help="When it is looked at.")
@click.option("--owner", metavar="ROLE", help="Who sees to it: a role, nobody's name.")
@click.option("--stop", metavar="TEXT", help="What would make us stop.")
@click.option("--try", "tried", metavar="TEXT", help="What we try.")
@click.option("--decision", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="A decision that was saved from the meeting file.")  # fmt: skip
@in_folder
@printing
def plan(name: str, **options: Any) -> None:
    """Write a plan, NAME.md, with what it expects, and hear whether that can be seen.

    \b
    Example: pathways loop plan ask-mentees engagements.csv --at mentee --to mentor
        --expect 0.6 --due 2027-01-31
    """
    from pathways.loops.decision import decided
    from pathways.loops.plan import loop_plan

    folder = loop_folder(options)
    opened, form = opened_and_form(options)
    decision = options.pop("decision")
    told = given(options)
    if decision is not None:
        told = {**decided(decision, opened.project), **told}
    missing = [f"--{key}" for key in ("at", "expect", "due") if key not in told]
    if missing:
        raise click.UsageError(f"A plan needs {' and '.join(missing)}.")
    needed = {key: told.pop(key) for key in ("at", "to", "expect", "due") if key in told}
    answer = loop_plan(opened.log, name, folder=folder, options=told, **needed)
    show(answer, opened, form)


@loop.command("list")
@reading
@in_folder
@printing
def list_(**options: Any) -> None:
    """All loops, those that are due first.

    \b
    Example: pathways loop list engagements.csv
    """
    from pathways.loops.due import loop_list

    folder = loop_folder(options)
    opened, form = opened_and_form(options)
    show(loop_list(opened.log, folder=folder), opened, form)


@loop.command()
@click.argument("name")
@reading
@click.option("--decide", "decision", type=click.Choice(["keep", "change", "stop"]),
              help="What was decided; without it the loop stays open.")  # fmt: skip
@in_folder
@printing
def reflect(name: str, **options: Any) -> None:
    """Measure a loop again: expected against observed, and whether it can tell.

    \b
    Example: pathways loop reflect ask-mentees engagements.csv --decide keep
    """
    from pathways.loops.reflect import loop_reflect

    folder = loop_folder(options)
    opened, form = opened_and_form(options)
    answer = loop_reflect(opened.log, name, decision=options["decision"], folder=folder)
    show(answer, opened, form)


@loop.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--note", metavar="COLUMN", help="Which column is what was said.")
@click.option("--at", metavar="COLUMN", help="Which column is the step or tier it is about.")
@click.option("--date", metavar="COLUMN", help="Which column is when it was said.")
@click.option("--source", metavar="TEXT", help="Where all of it comes from (default: the file).")
@click.option("--folder", type=click.Path(file_okay=False), default="loops", show_default=True,
              help="Where loops are.")  # fmt: skip
def listen(file: str, source: str | None, folder: str, **columns: str | None) -> None:
    """Take notes from a FILE or the export of a form; names are left out and blanked.

    \b
    Example: pathways loop listen answers.csv --note "What held you up?" --at role
    """
    from pathways.loops.listening import listen as taken

    click.echo(taken(file, folder=folder, columns=given(columns), source=source), err=True)


def opened_and_form(options: dict[str, Any]) -> tuple[Opened, dict[str, Any]]:
    """The SOURCE, and how the answer is printed."""
    opened = open_source(options)
    return opened, {name: options.pop(name) for name in ("form", "output", "quiet")}


def show(answer: Any, opened: Opened, form: dict[str, Any]) -> None:
    """Print an answer as was asked, and how the SOURCE was read."""
    show_answer(answer, form["form"], form["output"], quiet=form["quiet"])
    if not form["quiet"]:
        print_notes(opened.notes)

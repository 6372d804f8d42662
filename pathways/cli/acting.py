"""Where to act next, and what would follow from it."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.loops import loop_folder, opened_and_form, show
from pathways.cli.options import by_level, step
from pathways.cli.source import given, printing, reading, selecting
from pathways.errors import OptionError, shown

__all__ = ["candidates", "what_if"]


@click.command()
@reading
@by_level
@click.option("--group", metavar="ATTRIBUTE", help="Compare groups rather than editions.")
@click.option("--window", metavar="12m|1e", help="How long people are watched.")
@click.option("--weight", multiple=True, metavar="STEP=N", help="How much a step matters to you.")
@click.option("--effort", multiple=True, metavar="STEP=N", help="What acting there costs you.")
@selecting
@printing
def candidates(**options: Any) -> None:
    """Where would acting move most people up, for the effort that it takes?

    People who come there x plausible gain x weight / effort; weights and efforts may stand in
    pathways.toml ([weight], [effort]).

    \b
    Example: pathways candidates engagements.csv --by role --effort mentee=3
    """
    from pathways.loops.candidates import candidates as measure

    folder = loop_folder(options)
    opened, form = opened_and_form(options)
    for key in ("weight", "effort"):
        options[key] = {**getattr(opened.project, key), **_numbers(key, options[key])}
    options["window"] = options["window"] or opened.project.horizon
    show(measure(opened.log, folder=folder, **given(options)), opened, form)


@click.command("what-if")
@reading
@step("--source", "source", "Where people are.")
@step("--target", "target", "Where more of them would go on to.")
@click.option("--rate", required=True, metavar="RATE", help='The share that would, as "15 %".')
@click.option("--window", metavar="12m|1e", help="How long people are watched.")
@click.option("--follows", type=click.Choice(["directly", "eventually"]),
              help="Straight to the target (default), or some time later.")  # fmt: skip
@selecting
@printing
def what_if(**options: Any) -> None:
    """If more people took one move, how many more would reach each tier?

    Arithmetic on what the record has, not a promise.

    \b
    Example: pathways what-if engagements.csv --source mentee --target mentor --rate 0.9
    """
    from pathways.loops.what_if import what_if as measure

    opened, form = opened_and_form(options)
    missing = [f"--{key}" for key in ("source", "target") if options[key] is None]
    if missing:
        raise click.UsageError(f"This question needs {' and '.join(missing)}.")
    show(measure(opened.log, **given(options)), opened, form)


def _numbers(what: str, texts: tuple[str, ...]) -> dict[str, float]:
    """``STEP=N`` as people type it."""
    found = {}
    for text in texts:
        step_name, _, number = text.rpartition("=")
        try:
            found[step_name.strip()] = float(number)
        except ValueError:
            raise OptionError(f"--{what} is STEP=N, such as mentee=3, not {shown(text)}.") from None
    return found

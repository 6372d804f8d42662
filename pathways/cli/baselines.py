"""Baselines: results kept with their definitions, and what changed since."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.loops import loop_folder, opened_and_form, show
from pathways.cli.source import Opened, printing, reading, selecting
from pathways.errors import OptionError, one_of

__all__ = ["baseline"]

in_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False),
    help="Where baselines are (default: baselines, beside the project file).",
)


@click.group()
def baseline() -> None:
    """Keep the results of today, and see later what changed.

    \b
    Example: pathways baseline save spring engagements.csv
    """


@baseline.command()
@click.argument("name")
@reading
@click.option("--question", "questions", multiple=True, metavar="QUESTION",
              help="Keep this one (repeatable; default: the usual ones).")  # fmt: skip
@selecting
@in_folder
@printing
def save(name: str, **options: Any) -> None:
    """Keep results with definitions, scheme and cut-off, under a NAME.

    \b
    Example: pathways baseline save spring engagements.csv
    """
    from pathways.loops.baseline import baseline_save

    folder = loop_folder(options, "baselines")
    opened, form = opened_and_form(options)
    asked = _asked(opened, options["questions"])
    show(baseline_save(opened.log, name, asked=asked, folder=folder), opened, form)


@baseline.command()
@click.argument("name")
@reading
@selecting
@in_folder
@printing
def compare(name: str, **options: Any) -> None:
    """What changed since NAME was saved: new people, and edited old records apart.

    \b
    Example: pathways baseline compare spring engagements.csv
    """
    from pathways.loops.compare import baseline_compare

    folder = loop_folder(options, "baselines")
    opened, form = opened_and_form(options)
    show(baseline_compare(opened.log, name, folder=folder), opened, form)


def _asked(opened: Opened, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The questions to keep, with the options that the project has for them."""
    from pathways.loops.baseline import USUAL
    from pathways.measures.questions import QUESTIONS

    chosen = [name.replace("-", "_") for name in names] or list(USUAL)
    for name in chosen:
        if name not in QUESTIONS:
            raise OptionError(f"{one_of(name, tuple(QUESTIONS), 'question')}.")
    asked = {name: opened.settings(name) for name in chosen}
    if not names and not {"source", "target"} <= set(asked["conversion"]):
        del asked["conversion"]
    return asked

"""One command for each question: its options, its example, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pathways.cli.source import (
    Command,
    answering,
    ask_and_show,
    picturing,
    reading,
    selecting,
    step_names,
)

__all__ = [
    "combinations",
    "conversion",
    "deepening",
    "entry_points",
    "isolation",
    "next_steps",
    "paths",
    "routes",
    "step",
    "stuck_points",
    "transitions",
]

by_level = click.option(
    "--by",
    type=click.Choice(["activity", "program", "role", "tier", "edition"]),
    help="What a step is (default: activity, that is program and role).",
)
with_ties = click.option(
    "--ties",
    type=click.Choice(["set", "rank", "split"]),
    help="What nothing orders stays a set, is put in order of tiers, or shares its moves.",
)
with_horizon = click.option(
    "--horizon", metavar="12m|90d|1e", help="How long people are watched: months, days, editions."
)


def step(flag: str, name: str, text: str) -> Callable[[Command], Command]:
    """An option that takes a STEP."""
    return click.option(flag, name, metavar="STEP", shell_complete=step_names, help=text)


@click.command()
@reading
@by_level
@with_ties
@click.option("--window", metavar="FROM..TO", help="Only people whose first record falls in it.")
@selecting
@answering
def entry_points(**options: Any) -> None:
    """Where do people begin?

    \b
    Example: pathways entry-points engagements.csv --by program
    """
    ask_and_show("entry_points", options)


@click.command()
@reading
@step("--after", "after", "Only what comes after this step.")
@by_level
@click.option("--order", type=click.IntRange(1, 2), help="2: given the step before, with a test.")
@with_ties
@with_horizon
@selecting
@picturing
def next_steps(**options: Any) -> None:
    """Where do people go next, and who takes no further step?

    \b
    Example: pathways next-steps engagements.csv --after mentee --by role
    """
    ask_and_show("next_steps", options)


@click.command()
@reading
@by_level
@click.option("--follows", type=click.Choice(["directly", "eventually"]), default="directly",
              help="Straight to the next step (default), or some time later.")  # fmt: skip
@with_ties
@with_horizon
@selecting
@picturing
def transitions(follows: str, **options: Any) -> None:
    """How many people go from each step straight to each next one?

    \b
    Example: pathways transitions engagements.csv --by role
    """
    ask_and_show({"directly": "transitions"}.get(follows, "eventually_follows"), options)


@click.command()
@reading
@by_level
@with_ties
@click.option("--collapse/--no-collapse", default=None, help="Count repeats of a step as one.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the N most common.")
@selecting
@picturing
def paths(**options: Any) -> None:
    """Which whole paths do people take?

    \b
    Example: pathways paths engagements.csv --by tier --collapse --limit 10
    """
    ask_and_show("paths", options)


@click.command()
@reading
@selecting
@picturing
def deepening(**options: Any) -> None:
    """Do engagements deepen, and more than by chance?

    \b
    Example: pathways deepening engagements.csv
    """
    ask_and_show("deepening", options)


@click.command()
@reading
@step("--at", "at", "Only this tier or step (default: every tier).")
@step("--target", "target", "The next step that is hoped for after --at (default: any tier above).")
@click.option("--reference", type=click.Choice(["best", "last", "goal"]), help="Held against what.")
@click.option("--goal", metavar="RATE", help="The goal, with --reference goal.")
@selecting
@picturing
def stuck_points(**options: Any) -> None:
    """Where do people get stuck?

    \b
    Example: pathways stuck-points engagements.csv
    """
    ask_and_show("stuck_points", options)


@click.command()
@reading
@step("--from", "source", "Where the route begins (default: any entry point).")
@step("--to", "target", "Where it leads.")
@by_level
@with_ties
@with_horizon
@selecting
@answering
def routes(**options: Any) -> None:
    """By which route do people get from one step to another?

    \b
    Example: pathways routes engagements.csv --from mentee --to organizer --by role
    """
    ask_and_show("routes", options)


@click.command()
@reading
@by_level
@with_horizon
@selecting
@answering
def isolation(**options: Any) -> None:
    """Which programs stand alone, and what could connect them?

    \b
    Example: pathways isolation engagements.csv
    """
    ask_and_show("isolation", options)


@click.command()
@reading
@by_level
@click.option("--mode", type=click.Choice(["distinct", "intersect", "union"]),
              help="Exactly these, at least these, or any of these.")  # fmt: skip
@click.option("--of", type=click.Choice(["everyone", "repeat", "any"]),
              help="Of everyone, of people with two or more, or in any of them.")  # fmt: skip
@click.option("--at-least", metavar="TIER", help="Only engagements at this tier or higher.")
@click.option("--size", type=click.IntRange(1), metavar="N", help="Sets of at most N.")
@selecting
@picturing
def combinations(**options: Any) -> None:
    """Which programs do people combine, and in which order?

    \b
    Example: pathways combinations engagements.csv --mode intersect --size 2
    """
    ask_and_show("combinations", options)


@click.command()
@reading
@step("--source", "source", "Where people start from, such as mentee.")
@step("--target", "target", "Where we hope they go, such as mentor.")
@click.option("--within", metavar="1e|2e|12m|ever", help="The window (default: the next edition).")
@click.option("--goal", metavar="RATE", help="The rate we want, such as 0.9.")
@click.option("--already", type=click.Choice(["exclude", "include"]),
              help="People who had the target before (default: exclude).")  # fmt: skip
@selecting
@picturing
def conversion(**options: Any) -> None:
    """How many of each edition come back in a deeper role?

    \b
    Example: pathways conversion engagements.csv --source mentee --target mentor --goal 0.9
    """
    ask_and_show("conversion", options)

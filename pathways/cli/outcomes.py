"""One command for each question about outcomes and returns."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.questions import by_level, step, with_horizon
from pathways.cli.source import answering, ask_and_show, picturing, reading, selecting

__all__ = [
    "competing_steps",
    "equity",
    "exchange",
    "graduation",
    "program_kinds",
    "relationships",
    "returns",
]


@click.command()
@reading
@click.option("--rate", metavar="QUESTION", help="A question with a rate (default: tiers).")
@by_level
@step("--source", "source", "Where people start from, if the question asks.")
@step("--target", "target", "Where we hope they go, if the question asks.")
@click.option("--within", metavar="1e|2e|12m", help="The window, if the question has one.")
@with_horizon
@selecting
@picturing
def equity(**options: Any) -> None:
    """Do groups of people fare alike, in a rate or from tier to tier?

    \b
    Example: pathways equity engagements.csv --group country --rate next-steps --by role
    """
    ask_and_show("equity", options)


@click.command()
@reading
@step("--from", "source", "Where people start from (default: their first step).")
@step("--outcome", "outcome", "What makes a graduate (default: the top tier).")
@click.option("--by", type=click.Choice(["program", "edition"]), help="Compare these.")
@with_horizon
@selecting
@picturing
def graduation(**options: Any) -> None:
    """How many reach the outcome that we hope for, and how soon?

    \b
    Example: pathways graduation engagements.csv --from mentee --outcome mentor
    """
    ask_and_show("graduation", options)


@click.command()
@reading
@step("--after", "after", "Where people start from (default: every step).")
@step("--target", "target", "The next step that we hope for, such as mentor.")
@step("--rival", "rival", "The step that may take its place.")
@click.option("--landmark", metavar="DAYS", help="When to look at both (default: 90).")
@by_level
@with_horizon
@selecting
@picturing
def competing_steps(**options: Any) -> None:
    """Which next step leads, and does another take the place of the one we hope for?

    \b
    Example: pathways competing-steps engagements.csv --after mentee --target mentor --rival reader
    """
    ask_and_show("competing_steps", options)


@click.command()
@reading
@click.option("--by", type=click.Choice(["program", "touch", "dose"]),
              help="Compare programs, touches, or people by what they received.")  # fmt: skip
@click.option("--program", metavar="NAME", help="Only this program.")
@click.option("--contributing", metavar="TIER", help="The first tier at which people give.")
@with_horizon
@selecting
@picturing
def returns(**options: Any) -> None:
    """What do programs return, and do people who received more give more?

    \b
    Example: pathways returns engagements.csv --by touch
    """
    ask_and_show("returns", options)


@click.command()
@reading
@click.option("--by", type=click.Choice(["tier", "activity"]), help="A row for each of these.")
@click.option("--contributing", metavar="TIER", help="The first tier at which people give.")
@selecting
@answering
def exchange(**options: Any) -> None:
    """What do we give and get at each tier, and who has never contributed?

    \b
    Example: pathways exchange engagements.csv --by activity
    """
    ask_and_show("exchange", options)


@click.command()
@reading
@click.option("--by", type=click.Choice(["program", "kind"]), help="A row for each of these.")
@with_horizon
@selecting
@picturing
def program_kinds(**options: Any) -> None:
    """How do on-going and discrete programs compare, month by month?

    \b
    Example: pathways program-kinds engagements.csv --by kind
    """
    ask_and_show("program_kinds", options)


@click.command()
@reading
@click.option("--by", type=click.Choice(["age", "gap", "month"]),
              help="Time since first contact, time away, or the calendar.")  # fmt: skip
@click.option("--gap", metavar="180d|1e", help="How long without anything is a gap.")
@with_horizon
@selecting
@picturing
def relationships(**options: Any) -> None:
    """Who still comes as time goes on, who returns after a gap, and who is new?

    \b
    Example: pathways relationships engagements.csv --by gap
    """
    ask_and_show("relationships", options)

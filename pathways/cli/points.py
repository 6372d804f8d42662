"""Points: where they come from, month by month, and who has enough of them to be invited."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.source import answer_and_show, answering, ask_and_show, reading, selecting

__all__ = ["monthly_index", "points"]


@click.command()
@reading
@click.option(
    "--by",
    type=click.Choice(["tier", "activity", "program", "role", "rank"]),
    help="Where points come from (default: tier); rank: from how many people.",
)
@click.option(
    "--people",
    "view",
    flag_value="people",
    help="Persons by their ids, whose rank changes and by which rule; not for sharing.",
)
@click.option(
    "--sensitivity",
    "view",
    flag_value="sensitivity",
    help="What is left of the ranking when one weight changes.",
)
@selecting
@answering
def points(**options: Any) -> None:
    """What are engagements worth, raw and weighted, and where do points come from?

    Base points stand in the scheme, multipliers in pathways.toml ([[multipliers]], [stacking]).

    \b
    Example: pathways points engagements.csv --by program
    """
    from pathways.measures.points_by_person import points_by_person
    from pathways.measures.points_sensitivity import points_sensitivity

    view = options.pop("view")
    if view is None:
        ask_and_show("points", options)
        return
    if options.pop("by") is not None:
        raise click.UsageError(f"--by goes without --{view}.")
    lists = {"people": points_by_person, "sensitivity": points_sensitivity}
    answer_and_show(lists[view], "points", options)


@click.command()
@reading
@selecting
@answering
def monthly_index(**options: Any) -> None:
    """How much engagement did each month bring, and from how many people?

    \b
    Example: pathways monthly-index engagements.csv
    """
    ask_and_show("monthly_index", options)

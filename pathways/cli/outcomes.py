"""One command for each question about outcomes and returns."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.questions import step, with_horizon
from pathways.cli.source import answering, ask_and_show, reading, selecting

__all__ = ["graduation"]


@click.command()
@reading
@step("--from", "source", "Where people start from (default: their first step).")
@step("--outcome", "outcome", "What makes a graduate (default: the top tier).")
@click.option("--by", type=click.Choice(["program", "edition"]), help="Compare these.")
@with_horizon
@selecting
@answering
def graduation(**options: Any) -> None:
    """How many reach the outcome that we hope for, and how soon?

    \b
    Example: pathways graduation engagements.csv --from mentee --outcome mentor
    """
    ask_and_show("graduation", options)

"""Transitions, straight or in the end: one command for two questions."""

from __future__ import annotations

from typing import Any

import click

from pathways.cli.answers import ask_and_show
from pathways.cli.questions import asking

__all__ = ["transitions"]


@asking(
    "transitions",
    click.option(
        "--follows",
        type=click.Choice(["directly", "eventually"]),
        default="directly",
        help="Straight to the next step (default), or some time later.",
    ),
)
def transitions(follows: str, **options: Any) -> None:
    ask_and_show({"directly": "transitions"}.get(follows, "eventually_follows"), options)

"""Points: where they come from, month by month, and who has enough of them to be invited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pathways.cli.answers import answer_and_show, ask_and_show
from pathways.cli.questions import asking
from pathways.cli.source import source_files
from pathways.project.config import Project
from pathways.scoring.contact_policy import Contact, Invitation, add_invitations

__all__ = ["points", "thresholds"]


@asking(
    "points",
    click.option(
        "--people",
        "view",
        flag_value="people",
        help="Persons by their ids, whose rank changes and by which rule; not for sharing.",
    ),
    click.option(
        "--sensitivity",
        "view",
        flag_value="sensitivity",
        help="What is left of the ranking when one weight changes.",
    ),
)
def points(**options: Any) -> None:
    """Base points stand in the scheme, multipliers in pathways.toml: [[multipliers]]."""
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


@asking(
    "thresholds",
    click.option("--points", type=click.Choice(["raw", "weighted"]), default="raw",
                 help="Which points count (default: raw)."),
    click.option("--invited", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                 help="Who was invited, and when; with --people, whoever is listed is added."),
    click.option("--people", is_flag=True,
                 help="Whom to invite, by their ids; not for sharing."),
    click.option("--backtest", metavar="3..8",
                 help="Past crossings: who went on by themselves?"),
    click.option("--horizon", metavar="12m|1e",
                 help="With --backtest: how long people are watched."),
    pictured=True,
)  # fmt: skip
def thresholds(**options: Any) -> None:
    _goes_together(options)
    people, invited = options.pop("people"), options.pop("invited")
    if options.pop("points") == "weighted":
        options["weighted_by"] = _project(options).weighting
        if not options["weighted_by"].multipliers:
            raise click.UsageError("No multipliers stand in pathways.toml to weigh points by.")
    if options["backtest"] is not None:
        _backtest(options)
        return
    del options["backtest"], options["horizon"]
    if invited is not None:
        options["contact"] = replace(_project(options).contact or Contact(), invited=invited)
    if people:
        _invite(options, invited)
    else:
        ask_and_show("thresholds", options)


def _project(options: dict[str, Any]) -> Project:
    return source_files(options["files"])[1]


def _goes_together(options: dict[str, Any]) -> None:
    """Refuse what would silently do nothing."""
    if options["backtest"] is None:
        if options["horizon"] is not None:
            raise click.UsageError("--horizon goes with --backtest.")
        return
    for name in ("min", "since", "invited", "people"):
        if options[name]:
            raise click.UsageError(f"--{name} goes without --backtest.")


def _backtest(options: dict[str, Any]) -> None:
    from pathways.measures.backtest import backtest

    del options["min"], options["since"]
    options["mins"] = options.pop("backtest")
    answer_and_show(backtest, "thresholds", options)


def _invite(options: dict[str, Any], invited: Path | None) -> None:
    """The list; and, once it is out, who is on it into the file that was named."""
    from pathways.measures.invitations import invitations

    answer = answer_and_show(invitations, "thresholds", options)
    if invited is not None:
        rows = answer.table[["participant", "invite_to"]].itertuples(index=False)
        add_invitations(invited, [Invitation(who, answer.origin.as_of, tier) for who, tier in rows])

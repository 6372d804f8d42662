"""Invitations: by the rules of the project, written down, undone, and joined to names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pathways.cli.loops import loop_folder, opened_and_form, show
from pathways.cli.output import show_answer
from pathways.cli.source import printing, reading, selecting
from pathways.project.config import Project
from pathways.scoring.contact_policy import Contact, InvitationRule

__all__ = ["invite", "rules_of"]

in_ledger = click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    default="invited.csv",
    help="The file of invitations (default: invited.csv).",
)


class _NowFirst(click.Group):
    """``invite SOURCE`` invites; ``invite undo`` and the others are told by their name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] not in ([name] for name in (*self.commands, "--help", "-h")):
            args = ["now", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_NowFirst)
def invite() -> None:
    """Invite who has newly crossed a threshold, by the rules of pathways.toml ([[invite]]).

    pathways invite [SOURCE] is the same as pathways invite now [SOURCE].  Twice invites nobody
    twice.

    \b
    Example: pathways invite demo
    """


@invite.command()
@reading
@selecting
@click.option("--since", metavar="DATE|start", help="New is who crossed after it.")
@click.option("--preview", is_flag=True, help="Only say who would be invited; write nothing.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file of invitations (default: as [contact] says, or invited.csv).",
)
@printing
def now(**options: Any) -> None:
    """Invite who has newly crossed, and write it down first.

    \b
    Example: pathways invite now demo --preview
    """
    from pathways.loops.invite import LEDGER, invite_preview
    from pathways.loops.invite import invite as invite_now

    beside = loop_folder(options, LEDGER)
    opened, form = opened_and_form(options)
    policy = opened.project.contact or Contact()
    named = options["ledger"] or policy.invited or beside
    answer = (invite_preview if options["preview"] else invite_now)(
        opened.log,
        rules=rules_of(opened.project),
        contact=replace(policy, invited=named),
        since=options["since"],
    )
    show(answer, opened, form)


@invite.command()
@click.argument("run")
@in_ledger
@printing
def undo(run: str, ledger: Path, **form: Any) -> None:
    """Take a RUN back (or: last); who it invited can be invited again.

    \b
    Example: pathways invite undo last --ledger demo/invited.csv
    """
    from pathways.loops.invite import invite_undo

    _say(invite_undo(run, ledger=ledger), form)


@invite.command("show")
@click.argument("run")
@in_ledger
@printing
def show_run(run: str, ledger: Path, **form: Any) -> None:
    """Whom a RUN (or: last) invited, again from the ledger.

    \b
    Example: pathways invite show last --ledger demo/invited.csv
    """
    from pathways.loops.invite import invite_show

    _say(invite_show(run, ledger=ledger), form)


@invite.command()
@click.argument("run")
@click.option(
    "--names",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own file of names, with the ids of the record.",
)
@click.option("--id", "column", metavar="COLUMN", help="Which column has the ids.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path),
              metavar="FILE", help="A CSV for your mail tool.")  # fmt: skip
@in_ledger
def export(run: str, names: Path, column: str | None, output: Path, ledger: Path) -> None:
    """The list of a RUN with the names from your own file, for a mail tool: personal data.

    \b
    Example: pathways invite export last --names members.xlsx -o mail.csv
    """
    from pathways.loops.mailing import mailing_list

    click.echo(mailing_list(run, names, output, ledger=ledger, column=column), err=True)


def rules_of(project: Project) -> tuple[InvitationRule, ...]:
    """The rules of a project: [[invite]], or else what [thresholds] says."""
    options = project.options.get("thresholds", {})
    if project.invite or not {"tier", "min"} <= set(options):
        return project.invite
    known = ("tier", "min", "window", "invite_to")
    return (InvitationRule(**{key: str(options[key]) for key in known if key in options}),)


def _say(answer: Any, form: dict[str, Any]) -> None:
    show_answer(answer, form["form"], form["output"], quiet=form["quiet"])

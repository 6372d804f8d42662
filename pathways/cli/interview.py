"""The seven questions, asked in a terminal or answered by a file."""

from __future__ import annotations

from pathlib import Path

import click

from pathways.cli.output import print_notes
from pathways.cli.source import read_files
from pathways.errors import PathwaysError

__all__ = ["init"]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--answers", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Take the answers from this file (TOML) and ask nothing.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def init(folder: Path, answers: Path | None, *, force: bool) -> None:
    """The seven questions: writes a scheme of your own and pathways.toml into FOLDER.

    Nothing is written before everything is answered.

    \b
    Example: pathways init --answers answers.toml
    """
    from pathways.project.interview import interview
    from pathways.project.interview_answers import can_write, gaps, read_answers, write_answers

    existing = "replace" if force else "keep"
    can_write(folder, existing)
    answered = read_answers(answers) if answers else interview(_ask, _tell)
    for path in write_answers(answered, folder, existing):
        click.echo(path)
    print_notes((*gaps(answered), *(_against_record(folder) if answered.source else ())))


def _against_record(folder: Path) -> tuple[str, ...]:
    """Which programs and roles of the record itself the new scheme leaves out."""
    from pathways.answer.wording import listed
    from pathways.schemes.coverage import coverage

    try:
        table = coverage(read_files((str(folder),)))
    except (PathwaysError, OSError) as error:
        return (f"The record is not checked: {error}",)
    left = table[table["tier"].isna()]
    if left.empty:
        return ("Every pair of program and role in the record has a tier.",)
    names = left["program"].str.cat(left["role"].fillna("(no role)"), sep=": ")
    return (
        f"In the record without a tier, {len(left)} of {len(table)} pairs: {listed(list(names))}.",
    )


def _ask(question: str, usual: str) -> str:
    answer: str = click.prompt(question, default=usual, show_default=bool(usual), err=True)
    return answer


def _tell(line: str) -> None:
    click.echo(line, err=True)

"""Published percentages, checked without any record."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pathways.cli.output import FORMATS, show_answer

__all__ = ["check_figures"]


@click.command()
@click.argument("file", required=False, metavar="FILE|-")
@click.option("--example", is_flag=True, help="Print a published table as such a file, and stop.")
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Default: table on a terminal, csv when piped.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              metavar="FILE", help="Write to this file instead.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Data only: no sentence, no notes.")
def check_figures(file: str | None, **options: Any) -> None:
    """Can published percentages all be true, and if not, which would have to change?

    FILE (TOML) says how many people they are of, and the sets and the percentage of each line.

    \b
    Example: pathways check-figures --example | pathways check-figures -
    """
    from pathways.figures import check as checking
    from pathways.figures.printed import example_figures, figures_in, read_figures

    if options["example"]:
        click.echo(example_figures(), nl=False)
        return
    if file is None:
        raise click.UsageError("Name a file of printed figures; --example prints one.")
    figures = figures_in(sys.stdin.read(), "standard input") if file == "-" else read_figures(file)
    answer = checking.check_figures(figures)
    show_answer(answer, options["form"], options["output"], quiet=options["quiet"])

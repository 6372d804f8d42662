"""Tiers: which schemes there are, what is in them, and whether they cover a record."""

from __future__ import annotations

from typing import Any

import click
import pandas as pd

from pathways.cli.output import FORMATS, print_table, show_answer
from pathways.cli.source import given, open_source, reading, scheme_names, step_names
from pathways.record.scheme import load_scheme, shipped_schemes

__all__ = ["scheme"]

_format = click.option("--format", "form", type=click.Choice(FORMATS))


@click.group()
def scheme() -> None:
    """Tiers: list, show, check and compare schemes.

    \b
    Example: pathways scheme show moe
    """


@scheme.command("list")
@_format
def list_(form: str | None) -> None:
    """The schemes that ship with the package.

    \b
    Example: pathways scheme list
    """
    schemes = [load_scheme(name) for name in shipped_schemes()]
    rows = [(one.name, one.title, ", ".join(one.tier_names), one.source) for one in schemes]
    print_table(pd.DataFrame(rows, columns=["scheme", "title", "tiers", "source"]), form)


@scheme.command("show")
@click.argument("name", shell_complete=scheme_names)
@_format
def show(name: str, form: str | None) -> None:
    """The tiers of a scheme from low to high, with what each gives and gets.

    \b
    Example: pathways scheme show moe
    """
    chosen = load_scheme(name)
    placed = [(rule.tier, rule.role or f"all of {rule.program}") for rule in chosen.rules]
    rows = [
        (
            t.name,
            t.touch,
            t.gives,
            t.gets,
            t.points,
            ", ".join(r for at, r in placed if at == t.name),
        )
        for t in chosen.tiers
    ]
    columns = ["tier", "touch", "gives", "gets", "points", "roles"]
    print_table(pd.DataFrame(rows, columns=columns), form)


@scheme.command("check")
@reading
@_format
def check(**options: Any) -> None:
    """Which programs and roles of a record the scheme places, and where; unmapped ones first.

    \b
    Example: pathways scheme check engagements.csv --scheme moe
    """
    from pathways.schemes.coverage import coverage

    form = options.pop("form")
    log = open_source(options).log
    table = coverage(log)
    unmapped = table["tier"].isna().sum()
    finding = "Every pair of program and role has a tier"
    if unmapped:
        finding = f"{unmapped} of {len(table)} pairs of program and role have no tier"
    click.echo(f"{finding} in the scheme {log.scheme.name}.", err=True)
    print_table(table, form)


@scheme.command("crosswalk")
@click.argument("a", metavar="A", shell_complete=scheme_names)
@click.argument("b", metavar="B", shell_complete=scheme_names)
@reading
@_format
def crosswalk(a: str, b: str, **options: Any) -> None:
    """What a record loses when scheme B takes the place of scheme A: merged, split, out of place.

    \b
    Example: pathways scheme crosswalk moe tei engagements.csv
    """
    from pathways.schemes.crosswalk import crosswalk as compare

    form = options.pop("form")
    show_answer(compare(open_source(options).log, a, b), form, None, quiet=False)


@scheme.command("sensitivity")
@reading
@click.option("--source", metavar="STEP", shell_complete=step_names, help="Conversion from here.")
@click.option("--target", metavar="STEP", shell_complete=step_names, help="Conversion to here.")
@_format
def sensitivity(source: str | None, target: str | None, **options: Any) -> None:
    """Which findings hold whatever the scheme: stuck board, deepening, conversion side by side.

    Without --source and --target the conversion is the one that the project file declares.

    \b
    Example: pathways scheme sensitivity engagements.csv
    """
    from pathways.schemes.sensitivity import scheme_sensitivity

    form = options.pop("form")
    opened = open_source(options)
    declared = opened.settings("conversion")
    settled = {**declared, **given({"source": source, "target": target})}
    answer = scheme_sensitivity(
        opened.log, source=settled.get("source"), target=settled.get("target")
    )
    show_answer(answer, form, None, quiet=False)

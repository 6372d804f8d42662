"""Answers on their way out: tables for people, CSV and JSON for programs, whole files or none."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import pandas as pd

from pathways.answer import Answer, plain
from pathways.errors import one_of
from pathways.record.cells import in_markdown, inert_table, without_controls
from pathways.record.files import write_whole
from pathways.stats.rate import TOO_FEW, Rate, percent

__all__ = ["FORMATS", "chosen_format", "print_notes", "print_table", "raw_cells", "show_answer"]

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "markdown")
_BY_SUFFIX = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown"}
_RAW = "pathways.raw_cells"
Command = TypeVar("Command", bound=Callable[..., Any])
WIDEST = 60
"""Characters of a cell on a terminal; files have everything."""
_SHARES = (
    "share",
    "weighted_share",
    "top_tenth_share",
    "cumulative",
    "goal",
    "gap",
    "probability",
    "incidence",
    "change",
    "difference",
    "lead",
    "expect",
    "chance",
)


def show_answer(answer: Answer, form: str | None, file: Path | None, *, quiet: bool) -> None:
    """Data to standard output or a file; the sentence and the caveats to standard error."""
    chosen = chosen_format(form, file)
    if not quiet:
        click.echo(answer.sentence, err=True)
    text = answer.to_json() + "\n" if chosen == "json" else render(answer.table, chosen)
    if file is None:
        click.echo(text, nl=False)
    else:
        write_whole(file, text)
    if not quiet:
        print_notes(answer.caveats)
        if not any("as of " in note.casefold() for note in answer.caveats):
            print_notes((f"As of {answer.origin.as_of}.",))


def print_table(table: pd.DataFrame, form: str | None, file: Path | None = None) -> None:
    """A table that is not an answer: same formats, same streams."""
    text = render(table, chosen_format(form, file))
    if file is None:
        click.echo(text, nl=False)
    else:
        write_whole(file, text)


def print_notes(notes: tuple[str, ...]) -> None:
    """Notes on standard error, so that data stays clean."""
    for note in notes:
        click.echo(f"note: {without_controls(note)}", err=True)


def render(table: pd.DataFrame, form: str) -> str:
    """A table as text in one of :data:`FORMATS`; everything but ``table`` has full precision."""
    if form in ("csv", "tsv"):
        cells = table if _raw_cells_wanted() else inert_table(table)
        separator = "," if form == "csv" else "\t"
        return str(cells.to_csv(index=False, sep=separator, lineterminator="\n"))
    if form in ("json", "jsonl"):
        rows = [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict("records")]
        if form == "json":
            return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    from tabulate import tabulate

    style = "pipe" if form == "markdown" else "simple"
    for_people = readable(table)
    clean = in_markdown if form == "markdown" else without_controls
    right = tuple("right" if _is_number(table, str(name)) else "left" for name in for_people)
    text = tabulate(
        [[clean(str(cell)) for cell in row] for row in for_people.values.tolist()],
        headers=[clean(str(name).replace("_", " ")) for name in for_people.columns],
        tablefmt=style,
        colalign=right if len(for_people) else None,
        disable_numparse=True,
    )
    return f"{text}\n"


def raw_cells(command: Command) -> Command:
    """The option that leaves cells of CSV and TSV as they are; :func:`render` heeds it."""
    return click.option(
        "--raw-cells",
        is_flag=True,
        expose_value=False,
        callback=lambda context, _, value: context.meta.update({_RAW: value}),
        help="Texts such as =1+1 as they are, without an apostrophe in front.",
    )(command)


def _raw_cells_wanted() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_RAW))


def _is_number(table: pd.DataFrame, name: str) -> bool:
    """Numbers stand to the right; a rate is words by now."""
    return not name.startswith("rate") and pd.api.types.is_numeric_dtype(table.get(name))


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table as people read it: every share with its counts and interval, nothing empty."""
    shown: dict[str, list[str]] = {}
    shares = [kind for kind in ("", "_certain") if f"rate{kind}" in table and f"x{kind}" in table]
    folded = {f"{name}{kind}" for kind in shares for name in ("x", "n", "rate", "low", "high")}
    folded |= {"rest_n", "rest_rate"} if "rest_x" in table else set()
    for name in map(str, table.columns):
        if name == "rest_x":
            rest = table[["rest_x", "rest_n"]].set_axis(["x", "n"], axis=1)
            shown["rest"] = _rates(rest, "")
            continue
        if name.removeprefix("x") in shares:
            shown[f"rate{name.removeprefix('x')}"] = _rates(table, name.removeprefix("x"))
        elif name not in folded and not (shares and name == "share" and _is_number(table, name)):
            shown[name] = [_cell(name, value) for value in table[name]]
            if "n" in table and _is_share(name):
                # Too few to say holds for whatever follows from the rate as well.
                few = table["n"] < TOO_FEW
                shown[name] = ["" if out else c for c, out in zip(shown[name], few, strict=True)]
    if not (table.get("not_yet_observable", pd.Series([0])) > 0).any():
        shown.pop("not_yet_observable", None)
    return pd.DataFrame({name: cells for name, cells in shown.items() if any(cells)})


def _rates(table: pd.DataFrame, kind: str) -> list[str]:
    later = table.get("not_yet_observable", pd.Series(0, index=table.index))
    rows = zip(table[f"x{kind}"], table[f"n{kind}"], later, strict=True)
    return ["" if pd.isna(x) else str(Rate(int(x), int(n), "", int(wait))) for x, n, wait in rows]


def chosen_format(form: str | None, file: Path | None) -> str:
    """The format that was asked for, or that the file's name or the terminal suggests."""
    if form is not None:
        return form
    if file is not None:
        if file.suffix.lower() not in _BY_SUFFIX:
            known = tuple(_BY_SUFFIX)
            raise click.UsageError(
                f"{one_of(file.suffix, known, 'suffix')}; or say --format.".capitalize()
            )
        return _BY_SUFFIX[file.suffix.lower()]
    return "table" if sys.stdout.isatty() else "csv"


def _cell(name: str, value: object) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, int | float):
        return percent(value) if _is_share(name) else _number(value)
    text = str(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _is_share(name: str) -> bool:
    return name.removesuffix("_low").removesuffix("_high") in _SHARES


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"

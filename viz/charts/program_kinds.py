"""On-going and discrete programs side by side: who comes again, and how many come in a month."""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.record.window import parse_horizon
from viz.charts.chart import Chart
from viz.charts.forest import Line, forest, rate_line, rate_scale
from viz.charts.parts import alternative, rows_of
from viz.drawing.text import clean

__all__ = ["program_kinds_chart"]

_MOST = 14
_DRAWN = ["kind", "x", "n", "rate", "low", "high", "not_yet_observable", "per_month", "hidden"]


def program_kinds_chart(answer: Answer) -> Chart:
    """The share that comes again after each program, those with most people a month first."""
    shared = fit_to_share(answer)
    by = answer.asked["by"]
    names = ["program", *_DRAWN] if by == "program" else _DRAWN
    table = shared.table[names].head(_MOST)
    lines = [_line(row, by) for row in rows_of(table)]
    title, window = title_of(answer), parse_horizon(answer.asked["horizon"])
    more = len(shared.table) - len(table)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"Share who come again, to any program, within {window}; "
        f"{clean(answer.denominator)}",
        words=alternative(title, shared),
        notes=(
            "Dot: share of people; bar: 95 % interval (Wilson). Most people a month first.",
            "On-going: a program without editions; discrete: one with them.",
            "A month: the average of those in which the program was under way.",
            *([f"{more} smaller programs are in the answer's table only."] if more else []),
        ),
        table=table,
        drawing=forest(lines, rate_scale(lines)),
    )


def _line(row: dict[str, Any], by: str) -> Line:
    monthly = row["per_month"]
    about = "" if monthly is None else f"{monthly:,.3g} people a month"
    if monthly is not None and monthly >= 100:
        about = f"{monthly:,.0f} people a month"
    if by == "program":
        about = f"{row['kind']}, {about}" if about else row["kind"]
    role = "up" if row["kind"] == "discrete" else "disc"
    return rate_line(row, str(row[by]), about, role=role)

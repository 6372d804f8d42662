"""Do engagements deepen?  Shares of people and of steps, beside what a random order would give."""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.stats.rate import percent
from viz.charts.chart import Chart
from viz.charts.forest import Line, forest, rate_line, rate_scale
from viz.charts.parts import alternative, rows_of

__all__ = ["deepening_chart"]

_NAMES = {
    "never falls": ("never step down", "people", "up"),
    "always rises": ("step up every time", "people", "up"),
    "ends higher": ("end higher than they began", "people", "up"),
    "ends level": ("end where they began", "people", "level"),
    "ends lower": ("end lower than they began", "people", "stuck"),
    "pair up": ("steps that go up", "from one step to the next", "up"),
    "pair level": ("steps that stay level", "from one step to the next", "level"),
    "pair down": ("steps that go down", "from one step to the next", "stuck"),
}


def deepening_chart(answer: Answer) -> Chart:
    """Each share with its interval; where chance has a share of its own, that one hollow."""
    shared = fit_to_share(answer)
    table = shared.table.set_index("share").loc[list(_NAMES)].reset_index()
    lines = [_line(row) for row in rows_of(table)]
    title = title_of(answer)
    return Chart(
        question=answer.question,
        title=title,
        subtitle="Shares of people with two or more steps at known tiers, and of the steps between",
        words=alternative(title, shared),
        notes=(
            "Dot: share; bar: 95 % interval.",
            "Hollow, and “by chance”: expected if each person's own steps came in random order.",
        ),
        table=table,
        drawing=forest(lines, rate_scale(lines)),
    )


def _line(row: dict[str, Any]) -> Line:
    name, of, role = _NAMES[row["share"]]
    chance = row["by_chance"]
    after = "" if chance is None else f"; by chance {percent(chance)}"
    return rate_line(row, name, of, role=role, beside=chance, after=after)

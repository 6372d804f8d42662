"""After which programs do most people reach the outcome?  Rates, held against all together."""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.record.editions import edition_word
from pathways.record.window import parse_horizon
from pathways.stats.rate import percent
from viz.charts.chart import Chart
from viz.charts.forest import Line, forest, rate_line, rate_scale
from viz.charts.parts import alternative, rows_of
from viz.drawing.text import clean

__all__ = ["graduation_chart"]

_MOST = 14
_ROLES = {"above": "up", "below": "stuck"}
_AGAINST = {"above": "; above the others", "below": "; below the others"}
_OF_ALL = ["funnel_low", "funnel_high", "shrunk"]


def graduation_chart(answer: Answer) -> Chart:
    """The rate of each program or edition, and a line where all of them together are.

    Raises:
        NothingToDrawError: everyone together is one rate, and no picture.
    """
    by = answer.asked["by"]
    if by is None:
        raise NothingToDrawError(
            "The picture of graduation compares: say --by program or --by edition."
        )
    shared = fit_to_share(answer)
    # With one of them hidden, what is said of all together would give it back.
    whole = not shared.table["hidden"].any()
    table = shared.table if whole else shared.table.drop(columns=_OF_ALL)
    table = table.assign(against_all=table["against_all"].mask(table["hidden"], ""))
    lines = [_line(row, by) for row in rows_of(table.head(_MOST))]
    n = int(answer.table["n"].sum())
    rate = float(answer.table["x"].sum() / n) if whole and n else None
    title = title_of(answer)
    outcome = clean(str(answer.table["outcome"].iloc[0]))
    window = parse_horizon(answer.asked["horizon"])
    notes = [
        "Dot: share of people; bar: 95 % interval (Wilson).",
        "Above or below the others: by more than chance gives 19 times in 20.",
        *([] if rate is None else [f"Dashed: all together, {percent(rate)}."]),
    ]
    if len(table) > _MOST:
        notes.append(f"The first {_MOST} of {len(table)}; the table has all.")
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"Share who reach {outcome} within {window}; {clean(answer.denominator)}",
        words=alternative(title, shared),
        notes=tuple(notes),
        table=table,
        drawing=forest(lines, rate_scale(lines, rate)),
    )


def _line(row: dict[str, Any], by: str) -> Line:
    name = edition_word(str(row[by])) if by == "edition" else str(row[by])
    against = row["against_all"] or ""
    return rate_line(row, name, role=_ROLES.get(against, "level"), after=_AGAINST.get(against, ""))

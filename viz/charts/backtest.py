"""Which threshold would have found whom?  People who crossed, and who went on by themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.privacy.disclosure import fit_to_share
from pathways.stats.rate import percent
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rows_of
from viz.charts.plane import Plane

__all__ = ["backtest_chart"]


def backtest_chart(answer: Answer) -> Chart:
    """A bar of people for each threshold, dark for those who went on without an invitation."""
    shared = fit_to_share(answer)
    table = shared.table
    seen = table[table["x"].notna() & table["n"].notna() & (table["n"] > 0)]
    if seen.empty:
        raise NothingToDrawError("There is nothing to draw: too few people crossed any threshold.")
    title = _title(seen)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"People who crossed each threshold in the past; {answer.denominator}",
        words=alternative(title, shared),
        notes=(
            "Dark: went on by themselves within the window; light: did not.",
            "Lead: median time from crossing to going on.",
        ),
        table=table,
        drawing=Drawing(Margins(left=80, top=30, right=8, bottom=70), lambda p: _draw(p, table)),
    )


def _title(seen: pd.DataFrame) -> str:
    rated = seen[seen["rate"].notna()]
    if rated.empty:
        return "Too few people crossed to say which threshold finds whom"
    top = rated.loc[rated["rate"].astype(float).idxmax()]
    return (
        f"At {int(top['min'])} points, {percent(top['rate'])} went on by themselves: "
        f"{top['x']:,} of {top['n']:,} people"
    )


def _draw(plane: Plane, table: pd.DataFrame) -> list[Any]:
    most = max(1.0, float(table["n"].fillna(0).max()))
    plane = plane.scaled((0.0, float(max(len(table), 4))), (0.0, 1.08 * most))
    rows = []
    for place, row in enumerate(rows_of(table)):
        lead = row["median_lead"]
        unit = f"{row['lead_unit']}s" if lead != 1 else row["lead_unit"]
        few = "hidden" if row["x"] is None else "too few to say"
        rows.append({**row, "place": place + 0.5, "left": place + 0.24, "right": place + 0.76,
                     "foot": 0.0, "found": "under 5" if row["n"] is None else f"{row['n']:,} found",
                     "share": few if row["rate"] is None else f"{percent(row['rate'])} went on",
                     "points": f"{row['min']} points",
                     "lead": "" if lead is None else f"{lead:g} {unit} later"})  # fmt: skip
    whole = [row for row in rows if row["n"]]
    went = [row for row in rows if row["x"]]
    base = [{"x": 0.0, "x2": plane.x[1], "y": 0.0}]
    return [
        plane.boxes(whole, "left", "foot", x2="right", y2="n", role="up", opacity=0.25),
        plane.boxes(went, "left", "foot", x2="right", y2="x", role="up"),
        plane.lines(base, "x", "y", y2="y", role="text2"),
        plane.words(whole, "place", "n", "found", weight=700, dy=-12),
        plane.words(rows, "place", "foot", "points", weight=700, dy=18),
        plane.words(rows, "place", "foot", "share", role="up", weight=700, dy=38),
        plane.words(rows, "place", "foot", "lead", role="text2", dy=57),
    ]

"""What do programs return, and do people give more as they receive more?"""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.privacy.disclosure import fit_to_share
from pathways.stats.rate import percent
from viz.charts.chart import Chart
from viz.charts.forest import Line, forest, rate_line, rate_scale
from viz.charts.parts import alternative, rows_of
from viz.drawing.text import clean

__all__ = ["returns_chart"]

_MOST = 14
_WHAT = {
    "program": "Share who go up a tier after the program",
    "touch": "Share who go up a tier after programs of this touch",
    "received": "Share who contribute after, by what they had received before",
}


def returns_chart(answer: Answer) -> Chart:
    """A share with its interval for each program, touch or third of what people received."""
    shared = fit_to_share(answer)
    by = next(name for name in _WHAT if name in shared.table)
    table = shared.table.head(_MOST)
    rows = rows_of(table)
    lines = [_line(row, by) for row in rows]
    scale = rate_scale(lines)
    seen = [row for row in rows if row["rate"] is not None]
    title = _title(seen, by)
    hollow = any(row.get("others_rate") is not None for row in seen)
    notes = ["Dot: share of people; bar: 95 % interval (Wilson)."]
    if hollow:
        notes.append("Hollow: people of the same tier before who did not take it. Descriptive.")
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"{_WHAT[by]}; {clean(answer.denominator)}",
        words=alternative(title, shared),
        notes=tuple(notes),
        table=table,
        drawing=forest(lines, scale),
    )


def _line(row: dict[str, Any], by: str) -> Line:
    under = ""
    if by == "received" and row.get("received_from") is not None:
        under = f"received {row['received_from']:g} to {row['received_to']:g}"
    name = f"{row[by]} received" if by == "received" else str(row[by])
    return rate_line(row, name, under, beside=row.get("others_rate"))


def _title(seen: list[dict[str, Any]], by: str) -> str:
    best, least = max(seen, key=lambda row: row["rate"]), min(seen, key=lambda row: row["rate"])
    if by == "received":
        first, last = seen[0], seen[-1]
        apart = last["low"] > first["high"] or last["high"] < first["low"]
        if not apart:
            return "People who received most do not clearly contribute more often after"
        more = "more" if last["rate"] > first["rate"] else "less"
        return f"People who received most contribute {more} often after: {percent(last['rate'])}"
    if best["low"] > least["high"]:
        names = [clean(str(row[by])) for row in (best, least)]
        shares = [percent(row["rate"]) for row in (best, least)]
        return f"{shares[0]} go up a tier after {names[0]}, {shares[1]} after {names[1]}"
    return "No program clearly leads more people up a tier than another"

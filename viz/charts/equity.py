"""For whom does it work?  Ratios of groups with their intervals, and a line where all are alike."""

from __future__ import annotations

from typing import Any

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.stats.comparison import CLEAR
from viz.charts.chart import Chart
from viz.charts.forest import Line, Scale, forest
from viz.charts.parts import alternative, rows_of
from viz.drawing.text import clean

__all__ = ["equity_chart"]

_MOST = 14
_MARKS = ((0.25, "¼"), (0.5, "half"), (1.0, "alike"), (2.0, "twice"), (4.0, "4 times"))
_CLEARLY = {"more": "up", "fewer": "stuck"}


def equity_chart(answer: Answer) -> Chart:
    """Each group's ratio: of its share at the next tier, or of its rate to that of the rest."""
    shared = fit_to_share(answer)
    parity = "parity" in shared.table
    value = "parity" if parity else "ratio"
    table = shared.table[shared.table[value].notna()]
    # The clearest first, where there are more than a page holds.
    ranked = table.sort_values("p_adjusted", kind="stable").head(_MOST).sort_index()
    if ranked.empty:
        raise NothingToDrawError("There is nothing to draw: too few people in every group.")
    lines = [_parity(row) if parity else _ratio(row) for row in rows_of(ranked)]
    title = title_of(answer)
    what = (
        "Share of the group at the next tier, over its share at the tier"
        if parity
        else f"Rate of the group, over that of the rest; {answer.denominator}"
    )
    notes = ["Dot: ratio; bar: 95 % interval.", "More, fewer, colour: clear after Holm."]
    if len(table) > len(ranked):
        notes.append(f"The {len(ranked)} clearest of {len(table)} are drawn.")
    return Chart(
        question=answer.question,
        title=title,
        subtitle=clean(what),
        words=alternative(title, shared),
        notes=tuple(notes),
        table=ranked.reset_index(drop=True),
        drawing=forest(lines, Scale(_MARKS, doubling=True, line=1.0)),
    )


def _parity(row: dict[str, Any]) -> Line:
    reads = str(row["reads"])
    return _line(row, "parity", f"{row['tier']} to {row['next_tier']}", _CLEARLY.get(reads, ""))


def _ratio(row: dict[str, Any]) -> Line:
    about = [str(v) for k, v in row.items() if isinstance(v, str) and k not in ("group", "differs")]
    clear = ("up" if row["ratio"] > 1 else "stuck") if row["differs"] == CLEAR else ""
    return _line(row, "ratio", ", ".join(about), clear)


def _line(row: dict[str, Any], value: str, about: str, clear: str) -> Line:
    sign = {"up": "more: ", "stuck": "fewer: "}.get(clear, "")
    low, high = row[f"{value}_low"], row[f"{value}_high"]
    words = f"{sign}{row[value]:.2f} times ({low or 0:.2f} to {high:.2f})"
    return Line(str(row["group"]), about, row[value], low or 0.0, high, words, clear or "level")

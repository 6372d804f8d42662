"""What several charts share: the rows of a table, an axis of rates, the text alternative."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd

from pathways.answer import Answer, plain
from pathways.stats.rate import TOO_FEW, Rate
from viz.charts.plane import Plane

__all__ = ["alternative", "count_axis", "rate_axis", "rows_of", "step_of_counts", "top_of_rates"]


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as a specification holds them: plain numbers, nothing for missing."""
    return [
        {str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")
    ]


def alternative(title: str, shared: Answer) -> str:
    """What the chart says, for those who do not see it; the span of its rates, where the sentence
    that goes with it had to be left out."""
    return f"{title}. {shared.sentence or _span(shared)}".strip()


def _span(shared: Answer) -> str:
    if not {"x", "n"} <= set(shared.table):
        return ""
    told = shared.table[["x", "n"]].dropna()
    rates = [Rate(int(x), int(n), shared.denominator) for x, n in told.itertuples(index=False)]
    rates = sorted((rate for rate in rates if rate.n >= TOO_FEW), key=lambda rate: rate.x / rate.n)
    if not rates:
        return ""
    return f"Rates are of {shared.denominator}; lowest: {rates[0]}; highest: {rates[-1]}."


def top_of_rates(values: Sequence[float]) -> float:
    """Where an axis of rates ends: above the highest value, 100 % at most.

    >>> top_of_rates([0.18, 0.31]), top_of_rates([]), top_of_rates([0.97])
    (0.4, 1.0, 1.0)
    """
    highest = max(values, default=1.0)
    step = _step(highest)
    ends = [step * nth for nth in range(1, 12)]
    return round(min(1.0, next((end for end in ends if end >= highest), 1.0)), 6)


def count_axis(plane: Plane, top: float, step: float) -> list[Any]:
    """Lines across at round numbers, with these at the left."""
    rows = [
        {"x": plane.x[0], "x2": plane.x[1], "y": step * nth, "label": f"{step * nth:,.10g}"}
        for nth in range(int(top / step + 1e-9) + 1)
    ]
    return [
        plane.lines(rows, "x", "y", y2="y", role="hair"),
        plane.words(rows, "x", "y", role="text2", align="right", dx=-10),
    ]


def step_of_counts(highest: float) -> tuple[float, float]:
    """The distance of the lines on an axis of counts or points, and where it ends.

    >>> step_of_counts(37.0)
    (10.0, 40.0)
    """
    size = 10.0 ** floor(log10(max(highest, 1.0)))
    step = next(size * part for part in (0.1, 0.2, 0.5, 1, 2) if highest / (size * part) <= 6)
    return float(step), float(step * ceil(highest / step))


def rate_axis(plane: Plane, top: float) -> list[Any]:
    """Lines across at round percentages, with their numbers at the left."""
    step = _step(top)
    marks = [round(step * nth, 6) for nth in range(int(top / step + 1e-9) + 1)]
    rows = [
        {"x": plane.x[0], "x2": plane.x[1], "y": mark, "label": f"{round(100 * mark, 1):g} %"}
        for mark in marks
    ]
    return [
        plane.lines(rows, "x", "y", y2="y", role="hair"),
        plane.words(rows, "x", "y", role="text2", align="right", dx=-10),
    ]


def _step(highest: float) -> float:
    """Four or five lines on an axis that reaches this high."""
    return next(
        step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if highest / step <= 5 or step == 0.25
    )

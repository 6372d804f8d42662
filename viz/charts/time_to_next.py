"""How long until people take a next step, and who never does?  A curve with its band."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.suppression import SMALLEST
from pathways.record.window import Horizon, length_of_time, parse_horizon
from pathways.stats.rate import TOO_FEW, percent
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import rate_axis, rows_of, top_of_rates
from viz.charts.plane import Plane
from viz.drawing.text import clean

__all__ = ["time_to_next_chart"]

_YEAR = 365


def time_to_next_chart(answer: Answer) -> Chart:
    """The share that has taken any next step, over the time since their first time at the step."""
    table = pd.DataFrame() if answer.curve is None else _steps_of_five(answer.curve)
    if table.empty:
        raise NothingToDrawError("There is nothing to draw: too few people have taken a next step.")
    table = table.assign(said=str(parse_horizon(answer.asked["horizon"])))
    step = clean(str(answer.table["source"].iloc[0]))
    title = title_of(answer)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"Share of people who have taken any next step, by time since their first {step}",
        words=f"{title}. {_told(table)}",
        notes=(
            "Line: share that has moved (Kaplan–Meier); band: 95 % interval.",
            f"Steps are of {SMALLEST} people or more, to where {TOO_FEW} are watched.",
            f"Below: people still waiting and watched, in full {SMALLEST}s.",
        ),
        table=table.drop(columns=["window", "said"]),
        drawing=Drawing(Margins(left=104, top=10, right=120, bottom=54), lambda p: _draw(p, table)),
    )


def _steps_of_five(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve in steps of 5 people and more, as far as 10 are still watched."""
    curve = curve[curve["at_risk"] >= TOO_FEW]
    kept, before = [], 0
    for row in curve.itertuples():
        if row.moved - before >= SMALLEST:
            kept.append(row.Index)
            before = row.moved
    # The difference of two exact counts could be of few people who left in between.
    table = curve.loc[kept].reset_index(drop=True)
    return table.assign(at_risk=table["at_risk"] // SMALLEST * SMALLEST)


def _by_window(table: pd.DataFrame) -> tuple[pd.Series, str]:
    """How many have moved by the window, or by the end of a curve that ends before it."""
    end = table.iloc[-1]
    if end["time"] < end["window"]:
        return end, _length(end["time"], end)
    within = table[table["time"] <= end["window"]]
    nobody = pd.Series({"share": 0.0, "low": 0.0, "high": 0.0})
    return within.iloc[-1] if len(within) else nobody, str(end["said"])


def _told(table: pd.DataFrame) -> str:
    """The course of the curve, for those who do not see it."""
    until, when = _by_window(table)
    end = table.iloc[-1]
    words = f"Of {table['at_risk'].iloc[0]:,} people or more, {_share(until)} have moved by {when}"
    later = f", {_share(end)} by {_length(end['time'], end)}"
    return f"{words}{later if end['time'] > end['window'] else ''}."


def _share(row: pd.Series) -> str:
    return f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})"


def _length(time: int, row: pd.Series) -> str:
    return length_of_time(Horizon(int(time), str(row["unit"])))


def _draw(plane: Plane, table: pd.DataFrame) -> list[Any]:
    unit, last = str(table["unit"].iloc[0]), float(table["time"].iloc[-1])
    top = top_of_rates(list(table["high"]))
    plane = plane.scaled((0.0, max(last, 1.0) * 1.01), (0.0, top))
    rows = [{"time": 0.0, "share": 0.0, "low": 0.0, "high": 0.0}, *rows_of(table)]
    rows = [{**row, "nth": nth} for nth, row in enumerate(rows)]
    end = {**rows[-1], "label": percent(rows[-1]["share"])}
    look: dict[str, Any] = {"interpolate": "step-after"}
    return [
        *rate_axis(plane, top),
        plane.area(rows, "time", "low", "high", opacity=0.2, **look),
        plane.curve(rows, "time", "share", width=3, **look),
        *_window(plane, table),
        plane.dots([end], "time", "share", role="up", stroke="page", strokeWidth=2),
        plane.words([end], "time", "share", role="up", weight=700, size=17, align="left", dx=12),
        *_feet(plane, table, unit),
    ]


def _window(plane: Plane, table: pd.DataFrame) -> list[Any]:
    """A line where the window of the table's figures ends, if the curve reaches it."""
    end = table.iloc[-1]
    until, when = _by_window(table)
    if end["time"] < end["window"]:
        return []
    label = f"{when}: {percent(until['share'])}"
    row = {"x": float(end["window"]), "y": 0.0, "y2": plane.y[1], "label": label}
    return [
        plane.lines([row], "x", "y", x2="x", role="text2", dash=(6, 4)),
        plane.words([row], "x", "y2", weight=700, align="right", dx=-8, dy=12),
    ]


def _marks(last: float) -> tuple[float, str]:
    """Of how many days a mark is, and what it is called: of a short curve months."""
    return (_YEAR / 12, "months") if last < 2.5 * _YEAR else (_YEAR, "years")


def _feet(plane: Plane, table: pd.DataFrame, unit: str) -> list[Any]:
    """Times along the bottom, with the people still waiting and watched at each."""
    last = float(table["time"].iloc[-1])
    each, words = _marks(last) if unit == "day" else (1.0, "editions")
    step = next(each * many for many in (1, 2, 3, 6, 12, 24, 60, 120) if last / (each * many) <= 9)
    rows = []
    for time in np.arange(0.0, last + 1e-9, step):
        later = table[table["time"] >= time]
        label = f"{time / each:g}"
        watched = f"{int(later['at_risk'].iloc[0]):,}" if len(later) else ""
        rows.append({"tick": float(time), "y": 0.0, "label": label, "watched": watched})
    side = [{"x": 0.0, "y": 0.0, "label": words, "under": "waiting"}]
    return [
        plane.words(rows, "tick", "y", weight=700, dy=19),
        plane.words(rows, "tick", "y", "watched", role="text2", dy=39),
        plane.words(side, "x", "y", role="text2", align="right", dx=-30, dy=19),
        plane.words(side, "x", "y", "under", role="text2", align="right", dx=-30, dy=39),
    ]

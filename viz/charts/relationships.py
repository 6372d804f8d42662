"""Who still comes as time goes on, who returns after a gap, who is new?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.record.editions import edition_word
from pathways.record.window import parse_horizon
from pathways.stats.rate import TOO_FEW
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.forest import forest, rate_line, rate_scale
from viz.charts.parts import (
    alternative,
    count_axis,
    rate_axis,
    rows_of,
    step_of_counts,
    top_of_rates,
)
from viz.charts.plane import Plane
from viz.drawing.text import clean

__all__ = ["relationships_chart"]

_MOST = 36
_STATES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "new": ("new", {"role": "up"}),
    "soon": ("had come before", {"role": "disc"}),
    "after_gap": ("came back after a gap", {"role": "level", "opacity": 0.45}),
}


def relationships_chart(answer: Answer) -> Chart:
    """By age a column for each, by gap a line for each, by month who came in it."""
    shared = fit_to_share(answer)
    draw = {"age": _ages, "gap": _gaps, "month": _months}[answer.asked["by"]]
    table, subtitle, notes, drawing = draw(answer, shared.table)
    title = title_of(answer)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=clean(subtitle),
        words=alternative(title, shared),
        notes=notes,
        table=table,
        drawing=drawing,
    )


_Drawn = tuple[pd.DataFrame, str, tuple[str, ...], Drawing]


def _ages(answer: Answer, shared: pd.DataFrame) -> _Drawn:
    table = shared[shared["n"].fillna(0) >= TOO_FEW].head(_MOST + 1).reset_index(drop=True)
    if table["rate"].isna().all():
        raise NothingToDrawError("There is nothing to draw: too few people at every age.")
    period = table["period"].iloc[0]
    what = "30 days" if period == "30 days" else "edition"
    notes = (
        "Column: share of people; line: 95 % interval (Wilson). Below: people watched so long.",
        "The first column holds those who came again so soon; none: under 5 people, or nobody.",
    )
    subtitle = f"Share who come in each {what} since their first contact; {answer.denominator}"
    margins = Margins(left=104, top=10, bottom=56)
    return table, subtitle, notes, Drawing(margins, lambda plane: _columns(plane, table, what))


def _columns(plane: Plane, table: pd.DataFrame, what: str) -> list[Any]:
    top = top_of_rates([float(high) for high in table["high"].dropna()])
    plane = plane.scaled((0.0, float(max(len(table), 6))), (0.0, top))
    rows = [
        {**row, "x": nth + 0.15, "x2": nth + 0.85, "centre": nth + 0.5, "y": 0.0}
        for nth, row in enumerate(rows_of(table))
        if row["rate"] is not None
    ]
    every = max(1, -(-len(table) // 13))
    feet = [
        {"x": nth + 0.5, "y": 0.0, "watched": f"{n:,}",
         "label": f"{int(age):,}" if what == "edition" else f"{30 * int(age):,}"}
        for nth, (age, n) in enumerate(zip(table["age"], table["n"], strict=True))
        if pd.notna(age) and nth % every == 0
    ]  # fmt: skip
    unit = "editions" if what == "edition" else "days"
    side = [{"x": 0.0, "y": 0.0, "label": f"{unit} since", "watched": "watched"}]
    look: dict[str, Any] = {"role": "text2", "align": "right", "dx": -24}
    return [
        *rate_axis(plane, top),
        plane.boxes(rows, "x", "y", y2="rate", role="up", opacity=0.75, cornerRadius=2),
        plane.lines(rows, "centre", "low", x2="centre", y2="high", role="text", width=1.5),
        plane.words(feet, "x", "y", weight=700, dy=19),
        plane.words(feet, "x", "y", "watched", role="text2", dy=39),
        plane.words(side, "x", "y", dy=19, **look),
        plane.words(side, "x", "y", "watched", dy=39, **look),
    ]


def _gaps(answer: Answer, shared: pd.DataFrame) -> _Drawn:
    lines = [
        rate_line(row, f"{row['gap']:,} {row['unit']}{'' if row['gap'] == 1 else 's'} away")
        for row in rows_of(shared[shared["gap"].notna()])
    ]
    window = parse_horizon(answer.asked["horizon"])
    subtitle = f"Share who come again within {window}; {answer.denominator}"
    notes = ("Dot: share of people; bar: 95 % interval (Wilson).",)
    return shared, subtitle, notes, forest(lines, rate_scale(lines))


def _months(answer: Answer, shared: pd.DataFrame) -> _Drawn:
    table = shared[shared["n"].fillna(0) > 0].tail(_MOST).reset_index(drop=True)
    if table.empty:
        raise NothingToDrawError("There is nothing to draw: under 5 people in every month.")
    gap = parse_horizon(answer.asked["gap"])
    notes = [
        f"A gap: {gap} or longer without anything.",
        "Dashed: everyone who came, where a part of them is of under 5 people.",
    ]
    if (table["state"] != "complete").any():
        notes.append("The last one is not over yet.")
    if len(table) < len(shared):
        notes.append(f"The last {len(table)} of {len(shared)}.")
    subtitle = "People who came in each month or edition, by whether they had come before"
    drawing = Drawing(Margins(left=104, top=34, bottom=40), lambda plane: _stacks(plane, table))
    return table, subtitle, tuple(notes), drawing


def _stacks(plane: Plane, table: pd.DataFrame) -> list[Any]:
    step, top = step_of_counts(float(table["n"].max()))
    plane = plane.scaled((0.0, float(max(len(table), 6))), (0.0, top))
    parts = [part for nth, row in enumerate(rows_of(table)) for part in _stack(nth, row)]
    layers = count_axis(plane, top, step)
    whole = {"role": "page", "stroke": "up", "strokeDash": [4, 3]}
    for looks, look in (*((key, style) for key, (_, style) in _STATES.items()), ("whole", whole)):
        shown = [part for part in parts if part["looks"] == looks]
        layers.append(plane.boxes(shown, "x", "y", strokeWidth=1.5, **look))
    every = max(1, -(-len(table) // 12))
    feet = [
        {"x": nth + 0.5, "y": 0.0, "label": clean(edition_word(str(month)) if "-" not in month
                                                  else str(month))}
        for nth, month in enumerate(table["month"]) if nth % every == 0
    ]  # fmt: skip
    return [*layers, plane.words(feet, "x", "y", weight=700, dy=20), *_key(plane)]


def _stack(nth: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a column from the bottom, or all of it where one of them is hidden."""
    place = {"month": row["month"], "x": nth + 0.12, "x2": nth + 0.88}
    if row["x"] is None or row["after_gap"] is None or row["new"] is None:
        return [{**place, "looks": "whole", "y": 0.0, "y2": row["n"], "people": row["n"]}]
    counts = {"new": row["new"], "soon": row["x"] - row["after_gap"], "after_gap": row["after_gap"]}
    parts, foot = [], 0
    for looks, count in counts.items():
        if count:
            parts.append({**place, "looks": looks, "y": foot, "y2": foot + count, "people": count})
            foot += count
    return parts


def _key(plane: Plane) -> list[Any]:
    """What the colours are, in a line above."""
    layers: list[Any] = []
    for nth, (words, look) in enumerate(_STATES.values()):
        x, y = plane.wide(190.0 * nth), plane.y[1]
        row = {"x": x, "x2": x + plane.wide(14), "y": y + plane.high(14), "y2": y + plane.high(28),
               "middle": y + plane.high(21), "label": words}  # fmt: skip
        layers.append(plane.boxes([row], "x", "y", **look))
        layers.append(plane.words([row], "x2", "middle", weight=700, align="left", dx=8))
    return layers

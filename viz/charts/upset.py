"""What do people combine?  Bars of people over a grid that says which steps each set holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.stats.rate import percent
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rows_of
from viz.charts.plane import Plane, Row
from viz.drawing.names import shared_words, told_apart
from viz.drawing.text import clean

__all__ = ["upset_chart"]

_MOST_SETS, _MOST_STEPS = 14, 9
_ROW = 30.0
_NAME = 190.0
_MODES = {
    "distinct": "Exactly these and no other",
    "intersect": "At least these",
    "union": "Any of these",
}


def upset_chart(answer: Answer) -> Chart:
    """The largest sets as bars, each over the steps that it joins."""
    shared = fit_to_share(answer)
    mode = str(answer.asked["mode"])
    table = _drawn(shared)
    title = title_of(answer)
    steps = _steps(table)
    whole = shared.table["n"].max()
    of = f"of {clean(answer.denominator)}" + (
        "" if shared.table["n"].nunique() != 1 else f" (n = {whole:,})"
    )
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"{_MODES[mode]} ({mode}), {of}",
        words=alternative(title, shared),
        notes=(*_notes(shared.table, table), shared_words(steps, _NAME - 14, 14)),
        table=table,
        drawing=Drawing(
            Margins(left=_NAME, top=26, right=0, bottom=_ROW * len(steps) + 40),
            lambda plane: _draw(plane, table, steps),
        ),
    )


def _several(table: pd.DataFrame) -> pd.Series:
    """Sets of two and more that may be shown; alone they would dwarf all others."""
    return ~table["hidden"] & (table["x"] > 0) & (table["size"] > 1)


def _drawn(shared: Answer) -> pd.DataFrame:
    """The largest sets whose count may be shown, of the steps that most of them hold."""
    table = shared.table.assign(names=pd.Series(shared.parts["programs"], dtype=object))
    open_ = table[_several(table)]
    counts: dict[str, int] = {}
    for names, people in zip(open_["names"], open_["x"], strict=True):
        for step in names:
            counts[step] = counts.get(step, 0) + people
    kept = set(sorted(counts, key=lambda step: (-counts[step], step))[:_MOST_STEPS])
    fits = [set(names) <= kept for names in open_["names"]]
    return open_[np.array(fits, dtype=bool)].head(_MOST_SETS).reset_index(drop=True)


def _steps(table: pd.DataFrame) -> list[str]:
    """The steps of the grid, the one with most people in these sets at the top."""
    counts: dict[str, int] = {}
    for row in rows_of(table):
        for step in row["names"]:
            counts[step] = counts.get(step, 0) + row["x"]
    return sorted(counts, key=lambda step: (-counts[step], step))


def _notes(whole: pd.DataFrame, drawn: pd.DataFrame) -> tuple[str, ...]:
    notes = [
        "Bar: people, with their share below; line across or behind: expected by chance alone."
    ]
    few, rest = int(whole["hidden"].sum()), int(_several(whole).sum())
    alone = whole[~whole["hidden"] & (whole["size"] == 1)]["x"].sum()
    if alone:
        notes.append(f"Not drawn: {alone:,} people of one only.")
    if rest > len(drawn):
        notes.append(f"{rest - len(drawn)} smaller sets are in the answer's table only.")
    if few:
        notes.append("Sets of under 5 people, and what would give them back, are not shown.")
    return tuple(notes)


def _draw(plane: Plane, table: pd.DataFrame, steps: list[str]) -> list[Any]:
    slots = max(len(table), 4)
    first = (slots - len(table)) / 2 + 0.5
    rows = [{**row, "place": nth + first} for nth, row in enumerate(rows_of(table))]
    top = 1.12 * max([1.0, *(float(max(row["x"], row["expected"] or 0)) for row in rows)])
    bars = plane.scaled((0.0, float(slots)), (0.0, top))
    half = bars.wide(min(30.0, plane.width / slots / 2 - 12))
    boxes = [
        {**row, "left": row["place"] - half, "right": row["place"] + half, "foot": 0.0,
         "chance": row["expected"], "label": f"{row['x']:,}",
         "share": "" if row["rate"] is None else percent(row["rate"])}
        for row in rows
    ]  # fmt: skip
    reach = half + bars.wide(10)
    chance = [
        {**row, "left": row["place"] - reach, "right": row["place"] + reach}
        for row in boxes if row["chance"] is not None
    ]  # fmt: skip
    base = [{"x": 0.0, "x2": bars.x[1], "y": 0.0}]
    return [
        # Behind the bars: in front of them it would cut the small ones in two.
        bars.lines(chance, "left", "chance", x2="right", y2="chance", role="text", width=2),
        bars.boxes(boxes, "left", "foot", x2="right", y2="x", role="up"),
        bars.lines(base, "x", "y", y2="y", role="text2"),
        *_counts(bars, boxes),
        bars.words(boxes, "place", "foot", "share", role="text2", dy=18),
        *_grid(bars, rows, steps),
    ]


def _counts(plane: Plane, boxes: list[dict[str, Any]]) -> list[Any]:
    """The counts over their bars; over the line of chance where that lies just above."""
    near = plane.high(20)
    rows = []
    for row in boxes:
        chance = row["chance"]
        lifted = chance is not None and row["x"] - 1 <= chance <= row["x"] + near
        rows.append({**row, "y": chance if lifted else row["x"]})
    return [plane.words(rows, "place", "y", weight=700, dy=-11)]


def _grid(plane: Plane, rows: list[dict[str, Any]], steps: list[str]) -> list[Any]:
    """A line of dots for each step, filled where a set holds it."""
    at = {step: 36.0 + _ROW * (nth + 0.5) for nth, step in enumerate(steps)}
    down = plane.high(1)
    stripes, names, joins = [], [], []
    empty: list[Row] = []
    full: list[Row] = []
    written = told_apart(steps, _NAME - 14, 14)
    for nth, step in enumerate(steps):
        y = -at[step] * down
        names.append({"x": 0.0, "y": y, "label": written[step]})
        if nth % 2 == 0:
            half = _ROW / 2 * down
            stripes.append({"x": 0.0, "x2": plane.x[1], "y": y - half, "y2": y + half})
    for row in rows:
        held = row["names"]
        for step in steps:
            dot: Row = {"place": row["place"], "y": -at[step] * down, "programs": row["programs"]}
            (full if step in held else empty).append(dot)
        ends = [-at[step] * down for step in held]
        joins.append({"place": row["place"], "y": min(ends), "y2": max(ends)})
    return [
        plane.boxes(stripes, "x", "y", role="band0"),
        plane.dots(empty, "place", "y", role="hair", radius=4),
        plane.lines(joins, "place", "y", x2="place", role="disc", width=3),
        plane.dots(full, "place", "y", role="disc", radius=7),
        plane.words(names, "x", "y", weight=700, align="right", dx=-14),
    ]

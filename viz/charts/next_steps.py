"""Where do people go next?  After one step a curve over time; of all steps, a bar for each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import source_named, title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.record.window import parse_horizon
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.rate import TOO_FEW, percent
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rows_of
from viz.charts.plane import Plane
from viz.charts.time_to_next import time_to_next_chart
from viz.drawing.names import told_apart
from viz.drawing.text import clean, middle_cut, width
from viz.drawing.words import people as people_words

__all__ = ["next_steps_chart"]

_MOST, _NAME, _PARTS, _LEAST, _READABLE, _THICK = 10, 220.0, 4, 0.03, 8, 40.0
_LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "again": ("on_disc", {"role": "disc"}),
    "on": ("page", {"role": "up"}),
    "others": ("text", {"role": "page", "stroke": "up", "strokeDash": [4, 3]}),
    "stay": ("text", {"role": "level", "opacity": 0.35}),
}


def next_steps_chart(answer: Answer) -> Chart:
    """After one step, how long people take; without one, where they go from every step."""
    return _ways_chart(answer) if answer.curve is None else time_to_next_chart(answer)


def _ways_chart(answer: Answer) -> Chart:
    """A bar for each step, as long as everyone watched, in parts by where they went."""
    shared = fit_to_share(answer)
    table = shared.table[shared.table["n"].fillna(0) >= TOO_FEW]
    bars = _bars(table)
    if not bars:
        raise NothingToDrawError("There is nothing to draw: too few people after every step.")
    keys = [name for name in ("source", "previous") if name in table]
    more = shared.table.groupby(keys).ngroups - len(bars)
    title, window = title_of(answer), parse_horizon(answer.asked["horizon"])
    notes = [
        "Dark: the same step again; blue: another step; grey: no further step.",
        "Dashed: smaller parts, and those of under 5 people, together.",
        "Names that do not fit are in the table.",
    ]
    if more > 0:
        notes.append(f"{more} smaller steps are not drawn.")
    return Chart(
        question=answer.question,
        title=title,
        subtitle=f"What people do next within {window} of their first time at each step, "
        "as shares of those watched for so long",
        words=alternative(title, shared),
        notes=tuple(notes),
        table=table.reset_index(drop=True),
        drawing=Drawing(Margins(left=_NAME, top=26), lambda plane: _draw(plane, bars)),
    )


def _bars(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The steps with most people watched, each with its parts from left to right."""
    keys = [name for name in ("source", "previous") if name in table]
    bars: list[dict[str, Any]] = []
    for key, rows in table.groupby(keys, sort=False):
        name = source_named(*map(str, key))
        parts = _parts(rows_of(rows))
        if {part["looks"] for part in parts} != {"others"}:
            bars.append({"name": name, "n": int(rows["n"].iloc[0]), "parts": parts})
    return sorted(bars, key=lambda bar: -int(bar["n"]))[:_MOST]


def _parts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same again, the most common others, all else, and no further step."""
    n = rows[0]["n"]
    told = [row for row in rows if row["x"]]
    again = [row for row in told if row["target"] == row["source"]]
    stay = [row for row in told if row["target"] == NO_FURTHER]
    on = [row for row in told if row not in again and row not in stay and row["x"] >= _LEAST * n]
    on = sorted(on, key=lambda row: -row["x"])[:_PARTS]
    rest = n - sum(row["x"] for row in (*again, *on, *stay))
    looks = (("again", again), ("on", on), ("others", [{"target": "others", "x": rest}]))
    return [
        {"looks": looks, "target": row["target"], "people": row["x"], "share": row["x"] / n}
        for looks, many in (*looks, ("stay", stay))
        for row in many
        if row["x"]
    ]


def _draw(plane: Plane, bars: list[dict[str, Any]]) -> list[Any]:
    plane = plane.scaled((0.0, 1.0), (float(len(bars)), 0.0))
    boxes = [box for place, bar in enumerate(bars) for box in _boxes(plane, place, bar)]
    layers = []
    for looks, (ink, look) in _LOOKS.items():
        shown = [box for box in boxes if box["looks"] == looks]
        layers += [
            plane.boxes(shown, "x", "y", strokeWidth=1.5, cornerRadius=3, **look),
            plane.words(shown, "centre", "middle", "label", role=ink, dy=-9),
            plane.words(shown, "centre", "middle", "number", role=ink, weight=700, dy=9),
        ]
    names = told_apart([bar["name"] for bar in bars], _NAME - 14, 15)
    left = [
        {"x": 0.0, "y": place + 0.5, "people": people_words(bar["n"]), "label": names[bar["name"]]}
        for place, bar in enumerate(bars)
    ]
    marks = [{"x": nth / 4, "y": 0.0, "label": percent(nth / 4)} for nth in range(5)]
    side: dict[str, Any] = {"align": "right", "dx": -14}
    return [
        *layers,
        plane.words(left, "x", "y", weight=700, size=15, dy=-9, **side),
        plane.words(left, "x", "y", "people", role="text2", dy=10, **side),
        plane.words(marks[:1], "x", "y", role="text2", align="left", dy=-12),
        plane.words(marks[1:-1], "x", "y", role="text2", dy=-12),
        plane.words(marks[-1:], "x", "y", role="text2", align="right", dy=-12),
    ]


def _boxes(plane: Plane, place: int, bar: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a bar with name and share inside, as far as they fit."""
    boxes, at, gap = [], 0.0, plane.wide(1)
    middle, half = place + 0.5, min(0.36, abs(plane.high(_THICK)))
    for part in bar["parts"]:
        end = at + part["share"]
        room, number = part["share"] / plane.wide(1) - 12, percent(part["share"])
        label = _label(part, room)
        boxes.append({
            **part, "step": bar["name"], "x": at + gap, "x2": max(end - gap, at + gap),
            "y": middle - half, "y2": middle + half, "middle": middle, "centre": (at + end) / 2,
            "label": label,
            "number": number if width(number, 14, 700) <= room + 8 else "",
        })  # fmt: skip
        at = end
    return boxes


def _label(part: dict[str, Any], room: float) -> str:
    """Where a part goes, as far as it can be read."""
    if part["looks"] == "again":
        return next((w for w in ("the same again", "again") if width(w, 14) <= room), "")
    name = clean(str(part["target"]))
    label = middle_cut(name, room, 14)
    return label if label == name or len(label) > _READABLE else ""

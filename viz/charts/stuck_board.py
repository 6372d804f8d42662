"""Where would help reach most people?  Everyone at each point, by what became of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import STATES, fit_to_share
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rows_of
from viz.charts.plane import Plane
from viz.drawing.names import told_apart
from viz.drawing.text import width
from viz.drawing.words import people as people_words

__all__ = ["stuck_board_chart"]

_MOST = 8
_LOOKS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "graduated": ("graduated", "on_disc", {"role": "disc"}),
    "moved_on": ("moved on", "page", {"role": "up"}),
    "in_progress": ("in progress", "text", {"role": "page", "stroke": "up", "strokeDash": [4, 3]}),
    "stuck": ("stuck", "page", {"role": "stuck"}),
    "lapsed": ("lapsed", "text", {"role": "level", "opacity": 0.35}),
    "others": ("others", "text", {"role": "page", "stroke": "level", "strokeDash": [2, 4]}),
    "held": ("at the top", "text", {"role": "band4", "stroke": "edge"}),
}
_NAME, _MORE, _THICK = 150.0, 176.0, 44.0


def stuck_board_chart(answer: Answer) -> Chart:
    """A bar for each point, as long as its people, in parts by what became of them."""
    shared = fit_to_share(answer)
    table = shared.table[shared.table["people"].notna() & (shared.table["people"] > 0)].head(_MOST)
    table = table.reset_index(drop=True)
    if not table[STATES].fillna(0).any(axis=None):
        raise NothingToDrawError("There is nothing to draw: too few people at every point.")
    title = title_of(answer)
    # To say that a number is left out tells nothing of it.
    counted = answer.table.set_index("step")["would_have_moved"].notna()
    table["few"] = table["step"].map(counted) & table["would_have_moved"].isna()
    return Chart(
        question=answer.question,
        title=title,
        subtitle="Everyone who reached each point, by what came after; numbers are people",
        words=alternative(title, shared),
        notes=_notes(table),
        table=table,
        drawing=Drawing(
            Margins(left=_NAME, top=34, right=_MORE, bottom=0), lambda plane: _draw(plane, table)
        ),
    )


def _notes(table: pd.DataFrame) -> tuple[str, ...]:
    order = "From left to right: graduated, moved on, in progress, stuck, lapsed."
    notes = [order, "Stuck: has waited the usual time or longer, and is around; lapsed: is not."]
    if table[STATES].isna().any(axis=None):
        notes.append("Dotted: parts together, one of them of under 5 people.")
    notes.append("At the right: at the reference rate, with its interval; no promise.")
    return tuple(notes)


def _draw(plane: Plane, table: pd.DataFrame) -> list[Any]:
    most = max([1, *table["people"].astype(int)])
    plane = plane.scaled((0.0, float(most)), (float(len(table)), 0.0))
    half = min(0.25, abs(plane.high(_THICK)))
    parts = [
        part
        for place, row in enumerate(rows_of(table))
        for part in _worded(plane, _parts(place + 0.53, half, row))
    ]
    layers = []
    for state, (_, ink, look) in _LOOKS.items():
        shown = [part for part in parts if part["state"] == state]
        if shown:
            layers += _segments(plane, shown, ink, look)
    return [*layers, *_sides(plane, table)]


def _parts(middle: float, half: float, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a bar, one after the other; those that are hidden together at its end."""
    counts = {state: row[state] or 0 for state in STATES}
    counts = {**counts, "others": row["people"] - sum(counts.values())}
    out = [_LOOKS[state][0] for state in STATES if row[state] is None]
    parts, at = [], 0
    for state in _LOOKS:
        if count := counts[state]:
            name = " or ".join(out) if state == "others" and len(out) == 2 else _LOOKS[state][0]
            parts.append({
                "step": row["step"], "state": state, "name": name, "people": count,
                "x": at, "x2": at + count, "y": middle - half, "y2": middle + half,
            })  # fmt: skip
            at += count
    return parts


def _worded(plane: Plane, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name and number inside a part where they fit; else the number, and the name above it."""
    worded, free = [], 0.0
    for part in parts:
        name, count = part["name"], f"{part['people']:,}"
        room = (part["x2"] - part["x"]) / plane.wide(1) - 10
        centre = (part["x"] + part["x2"]) / 2
        half = plane.wide(width(name, 14) / 2)
        label, above = "", ""
        if width(f"{name} {count}", 14, 700) <= room:
            label = f"{name} {count}"
        elif width(count, 14, 700) <= room:
            label = count
            above = name if centre - half >= free else ""
        free = centre + half + plane.wide(8) if above else free
        middle = (part["y"] + part["y2"]) / 2
        worded.append({**part, "label": label, "above": above, "centre": centre, "middle": middle})
    return worded


def _segments(
    plane: Plane, parts: list[dict[str, Any]], ink: str, look: dict[str, Any]
) -> list[Any]:
    """The boxes of a state with their words."""
    gap = plane.wide(1)
    boxes = [
        {**part, "x": part["x"] + gap, "x2": max(part["x2"] - gap, part["x"] + gap)}
        for part in parts
    ]
    inside = [part for part in boxes if part["label"]]
    above = [
        {**part, "middle": part["y"], "label": part["above"]} for part in boxes if part["above"]
    ]
    return [
        plane.boxes(boxes, "x", "y", strokeWidth=1.5, cornerRadius=3, **look),
        plane.words(inside, "centre", "middle", weight=700, role=ink),
        plane.words(above, "centre", "middle", role="text2", dy=-10),
    ]


def _sides(plane: Plane, table: pd.DataFrame) -> list[Any]:
    """The point at the left, with its people; at the right, how many more could have moved."""
    left, right = [], []
    names = told_apart(table["step"].astype(str).tolist(), _NAME - 14, 15)
    for place, row in enumerate(rows_of(table)):
        y = place + 0.53
        left.append(
            {"x": 0.0, "y": y, "label": names[row["step"]], "people": people_words(row["people"])}
        )
        more = row["would_have_moved"]
        if more is None:
            why = "hidden: under 5" if row["few"] else "too few to say"
            words = ("", "no way up" if row["held"] else why)
        else:
            low, high = row["would_low"], row["would_high"]
            band = "" if low is None or low == high else f"({low:,} to {high:,})"
            words = (f"{more:,} more", band)
        right.append({"x": plane.x[1], "y": y, "label": words[0], "band": words[1]})
    look: dict[str, Any] = {"align": "left", "dx": 16}
    head = [{"x": plane.x[1], "y": 0.0, "label": "would have moved on"}]
    return [
        plane.words(left, "x", "y", weight=700, size=15, align="right", dx=-14, dy=-9),
        plane.words(left, "x", "y", "people", role="text2", align="right", dx=-14, dy=10),
        plane.words(head, "x", "y", role="text2", dy=-8, **look),
        plane.words(right, "x", "y", weight=700, size=17, role="stuck", dy=-10, **look),
        plane.words(right, "x", "y", "band", role="text2", dy=11, **look),
    ]

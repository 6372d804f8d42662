"""What follows what?  People who went from each step straight to each next one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.sequences.directly_follows import END, START
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rows_of
from viz.charts.plane import Plane
from viz.drawing.names import shared_words, told_apart
from viz.drawing.text import wrap

__all__ = ["step_matrix_chart"]

_MOST = 12
_NAME = 190.0


def step_matrix_chart(answer: Answer) -> Chart:
    """A grid of people: rows are where they came from, columns where they went next."""
    shared = fit_to_share(answer)
    steps = _steps(shared.table)
    inside = shared.table["source"].isin([START, *steps]) & shared.table["target"].isin(
        [END, *steps]
    )
    table = shared.table[inside].reset_index(drop=True)
    title = title_of(answer)
    return Chart(
        question=answer.question,
        title=title,
        subtitle="People who went from the step at the left straight to the step above",
        words=alternative(title, shared),
        notes=_notes(shared.table, steps),
        table=table,
        drawing=Drawing(_margins(steps), lambda plane: _draw(plane, table, steps)),
    )


def _written(steps: list[str]) -> dict[str, str]:
    """The names of rows and columns; turned words have as much room as those of rows."""
    return told_apart(steps, _NAME - 14, 14)


def _steps(table: pd.DataFrame) -> list[str]:
    """The steps that most people came from or went to."""
    ends = pd.concat([table.set_index("source")["people"], table.set_index("target")["people"]])
    totals = ends.groupby(level=0).sum().drop([START, END], errors="ignore")
    ranked = sorted(totals.index, key=lambda step: (-int(totals[step]), str(step)))
    return [str(step) for step in ranked[:_MOST]]


def _margins(steps: list[str]) -> Margins:
    """Room for the names of columns: across where two lines are enough, slanted where not."""
    if _slanted(steps):
        return Margins(left=_NAME, top=128, right=110)
    return Margins(left=_NAME, top=44)


def _slanted(steps: list[str]) -> bool:
    room = 1040 / (len(steps) + 1) - 8
    names = _written(steps).values()
    return any(" ".join(wrap(name, room, 2, 14, 700)) != name for name in names)


def _notes(table: pd.DataFrame, steps: list[str]) -> tuple[str, ...]:
    begun = START in set(table["source"])
    notes = ["Joined: first step on record."] if begun else []
    notes.append("No further: last step so far, also of recent people.")
    more = table["source"].nunique() - begun - len(steps)
    if more > 0:
        notes.append(f"{more} smaller steps are in the answer's table only.")
    notes.append(shared_words(steps, _NAME - 14, 14))
    if table["hidden"].any():
        notes.append("A dot: under 5 people, or a count that would give such a one back.")
    return tuple(notes)


def _draw(plane: Plane, table: pd.DataFrame, steps: list[str]) -> list[Any]:
    # Beside a map that tells where people join, the moves come without their start.
    sources = [*([START] if START in set(table["source"]) else []), *steps]
    targets = [*steps, END]
    size = (float(len(targets)), float(len(sources)))
    plane = plane.scaled((0.0, size[0]), (size[1], 0.0))
    most = max([1, *table.loc[~table["hidden"], "people"].astype(int)])
    cells, dots = [], []
    for row in rows_of(table):
        x, y = targets.index(row["target"]), sources.index(row["source"])
        place = {"source": row["source"], "target": row["target"], "x": x, "y": y,
                 "x2": x + 1, "y2": y + 1, "cx": x + 0.5, "cy": y + 0.5}  # fmt: skip
        if row["hidden"]:
            dots.append({**place, "label": "·"})
        else:
            # The square root: a few large cells would leave all others white.
            # At most half the ink, on which dark words (and, in the dark, light ones) can be read.
            tint = 0.06 + 0.44 * (row["people"] / most) ** 0.5
            cells.append({**place, "people": row["people"], "tint": round(tint, 3),
                          "label": f"{row['people']:,}"})  # fmt: skip
    tall = plane.height / size[1]
    look: dict[str, Any] = {"weight": 700, "size": 16 if tall > 34 else 14}
    return [
        *(_tinted(plane, cell) for cell in _by_tint(cells)),
        *_lattice(plane, size),
        plane.words(cells, "cx", "cy", **look),
        plane.words(dots, "cx", "cy", role="text2", size=20, weight=700),
        *_heads(plane, sources, targets),
    ]


def _by_tint(cells: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    tints = sorted({cell["tint"] for cell in cells})
    return [[cell for cell in cells if cell["tint"] == tint] for tint in tints]


def _tinted(plane: Plane, cells: list[dict[str, Any]]) -> Any:
    return plane.boxes(cells, "x", "y", role="up", opacity=cells[0]["tint"])


def _lattice(plane: Plane, size: tuple[float, float]) -> list[Any]:
    across = [{"x": 0.0, "x2": size[0], "y": float(y)} for y in range(int(size[1]) + 1)]
    down = [{"x": float(x), "y": 0.0, "y2": size[1]} for x in range(int(size[0]) + 1)]
    return [
        plane.lines(across, "x", "y", y2="y", role="hair"),
        plane.lines(down, "x", "y", x2="x", role="hair"),
    ]


def _heads(plane: Plane, sources: list[str], targets: list[str]) -> list[Any]:
    """Names of rows and columns; those of columns in two lines where one is too short."""
    written = {**_written(targets[:-1]), START: "joined", END: "no further"}
    room = plane.width / len(targets) - 8
    rows = [{"x": 0.0, "y": nth + 0.5, "label": written[name]} for nth, name in enumerate(sources)]
    columns = [
        {"x": nth + 0.5, "y": 0.0, **_two_lines(written[name], room)}
        for nth, name in enumerate(targets)
    ]
    names = plane.words(rows, "x", "y", weight=700, align="right", dx=-14)
    if _slanted(targets[:-1]):
        # Turned words step along their own line: up and to the right.
        return [names, plane.words(columns, "x", "y", "whole", weight=700, align="left",
                                   angle=322, dx=8, dy=-4)]  # fmt: skip
    return [
        names,
        plane.words(columns, "x", "y", "first", weight=700, dy=-31),
        plane.words(columns, "x", "y", "second", weight=700, dy=-13),
    ]


def _two_lines(name: str, room: float) -> dict[str, str]:
    lines = wrap(name, room, 2, 14, 700)
    first = lines[0] if len(lines) > 1 else ""
    return {"first": first, "second": lines[-1], "whole": name}

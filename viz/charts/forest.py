"""Values with their intervals, one below the other, held against a line or against a neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from pathways.errors import NothingToDrawError
from pathways.stats.rate import TOO_FEW, ends, percent
from viz.charts.chart import Drawing, Margins
from viz.charts.parts import top_of_rates
from viz.charts.plane import Plane
from viz.drawing.names import told_apart
from viz.drawing.text import clean, ellipsis, middle_cut, width

__all__ = ["Line", "Scale", "forest", "rate_line", "rate_scale"]

_NAME, _SAID = 300.0, 340.0
_THICK = 18.0


@dataclass(frozen=True)
class Line:
    """A row: what it is of, its value with interval, and what is said at its right.

    ``value`` is missing where there is nothing to say but ``said``.  ``beside`` is another value,
    drawn hollow.
    """

    name: str
    under: str
    value: float | None
    low: float | None
    high: float | None
    said: str
    role: str = "up"
    beside: float | None = None


@dataclass(frozen=True)
class Scale:
    """The axis: its marks with their words, its ends, and whether a doubling is a step."""

    marks: tuple[tuple[float, str], ...]
    doubling: bool = False
    line: float | None = None

    def at(self, value: float) -> float:
        """Where a value stands; what lies beyond an end stands at it."""
        first, last = self.marks[0][0], self.marks[-1][0]
        kept = min(max(value, first), last)
        return log2(kept) if self.doubling else kept


def rate_line(row: Mapping[str, Any], name: str, under: str = "", **more: Any) -> Line:
    """The rate of a row with its interval, or why there is none."""
    if row["rate"] is None:
        few = row["x"] is None or (row["n"] or 0) >= TOO_FEW
        words = "hidden: under 5 people" if few else "too few to say"
        return Line(name, under, None, None, None, words)
    band = ends(row["low"], row["high"])
    words = f"{row['x']:,}/{row['n']:,} = {percent(row['rate'])} ({band})"
    after = more.pop("after", "")
    return Line(name, under, row["rate"], row["low"], row["high"], words + after, **more)


def rate_scale(lines: Sequence[Line], line: float | None = None) -> Scale:
    """An axis of rates from 0 to above all that is drawn.

    Raises:
        NothingToDrawError: there is no rate at all.
    """
    if all(one.value is None for one in lines):
        raise NothingToDrawError("There is nothing to draw: too few people everywhere.")
    drawn = [value for one in lines for value in (one.high, one.beside) if value is not None]
    top = top_of_rates(drawn)
    return Scale(tuple((top * nth / 4, percent(top * nth / 4)) for nth in range(5)), line=line)


def forest(lines: Sequence[Line], scale: Scale) -> Drawing:
    """How such a chart is drawn."""
    names = [width(clean(name), 14, 700) for line in lines for name in (line.name, line.under)]
    widths = [width(clean(line.said), 14) for line in lines]
    margins = Margins(
        left=min(_NAME, max(names, default=0.0) + 20),
        top=30,
        right=min(_SAID, max(widths, default=0.0) + 24),
        bottom=8,
    )
    return Drawing(margins, lambda p: _draw(p, lines, scale))


def _draw(plane: Plane, lines: Sequence[Line], scale: Scale) -> list[Any]:
    ends = (scale.at(scale.marks[0][0]), scale.at(scale.marks[-1][0]))
    plane = plane.scaled(ends, (float(len(lines)), 0.0))
    half = min(0.22, abs(plane.high(_THICK)))
    names = told_apart(list(dict.fromkeys(line.name for line in lines)), _NAME - 16, 14)
    rows = [_row(nth, line, names[line.name], scale, half) for nth, line in enumerate(lines)]
    told = [row for row in rows if row["value"] is not None]
    hollow = [{**row, "x": scale.at(row["beside"])} for row in told if row["beside"] is not None]
    layers = _axis(plane, scale, len(lines))
    for role in sorted({row["role"] for row in told}):
        rows_of_role = [row for row in told if row["role"] == role]
        layers.append(
            plane.boxes(rows_of_role, "left", "above", x2="right", y2="below", role=role,
                        opacity=0.25, cornerRadius=5)
        )  # fmt: skip
        layers.append(plane.dots(rows_of_role, "x", "y", role=role, stroke="page", strokeWidth=2))
    look: dict[str, Any] = {"align": "right", "dx": -14}
    beside: dict[str, Any] = {"align": "left", "dx": 14}
    return [
        *layers,
        plane.dots(hollow, "x", "y", role="page", stroke="level", strokeWidth=2.5, radius=5.5),
        plane.words(
            [r for r in rows if r["under"]], "start", "y", "name", weight=700, dy=-9, **look
        ),
        plane.words([r for r in rows if not r["under"]], "start", "y", "name", weight=700, **look),
        plane.words(rows, "start", "y", "under", role="text2", dy=9, **look),
        plane.words(rows, "end", "y", "said", **beside),
    ]


def _row(nth: int, line: Line, name: str, scale: Scale, half: float) -> dict[str, Any]:
    y = nth + 0.5
    row: dict[str, Any] = {
        "name": name,
        "under": middle_cut(clean(line.under), _NAME - 16, 14),
        "said": ellipsis(clean(line.said), _SAID - 16, 14),
        "value": line.value, "low": line.low, "high": line.high, "beside": line.beside,
        "role": line.role, "y": y, "above": y - half, "below": y + half,
        "start": scale.at(scale.marks[0][0]), "end": scale.at(scale.marks[-1][0]),
    }  # fmt: skip
    if line.value is None or line.low is None or line.high is None:
        return {**row, "value": None}
    return {
        **row,
        "x": scale.at(line.value),
        "left": scale.at(line.low),
        "right": scale.at(line.high),
    }


def _axis(plane: Plane, scale: Scale, lines: int) -> list[Any]:
    marks = [
        {"x": scale.at(value), "y": 0.0, "y2": float(lines), "label": words}
        for value, words in scale.marks
    ]
    layers = [
        plane.lines(marks, "x", "y", x2="x", role="hair"),
        plane.words(marks, "x", "y", role="text2", dy=-12),
    ]
    if scale.line is not None:
        line = [{"x": scale.at(scale.line), "y": 0.0, "y2": float(lines)}]
        layers.append(plane.lines(line, "x", "y", x2="x", role="text", width=2, dash=(7, 5)))
    return layers

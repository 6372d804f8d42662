"""Is it working?  Each edition's share with its interval, the goal, and what was changed when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Sentence
from pathways.headlines.titles import title_of
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import SMALLEST
from pathways.record.editions import edition_word
from pathways.stats.rate import TOO_FEW, bare_percent, percent
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, rate_axis, rows_of, top_of_rates
from viz.charts.plane import Plane, Row
from viz.drawing.text import clean, ellipsis, width, wrap

__all__ = ["conversion_chart"]

_BAR = 20.0
_MOST, _ROOM = 18, 35.0
"""Editions on one chart, and px that each needs."""
_EVERYONE = ("n", "not_yet_observable")


def conversion_chart(answer: Answer) -> Chart:
    """A point for each edition with its interval, a line at the goal, marks where changes fell."""
    shared = fit_to_share(answer)
    table = shared.table
    title = title_of(answer)
    goal = table["goal"].dropna()
    rows = _rows(table, answer.table)
    top = top_of_rates([*table["high"].dropna(), *goal, *_corners(rows)])
    marks = _Marks(rows, float(goal.iloc[0]) if len(goal) else None, top)
    return Chart(
        question=answer.question,
        title=title,
        subtitle=_subtitle(answer),
        words=alternative(title, shared),
        notes=_notes(rows, marks.goal),
        table=table,
        drawing=Drawing(Margins(left=66, top=26, right=8, bottom=54), marks.draw),
    )


def _subtitle(answer: Answer) -> str:
    """What is counted, of whom."""
    told = answer.sentence
    target = told.values.get("target") if isinstance(told, Sentence) else None
    step = f" who took the step to {target}" if target else ""
    return f"Share{step}, of {answer.denominator}"


def _named(row: pd.Series) -> str:
    name = edition_word(clean(str(row["edition"])))
    return name[:1].upper() + name[1:]


def _rows(table: pd.DataFrame, counted: pd.DataFrame) -> list[dict[str, Any]]:
    """The table as the chart needs it: each edition with its names and what it looks like."""
    rows = []
    for row, x in zip(rows_of(table), counted["x"], strict=True):
        n, later = row["n"] or 0, row["not_yet_observable"]
        looks, out = "point", False
        if row["n"] is None:
            looks = "few"
        elif row["hidden"]:
            looks, out = ("few hidden" if x < SMALLEST else "most hidden"), True
        elif n == 0:
            looks = "waiting" if later != 0 else "nobody"
        elif n < TOO_FEW:
            looks = "few"
        elif later != 0:
            looks = "open"
        names = [clean(str(row[part])) for part in ("program", "edition") if part in row]
        rows.append({**row, "looks": looks, "out": out, "names": names})
    return rows


def _drawn(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """As many editions as can be told apart: the last ones, or of several programs the largest."""
    kept = rows[-most:]
    if rows and "program" in rows[0]:
        by_people = sorted(rows, key=lambda row: -sum(row[name] or 0 for name in _EVERYONE))
        kept = [row for row in rows if row in by_people[:most]]
    return [{**row, "place": place + 0.5} for place, row in enumerate(kept)]


def _corners(rows: Sequence[Row]) -> list[float]:
    """How high the boxes over what a hidden count may be reach."""
    few = [(SMALLEST - 1) / row["n"] for row in rows if row["looks"] == "few hidden"]
    return [*few, *(1.0 for row in rows if row["looks"] == "most hidden")]


def _notes(rows: Sequence[Row], goal: float | None) -> tuple[str, ...]:
    looks = {row["looks"] for row in rows}
    notes = ["Dot: share of people; bar: 95 % interval (Wilson)."]
    if looks & {"open", "waiting"}:
        notes.append("Hollow: people still inside the window, in no comparison.")
    if looks & {"few hidden", "most hidden"}:
        notes.append("Hatched: what a count of under 5 people, which is suppressed, may be.")
    if "few" in looks:
        notes.append(f"Fewer than {TOO_FEW} people: too few to say.")
    if any(row["interventions"] for row in rows):
        notes.append("Dotted: what was changed, and when; not why shares moved.")
    if goal is not None:
        notes.append("Dashed: the goal.")
    if len(rows) > _MOST:
        which = "largest" if "program" in rows[0] else "last"
        notes.append(f"The {_MOST} {which} of {len(rows)} editions; the table has all.")
    return tuple(notes)


class _Marks:
    """The marks of the chart, from its rows."""

    def __init__(self, rows: list[dict[str, Any]], goal: float | None, top: float) -> None:
        self.rows, self.goal, self.top = rows, goal, top

    def draw(self, plane: Plane) -> list[Any]:
        """All layers, the ground first."""
        drawn = _drawn(self.rows, min(_MOST, int(plane.width / _ROOM)))
        feet = _Feet(drawn, plane)
        # Names of more than a line hang below nothing, so that nothing moves up.
        below = -self.top * feet.deep / (plane.height - feet.deep)
        plane = plane.scaled((0.0, max(1.0, float(len(drawn)))), (below, self.top))
        half = plane.wide(_BAR / 2)
        rows = [{**row, "left": row["place"] - half, "right": row["place"] + half} for row in drawn]
        points = [row for row in rows if row["looks"] == "point"]
        hollow = [row for row in rows if row["looks"] == "open"]
        return [
            *rate_axis(plane, self.top),
            *self._changes(plane, rows),
            *self._bars(plane, points, hollow),
            *self._goal(plane),
            plane.dots(points, "place", "rate", role="up", stroke="page", strokeWidth=2),
            plane.dots(hollow, "place", "rate", role="page", stroke="up", strokeWidth=2.5),
            *self._shares(plane, points + hollow),
            *self._boxes(plane, rows),
            *self._aim(plane),
            *feet.draw(plane),
        ]

    def _bars(self, plane: Plane, points: list[Any], hollow: list[Any]) -> list[Any]:
        ends = {"x2": "right", "y2": "high", "cornerRadius": 6}
        dashed = {"role": "page", "stroke": "up", "strokeDash": [4, 3], "strokeWidth": 1.5}
        return [
            plane.boxes(points, "left", "low", role="up", opacity=0.22, **ends),
            plane.boxes(hollow, "left", "low", **dashed, **ends),
        ]

    def _goal(self, plane: Plane) -> list[Any]:
        if self.goal is None:
            return []
        row = {"x": 0.0, "goal": self.goal, "x2": plane.x[1]}
        return [plane.lines([row], "x", "goal", y2="goal", role="text", width=2, dash=(7, 5))]

    def _aim(self, plane: Plane) -> list[Any]:
        """The goal in words, readable over whatever stands there."""
        if self.goal is None:
            return []
        row = {"x": 0.0, "goal": self.goal, "label": f"goal {percent(self.goal)}"}
        look: dict[str, Any] = {"weight": 700, "align": "left", "dx": 2, "dy": -12}
        halo: dict[str, Any] = {"stroke": plane.ink["page"], "strokeWidth": 4}
        return [plane.words([row], "x", "goal", **look, **extra) for extra in (halo, {})]

    def _shares(self, plane: Plane, rows: list[Any]) -> list[Any]:
        """The shares beside their dots; above the goal's line where they would lie on it."""
        near = plane.high(13)
        groups: dict[float, list[Any]] = {0.0: [], -13.0: [], 13.0: []}
        for row in rows:
            off = 0.0 if self.goal is None else row["rate"] - self.goal
            dy = 0.0 if abs(off) > near or self.goal is None else (-13.0 if off >= 0 else 13.0)
            groups[dy].append(
                {**row, "label": percent(row["rate"]), "bare": bare_percent(row["rate"])}
            )
        look: dict[str, Any] = {"role": "up", "weight": 700, "size": 15, "align": "left", "dx": 14}
        if self._narrow(plane):
            # Without their sign they fit beside the dots; the axis has it.
            halo: dict[str, Any] = {"stroke": plane.ink["page"], "strokeWidth": 3}
            bars = [{**row, "label": row["bare"]} for each in groups.values() for row in each]
            beside: dict[str, Any] = {"role": "up", "weight": 700, "align": "left", "dx": 12}
            return [plane.words(bars, "place", "rate", **beside, **extra) for extra in (halo, {})]
        return [
            plane.words(bars, "place", "rate", dy=dy, **look) for dy, bars in groups.items() if bars
        ]

    def _narrow(self, plane: Plane) -> bool:
        """Whether editions stand too close for words beside their dots."""
        return plane.width / max(len(self.rows), 1) < 100

    def _changes(self, plane: Plane, rows: list[Any]) -> list[Any]:
        """A dotted line after each edition in which something was changed, with its words."""
        made = [row for row in rows if row["interventions"]]
        lines = [{"x": row["place"] + 0.5, "y": 0.0, "y2": self.top} for row in made]
        layers = [
            plane.lines(
                lines, "x", "y", x2="x", role="text2", width=1.5, dash=(1, 4), strokeCap="round"
            )
        ]
        room = plane.width / len(rows) * 1.6
        words = []
        for row in made:
            text = ellipsis(clean(row["interventions"]), room, 14)
            half = plane.wide(width(text, 14) / 2)
            x = min(max(row["place"] + 0.5, half), plane.x[1] - half)
            words.append({"x": x, "y": self.top, "label": text})
        if self._narrow(plane):
            words = []
        return [*layers, plane.words(words, "x", "y", role="text2", dy=-14)] if made else []

    def _boxes(self, plane: Plane, rows: list[Any]) -> list[Any]:
        """What has no dot: hidden, too few, nobody yet."""
        layers: list[Any] = []
        hidden = [row for row in rows if row["out"]]
        if hidden:
            layers += _hatched(plane, hidden)
        waiting = [{**row, "y": 0.0, "y2": self.top} for row in rows if row["looks"] == "waiting"]
        if waiting:
            ends = {"x2": "right", "cornerRadius": 6}
            dashed = {"role": "page", "stroke": "up", "strokeDash": [4, 3], "strokeWidth": 1.5}
            layers.append(plane.boxes(waiting, "left", "y", **dashed, **ends))
            words = "still inside the window"
            if width(words, 14) > self.top / plane.high(1):
                words = "still inside"
            told = [{**row, "y": self.top / 2, "label": words} for row in waiting]
            layers.append(plane.words(told, "place", "y", role="up", angle=270, dx=0, dy=1))
        few = [
            {**row, "y": 0.0, "label": "too few to say"} for row in rows if row["looks"] == "few"
        ]
        if few:
            layers.append(
                plane.words(few, "place", "y", role="text2", angle=270, align="left", dx=8)
            )
        return layers


class _Feet:
    """Names and numbers of people under the editions.

    A name that does not fit in two lines is turned upright; ``deep`` is how much lower than one
    line all of it then reaches.
    """

    def __init__(self, rows: list[dict[str, Any]], plane: Plane) -> None:
        self.room = room = plane.width / max(len(rows), 1) - 6
        self.rows, self.longest = rows, max(76.0, plane.height / 4)
        self.common = _common([row["names"][-1] for row in rows if len(row["names"]) == 1], room)
        self.lines = [self._lines(row["names"], room) for row in rows]
        self.turned = [
            max(width(line, 14, 700) for line in name_lines) > room for name_lines in self.lines
        ]
        depths = [
            max(width(line, 14, 700) for line in name_lines) - 8
            if turned
            else 19.0 * (len(name_lines) - 1)
            for name_lines, turned in zip(self.lines, self.turned, strict=True)
        ]
        self.deep = max([0.0, *depths])

    def _lines(self, names: list[str], room: float) -> tuple[str, ...]:
        if len(names) == 1:
            names = [names[0][len(self.common) :]]
            two = wrap(names[0], room, 2, 14, 700)
            if not any(line.endswith("…") for line in two):
                return two
        return tuple(ellipsis(name, self.longest, 14, 700) for name in names)

    def draw(self, plane: Plane) -> list[Any]:
        words: list[dict[str, Any]] = []
        for row, name_lines, turned in zip(self.rows, self.lines, self.turned, strict=True):
            for nth, label in enumerate(name_lines):
                off = plane.wide(18 * nth - 9 * (len(name_lines) - 1)) if turned else 0.0
                line = -1 if turned else nth
                words.append({"place": row["place"] + off, "y": 0.0, "label": label, "line": line})
        few = "under 5" if width("under 5", 14) <= self.room else "< 5"
        people = [{**row, "y": 0.0, "people": _people(row) or few} for row in self.rows]
        head = ellipsis(self.common.strip(" -_.:"), 58, 14)
        side = [{"x": 0.0, "y": 0.0, "label": "n", "head": head}]
        # Where names are turned, the people stand above them, all in one line.
        high, low = (40, 20) if any(self.turned) else (20, self.deep + 40)
        looks: dict[int, dict[str, Any]] = {
            -1: {"angle": 270, "align": "right", "dx": 8 - high, "dy": 1},
            0: {"dy": high},
            1: {"dy": high + 19},
        }
        return [
            *(
                plane.words([one for one in words if one["line"] == line], "place", "y",
                            weight=700, **look)
                for line, look in looks.items()
            ),
            plane.words(people, "place", "y", "people", role="text2", dy=low),
            plane.words(side, "x", "y", role="text2", align="right", dx=-10, dy=low),
            plane.words(side, "x", "y", "head", role="text2", align="right", dx=-10, dy=high),
        ]  # fmt: skip


def _common(names: Sequence[str], room: float) -> str:
    """What all names begin with, where they are too long to be written out; it is said once."""
    if len(names) < 2 or all(width(name, 14, 700) <= room for name in names):
        return ""
    first, last = min(names), max(names)
    same = [one == other for one, other in zip(first, last, strict=False)]
    start = first[: (same.index(False) if False in same else len(same))]
    end = max((start.rfind(mark) for mark in " -_.:"), default=-1)
    return start[: end + 1]


def _people(row: Row) -> str:
    """Who stands under an edition: the n of its share, or those who still wait; few are hidden."""
    many = row["not_yet_observable"] if row["looks"] == "waiting" else row["n"]
    return "" if many is None else f"{many:,}"


def _hatched(plane: Plane, rows: list[Any]) -> list[Any]:
    """Boxes over what a hidden count may be, with slanted lines."""
    boxes, lines = [], []
    for row in rows:
        part = (SMALLEST - 1) / row["n"]
        few = row["looks"] == "few hidden"
        foot, high = (0.0, part) if few else (1.0 - part, 1.0)
        label = f"under {SMALLEST}" if few else f"not: under {SMALLEST}"
        if width(label, 14) > 1 / plane.wide(1):
            label = label.replace("under ", "< ")
        place = {name: row[name] for name in ("edition", "looks", "place", "left", "right")}
        boxes.append({**place, "y": foot, "y2": high, "label": label})
        rise, step, at = plane.high(_BAR), plane.high(6), foot - plane.high(_BAR)
        while at < high:
            low, top = max(at, foot), min(at + rise, high)
            span = row["right"] - row["left"]
            lines.append({"x": row["left"] + span * (low - at) / rise, "y": low,
                          "x2": row["left"] + span * (top - at) / rise, "y2": top})  # fmt: skip
            at += step
    return [
        plane.boxes(boxes, "left", "y", x2="right", role="page", stroke="level", strokeWidth=1.5),
        plane.lines(lines, "x", "y", role="level", width=1.5),
        plane.words(boxes, "place", "y2", role="text2", dy=-12),
    ]

"""Is the whole moving?  Points by month and tier; a month that is not over is hollow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.errors import NothingToDrawError
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import SMALLEST, hidden
from pathways.record.interventions import Intervention
from viz.charts.chart import Chart, Drawing, Margins
from viz.charts.parts import alternative, count_axis, rows_of, step_of_counts
from viz.charts.plane import Plane
from viz.drawing.text import clean, ellipsis

__all__ = ["monthly_index_chart"]

_MOST = 36
OTHER = "other tiers"
_NAME = 150.0


class _Aims(NamedTuple):
    """What is drawn beside the months: the goal, and where something was changed."""

    goal: float | None
    made: Sequence[tuple[float, str, str]]


def monthly_index_chart(answer: Answer) -> Chart:
    """A bar for each month, in parts by tier, the highest tier at the top and darkest."""
    shared = fit_to_share(answer)
    tiers = {f"raw_{tier}": tier for months in answer.parts["raw"][:1] for tier in months}
    table = _safe(shared.table, answer.table, list(tiers)).tail(_MOST).reset_index(drop=True)
    if not (table["raw"] > 0).any():
        raise NothingToDrawError("There is nothing to draw: no month has 5 people with points.")
    title, goal = _title(table), answer.asked.get("goal")
    made = _changes(table, answer.asked.get("interventions", ()))
    notes = ["Points are raw: the base points of each engagement, without multipliers."]
    if (table["state"] != "complete").any():
        notes.append("Hollow: the month is not over.")
    if table["hidden"].any():
        notes.append("Months of under 5 people have no bar.")
    if any(part["rank"] == len(tiers) for part in _parts(table, tiers)):
        notes.append("Tiers of few people in a month are drawn together.")
    if goal is not None:
        notes.append(f"Dashed: the goal, {goal:,.10g} points a month.")
    if made:
        what = "; ".join(f"{nth}: {words}, {when}" for nth, (_, words, when) in enumerate(made, 1))
        notes.append(f"Dotted: what was changed. {what}.")
    return Chart(
        question=answer.question,
        title=title,
        subtitle="Points by month, in parts by tier",
        words=alternative(title, shared),
        notes=tuple(notes),
        table=table,
        drawing=Drawing(
            Margins(left=60, top=26 if made else 8, right=_NAME, bottom=48),
            lambda p: _draw(p, table, tiers, _Aims(goal, made)),
        ),
    )


def _safe(table: pd.DataFrame, counted: pd.DataFrame, tiers: list[str]) -> pd.DataFrame:
    """The table without what fewer than 5 people made, in a month or at a tier of it."""
    few = counted["people"].between(1, SMALLEST - 1).to_numpy()
    table = table.assign(hidden=table["hidden"] | few)
    numbers = [name for name in table if pd.api.types.is_float_dtype(table[name])]
    table[numbers] = table[numbers].mask(table["hidden"], np.nan)
    # The least that a month has at a tier is what one person makes there, or more.
    least = {name: counted.loc[counted[name] > 0, name].min() for name in tiers}
    for row in table.index[~table["hidden"]]:
        cells = [int(table.loc[row, name] // least[name]) if table.loc[row, name] > 0 else 0
                 for name in tiers]  # fmt: skip
        out = [name for name, cover in zip(tiers, hidden(cells), strict=True) if cover]
        table.loc[row, out] = np.nan
    return table


def _title(table: pd.DataFrame) -> str:
    done = table[(table["state"] == "complete") & (table["raw"] > 0)]
    if done.empty:
        return "No month is over yet"
    last, best = done.iloc[-1], done.loc[done["raw"].idxmax()]
    people = f"{int(last['people']):,} people"
    made = f"{_month(last['month'])}: {last['raw']:,.10g} points by {people}"
    if last["month"] == best["month"]:
        return f"{made}, the highest so far"
    return f"{made}; the highest was {best['raw']:,.10g} in {_month(best['month'])}"


def _month(text: str) -> str:
    return str(pd.Timestamp(text).strftime("%B %Y"))


def _parts(table: pd.DataFrame, tiers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parts of each bar, the lowest tier at the bottom, those drawn together at the top."""
    parts = []
    for place, row in enumerate(rows_of(table)):
        if row["hidden"] or not row["raw"]:
            continue
        foot = 0.0
        for rank, (name, tier) in enumerate(tiers.items()):
            if row[name]:
                parts.append({"month": row["month"], "tier": tier, "rank": rank,
                              "points": row[name], "y": foot, "y2": foot + row[name]})  # fmt: skip
                foot += row[name]
        if row["raw"] - foot > 1e-6:
            parts.append({"month": row["month"], "tier": OTHER, "rank": len(tiers),
                          "points": row["raw"] - foot, "y": foot, "y2": row["raw"]})  # fmt: skip
        for part in parts:
            if part["month"] == row["month"]:
                part |= {"x": place + 0.12, "x2": place + 0.88, "state": row["state"]}
    return parts


def _changes(table: pd.DataFrame, made: Sequence[Intervention]) -> list[tuple[float, str, str]]:
    """Where in the months something was changed, what it was, and when; only what has a date."""
    months = {str(month): nth for nth, month in enumerate(table["month"])}
    found = []
    for one in made:
        if one.day is not None and (at := months.get(f"{one.day:%Y-%m}")) is not None:
            within = (one.day.day - 1) / pd.Timestamp(one.day).days_in_month
            found.append((at + within, clean(one.what), one.day.isoformat()))
    return sorted(found)


def _aimed(plane: Plane, goal: float | None) -> list[Any]:
    """The goal as a dashed line, with its words."""
    if goal is None:
        return []
    row = {"x": 0.0, "x2": plane.x[1], "y": goal, "label": f"goal {goal:,.10g}"}
    look: dict[str, Any] = {"weight": 700, "align": "left", "dx": 4, "dy": -10}
    halo: dict[str, Any] = {"stroke": "page", "strokeWidth": 4}
    return [
        plane.lines([row], "x", "y", y2="y", role="text", width=2, dash=(7, 5)),
        *(plane.words([row], "x", "y", **look, **extra) for extra in (halo, {})),
    ]


def _changed(plane: Plane, made: Sequence[tuple[float, str, str]]) -> list[Any]:
    """A dotted line where something was changed, with the number that the notes explain."""
    rows = [
        {"x": at, "y": 0.0, "y2": plane.y[1], "label": str(nth)}
        for nth, (at, _, _) in enumerate(made, 1)
    ]
    if not rows:
        return []
    dots: dict[str, Any] = {"role": "text2", "width": 1.5, "dash": (1, 4), "strokeCap": "round"}
    return [
        plane.lines(rows, "x", "y", x2="x", **dots),
        plane.words(rows, "x", "y2", role="text2", weight=700, dy=-12),
    ]


def _draw(plane: Plane, table: pd.DataFrame, tiers: Mapping[str, str], aims: _Aims) -> list[Any]:
    step, top = step_of_counts(max(float(table["raw"].max()), aims.goal or 0.0))
    plane = plane.scaled((0.0, float(max(len(table), 6))), (0.0, top))
    parts = _parts(table, tiers)
    layers = count_axis(plane, top, step)
    ranks = sorted({part["rank"] for part in parts})
    for rank in ranks:
        shown = [part for part in parts if part["rank"] == rank]
        layers += _tier(plane, shown, rank, len(tiers))
    layers += [*_aimed(plane, aims.goal), *_changed(plane, aims.made)]
    return [*layers, *_names(plane, parts, len(tiers)), *_months(plane, table)]


def _tier(plane: Plane, parts: list[dict[str, Any]], rank: int, tiers: int) -> list[Any]:
    """The parts of a tier: darker the higher it is; of a month that is not over, hollow."""
    closed = [part for part in parts if part["state"] == "complete"]
    still = [part for part in parts if part["state"] != "complete"]
    dashed: dict[str, Any] = {"role": "page", "stroke": "up", "strokeDash": [4, 3]}
    return [
        plane.boxes(closed, "x", "y", **_tint(rank, tiers)),
        plane.boxes(still, "x", "y", **dashed),
    ]


def _names(plane: Plane, parts: list[dict[str, Any]], tiers: int) -> list[Any]:
    """The tiers at the right, the highest at the top, each beside its tint."""
    named = sorted({(part["rank"], part["tier"]) for part in parts}, reverse=True)
    layers = []
    for nth, (rank, tier) in enumerate(named):
        y = plane.y[1] - plane.high(24 * nth + 16)
        name = ellipsis(clean(tier), _NAME - 36, 14, 700)
        row = {"x": plane.x[1] + plane.wide(14), "x2": plane.x[1] + plane.wide(28), "label": name,
               "y": y - plane.high(7), "y2": y + plane.high(7), "middle": y}  # fmt: skip
        layers.append(plane.boxes([row], "x", "y", **_tint(rank, tiers)))
        layers.append(plane.words([row], "x2", "middle", weight=700, align="left", dx=8))
    return layers


def _tint(rank: int, tiers: int) -> dict[str, Any]:
    """Darker the higher the tier; grey for those that are drawn together."""
    if rank == tiers:
        return {"role": "level", "opacity": 0.5}
    return {"role": "up", "opacity": round(0.2 + 0.8 * rank / max(tiers - 1, 1), 3)}


def _months(plane: Plane, table: pd.DataFrame) -> list[Any]:
    every = max(1, round(len(table) / 9))
    rows = [
        {"x": nth + 0.5, "y": 0.0, "label": pd.Timestamp(month).strftime("%b"),
         "year": month[:4], "people": None}
        for nth, month in enumerate(table["month"]) if nth % every == 0
    ]  # fmt: skip
    return [
        plane.words(rows, "x", "y", weight=700, dy=18),
        plane.words(rows, "x", "y", "year", role="text2", dy=37),
    ]

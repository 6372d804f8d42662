"""The pathway graph, counted on the server: what travels is one row per move, step and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pathways.errors import OptionError, one_of
from pathways.graph import (
    END,
    GRADUATED,
    IN_PROGRESS,
    LAPSED,
    MEDIAN_DAYS,
    MEDIAN_EDITIONS,
    MOVED_ON,
    MOVES,
    PEOPLE,
    RATE,
    START,
    STUCK,
    TIER,
    TIER_RANK,
    N,
    X,
)
from pathways.rate import TOO_FEW
from pathways.steps import LEVELS, TIES
from pathways.stores.neo4j_link import Link
from pathways.stores.statements import statement
from pathways.stuck import COVERED, recently
from pathways.survival import kaplan_meier
from pathways.window import Horizon

if TYPE_CHECKING:
    import networkx as nx

    from pathways.log import EngagementLog

__all__ = ["graph_in"]

STATES = (MOVED_ON, GRADUATED, IN_PROGRESS, STUCK, LAPSED)


@dataclass(frozen=True)
class _Asked:
    """A data set, what a step is in it, and the parameters that every statement takes."""

    link: Link
    tiers: list[str]
    usual: dict[str, Any]

    def rows(self, name: str, **more: Any) -> list[dict[str, Any]]:
        return self.link.rows(statement(name), **self.usual, **more)


def graph_in(
    link: Link,
    dataset: str,
    kinds: EngagementLog,
    by: str = "activity",
    *,
    ties: str = "set",
    horizon: str | None = None,
) -> nx.DiGraph[str]:
    """The graph that :func:`~pathways.graph.pathway_graph` makes of the log, from the server.

    ``kinds`` are the words and the clock of the data set, see
    :func:`~pathways.stores.neo4j_vocabulary.vocabulary_in`.

    Raises:
        OptionError: a level, tie rule or window that does not exist.
    """
    import networkx as nx

    for value, known, what in ((by, LEVELS, "level"), (ties, TIES, "ties")):
        if value not in known:
            raise OptionError(f"{one_of(value, known, what)}.")
    watch = kinds.horizon(horizon)
    asked, counts = _asked(link, dataset, kinds, by)
    tiers = _usual_tiers(counts, by, asked)
    graph: nx.DiGraph[str] = nx.DiGraph(by=by, as_of=kinds.as_of.label)
    dated = kinds.unit == "day"
    window = {"unit": watch.unit, "horizon": watch.length, "dated": dated}
    moves = asked.rows("moves", ties=ties, **window)
    everyone = sum(row["people"] for row in moves if row["kind"] == "person")
    graph.add_node(START, **{PEOPLE: everyone})
    graph.add_node(END)
    visits = {row["source"]: row for row in moves if row["kind"] == "visit"}
    states = _states(asked, kinds, tiers)
    for name in sorted(visits):
        rank = tiers[name]
        tier = asked.tiers[rank] if rank >= 0 else None
        graph.add_node(name, **{PEOPLE: visits[name]["people"], TIER: tier, TIER_RANK: rank})
        graph.nodes[name].update(states[name])
    for row in moves:
        if row["kind"] in ("move", "start", "end"):
            n = visits[row["source"]]["x"] if row["source"] else everyone
            _add_edge(graph, row, n)
    return graph


def _asked(link: Link, dataset: str, kinds: EngagementLog, by: str) -> tuple[_Asked, pd.DataFrame]:
    rows = link.rows(statement("step_tiers"), dataset=dataset, by=by)
    counts = pd.DataFrame(rows, columns=["program", "step", "tier", "engagements"])
    alone = counts["program"].nunique() < 2
    if by == "edition" and not alone:
        counts["step"] = counts["program"] + " " + counts["step"]
    ranks = {name: kinds.editions.ranks(name).tolist() for name in counts["program"].unique()}
    day = kinds.as_of.day
    today = None if day is None else int(np.datetime64(day, "D").astype(np.int64))
    usual = {
        "dataset": dataset,
        "by": by,
        "alone": alone,
        "ranks": ranks,
        "today": today,
        "now": kinds.as_of.rank,
    }
    return _Asked(link, list(kinds.scheme.tier_names), usual), counts


def _usual_tiers(counts: pd.DataFrame, by: str, asked: _Asked) -> dict[str, int]:
    """The tier that most engagements of each step have; the lower where two are as many."""
    if by == "tier":
        return {name: rank for rank, name in enumerate(asked.tiers)}
    usual = dict.fromkeys(sorted(counts["step"].dropna().unique()), -1)
    for step, rows in counts[counts["tier"] >= 0].groupby("step"):
        most = rows.groupby("tier")["engagements"].sum()
        usual[str(step)] = int(most.idxmax())
    return usual


def _states(
    asked: _Asked, kinds: EngagementLog, tiers: dict[str, int]
) -> dict[str, dict[str, int | None]]:
    """How many people are in each state, by step; ``None`` for a step without a tier."""
    top = len(asked.tiers) - 1
    recent, watch = recently(kinds, None), kinds.horizon()
    fixed = {
        "tiers": tiers,
        "top": top,
        "unit": watch.unit,
        "recent": recent.length,
        "recent_unit": recent.unit,
    }
    times = pd.DataFrame(asked.rows("arrivals", usual={}, **fixed))
    usual = _usual_times(times, tiers, watch)
    states: dict[str, dict[str, int | None]] = {
        name: dict.fromkeys(STATES, None if rank < 0 else 0) for name, rank in tiers.items()
    }
    for row in asked.rows("arrivals", usual=usual, **fixed):
        name = row["step"]
        if 0 <= tiers[name] < top:
            state = _state(row)
            states[name][state] = (states[name][state] or 0) + row["people"]
    return states


def _state(row: dict[str, Any]) -> str:
    if row["graduated"]:
        return GRADUATED
    if row["moved"]:
        return MOVED_ON
    if row["waiting"]:
        return IN_PROGRESS
    return STUCK if row["recent"] else LAPSED


def _usual_times(times: pd.DataFrame, tiers: dict[str, int], watch: Horizon) -> dict[str, int]:
    """The usual time of each step, from how many moved after how long."""
    usual = dict.fromkeys(tiers, watch.length)
    if times.empty:
        return usual
    for step, own in times.groupby("step"):
        many = own["people"].to_numpy(np.int64)
        time = np.repeat(own["time"].to_numpy(np.int64), many)
        curve = kaplan_meier(time, np.repeat(own["moved"].to_numpy(bool), many))
        if curve.height > 0:
            usual[str(step)] = max(1, int(curve.time_to(COVERED * curve.height)))
    return usual


def _add_edge(graph: nx.DiGraph[str], row: dict[str, Any], n: int) -> None:
    source, target = row["source"] or START, row["target"] or END
    edge = {
        MOVES: _plain(row["moves"]),
        PEOPLE: row["people"],
        X: row["x"],
        N: n,
        RATE: _plain(row["x"] / n) if n >= TOO_FEW else None,
        MEDIAN_DAYS: _plain(row["median_days"]),
        MEDIAN_EDITIONS: _plain(row["median_editions"]),
    }
    graph.add_edge(source, target, **edge)


def _plain(value: float | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else float(value)

"""Routes: the ways that lead from one step to another, and where people are lost on them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, rate_columns
from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Step, Ties
from pathways.record.selection import find_step
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.directly_follows import START, first_visits
from pathways.sequences.network import (
    Network,
    graph_of_moves,
    likeliest_route,
    moves_of_steps,
    widest_route,
)
from pathways.sequences.participation import NEVER
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps, level_codes, steps_of
from pathways.stats.rate import TOO_FEW, Rate

__all__ = ["route_row", "routes", "routes_table"]

THEN = " > "
LIKELIEST, WIDEST = "likeliest", "widest"


def routes(
    log: EngagementLog,
    *,
    source: Step | None = None,
    target: Step,
    by: Level = "activity",
    ties: Ties = "set",
    horizon: Length | None = None,
) -> Answer:
    """Which way leads most likely, and which one most people, from one step to another.

    A route is a chain of moves from the source to the target; without a source, from outside
    (``(start)``) by any entry point.  The *likeliest* has the greatest product of the shares of
    people who make each move.  The *widest* is the one whose smallest move carries most people.
    Of routes as good as each other it is the one with fewer moves.

    The share of a move is that of :func:`~pathways.measures.transitions.transitions`: of people
    who came to its source for the first time at least one ``horizon`` before the as-of date,
    those who made the move by the as-of date.  Its width is all people who ever made it.

    The share of a row is ``x / n``.  ``n``: people who were at the source for the first time
    (without a source: whose first step was) at least one ``horizon`` before the as-of date.
    ``x``: those of them who have done every step of the route in this order by the as-of date,
    with anything in between.  People who came to the source later are not yet observable.

    Args:
        log: the engagements.
        source: the STEP to start from; by default anywhere.  Engagements that are source and
            target at once are taken as target.
        target: the STEP to get to.
        by: what the steps in between are: ``activity``, ``program``, ``role``, ``tier`` or
            ``edition``.
        ties: what nothing orders: ``set`` or ``split`` (every pair of steps between two
            sets is a move) or ``rank`` (in the order of their tiers).
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        At most two rows: ``route`` (``likeliest``, ``widest``), ``path`` (str, joined by `` > ``),
        ``x``, ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is
        under 10), ``not_yet_observable`` (int64), ``exactly``, ``with_detours`` (int64: of
        everyone, who did its steps one straight after the other, from the source or as their very
        first steps, and who did them with anything in between), ``most_lost_at`` (str: the first
        of the moves where most of ``n`` are lost; empty where nobody is), ``lost`` (int64: how many
        there), ``probability`` (float64: product of the shares; missing where one has an n under
        10), ``narrowest`` (int64: people who made the move that fewest made), ``moves`` (int64).
        No row where no moves lead to the target.

    Raises:
        UnknownStepError: a step that the record does not contain.
        NoAnswerError: everything at the source is at the target already.
        OptionError: a level, tie rule or window that does not exist.

    Definition: docs/measures.md#routes.  Shortest path on -log of the shares (Dijkstra), and the
    bottleneck or widest path, on the directly-follows graph.

    Example:
        >>> answer = routes(log, source="mentee", target="mentor", by="role")
        >>> answer.table[["route", "path", "x", "n", "exactly"]].values.tolist()
        [['likeliest', 'mentee > mentor', 2, 3, 3], ['widest', 'mentee > mentor', 2, 3, 3]]
    """
    window = log.horizon(horizon)
    network = _network(log, (source, target), by, ties, FollowUp(log, window))
    found = {LIKELIEST: likeliest_route(network), WIDEST: widest_route(network)}
    rows = [route_row(network, route, path) for route, path in found.items() if path]
    table = routes_table(network, rows)
    at = "everyone" if network.from_outside else f"people at {network.names[network.source]}"
    return Answer(
        question="routes",
        asked={"source": source, "target": target, "by": by, "ties": ties, "horizon": window.short},
        sentence=_sentence(table, network, str(window)),
        denominator=f"{at}, watched for {window} or longer",
        table=table,
        caveats=(*usual_caveats(log, network.steps, ties), *_caveats(network)),
        origin=log.origin,
        parts={"path": tuple(_steps(network, path) for path in found.values() if path)},
    )


def _network(
    log: EngagementLog, ends: tuple[str | None, str], by: str, ties: str, follow: FollowUp
) -> Network:
    codes, labels, both = _relabelled(log, ends, by)
    rows = np.flatnonzero(codes >= 0)
    steps = steps_of(log, rows, codes[rows], labels, ties)
    outside = len(labels)
    source = outside if ends[0] is None else outside - 1
    seen = _visits(steps, follow)
    edges = moves_of_steps(steps, ties, seen)
    at_source = seen[seen["step"] == source]
    there, watched = np.zeros((2, steps.people), dtype=bool)
    there[at_source["person"]] = True
    watched[at_source.loc[at_source["watched"], "person"]] = True
    return Network(
        graph=graph_of_moves(steps, edges),
        steps=steps,
        names=(*labels, START),
        source=source,
        target=outside - 2,
        there=there,
        watched=watched,
        both=both,
    )


def _relabelled(
    log: EngagementLog, ends: tuple[str | None, str], by: str
) -> tuple[Ints, tuple[str, ...], int]:
    """Each counted engagement's step, with the target and the source as the last two codes."""
    codes, labels = level_codes(log, by)
    counted = log.records["counted"].to_numpy()
    target = find_step(log, ends[1])
    hoped = target.rows[counted]
    codes = np.where(hoped, len(labels), codes)
    if ends[0] is None:
        return codes, (*labels, target.label, ""), 0
    source = find_step(log, ends[0])
    begun = source.rows[counted] & ~hoped
    both = int((source.rows[counted] & hoped).sum())
    if both and not begun.any():
        raise NoAnswerError(
            f"Everything that is {source.label} is {target.label} already; there is no way to go."
        )
    codes = np.where(begun, len(labels) + 1, codes)
    return codes, (*labels, target.label, source.label), both


def _visits(steps: Steps, follow: FollowUp) -> pd.DataFrame:
    """First visits with ``watched``; everyone is at ``(start)`` as their first step set begins."""
    entered = np.flatnonzero(~steps.follows)
    outside = pd.DataFrame(
        {"step": len(steps.labels), "person": steps.set_person[entered], "at": entered}
    )
    seen = pd.concat([first_visits(steps), outside], ignore_index=True)
    return seen.assign(watched=follow.observable(steps.when[seen["at"].to_numpy(np.int64)]))


def _steps(network: Network, path: list[int]) -> tuple[tuple[str, ...], ...]:
    walked = path[1:] if network.from_outside else path
    return tuple((network.names[step],) for step in walked)


def route_row(network: Network, route: str, path: list[int]) -> dict[str, object]:
    """The row of a route: its people at each step, and who walked exactly it."""
    moves = [network.graph.edges[move] for move in itertools.pairwise(path)]
    walked = path[1:] if network.from_outside else path
    left = _followed(network, walked)
    funnel = [int(people[network.watched].sum()) for people in left]
    lost = -np.diff(np.array([int(network.watched.sum()), *funnel]))
    worst = int(lost.argmax())
    before = path[worst] if network.from_outside else path[max(worst - 1, 0)]
    at = f"{network.names[before]}{THEN}{network.names[walked[worst]]}" if lost.max() > 0 else ""
    return {
        "route": route,
        "path": THEN.join(network.names[step] for step in walked),
        "x": funnel[-1],
        "exactly": _exactly(network, walked),
        "with_detours": int(left[-1].sum()),
        "most_lost_at": at,
        "lost": int(lost.max()),
        "probability": _probability(moves),
        "narrowest": min(move["people"] for move in moves),
        "moves": len(moves),
    }


def _followed(network: Network, walked: list[int]) -> list[Bools]:
    """Who has done the first one, two, ... steps in this order, with anything in between."""
    steps = network.steps
    reached = np.full(steps.people, -1, dtype=np.int64)
    followed = []
    for code in walked:
        rows = (steps.step == code) & (steps.at > reached[steps.person])
        reached = np.full(steps.people, NEVER, dtype=np.int64)
        np.minimum.at(reached, steps.person[rows], steps.at[rows])
        followed.append(reached != NEVER)
    return followed


def _exactly(network: Network, walked: list[int]) -> int:
    """People with step sets one straight after the other that hold the steps of the route."""
    steps = network.steps
    follows = steps.follows
    ending = ~follows if network.from_outside else np.ones(len(follows), dtype=bool)
    for number, code in enumerate(walked):
        if number:
            ending = np.append(False, ending[:-1]) & follows
        holds = np.zeros(len(follows), dtype=bool)
        holds[steps.at[steps.step == code]] = True
        ending = ending & holds
    return len(np.unique(steps.set_person[ending]))


def _probability(moves: list[dict[str, int]]) -> float:
    if any(move["n"] < TOO_FEW for move in moves):
        return float("nan")
    return float(np.prod([move["x"] / move["n"] for move in moves]))


def routes_table(network: Network, rows: list[dict[str, object]]) -> pd.DataFrame:
    """The routes as a table, with the columns of the answer also where there is none."""
    types = {
        "route": "str",
        "path": "str",
        "exactly": np.int64,
        "with_detours": np.int64,
        "most_lost_at": "str",
        "lost": np.int64,
        "probability": np.float64,
        "narrowest": np.int64,
        "moves": np.int64,
    }
    table = pd.DataFrame(rows, columns=[*types, "x"]).astype({**types, "x": np.int64})
    n, there = int(network.watched.sum()), int(network.there.sum())
    rates = rate_columns(table.pop("x"), np.full(len(table), n), there - n)
    for place, (name, values) in enumerate(rates.items(), 2):
        table.insert(place, name, values)
    return table


def _caveats(network: Network) -> tuple[Sentence, ...]:
    import networkx as nx

    caveats = [
        Sentence(
            "The probability takes each move by itself, whatever people did before it.",
            "the probability takes each move by itself",
        )
    ]
    present = {int(code) for code in np.unique(network.steps.step)}
    target = network.names[network.target]
    cut_off = present - nx.ancestors(network.graph, network.target) - {network.target}
    if cut_off:
        names = listed(sorted(network.names[code] for code in cut_off))
        caveats.append(
            Sentence(
                "No moves in this record lead to {target} from {names}.",
                "cut off", target=target, names=names,
            )
        )  # fmt: skip
    if network.both:
        source = network.names[network.source]
        caveats.append(
            Sentence(
                "{both} engagements are {source} and {target} at once: {target} here.",
                "both at once", both=network.both, source=source, target=target,
            )
        )  # fmt: skip
    return tuple(caveats)


def _sentence(table: pd.DataFrame, network: Network, window: str) -> Sentence:
    source, target = (network.names[code] for code in (network.source, network.target))
    here = "started" if network.from_outside else Sentence("been at {source}", source=source)
    way = (
        Sentence("to {target}", target=target)
        if network.from_outside
        else Sentence("from {source} to {target}", source=source, target=target)
    )
    if not network.there.any():
        return Sentence(
            "Nobody has {here}, so no way leads {way}.", "so no way leads", here=here, way=way
        )
    if table.empty:
        return Sentence(
            "No moves in this record lead {way}.", "no moves in this record lead", way=way
        )
    top = table.iloc[0]
    if top["route"] == WIDEST:
        return Sentence(
            "Nobody who could be watched for {window} has made the moves {way}; the widest "
            "route so far is {path}, done by {with_detours}.",
            "widest route", window=window, way=way, path=top["path"],
            with_detours=People(top["with_detours"]),
        )  # fmt: skip
    rate = Rate(int(top["x"]), int(top["n"]), "", int(top["not_yet_observable"]))
    lost = (
        Sentence("; most are lost at {most_lost_at}", most_lost_at=top["most_lost_at"])
        if top["most_lost_at"]
        else ""
    )
    return Sentence(
        "The likeliest route {way} is {path}, done by {rate}{lost}.",
        "likeliest route", way=way, path=top["path"], rate=rate, lost=lost,
    )  # fmt: skip

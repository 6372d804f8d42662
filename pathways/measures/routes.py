"""Routes: the ways that lead from one step to another, and where people are lost on them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, rate_columns
from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Step, Ties, check_word
from pathways.record.selection import find_step
from pathways.sequences.directly_follows import START
from pathways.sequences.names import THEN
from pathways.sequences.network import Network, graph_of_moves, likeliest_route, widest_route
from pathways.sequences.steps import Steps, steps_of
from pathways.stats.rate import TOO_FEW, Rate
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, rows_of, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.ways import moves_between, routes_gone

__all__ = ["TWO_STEPS", "routes"]

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
    return TWO_STEPS.whole(log, source=source, target=target, by=by, ties=ties, horizon=horizon)


def _terms(
    log: EngagementLog,
    target: str,
    source: str | None = None,
    by: str = "activity",
    ties: str = "set",
    horizon: str | None = None,
) -> Terms:
    check_word(ties, Ties)
    begun = "" if source is None else find_step(log, source).label
    ends = (find_step(log, target).label, begun)
    terms = terms_of(log, by, ties, horizon)
    return replace(terms, options={"source": source, "target": target, "ends": ends})


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """The moves; or, where they have said the routes, who has gone these."""
    asked = (terms.options["source"], terms.options["target"])
    key = (_steps_between, terms.by, terms.ties, terms.keys, *asked)
    if key not in log.kept:  # both countings are of the same steps
        log.kept[key] = _steps_between(log, terms)
    steps, ends = log.kept[key]
    in_time = terms.follow(log).observable(steps.when)
    routes = cast("tuple[tuple[int, ...], ...] | None", terms.options.get("routes"))
    if routes is None:
        return moves_between(steps, in_time, terms.ties, ends)
    return routes_gone(steps, in_time, routes, _source(terms))


def _steps_between(log: EngagementLog, terms: Terms) -> tuple[Steps, tuple[int, int]]:
    """The steps of everyone, with the target and the source as the last two codes; how many
    engagements are at the source, and how many at the target as well.
    """
    codes, many = terms.codes(log), len(terms.labels)
    source, hoped = terms.options["source"], rows_of(log, str(terms.options["target"]))
    codes, begun, both = np.where(hoped, many, codes), 0, 0
    if source is not None:
        there = rows_of(log, str(source))
        codes = np.where(there & ~hoped, many + 1, codes)
        begun, both = int(there.sum()), int((there & hoped).sum())
    rows = np.flatnonzero(codes >= 0)
    steps = steps_of(log, rows, codes[rows], _names(terms)[:-1], terms.ties)
    return steps, (begun, both)


def _names(terms: Terms) -> tuple[str, ...]:
    """The names of all steps: those of the level, the target, the source, and outside."""
    return (*terms.labels, *cast("tuple[str, str]", terms.options["ends"]), START)


def _source(terms: Terms) -> int:
    """The code of the source, which is outside where none is asked for."""
    return len(terms.labels) + (2 if terms.options["source"] is None else 1)


def _second(tally: Tally, terms: Terms) -> Terms:
    """The terms on which the routes that the moves say are counted."""
    found = _found(_network(tally, terms))
    return replace(terms, options={**terms.options, "routes": tuple(found.values())})


def _network(tally: Tally, terms: Terms) -> Network:
    """The moves as a graph."""
    names, (begun, both) = _names(terms), tally["ends"].table.iloc[0]
    if both and begun == both:
        raise NoAnswerError(
            f"Everything that is {names[-2]} is {names[-3]} already; there is no way to go."
        )
    watched = np.zeros(len(names), dtype=np.int64)
    watched[tally["steps"]["step"]] = tally["steps"]["watched"]
    moves = tally["moves"].table
    graph = graph_of_moves(len(names) - 1, moves.assign(n=watched[moves["source"]]))
    return Network(graph, names, _source(terms), len(terms.labels))


def _found(network: Network) -> dict[str, tuple[int, ...]]:
    """The routes that there are, by name: their steps, without outside."""
    found = {LIKELIEST: likeliest_route(network), WIDEST: widest_route(network)}
    first = int(network.from_outside)
    return {route: tuple(path[first:]) for route, path in found.items() if path}


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that both countings hold."""
    network = _network(tally, terms)
    found, asked = _found(network), terms.options
    here = tally["steps"].table.set_index("step")
    people, n = here[["people", "watched"]].reindex([network.source], fill_value=0).iloc[0]
    rows = [_row(tally, network, nth, walked, n) for nth, walked in enumerate(found.values())]
    table = _table(rows, list(found), int(people), int(n))
    at = "everyone" if network.from_outside else f"people at {network.names[network.source]}"
    return Answer(
        question="routes",
        asked={
            "source": asked["source"],
            "target": asked["target"],
            "by": terms.by,
            "ties": terms.ties,
            "horizon": terms.window.short,
        },
        sentence=_sentence(table, network, int(people), str(terms.window)),
        denominator=f"{at}, watched for {terms.window} or longer",
        table=table,
        caveats=(*said_of(tally, terms, terms.ties), *_caveats(tally, network)),
        origin=terms.origin,
        parts={
            "path": tuple(tuple((network.names[step],) for step in one) for one in found.values())
        },
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer, _second)


def _row(
    tally: Tally, network: Network, nth: int, walked: tuple[int, ...], n: int
) -> dict[str, object]:
    """The row of a route: its people at each step, and who walked exactly it."""
    path = (network.source, *walked) if network.from_outside else walked
    moves = [network.graph.edges[move] for move in itertools.pairwise(path)]
    gone = tally["gone"].table.query("route == @nth").sort_values("nth")
    lost = -np.diff(np.append(n, gone["watched"]))
    worst = int(lost.argmax())
    before = path[worst] if network.from_outside else path[max(worst - 1, 0)]
    at = f"{network.names[before]}{THEN}{network.names[walked[worst]]}" if lost.max() > 0 else ""
    return {
        "path": THEN.join(network.names[step] for step in walked),
        "x": int(gone["watched"].iloc[-1]),
        "exactly": int(tally["exactly"].table.set_index("route")["people"][nth]),
        "with_detours": int(gone["people"].iloc[-1]),
        "most_lost_at": at,
        "lost": int(lost.max()),
        "probability": _probability(moves),
        "narrowest": min(move["people"] for move in moves),
        "moves": len(moves),
    }


def _probability(moves: list[dict[str, int]]) -> float:
    if any(move["n"] < TOO_FEW for move in moves):
        return float("nan")
    return float(np.prod([move["x"] / move["n"] for move in moves]))


def _table(rows: list[dict[str, object]], names: list[str], people: int, n: int) -> pd.DataFrame:
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
    table = pd.DataFrame(rows, columns=[*types, "x"]).assign(route=names)
    table = table.astype({**types, "x": np.int64})
    rates = rate_columns(table.pop("x"), np.full(len(table), n), people - n)
    for place, (name, values) in enumerate(rates.items(), 2):
        table.insert(place, name, values)
    return table


def _caveats(tally: Tally, network: Network) -> tuple[Sentence, ...]:
    import networkx as nx

    caveats = [
        Sentence(
            "The probability takes each move by itself, whatever people did before it.",
            "the probability takes each move by itself",
        )
    ]
    present = {*tally["steps"]["step"].tolist()} - {len(network.names) - 1}
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
    both = int(tally["ends"]["both"][0])
    if both:
        source = network.names[network.source]
        caveats.append(
            Sentence(
                "{both} engagements are {source} and {target} at once: {target} here.",
                "both at once", both=both, source=source, target=target,
            )
        )  # fmt: skip
    return tuple(caveats)


def _sentence(table: pd.DataFrame, network: Network, people: int, window: str) -> Sentence:
    source, target = (network.names[code] for code in (network.source, network.target))
    here = "started" if network.from_outside else Sentence("been at {source}", source=source)
    way = (
        Sentence("to {target}", target=target)
        if network.from_outside
        else Sentence("from {source} to {target}", source=source, target=target)
    )
    if not people:
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

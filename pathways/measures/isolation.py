"""Isolation: which programs stand alone, which ones join the others, and what could join them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Sentence, people_word, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level
from pathways.record.window import Horizon
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.participation import NEVER, program_projection, visits
from pathways.sequences.steps import FollowUp, Ints, Steps, level_codes, make_steps, steps_of
from pathways.stats.rate import TOO_FEW, Rate

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["isolation"]

FEWEST = 5
"""Fewer people than this going somewhere are no sign of a bridge."""
BRIDGES = 3
"""How many candidate bridges a row names."""

Matrix = NDArray[np.int32]


def isolation(
    log: EngagementLog, *, by: Level = "program", horizon: Length | None = None
) -> Answer:
    """Which programs stand alone, and which ones connect the others.

    The share of a row is ``x / n``.  ``n``: people of the program whose first time in it lies at
    least one ``horizon`` before the as-of date.  ``x``: those of them who have taken no other
    program up to the as-of date: none before, none after, none at the same time.  Everyone later
    is not yet observable; ``still_alone`` of them have nothing else yet.

    Reach is counted over everyone, from the first time in the program: ``came_from`` had been in
    another program before, ``went_to`` were in another one after; a step that nothing orders is
    neither.

    Two programs are joined where they share people, and are the nearer the more they share
    (distance 1 over the people shared).  ``betweenness`` is the share of pairs of other programs
    whose shortest way leads through the program; an ``articulation`` point is one without which
    the others would fall apart; programs of one ``component`` are joined, directly or through
    others.

    ``bridges`` are the programs that people at the tier of this program go to after they have
    reached that tier, ranked by *lift*: their share over the share of everyone who go there after
    their first step.  Fewer than 5 people are no bridge; under 10 people at the tier there is no
    lift.

    Args:
        log: the engagements.
        by: what stands alone: ``program``, ``activity``, ``role``, ``tier`` or ``edition``.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row per program that somebody took part in, the most isolated first (too few to say
        last): ``program`` (str), ``x``, ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 %
        Wilson; missing where n is under 10), ``not_yet_observable``, ``people``, ``still_alone``,
        ``came_from``, ``programs_before``, ``went_to``, ``programs_after`` (int64),
        ``betweenness`` (float64, 0 to 1), ``articulation`` (bool), ``component`` (int64, 1 has the
        most programs), ``bridges`` (str, such as ``Fellowship (lift 2.1, 14 people)``).

    Raises:
        OptionError: a level or window that does not exist.

    Definition: docs/measures.md#isolation.  Betweenness on weighted paths after Brandes (2001),
    articulation points after Hopcroft and Tarjan (1973), both as networkx has them.

    Example:
        >>> answer = isolation(log, by="role")
        >>> answer.table[["program", "x", "n", "went_to"]].values.tolist()
        [['mentee', 1, 3, 3], ['mentor', 0, 0, 0]]
    """
    steps = make_steps(log, by)
    window = log.horizon(horizon)
    first, last = visits(steps)
    table = pd.DataFrame({"program": pd.Series(steps.labels, dtype="str")})
    table = table.join(_alone(log, steps, first, window)).join(_reach(first, last))
    table["bridges"] = pd.Series(_bridges(log, by, steps, first, last), dtype="str")
    table = table[table["people"] > 0].join(places_in(program_projection(log, by)), on="program")
    order = ["rate", "x", "program"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    table.insert(len(table.columns) - 1, "bridges", table.pop("bridges"))
    return Answer(
        question="isolation",
        asked={"by": by, "horizon": window.short},
        sentence=_sentence(table, by, str(window)),
        denominator=f"people of the {by}, watched for {window} or longer",
        table=table,
        caveats=usual_caveats(log, steps, None),
        origin=log.origin,
    )


def _alone(log: EngagementLog, steps: Steps, first: Matrix, window: Horizon) -> pd.DataFrame:
    """Who has nothing but this program, of those who could be watched since."""
    there = first != NEVER
    observable = FollowUp(log, window).observable(steps.when)
    watched = there & np.append(observable, False)[np.where(there, first, -1)]
    alone = there & (there.sum(axis=1) == 1)[:, None]
    people, n = there.sum(axis=0), watched.sum(axis=0)
    return pd.DataFrame(
        {
            **rate_columns((watched & alone).sum(axis=0), n, people - n),
            "people": people,
            "still_alone": (alone & ~watched).sum(axis=0),
        }
    )


def _reach(first: Matrix, last: Matrix) -> pd.DataFrame:
    """Who came from and went to other programs, and how many programs those are."""
    rows = [_reach_of(program, first, last) for program in range(first.shape[1])]
    columns = ["came_from", "programs_before", "went_to", "programs_after"]
    return pd.DataFrame(rows, columns=columns, dtype=np.int64)


def _reach_of(program: int, first: Matrix, last: Matrix) -> tuple[int, int, int, int]:
    theirs = first[:, program] != NEVER
    since = first[theirs, program][:, None]
    before, after = first[theirs] < since, last[theirs] > since
    after[:, program] = False
    came, went = (side.any(axis=1).sum() for side in (before, after))
    return int(came), int(before.any(axis=0).sum()), int(went), int(after.any(axis=0).sum())


class _Place(NamedTuple):
    betweenness: float
    articulation: bool
    component: int


def places_in(graph: nx.Graph[str]) -> pd.DataFrame:
    """Where each program stands in the graph of shared people."""
    import math

    import networkx as nx

    # Whole numbers in the ratio of 1 over the weights, so that equal ways are equal.
    scale = math.lcm(*(weight for _, _, weight in graph.edges.data("weight")))
    for _, _, edge in graph.edges.data():
        edge["distance"] = scale // edge["weight"]
    between = nx.betweenness_centrality(graph, weight="distance")
    cut = set(nx.articulation_points(graph))
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    part_of = {name: number for number, part in enumerate(parts, 1) for name in part}
    rows = [_Place(between[name], name in cut, part_of[name]) for name in graph]
    types = {"betweenness": np.float64, "articulation": bool, "component": np.int64}
    names = pd.Index(list(graph), dtype="str")
    return pd.DataFrame(rows, index=names, columns=list(_Place._fields)).astype(types)


class Ways(NamedTuple):
    """Where people at a tier go: how many people there are, how many go to each, with what lift."""

    people: int
    gone: Ints
    lift: NDArray[np.float64]


def _bridges(log: EngagementLog, by: str, steps: Steps, first: Matrix, last: Matrix) -> list[str]:
    """For each program, where people at its tier go."""
    begun = first.min(axis=1, initial=NEVER)
    usual = (last > begun[:, None]).sum(axis=0) / max(1, steps.people)
    reached = _tier_visits(log, by)
    ways = [_ways(reached[:, tier], last, usual) for tier in range(reached.shape[1])]
    return [
        "" if tier < 0 else in_words(ways[tier], steps.labels, program)
        for program, tier in enumerate(steps.tiers)
    ]


def _tier_visits(log: EngagementLog, by: str) -> Matrix:
    """Each person's first step set at each tier, in the numbers of the steps at this level."""
    tier = log.counted["tier"].cat
    rows = np.flatnonzero(level_codes(log, by)[0] >= 0)
    names = tuple(str(name) for name in tier.categories)
    codes = tier.codes.to_numpy(np.int64)[rows]
    # Engagements without a tier stay in, as one tier more: they help to form the step sets.
    codes = np.where(codes < 0, len(names), codes)
    return visits(steps_of(log, rows, codes, (*names, "")))[0][:, : len(names)]


def _ways(since: Matrix, last: Matrix, usual: NDArray[np.float64]) -> Ways:
    """``usual`` is the share of everyone who go to each program after their first step."""
    reached = since != NEVER
    people = int(reached.sum())
    gone = (last[reached] > since[reached][:, None]).sum(axis=0).astype(np.int64)
    lift = np.divide(gone / max(1, people), usual, out=np.zeros(len(usual)), where=gone > 0)
    return Ways(people, gone, lift if people >= TOO_FEW else np.zeros(len(usual)))


def in_words(ways: Ways, labels: tuple[str, ...], program: int) -> str:
    """The candidate bridges from a program."""
    others = [int(code) for code in np.flatnonzero(ways.gone >= FEWEST) if code != program]
    others.sort(key=lambda code: (-ways.lift[code], -ways.gone[code], labels[code]))
    lifts = [f"lift {ways.lift[code]:.1f}, " if ways.lift[code] else "" for code in others]
    return "; ".join(
        f"{labels[code]} ({lift}{people_word(int(ways.gone[code]))})"
        for code, lift in zip(others[:BRIDGES], lifts, strict=False)
    )


def _sentence(table: pd.DataFrame, by: str, window: str) -> Sentence:
    if table.empty:
        return Sentence(
            "Nobody has taken part in a {by} that counts.", "nobody has taken part", by=by
        )
    if len(table) == 1:
        return Sentence(
            "There is one {by} only, {name}: nothing stands beside it.",
            "one only",
            by=by,
            name=table["program"].iloc[0],
        )
    if not table["n"].any():
        return Sentence(
            "Nobody could be watched for {window} yet, so no {by} can be called isolated.",
            "nobody watched",
            window=window,
            by=by,
        )
    if not table["x"].any():
        return Sentence(
            "No {by} stands alone: everyone who could be watched took another one too.",
            "no stands alone",
            by=by,
        )
    top = table[table["x"] > 0].iloc[0]
    rate = Rate(int(top["x"]), int(top["n"]), "")
    most = "stands most alone" if rate.enough else "has people who took nothing else"
    return Sentence(
        "{program} {most}: {rate:run} of its people who could be watched took no other {by}.",
        "stands most alone",
        program=top["program"],
        most=most,
        rate=rate,
        by=by,
    )

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
from pathways.sequences.participation import joined
from pathways.sequences.steps import Ints
from pathways.stats.rate import TOO_FEW, Rate
from pathways.tallies.moves import said_of
from pathways.tallies.reach import reach
from pathways.tallies.tally import Counts, Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["TWO_STEPS", "isolation"]

FEWEST = 5
"""Fewer people than this going somewhere are no sign of a bridge."""
BRIDGES = 3
"""How many candidate bridges a row names."""


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
    return TWO_STEPS.whole(log, by=by, horizon=horizon)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of reach holds."""
    table, by = _table(tally, terms), terms.by
    return Answer(
        question="isolation",
        asked={"by": by, "horizon": terms.window.short},
        sentence=_sentence(table, by, str(terms.window)),
        denominator=f"people of the {by}, watched for {terms.window} or longer",
        table=table,
        caveats=said_of(tally, terms),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(terms_of, reach, _answer)


def _table(tally: Tally, terms: Terms) -> pd.DataFrame:
    steps, pairs, many = tally["steps"], tally["pairs"], len(terms.labels)
    there = {
        name: np.bincount(pairs["source"][pairs[name] > 0], minlength=many)
        for name in ("before", "after")
    }
    bridges = [
        "" if tier < 0 else in_words(_ways(tally, tier), terms.labels, step)
        for step, tier in enumerate(_usual_tiers(tally["levels"], many))
    ]
    table = pd.DataFrame(
        {
            "program": pd.Series(terms.labels, dtype="str"),
            **rate_columns(steps["x"], steps["n"], steps["people"] - steps["n"]),
            **{name: steps[name] for name in ("people", "still_alone", "came_from")},
            "programs_before": there["before"],
            "went_to": steps["went_to"],
            "programs_after": there["after"],
        }
    )
    shared = np.diag(steps["people"])
    shared[pairs["source"], pairs["target"]] = pairs["shared"]
    connected = _connections(joined(shared, terms.labels, terms.by))
    table = table.join(connected, on="program").assign(bridges=pd.Series(bridges, dtype="str"))
    table = table[table["people"] > 0].astype(connected.dtypes)
    order = ["rate", "x", "program"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _usual_tiers(levels: Counts, steps: int) -> list[int]:
    """The tier that most engagements of each step have, the lower of two; -1 for none."""
    most = levels.table.sort_values(["many", "tier"], ascending=[False, True], kind="stable")
    usual = most.drop_duplicates("step").set_index("step")["tier"]
    return [int(usual.get(step, -1)) for step in range(steps)]


class _Connection(NamedTuple):
    betweenness: float
    articulation: bool
    component: int


def _connections(graph: nx.Graph[str]) -> pd.DataFrame:
    """How each program connects others in the graph of shared people."""
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
    rows = [_Connection(between[name], name in cut, part_of[name]) for name in graph]
    types = {"betweenness": np.float64, "articulation": bool, "component": np.int64}
    names = pd.Index(list(graph), dtype="str")
    return pd.DataFrame(rows, index=names, columns=list(_Connection._fields)).astype(types)


class Ways(NamedTuple):
    """Where people at a tier go: how many people there are, how many go to each, with what lift."""

    people: int
    gone: Ints
    lift: NDArray[np.float64]


def _ways(tally: Tally, tier: int) -> Ways:
    """Where people at a tier go, against everyone: who goes there after their first step."""
    steps, ways, tiers = tally["steps"], tally["ways"].table, tally["tiers"].table
    usual = steps["later"] / max(1, int(tally["facts"]["people"][0]))
    people = int(tiers.loc[tiers["tier"] == tier, "many"].sum())
    here = ways[ways["tier"] == tier]
    gone = np.zeros(len(usual), dtype=np.int64)
    gone[here["step"]] = here["people"]
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

"""Transitions: how many people go from each step to each next one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed, of_the_watched, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Ties
from pathways.sequences.directly_follows import END, QUARTILES, START
from pathways.tallies.moves import (
    nobody_moved,
    pairs_of,
    said_of,
    straight_moves,
    with_shorter_window,
)
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "transitions"]

_END, _START = -2, -1
"""Codes of the two ends, after all steps."""


def transitions(
    log: EngagementLog, *, by: Level = "activity", ties: Ties = "set", horizon: Length | None = None
) -> Answer:
    """How many people go from each step straight to each next one, and how long they take.

    A *move* leads from one step set of a person to their next one; between two sets every pair of
    steps counts.  ``(start)`` leads to everyone's first steps, and everyone's last steps lead to
    ``(end)``.

    The share of a row is ``x / n``.  ``n``: people who were at the source for the first time at
    least one ``horizon`` before the as-of date.  ``x``: those of them who made this move by the
    as-of date.  To ``(end)``, ``x`` counts those of them whose last step is the source and who have
    been watched for a horizon since that as well.  From ``(start)``, ``n`` is everyone.  People who
    reached the source later are not yet observable: counted in ``moves`` and ``people``, never in
    ``x`` and ``n``.

    Args:
        log: the engagements.
        by: what a step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        ties: what nothing orders: ``set`` (every pair counts), ``split`` (the pairs between two
            sets share one move) or ``rank`` (a set is put in the order of its tiers).
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row per pair of steps that somebody took, most people first: ``source``, ``target``
        (str), ``moves`` (int64; float64 where ties are split), ``people`` (int64, distinct), ``x``,
        ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under
        10), ``not_yet_observable`` (int64), ``median_days``, ``q1_days``, ``q3_days`` (float64,
        between dated engagements only), ``median_editions`` (float64).

    Raises:
        OptionError: a level, tie rule or window that does not exist.

    Definition: docs/measures.md#transitions.
    Directly-follows graphs are standard in process mining; the
    start and end nodes and the people who had no time yet are what they usually lack.

    Example:
        >>> answer = transitions(log, by="role")
        >>> list(answer.table.columns[:4])
        ['source', 'target', 'moves', 'people']
    """
    return TWO_STEPS.whole(log, by=by, ties=ties, horizon=horizon)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of straight moves holds."""
    steps = tally["steps"].table
    people = int(tally["facts"]["people"][0])
    tables = [_inner(tally), _to_end(steps), _from_start(steps, people)]
    table = _named(pd.concat(tables, ignore_index=True), terms)
    return Answer(
        question="transitions",
        asked={"by": terms.by, "ties": terms.ties, "horizon": terms.window.short},
        sentence=with_shorter_window(_sentence(table, people, str(terms.window)), tally, terms),
        denominator=f"people at the source, watched for {terms.window} or longer",
        table=table,
        caveats=said_of(tally, terms, terms.ties),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(terms_of, straight_moves, _answer)


def _inner(tally: Tally) -> pd.DataFrame:
    """One row per pair of steps that somebody took."""
    pairs, at = pairs_of(tally), tally["steps"]
    n, everyone = (at[name][pairs["source"]] for name in ("watched", "people"))
    return pairs.assign(n=n, later=everyone - n)


def _to_end(steps: pd.DataFrame) -> pd.DataFrame:
    """The last steps of everyone; only those that have been watched since count in ``x``.

    Windows in editions are those of the program of each step set, so that the first time may be
    too late to be watched where the last one is not.
    """
    last = steps[steps["ended"] > 0]
    return pd.DataFrame(
        {
            "source": last["step"],
            "target": _END,
            "moves": last["ended"],
            "people": last["ended"],
            "x": last["ended_watched"],
            "n": last["watched"],
            "later": last["people"] - last["watched"],
        }
    )


def _from_start(steps: pd.DataFrame, people: int) -> pd.DataFrame:
    """The first steps of everyone: nobody is still to be observed."""
    first = steps[steps["begun"] > 0]
    begun = dict.fromkeys(("moves", "people", "x"), first["begun"])
    return pd.DataFrame(
        {"source": _START, "target": first["step"], **begun, "n": people, "later": 0}
    )


def _named(pairs: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Codes as names, most people first, with the share of those at the source."""
    labels = np.array([*terms.labels, END, START], dtype=object)
    table = pd.DataFrame(
        {
            "source": labels[pairs["source"]],
            "target": labels[pairs["target"]],
            "moves": pairs["moves"],
            "people": pairs["people"],
            **rate_columns(pairs["x"], pairs["n"], pairs["later"]),
            **{name: pairs[name] for name in QUARTILES},
        }
    ).astype({"source": "str", "target": "str"})
    order = ["people", "source", "target"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _sentence(table: pd.DataFrame, people: int, window: str) -> Sentence:
    inner = table[~table["source"].isin([START]) & ~table["target"].isin([END])]
    if inner.empty:
        return nobody_moved(people)
    top = inner.iloc[0]
    equal = inner[inner["people"] == top["people"]]
    if len(equal) > 1:
        ways = [_way(source, target) for source, target in equal[["source", "target"]].to_numpy()]
        return Sentence(
            "{many} moves are equally common, {people} each: {ways}.",
            "equally common moves",
            many=_MANY.get(len(equal), str(len(equal))),
            people=People(int(top["people"])),
            ways=listed(ways, most=4),
        )
    return Sentence(
        "The most common move is {way}: {people}; {of_the_watched}.",
        "the most common move",
        way=_way(top["source"], top["target"]),
        people=People(int(top["people"])),
        of_the_watched=of_the_watched(int(top["x"]), int(top["n"]), window),
    )


_MANY = dict(
    enumerate(["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"], start=2)
)


def _way(source: str, target: str) -> Sentence:
    if source == target:
        return Sentence("back to {target}", target=target)
    return Sentence("from {source} to {target}", source=source, target=target)

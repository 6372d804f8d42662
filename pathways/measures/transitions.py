"""Transitions: how many people go from each step to each next one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.record.log import EngagementLog
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.directly_follows import (
    END,
    MOVE_TIMES,
    START,
    Moves,
    directly_follows,
    move_times,
    people_at,
    time_quartiles,
    watched_visits,
)
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps, make_steps
from pathways.stats.sorting import counted, distinct, numbered
from pathways.wording import People, Sentence, of_the_watched, rate_columns

__all__ = ["transitions"]

Floats = NDArray[np.float64]


def transitions(
    log: EngagementLog, *, by: str = "activity", ties: str = "set", horizon: str | None = None
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
        ties: ``set`` (every pair counts), ``split`` (the pairs between two sets share one move) or
            ``rank`` (a set is put in the order of its tiers).
        horizon: how long people are watched, ``365d`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row per pair of steps that somebody took, most people first: ``source``, ``target``
        (str), ``moves`` (int64; float64 where ties are split), ``people`` (int64, distinct), ``x``,
        ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under
        10), ``not_yet_observable`` (int64), ``median_days``, ``q1_days``, ``q3_days`` (float64,
        between dated engagements only), ``median_editions`` (float64).

    Raises:
        OptionError: a level, tie rule or window that does not exist.

    Source: measures.md, section 4.  Directly-follows graphs are standard in process mining; the
    start and end nodes and the people who had no time yet are what they usually lack.

    Example:
        >>> answer = transitions(log, by="role")
        >>> list(answer.table.columns[:4])
        ['source', 'target', 'moves', 'people']
    """
    steps = make_steps(log, by, ties)
    window = log.horizon(horizon)
    follow = FollowUp(log, window)
    moves = directly_follows(steps, ties)
    watched = watched_visits(steps, follow)
    table = pd.concat(
        [_inner(log, steps, moves, watched), _to_end(steps, follow, watched), _from_start(steps)],
        ignore_index=True,
    )
    order = ["people", "source", "target"]
    table = table.sort_values(order, ascending=[False, True, True], ignore_index=True)
    table = table.astype(
        {"source": "str", "target": "str", **dict.fromkeys(MOVE_TIMES, np.float64)}
    )
    return Answer(
        question="transitions",
        asked={"by": by, "ties": ties, "horizon": window.short},
        sentence=_sentence(table, steps.people, str(window)),
        denominator=f"people at the source, watched for {window} or longer",
        table=table,
        caveats=usual_caveats(log, steps, ties),
        origin=log.origin,
    )


def _inner(log: EngagementLog, steps: Steps, moves: Moves, watched: Bools) -> pd.DataFrame:
    """One row per pair of steps that somebody took; one pass over integer codes."""
    width = len(steps.labels)
    pairs, pair = numbered(moves.source * width + moves.target, width * width)
    table = pd.DataFrame({"source": pairs // max(width, 1), "target": pairs % max(width, 1)})
    table["moves"] = _weights(pair, moves.shared, len(pairs))
    # Each person counts once for a pair; ``watched`` is the same in all their rows of it.
    once = distinct((pair * steps.people + moves.person) * 2 + watched[moves.visit])
    rows, seen = once // 2 // max(steps.people, 1), once % 2 == 1
    table["people"] = np.bincount(rows, minlength=len(pairs))
    table["x"] = np.bincount(rows[seen], minlength=len(pairs))
    table = table.join(time_quartiles(move_times(log, steps, moves), pair, len(pairs)))
    return _named(table, steps, watched)


def _weights(pair: Ints, shared: Ints, pairs: int) -> Ints | Floats:
    """How many moves each pair stands for; where ties are split, a part of each."""
    if (shared == 1).all():
        return np.bincount(pair, minlength=pairs)
    (pair, shared), many = counted(pair, shared)
    return np.bincount(pair, weights=many / shared, minlength=pairs)


def _named(table: pd.DataFrame, steps: Steps, watched: Bools) -> pd.DataFrame:
    """Codes as names, and the share of the people at the source."""
    everyone, early = people_at(steps, watched)
    n, source = early[table["source"]], table["source"].to_numpy()
    labels = np.array([*steps.labels, END], dtype=object)
    return pd.DataFrame(
        {
            "source": labels[source],
            "target": labels[table["target"]],
            "moves": table["moves"],
            "people": table["people"],
            **rate_columns(table["x"], n, everyone[source] - n),
            **{name: table[name] for name in MOVE_TIMES},
        }
    )


def _to_end(steps: Steps, follow: FollowUp, watched: Bools) -> pd.DataFrame:
    """The last steps of everyone; only those that have been watched since count in ``x``.

    Windows in editions are those of the program of each step set, so that the first time may be
    too late to be watched where the last one is not.
    """
    rows = np.flatnonzero(~steps.leads[steps.at])
    over = follow.observable(steps.when[steps.at[rows]]) & watched[steps.visit_of_row[rows]]
    people = np.bincount(steps.step[rows], minlength=len(steps.labels))
    table = pd.DataFrame({"source": np.flatnonzero(people), "people": people[people > 0]})
    x = np.bincount(steps.step[rows[over]], minlength=len(steps.labels))
    table["x"] = x[people > 0]
    table = table.assign(
        target=len(steps.labels), moves=table["people"], **dict.fromkeys(MOVE_TIMES)
    )
    return _named(table, steps, watched)


def _from_start(steps: Steps) -> pd.DataFrame:
    begun = np.bincount(steps.step[~steps.follows[steps.at]], minlength=len(steps.labels))
    step, people = np.flatnonzero(begun), begun[begun > 0]
    return pd.DataFrame(
        {
            "source": START,
            "target": np.array(steps.labels, dtype=object)[step],
            "moves": people,
            "people": people,
            **rate_columns(people, _filled(people, steps.people), 0),
            **dict.fromkeys(MOVE_TIMES, np.nan),
        }
    )


def _filled(like: Ints, value: int) -> Ints:
    return np.full(len(like), value, dtype=np.int64)


def _sentence(table: pd.DataFrame, people: int, window: str) -> Sentence:
    inner = table[~table["source"].isin([START]) & ~table["target"].isin([END])]
    if not people:
        return Sentence(
            "Nobody has taken a step that counts.", "nobody has taken a step that counts"
        )
    if inner.empty:
        return Sentence(
            "Nobody has taken a second step yet; {people} took one.",
            "nobody has taken a second step yet",
            people=People(people),
        )
    top = inner.iloc[0]
    again = top["source"] == top["target"]
    way = (
        Sentence("back to {target}", target=top["target"])
        if again
        else Sentence("from {source} to {target}", source=top["source"], target=top["target"])
    )
    return Sentence(
        "The most common move is {way}: {people}; {of_the_watched}.",
        "the most common move",
        way=way,
        people=People(int(top["people"])),
        of_the_watched=of_the_watched(int(top["x"]), int(top["n"]), window),
    )

"""Entry points: where people begin."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.errors import OptionError, one_of, shown
from pathways.record.log import EngagementLog
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import Bools, Steps, level_codes, make_steps
from pathways.stats.rate import Rate
from pathways.wording import Number, People, Sentence, listed, rate_columns

__all__ = ["entry_points"]

EARLY = 90
"""People whose first record lies within so many first days of the data may have begun before it."""

MANY = 10**9

Window = str | tuple[str | date, str | date]


def entry_points(
    log: EngagementLog, *, by: str = "activity", ties: str = "set", window: Window | None = None
) -> Answer:
    """Where people begin: the first counted step of each participant.

    The share of a row is ``x / n``.  ``n``: people with a counted step at this level whose first
    counted engagement (of any kind) falls in the window, by default everyone up to the as-of
    date.  ``x``: those of them who have this step in their first step set.  Where a first set
    holds several steps each of them counts, so that the shares can add to more than 1.  Nobody is
    still to be observed: a beginning takes no follow-up.

    The history of people who were there when the data begin may have begun earlier.  ``certain``
    leaves out those whose first counted engagement lies in the first 90 days of the data, or,
    where most engagements are known by their edition only, in its first edition.

    Args:
        log: the engagements.
        by: what a step is: ``activity``, ``program``, ``role``, ``tier`` or ``edition``.
        ties: ``set``, or ``rank`` for the step of the lowest tier in a first set.  ``split`` is as
            ``set``: people are not divided.
        window: the first and the last day that count, ``2018-01-01..2018-06-30`` or a pair; in a
            record of editions without dates the names of two editions.

    Returns:
        One row per step that somebody began with, most people first: ``step`` (str), ``x``, ``n``
        (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (int64, 0), and of the people with a certain beginning
        ``x_certain``, ``n_certain`` (int64), ``rate_certain``, ``low_certain``, ``high_certain``.

    Raises:
        OptionError: a level, tie rule or window that cannot be understood.

    Definition: docs/measures.md#entry-points.

    Example:
        >>> entry_points(log, by="role").table[["step", "x", "n"]].values.tolist()
        [['mentee', 5, 5]]
    """
    steps = make_steps(log, by, ties)
    inside, certain = _beginnings(log, by, _period(log, window))
    first = ~steps.follows[steps.at] & inside[steps.person]
    table = _table(steps, first, inside, certain)
    whose = "everyone" if window is None else "people whose first engagement falls in the window"
    return Answer(
        question="entry_points",
        asked={"by": by, "ties": ties, "window": window},
        sentence=_sentence(table, window),
        denominator=f"{whose}, with a counted step at this level",
        table=table,
        caveats=(
            *usual_caveats(log, steps, None),
            *_caveats(log, steps, first, inside, certain),
        ),
        origin=log.origin,
    )


def _beginnings(log: EngagementLog, by: str, window: tuple[int, int]) -> tuple[Bools, Bools]:
    """Of each person with steps: does their first engagement fall in the window; is it certain."""
    counted = log.counted
    person = counted["participant"].cat.codes.to_numpy()
    heads = np.flatnonzero(np.append(True, person[1:] != person[:-1])[: len(person)])
    time = np.minimum.reduceat(counted["time"].to_numpy(np.int64), heads)
    inside = (time >= window[0]) & (time <= window[1])
    if log.mostly_editions:
        rank = np.minimum.reduceat(counted["rank"].to_numpy(np.int64), heads)
        certain = rank > max(int(rank.min(initial=MANY)), 1)
    else:
        certain = time >= time.min(initial=MANY) + EARLY
    known = person[level_codes(log, by)[0] >= 0]
    theirs = np.isin(person[heads], known)
    return inside[theirs], certain[theirs]


def _period(log: EngagementLog, window: Window | None) -> tuple[int, int]:
    """The first and the last place on the log's axis that the window holds."""
    ends: tuple[str | date, ...] = ("", "")
    if isinstance(window, str):
        ends = tuple(part.strip() for part in window.split(".."))
    elif window is not None:
        ends = tuple(window)
    if len(ends) != 2:
        raise OptionError(
            f"A window of time is first..last, such as 2018-01-01..2018-06-30, not {shown(window)}."
        )
    low = _place(log, ends[0])[0] if ends[0] else -MANY
    high = _place(log, ends[1])[1] if ends[1] else MANY
    if low > high:
        raise OptionError(f"The window ends before it begins: {shown(window)}.")
    return low, high


def _place(log: EngagementLog, end: str | date) -> tuple[int, int]:
    """The first and the last place that a day or the name of an edition may mean."""
    if log.unit == "edition":
        return _edition(log, str(end))
    try:
        day = int(np.datetime64(date.fromisoformat(str(end)[:10]), "D").astype(np.int64))
    except ValueError:
        raise OptionError(
            f"A day is year-month-day, such as 2018-01-31, not {shown(end)}."
        ) from None
    return day, day


def _edition(log: EngagementLog, name: str) -> tuple[int, int]:
    table = log.editions.table
    ranks = table.loc[table["edition"].astype("str") == name, "rank"]
    if ranks.empty:
        known = [str(each) for each in table["edition"].unique()]
        raise OptionError(
            f"This record has editions and no dates: {one_of(name, known, 'edition')}."
        )
    return int(ranks.min()), int(ranks.max())


def _table(steps: Steps, first: Bools, inside: Bools, certain: Bools) -> pd.DataFrame:
    many = len(steps.labels)
    x = np.bincount(steps.step[first], minlength=many)
    sure = first & certain[steps.person]
    begun = rate_columns(
        np.bincount(steps.step[sure], minlength=many), np.full(many, (inside & certain).sum()), 0
    )
    table = pd.DataFrame(
        {
            "step": pd.Series(steps.labels, dtype="str"),
            **rate_columns(x, np.full(many, inside.sum()), 0),
            **{f"{name}_certain": begun[name] for name in ("x", "n", "rate", "low", "high")},
        }
    )
    table = table[table["x"] > 0]
    return table.sort_values(["x", "step"], ascending=[False, True], ignore_index=True)


def _sentence(table: pd.DataFrame, window: Window | None) -> Sentence:
    when = "" if window is None else " in this window"
    if table.empty:
        return Sentence(
            "Nobody has a first step{when} in this record.",
            "nobody began",
            when=when,
        )
    top = table[table["x"] == table["x"].max()]
    rate = Rate(int(top["x"].iloc[0]), int(top["n"].iloc[0]), "people")
    names = listed(list(top["step"]))
    if len(top) > 1:
        return Sentence(
            "The most common first steps{when} are {names}, each {rate}.",
            "the most common first steps",
            when=when,
            names=names,
            rate=rate,
        )
    return Sentence(
        "The most common first step{when} is {names}: {rate}.",
        "the most common first step",
        when=when,
        names=names,
        rate=rate,
    )


def _caveats(
    log: EngagementLog, steps: Steps, first: Bools, inside: Bools, certain: Bools
) -> tuple[Sentence, ...]:
    caveats = []
    several = int((np.bincount(steps.at[first]) > 1).sum())
    if several:
        caveats.append(
            Sentence(
                "{several} began with several steps that nothing orders: each counts.",
                "began with several steps that nothing orders",
                several=People(several),
            )
        )
    unsure = int((inside & ~certain).sum())
    if unsure:
        early = (
            "first edition"
            if log.mostly_editions
            else Sentence("first {early} days", early=Number(EARLY))
        )
        caveats.append(
            Sentence(
                "For {unsure} of {inside} the first record lies in the {early} of the data: "
                "they may have begun earlier, and the columns that end in _certain leave them "
                "out.",
                "beginning uncertain",
                unsure=unsure,
                inside=People(int(inside.sum())),
                early=early,
            )
        )
    return tuple(caveats)

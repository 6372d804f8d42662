"""Entry points: where people begin."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, listed, rate_columns
from pathways.errors import OptionError, one_of, shown
from pathways.record.log import EngagementLog
from pathways.record.options import Level, Ties
from pathways.stats.rate import Rate
from pathways.tallies.beginnings import beginnings
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "entry_points"]

EARLY = 90
"""People whose first record lies within so many first days of the data may have begun before it."""

MANY = 10**9

Window = Annotated[str | tuple[str | date, str | date], "FROM..TO"]


def entry_points(
    log: EngagementLog, *, by: Level = "activity", ties: Ties = "set", window: Window | None = None
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
        ties: what nothing orders stays a ``set``, or ``rank`` takes the step of the lowest tier in
            a first set.  ``split`` is as ``set``: people are not divided.
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
    return TWO_STEPS.whole(log, by=by, ties=ties, window=window)


def _terms(
    log: EngagementLog, by: str = "activity", ties: str = "set", window: Window | None = None
) -> Terms:
    known = {"window": window, "ends": _period(log, window), "by_edition": log.mostly_editions}
    return terms_of(log, by, ties, None, **known)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of beginnings holds."""
    window = cast("Window | None", terms.options["window"])
    begun, people = (_placed(tally, name, terms) for name in ("begun", "people"))
    table = _table(begun, people, terms.labels)
    whose = "everyone" if window is None else "people whose first engagement falls in the window"
    return Answer(
        question="entry_points",
        asked={"by": terms.by, "ties": terms.ties, "window": window},
        sentence=_sentence(table, window),
        denominator=f"{whose}, with a counted step at this level",
        table=table,
        caveats=(*said_of(tally, terms), *_caveats(people, terms)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, beginnings, _answer)


def _placed(tally: Tally, name: str, terms: Terms) -> pd.DataFrame:
    """The rows of a tally whose beginning falls in the window, and whether it is ``certain``."""
    rows, everyone = tally[name].table, tally["everyone"]
    low, high = cast("tuple[int, int]", terms.options["ends"])
    if terms.options["by_edition"]:
        certain = rows["rank"] > max(int(everyone["rank"].min(initial=MANY)), 1)
    else:
        certain = rows["time"] >= everyone["time"].min(initial=MANY) + EARLY
    return rows.assign(certain=certain)[rows["time"].between(low, high)]


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


def _table(begun: pd.DataFrame, people: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    def rates(begun: pd.DataFrame, people: pd.DataFrame) -> dict[str, object]:
        x = np.bincount(begun["step"], weights=begun["many"], minlength=len(labels))
        return rate_columns(x, np.full(len(labels), people["many"].sum()), 0)

    sure = rates(begun[begun["certain"]], people[people["certain"]])
    table = pd.DataFrame(
        {
            "step": pd.Series(labels, dtype="str"),
            **rates(begun, people),
            **{f"{name}_certain": sure[name] for name in ("x", "n", "rate", "low", "high")},
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
    if len(top) > 1 and not rate.enough:
        return Sentence(
            "{x} of {people} began with each of {names}{when}: too few to say more.",
            "the most common first steps",
            x=rate.x,
            people=People(rate.n),
            names=names,
            when=when,
        )
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


def _caveats(people: pd.DataFrame, terms: Terms) -> tuple[Sentence, ...]:
    caveats, many = [], people["many"]
    several = int(many[people["several"] > 0].sum())
    if several:
        caveats.append(
            Sentence(
                "{several} began with several steps that nothing orders: each counts.",
                "began with several steps that nothing orders",
                several=People(several),
            )
        )
    unsure = int(many[~people["certain"]].sum())
    if unsure:
        early = (
            "first edition"
            if terms.options["by_edition"]
            else Sentence("first {early} days", early=Number(EARLY))
        )
        caveats.append(
            Sentence(
                "For {unsure} of {inside} the first record lies in the {early} of the data: "
                "they may have begun earlier, and the columns that end in _certain leave them "
                "out.",
                "beginning uncertain",
                unsure=unsure,
                inside=People(int(many.sum())),
                early=early,
            )
        )
    return tuple(caveats)

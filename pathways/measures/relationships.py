"""Relationships over time: who still comes with the years, who returns after a gap, who is new."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, rate_columns
from pathways.errors import OptionError
from pathways.record.editions import edition_word
from pathways.record.log import EngagementLog
from pathways.record.options import Length, check_word
from pathways.record.window import Horizon, length_of_time
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.first_passage import ordered
from pathways.sequences.steps import Ints, make_steps
from pathways.stats.rate import TOO_FEW, Rate

__all__ = ["length_of_gap", "relationships", "relationships_table"]

Unit = Annotated[Literal["age", "gap", "month"], "by"]
PERIOD = {"day": 30, "edition": 1}
"""How long one step of a relationship's age is."""
GAPS = {"day": (30, 90, 180, 365, 730), "edition": (1, 2, 3, 4, 5)}
USUAL_GAP = {"day": "180d", "edition": "1e"}
YEAR = {"day": "12m", "edition": "1e"}
COMPLETE, UNFINISHED = "complete", "unfinished"


class _Times(NamedTuple):
    """Every step set by person and time, on the log's axis: when, since the first, since the last.

    ``away`` is the time without anything before it (-1 for the first), ``wait`` that until the next
    one (-1 for none).
    """

    person: Ints
    time: Ints
    last: Ints
    age: Ints
    away: Ints
    wait: Ints
    cut: int


def relationships(
    log: EngagementLog,
    *,
    by: Unit = "age",
    gap: Length | None = None,
    horizon: Length | None = None,
) -> Answer:
    """How relationships go on: how many still come, how many return after a gap, how many are new.

    Time is counted from each person's first contact, their first step set, in days, or in editions
    where the record has no dates (then all programs' editions count as one row of editions).

    *By age.*  Age 0 is the first 30 days after first contact, age 1 the next 30, and so on; with
    editions age 1 is the next edition.  ``n``: people whose whole time at that age lies before the
    as-of date; ``x``: those who came at that age (after their first step set).  ``after_gap``:
    those of the ``x`` who then came after a ``gap`` or longer without anything.

    A gap begins where what came before has ended.

    *By gap.*  ``n``: people who had once been away for that long, and for the first time at least
    one ``horizon`` before the as-of date; ``x``: those who came again within the horizon from then.

    *By month*, or edition: ``n`` people came in it, ``x`` of them had come in an earlier one, the
    others are ``new``; ``after_gap``: those of the ``x`` who came after a ``gap`` or longer.

    Args:
        log: the engagements.
        by: the ``age`` of a relationship since first contact, the ``gap`` away, or the ``month`` of
            the calendar.
        gap: how long without anything is a gap, by age and month; by default 180 days, or one
            edition with nothing in between.
        horizon: how long people are watched, by gap; by default 12 months, or one edition.

    Returns:
        One row per age, gap or month, ascending: ``age``, ``gap`` (int64: number of periods; days
        or editions away) or ``month`` (str: ``2020-01``, or the edition), ``x``, ``n`` (int64),
        ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (int64); by age ``after_gap`` (int64) and ``period`` (str:
        ``30 days`` or ``1 edition``); by gap ``unit`` (str: ``day`` or ``edition``); by month
        ``new``, ``after_gap`` (int64) and ``state`` (str: ``complete``, or ``unfinished`` for the
        month of the as-of date unless that is its last day).

    Raises:
        OptionError: another word for ``by``, or a length of time that is none, or in editions for a
            record of dates.

    Definition: docs/measures.md#relationships; the return on a relationship is in what comes later.

    Example:
        >>> table = relationships(log, by="month").table
        >>> table[["month", "x", "n", "new", "state"]].values.tolist()[0]
        ['2020-01', 0, 3, 3, 'complete']
    """
    check_word(by, Unit)
    away = length_of_gap(log, gap or USUAL_GAP[log.unit])
    window = length_of_gap(log, horizon or YEAR[log.unit])
    times = _times(log)
    if by == "age":
        table = relationships_table(_by_age(times, log.unit, away.length), by, log.unit)
        sentence, who = _said_of_age(table, log.unit, away), "people watched for the whole age"
    elif by == "gap":
        table = relationships_table(_by_gap(times, log.unit, window), by, log.unit)
        sentence = _said_of_gap(table, window)
        who = f"people who had been away for that long, watched for {window} since"
    else:
        table = relationships_table(_by_month(log, times, away.length), by, log.unit)
        sentence, who = _said_of_month(table, away), "people who came in that month or edition"
    return Answer(
        question="relationships",
        asked={"by": by, "gap": away.short, "horizon": window.short},
        sentence=sentence
        if len(times.time)
        else Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        ),
        denominator=who,
        table=table,
        caveats=(*usual_caveats(log, make_steps(log), None), *_caveats(times, log.unit)),
        origin=log.origin,
    )


def length_of_gap(log: EngagementLog, text: str) -> Horizon:
    """A length of time in the unit of the record."""
    asked = log.horizon(text)
    if asked.unit != log.unit:
        raise OptionError("This record has dates: say a length of time in days, such as 180d.")
    return asked


def _times(log: EngagementLog) -> _Times:
    steps = make_steps(log)
    person, time = steps.set_person, steps.when.time
    follows = steps.follows
    heads = np.flatnonzero(~follows)
    first = time[heads][np.cumsum(~follows) - 1] if len(time) else time
    last = _lasted(log, person, time)
    away = np.where(follows, np.maximum(time - np.append(0, last[:-1]), 0), -1)
    wait = np.append(away[1:], -1)[: len(time)]
    return _Times(person, time, last, time - first, away, wait, log.as_of.time)


def _lasted(log: EngagementLog, person: Ints, time: Ints) -> Ints:
    """Until when each step set and those before it of the same person lasted."""
    rows, last = ordered(log), time.copy()
    known = rows.place >= 0
    np.maximum.at(last, rows.place[known], rows.last[known])
    if not len(last):
        return last
    # One running maximum for everybody: a person's times are lifted above those of the one before.
    lift = person * (int(last.max()) - int(last.min()) + 1)
    return np.asarray(np.maximum.accumulate(last + lift) - lift)


def _by_age(times: _Times, unit: str, gap: int) -> pd.DataFrame:
    period = PERIOD[unit]
    starts = times.away < 0
    followed = times.cut - times.time[starts]
    ages = np.arange(0 if unit == "day" else 1, (int(followed.max(initial=-1)) + 1) // period)
    if unit == "edition":
        ages = np.arange(1, int(followed.max(initial=0)) + 1)
    came = pd.DataFrame(
        {
            "person": times.person,
            "age": times.age // period,
            "whole": times.cut - (times.time - times.age) >= (times.age // period + 1) * period - 1,
            "after_gap": times.away >= gap if unit == "day" else times.away > gap,
        }
    )[~starts & (times.age >= 0)]
    once = came[came["whole"]].groupby(["age", "person"])["after_gap"].max().reset_index()
    counted = once.groupby("age")["after_gap"].agg(["size", "sum"]).reindex(ages, fill_value=0)
    n = np.array([(followed >= (age + 1) * period - 1).sum() for age in ages], dtype=np.int64)
    return pd.DataFrame(
        {
            "age": ages.astype(np.int64),
            "x": counted["size"].to_numpy(np.int64),
            "n": n,
            "not_yet_observable": len(followed) - n,
            "after_gap": counted["sum"].to_numpy(np.int64),
        }
    )


def _by_gap(times: _Times, unit: str, window: Horizon) -> pd.DataFrame:
    rows = []
    for gap in GAPS[unit]:
        without = (times.wait > gap) | ((times.wait < 0) & (times.cut - times.last >= gap))
        at = np.flatnonzero(without)
        first = at[np.unique(times.person[at], return_index=True)[1]]
        since = times.last[first] + gap
        ahead = window.ahead(since)
        watched = times.cut - since >= ahead
        back = (times.wait[first] >= 0) & (times.wait[first] <= gap + ahead)
        rows.append((gap, int((back & watched).sum()), int(watched.sum()), int((~watched).sum())))
    return pd.DataFrame(rows, columns=["gap", "x", "n", "not_yet_observable"])


def _by_month(log: EngagementLog, times: _Times, gap: int) -> pd.DataFrame:
    month = times.time
    if log.unit == "day":
        month = times.time.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    came = pd.DataFrame(
        {
            "month": month,
            "person": times.person,
            "new": times.away < 0,
            "after_gap": times.away >= gap if log.unit == "day" else times.away > gap,
        }
    )
    once = came.groupby(["month", "person"]).agg(new=("new", "max"), after_gap=("after_gap", "max"))
    once["after_gap"] &= ~once["new"]
    counted = once.groupby("month").agg(
        n=("new", "size"), new=("new", "sum"), after_gap=("after_gap", "sum")
    )
    if len(counted):
        every = range(int(counted.index.min()), int(counted.index.max()) + 1)
        counted = counted.reindex(every, fill_value=0)
    names, state = _months(log, counted.index.to_numpy(np.int64))
    counted = counted.astype(np.int64).reset_index(drop=True)
    named = {"month": pd.Series(names, dtype="str"), "state": pd.Series(state, dtype="str")}
    return counted.assign(x=counted["n"] - counted["new"], not_yet_observable=0, **named)


def relationships_table(counts: pd.DataFrame, by: str, unit: str) -> pd.DataFrame:
    """The rows of the answer, from the people counted at each age, after each gap, or by month."""
    rates = rate_columns(*(counts[name] for name in ("x", "n", "not_yet_observable")))
    table = pd.DataFrame({by: counts[by], **rates})
    if by == "month":
        return table.join(counts[["new", "after_gap", "state"]])
    if by == "gap":
        return table.assign(unit=pd.Series(unit, index=table.index, dtype="str"))
    period = length_of_time(Horizon(PERIOD[unit], unit))
    words = pd.Series(period, index=table.index, dtype="str")
    return table.join(counts["after_gap"]).assign(period=words)


def _months(log: EngagementLog, months: Ints) -> tuple[list[str], list[str]]:
    """What each month or edition is called, and whether it is over at the as-of date."""
    if log.unit == "edition":
        return [log.editions.name_of(int(rank)) for rank in months], [COMPLETE] * len(months)
    cut = np.datetime64(log.as_of.day, "D") + 1
    finished = (months + 1).astype("datetime64[M]").astype("datetime64[D]") <= cut
    names = [str(month) for month in months.astype("datetime64[M]")]
    return names, [COMPLETE if over else UNFINISHED for over in finished]


def _said_of_age(table: pd.DataFrame, unit: str, gap: Horizon) -> Sentence:
    """The age of a year, or the last before it that has people enough."""
    enough = table[(table["n"] >= TOO_FEW) & (table["age"] <= (12 if unit == "day" else 1))]
    if enough.empty:
        later = People(table["not_yet_observable"].max()) if len(table) else "everyone"
        return Sentence(
            "Too few people have been watched since their first contact to say ({later} for less).",
            "too few watched",
            later=later,
        )
    row = enough.iloc[-1]
    rate = Rate(int(row["x"]), int(row["n"]), "people watched")
    first = int(row["age"]) * PERIOD[unit]
    when = Sentence(
        "Between day {first} and {last} after",
        first=Number(first),
        last=Number(first + PERIOD[unit] - 1),
    )
    if unit == "edition":
        when = Sentence(
            "{first} {editions} after",
            first=Number(first),
            editions="edition" if first == 1 else "editions",
        )
    return Sentence(
        "{when} their first contact, {rate:run} came; {after_gap} of them after {away} "
        "without anything.", "came at an age", when=when, rate=rate,
        after_gap=int(row["after_gap"]), away=_away(gap),
    )  # fmt: skip


def _said_of_gap(table: pd.DataFrame, window: Horizon) -> Sentence:
    """The longest of the gaps up to the usual one that has people enough."""
    unit = str(table["unit"].iloc[0])
    usual = int(USUAL_GAP[unit][:-1])
    enough = table[(table["n"] >= TOO_FEW) & (table["gap"] <= usual)]
    if enough.empty:
        return Sentence(
            "Too few people have been away and watched for {window} since to say who returns.",
            "too few watched",
            window=str(window),
        )
    row = enough.iloc[-1]
    rate = Rate(int(row["x"]), int(row["n"]), "people away")
    return Sentence(
        "Of people who had been away for {away}, {rate:run} came again within {window}.",
        "came again", away=_away(Horizon(int(row["gap"]), unit)), rate=rate, window=str(window),
    )  # fmt: skip


def _said_of_month(table: pd.DataFrame, gap: Horizon) -> Sentence:
    whole = table[(table["state"] == COMPLETE) & (table["n"] > 0)]
    if whole.empty:
        return Sentence("No month with anybody in it is over yet.", "no month with anybody in it")
    row = whole.iloc[-1]
    rate = Rate(int(row["x"]), int(row["n"]), "people who came")
    month = str(row["month"])
    name = month if "-" in month and month[:4].isdigit() else edition_word(month)
    return Sentence(
        "Of the people who came in {name}, {rate:run} had come before, {after_gap} of them "
        "after {away} or more without anything; {new} were new.",
        "who came", name=name, rate=rate, after_gap=int(row["after_gap"]), away=_away(gap),
        new=int(row["new"]),
    )  # fmt: skip


def _away(gap: Horizon) -> str:
    return f"{gap.length} {gap.unit}{'' if gap.length == 1 else 's'}"


def _caveats(times: _Times, unit: str) -> tuple[Sentence, ...]:
    gaps: NDArray[np.int64] = times.away[times.away >= 0]
    if not len(gaps):
        return ()
    people = len(np.unique(times.person[times.away >= 0]))
    half = float(np.median(gaps))
    long = Sentence("{half:g} {unit}{s}", half=half, unit=unit, s="" if half == 1 else "s")
    count = Sentence(
        "{gaps:,} times between two step sets, of {people}", gaps=len(gaps), people=People(people)
    )
    return (
        Sentence(
            "Half of the {count}, are {long} or less.", "half of all gaps", count=count, long=long
        ),
    )

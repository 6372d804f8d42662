"""Relationships over time: who still comes with the years, who returns after a gap, who is new."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, rate_columns
from pathways.errors import OptionError
from pathways.record.editions import edition_word
from pathways.record.log import EngagementLog
from pathways.record.options import Length, check_word
from pathways.record.window import Horizon, length_of_time
from pathways.sequences.caveats import caveats_of
from pathways.sequences.steps import Ints
from pathways.stats.histogram import quantiles
from pathways.stats.rate import TOO_FEW, Rate
from pathways.tallies.contacts import PERIOD, contacts
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "length_of_gap", "relationships", "relationships_table"]

Unit = Annotated[Literal["age", "gap", "month"], "by"]
USUAL_GAP = {"day": "180d", "edition": "1e"}
YEAR = {"day": "12m", "edition": "1e"}
COMPLETE, UNFINISHED = "complete", "unfinished"


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
    return TWO_STEPS.whole(log, by=by, gap=gap, horizon=horizon)


def _terms(
    log: EngagementLog, by: str = "age", gap: str | None = None, horizon: str | None = None
) -> Terms:
    check_word(by, Unit)
    away = length_of_gap(log, gap or USUAL_GAP[log.unit])
    window = length_of_gap(log, horizon or YEAR[log.unit]).short
    return terms_of(log, horizon=window, unit=by, gap=away)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of contacts holds."""
    by, away = terms.options["unit"], terms.options["gap"]
    window, unit = terms.window, terms.record.unit
    if by == "age":
        table = relationships_table(_by_age(tally, unit), by, unit)
        sentence, who = _said_of_age(table, unit, away), "people watched for the whole age"
    elif by == "gap":
        table = relationships_table(tally[by].table, by, unit)
        sentence = _said_of_gap(table, window)
        who = f"people who had been away for that long, watched for {window} since"
    else:
        table = relationships_table(_by_month(tally[by].table, terms.record), by, unit)
        sentence, who = _said_of_month(table, away), "people who came in that month or edition"
    return Answer(
        question="relationships",
        asked={"by": by, "gap": away.short, "horizon": window.short},
        sentence=sentence
        if tally["facts"]["people"][0]
        else Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        ),
        denominator=who,
        table=table,
        caveats=(*caveats_of(terms.origin, 0, 0), *_caveats(tally, unit)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, contacts, _answer)


def length_of_gap(log: EngagementLog, text: str) -> Horizon:
    """A length of time in the unit of the record."""
    asked = log.horizon(text)
    if asked.unit != log.unit:
        raise OptionError("This record has dates: say a length of time in days, such as 180d.")
    return asked


def _by_age(tally: Tally, unit: str) -> pd.DataFrame:
    """Every age that somebody has been watched for, with the people watched for all of it."""
    came, watched, many = tally["age"].table, tally["watched"]["watched"], tally["watched"]["many"]
    period = PERIOD[unit]
    ages = np.arange(int(unit == "edition"), (int(watched.max(initial=-1)) + 1) // period)
    counted = came.set_index("age").reindex(ages, fill_value=0)
    upto = np.append(0, np.cumsum(many))
    less = upto[np.searchsorted(watched, (ages + 1) * period - 1)]
    return pd.DataFrame(
        {
            "age": ages,
            "x": counted["people"].to_numpy(),
            "n": upto[-1] - less,
            "not_yet_observable": less,
            "after_gap": counted["after_gap"].to_numpy(),
        }
    )


def _by_month(counted: pd.DataFrame, record: EngagementLog) -> pd.DataFrame:
    """Every month or edition from the first to the last in which somebody came."""
    counted = counted.set_index("month")
    if len(counted):
        every = range(int(counted.index.min()), int(counted.index.max()) + 1)
        counted = counted.reindex(every, fill_value=0)
    names, state = _months(record, counted.index.to_numpy(np.int64))
    named = {"month": pd.Series(names, dtype="str"), "state": pd.Series(state, dtype="str")}
    counted = counted.reset_index(drop=True).rename(columns={"people": "n"})
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


def _caveats(tally: Tally, unit: str) -> tuple[Sentence, ...]:
    away, many = tally["gaps"]["away"], tally["gaps"]["many"]
    if not len(away):
        return ()
    people = People(int(tally["facts"]["returning"][0]))
    half = float(quantiles(np.zeros_like(away), away, many, 1, 0.5)[0])
    long = Sentence("{half:g} {unit}{s}", half=half, unit=unit, s="" if half == 1 else "s")
    times = Sentence("{gaps:,} times between two step sets, of {people}", gaps=int(many.sum()),
        people=people)  # fmt: skip
    return (
        Sentence(
            "Half of the {count}, are {long} or less.", "half of all gaps", count=times, long=long
        ),
    )

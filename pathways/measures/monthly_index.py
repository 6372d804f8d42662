"""Monthly index: the points of each month, who carries them, and what the change is made of."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Amount, Number, People, Percent, Points, Sentence
from pathways.errors import NoAnswerError, OptionError, shown
from pathways.record.interventions import Intervention, with_day
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import Goal
from pathways.scoring.ledger import in_points, ledger, scale_of
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.caveats import caveats_of
from pathways.sequences.steps import Ints, known_by
from pathways.stats.rate import TOO_FEW
from pathways.stats.sorting import summed
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = [
    "TWO_STEPS",
    "MonthlyCounts",
    "monthly_index",
    "monthly_table",
    "months_with_points",
    "points_of_goal",
]

GAINS = ("gain_by_people", "gain_by_engagements", "gain_by_tiers")
OPEN, COMPLETE = "open", "complete"
UNDATED = "This record has editions and no dates, so it has no months."


class MonthlyCounts(NamedTuple):
    """What each month has; points are whole numbers, ``first`` is the first month, since 1970.

    ``tiers`` are the points of each tier, lowest first, ``top`` those that the tenth of the
    month's people with most of them carry.
    """

    first: int
    people: Ints
    engagements: Ints
    raw: Ints
    tiers: Sequence[Ints]
    top: Ints


def monthly_index(
    log: EngagementLog,
    *,
    weighting: Weighting = UNWEIGHTED,
    goal: Goal | None = None,
    interventions: Sequence[Intervention] = (),
) -> Answer:
    """How much engagement each month brought, from how many people, at which tiers.

    The index of a month is the sum of the points of its engagements (see
    :func:`~pathways.measures.points.points`); an engagement belongs to the month in which it
    began.  Where only its edition is known that is the month in which the edition began; an
    engagement known by its year alone belongs to no month and is left out.

    ``top_tenth_share`` is the part of the month's raw points that the tenth of its people with
    most points carry (a tenth rounded up).

    With ``P`` people, ``e`` engagements per person and ``a`` raw points per engagement the index
    is ``P · e · a``.  Its gain over the month before is, with a bar for the mean of the two
    months, ``gain_by_people = ΔP · mean(e · a)``, ``gain_by_engagements = P̄ · Δe · ā`` and
    ``gain_by_tiers = P̄ · ē · Δa`` (more or less of higher tiers).  The three add to the gain; the
    last two together are what points per person brought.  The parts are rounded to hundredths of
    the smallest unit of points, and the last takes what rounding leaves.

    A month that is not over by the as-of date is ``open``: it has no gain.

    Args:
        log: the engagements.
        weighting: the multipliers; they change ``weighted`` and nothing else.
        goal: the raw points that a month is hoped to bring.
        interventions: what was changed, and when.  Neither of these two changes a number: a chart
            draws them beside the months; what has an edition and no day stands where
            that edition began.

    Returns:
        One row per month from the first with points to that of the as-of date, quiet ones too:
        ``month`` (str, 2018-05), ``people``, ``engagements`` (int64), ``raw``, ``weighted``
        (float64), ``raw_TIER`` for each tier of the scheme, lowest first (float64, they add to
        raw), ``points_per_person`` (float64, raw), ``top_tenth_share`` (float64), ``gain``,
        ``gain_by_people``, ``gain_by_engagements``, ``gain_by_tiers`` (float64, raw points),
        ``state`` (str: ``complete`` or ``open``).  Where there are under 10 people in a month
        ``points_per_person`` and ``top_tenth_share`` are withheld, and the parts of the gain
        where either month has under 10: too few to say.

    Raises:
        NoAnswerError: a record without dates, or a scheme that gives no tier any points.
        OptionError: a multiplier on something that the record does not know, or a goal that is not
            above 0.
        SchemeError: points that are no decimals.

    Definition: docs/measures.md#monthly-index.

    Example:
        >>> table = monthly_index(log).table
        >>> table.loc[table["people"] > 0, ["month", "people", "raw"]].values.tolist()
        [['2020-01', 3, 9.0], ['2020-06', 3, 13.0], ['2021-01', 2, 8.0]]
    """
    return TWO_STEPS.whole(log, weighting=weighting, goal=goal, interventions=interventions)


def _terms(
    log: EngagementLog,
    weighting: Weighting = UNWEIGHTED,
    goal: float | str | Decimal | None = None,
    interventions: Sequence[Intervention] = (),
) -> Terms:
    if log.unit != "day":
        raise NoAnswerError(UNDATED)
    wanted = None if goal is None else points_of_goal(goal)
    made = tuple(with_day(log, one) for one in interventions)
    return terms_of(log, weighting=weighting, goal=wanted, interventions=made)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """The points of each month: months since 1970, points in whole numbers.

    ``months``, by ``month`` and ``tier``: ``engagements`` and what they are worth, ``raw`` and
    ``weighted``.  ``people``, by ``month`` and ``points``: ``many`` people with so many raw ones.
    ``facts``: engagements left out, known by their ``year``; those known by their ``edition``.
    """
    book = ledger(log, terms.options["weighting"])
    tier, person = (column(log, name)[book.rows] for name in ("tier", "participant"))
    year, edition = (known_by(log, one)[book.rows] > 0 for one in ("year", "edition"))
    start = log.counted["start"].to_numpy()[book.rows]
    month = start.astype("datetime64[M]").astype(np.int64)[~year]
    raw, weighted = (amounts.each[~year] for amounts in (book.raw, book.weighted))
    (when, _), (points,) = summed((month, person[~year]), (raw,))
    amounts = {"engagements": np.ones_like(month), "raw": raw, "weighted": weighted}
    return {
        "months": count({"month": month, "tier": tier[~year]}, amounts),
        "people": count({"month": when, "points": points}),
        "facts": facts(
            year=year.sum(), edition=edition.sum(), left_out=len(log.counted) - len(tier)
        ),
    }


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of months holds."""
    weighting = terms.options["weighting"]
    scale, fine = (scale_of(terms.record.scheme, one) for one in (UNWEIGHTED, weighting))
    counts, weighted = _counts(tally, terms.record)
    table = monthly_table(terms.record, counts, scale, in_points(weighted, fine))
    left_out = int(tally["facts"]["left_out"][0])
    by_tier = {f"raw_{tier}": tier for tier in terms.record.scheme.tier_names}
    return Answer(
        question="monthly_index",
        asked={name: terms.options[name] for name in ("weighting", "goal", "interventions")},
        sentence=_sentence(table, weighting),
        denominator="points of the counted engagements that began in the month",
        table=table,
        caveats=(*caveats_of(terms.origin, left_out, 0), *_caveats(tally, terms, table)),
        origin=terms.origin,
        parts={"raw": tuple(table[list(by_tier)].rename(columns=by_tier).to_dict("records"))},
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def points_of_goal(goal: float | str | Decimal) -> float:
    """Points of a month that are hoped for.

    >>> points_of_goal("1200")
    1200.0
    """
    try:
        wanted = Decimal(str(goal).strip())
    except InvalidOperation:
        wanted = Decimal("NaN")
    if not wanted.is_finite() or wanted <= 0:
        raise OptionError(
            f"A goal of the monthly index is points of a month, such as 1200, not {shown(goal)}."
        )
    return float(wanted)


def _counts(tally: Tally, record: EngagementLog) -> tuple[MonthlyCounts, Ints]:
    """What each month has, quiet ones too, and its weighted points."""
    months, people = tally["months"], tally["people"]
    first, many = months_with_points(record, months["month"])

    def every(month: Ints, values: Ints) -> Ints:
        sums = np.zeros(many, dtype=np.int64)
        np.add.at(sums, month - first, values)
        return sums

    engagements, raw, weighted = (
        every(months["month"], months[name]) for name in ("engagements", "raw", "weighted")
    )
    here = every(people["month"], people["many"])
    # People of a month stand by their points: what is left of it behind them have more.
    upto = np.cumsum(people["many"])
    behind = np.cumsum(here)[people["month"] - first] - upto
    tenth = -(-here // 10)[people["month"] - first]
    carried = np.clip(tenth - behind, 0, people["many"]) * people["points"]
    tiers = [
        every(months["month"], months["raw"] * (months["tier"] == rank))
        for rank in range(len(record.scheme.tiers))
    ]
    top = every(people["month"], carried)
    return MonthlyCounts(first, here, engagements, raw, tiers, top), weighted


def months_with_points(log: EngagementLog, start: Ints) -> tuple[int, int]:
    """The first month with points, since 1970, and how many there are to that of the cut-off."""
    first = int(start.min(initial=2**31))
    last = int(np.datetime64(log.as_of.day, "M").astype(np.int64))
    return first, max(0, last - first + 1) if len(start) else 0


def monthly_table(
    log: EngagementLog, counts: MonthlyCounts, scale: int, weighted: NDArray[np.float64]
) -> pd.DataFrame:
    """The rows of the answer, from what each month has."""
    people, sums, many = counts.people, counts.raw, len(counts.people)
    table = pd.DataFrame(
        {
            "month": (counts.first + np.arange(many)).astype("datetime64[M]").astype("str"),
            "people": people,
            "engagements": counts.engagements,
            "raw": sums / scale,
            "weighted": weighted,
        }
    ).astype({"month": "str"})
    for tier, points in zip(log.scheme.tier_names, counts.tiers, strict=True):
        table[f"raw_{tier}"] = points / scale
    enough = people >= TOO_FEW
    gone = np.full(many, np.nan)
    table["points_per_person"] = np.divide(table["raw"], people, out=gone.copy(), where=enough)
    table["top_tenth_share"] = np.divide(
        counts.top, sums, out=gone.copy(), where=enough & (sums > 0)
    )
    complete = np.arange(many) < many - int(not _is_over(log))
    gains = _gains(table, sums, scale, complete)
    state = pd.array(np.where(complete, COMPLETE, OPEN), dtype="str")
    return pd.concat([table, gains], axis=1).assign(state=state)


def _is_over(log: EngagementLog) -> bool:
    """Whether the as-of date is the last day of its month."""
    day = log.as_of.day
    return day is not None and (day + timedelta(days=1)).month != day.month


def _gains(table: pd.DataFrame, sums: Ints, scale: int, complete: np.ndarray) -> pd.DataFrame:
    gains = pd.DataFrame(np.nan, index=table.index, columns=["gain", *GAINS])
    people, engagements = table["people"].tolist(), table["engagements"].tolist()
    months = list(zip(people, engagements, map(int, sums), strict=True))
    for at in range(1, len(table)):
        if complete[at]:
            gains.loc[at, "gain"] = (months[at][2] - months[at - 1][2]) / scale
            if min(people[at], people[at - 1]) >= TOO_FEW:
                gains.loc[at, list(GAINS)] = _parts(months[at - 1], months[at], scale)
    return gains


def _parts(before: tuple[int, int, int], now: tuple[int, int, int], scale: int) -> list[float]:
    """What people, engagements per person and points per engagement brought; exact to the end."""
    (p0, n0, s0), (p1, n1, s1) = before, now
    fine = 100
    each = (Fraction(s0, p0) + Fraction(s1, p1)) / 2
    worth = (Fraction(s0, n0) + Fraction(s1, n1)) / 2
    by_people = round((p1 - p0) * each * fine)
    more = Fraction(n1, p1) - Fraction(n0, p0)
    by_engagements = round(Fraction(p0 + p1, 2) * more * worth * fine)
    by_tiers = (s1 - s0) * fine - by_people - by_engagements
    return [part / (scale * fine) for part in (by_people, by_engagements, by_tiers)]


def _name(month: str) -> str:
    """A month as people say it.

    >>> _name("2018-05")
    'May 2018'
    """
    year, number = month.split("-")
    return f"{month_name[int(number)]} {year}"


def _sentence(table: pd.DataFrame, weighting: Weighting) -> Sentence:
    if not table["raw"].sum():
        return Sentence(
            "Nobody has points in this record yet.", "nobody has points in this record yet"
        )
    whole = table[table["state"] == COMPLETE]
    if not whole["people"].any():
        only = table.iloc[-1]
        who = People(only["people"])
        return Sentence(
            "{name} is not over yet: {who}, {raw} so far.",
            "is not over yet", name=_name(only["month"]), who=who, raw=Points(only["raw"]),
        )  # fmt: skip
    last = whole[whole["people"] > 0].iloc[-1]
    weighted = ""
    if weighting.multipliers:
        weighted = Sentence(" ({weighted} weighted)", weighted=Amount(last["weighted"]))
    finding = Sentence(
        "In {name}, {people} made {raw}{weighted}",
        name=_name(last["month"]), people=People(int(last["people"])), raw=Points(last["raw"]),
        weighted=weighted,
    )  # fmt: skip
    if not np.isnan(last["points_per_person"]):
        each = Amount(last["points_per_person"])
        finding = Sentence("{finding}, {each} a person", finding=finding, each=each)
    if not np.isnan(last["top_tenth_share"]):
        share = Percent(last["top_tenth_share"])
        tenth = "{finding}; the top tenth of them carried {share}"
        finding = Sentence(tenth, finding=finding, share=share)
    quiet = int(whole.index[-1] - last.name)
    since = (
        Sentence(" Nobody in the {quiet} months since.", quiet=Number(quiet))
        if quiet > 1
        else " Nobody in the month since."
    )
    return Sentence(
        "{finding}.{change}{since}",
        "last whole month", finding=finding, change=_change(last), since=since if quiet else "",
    )  # fmt: skip


def _change(last: pd.Series) -> str:
    gain = last["gain"]
    if np.isnan(gain):
        return ""
    many = Sentence(
        "{gain} {more} than", gain=Amount(abs(gain)), more="more" if gain > 0 else "fewer"
    )
    words = Sentence(" That is {many} the month before", many=many if gain else "as many as")
    if np.isnan(last["gain_by_people"]):
        return Sentence("{words}.", words=words)
    names = ("people", "engagements per person", "tiers")
    parts = [
        Sentence(
            "{sign}{amount} by {name}",
            sign="+" if last[part] > 0 else "", amount=Amount(last[part]), name=name,
        )
        for part, name in zip(GAINS, names, strict=True)
    ]  # fmt: skip
    return Sentence("{words}: {parts}.", words=words, parts=Sentence.joined(", ", parts))


def _caveats(tally: Tally, terms: Terms, table: pd.DataFrame) -> tuple[Sentence, ...]:
    caveats = []
    year, vague = (int(tally["facts"][name][0]) for name in ("year", "edition"))
    if len(table) and table["state"].iloc[-1] == OPEN:
        month = _name(table["month"].iloc[-1])
        caveats.append(
            Sentence(
                "{month} is not over by {as_of}: it is open and has no gain.",
                "is not over", month=month, as_of=str(terms.record.as_of),
            )
        )  # fmt: skip
    if year:
        caveats.append(
            Sentence(
                "Left out, known by their year alone: {dated:,} engagements.",
                "known by their year alone", dated=year,
            )
        )  # fmt: skip
    if vague:
        caveats.append(
            Sentence(
                "Known by their edition alone, and in the month in which it began: {vague:,} "
                "engagements.", "known by their edition alone", vague=vague,
            )
        )  # fmt: skip
    if not terms.options["weighting"].multipliers:
        caveats.append(
            Sentence(
                "No multipliers are given, so weighted points are raw points.",
                "no multipliers are given",
            )
        )
    return tuple(caveats)

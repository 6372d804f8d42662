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
from pathways.record.log import EngagementLog
from pathways.record.options import Goal
from pathways.scoring.ledger import Amounts, Ints, Ledger, ledger
from pathways.scoring.weighting import UNWEIGHTED, Weighting
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import make_steps
from pathways.stats.rate import TOO_FEW

__all__ = [
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
    if log.unit != "day":
        raise NoAnswerError(UNDATED)
    wanted = None if goal is None else points_of_goal(goal)
    book = ledger(log, weighting)
    dated = (log.counted["precision"] != "year").to_numpy()[book.rows]
    table = _table(log, book, dated)
    return Answer(
        question="monthly_index",
        asked={
            "weighting": weighting,
            "goal": wanted,
            "interventions": tuple(with_day(log, made) for made in interventions),
        },
        sentence=_sentence(table, weighting),
        denominator="points of the counted engagements that began in the month",
        table=table,
        caveats=(
            *usual_caveats(log, make_steps(log, "tier"), None),
            *_caveats(log, book, dated, table),
        ),
        origin=log.origin,
        parts={"raw": _by_tier(log, table)},
    )


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


def _by_tier(log: EngagementLog, table: pd.DataFrame) -> tuple[dict[str, float], ...]:
    """The points of each month by tier."""
    tiers = log.scheme.tier_names
    rows = table[[f"raw_{tier}" for tier in tiers]].to_numpy()
    return tuple(dict(zip(tiers, row.tolist(), strict=True)) for row in rows)


def _table(log: EngagementLog, book: Ledger, dated: np.ndarray) -> pd.DataFrame:
    start = log.counted["start"].to_numpy()[book.rows].astype("datetime64[M]").astype(np.int64)
    first, many = months_with_points(log, start[dated])
    month = np.where(dated, start - first, many)
    people, top = _people(book, month, many)
    by_tier = []
    for tier in log.scheme.tier_names:
        here = np.array([kind.tier == tier for kind in book.kinds], dtype=bool)[book.kind]
        by_tier.append(_sums(book.raw, np.where(here, month, many), many))
    engagements = np.bincount(month, minlength=many + 1)[:many]
    counts = MonthlyCounts(first, people, engagements, _sums(book.raw, month, many), by_tier, top)
    weighted = book.weighted.points(_sums(book.weighted, month, many))
    return monthly_table(log, counts, book.raw.scale, weighted)


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


def _sums(amounts: Amounts, month: Ints, many: int) -> Ints:
    """Sums by month; what belongs to none is behind the last."""
    return amounts.of(month, many + 1)[:many]


def _people(book: Ledger, month: Ints, many: int) -> tuple[Ints, Ints]:
    """People of each month, and the points of the tenth of them with most."""
    width = max(len(book.participants), 1)
    pairs, place = np.unique(month * width + book.person, return_inverse=True)
    points = book.raw.of(place, len(pairs))
    when = pairs // width
    order = np.lexsort((-points, when))
    when, points = when[order], points[order]
    people = np.bincount(when, minlength=many + 1)
    before = np.cumsum(people) - people
    tenth = -(-people // 10)
    top = np.where(np.arange(len(when)) - before[when] < tenth[when], points, 0)
    carried = np.zeros(many + 1, dtype=np.int64)
    np.add.at(carried, when, top)
    return people[:many], carried[:many]


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


def _caveats(
    log: EngagementLog, book: Ledger, dated: np.ndarray, table: pd.DataFrame
) -> tuple[Sentence, ...]:
    caveats = []
    if len(table) and table["state"].iloc[-1] == OPEN:
        month = _name(table["month"].iloc[-1])
        caveats.append(
            Sentence(
                "{month} is not over by {as_of}: it is open and has no gain.",
                "is not over", month=month, as_of=str(log.as_of),
            )
        )  # fmt: skip
    if not dated.all():
        caveats.append(
            Sentence(
                "Left out, known by their year alone: {dated:,} engagements.",
                "known by their year alone", dated=int((~dated).sum()),
            )
        )  # fmt: skip
    vague = int((log.counted["precision"] == "edition").to_numpy()[book.rows].sum())
    if vague:
        caveats.append(
            Sentence(
                "Known by their edition alone, and in the month in which it began: {vague:,} "
                "engagements.", "known by their edition alone", vague=vague,
            )
        )  # fmt: skip
    if not book.weighting.multipliers:
        caveats.append(
            Sentence(
                "No multipliers are given, so weighted points are raw points.",
                "no multipliers are given",
            )
        )
    return tuple(caveats)

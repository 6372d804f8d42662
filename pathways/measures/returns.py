"""Touch and returns: what people do after a program, and whether more received is more given."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import (
    Amount,
    Number,
    People,
    Percent,
    Sentence,
    amount_word,
    rate_columns,
)
from pathways.errors import OptionError, one_of
from pathways.record.log import EngagementLog
from pathways.record.options import Length, ProgramName, TierName, check_word
from pathways.scoring.give_and_get import EXACT, Exchange, exchanged, mean_interval, worth
from pathways.scoring.program_costs import spent
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.first_passage import first_times, ordered
from pathways.sequences.steps import FollowUp, Ints, level_codes, make_steps
from pathways.sequences.tier_progression import after, standing
from pathways.stats.rate import TOO_FEW, Rate

__all__ = ["check_program", "ranked_returns", "returns", "returns_by_thirds", "returns_table"]

Floats = NDArray[np.float64]

Unit = Annotated[Literal["program", "touch", "dose"], "by"]
TOUCHES = ("low", "high")
THIRDS = ("least", "middle", "most")
MEAN = ["worth", "worth_low", "worth_high"]
OTHERS = ["matched", "others", "others_rate", "others_worth"]


def returns(
    log: EngagementLog,
    *,
    by: Unit = "program",
    program: ProgramName | None = None,
    horizon: Length | None = None,
    contributing: TierName | None = None,
) -> Answer:
    """What programs return: how many people go up a tier after one, and what they do.

    *By program or touch.*  Everyone is followed from their first time in the program (or at a tier
    of that touch) for a horizon.  ``n``: people who were there at least one horizon before the
    as-of date and whose highest tier up to then has one above it (``at_top``: people left out
    because it has none).  ``x``: those of them who reach a higher tier than ever before within the
    horizon.  ``worth`` is the mean of the raw points of what the ``n`` do in later step sets within
    it (of engagements, where the scheme has no points), with a bootstrap interval by person.

    Beside them stand people at the same tier who never took it, from the first time they stood
    there: ``others_rate`` and ``others_worth`` are their figures, weighted as the tiers of the
    ``matched`` people, which are those of ``n`` at whose tier there are 10 or more others.  That
    describes; it does not show what the program did, since people choose.

    Where the record has ``hours`` or ``cost``, an edition's are the one value of its rows, or where
    its rows differ their sum: ``advances_per_100_hours`` is over the editions of ``n`` people that
    have it.  By program only: an edition of both touches cannot be divided.

    *By dose.*  On the day one horizon before the as-of date everyone so far is put into thirds by
    what they had received (engagements below the ``contributing`` tier); people who received the
    same are in the same third.  ``x / n``: of each third, who contributed after (engagements from
    that tier on).  ``worth`` is what they contributed after, per person.

    Args:
        log: the engagements.
        by: compare by ``program``, by ``touch``, or by ``dose``: people by what they received.
        program: only this program; goes with ``by="program"``.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.
        contributing: the first TIER at which people give; by default the first above the middle.

    Returns:
        One row per program (best rate first, too few to say last), touch, or third: ``program``,
        ``touch`` or ``received`` (str: ``least``, ``middle``, ``most``), ``x``, ``n`` (int64),
        ``rate``, ``low``, ``high`` (float64, 95 % Wilson), ``not_yet_observable`` (int64),
        ``worth``, ``worth_low``, ``worth_high`` (float64, per person), ``unit`` (str: ``points`` or
        ``engagements``).  By program and touch also ``at_top``, ``matched``, ``others`` (int64),
        ``others_rate``, ``others_worth`` (float64) and, by program, for each attribute that there
        is ``hours``, ``advances_per_100_hours``, ``cost``, ``cost_per_advance`` (float64).  By dose
        also ``received_from``, ``received_to`` (float64).  Everything after ``n`` that is no count
        is missing where n (or matched) is under 10.

    Raises:
        OptionError: another word for ``by``, a program that goes with another, or a window that is
            none.
        SchemeError: a tier that the scheme does not have.

    Definition: docs/measures.md#returns.

    Example:
        >>> answer = returns(log, horizon="1e")
        >>> answer.table[["program", "x", "n", "not_yet_observable"]].values.tolist()
        [['OL', 3, 4, 1]]
    """
    check_word(by, Unit)
    check_program(log, by, program)
    follow = FollowUp(log, log.horizon(horizon))
    asked = {"by": by, "program": program, "horizon": follow.horizon.short}
    asked["contributing"] = contributing
    if by == "dose":
        return replace(_dose(log, follow, exchanged(log, contributing)), asked=asked)
    table, unit = _by_unit(log, by, program, follow)
    return Answer(
        question="returns",
        asked=asked,
        sentence=_sentence(table, by, (unit, str(follow.horizon))),
        denominator=f"people in it with a tier above them, watched for {follow.horizon} since",
        table=table,
        caveats=(*usual_caveats(log, make_steps(log), None), *_caveats(table, by)),
        origin=log.origin,
    )


def _by_unit(
    log: EngagementLog, by: str, program: str | None, follow: FollowUp
) -> tuple[pd.DataFrame, str]:
    """The table by program or touch, and in what it counts."""
    each, unit = worth(log)
    rows = ordered(log)
    codes, names = _units(log, by)
    point = _only(codes[rows.order], names, program)
    start, high = first_times(point, rows.person), standing(rows)
    people = after(rows, start, high, each[rows.order], follow).assign(unit=point[start])
    people["row"] = rows.order[start]
    top = len(log.scheme.tiers) - 1
    alone = after(rows, first_times(high, rows.person), high, each[rows.order], follow)
    alone = alone[alone["watched"]]
    table = returns_table(
        [
            (names[int(unit)], of_unit, alone[~alone["person"].isin(of_unit["person"])])
            for unit, of_unit in people.groupby("unit")
        ],
        top,
        by,
    )
    if by == "program":
        seen = people[people["watched"] & (people["tier"] < top)]
        table = table.join(_withheld(spent(log, seen, names), table), on="program")
    return ranked_returns(table, by, unit), unit


def _only(point: Ints, names: list[str], program: str | None) -> Ints:
    """The points, all but one program's set aside where it is named."""
    if program is None:
        return point
    known = [name.casefold() for name in names]
    return np.where(point == known.index(program.casefold()), point, -1)


def check_program(log: EngagementLog, by: str, program: str | None) -> None:
    """See that one program is one of the record, and goes with what is compared."""
    if program is not None and by != "program":
        raise OptionError('A program goes with by="program".')
    names = level_codes(log, "program")[1]
    if program is not None and program.casefold() not in map(str.casefold, names):
        raise OptionError(f"{one_of(program, names, 'program')}.")


def _units(log: EngagementLog, by: str) -> tuple[Ints, list[str]]:
    """Each counted engagement's program, or the touch of its tier; -1 for none."""
    if by == "program":
        codes, labels = level_codes(log, "program")
        return codes, list(labels)
    touch = np.array([TOUCHES.index(tier.touch) for tier in log.scheme.tiers] + [-1])
    return touch[log.counted["tier"].cat.codes.to_numpy()], list(TOUCHES)


def returns_table(
    units: list[tuple[str, pd.DataFrame, pd.DataFrame]], top: int, by: str
) -> pd.DataFrame:
    """The rows of units, each with its people and with those who never took it."""
    rows = []
    for name, took, never in units:
        took_part, alone = (one.assign(worth=one["worth"].round(EXACT)) for one in (took, never))
        way_up = took_part[took_part["tier"] < top]
        seen = way_up[way_up["watched"]]
        others = alone[alone["tier"] < top]
        rows.append(
            (name, int(seen["advanced"].sum()), len(seen), len(way_up) - len(seen),
             len(took_part) - len(way_up), *mean_interval(seen["worth"].to_numpy()),
             *_alike(seen, others))
        )  # fmt: skip
    columns = [by, "x", "n", "later", "at_top", *MEAN, *OTHERS]
    found = pd.DataFrame(rows, columns=columns).astype(
        {by: "str", **dict.fromkeys([*MEAN, *OTHERS[2:]], np.float64)}
    )
    counts = rate_columns(found["x"], found["n"], found["later"])
    whole = pd.DataFrame({by: found[by], **counts})
    whole[MEAN] = found[MEAN]
    whole[["at_top", *OTHERS[:2]]] = found[["at_top", *OTHERS[:2]]].astype(np.int64)
    return whole.join(found[OTHERS[2:]])


def _alike(seen: pd.DataFrame, others: pd.DataFrame) -> tuple[int, int, float, float]:
    """People with others at their tier, how many others, their rate and worth, weighted alike."""
    of_tier = others.groupby("tier")
    tiers = of_tier[["advanced", "worth"]].mean().rename(columns={"advanced": "rate"})
    tiers["size"] = of_tier.size()
    tiers = tiers[tiers["size"] >= TOO_FEW]
    matched = seen["tier"][seen["tier"].isin(tiers.index)]
    if len(matched) < TOO_FEW:
        return len(matched), int(tiers["size"].sum()), np.nan, np.nan
    alike = tiers.loc[np.unique(matched)]
    weighted = tiers.loc[matched]
    return (
        len(matched), int(alike["size"].sum()),
        round(float(weighted["rate"].mean()), 12), round(float(weighted["worth"].mean()), 12),
    )  # fmt: skip


def _withheld(amounts: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """What comes of hours and cost only where there are people enough to say it of."""
    few = table.loc[table["n"] < TOO_FEW, "program"]
    derived = [name for name in amounts if "per" in name]
    amounts.loc[amounts.index.isin(few), derived] = np.nan
    return amounts


def ranked_returns(table: pd.DataFrame, by: str, unit: str) -> pd.DataFrame:
    """The rows with their unit; programs come with the highest lower bound first."""
    table = table.assign(unit=pd.Series(unit, index=table.index, dtype="str"))
    if by != "program":
        return table
    keys = ["rate", "n", by]
    return table.sort_values(keys, ascending=[False, False, True], ignore_index=True)


def _sentence(table: pd.DataFrame, by: str, words: tuple[str, str]) -> Sentence:
    unit, window = words
    if table.empty:
        return Sentence(
            "Nobody has an engagement that counts.", "nobody has an engagement that counts"
        )
    enough = table[table["n"] >= TOO_FEW]
    if enough.empty:
        later = People(table["not_yet_observable"].sum())
        return Sentence(
            "After no {by} have {least} people with a way up been watched for {window} "
            "yet: too few to say ({later} for less).",
            "nobody watched", by=by, least=Number(TOO_FEW), window=window, later=later,
        )  # fmt: skip
    best = enough.loc[enough["rate"].idxmax()]
    name = best[by] if by == "program" else f"{best[by]} touch"
    rate = Rate(int(best["x"]), int(best["n"]), "people in it")
    beside = ""
    if best["matched"] == best["n"]:
        beside = Sentence(
            "; of {others} people at the same tiers who never took it {others_rate} did, "
            "which describes and does not prove", others=int(best["others"]),
            others_rate=Percent(best["others_rate"]),
        )  # fmt: skip
    return Sentence(
        "After {name}, {rate:run} went up a tier within {window}, with {amount} a head{beside}.",
        "went up a tier within", name=name, rate=rate, window=window,
        amount=_amount(best["worth"], unit), beside=beside,
    )  # fmt: skip


def _caveats(table: pd.DataFrame, by: str) -> tuple[Sentence, ...]:
    caveats = [
        Sentence(
            "Who took a {by} chose it: the people beside them describe, they are no control.",
            "they chose it", by=by,
        )
    ]  # fmt: skip
    if table["at_top"].sum():
        caveats.append(
            Sentence(
                "At the top tier already, with no way up: {at_top}.",
                "at the top tier already", at_top=int(table["at_top"].sum()),
            )
        )  # fmt: skip
    return tuple(caveats)


def _dose(log: EngagementLog, follow: FollowUp, exchange: Exchange) -> Answer:
    """What people contributed after a day, by thirds of what they had received up to it."""
    counted = log.counted
    person = counted["participant"].cat.codes.to_numpy(np.int64)
    before = counted["time"].to_numpy(np.int64) <= _day_of_dose(log, follow)
    size = int(person.max(initial=-1)) + 1
    here = np.bincount(person[before], minlength=size) > 0
    got = np.bincount(person, weights=exchange.received * before, minlength=size)[here]
    gave = np.bincount(person, weights=exchange.contributed * ~before, minlength=size)[here]
    table = returns_by_thirds(got.astype(np.float64), gave.astype(np.float64), exchange.unit)
    later = int((np.bincount(person, minlength=size) > 0).sum()) - int(here.sum())
    alone = follow.horizon.unit == "edition" and follow.horizon.length == 1
    day = f"{'one edition' if alone else follow.horizon} before the as-of date"
    caveats = (
        Sentence(
            "Contributed is everything at {tier} and above, received everything below it.",
            "what contributed means", tier=exchange.tier,
        ),
        Sentence(
            "Came later than {day}, and are in no third: {later}.",
            "came later than", day=day, later=later,
        ),
        Sentence(
            "Who received more had also come for longer: this describes, it does not prove.",
            "had come for longer",
        ),
    )  # fmt: skip
    return Answer(
        question="returns",
        sentence=_dosed(table, exchange.unit, str(follow.horizon), day),
        denominator=f"people who had come by {day}",
        table=table,
        caveats=(*usual_caveats(log, make_steps(log), None), *caveats),
        origin=log.origin,
    )


def returns_by_thirds(got: Floats, gave: Floats, unit: str) -> pd.DataFrame:
    """The rows of the thirds that there are."""
    got, gave = np.round(got, EXACT), np.round(gave, EXACT)
    third = np.searchsorted(np.quantile(got, [1 / 3, 2 / 3]), got) if len(got) else got.astype(int)
    rows = []
    for place in np.unique(third):
        theirs, received = gave[third == place], got[third == place]
        counts = (THIRDS[place], int((theirs > 0).sum()), len(theirs))
        rows.append((*counts, *mean_interval(theirs), received.min(), received.max()))
    columns = ["received", "x", "n", *MEAN, "received_from", "received_to"]
    found = pd.DataFrame(rows, columns=columns).astype({"received": "str"})
    counts_of = rate_columns(found["x"], found["n"], 0)
    table = pd.DataFrame({"received": found["received"], **counts_of})
    table = table.join(found[[*MEAN, "received_from", "received_to"]].astype(np.float64))
    return table.assign(unit=pd.Series(unit, index=table.index, dtype="str"))


def _day_of_dose(log: EngagementLog, follow: FollowUp) -> int:
    """The place on the log's axis that lies one horizon before the as-of date."""
    if log.as_of.day is not None and follow.horizon.unit == "day":
        now = np.array([log.as_of.time])
        return int((now - follow.horizon.back(now))[0])
    ranks = np.unique(log.editions.table["rank"].to_numpy(np.int64))
    ranks = ranks[ranks <= log.as_of.rank]
    if len(ranks) <= follow.horizon.length:
        if log.unit == "edition" or log.counted.empty:
            return -1
        return int(log.counted["time"].min()) - 1
    rank = int(ranks[-1 - follow.horizon.length])
    if log.unit == "edition":
        return rank
    times = log.counted.loc[log.counted["rank"] <= rank, "time"]
    return int(times.max()) if len(times) else -1


def _dosed(table: pd.DataFrame, unit: str, window: str, day: str) -> Sentence:
    if table.empty:
        return Sentence("Nobody had come yet by {day}.", "nobody had come yet", day=day)
    first, last = table.iloc[0], table.iloc[-1]
    if len(table) < 2:
        return Sentence(
            "Everyone had received about the same: {gave}.",
            "everyone had received about the same",
            gave=_gave(first, unit),
        )
    if min(first["n"], last["n"]) < TOO_FEW:
        return Sentence(
            "A third has fewer than {least} people: too few to say.",
            "too few to say",
            least=Number(TOO_FEW),
        )
    return Sentence(
        "Of people who had received most, {most} in {window}; of those who had "
        "received least, {least}.",
        "of people who had received most", most=_gave(last, unit), window=window,
        least=_gave(first, unit),
    )  # fmt: skip


def _gave(row: pd.Series, unit: str) -> Sentence:
    rate = Rate(int(row["x"]), int(row["n"]), "people of that third")
    if pd.isna(row["worth"]):
        return Sentence("{rate:run} contributed after", rate=rate)
    low, high = (Amount(row[name]) for name in MEAN[1:])
    return Sentence(
        "{rate:run} contributed after, {amount} a head ({low} to {high})",
        rate=rate, amount=_amount(row["worth"], unit), low=low, high=high,
    )  # fmt: skip


def _amount(worth: float, unit: str) -> str:
    """An amount with its unit: ``1 point``, ``2.5 points``."""
    number = amount_word(worth)
    return f"{number} {unit[:-1] if number == '1' else unit}"

"""Touch and returns: what people do after a program, and whether more received is more given."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd

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
from pathways.scoring.give_and_get import Unit as GivenIn
from pathways.scoring.give_and_get import gives_from, mean_interval, unit_of
from pathways.scoring.ledger import in_points
from pathways.scoring.program_costs import AMOUNTS, spent
from pathways.sequences.caveats import caveats_of
from pathways.sequences.steps import level_codes
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.sorting import distinct
from pathways.tallies.doses import day_of_dose, doses
from pathways.tallies.tally import Counts, Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.ways_up import TOUCHES, ways_up

__all__ = ["TWO_STEPS", "check_program", "returns"]

Unit = Annotated[Literal["program", "touch", "dose"], "by"]
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
    return TWO_STEPS.whole(log, by=by, program=program, horizon=horizon, contributing=contributing)


def _terms(
    log: EngagementLog,
    by: str = "program",
    program: str | None = None,
    horizon: str | None = None,
    contributing: str | None = None,
) -> Terms:
    """The terms; by dose with a window of editions these want the last day before that window."""
    check_word(by, Unit)
    check_program(log, by, program)
    asked = {"by": by, "program": program, "horizon": log.horizon(horizon).short}
    asked["contributing"] = contributing
    terms = terms_of(log, "program", horizon=horizon, unit=by, asked=asked, program=None)
    more: dict[str, Any] = {}
    if program is not None:
        known = [name.casefold() for name in terms.labels]
        more["program"] = known.index(program.casefold())
    if by == "dose":
        first = gives_from(log.scheme, contributing).name
        more |= {"day": day_of_dose(log, terms.window), "first": first}
    return replace(terms, options={**terms.options, **more})


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    return (doses if terms.options["unit"] == "dose" else ways_up)(log, terms)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of ways up holds, or one of doses."""
    if terms.options["unit"] == "dose":
        return _dose(tally, terms)
    by, unit = terms.options["unit"], unit_of(terms.record.scheme)
    table = _by_unit(tally, terms)
    return Answer(
        question="returns",
        asked=terms.options["asked"],
        sentence=_sentence(table, by, (unit.name, str(terms.window))),
        denominator=f"people in it with a tier above them, watched for {terms.window} since",
        table=table,
        caveats=(*caveats_of(terms.origin, 0, 0), *_caveats(table, by)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _by_unit(tally: Tally, terms: Terms) -> pd.DataFrame:
    """The rows of programs or touches; programs come with the highest lower bound first."""
    by, unit = terms.options["unit"], unit_of(terms.record.scheme)
    names = terms.labels if by == "program" else TOUCHES
    top = len(terms.record.scheme.tiers) - 1
    took, never = tally["took"].table, tally["never"].table
    rows = [
        (code, names[code], *_row(of_unit, never[never["unit"] == code], top, unit))
        for code, of_unit in took.groupby("unit")
    ]
    columns = ["code", by, "x", "n", "later", "at_top", *MEAN, *OTHERS]
    found = pd.DataFrame(rows, columns=columns).astype(
        {by: "str", **dict.fromkeys([*MEAN, *OTHERS[2:]], np.float64)}
    )
    table = pd.DataFrame({by: found[by], **rate_columns(found["x"], found["n"], found["later"])})
    table[MEAN] = found[MEAN]
    table[["at_top", *OTHERS[:2]]] = found[["at_top", *OTHERS[:2]]].astype(np.int64)
    table = table.join(found[OTHERS[2:]])
    if by == "program":
        for kind in AMOUNTS:
            if kind in tally:
                costs = spent(tally["editions"].table, _amounts(tally[kind]), kind)
                table = table.join(costs.reindex(found["code"]).set_axis(table.index))
                table.loc[table["n"] < TOO_FEW, AMOUNTS[kind]] = np.nan
    table = table.assign(unit=pd.Series(unit.name, index=table.index, dtype="str"))
    if by != "program":
        return table
    return table.sort_values(["rate", "n", by], ascending=[False, False, True], ignore_index=True)


def _amounts(counts: Counts) -> pd.DataFrame:
    """How many rows of each edition have each number of hours, or cost."""
    different = np.array([amount for (amount,) in counts.stand_for["amount"]], dtype=np.float64)
    return counts.table.assign(amount=different[counts["amount"]])


def _row(
    took: pd.DataFrame, never: pd.DataFrame, top: int, unit: GivenIn
) -> tuple[int | float, ...]:
    """A unit: who went up of whom, what they did, and what others at their tiers did."""
    way_up = took[took["tier"] < top]
    seen = way_up[way_up["watched"] > 0]
    (n, ways, everyone) = (int(rows["many"].sum()) for rows in (seen, way_up, took))
    each = seen.groupby("worth")["many"].sum()
    worth = in_points(each.index.to_numpy(np.int64), unit.scale)
    return (
        int((seen["advanced"] * seen["many"]).sum()), n, ways - n, everyone - ways,
        *mean_interval(worth, each.to_numpy(np.int64)), *_alike(seen, never, unit),
    )  # fmt: skip


def check_program(log: EngagementLog, by: str, program: str | None) -> None:
    """See that one program is one of the record, and goes with what is compared."""
    if program is not None and by != "program":
        raise OptionError('A program goes with by="program".')
    names = level_codes(log, "program")[1]
    if program is not None and program.casefold() not in map(str.casefold, names):
        raise OptionError(f"{one_of(program, names, 'program')}.")


def _alike(
    seen: pd.DataFrame, others: pd.DataFrame, unit: GivenIn
) -> tuple[int, int, float, float]:
    """People with others at their tier, how many others, their rate and worth, weighted alike."""
    tiers = others[others["size"] >= TOO_FEW].set_index("tier")
    matched = seen.groupby("tier")["many"].sum().reindex(tiers.index).dropna()
    n = int(matched.sum())
    if n < TOO_FEW:
        return n, int(tiers["size"].sum()), np.nan, np.nan
    alike = tiers.loc[matched.index]
    rate, worth = alike["advanced"] / alike["size"], alike["worth"] / (unit.scale * alike["size"])
    return (
        n, int(alike["size"].sum()),
        round(float(rate @ matched) / n, 12), round(float(worth @ matched) / n, 12),
    )  # fmt: skip


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


def _dose(tally: Tally, terms: Terms) -> Answer:
    """What people contributed after a day, by thirds of what they had received up to it."""
    unit, window = unit_of(terms.record.scheme), terms.window
    table = _by_thirds(tally["doses"], unit)
    alone = window.unit == "edition" and window.length == 1
    day = f"{'one edition' if alone else window} before the as-of date"
    caveats = (
        Sentence(
            "Contributed is everything at {tier} and above, received everything below it.",
            "what contributed means", tier=terms.options["first"],
        ),
        Sentence(
            "Came later than {day}, and are in no third: {later}.",
            "came later than", day=day, later=int(tally["facts"]["later"][0]),
        ),
        Sentence(
            "Who received more had also come for longer: this describes, it does not prove.",
            "had come for longer",
        ),
    )  # fmt: skip
    return Answer(
        question="returns",
        asked=terms.options["asked"],
        sentence=_dosed(table, unit.name, str(window), day),
        denominator=f"people who had come by {day}",
        table=table,
        caveats=(*caveats_of(terms.origin, 0, 0), *caveats),
        origin=terms.origin,
    )


def _by_thirds(counts: Counts, unit: GivenIn) -> pd.DataFrame:
    """The rows of the thirds that there are."""
    got = in_points(counts["got"], unit.scale)
    edges = np.quantile(np.repeat(got, counts["many"]), [1 / 3, 2 / 3]) if len(got) else got
    third = np.searchsorted(edges, got)
    rows = []
    for place in distinct(third):
        each = counts.table[third == place].groupby("gave")["many"].sum()
        theirs, many = in_points(each.index.to_numpy(np.int64), unit.scale), each.to_numpy(np.int64)
        x, received = int(many[theirs > 0].sum()), got[third == place]
        mean = mean_interval(theirs, many)
        rows.append((THIRDS[place], x, int(many.sum()), *mean, received.min(), received.max()))
    columns = ["received", "x", "n", *MEAN, "received_from", "received_to"]
    found = pd.DataFrame(rows, columns=columns).astype({"received": "str"})
    counts_of = rate_columns(found["x"], found["n"], 0)
    table = pd.DataFrame({"received": found["received"], **counts_of})
    table = table.join(found[[*MEAN, "received_from", "received_to"]].astype(np.float64))
    return table.assign(unit=pd.Series(unit.name, index=table.index, dtype="str"))


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

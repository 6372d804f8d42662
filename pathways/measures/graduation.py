"""Graduation: how many reach the outcome that we hope for, how soon, and from which programs."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, people_word, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Step, check_word
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.caveats import caveats_of
from pathways.sequences.first_passage import first_times, followed, ordered
from pathways.sequences.steps import Ints
from pathways.sequences.waiting_states import outcome_rows
from pathways.stats.ranking import ranked
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.sorting import distinct
from pathways.stats.survival import kaplan_meier, log_log_band
from pathways.tallies.tally import Tally, count
from pathways.tallies.terms import Terms, rows_of, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.watching import watched_too_short, with_offer

__all__ = ["STATES", "TWO_STEPS", "graduation"]

Unit = Annotated[Literal["program", "edition"], "by"]
STATES = ("already", "event", "watched", "reached", "time")
Words = tuple[str, str, str]
TIMES = ("incidence", "incidence_low", "incidence_high", "median", "median_low", "median_high")


def graduation(
    log: EngagementLog,
    *,
    source: Step | None = None,
    outcome: Step | None = None,
    by: Unit | None = None,
    horizon: Length | None = None,
) -> Answer:
    """How many people reach the outcome after a step, and how long it takes them.

    Graduates have the outcome (by default the top tier) in a later step set than their first time
    at the source.  To leave upward is success: a graduate who never comes again is a graduate.
    People who had the outcome before the source, or in the same step set, did not get there from
    it; they stand apart in ``already`` and are in no rate.

    Two figures stand beside each other.  ``x / n`` is of people: ``n`` were at the source at least
    one ``horizon`` before the as-of date, and ``x`` of them have the outcome within it; who came
    later is not yet observable.  ``incidence`` is 1 less the Kaplan–Meier curve at the horizon,
    for which everyone counts as long as they were watched, with its log-log band; where that has
    no width it is Wilson's, of the people watched.  ``median`` is the time by which half of
    everyone has the outcome on that curve, also beyond the horizon, with the interval that the
    log-log band of the curve gives.

    With ``by`` every program (or edition) is a source of its own: the person's first time at the
    source in it.  A person who took several programs counts in each.  ``funnel_low`` and
    ``funnel_high`` are Wilson's limits for ``n`` people at the overall rate of the table: a rate
    inside them (``against_all``: ``within``) differs from the others by no more than chance does
    (of 20 that do not differ one is outside).  ``shrunk`` is the rate drawn towards the overall one
    (beta-binomial, its two parameters from the mean and the variance of the rates).  ``rank`` is
    the rank that can be told apart: the best
    program is 1, and the next rank begins with the first program whose rate is clearly below that
    of the first of this rank (Fisher's exact test at 5 % after Holm over all pairs).

    Args:
        log: the engagements.
        source: the STEP that people start from; by default their first step of any kind.
        outcome: the STEP that makes a graduate; by default the top tier.
        by: ``program`` or ``edition``, to compare them; by default everyone together.
        horizon: how long people are watched, ``12m`` or ``1e``; by default 12 months, or one
            edition where most engagements are known by their edition only.

    Returns:
        One row, or one per program or edition with anyone at the source, best first (too few to
        say last): ``source`` (or ``program``, or ``edition``; str), ``outcome`` (str), ``x``,
        ``n`` (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under
        10), ``not_yet_observable``, ``already`` (int64), ``incidence``, ``incidence_low``,
        ``incidence_high``, ``median``, ``median_low``, ``median_high`` (float64; missing where
        under 10 people could be followed, or nobody for a whole horizon; a median that is not
        reached is missing, and so is the high end of one that may never be), ``unit`` (of the
        median: ``day`` or ``edition``); with ``by`` also ``funnel_low``, ``funnel_high``,
        ``shrunk`` (float64), ``against_all`` (str: ``above``, ``within``, ``below``), ``rank``
        (Int64); missing where n is under 10.

    Raises:
        UnknownStepError: a step that the record does not contain.
        OptionError: another word for ``by``, or a window that is none.

    Definition: docs/measures.md#graduation; funnel limits after Spiegelhalter (2005).

    Example:
        >>> answer = graduation(log, source="mentee", outcome="mentor", horizon="1e")
        >>> answer.table[["x", "n", "not_yet_observable", "already"]].values.tolist()
        [[3, 4, 1, 0]]
    """
    return TWO_STEPS.whole(log, source=source, outcome=outcome, by=by, horizon=horizon)


def _terms(
    log: EngagementLog,
    source: str | None = None,
    outcome: str | None = None,
    by: str | None = None,
    horizon: str | None = None,
) -> Terms:
    if by is not None:
        check_word(by, Unit)
    start = "a first step" if source is None else find_step(log, source).label
    reached = log.scheme.tier_names[-1] if outcome is None else find_step(log, outcome).label
    terms = terms_of(log, by or "program", horizon=horizon)
    asked = {"source": source, "outcome": outcome, "by": by}
    return replace(terms, options={**asked, "start": start, "reached": reached})


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """Everyone's first time at the source (in each unit), and what came of it.

    ``followed`` counts ``many`` people by ``unit`` (step of the level; 0 for everyone together) and
    by what :func:`~pathways.sequences.first_passage.followed` says of them.
    """
    source, outcome = (terms.options[name] for name in ("source", "outcome"))
    rows, follow = ordered(log), terms.follow(log)
    together = np.zeros(len(rows.order), dtype=np.int64)
    unit = together if terms.options["by"] is None else terms.codes(log)
    here = rows_of(log, source) if source is not None else np.ones(len(unit), dtype=bool)
    wanted = rows_of(log, outcome) if outcome is not None else outcome_rows(log, None)
    unit = np.where(here, unit, -1)[rows.order]
    first = first_times(unit, rows.person)
    people = followed(rows, first, wanted[rows.order], follow)
    waiting = first[~people["already"].to_numpy()]
    watched = follow.observable(rows.when[waiting])
    states = {name: people[name].to_numpy(np.int64) for name in STATES}
    return {
        "followed": count({"unit": unit[first], **states}),
        "watching": watched_too_short(follow, watched, unit[waiting], rows.when[waiting]),
    }


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that everybody's first times hold."""
    by = terms.options["by"]
    words = (str(terms.options["start"]), str(terms.options["reached"]), str(terms.window))
    table, ranks = _finished(tally["followed"].table, terms, words)
    offer = "Since {group}, {people} were watched for {shorter}: ask with --horizon {short}."
    return Answer(
        question="graduation",
        asked={
            **{name: terms.options[name] for name in ("source", "outcome", "by")},
            "horizon": terms.window.short,
        },
        sentence=_compared(table, str(by), ranks, words)
        if by is not None
        else with_offer(_sentence(table.iloc[0], words), tally, terms, words[:1], offer),
        denominator=f"people with {words[0]} and not yet {words[1]}, watched for {terms.window}",
        table=table,
        caveats=(*caveats_of(terms.origin, 0, 0, None), *_caveats(table, words, by)),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _finished(people: pd.DataFrame, terms: Terms, words: Words) -> tuple[pd.DataFrame, int]:
    """The table of everybody's first times, and how many ranks can be told apart in it."""
    by = terms.options["by"]
    units = distinct(people["unit"].to_numpy()) if by is not None else np.zeros(1, dtype=np.int64)
    names = words[:1] if by is None else [terms.labels[unit] for unit in units]
    table = _table(people, units, terms.window)
    table.insert(0, by or "source", pd.Series(names, dtype="str"))
    table.insert(1, "outcome", pd.Series(words[1], index=table.index, dtype="str"))
    if by is None:
        return table, 1
    ranking = ranked(table)
    return ranking.table, ranking.ranks


def _table(people: pd.DataFrame, units: Ints, window: Horizon) -> pd.DataFrame:
    """Counts and times of each unit."""
    already = people["already"] > 0
    on_the_way = people[~already]
    seen = on_the_way[on_the_way["watched"] > 0]

    def counted(rows: pd.DataFrame) -> Ints:
        found = np.bincount(rows["unit"], rows["many"], minlength=int(units.max(initial=0)) + 1)
        return found[units].astype(np.int64)

    n = counted(seen)
    times = [_times(on_the_way[on_the_way["unit"] == unit], window) for unit in units]
    return pd.DataFrame(
        {
            **rate_columns(counted(seen[seen["reached"] > 0]), n, counted(on_the_way) - n),
            "already": counted(people[already]),
            **dict(zip(TIMES, np.array(times, dtype=float).reshape(-1, 6).T, strict=True)),
            "unit": window.unit,
        }
    ).astype({"unit": "str"})


def _times(people: pd.DataFrame, horizon: Horizon) -> tuple[float, ...]:
    """Share by the horizon and its band, median time and its interval."""
    time, event, seen, many = (
        people[name].to_numpy(np.int64) for name in ("time", "event", "watched", "many")
    )
    if many.sum() < TOO_FEW or not seen.any():
        return (np.nan,) * 6
    curve = kaplan_meier(time, event > 0, many)
    waiting, error = curve.at(horizon.length)
    watched = int(many[(seen > 0) | (time <= horizon.length) & (event > 0)].sum())
    low, high = log_log_band(np.array([waiting]), np.array([error]), watched)
    early, late = curve.median_interval()
    return 1 - waiting, 1 - float(high[0]), 1 - float(low[0]), curve.time_to(0.5), early, late


def _sentence(row: pd.Series, words: Words) -> Sentence:
    start, reached, window = words
    n, later, before = (int(row[name]) for name in ("n", "not_yet_observable", "already"))
    if not n + later + before:
        return Sentence("Nobody has been at {start} yet.", "nobody has been at yet", start=start)
    if not n + later:
        return Sentence(
            "All of {whose} with {start} had {reached} by then, so nobody could reach it after.",
            "all had it before", whose=People(before), start=start, reached=reached,
        )  # fmt: skip
    if not n:
        short = people_word(later)
        return Sentence(
            "Nobody has been watched for {window} since {start} yet ({short} for less).",
            "nobody watched", window=window, start=start, short=short,
        )  # fmt: skip
    rate = Rate(int(row["x"]), n, "people at the source")
    text = Sentence(
        "After {start}, {rate:run} reached {reached} within {window}",
        start=start, rate=rate, reached=reached, window=window,
    )  # fmt: skip
    return Sentence("{text}{median}.", "graduation", text=text, median=_median(row))


def _median(row: pd.Series) -> str:
    """The time that half of people take, with its interval, where there is one."""
    if pd.isna(row["incidence"]):
        return ""
    if pd.isna(row["median"]):
        return "; half of them have not got there in the time that we can see"
    length = _length(row["median"], str(row["unit"]))
    if pd.isna(row["median_high"]):
        return Sentence(
            "; half get there in {length} ({median_low:.0f} or more)",
            length=length,
            median_low=row["median_low"],
        )
    return Sentence(
        "; half get there in {length} ({median_low:.0f} to {median_high:.0f})",
        length=length, median_low=row["median_low"], median_high=row["median_high"],
    )  # fmt: skip


def _length(time: float, unit: str) -> str:
    return f"{time:.0f} {unit}{'' if time == 1 else 's'}"


def _compared(table: pd.DataFrame, by: str, ranks: int, words: Words) -> Sentence:
    start, reached, window = words
    enough = table[table["n"] >= TOO_FEW]
    if table.empty:
        return Sentence("Nobody has been at {start} yet.", "nobody has been at yet", start=start)
    if enough.empty:
        return Sentence(
            "No {by} has {least} people watched for {window} since {start} yet: too few to say.",
            "nobody watched", by=by, least=Number(TOO_FEW), window=window, start=start,
        )  # fmt: skip
    rates = [
        Sentence("{name}: {rate}", name=row[by], rate=Rate(int(row["x"]), int(row["n"]), ""))
        for _, row in enough.iloc[[0, -1] if len(enough) > 1 else [0]].iterrows()
    ]
    if len(enough) == 1:
        return Sentence(
            "Only one {by} has people enough to say how many reached {reached}, {rates}.",
            "one unit only", by=by, reached=reached, rates=rates[0],
        )  # fmt: skip
    told = (
        Sentence(
            "no two of the {enough} {by}s can be told apart", enough=Number(len(enough)), by=by
        )
        if ranks == 1
        else Sentence(
            "of {enough} {by}s, {ranks} ranks can be told apart",
            enough=Number(len(enough)), by=by, ranks=Number(ranks),
        )
    )  # fmt: skip
    return Sentence(
        "Most reach {reached} within {window} after {best}; fewest after {least}; {told}.",
        "units ranked", reached=reached, window=window, best=rates[0], least=rates[1], told=told,
    )  # fmt: skip


def _caveats(table: pd.DataFrame, words: Words, by: str | None) -> tuple[Sentence, ...]:
    start, reached, _ = words
    caveats = [
        Sentence(
            "To leave upward is success: who has {reached} is a graduate, whatever came later.",
            "to leave upward is success", reached=reached,
        )
    ]  # fmt: skip
    before = int(table["already"].sum())
    if before:
        caveats.append(
            Sentence(
                "Had {reached} before {start} or together with it, and counted apart: {before}.",
                "had it before", reached=reached, start=start, before=before,
            )
        )  # fmt: skip
    if by is not None:
        enough = table[table["n"] >= TOO_FEW]
        pairs = len(enough) * (len(enough) - 1) // 2
        caveats.append(
            Sentence(
                "People of several {by}s count in each; what sets them apart may be who came.",
                "several units count in each", by=by,
            )
        )  # fmt: skip
        if pairs:
            overall = enough["x"].sum() / enough["n"].sum()
            caveats.append(
                Sentence(
                    "{pairs} pairs are compared, after Holm's correction; the overall rate is "
                    "{overall}.",
                    "pairs are compared", pairs=Number(pairs), overall=Percent(overall),
                )
            )  # fmt: skip
    return tuple(caveats)

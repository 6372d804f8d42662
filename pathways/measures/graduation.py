"""Graduation: how many reach the outcome that we hope for, how soon, and from which programs."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Percent, Sentence, people_word, rate_columns
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Step, check_word
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.first_passage import first_times, followed, ordered
from pathways.sequences.longest_window import offered, with_offer
from pathways.sequences.steps import FollowUp, Ints, level_codes, make_steps
from pathways.sequences.waiting_states import outcome_rows
from pathways.stats.ranking import ranked
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.survival import kaplan_meier, log_log_band

__all__ = ["EVERYONE", "finished", "graduation", "outcome_label", "source_label"]

Unit = Annotated[Literal["program", "edition"], "by"]
EVERYONE = ("",)
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
    if by is not None:
        check_word(by, Unit)
    follow = FollowUp(log, log.horizon(horizon))
    start, reached = source_label(log, source), outcome_label(log, outcome)
    people, names = _people(log, follow, (source, outcome), by)
    words = (start, reached, str(follow.horizon))
    table, ranks = finished(people, names, follow, words, by)
    return Answer(
        question="graduation",
        asked={"source": source, "outcome": outcome, "by": by, "horizon": follow.horizon.short},
        sentence=with_offer(
            _sentence(table.iloc[0], words), lambda: _offer(log, people, words[0], follow.horizon)
        )
        if by is None
        else _compared(table, by, ranks, words),
        denominator=f"people with {start} and not yet {reached}, watched for {follow.horizon}",
        table=table,
        caveats=(*usual_caveats(log, make_steps(log), None), *_caveats(table, words, by)),
        origin=log.origin,
    )


def finished(
    people: pd.DataFrame, names: tuple[str, ...], follow: FollowUp, words: Words, by: str | None
) -> tuple[pd.DataFrame, int]:
    """The table of everybody's first times, and how many ranks can be told apart in it.

    Args:
        people: ``unit`` (code of the name), and what
            :func:`~pathways.sequences.first_passage.followed` gives.
        names: of the units; ``("",)`` for everyone together.
        follow: how long people are watched.
        words: source, outcome and window.
        by: as for :func:`graduation`.
    """
    table = _table(people, names, follow)
    table.insert(1, "outcome", pd.Series(words[1], index=table.index, dtype="str"))
    if by is None:
        everyone = table.rename(columns={"unit_of": "source"}).assign(source=words[0])
        return everyone.astype({"source": "str"}), 1
    ranking = ranked(table)
    return ranking.table.rename(columns={"unit_of": by}).astype({by: "str"}), ranking.ranks


def source_label(log: EngagementLog, source: str | None) -> str:
    """The source in words."""
    return "a first step" if source is None else find_step(log, source).label


def outcome_label(log: EngagementLog, outcome: str | None) -> str:
    """The outcome in words."""
    return log.scheme.tier_names[-1] if outcome is None else find_step(log, outcome).label


def _people(
    log: EngagementLog, follow: FollowUp, steps: tuple[str | None, str | None], by: str | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Everyone's first time at the source (in each unit), what came of it; names of the units."""
    source, outcome = steps
    counts = log.records["counted"].to_numpy()
    here = np.ones(int(counts.sum()), dtype=bool)
    if source is not None:
        here = find_step(log, source).rows[counts]
    codes, names = _units(log, by)
    rows = ordered(log)
    unit = np.where(here, codes, -1)[rows.order]
    first = first_times(unit, rows.person)
    found = followed(rows, first, outcome_rows(log, outcome)[rows.order], follow)
    return found.assign(unit=unit[first], at=first), names


def _units(log: EngagementLog, by: str | None) -> tuple[Ints, tuple[str, ...]]:
    if by is None:
        return np.zeros(int(log.records["counted"].sum()), dtype=np.int64), EVERYONE
    return level_codes(log, by)


def _offer(
    log: EngagementLog, people: pd.DataFrame, start: str, window: Horizon
) -> Sentence | None:
    """The longest window that ten people have had since they were at the source."""
    waiting = people[~people["already"]]
    since = ordered(log).when[waiting["at"].to_numpy(np.int64)]
    unit = waiting["unit"].to_numpy(np.int64)
    words = "Since {group}, {people} were watched for {shorter}: ask with --horizon {short}."
    return offered(log, unit, (start,), since, window, words)


def _table(people: pd.DataFrame, names: tuple[str, ...], follow: FollowUp) -> pd.DataFrame:
    """Counts and times of each unit that has people; of everyone where there is one unit."""
    units = np.unique(people["unit"]) if names != EVERYONE else np.zeros(1, dtype=np.int64)
    on_the_way = people[~people["already"]]
    seen = on_the_way[on_the_way["watched"]]

    def count(rows: pd.DataFrame) -> Ints:
        return np.bincount(rows["unit"], minlength=len(names))[units]

    n = count(seen)
    times = [_times(on_the_way[on_the_way["unit"] == unit], follow.horizon) for unit in units]
    return pd.DataFrame(
        {
            "unit_of": [names[unit] for unit in units],
            **rate_columns(count(seen[seen["reached"]]), n, count(on_the_way) - n),
            "already": count(people[people["already"]]),
            **dict(zip(TIMES, np.array(times, dtype=float).reshape(-1, 6).T, strict=True)),
            "unit": follow.horizon.unit,
        }
    ).astype({"unit_of": "str", "unit": "str"})


def _times(people: pd.DataFrame, horizon: Horizon) -> tuple[float, ...]:
    """Share by the horizon and its band, median time and its interval."""
    if len(people) < TOO_FEW or not people["watched"].any():
        return (np.nan,) * 6
    curve = kaplan_meier(people["time"].to_numpy(np.int64), people["event"].to_numpy(bool))
    waiting, error = curve.at(horizon.length)
    watched = int((people["watched"] | (people["time"] <= horizon.length) & people["event"]).sum())
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

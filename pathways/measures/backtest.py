"""Backtest: had we invited at so many points, how many went on without us, and how soon?"""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import Amount, Number, People, Points, Sentence, rate_columns
from pathways.errors import OptionError, shown
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import Length, TierName
from pathways.record.window import Horizon, length_of_time
from pathways.scoring.threshold_crossing import (
    Threshold,
    asked_of,
    climb_of,
    moment_now,
    threshold_of,
)
from pathways.scoring.weighting import Weighting
from pathways.sequences.steps import Bools, Ints
from pathways.stats.histogram import quantiles
from pathways.stats.rate import TOO_FEW, Rate
from pathways.stats.sorting import summed
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps

__all__ = ["TWO_STEPS", "backtest"]

ALREADY, WENT_ON, STAYED = range(3)
"""Who had been at the target tier by then, who came there within the horizon, and who did not."""

_SPAN = re.compile(r"\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?")
_MOST = 100


def backtest(
    log: EngagementLog,
    *,
    tier: TierName,
    mins: str = "3..8",
    window: Length | None = None,
    invite_to: TierName | None = None,
    horizon: Length | None = None,
    weighted_by: Weighting | None = None,
) -> Answer:
    """What each threshold would have found in the past, and who went on without an invitation.

    For every number of points from 3 to 8 and every past month end (or edition) that has the
    horizon ``H`` of follow-up left: the people who crossed by then, since the month end before.
    A crossing is as in :func:`~pathways.measures.thresholds.thresholds`.  Each person crosses once
    and stands at one month end, so a row counts people.

    ``x / n``.  ``n``: people who crossed at a month end at or before the as-of date less ``H``,
    without those who had been at the target tier, or above it, at or before their crossing (they
    are counted in ``already``).  ``x``: those of them who were there within ``H`` after crossing.
    People who crossed later are not yet observable.  Nobody was invited by this rule, as far as
    the record knows: a high rate says that the points find people who go on anyway.

    ``median_lead`` is the median time from crossing to the target tier among the ``x``.

    Args:
        log: the engagements.
        tier: the TIER at which points count.
        mins: the points to try, ``3..8`` or one number.
        window: how far back points count, ``12m`` or ``1e``; by default 12 months.  In a record
            that knows editions better than days it is in places in the order of editions.
        invite_to: the TIER to invite to; by default the next one up.
        horizon: ``H``, in the unit of the window; by default 12 months, or one edition.
        weighted_by: count weighted points, with these multipliers; by default raw points.

    Returns:
        One row per number of points: ``min`` (int64), ``x``, ``n`` (int64), ``rate``, ``low``,
        ``high`` (float64, 95 % Wilson; missing where n is under 10), ``not_yet_observable``,
        ``already`` (int64), ``median_lead`` (float64; missing where n is under 10 or nobody went
        on), ``lead_unit`` (str: ``day`` or ``edition``).  ``n``, ``not_yet_observable`` and
        ``already`` add to everyone who crossed.

    Raises:
        SchemeError: a tier that the scheme does not have, or points that are no decimals.
        OptionError: points to try that are none, a target that is not above the tier, a window or
            a horizon that the record cannot follow, or the two in different units.
        NoAnswerError: the tier is the top, or the scheme gives no tier any points.

    Definition: docs/measures.md#thresholds.

    Example:
        >>> table = backtest(log, tier="Participating", horizon="300d").table
        >>> table[["min", "x", "n", "not_yet_observable"]].head(2).values.tolist()
        [[3, 2, 3, 2], [4, 0, 0, 0]]
    """
    return TWO_STEPS.whole(
        log, tier=tier, mins=mins, window=window, invite_to=invite_to, horizon=horizon,
        weighted_by=weighted_by,
    )  # fmt: skip


def _terms(
    log: EngagementLog,
    tier: str,
    mins: str = "3..8",
    window: str | None = None,
    invite_to: str | None = None,
    horizon: str | None = None,
    weighted_by: Weighting | None = None,
) -> Terms:
    tried = _span(mins)
    rule = threshold_of(log, tier, tried[0], window, invite_to)
    follow = log.horizon(horizon)
    if follow.unit != rule.window.unit:
        units = f"The window is in {rule.window.unit}s and the horizon in {follow.unit}s"
        raise OptionError(f"{units}; give both in one unit.")
    asked = {
        "tier": tier,
        "mins": mins,
        "window": rule.window.short,
        "invite_to": rule.target,
        "horizon": follow.short,
        "weighted_by": weighted_by,
    }
    last = moment_now(log, follow.unit) - follow.length
    return terms_of(log, "tier", horizon=horizon, asked=asked, tried=tried, rule=rule, last=last)


def _tally(log: EngagementLog, terms: Terms) -> Tally:
    """Who crossed when, what came of it, and when anybody first had points at the tier.

    ========== ======================== ==========================================================
    table      keys                     counts
    ========== ======================== ==========================================================
    crossed    nth, check, state, took  ``many`` people by the points tried, the month end (or
                                        edition) at which they stand, what came of it, and after
                                        how long they ``WENT_ON``
    begun      when                     the first points of a part
    facts      (none)                   ``left_out``: engagements without a tier
    ========== ======================== ==========================================================
    """
    climb = climb_of(log, terms.options["rule"], terms.options["asked"]["weighted_by"])
    found = [climb.crossed(Decimal(least)) for least in terms.options["tried"]]
    nth = np.repeat(np.arange(len(found)), [len(each) for each in found])
    person, when = (pd.concat(found)[name].to_numpy(np.int64) for name in ("person", "when"))
    took = climb.reached[person] - when
    state = np.select([took <= 0, took <= terms.window.length], [ALREADY, WENT_ON], STAYED)
    keys = {
        "nth": nth,
        "check": _month_ends(when) if terms.window.unit == "day" else when,
        "state": state,
        "took": np.where(state == WENT_ON, took, 0),
    }
    return {
        "crossed": count(keys),
        "begun": count({"when": np.sort(climb.when)[:1]}),
        "facts": facts(left_out=int((column(log, "tier") < 0).sum())),
    }


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of crossings and what came of them holds."""
    rule, follow = terms.options["rule"], terms.window
    asked = terms.options["asked"]
    checks = _checks(tally["begun"]["when"], terms.options["last"], follow.unit)
    table = _table(tally["crossed"], terms.options["tried"], checks, follow)
    return Answer(
        question="backtest",
        asked=asked,
        sentence=_sentence(table, rule, follow, asked["weighted_by"]),
        denominator=f"people who crossed, not at {rule.target} by then, watched for "
        f"{length_of_time(follow)}",
        table=table,
        caveats=(
            *said_of(tally, terms),
            *_caveats(checks, table, rule, follow),
        ),
        origin=terms.origin,
    )


TWO_STEPS = TwoSteps(_terms, _tally, _answer)


def _span(text: str) -> list[int]:
    found = _SPAN.fullmatch(str(text))
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < low <= high or high - low >= _MOST:
        raise OptionError(
            f"The points to try are one number above 0 or a span such as 3..8, not {shown(text)}."
        )
    return list(range(low, high + 1))


def _month_ends(when: Ints) -> Ints:
    """The last day of the month of each day, in days since 1970."""
    month = when.astype("datetime64[D]").astype("datetime64[M]")
    return (month + 1).astype("datetime64[D]").astype(np.int64) - 1


def _checks(begun: Ints, last: int, unit: str) -> Ints:
    """The past month ends, or editions, from the first points on that have follow-up left."""
    if not len(begun) or begun[0] > last:
        return np.zeros(0, dtype=np.int64)
    moments = np.arange(int(begun[0]), last + 1)
    if unit == "edition":
        return moments
    ends = np.unique(_month_ends(moments))
    return ends[ends <= last]


def _table(crossed: Counts, tried: list[int], checks: Ints, follow: Horizon) -> pd.DataFrame:
    nth, state, many = crossed["nth"], crossed["state"], crossed["many"]
    seen = crossed["check"] <= checks.max(initial=-(2**40))

    def people(which: Bools) -> Ints:
        found = np.bincount(nth[which], weights=many[which], minlength=len(tried))
        return found.astype(np.int64)

    gone, before = (state == WENT_ON) & seen, state == ALREADY
    n = people(~before & seen)
    (of, took), (times,) = summed((nth[gone], crossed["took"][gone]), (many[gone],))
    lead = quantiles(of, took, times, len(tried), 0.5)
    names = rate_columns(people(gone), n, people(~before & ~seen))
    return pd.DataFrame(
        {
            "min": tried,
            **names,
            "already": people(before),
            "median_lead": np.where(n >= TOO_FEW, lead, np.nan),
            "lead_unit": pd.Series([follow.unit] * len(tried), dtype="str"),
        }
    )


def _sentence(
    table: pd.DataFrame, rule: Threshold, follow: Horizon, weighted_by: Weighting | None
) -> Sentence:
    watched = table[table["n"] > 0]
    asked = asked_of(rule, weighted_by)
    if watched.empty:
        waiting, before = (int(table[name].max()) for name in ("not_yet_observable", "already"))
        if not waiting and not before:
            return Sentence(
                "Nobody has ever reached {asked} at {tier}.",
                "nobody has ever reached",
                asked=asked,
                tier=rule.tier,
            )
        return Sentence(
            "Nobody who reached {asked} at {tier} could be watched for {follow} yet: "
            "{waiting} {wait}, {before:,} had been at {target} before.",
            "nobody watched",
            asked=asked,
            tier=rule.tier, follow=length_of_time(follow), waiting=People(waiting),
            wait="waits" if waiting == 1 else "wait", before=before, target=rule.target,
        )  # fmt: skip
    enough = watched[watched["n"] >= TOO_FEW]
    first, last = (enough if len(enough) else watched).iloc[[0, -1]].iloc
    who = Sentence(
        "Of people who reached {min} at {tier}, {rate:run}",
        min=Points(int(first["min"])), tier=rule.tier, rate=_rate(first),
    )  # fmt: skip
    where = Sentence(
        "{target} by themselves within {follow}", target=rule.target, follow=length_of_time(follow)
    )
    finding = Sentence("{who} went on to {where}{lead}", who=who, where=where, lead=_lead(first))
    if last["min"] == first["min"]:
        return Sentence("{finding}.", "went on", finding=finding)
    return Sentence(
        "{finding}; of those who reached {min}, {rate}{lead}.",
        "went on", finding=finding, min=Number(last["min"]), rate=_rate(last), lead=_lead(last),
    )  # fmt: skip


def _rate(row: pd.Series) -> Rate:
    return Rate(int(row["x"]), int(row["n"]), "people who crossed", int(row["not_yet_observable"]))


def _lead(row: pd.Series) -> str:
    if np.isnan(row["median_lead"]):
        return ""
    unit = Sentence(
        "{unit}{s}",
        unit=row["lead_unit"],
        s="" if row["median_lead"] == 1 else "s",
    )
    return Sentence(
        ", after a median of {median_lead} {unit}",
        median_lead=Amount(row["median_lead"]),
        unit=unit,
    )


def _caveats(
    checks: Ints, table: pd.DataFrame, rule: Threshold, follow: Horizon
) -> tuple[Sentence, ...]:
    caveats = []
    if len(checks) and follow.unit == "day":
        first, last = (str(day) for day in checks[[0, -1]].astype("datetime64[D]"))
        caveats.append(
            Sentence(
                "Looked at {checks:,} month ends, from {first} to {last}.",
                "looked at month ends", checks=Number(len(checks)), first=first, last=last,
            )
        )  # fmt: skip
    if table["already"].any():
        caveats.append(
            Sentence(
                "Left out: who had been at {target} or higher by then (already).",
                "had it before", target=rule.target,
            )
        )  # fmt: skip
    if len(table) > 1:
        caveats.append(
            Sentence(
                "Rows overlap: who reaches more points has reached fewer before.", "rows overlap",
            )
        )  # fmt: skip
    return tuple(caveats)

"""Alarms about the data: a source that stopped, a sudden jump, a new role without a tier, edits.

A source is a program.  It has stopped when the time since its last day is longer than half as
long again as any gap that it ever had, and longer than chance would have it: with a share ``r`` of
days on which it had engagements, a gap of ``g`` days has the chance ``(1 − r)^g``.  It is said
once, when it begins to be so.

The number of engagements since the last brief is held against that of the periods of the same
length before (square roots, Student's t for one more period); it is a jump where it is more than
twice the highest of them, or less than half of the lowest.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.loops.items import Item
from pathways.loops.plan import records_digest
from pathways.record.log import EngagementLog
from pathways.stats.comparison import ERROR

__all__ = ["Remembered", "edits", "jump", "new_roles", "remembered_of", "stopped_sources"]

_LEAST_GAPS = 8
_LEAST_PERIODS = 8
_MOST_PERIODS = 52
_LONGER = 1.5
_JUMP = 2.0
_LEAST_JUMP = 10
_LATE = 0.05
"""So large a part of old records that come late is worth a word."""

Remembered = dict[str, str | int]
"""What one brief leaves for the next."""


def stopped_sources(log: EngagementLog, then: EngagementLog) -> list[Item]:
    """A program with no engagement for longer than ever; one test per program with enough days."""
    if log.as_of.day is None or then.as_of.day is None:
        return []
    now, before = (int(np.datetime64(one.as_of.day, "D").astype(np.int64)) for one in (log, then))
    found = []
    for name, times in log.counted.groupby("program", observed=True)["time"]:
        days = np.unique(times.to_numpy(np.int64))
        gaps = np.diff(days)
        if len(gaps) < _LEAST_GAPS:
            continue
        p = _silence(days, gaps, now)
        if _silence(days[days <= before], gaps, before) <= ERROR:
            continue  # said already
        last = str(days[-1].astype("datetime64[D]"))
        found.append(
            Item(
                "data",
                f"{name} has stopped: no engagement for {now - days[-1]:,} days, since {last}; the "
                f"longest gap before was {int(gaps.max()):,} days.",
                f"{now - days[-1]:,} days",
                f'pathways program-kinds --where program="{name}"',
                p,
                len(times),
            )
        )
    return found


def _silence(days: NDArray[np.int64], gaps: NDArray[np.int64], now: int) -> float:
    """The chance of so long a gap; 1 where it is not longer than those before."""
    if not len(days):
        return 1.0
    gap = now - int(days[-1])
    if gap <= _LONGER * float(gaps.max()):
        return 1.0
    return float((1 - len(days) / (int(days[-1]) - int(days[0]) + 1)) ** gap)


def jump(log: EngagementLog, then: EngagementLog) -> list[Item]:
    """Far more engagements than usual since then, or far fewer; one test."""
    if log.as_of.day is None or then.as_of.day is None:
        return []
    now, before = (int(np.datetime64(one.as_of.day, "D").astype(np.int64)) for one in (log, then))
    length = now - before
    time = log.counted["time"].to_numpy(np.int64)
    periods = min((before - int(time.min(initial=before))) // max(length, 1), _MOST_PERIODS)
    if length < 1 or periods < _LEAST_PERIODS:
        return []
    ends = now - length * np.arange(periods + 2)
    counts = np.array([((time > end - length) & (time <= end)).sum() for end in ends[:-1]])
    newest, usual = int(counts[0]), counts[1:]
    high, low = int(usual.max()), int(usual.min())
    sudden = newest > _JUMP * max(high, _LEAST_JUMP / 2) or newest < low / _JUMP
    rises = newest > usual.mean()
    return [
        Item(
            "data",
            f"{newest:,} engagements since {then.as_of}, where {low:,} to {high:,} were usual in "
            f"{length} days: {'a file read twice?' if rises else 'a file not read?'}",
            f"{newest:,} engagements",
            "pathways inspect",
            _unusual(newest, usual) if sudden else 1.0,
            newest,
        )
    ]


def _unusual(newest: int, usual: NDArray[np.int64]) -> float:
    from scipy.special import stdtr

    roots = np.sqrt(usual + 0.375)
    spread = max(float(roots.std(ddof=1)), 0.5)  # a count varies by half a root by itself
    far = (np.sqrt(newest + 0.375) - roots.mean()) / (spread * np.sqrt(1 + 1 / len(roots)))
    return float(2 * stdtr(len(roots) - 1, -abs(far)))


def new_roles(log: EngagementLog, then: EngagementLog) -> list[Item]:
    """Roles that came since then and have no tier: a fact, no finding."""
    unmapped = log.counted[log.counted["tier"].isna()]
    pairs = unmapped[["program", "role"]].astype("str").fillna("")
    known = then.counted[["program", "role"]].astype("str").fillna("").drop_duplicates()
    fresh = pairs[~pd.MultiIndex.from_frame(pairs).isin(pd.MultiIndex.from_frame(known))]
    found = []
    for (program, role), rows in fresh.groupby(["program", "role"]):
        step = f"{program}: {role}" if role else str(program)
        sentence = (
            f"A new role without a tier: {step}, {len(rows):,} engagements; no tier counts them."
        )
        found.append(Item("data", sentence, f"{len(rows):,} engagements", "pathways scheme check",
                          people=len(rows)))  # fmt: skip
    return found


def remembered_of(log: EngagementLog) -> Remembered:
    """What a brief leaves for the next, so that edits of the past are seen."""
    return {
        "as_of": log.as_of.label,
        "counted": len(log.counted),
        "records": records_digest(log),
        "scheme": log.scheme.name,
        "scheme_digest": log.scheme.digest[:12],
    }


def edits(then: EngagementLog, last: Remembered | None) -> list[Item]:
    """Old records that were edited, and another scheme, since the last brief: facts."""
    if last is None:
        return []
    found, old, now = [], int(last["counted"]), len(then.counted)
    if last["scheme_digest"] != then.scheme.digest[:12]:
        sentence = (
            f"The scheme changed since {last['as_of']}: {last['scheme']} then, {then.scheme.name} "
            f"now ({last['scheme_digest']}, {then.scheme.digest[:12]}); numbers of tiers are no "
            "change."
        )
        found.append(
            Item("data", sentence, str(then.scheme.name), "pathways scheme show", people=old)
        )
    late = old <= now <= old * (1 + _LATE) and now != old
    if last["records"] != records_digest(then) and not late:
        sentence = (
            f"Records of before {last['as_of']} were edited: {old:,} engagements counted then, "
            f"{now:,} of the same time now."
        )
        found.append(Item("data", sentence, f"{now - old:+,}", "pathways inspect", people=old))
    return found

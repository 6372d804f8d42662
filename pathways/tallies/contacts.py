"""The tally of contacts: when people came again, after how long without anything.

Of the first three tables the one is there that was asked for.

========== ======================== ============================================================
table      keys                     counts
========== ======================== ============================================================
age        age                      ``people`` who came at that age of their relationship, once it
                                    was over; ``after_gap``: those who had been away for a gap
gap        gap                      people once away for so long: ``n`` watched for a window
                                    since, ``x`` of them came again; ``not_yet_observable``
month      month                    ``n`` people who came (months since 1970, or edition ranks),
                                    of them ``new``, and ``after_gap``
watched    watched                  ``many`` people by how long they were watched
gaps       away                     ``many`` times between two step sets
facts      (none)                   ``people`` with an engagement, ``returning``: with a second one
========== ======================== ============================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.first_passage import ordered
from pathways.sequences.steps import Bools, Ints, Steps, make_steps
from pathways.stats.sorting import changes
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms

__all__ = ["GAPS", "PERIOD", "contacts"]

PERIOD = {"day": 30, "edition": 1}
"""How long one step of a relationship's age is."""
GAPS = {"day": (30, 90, 180, 365, 730), "edition": (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class _Times:
    """Every step set by person and time, on the log's axis: when, and until when it lasted.

    ``last`` is the latest end of a set and those before it.  A gap begins there.
    """

    steps: Steps
    last: Ints
    unit: str
    cut: int

    @property
    def person(self) -> Ints:
        return self.steps.set_person

    @property
    def time(self) -> Ints:
        return self.steps.when.time

    @cached_property
    def first(self) -> Ints:
        """When the person of each step set came first."""
        heads = np.flatnonzero(~self.steps.follows)
        return np.repeat(self.time[heads], np.diff(np.append(heads, len(self.time))))

    @cached_property
    def away(self) -> Ints:
        """How long there was nothing before a set; -1 before the first."""
        before = np.append(0, self.last[:-1])[: len(self.last)]
        return np.where(self.steps.follows, np.maximum(self.time - before, 0), -1)

    def after(self, gap: Horizon) -> Bools:
        """Which sets came after a gap: of days, or of editions with nothing in between."""
        return self.away >= gap.length if self.unit == "day" else self.away > gap.length


def contacts(log: EngagementLog, terms: Terms) -> Tally:
    """Who came when; ``terms.options`` say ``unit`` (age, gap or month) and what a ``gap`` is."""
    steps = make_steps(log)
    times = _Times(steps, _lasted(log, steps), log.unit, log.as_of.time)
    unit, gap = terms.options["unit"], terms.options["gap"]
    asked = {
        "age": lambda: _by_age(times, times.after(gap)),
        "gap": lambda: _by_gap(times, terms.window),
        "month": lambda: _by_month(times, times.after(gap)),
    }
    return {
        unit: asked[unit](),
        "watched": count({"watched": times.cut - times.time[~steps.follows]}),
        "gaps": count({"away": times.away[steps.follows]}),
        "facts": facts(
            people=steps.people, returning=int(changes(times.person[steps.follows]).sum())
        ),
    }


def _lasted(log: EngagementLog, steps: Steps) -> Ints:
    """Until when each step set and those before it of the same person lasted."""
    rows, last = ordered(log), steps.when.time.copy()
    if not len(last):
        return last
    last = np.maximum(last, np.maximum.reduceat(rows.last, np.flatnonzero(changes(rows.place))))
    # One running maximum for everybody: a person's times are lifted above those of the one before.
    lift = steps.set_person * (int(last.max()) - int(last.min()) + 1)
    return np.asarray(np.maximum.accumulate(last + lift) - lift)


def _by_age(times: _Times, back: Bools) -> Counts:
    period = PERIOD[times.unit]
    age = (times.time - times.first) // period
    whole = times.cut - times.first >= (age + 1) * period - 1
    came = np.flatnonzero(times.steps.follows & whole)
    heads = np.flatnonzero(changes(times.person[came], age[came]))
    return _once({"age": age[came][heads]}, heads, {"after_gap": back[came]})


def _by_gap(times: _Times, window: Horizon) -> Counts:
    wait = np.append(times.away[1:], -1)[: len(times.time)]
    rows = []
    for gap in GAPS[times.unit]:
        at = np.flatnonzero((wait > gap) | ((wait < 0) & (times.cut - times.last >= gap)))
        first = at[changes(times.person[at])]
        since = times.last[first] + gap
        ahead = window.ahead(since)
        watched = times.cut - since >= ahead
        back = (wait[first] >= 0) & (wait[first] <= gap + ahead)
        rows.append((gap, (back & watched).sum(), watched.sum(), (~watched).sum()))
    gap, *counts = np.array(rows, dtype=np.int64).T
    return count({"gap": gap}, dict(zip(("x", "n", "not_yet_observable"), counts, strict=True)))


def _by_month(times: _Times, back: Bools) -> Counts:
    month = times.time
    if times.unit == "day":
        month = month.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    heads = np.flatnonzero(changes(times.person, month))
    new = times.away < 0
    # Who is new in a month is not one who came back in it.
    fresh = np.repeat(new[heads], np.diff(np.append(heads, len(month))))
    return _once({"month": month[heads]}, heads, {"new": new, "after_gap": back & ~fresh})


def _once(keys: dict[str, Ints], heads: Ints, flags: dict[str, Bools]) -> Counts:
    """Each person once, and for each flag whether any of their rows from a head on has it."""
    ever = {
        name: np.maximum.reduceat(flag.astype(np.int64), heads) if len(heads) else heads
        for name, flag in flags.items()
    }
    return count(keys, {"people": np.ones_like(heads), **ever})

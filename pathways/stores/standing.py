"""What a follow-up needs of each engagement: whose first time it is, since when, watched how long.

All of it is of the engagement's step set, so that it fits what ``NEXT`` says of the move on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon, months_long
from pathways.sequences.steps import LEVELS, FollowUp, level_codes, make_steps, set_of_rows
from pathways.stats.sorting import changes

__all__ = ["levels_of", "standing_of"]

Ints = NDArray[np.int64]


def standing_of(log: EngagementLog) -> pd.DataFrame:
    """One row for each record of a log.

    Returns:
        ``first_at`` (int64): the levels at which this is the person's first time at its step, see
        :func:`levels_of`.  ``since`` (datetime64[s]): the day on which its step set began.
        ``watched_days``, ``watched_months`` (whole ones), ``watched_editions`` (int64): how long
        the person has been watched since, up to the cut-off.  What is not known is ``NaT`` or -1:
        of engagements that do not count, of days in a record of editions.

    Example:
        >>> standing_of(log)["watched_editions"].tolist()
        [2, 1, 2, 1, 2, 1, 0, 0]
    """
    rows = np.flatnonzero(log.records["counted"])
    length = len(log.records)
    when = make_steps(log).when[set_of_rows(log)]
    found = {name: np.full(length, -1, dtype=np.int64) for name in _WATCHED}
    follow = FollowUp(log, Horizon(1, "edition"))
    found["watched_editions"][rows] = np.maximum(follow.available(when), 0)
    since = np.full(length, np.datetime64("NaT"), dtype="datetime64[s]")
    if log.as_of.day is not None:
        since[rows] = when.time.astype("datetime64[D]")
        found["watched_days"][rows] = np.maximum(log.as_of.time - when.time, 0)
        found["watched_months"][rows] = _whole_months(when.time, log.as_of.time)
    first = np.zeros(length, dtype=np.int64)
    first[rows] = _first_at(log)
    return pd.DataFrame({"first_at": first, "since": since, **found}, index=log.records.index)


def levels_of(mask: int) -> list[str] | None:
    """The levels in a number of ``first_at``; none for 0.

    >>> levels_of(5), levels_of(0)
    (['activity', 'role'], None)
    """
    return [name for bit, name in enumerate(LEVELS) if mask >> bit & 1] or None


_WATCHED = ("watched_days", "watched_months", "watched_editions")


def _first_at(log: EngagementLog) -> Ints:
    """The levels of each counted engagement, one bit each; one engagement for person and step."""
    first = np.zeros(len(log.counted), dtype=np.int64)
    for bit, level in enumerate(LEVELS):
        codes = level_codes(log, level)[0]
        rows = np.flatnonzero(codes >= 0)
        person, code = column(log, "participant")[rows], codes[rows]
        order = np.lexsort((rows, set_of_rows(log, level)[rows], code, person))
        heads = np.flatnonzero(changes(person[order], code[order]))
        first[rows[order[heads]]] |= 1 << bit
    return first


def _whole_months(since: Ints, now: int) -> Ints:
    """How many windows of a month lie between each day and now."""
    begun = since.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    end = int(np.int64(now).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))
    months = np.maximum(end - begun, 0)
    over = np.zeros(len(since), dtype=bool)
    for many in np.unique(months):
        same_months = months == many
        over[same_months] = (
            since[same_months] + months_long(int(many)).ahead(since[same_months]) > now
        )
    whole: Ints = np.maximum(months - over, 0)
    return whole

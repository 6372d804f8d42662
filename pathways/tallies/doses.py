"""The tally of doses: what people had received by a day, and what they contributed after it.

========== =============== =====================================================================
table      keys            counts
========== =============== =====================================================================
doses      got, gave       ``many`` people who had come by the day, in the whole numbers of
                           :func:`~pathways.scoring.give_and_get.unit_of`
facts      (none)          who came ``later`` only
========== =============== =====================================================================
"""

from __future__ import annotations

import numpy as np

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.scoring.give_and_get import exchanged
from pathways.stats.sorting import summed
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms

__all__ = ["day_of_dose", "doses"]


def doses(log: EngagementLog, terms: Terms) -> Tally:
    """What everyone had received by the day in ``terms.options``, and contributed after."""
    person, before = column(log, "participant"), column(log, "time") <= terms.options["day"]
    received, contributed = exchanged(log, terms.options["first"])
    _, (got, gave, came) = summed(
        (person,), (received * before, contributed * ~before, before.astype(np.int64))
    )
    here = came > 0
    return {
        "doses": count({"got": got[here], "gave": gave[here]}),
        "facts": facts(later=(~here).sum()),
    }


def day_of_dose(log: EngagementLog, window: Horizon) -> int:
    """The place on the log's axis that lies one horizon before the as-of date."""
    if log.as_of.day is not None and window.unit == "day":
        now = np.array([log.as_of.time])
        return int((now - window.back(now))[0])
    ranks = np.unique(log.editions.table["rank"].to_numpy(np.int64))
    ranks = ranks[ranks <= log.as_of.rank]
    if len(ranks) <= window.length:
        if log.unit == "edition" or log.counted.empty:
            return -1
        return int(log.counted["time"].min()) - 1
    rank = int(ranks[-1 - window.length])
    if log.unit == "edition":
        return rank
    times = log.counted.loc[log.counted["rank"] <= rank, "time"]
    return int(times.max()) if len(times) else -1

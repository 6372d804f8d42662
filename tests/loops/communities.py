"""A community whose truth is known: people come, and go on at a rate that we choose."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from logs import MOUNTAIN

from pathways.record.log import EngagementLog, build_log

START = date(2020, 1, 1)


def community(
    seed: int,
    *,
    people: int,
    days: int,
    rate: float,
    later: float | None = None,
    since: int = 0,
    as_of: int | None = None,
) -> EngagementLog:
    """People become mentees on days spread over a time; a share become mentors 30 days later.

    ``later`` is the rate of those who come from day ``since`` on.
    """
    chance = np.random.default_rng(seed)
    came = np.sort(chance.integers(0, days, people))
    rates = np.where(came >= since, rate if later is None else later, rate)
    goes = chance.random(people) < rates
    rows = [(f"p{n}", "OL", "mentee", int(day)) for n, day in enumerate(came)]
    rows += [(f"p{n}", "OL", "mentor", int(day) + 30) for n, day in enumerate(came) if goes[n]]
    return log_of_days(rows, as_of or days)


def log_of_days(rows: list[tuple[str, str, str, int]], as_of: int) -> EngagementLog:
    """Engagements of person, program, role and day since the start."""
    table = pd.DataFrame(rows, columns=["participant", "program", "role", "day"])
    table["start"] = [pd.Timestamp(START + timedelta(days=day)) for day in table.pop("day")]
    return build_log(table, MOUNTAIN, as_of=day(as_of))


def day(number: int) -> str:
    """The date so many days after the start."""
    return (START + timedelta(days=number)).isoformat()

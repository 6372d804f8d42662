"""Records for headlines, by dice and always the same, and what a slow loop counts of them."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import pandas as pd

from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme

ROLES = ("subscriber", "attendee", "mentee", "mentor", "organizer")


def made(seed: int, most: int = 5, gap: int = 500, people: int = 120) -> EngagementLog:
    """Some dozens of people with one to so many steps on days of their own, a gap between them."""
    rng = random.Random(seed)  # noqa: S311 - a record, no secret
    rows = []
    for nth in range(rng.randint(8, people)):
        day = date(2020, 1, 1) + timedelta(days=rng.randint(0, 900))
        for _ in range(rng.randint(1, most)):
            rows.append({"participant": f"p{nth}", "program": rng.choice("AB"),
                         "role": rng.choices(ROLES, (5, 4, 4, 2, 1))[0],
                         "start": pd.Timestamp(day)})  # fmt: skip
            day += timedelta(days=rng.randint(1, gap))
    return build_log(pd.DataFrame(rows), load_scheme("moe"))


def slowly(log: EngagementLog, step: str, days: int) -> tuple[int, int, dict[str, int]]:
    """Who took no further step within the window, of how many, and where the others went."""
    last = log.counted["start"].max()
    people = defaultdict(list)
    for row in log.counted.sort_values("start").itertuples():
        people[row.participant].append((row.start, row.role))
    stopped = watched = 0
    went: dict[str, int] = defaultdict(int)
    for steps in people.values():
        first = next((nth for nth, (_, role) in enumerate(steps) if role == step), None)
        if first is None or (last - steps[first][0]).days < days:
            continue
        watched += 1
        if first + 1 < len(steps) and (steps[first + 1][0] - steps[first][0]).days <= days:
            went[steps[first + 1][1]] += 1
        else:
            stopped += 1
    return stopped, watched, went

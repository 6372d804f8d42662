"""What is new since a day: who crossed, which plans are due, which cohort's window has closed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pathways.errors import NoAnswerError, PathwaysError
from pathways.loops.due import DUE, standing, standing_of
from pathways.loops.items import Item, how_many, how_often
from pathways.measures.conversion import conversion
from pathways.measures.thresholds import thresholds
from pathways.project.config import Project
from pathways.record.editions import edition_word
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon, length_of_time
from pathways.scoring.contact_policy import InvitationRule
from pathways.sequences.waiting_states import HELD, arrivals, outcome_rows, points_of_level
from pathways.stats.comparison import exact_p
from pathways.stats.exact import binomial_test
from pathways.stats.rate import TOO_FEW, percent

__all__ = ["closed_windows", "due_plans", "newly_crossed", "not_moved_on"]


def newly_crossed(
    log: EngagementLog, since: str, rules: Sequence[InvitationRule], project: Project
) -> list[Item]:
    """Who has crossed by the rules of the project, and is to be invited: facts to act on."""
    found = []
    for rule in rules:
        if rule.group is not None:
            continue
        how = {"window": rule.window, "invite_to": rule.invite_to, "contact": project.contact}
        answer = thresholds(log, tier=rule.tier, min=rule.min, since=since, **how)  # type: ignore[arg-type]
        many = int(answer.table.set_index("state").loc["to invite", "new"])
        if many:
            who = how_many(many).capitalize()
            sentence = f"{who} newly reached {rule.min} points at {rule.tier} and can be invited."
            item = Item(
                "crossed", sentence, how_many(many), "pathways invite --preview", people=many
            )
            found.append(item)
    return found


def due_plans(log: EngagementLog, folder: Path) -> list[Item]:
    """Plans whose date has come, and loop files that cannot be read: facts to act on."""
    outcomes, troubles = standing(log, folder)
    found = [
        Item(
            "due",
            f"Plan {one.loop.name} is due since {one.loop.due}: {one.loop.place} was "
            f"{how_often(one.loop.before.x, one.loop.before.n)}, expected "
            f"{percent(float(one.loop.expect))}, observed {how_often(one.after.x, one.after.n)}: "
            f"{one.verdict.words}.",
            how_often(one.after.x, one.after.n),
            f"pathways loop reflect {one.loop.name}",
            people=one.after.n,
        )
        for one in outcomes
        if standing_of(log, one.loop) == DUE
    ]
    return [*found, *(Item("due", trouble, "", "pathways loop list") for trouble in troubles)]


def closed_windows(log: EngagementLog, then: EngagementLog, project: Project) -> list[Item]:
    """Editions whose window closed since then, held against those before and the goal.

    Of two tests (Fisher's against all earlier editions, the exact binomial one against the goal)
    the smaller p counts twice.
    """
    options = dict(project.options.get("conversion", {}))
    if not {"source", "target"} <= set(options) or options.get("within") == "ever":
        return []
    goal = project.goals.get("conversion")
    try:
        now, old = (conversion(one, **options).table for one in (log, then))
    except (NoAnswerError, PathwaysError):
        return []
    keys = [name for name in ("program", "edition") if name in now]
    done, was = (table[table["not_yet_observable"] == 0] for table in (now, old))
    fresh = ~pd.MultiIndex.from_frame(done[keys]).isin(pd.MultiIndex.from_frame(was[keys]))
    found = []
    for row in done[fresh].to_dict("records"):
        x, n = int(row["x"]), int(row["n"])
        if n >= TOO_FEW:
            before = done[~fresh][["x", "n"]].sum()
            p, against = _against(x, n, before, goal)
            name = edition_word(str(row["edition"]))
            sentence = (
                f"{name[:1].upper()}{name[1:]} has had its time: {how_often(x, n)} went from "
                f"{options['source']} to {options['target']}{against}."
            )
            found.append(Item("window", sentence, how_often(x, n), "pathways conversion", p, n))
    return found


def _against(x: int, n: int, before: pd.Series, goal: str | None) -> tuple[float, str]:
    """The p of a cohort against those before and against the goal, and what is said of it."""
    tests, sentence = [], ""
    if before["n"] >= TOO_FEW:
        tests.append(float(exact_p([x], [n], [before["x"]], [before["n"]])[0]))
        sentence += f"; {how_often(int(before['x']), int(before['n']))} before"
    if goal is not None:
        tests.append(binomial_test(x, n, float(goal)))
        sentence += f"; the goal is {percent(float(goal))}"
    return min([1.0, len(tests) * min(tests)] if tests else [1.0]), sentence


def not_moved_on(log: EngagementLog, then: EngagementLog) -> list[Item]:
    """At each tier, the people who have by now waited for its usual time, against those before.

    Of people who came to the tier the usual time ago (80 % of all who move have moved by then):
    how many had not moved on.  Only more than before is said.
    """
    points = points_of_level(log, "tier")
    people = arrivals(log, points, outcome_rows(log, None))
    old = arrivals(then, points_of_level(then, "tier"), outcome_rows(then, None))
    ready = people[(people["followed"] >= people["threshold"]) & (people["state"] != HELD)]
    keys = ["point", "person"]
    was = old.merge(ready[[*keys, "threshold"]], on=keys, suffixes=("_old", ""))
    was = was[was["followed"] >= was["threshold"]]
    fresh = ~pd.MultiIndex.from_frame(ready[keys]).isin(pd.MultiIndex.from_frame(was[keys]))
    waits = ~(ready["moved"] & (ready["time"] <= ready["threshold"])) & ~ready["graduated"]
    found = []
    for point, waiting in ready.assign(fresh=fresh, waits=waits).groupby("point"):
        (x, n), (old_x, old_n) = (
            (int(part["waits"].sum()), len(part))
            for part in (waiting[waiting["fresh"]], waiting[~waiting["fresh"]])
        )
        if min(n, old_n) < TOO_FEW:
            continue
        worse = x / n > old_x / old_n
        name = points.labels[int(str(point))]
        usual = length_of_time(Horizon(int(waiting["threshold"].iloc[0]), log.horizon().unit))
        sentence = (
            f"More people wait at {name}: {how_often(x, n)} of those who have now had {usual} did "
            f"not move on; {how_often(int(old_x), old_n)} before."
        )
        p = float(exact_p([x], [n], [old_x], [old_n])[0]) if worse else 1.0
        found.append(Item("waiting", sentence, how_often(x, n),
                          f"pathways stuck-points --at {name}",
                          float(np.nan_to_num(p, nan=1.0)), x))  # fmt: skip
    return found

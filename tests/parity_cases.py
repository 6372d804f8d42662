"""Small records whose numbers lie on the edges of every window, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from logs import MOUNTAIN, log_of

from pathways.record.log import EngagementLog, build_log

Asked = tuple[str, dict[str, Any]]
Case = tuple[EngagementLog, list[Asked]]
Windows = tuple[dict[str, Any], ...]

AS_OF = date(2021, 6, 30)
AGO = (0, 1, 29, 30, 31, 60, 89, 90, 91, 180, 364, 365, 366, 394, 395, 396, 455, 456, 540, 700)
"""Days before the cut-off on which people begin: on the last day of a window, and beside it."""
LATER = (0, 1, 29, 30, 31, 60, 89, 90, 91, 180, 364, 365, 366, 395)
"""Days until they do the next thing, likewise."""
ROLES = ("reader", "mentee", "mentor")
PROGRAMS = ("OL", "GS", "Fest")
REGIONS = ("north", "south", "west", None)


def edges(*, open_steps: bool = False) -> EngagementLog:
    """People who do one thing, and another so long after it: dates on the edges of windows.

    ``Fest`` has no editions, nobody came to ``Ghost``, some things last. With ``open_steps`` some
    have no role and some no tier.
    """
    chance = np.random.default_rng(3)
    roles = (*ROLES, "juggler", None) if open_steps else ROLES
    rows = [*_KNOWN]
    for person in range(72):
        day = AS_OF - timedelta(int(chance.choice(AGO)))
        for _ in range(int(chance.integers(2, 6))):
            lasts = int(chance.choice([0, 10, 40, 100, 300]))
            rows.append(
                (
                    f"p{person:02d}",
                    str(chance.choice(PROGRAMS)),
                    roles[int(chance.integers(len(roles)))],
                    day,
                    day + timedelta(lasts) if chance.random() < 0.3 else None,
                    "no-show" if chance.random() < 0.1 else "attended",
                )
            )
            day += timedelta(int(chance.choice(LATER)))
            if day > AS_OF:
                break
    frame = pd.DataFrame(rows, columns=["participant", "program", "role", "start", "end", "status"])
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    third = frame["start"].dt.year.astype(str) + "/" + (frame["start"].dt.month // 4).astype(str)
    number = frame["participant"].str[1:].astype(int)
    of_none = frame["program"].isin(["Fest", "Ghost"])
    of_none |= (frame["program"] == "Camp") & (frame["status"] == "attended")
    frame["edition"] = third.where(~of_none)
    frame["region"] = number.map(lambda own: REGIONS[own % 4])
    return build_log(frame, MOUNTAIN, as_of=AS_OF)


def _on(text: str) -> list[tuple[Any, ...]]:
    """Engagements from lines of ``participant program role start end status``."""
    told = (line.split() for line in text.strip().splitlines())
    return [
        (
            who,
            program,
            role,
            date.fromisoformat(start),
            None if end == "-" else date.fromisoformat(end),
            status,
        )
        for who, program, role, start, end, status in told
    ]


_KNOWN = _on(
    """
    q1 OL mentee 2020-02-28 - attended
    q1 OL mentor 2021-02-28 - attended
    q2 OL reader 2020-02-28 - attended
    q2 OL mentor 2021-02-28 - attended
    q3 OL mentee 2020-05-01 - attended
    q3 OL mentee 2020-06-30 - attended
    q3 OL mentor 2021-06-30 - attended
    q4 OL mentee 2020-05-01 - attended
    q4 OL mentee 2020-06-30 - attended
    q4 OL mentor 2020-08-15 - attended
    q4 OL mentee 2021-01-01 - attended
    q5 GS reader 2019-07-01 - no-show
    q5 GS reader 2019-07-31 - attended
    q6 GS reader 2019-10-28 - attended
    q7 GS reader 2019-10-29 - attended
    q8 GS reader 2019-10-30 - attended
    q9 Ghost mentor 2021-01-01 - no-show
    q10 Camp reader 2020-05-01 2020-05-11 attended
    q10 Camp reader 2020-11-06 2020-12-06 attended
    q10 Camp reader 2021-02-03 - attended
    q11 Camp reader 2021-05-05 - no-show
    """
)
"""A year from the day before a leap day; twice in an edition; 89, 90 and 91 days after the first
who came, who is not the first of whom anything is known; a program to which nobody came; 179 and
59 days after an end; a program of whose editions nothing is known but a no-show."""


def of_editions(*, open_steps: bool = False) -> EngagementLog:
    """A record without dates; two editions of OL stand side by side, and GS leaves some out."""
    chance = np.random.default_rng(4)
    roles = (*ROLES, "juggler", None) if open_steps else ROLES
    ranks = {"OL": (1, 2, 2, 3, 4, 5, 6), "GS": (1, 3, 4, 6, 6)}
    names = {program: [f"{program} {n}" for n in range(len(own))] for program, own in ranks.items()}
    rows = []
    for person in range(72):
        rank = int(chance.integers(1, 7))
        for _ in range(int(chance.integers(1, 6))):
            program = "GS" if chance.random() < 0.4 else "OL"
            here = [n for n, own in enumerate(ranks[program]) if own == rank]
            program, here = (program, here) if here else ("OL", [ranks["OL"].index(rank)])
            rows.append(
                {
                    "participant": f"p{person:02d}",
                    "program": program,
                    "edition": names[program][int(chance.choice(here))],
                    "role": roles[int(chance.integers(len(roles)))],
                    "status": "no-show" if chance.random() < 0.1 else "attended",
                    "region": REGIONS[person % 4],
                }
            )
            rank += int(chance.choice([0, 0, 1, 1, 2, 3]))
            if rank > 6:
                break
    order = pd.DataFrame(
        [
            {"program": program, "edition": name, "rank": rank}
            for program, own in ranks.items()
            for name, rank in zip(names[program], own, strict=True)
        ]
    )
    return build_log(pd.DataFrame(rows), MOUNTAIN, editions=order)


def of_both(kinds: tuple[str, ...]) -> EngagementLog:
    """Dates of several precisions side by side, and tiers that the record itself states."""
    chance = np.random.default_rng(5)
    rows: list[tuple[Any, ...]] = []
    for person in range(60):
        for _ in range(int(chance.integers(1, 6))):
            kind = str(chance.choice(kinds))
            day = AS_OF - timedelta(int(chance.integers(0, 700)))
            first = {"month": day.replace(day=1), "year": day.replace(month=1, day=1)}
            role = [*ROLES, "juggler", None][int(chance.integers(5))]
            tier = None if role in ROLES else MOUNTAIN.tier_names[int(chance.integers(3))]
            start = None if kind == "edition" else first.get(kind, day)
            program = str(chance.choice(["OL", "GS"]))
            edition = f"{day.year}/{day.month // 4}"
            status = "no-show" if chance.random() < 0.1 else "attended"
            rows.append((f"p{person:02d}", program, edition, role, tier, start, kind, status))
    # Somebody before all editions; and within a month that nothing orders, twice the same step.
    rows += [
        ("q1", "Fest", None, "reader", None, date(2019, 1, 1), "day", "attended"),
        ("q2", "OL", "2020/1", "mentee", None, date(2020, 5, 1), kinds[1], "attended"),
        ("q2", "OL", "2020/1", "mentee", None, date(2020, 5, 20), "day", "attended"),
        ("q2", "OL", "2020/2", "mentor", None, date(2020, 8, 10), "day", "attended"),
    ]
    columns = ["participant", "program", "edition", "role", "tier", "start", "precision", "status"]
    frame = pd.DataFrame(rows, columns=columns).astype({"start": "datetime64[s]"})
    frame["start"] = frame["start"].where(frame["precision"] != "edition")
    frame["region"] = frame["participant"].str[1:].astype(int).map(lambda own: REGIONS[own % 4])
    return build_log(frame, MOUNTAIN, as_of=AS_OF)


def two_at_once(*, dated: bool) -> EngagementLog:
    """People who begin two programs on one day, at one rank or at two; two editions at one rank."""
    ranks = {"GS": (1, 2, 3, 4), "OL": (1, 4, 4)}
    begin = {1: "2020-01-01", 2: "2020-01-01", 3: "2020-03-01", 4: "2020-09-01"}
    order = pd.DataFrame(
        [
            {"program": program, "edition": f"{program}{nth}", "rank": rank, "start": begin[rank]}
            for program, own in ranks.items()
            for nth, rank in enumerate(own)
        ]
    )
    order["start"] = pd.to_datetime(order["start"])
    told = """
        a OL OL0 reader 2020-01-01
        a GS GS1 reader 2020-01-01
        a GS GS3 mentor 2020-09-01
        b OL OL0 mentee 2020-01-01
        b GS GS0 mentee 2020-01-01
        b OL OL1 mentor 2020-09-01
        c OL OL0 mentee 2020-01-01
        c OL OL2 mentor 2020-09-02
        d GS GS0 reader 2020-01-01
        d GS GS1 mentee 2020-03-01
        d GS GS3 mentor 2020-09-03
        e OL OL0 reader 2020-01-01
        e OL OL1 reader 2020-01-01
        e GS GS3 mentor 2020-09-04
        """
    lines = told.strip().splitlines()
    text = told if dated else "\n".join(f"{line.rpartition(' ')[0]} -" for line in lines)
    return log_of(text, editions=order)


def late_editions() -> EngagementLog:
    """A record of editions in the first of which nobody was yet."""
    order = pd.DataFrame({"program": "OL", "edition": list("1234"), "rank": [1, 2, 3, 4]})
    return log_of(
        """
        a OL 2 mentee - -
        a OL 3 mentor - -
        b OL 3 mentee - -
        c OL 4 mentor - -
        d OL 1 mentor - - no-show
        """,
        editions=order,
    )


def nobody() -> EngagementLog:
    """A record of which nothing counts."""
    return log_of("a OL 1 mentee 2020-01-01 - no-show\nb OL 1 mentor 2020-02-01 - no-show")


DATED: Windows = ({}, {"horizon": "90d"}, {"horizon": "1e"})
USUAL: Windows = ({},)


def of_moves(windows: Windows, *levels: str) -> list[Asked]:
    """Questions whose steps stand in the graph: everything must have one."""
    asked: list[Asked] = [("deepening", {"permutations": 20}), ("stuck_points", {})]
    asked += [("combinations", {"mode": "intersect", "at_least": "Participating"})]
    for by in levels:
        asked += [("entry_points", {"by": by}), ("paths", {"by": by})]
        asked += [("combinations", {"by": by, "mode": "intersect", "size": 3})]
        for window in windows:
            names = ("transitions", "next_steps", "eventually_follows", "isolation")
            asked += [(name, {"by": by, **window}) for name in names]
            asked += [("routes", {"by": by, "target": "mentor", **window})]
    asked += [("routes", {"source": "OL: reader", "target": "OL: mentor"})]
    asked += [("routes", {"source": "Ghost", "target": "OL: mentor"}), ("paths", {"limit": 3})]
    asked += [("stuck_points", {"outcome": step}) for step in ("reader", "OL: mentor")]
    return [*asked, *(("stuck_points", {"recent": one["horizon"]}) for one in windows if one)]


def of_outcomes(windows: Windows) -> list[Asked]:
    """Questions about what becomes of people."""
    asked: list[Asked] = [("relationships", {}), ("relationships", {"gap": "60d"})]
    asked += [("equity", {"group": "region"})]
    some, whole = {"source": "mentee"}, {"source": "OL: reader"}
    for window in windows:
        length = window.get("horizon")
        asked += [("conversion", {**some, "target": "mentor", "within": length})]
        told = {**whole, "target": "OL: mentor", "within": length, "already": "include"}
        asked += [("conversion", told), ("returns", window), ("program_kinds", window)]
        asked += [("graduation", {**some, "outcome": "mentor", **window})]
        asked += [("graduation", {**whole, "outcome": "OL: mentor", "by": "program", **window})]
        asked += [("graduation", {"by": "edition", **window})]
    steps = {"target": "mentor", "rival": "reader"}
    more = {"target": "OL: mentor", "rival": "GS: mentor", "after": "OL: mentee"}
    for early in ({"landmark": "30d"}, {"landmark": "1e", "horizon": "3e"}):
        asked += [("competing_steps", {**told, **early}) for told in (steps, more)]
    return asked


def of_points(windows: Windows, since: str) -> list[Asked]:
    """Questions about points."""
    asked: list[Asked] = [("points", {"by": by}) for by in ("tier", "activity", "role")]
    asked += [("exchange", {"by": by}) for by in ("tier", "activity")]
    asked += [("exchange", {"contributing": "Participating"}), ("monthly_index", {})]
    for window in windows:
        for tier, least in (("Learning", 2), ("Participating", 6), ("Participating", 7)):
            told = {"tier": tier, "min": least, "window": window.get("horizon"), "since": since}
            asked += [("thresholds", told)]
    return asked


def of_people(log: EngagementLog, *dated: Asked) -> list[Asked]:
    """Lists for analysts, of some of the people and of somebody who is not there."""
    who = ["nobody", *sorted(log.counted["participant"].unique())[:9]]
    asked: list[Asked] = [("journey", {"participant": one}) for one in who[:6]]
    asked += [("went_next", {"participant": one, "by": "role"}) for one in who]
    asked += [("went_next", {"participant": "q10"})]  # where nobody else ever was
    asked += [("cohort_grid", {}), ("cohort_grid", {"program": "OL"}), ("co_participation", {})]
    asked += [("co_participation", {"least": 2}), ("co_participation", {"largest": 8})]
    return [*asked, *dated]


def days() -> Case:
    log = edges()
    mentee, mentor = {"role": "mentee"}, {"role": "mentor"}
    lists: list[Asked] = [
        ("did_then", {"source": mentee, "target": mentor, "days": 90}),
        ("did_then", {"source": mentee, "target": mentor, "days": 500}),
        ("did_then", {"source": {"role": "reader", "program": "OL"}, "target": mentor}),
        ("did_then", {"source": mentee, "target": {**mentor, "program": "OL"}}),
    ]
    steps = {"source": "mentee", "target": "mentor"}
    longer = [("conversion", {**steps, "within": length}) for length in ("12m", "13m")]
    asked = [*of_moves(DATED, "role"), *of_outcomes(DATED), *of_points(DATED, "2021-01-01")]
    return log, [*asked, *longer, *of_people(log, *lists)]


def only_editions() -> Case:
    log = of_editions()
    asked = [*of_moves(USUAL, "role", "activity"), *of_outcomes(USUAL), *of_points(USUAL, "3")]
    return log, [*asked, *of_people(log)]


def everything(log: EngagementLog, since: str, *horizons: str) -> Case:
    """All but the lists."""
    windows = (*USUAL, *({"horizon": one} for one in horizons))
    asked = [*of_moves(windows, "activity"), *of_outcomes(windows), *of_points(windows, since)]
    return log, asked


MONTHS = ("day", "month", "edition", "year")
RARE = ("day", "edition", "edition", "edition")

CASES: Mapping[str, Callable[[], Case]] = {
    "days": days,
    "editions": only_editions,
    "all precisions": lambda: everything(of_both(MONTHS), "2021-01-01", "90d"),
    "few days": lambda: everything(of_both(RARE), "2021-01-01"),
    "two at once": lambda: everything(two_at_once(dated=True), "2020-03-01", "1e", "2e"),
    "two editions at once": lambda: everything(two_at_once(dated=False), "2020-03-01"),
    "late editions": lambda: everything(late_editions(), "3"),
    "nobody": lambda: everything(nobody(), "start"),
    "days with open steps": lambda: everything(edges(open_steps=True), "2021-01-01"),
    "editions with open steps": lambda: everything(of_editions(open_steps=True), "3"),
}
"""Every record with what is asked of it."""

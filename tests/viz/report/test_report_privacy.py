"""No count under 5 follows from what a meeting file says, by any adding and subtracting.

Every count is a sum over people.  What a person of each journey adds to it is counted here in
plain loops, so that a count is a row of numbers, one for each journey there could be; and it
follows from others, whatever the record, exactly where its row is a combination of theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from map_logs import people_log

from pathways.errors import NoAnswerError
from pathways.map.facts import MapFacts
from pathways.map.meeting import MeetingFacts, meeting_facts
from pathways.privacy.disclosure import fit_to_share
from pathways.privacy.suppression import SMALLEST
from pathways.project.config import Project
from viz.charts import chart_of

ROLES = {"m": "mentee", "M": "mentor", "r": "reader"}
TIERS = {"mentee": "Participating", "mentor": "Leading", "reader": "Learning"}
LAST = 5
ASKS = Project(options={"conversion": {"source": "mentee", "target": "mentor"}})
Cell = tuple[str, ...]
JOURNEYS = ["".join(letters) for letters in product("mMr.", repeat=LAST)]


def cells_of(journey: str) -> Counter[Cell]:
    """What one person adds to every count of the page."""
    told: Counter[Cell] = Counter()
    way = [(edition, ROLES[one]) for edition, one in enumerate(journey, 1) if one in ROLES]
    roles = [role for _, role in way]
    for role in dict.fromkeys(roles):
        at = roles.index(role)
        watched = way[at][0] < LAST
        after = way[at + 1] if at + 1 < len(way) else (0, "")
        told["people", role] += 1
        told["tier", TIERS[role]] += 1
        told["watched" if watched else "inside", role] += 1
        told["from", role, roles[at - 1] if at else "joined here"] += 1
        if watched:
            moved = after[0] == way[at][0] + 1
            told["to", role, after[1] if moved else "no further step"] += 1
            for target in {two for one, two in pairwise(roles) if one == role}:
                told["x", role, target] += 1
    for source, target in {*pairwise(["(start)", *roles]), (roles[-1], "(end)")} if way else ():
        told["move", source, target] += 1
    for pair in {(a, b) for a in roles for b in roles if a < b}:
        told["both", *pair] += 1
    for nth, (source, target) in enumerate(pairwise([*roles, ""]), 1):
        told["flow", str(nth), TIERS[source], TIERS.get(target, "no further step")] += 1
    for edition, role in way:
        if role == "mentee" and ("mentor" not in roles[: way.index((edition, role))]):
            told["asked" if edition < LAST else "waiting", str(edition)] += 1
            if edition < LAST and (edition + 1, "mentor") in way:
                told["back", str(edition)] += 1
    return told


@cache
def rows(told: Callable[[str], Counter[Cell]]) -> dict[Cell, np.ndarray]:
    """Each count as what every journey adds to it; ``told`` says it of one."""
    added = [told(journey) for journey in JOURNEYS]
    cells = sorted({cell for one in added for cell in one})
    return {cell: np.array([one[cell] for one in added], dtype=float) for cell in cells}


def truth_of(
    journeys: list[tuple[int, str]], told: Callable[[str], Counter[Cell]]
) -> Counter[Cell]:
    """Every count of so many people of each journey."""
    truth: Counter[Cell] = Counter()
    for count, journey in journeys:
        for cell, one in told(journey).items():
            truth[cell] += count * one
    return truth


def said_by(facts: MeetingFacts) -> dict[Cell, int]:
    """Every count that the page shows, by what it counts."""
    said = said_on_cards(facts.map)
    for name, answer in facts.answers.items():
        for row in fit_to_share(answer).table.to_dict("records"):
            said |= in_a_table(name, row)
    begun = next((one for one in facts.findings if one.question == "entry_points"), None)
    if begun is not None:
        said["move", "(start)", begun.what.removeprefix("begin at ")] = begun.x
    with suppress(NoAnswerError, KeyError):
        for row in chart_of(facts.answers["paths"]).table.to_dict("records"):
            said["flow", str(row["step_number"]), row["source"], row["target"]] = row["people"]
    return {cell: int(count) for cell, count in said.items() if not pd.isna(count)}


def said_on_cards(facts: MapFacts) -> dict[Cell, Any]:
    """Every count of the tiers and of the circles of a map."""
    said: dict[Cell, Any] = {("tier", one.name): one.people for one in facts.tiers}
    for one in facts.steps:
        said |= {("people", one.name): one.people, ("watched", one.name): one.watched}
        said["inside", one.name] = one.still_inside
        said |= {("from", one.name, share.label): share.x for share in one.came_from}
        said |= {("to", one.name, share.label): share.x for share in one.goes_to}
        said["to", one.name, one.no_further.label] = one.no_further.x
    return said


def in_a_table(name: str, row: dict[str, Any]) -> dict[Cell, Any]:
    """The counts of a row of the table of a question, and what they count."""
    if name == "transitions":
        source, target = row["source"], row["target"]
        said = {("move", source, target): row["people"]}
        if source != "(start)":
            said |= {("watched", source): row["n"], ("inside", source): row["not_yet_observable"]}
        if "(" not in source + target:
            said["x", source, target] = row["x"]
        return said
    if name == "combinations" and row["size"] == 2:
        return {("both", *sorted(row["programs"].split(" + "))): row["x"]}
    if name == "stuck_points":
        return {("tier", row["step"]): row["people"]}
    if name == "conversion":
        parts = {"back": "x", "asked": "n", "waiting": "not_yet_observable"}
        return {(part, row["edition"]): row[column] for part, column in parts.items()}
    return {}


def given_away(
    said: dict[Cell, int], truth: Counter[Cell], rows: dict[Cell, np.ndarray]
) -> list[Cell]:
    """The counts of 1 to 4 people that are a sum of multiples of those that are said."""
    # Of a circle to which a few came lately, the watched are everyone; that number is another.
    same = [cell for cell, count in said.items() if truth[cell] == count and cell in rows]
    other = {cell: (said[cell], truth[cell]) for cell in (said.keys() & rows) - set(same)}
    assert {cell[0] for cell in other} <= {"people", "inside", "from", "tier"}, other
    shown = np.array([rows[cell] for cell in same])
    _, sizes, ways = np.linalg.svd(shown, full_matrices=False)
    span = ways[sizes > 1e-9]
    small = [cell for cell in rows if 0 < truth[cell] < SMALLEST]
    left = {cell: rows[cell] - span.T @ (span @ rows[cell]) for cell in small}
    return [cell for cell, rest in left.items() if np.abs(rest).max() < 1e-6]


groups = st.lists(
    st.tuples(st.integers(1, 25), st.text("mMr.", min_size=1, max_size=LAST)),
    min_size=3,
    max_size=14,
)


FOUR_CAME_FROM_MENTOR = [
    (22, "mr"), (4, "Mr"), (11, "mmMm"), (17, ".."), (16, "mmm.r"), (14, "rmMM"), (5, "."),
    (16, "m"), (11, "MMmM."),
]  # fmt: skip
ONE_CAME_LATELY = [
    (16, "r.M.M"), (14, "MmM"), (6, "r.Mrm"), (13, ".MM.M"), (2, "M"), (23, "MrM"), (19, ".m"),
    (11, "Mmr"), (14, "r.rrm"), (19, "."), (25, "r"), (21, "mrM."), (23, "MM."), (13, "rm"),
]  # fmt: skip


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@example(FOUR_CAME_FROM_MENTOR)
@example(ONE_CAME_LATELY)
@given(groups)
def test_no_small_count_follows_from_what_is_said(journeys: list[tuple[int, str]]) -> None:
    # Every edition has somebody, or it would not be one.
    journeys = [*journeys, (6, "rrrrr")]
    facts = meeting_facts(people_log(*journeys), ASKS)
    journeys.append((1, "....r"))
    truth = truth_of(journeys, cells_of)
    assert not given_away(said_by(facts), truth, rows(cells_of))

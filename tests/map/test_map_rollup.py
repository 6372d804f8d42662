"""Very many activities: rolled up to program and tier, each program with a map inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from browsing import INK, card

from pathways.map.rollup import MOST_STEPS, inside_programs
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from viz import PathwayMap, pathway_map

ROLES = ("learner", "subscriber", "attendee", "mentee", "facilitator", "mentor", "organizer")


def many(programs: int = 30, people: int = 1500) -> EngagementLog:
    """People who stay near one of many programs and deepen there."""
    dice = np.random.default_rng(7)
    rows = []
    for person in range(people):
        home, level, day = int(dice.integers(programs)), 0, int(dice.integers(900))
        for _ in range(int(dice.integers(1, 6))):
            level = int(np.clip(level + dice.integers(-1, 3), 0, len(ROLES) - 1))
            at = home if dice.random() < 0.8 else int(dice.integers(programs))
            start = pd.Timestamp("2018-01-01") + pd.Timedelta(days=day)
            rows.append((f"p{person}", f"Program {at + 1}", ROLES[level], start))
            day += int(dice.integers(5, 200))
    records = pd.DataFrame(rows, columns=["participant", "program", "role", "start"])
    return build_log(records, load_scheme("moe"))


@cache
def drawn_many() -> PathwayMap:
    return pathway_map(many())


def test_two_hundred_activities_become_few_circles_and_nothing_is_lost() -> None:
    picture = drawn_many()
    assert picture.spec.tables[2].rows  # activity by activity
    assert len(picture.spec.tables[2].rows) > MOST_STEPS
    assert len(picture.spec.circles) <= 26
    assert "rolled up to program and tier" in " ".join(picture.spec.notes)
    assert len(picture.inside) == 30
    assert all(2 <= len(inner.circles) <= len(ROLES) for inner in picture.inside.values())


def test_groups_are_compared_by_program_and_tier_where_a_map_is_rolled_up() -> None:
    log = many(programs=12)
    home = log.records["participant"].astype(str).str[-1].map(lambda digit: "NS"[int(digit) % 2])
    picture = pathway_map(replace(log, records=log.records.assign(region=home)), group="region")
    assert picture.inside
    assert {one.name for one in picture.spec.slices} == {"N", "S"}
    for circle in picture.spec.circles:
        there = [one.watched.get(circle.step) for one in picture.spec.slices]
        # Of two groups that add up to the circle, both are shown or neither.
        assert len({n is None for n in there}) == 1
        assert all(n is None or n == 0 or n >= 5 for n in there)


def test_a_record_of_fifty_activities_is_left_as_it_is() -> None:
    assert pathway_map(many(programs=4, people=300)).inside == {}


def test_no_activity_is_the_difference_between_a_circle_and_the_others_in_it() -> None:
    # Tier Learning of one program: 40 readers and 3 viewers, who would be 43 - 40.
    rows = [(f"a{i}", "Call", "reader", "2018-01-01") for i in range(40)]
    rows += [(f"b{i}", "Call", "viewer", "2018-01-01") for i in range(3)]
    rows += [(f"a{i}", "Call", "attendee", "2018-05-01") for i in range(20)]
    rows += [(f"a{i}", "Call", "mentor", "2018-09-01") for i in range(9)]
    records = pd.DataFrame(rows, columns=["participant", "program", "role", "start"])
    log = build_log(records.assign(start=pd.to_datetime(records["start"])), load_scheme("moe"))
    tiers = log.counted.groupby("role", observed=True)["tier"].first()
    assert tiers["reader"] == tiers["viewer"]
    (facts,) = inside_programs(log, None).values()
    assert {step.name for step in facts.steps} == {"attendee", "mentor"}


@pytest.mark.parametrize("which", ["outside", "inside"])
def test_no_label_covers_another_or_a_circle(which: str) -> None:
    picture = drawn_many()
    specs = [picture.spec] if which == "outside" else list(picture.inside.values())
    for spec in specs:
        boxes = [label.box for label in spec.labels]
        boxes += [arrow.pill.box for arrow in spec.arrows if arrow.pill]
        assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
        beside = [label.box for label in spec.labels if label.kind != "inside"]
        assert not any(b.touches_disc(c.x, c.y, c.reach) for b in beside for c in spec.circles)


def test_a_click_opens_the_map_inside_and_the_way_back(
    browser: Any, map_folder: Any, wait_for: Callable[[str], None]
) -> None:
    page = map_folder / "many.html"
    drawn_many().save(page)
    browser.get(page.as_uri())
    wait_for("return document.documentElement.classList.contains('live')")
    key = drawn_many().spec.circles[0].step
    browser.execute_script("document.getElementById(`step-${arguments[0]}`).click()", key)
    program = card(browser).partition(":")[0]
    browser.execute_script(
        "[...document.querySelectorAll('.actions button')]"
        ".find((one) => one.textContent === 'Open').click()"
    )
    wait_for("return document.querySelector('#chips')?.textContent.startsWith('Inside')")
    assert program in browser.execute_script("return document.querySelector('#chips').textContent")
    there = browser.execute_script(
        "return [...document.querySelectorAll('#steps button')].map((one) => one.textContent)"
    )
    assert {name.partition(":")[0] for name in there} <= set(ROLES)
    assert browser.execute_script(INK) > 5
    browser.execute_script("document.querySelector('#chips button').click()")
    wait_for("return document.querySelector('#chips')?.childElementCount === 0")
    assert browser.execute_script("return document.querySelectorAll('#steps button').length") > 7

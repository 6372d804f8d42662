"""The level that a map opens with, and what a circle of a coarser one opens into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from browsing import INK, card
from records import record

from pathways.map.levels import activities_in, facts_at, first_level, focused, without_given_away
from pathways.map.numbers import map_facts
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
    return pathway_map(many(programs=6, people=500))


def test_the_finest_level_of_at_most_twelve_circles_opens() -> None:
    assert first_level(record(people=200, programs=3, roles=4)) == "activity"
    assert first_level(record(people=900, programs=20, roles=9)) == "role"
    assert first_level(record(people=900, programs=2, roles=20, named_apart=True)) == (
        "program and tier"
    )
    assert first_level(record(people=900, programs=4, roles=20)) == "tier"
    assert first_level(record(people=900, programs=1, roles=9)) == "role"
    # Without tiers a program is all that people did there.
    assert first_level(record(people=900, programs=4, roles=20, tiers=0)) == "program and tier"
    # A map of two tiers would show no ways: the largest steps do.
    assert first_level(record(people=900, programs=1, roles=25, tiers=2)) == "role"


def test_a_coarser_map_tells_activity_by_activity_as_well() -> None:
    picture = drawn_many()
    assert {circle.step for circle in picture.spec.circles}
    assert set(picture.spec.names) <= set(ROLES)
    assert len(picture.tables) == 4
    assert len(picture.tables[2].rows) > 12
    assert {"mentee", "attendee", "learner"} <= set(picture.spec.names) & set(picture.inside)


def test_what_lies_outside_an_opened_circle_stays_a_step() -> None:
    log = many(programs=6, people=500)
    whole = map_facts(log, by="activity")
    parts = activities_in(log, whole, "role")
    opened = focused(whole, parts["mentee"])
    # The headline is about the part, its numbers those of everyone.
    assert opened.steps == whole.steps
    assert opened.about in parts["mentee"]
    spec = drawn_many().inside["mentee"]
    names = {card.step: card.name for card in spec.told.cards}
    assert {names[c.step].partition(": ")[2] for c in spec.circles} > {"mentee"}
    assert all("mentee" in names[a.source] + names[a.target] for a in spec.arrows)


def test_groups_are_compared_at_the_level_that_opens() -> None:
    log = record(people=900, programs=2, roles=20, named_apart=True)
    home = log.records["participant"].astype(str).str[-1].map(lambda digit: "NS"[int(digit) % 2])
    sliced = replace(log, records=log.records.assign(region=home))
    facts = facts_at(sliced, first_level(sliced), group="region")
    slices = [one for one in facts.slices if one.kind == "region"]
    assert {one.name for one in slices} == {"N", "S"}
    for step in facts.steps:
        there = [one.watched.get(step.key) for one in slices]
        known = [n for n in there if n is not None]
        # Of two groups that add up to the circle, one never tells that the other is 1 to 4.
        assert all(n >= 5 and (step.watched or 0) - n not in range(1, 5) for n in known)


def test_no_activity_is_the_difference_between_a_circle_and_the_others_in_it() -> None:
    # Tier Learning of one program: 40 readers and 3 viewers, who would be 43 - 40.
    rows = [(f"a{i}", "Call", "reader", "2018-01-01") for i in range(40)]
    rows += [(f"b{i}", "Call", "viewer", "2018-01-01") for i in range(3)]
    rows += [(f"a{i}", "Call", "attendee", "2018-05-01") for i in range(20)]
    rows += [(f"a{i}", "Other", "mentor", "2018-09-01") for i in range(9)]
    records = pd.DataFrame(rows, columns=["participant", "program", "role", "start"])
    log = build_log(records.assign(start=pd.to_datetime(records["start"])), load_scheme("moe"))
    tiers = log.counted.groupby("role", observed=True)["tier"].first()
    assert tiers["reader"] == tiers["viewer"]
    facts = without_given_away(log, map_facts(log, by="activity"), "tier")
    assert {step.name for step in facts.steps} == {"Call: attendee", "Other: mentor"}


def test_a_click_opens_a_circle_and_its_chip_closes_it(
    browser: Any, map_folder: Any, wait_for: Callable[[str], None]
) -> None:
    page = map_folder / "many.html"
    drawn_many().save(page)
    browser.get(page.as_uri())
    wait_for("return document.documentElement.classList.contains('live')")
    key = drawn_many().spec.circles[0].step
    browser.execute_script("document.getElementById(`step-${arguments[0]}`).click()", key)
    role = card(browser)
    browser.execute_script(
        "[...document.querySelectorAll('.actions button')]"
        ".find((one) => one.textContent === 'Open').click()"
    )
    wait_for("return document.querySelector('#chips')?.textContent.startsWith('Inside')")
    assert role in browser.execute_script("return document.querySelector('#chips').textContent")
    there = browser.execute_script(
        "return [...document.querySelectorAll('#steps button')].map((one) => one.textContent)"
    )
    assert any(role in name for name in there)
    assert browser.execute_script(INK) > 5
    browser.back()
    wait_for("return document.querySelector('#chips')?.childElementCount === 0")
    assert browser.execute_script("return document.querySelectorAll('#steps button').length") == 7
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("which", ["outside", "inside"])
def test_an_opened_map_is_tidy_too(which: str) -> None:
    picture = drawn_many()
    specs = [picture.spec] if which == "outside" else list(picture.inside.values())
    for spec in specs:
        assert len(spec.circles) <= 12
        assert len(spec.arrows) <= 14

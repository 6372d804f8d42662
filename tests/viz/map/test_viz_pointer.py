"""Wheel, drag and double click: looking closer, and back to the whole."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import FITTED, PLACE, card, click_at, press, wait
from map_samples import open_seeds

from pathways.map.facts import StepFacts
from pathways.map.headline import step_headlines
from viz.drawing.text import clean

LOOK = "return document.querySelector('#map canvas').toDataURL()"
EMPTY = (300.0, 330.0)
"""A place of the map where nothing stands: left of the mountain's middle."""


def settled(page: Any) -> str:
    page.execute_async_script(FITTED)
    return str(page.execute_script(LOOK))


def wheel(page: Any, by: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.actions.wheel_input import ScrollOrigin

    box = page.find_element("id", "map")
    ActionChains(page).scroll_from_origin(ScrollOrigin.from_element(box), 0, by).perform()


def drag(page: Any, dx: int, dy: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    pointer = ActionChains(page)
    hand = pointer.w3c_actions.pointer_action
    hand.move_to_location(*map(round, EMPTY))
    hand.pointer_down()
    for part in (0.25, 0.5, 0.75, 1.0):
        hand.move_to_location(round(EMPTY[0] + part * dx), round(EMPTY[1] + part * dy))
    hand.pointer_up()
    pointer.perform()


def double_click(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    pointer = ActionChains(page)
    hand = pointer.w3c_actions.pointer_action
    hand.move_to_location(*map(round, EMPTY))
    hand.double_click()
    pointer.perform()


@pytest.mark.parametrize("back", ["0", "double click"])
def test_the_wheel_looks_closer_and_two_ways_lead_back(opened: Any, back: str) -> None:
    page = opened("open_seeds")
    whole = settled(page)
    wheel(page, -240)
    closer = settled(page)
    assert closer != whole
    drag(page, 120, 60)
    assert settled(page) not in (whole, closer)
    if back == "0":
        press(page, "0")
    else:
        double_click(page)
    wait(page, f"{LOOK} === {whole!r}")
    assert not page.get_log("browser")


def test_nobody_gets_further_away_than_the_whole_map(opened: Any) -> None:
    page = opened("open_seeds")
    whole = settled(page)
    wheel(page, 600)
    wait(page, f"{LOOK} === {whole!r}")


def test_a_drag_chooses_nothing_and_closes_nothing(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    wait(page, "return !document.getElementById('card').hidden")
    drag(page, 40, 0)
    assert card(page) == "Mentee"


def test_what_was_looked_at_closely_is_clicked_where_it_stands(opened: Any) -> None:
    page = opened("open_seeds")
    drag(page, 80, 30)
    settled(page)
    x, y = page.execute_script(PLACE, 1)
    click_at(page, x + 80, y + 30)
    wait(page, "return !document.getElementById('card').hidden")


def test_a_filter_leaves_what_it_names_and_back_takes_it_off(opened: Any) -> None:
    page = opened("open_seeds")
    before = page.execute_script("return location.hash")
    page.execute_script(
        "const least = document.getElementById('least'); least.value = '150';"
        "least.dispatchEvent(new Event('change'))"
    )
    wait(page, "return location.hash.includes('least=150')")
    chips = "return [...document.querySelectorAll('#chips button')].map((one) => one.textContent)"
    assert page.execute_script(chips) == ["At least 150 people ×"]
    link = page.execute_script("return location.hash")
    page.execute_script("history.back()")
    wait(page, f"return location.hash === {before!r}")
    assert page.execute_script(chips) == []
    again = opened("open_seeds", link)
    assert again.execute_script(chips) == ["At least 150 people ×"]


def test_where_the_step_of_the_title_is_hidden_the_title_is_another_true_one(opened: Any) -> None:
    facts = open_seeds()
    page = opened("open_seeds", "#view=own&hide=Mentee")
    title = clean(page.execute_script("return document.querySelector('h1').textContent"))
    rest = [step for step in facts.steps if step.key != facts.about]
    said = dict(step_headlines(facts))
    most = next(step for step in by_stops(rest) if step.key in said)
    assert title == said[most.key]
    assert f"{round(100 * (most.no_further.rate or 0))} % take no further step" in title
    whole = opened("open_seeds", "#view=own&hide=Host")
    title = clean(whole.execute_script("return document.querySelector('h1').textContent"))
    assert title == facts.title


def by_stops(steps: list[StepFacts]) -> list[StepFacts]:
    return sorted(steps, key=lambda step: -(step.no_further.x or 0))

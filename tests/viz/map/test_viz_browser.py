"""The page as a browser shows it: drawn, quiet, harmless, and usable without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import INK, PLACE, SMALLEST, asked_for, card, click, press, wait, window


@pytest.mark.parametrize("name", ["open_seeds", "activities_50", "hostile", "tiny", "empty"])
def test_the_map_is_drawn_in_silence(opened: Any, name: str) -> None:
    page = opened(name)
    assert page.execute_script(INK) > 5
    assert page.get_log("browser") == []
    assert asked_for(page) == []


def test_hostile_names_neither_run_nor_become_elements(opened: Any) -> None:
    page = opened("hostile")
    for step in (1, 2, 4):
        click(page, step)
    found = page.execute_script(
        "return [document.querySelectorAll('img, iframe, object').length,"
        " document.querySelectorAll('script').length, document.title, window.alerted]"
    )
    assert found == [0, 3, "</script><script>alert(2)</script>", None]
    assert page.get_log("browser") == []


CLOSED = "return document.getElementById('card').hidden"


def test_a_click_opens_the_card_and_escape_closes_it(opened: Any) -> None:
    page = opened("open_seeds")
    assert page.execute_script(CLOSED)
    click(page, 3)
    wait(page, "return document.querySelector('#card h2').textContent === 'Mentor'")
    press(page, "\ue00c")
    assert page.execute_script(CLOSED)
    click(page, 3)
    page.find_element("css selector", "#card .head button").click()
    assert page.execute_script(CLOSED)


def test_the_keyboard_reaches_every_step(opened: Any) -> None:
    page = opened("open_seeds")
    page.execute_script("document.getElementById('step-1').focus()")
    press(page, "\ue013")
    assert page.execute_script("return document.activeElement.id") == "step-5"
    press(page, "\ue007")
    assert card(page) == "Facilitator"
    press(page, "\ue00c")
    assert page.execute_script(CLOSED)
    names = page.execute_script(
        "return [...document.querySelectorAll('#steps button')].map((one) => one.textContent)"
    )
    assert names[0] == "Mentee: 487 people, Participating"
    assert len(names) == 7


def test_hovering_a_step_tells_its_numbers(opened: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    page = opened("open_seeds")
    x, y = page.execute_script(PLACE, 4)
    pointer = ActionChains(page)
    pointer.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    pointer.perform()
    wait(page, "return !document.getElementById('tip').hidden")
    told = page.execute_script("return document.getElementById('tip').textContent")
    assert told.startswith("Expert173 people")


@pytest.mark.parametrize(("wide", "tall"), [(1280, 720), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("link", ["", "#view=own&step=Mentee", "#view=own&present=on"])
def test_the_page_fits_its_window(opened: Any, wide: int, tall: int, link: str) -> None:
    page = opened("open_seeds", link)
    with window(page, wide, tall):
        shown = page.execute_script(
            "const at = (name) => document.querySelector(name).getBoundingClientRect();"
            "return [document.documentElement.scrollWidth, at('.caption').bottom,"
            " at('#card').right, at('.shown').right,"
            " document.querySelector('#map canvas').clientWidth]"
        )
    assert max(shown[0], shown[2], shown[3]) <= wide
    assert shown[4] >= 1080
    if wide > 1000:
        assert shown[1] <= tall
        assert shown[4] >= 0.96 * wide  # the map has the page


@pytest.mark.parametrize("name", ["open_seeds", "activities_25", "hostile", "right_to_left"])
def test_nothing_on_the_page_is_smaller_than_14_px(opened: Any, name: str) -> None:
    page = opened(name, "#view=own&present=on")
    with window(page, 1280, 720):
        presented = page.execute_script(SMALLEST)
    page = opened(name)
    with window(page, 1280, 720):
        assert min(presented, page.execute_script(SMALLEST)) >= 14


def test_a_phone_shows_the_map_first_and_then_the_controls(opened: Any) -> None:
    page = opened("open_seeds")
    with window(page, 390, 844):
        tops = page.execute_script(
            "return ['h1', '.stage', '#bar'].map((name) => "
            "document.querySelector(name).getBoundingClientRect().top)"
        )
        smallest = page.execute_script(SMALLEST)
    assert tops == sorted(tops)
    assert tops[1] < 300
    assert smallest >= 14


# The design asks for 1 s and 2 s.
@pytest.mark.parametrize(("name", "most"), [("activities_25", 1), ("activities_200", 2)])
def test_how_long_the_page_takes_to_open_is_told(
    opened: Any, record_property: Any, name: str, most: int
) -> None:
    page = opened(name)
    script = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
    wait(page, f"{script} > 0")
    seconds = page.execute_script(script) / 1000
    record_property(f"{name} opens in", f"{seconds:.2f} s, {most} s asked for")

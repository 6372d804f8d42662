"""The page as a browser shows it: drawn, quiet, harmless, and usable without a mouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from map_samples import drawn

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync --hide-scrollbars"
)
INK = """
const canvas = document.querySelector('#map canvas');
const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
const seen = new Set();
for (let at = 0; at < data.length; at += 28) seen.add(data.slice(at, at + 3).join());
return seen.size;
"""
# Where a circle stands in the window: the page knows its places, the canvas its frame.
PLACE = """
const circle = JSON.parse(document.getElementById('map-data').textContent).map.circles
  .find((one) => one.step === arguments[0]);
const area = JSON.parse(document.getElementById('map-data').textContent).map.area;
const frame = document.getElementById('map').getBoundingClientRect();
const scale = frame.width / area.w;
return [frame.left + (circle.x - area.x) * scale, frame.top + (circle.y - area.y) * scale];
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("chromium and chromedriver are not installed: nothing here was looked at")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in [*FLAGS.split(), "--window-size=1280,870"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield chrome
    chrome.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maps")


@pytest.fixture
def opened(browser: Chrome, folder: Path) -> Any:
    def open_page(name: str) -> Chrome:
        page = folder / f"{name}.html"
        if not page.exists():
            drawn(name).save(page)
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get(page.as_uri())
        wait(browser, "return document.documentElement.classList.contains('live')")
        return browser

    return open_page


def wait(browser: Chrome, condition: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 10, 0.05).until(lambda one: one.execute_script(condition))


def card(browser: Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('#card h2').textContent"))


def press(browser: Chrome, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def click(browser: Chrome, step: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    x, y = browser.execute_script(PLACE, step)
    pointer = ActionChains(browser)
    pointer.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    pointer.w3c_actions.pointer_action.click()
    pointer.perform()


def asked_for(browser: Chrome) -> list[str]:
    import json

    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"
    ]
    return [url for url in asked if not url.startswith(("file:", "data:"))]


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


def test_a_click_opens_the_card_and_a_click_beside_closes_it(opened: Any) -> None:
    page = opened("open_seeds")
    assert card(page) == "Mentee"
    click(page, 3)
    wait(page, "return document.querySelector('#card h2').textContent === 'Mentor'")
    page.execute_script("document.querySelector('h1').scrollIntoView()")
    press(page, "\ue00c")
    assert card(page) == "Mentee"


def test_the_keyboard_reaches_every_step(opened: Any) -> None:
    page = opened("open_seeds")
    page.execute_script("document.getElementById('step-1').focus()")
    press(page, "\ue013")
    assert page.execute_script("return document.activeElement.id") == "step-5"
    press(page, "\ue007")
    assert card(page) == "Facilitator"
    press(page, "\ue00c")
    assert card(page) == "Mentee"
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
def test_the_page_fits_its_window(opened: Any, wide: int, tall: int) -> None:
    page = opened("open_seeds")
    size = {"width": wide, "height": tall, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wait(page, f"return innerWidth === {wide}")
    shown = page.execute_script(
        "const at = (name) => document.querySelector(name).getBoundingClientRect();"
        "return [document.documentElement.scrollWidth, at('.caption').bottom, at('#card').right,"
        " document.querySelector('#map canvas').clientWidth]"
    )
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert shown[0] <= wide
    assert shown[2] <= wide
    assert shown[3] >= 900
    if wide > 1000:
        assert shown[1] <= tall

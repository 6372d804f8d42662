"""A real browser for the pages, and what a reader does with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from map_samples import drawn
from patience import PATIENCE

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ESCAPE, ENTER, UP, RIGHT, DOWN = "\ue00c", "\ue007", "\ue013", "\ue014", "\ue015"
SHIFT, PAGE_UP, PAGE_DOWN = "\ue008", "\ue00e", "\ue00f"
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
const { stops, first, area } = JSON.parse(document.getElementById('map-data').textContent).map;
const [, x, y] = stops[first].places.find(([key]) => key === arguments[0]) ?? [];
const circle = { x, y };
const frame = document.getElementById('map').getBoundingClientRect();
const scale = frame.width / area.w;
return [frame.left + (circle.x - area.x) * scale, frame.top + (circle.y - area.y) * scale];
"""


# The smallest words that can be seen: those of the page, and those on the canvas as it is scaled.
SMALLEST = """
const { stops, first, area } = JSON.parse(document.getElementById('map-data').textContent).map;
const scene = stops[first];
const scale = document.getElementById('map').clientWidth / area.w;
const drawn = [...scene.back, ...scene.front].filter((one) => one.text)
  .map((one) => scale * (one.size ?? 14)).concat(scene.arrows.map((one) => scale * one.size));
const seen = [...document.querySelectorAll('.page *')].filter((one) => one.checkVisibility()
  && one.closest('svg, #steps, .away') === null
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize));
const key = document.querySelector('.legend svg').getBoundingClientRect().width / 1000 * 15;
return Math.min(key, ...drawn, ...seen);
"""

FITTED = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));"


@contextmanager
def window(page: Chrome, wide: int, tall: int) -> Iterator[None]:
    """The page in a window of this size."""
    size = {"width": wide, "height": tall, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wait(page, f"return innerWidth === {wide} && innerHeight === {tall}")
    page.execute_async_script(FITTED)  # what observes the size has seen it by the second frame
    try:
        yield
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        missing = "chromium and chromedriver are not installed: nothing here was looked at"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in [*FLAGS.split(), "--window-size=1280,870"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.set_script_timeout(PATIENCE)
    yield chrome
    chrome.quit()


@pytest.fixture(scope="session")
def map_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maps")


@pytest.fixture
def opened(browser: Chrome, map_folder: Path) -> Any:
    """Opens a sample by its name, with what its link says, and waits until it is drawn."""

    def open_page(name: str, link: str = "") -> Chrome:
        page = map_folder / f"{name}.html"
        if not page.exists():
            drawn(name).save(page)
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get("about:blank")
        browser.get(page.as_uri() + link)
        wait(browser, "return document.documentElement.classList.contains('live')")
        return browser

    return open_page


@pytest.fixture
def wait_for(browser: Chrome) -> Any:
    """Waits until a script of the page says yes."""
    return lambda condition: wait(browser, condition)


def wait(browser: Chrome, condition: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, PATIENCE, 0.05).until(lambda one: one.execute_script(condition))


def card(browser: Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('#card h2').textContent"))


def press(browser: Chrome, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def click(browser: Chrome, step: int) -> None:
    click_at(browser, *browser.execute_script(PLACE, step))


def shift_click(browser: Chrome, step: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).key_down(SHIFT).perform()
    click(browser, step)
    ActionChains(browser).key_up(SHIFT).perform()


def click_at(browser: Chrome, x: float, y: float) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

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

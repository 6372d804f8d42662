"""The meeting file in a browser: silent, walked through by keys, a decision saved, printed."""

from __future__ import annotations

import base64
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import asked_for, press, wait
from patience import PATIENCE
from test_report import ASKS, usual

from viz.report.picture import report

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

RIGHT, LEFT, END = "\ue014", "\ue012", "\ue010"
SHOWN = "return [...document.querySelectorAll('.view.now')].map((view) => view.id)"

STORY = "return [...document.querySelectorAll('.view:not(.long, #editions)')].map((one) => one.id)"
# The smallest words of the pictures that are seen, as large as they are on the screen.
DRAWN = """
const seen = [...document.querySelectorAll('svg text')].filter((one) => one.checkVisibility());
const scale = (one) => Math.hypot(one.getScreenCTM().a, one.getScreenCTM().b);
return Math.min(...seen.map((one) => scale(one) * parseFloat(getComputedStyle(one).fontSize)));
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(usual(), project=ASKS).save(tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture
def meeting(browser: Chrome, page: Path) -> Chrome:
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(page.as_uri())
    wait(browser, "return document.documentElement.classList.contains('live')")
    return browser


def test_nothing_is_asked_for_and_nothing_is_complained_of(meeting: Chrome) -> None:
    assert meeting.get_log("browser") == []
    assert asked_for(meeting) == []


def test_the_story_is_walked_through_by_keys_buttons_and_links(meeting: Chrome) -> None:
    assert meeting.execute_script(SHOWN) == ["findings"]
    press(meeting, RIGHT)
    # The address is written before the view changes: a busy browser may be asked in between.
    wait(meeting, "return location.hash === '#view=map' && !!document.querySelector('#map.now')")
    assert meeting.execute_script(SHOWN) == ["map"]
    press(meeting, LEFT)
    wait(meeting, "return location.hash === '#view=findings'")
    press(meeting, END)
    wait(meeting, "return location.hash === '#view=definitions'")
    wait(meeting, "return document.getElementById('after').disabled")
    meeting.find_element("id", "before").click()
    wait(meeting, "return location.hash === '#view=tables'")
    meeting.get(meeting.current_url.partition("#")[0] + "#view=conversion")
    wait(meeting, "return document.querySelector('.view.now').id === 'conversion'")


def test_a_number_leads_to_its_definition_and_its_query(meeting: Chrome) -> None:
    meeting.find_element("css selector", ".card .rate a[href='#from-conversion']").click()
    wait(meeting, "return document.querySelector('.view.now').id === 'definitions'")
    told = meeting.execute_script("return document.querySelector('article:target').textContent")
    assert "people with mentee in an edition" in told
    assert "// question: conversion" in told


def test_a_decision_is_saved_as_text_that_a_loop_can_read(meeting: Chrome, tmp_path: Path) -> None:
    folder = {"behavior": "allow", "downloadPath": str(tmp_path)}
    meeting.execute_cdp_cmd("Browser.setDownloadBehavior", folder)
    field = meeting.find_element("name", "try")
    field.send_keys('ask every "mentee"\\n by name')
    meeting.find_element("name", "who").send_keys("all of us")
    press(meeting, RIGHT)
    assert meeting.execute_script(SHOWN) == ["findings"], "arrow keys in a field stay in the field"
    meeting.find_element("id", "save-loop").click()
    from selenium.webdriver.support.ui import WebDriverWait

    saved = tmp_path / "decision.toml"
    WebDriverWait(meeting, PATIENCE, 0.05).until(lambda _: saved.exists())
    loop = tomllib.loads(saved.read_text("utf-8"))
    assert loop["plan"]["try"] == 'ask every "mentee"\\n by name'
    assert loop["plan"]["who"] == "all of us"
    assert loop["measure"]["as_of"] == "2016-01-10"
    meeting.find_element("id", "save").click()
    told = tmp_path / "decision.txt"
    WebDriverWait(meeting, PATIENCE, 0.05).until(lambda _: told.exists())
    plan, about = told.read_text("utf-8").strip().split("\n\n")
    assert plan.startswith('We try: ask every "mentee"\\n by name.')
    assert plan.endswith("Who: all of us.")
    assert "As of 2016-01-10" in about
    assert meeting.get_log("browser") == []


def test_light_and_dark_by_a_button(meeting: Chrome) -> None:
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    before = meeting.execute_script(ground)
    meeting.find_element("id", "theme").click()
    assert meeting.execute_script(ground) != before
    meeting.find_element("id", "theme").click()
    assert meeting.execute_script(ground) == before


@pytest.mark.parametrize(("wide", "tall"), [(1280, 720), (1920, 1080), (390, 844)])
def test_the_page_fits_its_window(meeting: Chrome, wide: int, tall: int) -> None:
    size = {"width": wide, "height": tall, "deviceScaleFactor": 1, "mobile": False}
    meeting.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wait(meeting, f"return innerWidth === {wide}")
    shown = meeting.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.scrollHeight,"
        " Math.min(...[...document.querySelectorAll('#findings *')].filter((one) => one.textContent"
        " && !one.closest('svg')).map((one) => parseFloat(getComputedStyle(one).fontSize)))]"
    )
    drawn = {}
    for view in meeting.execute_script(STORY):
        meeting.execute_script("location.hash = `view=${arguments[0]}`", view)
        wait(meeting, f"return !!document.querySelector('#{view}.now')")
        drawn[view] = meeting.execute_script(DRAWN)
    meeting.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert {view for view, size in drawn.items() if size < 13.95} == set()
    assert shown[0] <= wide
    assert shown[2] >= 14
    if wide > 1000:
        assert shown[1] <= tall


def pages_of(meeting: Chrome) -> int:
    landscape = {"preferCSSPageSize": True, "printBackground": True}
    pdf = base64.b64decode(meeting.execute_cdp_cmd("Page.printToPDF", landscape)["data"])
    return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")


def test_it_prints_a_view_a_page_and_tables_where_they_are_asked_for(meeting: Chrome) -> None:
    story = meeting.execute_script("return document.querySelectorAll('.view:not(.long)').length")
    assert pages_of(meeting) == story
    meeting.get(meeting.current_url.partition("#")[0] + "#view=tables")
    wait(meeting, "return document.querySelector('.view.now').id === 'tables'")
    assert story < pages_of(meeting) <= story + 4


def test_without_scripts_everything_is_there(browser: Chrome, page: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get("about:blank")
    browser.get(page.as_uri())
    views = browser.find_elements("css selector", ".view")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert len(views) >= 6

"""What a reader does with the map: each thing by what is then on the page and in the link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus
from xml.etree import ElementTree

import pytest
from browsing import (
    DOWN,
    ENTER,
    ESCAPE,
    INK,
    PAGE_DOWN,
    PAGE_UP,
    PLACE,
    RIGHT,
    SHIFT,
    UP,
    asked_for,
    card,
    click,
    click_at,
    press,
    shift_click,
    wait,
)
from map_samples import drawn
from patience import PATIENCE

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

NAMES = {1: "Mentee", 2: "Speaker", 3: "Mentor", 4: "Expert", 5: "Facilitator", 6: "Host"}


def text(page: Chrome, selector: str) -> str:
    found = "return document.querySelector(arguments[0]).textContent"
    return str(page.execute_script(found, selector)).replace("\u00a0", " ")


def link(page: Chrome) -> str:
    return unquote_plus(str(page.execute_script("return location.hash.slice(1)")))


def steps_drawn(page: Chrome) -> set[str]:
    there = (
        "return [...document.querySelectorAll('#steps button:enabled')].map((b) => b.textContent)"
    )
    return {name.partition(":")[0] for name in page.execute_script(there)}


def act(page: Chrome, name: str) -> None:
    """Press the button of the card or the bar that is called so."""
    page.execute_script(
        "[...document.querySelectorAll('.actions button, #bar button, #chips button, #leave')]"
        ".find((one) => one.textContent.startsWith(arguments[0])).click()",
        name,
    )


def choose_step(page: Chrome, key: int) -> None:
    """Open a step by its button, wherever the view has put its circle."""
    page.execute_script("document.getElementById(`step-${arguments[0]}`).click()", key)


def choose(page: Chrome, control: str, value: str) -> None:
    page.execute_script(
        "const one = document.getElementById(arguments[0]); one.value = arguments[1];"
        "one.dispatchEvent(new Event('change'))",
        control,
        value,
    )


def test_a_name_is_typed_and_enter_opens_it(opened: Any) -> None:
    page = opened("open_seeds")
    page.find_element("id", "find").click()
    press(page, "e")
    options = "return [...document.querySelectorAll('#found li')].map((one) => one.textContent)"
    first = page.execute_script(options)
    assert first[0] == "Expert"
    assert "Mentee" in first
    press(page, DOWN)
    active = "return document.getElementById('find').getAttribute('aria-activedescendant')"
    assert page.execute_script(active) == "found-1"
    press(page, UP, ENTER)
    assert card(page) == "Expert"
    assert link(page) == "view=own&step=Expert"
    assert page.execute_script("return document.getElementById('found').hidden")


def test_a_move_opens_its_card_from_the_map_and_from_the_keyboard(opened: Any) -> None:
    page = opened("open_seeds")
    pill = next(a.pill for a in drawn("open_seeds").spec.arrows if a.pill and a.pill.filled)
    x, y = page.execute_script(PLACE.replace("circle.x", "arguments[1]").replace(
        "circle.y", "arguments[2]"), 1, pill.box.x + 8, pill.box.y + 8)  # fmt: skip
    click_at(page, x, y)
    assert card(page) == "Mentee → Mentor"
    told = text(page, "#card")
    for words in ("56", "18 % (14 to 22)", "of 319 watched", "203 days", "Not yet observable168"):
        assert words in told
    assert link(page) == "view=own&from=Mentee&to=Mentor"
    press(page, ESCAPE)
    assert page.execute_script("return document.getElementById('card').hidden")
    click(page, 1)
    page.execute_script("document.querySelectorAll('#card button.label')[2].focus()")
    press(page, ENTER)
    assert card(page).startswith("Mentee → ")


def test_steps_in_order_make_a_route_with_both_counts(opened: Any) -> None:
    page = opened("open_seeds")
    click(page, 1)
    shift_click(page, 3)
    assert card(page) == "Route"
    assert "Exactly this56" in text(page, "#card")
    assert "At least this62" in text(page, "#card")
    assert link(page) == "view=own&via=Mentee&via=Mentor"
    shift_click(page, 6)
    assert "Exactly thisunder 5, or hidden" in text(page, "#card")
    act(page, "Only these")
    assert steps_drawn(page) == {"Mentee", "Mentor", "Host"}


def test_the_card_of_a_step_tells_what_the_same_people_took_as_well(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    told = text(page, "#card section:last-child")
    assert told.startswith("Combined with")
    assert "and later Mentor62" in told
    assert told.count("and later") + told.count("after ") == 4


def test_the_keyboard_makes_a_route_too(opened: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    page = opened("open_seeds")
    page.execute_script("document.getElementById('step-1').focus()")
    press(page, ENTER)
    page.execute_script("document.getElementById('step-4').focus()")
    ActionChains(page).key_down(SHIFT).send_keys(ENTER).key_up(SHIFT).perform()
    assert link(page) == "view=own&via=Mentee&via=Expert"


def test_make_start_and_end_hide_and_only_change_what_is_drawn(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Host")
    act(page, "Make start")
    assert "start=Host" in link(page)
    started = steps_drawn(page)
    act(page, "Start: Host")
    assert steps_drawn(page) >= started
    choose_step(page, 2)
    act(page, "Hide")
    assert "Speaker" not in steps_drawn(page)
    assert text(page, "#chips").startswith("Hidden: Speaker")
    assert "6 of 7 steps" in text(page, ".shown")
    choose_step(page, 5)
    act(page, "Make end")
    assert "Facilitator" in steps_drawn(page)
    assert "Organizer" not in steps_drawn(page)


def test_the_headline_is_written_anew_where_its_step_is_filtered_away(opened: Any) -> None:
    page, spec = opened("open_seeds", "#view=own&step=Mentee"), drawn("open_seeds").spec
    choose_step(page, 2)
    act(page, "Hide")
    assert text(page, "h1") == spec.full_title
    choose_step(page, 1)
    act(page, "Hide")
    left = {key for key, name in NAMES.items() if name in steps_drawn(page)}
    assert text(page, "h1") == next(words for key, words in spec.told.headlines if key in left)
    act(page, "Undo")
    assert text(page, "h1") == spec.full_title


def test_a_filter_never_changes_a_percentage(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    before = text(page, "#card").replace("Upstream", "")
    choose(page, "least", "100")
    assert steps_drawn(page) == {"Mentee", "Mentor", "Expert", "Speaker"}
    act(page, "Upstream")
    assert text(page, "#card").replace("Upstream", "") == before
    assert "least=100" in link(page)


def test_the_base_of_percentages_is_said_wherever_it_is_switched(opened: Any) -> None:
    page = opened("open_seeds")
    assert text(page, ".base") == "Percentages: of those at this step, within two later editions"
    assert "share of the people at its source" in text(page, "#caption")
    choose(page, "base", "everyone")
    whole = "Percentages: of everyone who started (683 people), so far"
    assert text(page, ".base") == whole
    assert "share of everyone who started" in text(page, "#caption")
    assert link(page) == "view=own&base=everyone"


def test_every_step_back_can_be_taken_and_taken_again(opened: Any) -> None:
    page = opened("open_seeds")
    click(page, 3)
    act(page, "Hide")
    choose(page, "least", "20")
    last = link(page)
    act(page, "Undo")
    act(page, "Undo")
    assert link(page) == "view=own&step=Mentor"
    act(page, "Redo")
    act(page, "Redo")
    assert link(page) == last
    act(page, "Reset")
    assert link(page) == ""
    act(page, "Undo")
    assert link(page) == last


EVERYTHING = (
    "view=own&step=Mentee&start=Mentee&end=Mentor&hide=Speaker&only=Mentee&only=Mentor"
    "&only=Expert&reach=after&least=10&base=everyone&theme=dark&present=on"
)


def test_the_link_carries_everything_that_is_switched_on(opened: Any) -> None:
    page = opened("open_seeds", f"#{EVERYTHING}")
    page.execute_script("dispatchEvent(new HashChangeEvent('hashchange'))")
    assert page.execute_script("return location.hash") == f"#{EVERYTHING}"
    assert steps_drawn(page) == {"Mentee", "Mentor", "Expert"}


def test_a_link_to_a_step_that_is_not_here_says_so(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Nobody&hide=%3Cimg%20src%3Dx%3E&least=-3")
    assert text(page, "#said") == "This map has no step Nobody, <img src=x>."
    assert page.execute_script("return document.querySelectorAll('img').length") == 0


def test_named_views_are_in_the_file_and_arrows_go_through_them(opened: Any) -> None:
    page = opened("open_seeds")
    views = drawn("open_seeds").spec.views
    choose(page, "views", views[1].name)
    assert text(page, "h1") == views[1].title
    page.execute_script("document.activeElement.blur()")
    press(page, "f")
    assert not page.find_element("id", "bar").is_displayed()
    for view in views[2:]:
        press(page, RIGHT)
        assert text(page, "h1") == view.title
        assert text(page, ".subtitle") == view.name
    assert link(page).startswith(f"view={views[-1].name}&")
    press(page, ESCAPE)
    assert page.find_element("id", "bar").is_displayed()
    assert len({view.title for view in views}) == len(views)
    again = opened("open_seeds", "#view=Where+most+stop")
    assert link(again) == "view=Where most stop&step=Mentee"


def test_a_clicker_runs_the_meeting(opened: Any) -> None:
    page = opened("open_seeds")
    views = drawn("open_seeds").spec.views
    act(page, "Present")
    press(page, PAGE_DOWN)
    assert text(page, "h1") == views[1].title
    press(page, "b")
    assert not page.find_element("css selector", "h1").is_displayed()
    press(page, "b", PAGE_UP)
    assert text(page, "h1") == drawn("open_seeds").spec.full_title
    assert page.find_element("id", "leave").is_displayed()
    act(page, "Leave")
    assert page.find_element("id", "bar").is_displayed()


def test_back_takes_back_one_step_at_a_time(opened: Any) -> None:
    page = opened("open_seeds")
    click(page, 3)
    click(page, 4)
    act(page, "Downstream")
    page.back()
    wait(page, "return !location.hash.includes('reach')")
    assert card(page) == "Expert"
    page.back()
    wait(page, "return location.hash.includes('Mentor')")
    assert card(page) == "Mentor"
    page.forward()
    wait(page, "return location.hash.includes('Expert')")


def test_the_slider_draws_more_and_less(opened: Any) -> None:
    page = opened("activities_25")
    picture = drawn("activities_25")
    for at in (len(picture.stops) - 1, 0):
        page.execute_script(
            "const one = document.getElementById('amount'); one.value = arguments[0];"
            "one.dispatchEvent(new Event('input'))",
            at,
        )
        assert text(page, ".shown") == picture.stops[at].shown
        assert f"amount={at}" in link(page)
        count = "return document.querySelectorAll('#steps button').length"
        assert page.execute_script(count) == len(picture.stops[at].circles)


def test_a_click_in_the_card_draws_a_move_that_is_not_drawn(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    arrows = {(a.source, a.target) for a in drawn("open_seeds").spec.arrows}
    assert (1, 2) not in arrows
    page.execute_script(
        "[...document.querySelectorAll('#card button.label')]"
        ".find((one) => one.textContent === 'Speaker').click()"
    )
    assert card(page) == "Mentee → Speaker"
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    words = page.execute_script(
        "return [...document.querySelectorAll('.twin text')].map((one) => one.textContent)"
    )
    assert "3 %" in words


def test_a_route_is_made_by_clicks_alone(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    act(page, "Route")
    click(page, 3)
    assert link(page) == "view=own&via=Mentee&via=Mentor"
    assert "Exactly this56" in text(page, "#card")


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_the_hover_card_covers_nothing_that_can_be_clicked(opened: Any, step: int) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    page = opened("open_seeds")
    x, y = page.execute_script(PLACE, step)
    pointer = ActionChains(page)
    pointer.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    pointer.perform()
    wait(page, "return !document.getElementById('tip').hidden")
    facts = page.execute_script("return document.getElementById('tip').children.length")
    tip = page.execute_script(
        "const { left, top, right, bottom } = document.getElementById('tip')"
        ".getBoundingClientRect(); return [left, top, right, bottom]"
    )
    assert facts >= 3
    for circle in drawn("open_seeds").spec.circles:
        cx, cy = page.execute_script(PLACE, circle.step)
        away = max(tip[0] - cx, 0, cx - tip[2]), max(tip[1] - cy, 0, cy - tip[3])
        assert away[0] ** 2 + away[1] ** 2 >= (circle.reach * 0.95) ** 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_can_be_switched_and_stays_in_the_link(opened: Any, theme: str) -> None:
    page = opened("open_seeds", f"#view=own&theme={theme}")
    paper = "return getComputedStyle(document.documentElement).backgroundColor"
    assert (page.execute_script(paper) == "rgb(255, 255, 255)") == (theme == "light")
    act(page, "Light" if theme == "dark" else "Dark")
    assert (page.execute_script(paper) == "rgb(255, 255, 255)") == (theme == "dark")
    assert link(page).endswith("dark" if theme == "light" else "light")


def saved(page: Chrome, folder: Path, button: str, name: str) -> Path:
    page.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    page.find_element("css selector", "#more summary").click()
    page.find_element("id", button).click()
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(page, PATIENCE, 0.05).until(lambda _: (folder / name).exists())
    return folder / name


def test_the_picture_is_saved_as_it_stands(opened: Any, tmp_path: Path) -> None:
    page = opened("open_seeds", "#view=own&hide=Speaker&base=everyone")
    svg = saved(page, tmp_path, "save-svg", "pathway-map.svg").read_text("utf-8")
    root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "123" not in words  # the people at Speaker
    assert "Mentor" in words
    assert "half " in words
    assert 'xml:space="preserve"' in svg
    assert any("of everyone who started" in (word or "") for word in words)
    page.find_element("css selector", "h1").click()
    png = saved(page, tmp_path, "save-png", "pathway-map.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert page.get_log("browser") == []
    assert [url for url in asked_for(page) if not url.startswith("blob:")] == []


def test_paper_shows_what_the_screen_does(opened: Any) -> None:
    import base64

    page = opened("open_seeds", "#view=own&hide=Speaker&theme=dark")
    pdf = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    assert base64.b64decode(pdf)[:5] == b"%PDF-"
    twin = "return [...document.querySelectorAll('.twin text')].map((one) => one.textContent)"
    words = page.execute_script(twin)
    assert "Mentor" in words
    assert "123" not in words  # the people at Speaker
    ground = "return document.querySelector('.twin rect').getAttribute('fill')"
    assert page.execute_script(ground) == "#FFFFFF"


def test_hostile_names_stay_names_in_every_control(opened: Any) -> None:
    page = opened("hostile")
    page.find_element("id", "find").click()
    press(page, "a")
    for step in (1, 2, 4):
        choose_step(page, step)
        act(page, "Make start")
        act(page, "Route")
        act(page, "Close")
        act(page, "Start:")
    page.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    assert page.execute_script(
        "return [document.querySelectorAll('img, iframe, object').length,"
        " document.querySelectorAll('script').length, window.alerted]"
    ) == [0, 3, None]  # fmt: skip
    assert page.get_log("browser") == []


def test_every_control_has_a_name_and_can_be_reached(opened: Any) -> None:
    page = opened("open_seeds", "#view=own&step=Mentee")
    unnamed = page.execute_script(
        "return [...document.querySelectorAll('button, select, input')].filter((one) => "
        "!one.textContent.trim() && !one.labels?.length && !one.ariaLabel).length"
    )
    assert unnamed == 0
    order = page.execute_script(
        "return ['h1', '#bar', '#steps', '#card', '#numbers'].map((name) => "
        "document.querySelector(name)).every((one, at, all) => !at || "
        "all[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    assert order


def test_an_empty_map_has_no_card_and_no_faults(opened: Any) -> None:
    page = opened("empty")
    act(page, "Reset")
    choose(page, "base", "everyone")
    assert page.execute_script(INK) > 5
    assert page.get_log("browser") == []


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6])
def test_the_card_covers_nothing_of_what_it_is_about(opened: Any, step: int) -> None:
    page = opened("open_seeds", f"#view=own&step={NAMES[step]}")
    left, right = page.execute_script(
        "const { left, right } = document.getElementById('card').getBoundingClientRect();"
        "return [left, right]"
    )
    x, _ = page.execute_script(PLACE, step)
    reach = next(c.reach for c in drawn("open_seeds").spec.circles if c.step == step)
    assert x + reach < left or right < x - reach

"""The first view of a map, of twenty records of any shape: from the page's own coordinates."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from records import RECORDS

from pathways.map.levels import facts_at, first_level
from viz import PathwayMap, draw_map
from viz.drawing.text import width
from viz.map.html import html_text

EVERY = pytest.mark.parametrize("name", RECORDS)
Numbers = np.ndarray


@cache
def picture(name: str) -> PathwayMap:
    log = RECORDS[name]()
    return draw_map(facts_at(log, first_level(log)))


@cache
def scene(name: str) -> dict[str, Any]:
    """The first view as the script of the page gets it."""
    page = html_text(picture(name))
    block = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page, re.S)
    assert block is not None
    data = json.loads(block[1])["map"]
    return {**data["stops"][data["first"]], "area": data["area"]}


def points(arrow: dict[str, Any]) -> Numbers:
    t = np.linspace(0, 1, 120)[:, None]
    a, b, c, d = (np.array(point) for point in arrow["curve"])
    return (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d


def cross(one: Numbers, other: Numbers) -> int:
    """How often two lines of points cross, segment by segment."""
    p, r = one[:-1, None], (one[1:] - one[:-1])[:, None]
    q, s = other[None, :-1], (other[1:] - other[:-1])[None]
    across = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    across = np.where(across == 0, np.nan, across)
    gap = q - p
    t = (gap[..., 0] * s[..., 1] - gap[..., 1] * s[..., 0]) / across
    u = (gap[..., 0] * r[..., 1] - gap[..., 1] * r[..., 0]) / across
    return int(((t >= 0) & (t < 1) & (u >= 0) & (u < 1)).sum())


Box = tuple[float, float, float, float]


def box(word: dict[str, Any]) -> Box:
    """Left, top, right, bottom of a line of words."""
    size = word.get("size", 14)
    wide = width(word["text"], size, word.get("weight", 400))
    left = {"start": word["x"], "middle": word["x"] - wide / 2, "end": word["x"] - wide}
    x = left[word["anchor"]]
    return (x, word["y"] - 0.72 * size, x + wide, word["y"] + 0.2 * size)


def words(name: str) -> list[dict[str, Any]]:
    """All words on the map outside the circles; those in them are white."""
    marks = [*scene(name)["back"], *scene(name)["front"]]
    return [one for one in marks if one.get("text") and one["role"] != "on_disc"]


def shares(name: str) -> list[Box]:
    return [(x, y, x + w, y + h) for a in scene(name)["arrows"] for x, y, w, h in [a["pill"]]]


def meet(one: Box, other: Box) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


@EVERY
def test_few_circles_few_arrows_few_crossings(name: str) -> None:
    drawn = scene(name)
    assert len(drawn["places"]) <= 12
    assert len(drawn["arrows"]) <= 14
    lines = [points(arrow) for arrow in drawn["arrows"]]
    assert sum(cross(a, b) for a, b in combinations(lines, 2)) <= 5


@EVERY
def test_every_arrow_has_its_share_and_one_goes_down_from_a_step(name: str) -> None:
    arrows = scene(name)["arrows"]
    assert all(arrow["here"] for arrow in arrows)
    down = [arrow["from"] for arrow in arrows if arrow["look"] == "down"]
    assert len(down) == len(set(down))


@EVERY
def test_the_move_of_the_title_stands_out(name: str) -> None:
    log = RECORDS[name]()
    facts = facts_at(log, first_level(log))
    told = facts.told
    assert (told is not None) == (" go on to " in facts.title)
    filled = [(a["from"], a["to"]) for a in scene(name)["arrows"] if a["filled"]]
    assert filled == ([told] if told else [])
    # The words of the title have the colour of the arrow: a move down is never written as one up.
    looks = [arrow["look"] for arrow in scene(name)["arrows"] if arrow["filled"]]
    assert [role for role, _ in scene(name)["title"] if role not in ("text", "stuck")] == looks


@EVERY
def test_no_label_overlaps_another_or_a_circle(name: str) -> None:
    boxes = [*map(box, words(name)), *shares(name)]
    assert not [(a, b) for a, b in combinations(boxes, 2) if meet(a, b)]
    for left, top, right, bottom in boxes:
        for _, x, y, _, _, reach in scene(name)["places"]:
            away = max(left - x, 0, x - right), max(top - y, 0, y - bottom)
            assert np.hypot(*away) >= reach


@EVERY
def test_no_arrow_runs_under_a_label_or_through_another_circle(name: str) -> None:
    drawn = scene(name)
    for arrow in (one for one in drawn["arrows"] if not one["filled"]):
        line = points(arrow)
        for left, top, right, bottom in map(box, words(name)):
            across = (line[:, 0] > left) & (line[:, 0] < right)
            assert not (across & (line[:, 1] > top) & (line[:, 1] < bottom)).any()
        for key, x, y, _, _, reach in drawn["places"]:
            if key not in (arrow["from"], arrow["to"]):
                assert np.hypot(line[:, 0] - x, line[:, 1] - y).min() >= reach


@EVERY
def test_nothing_leaves_the_page_or_runs_into_the_title(name: str) -> None:
    area = scene(name)["area"]
    left, top, right, low = area["x"], area["y"], area["x"] + area["w"], area["y"] + area["h"]
    for arrow in scene(name)["arrows"]:
        line = points(arrow)
        assert left <= line[:, 0].min() <= line[:, 0].max() <= right
        assert top <= line[:, 1].min() <= line[:, 1].max() <= low
    for one in [*map(box, words(name)), *shares(name)]:
        assert left <= one[0] < one[2] <= right
        assert top - 4 <= one[1] < one[3] <= low


@EVERY
def test_words_are_large(name: str) -> None:
    marks = [*scene(name)["back"], *scene(name)["front"], *scene(name)["legend"]]
    assert all(one.get("size", 14) >= 14 for one in marks if one.get("text"))
    names = [one for one in scene(name)["front"] if one.get("text") and one.get("weight") == 700]
    steps = [one for one in names if one["role"] in ("text", "on_disc")]
    assert all(one["size"] >= 16 for one in steps)
    assert all(arrow["size"] == 16 for arrow in scene(name)["arrows"])
    assert all(12 <= place[3] <= 60 for place in scene(name)["places"])


def test_of_one_step_a_tier_area_still_means_people() -> None:
    log = RECORDS["nine tiers"]()
    people = {step.key: step.people or 1 for step in facts_at(log, first_level(log)).steps}
    sizes = [(c.r, c.r / people[c.step] ** 0.5) for c in picture("nine tiers").spec.circles]
    larger = [unit for radius, unit in sizes if radius > 12]
    assert len(larger) >= 3
    assert max(larger) == pytest.approx(min(larger), rel=0.02)


@EVERY
def test_no_two_circles_read_alike(name: str) -> None:
    read = [
        " ".join(line.text for line in label.lines[:-1])
        for label in picture(name).spec.labels
        if label.kind in ("inside", "beside")
    ]
    assert len(read) == len(set(read)) == len(picture(name).spec.circles)

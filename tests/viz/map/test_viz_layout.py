"""What is drawn stands clear of everything else that is drawn, for every kind of map."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import map_samples
import numpy as np
import pytest
from map_layouts import holds, points_of, words_on_lines
from map_samples import SAMPLES, activities, made_up, open_seeds
from map_samples import first_view as drawn

from pathways.stats.rate import percent
from viz import map_spec
from viz.map.mountain import MAP_BOTTOM, MAP_TOP
from viz.map.shapes import Box

ROOT = Path(__file__).resolve().parents[3]
CANVAS = Box(0, 0, 1280, 684)
EVERY = pytest.mark.parametrize("name", SAMPLES)


@EVERY
def test_no_label_covers_another(name: str) -> None:
    spec = drawn(name)
    boxes = [(label.lines[0].text, label.box) for label in spec.labels]
    boxes += [(arrow.words, arrow.pill.box) for arrow in spec.arrows if arrow.pill]
    met = [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]
    assert met == []


@EVERY
def test_no_label_covers_a_circle_but_its_own_from_inside(name: str) -> None:
    spec = drawn(name)
    boxes = [label.box for label in spec.labels if label.kind != "inside"]
    boxes += [arrow.pill.box for arrow in spec.arrows if arrow.pill]
    met = [(b, c) for b in boxes for c in spec.circles if b.touches_disc(c.x, c.y, c.reach)]
    assert met == []


@EVERY
def test_a_name_inside_a_circle_stays_in_its_disc(name: str) -> None:
    spec = drawn(name)
    circles = {circle.step: circle for circle in spec.circles}
    for label in spec.labels:
        if label.kind == "inside":
            circle = circles[label.step]
            assert label.box.w < 2 * circle.inner
            assert abs(label.box.x + label.box.w / 2 - circle.x) < 1.5


@EVERY
def test_shares_stand_on_their_own_arrow_only(name: str) -> None:
    spec = drawn(name)
    for arrow in spec.arrows:
        if arrow.pill:
            assert holds(arrow.pill.box.grown(2), points_of(arrow))
            others = [other for other in spec.arrows if other is not arrow]
            assert not any(holds(arrow.pill.box, points_of(other)) for other in others)


@EVERY
def test_shares_keep_off_words(name: str) -> None:
    spec = drawn(name)
    shares = [arrow.pill.box.grown(2) for arrow in spec.arrows if arrow.pill]
    words = [label.box for label in spec.labels if label.kind != "inside"]
    told = [a.pill.box for a in spec.arrows if a.pill and a.pill.filled]
    assert not any(share.overlaps(box) for share in shares for box in words)
    assert len(told) <= 1


ROOMY = [name for name in SAMPLES if not name.endswith(("_50", "_70", "_200", "_20"))]


@pytest.mark.parametrize("name", ROOMY)
def test_where_there_is_room_few_words_have_a_line_under_them(name: str) -> None:
    assert words_on_lines(drawn(name)) <= len(drawn(name).labels) / 10


@EVERY
def test_words_on_a_line_have_their_ground_around_them(name: str) -> None:
    spec = drawn(name)
    for label in spec.labels:
        if label.kind != "inside" and any(holds(label.box, points_of(a)) for a in spec.arrows):
            assert label.halo


@EVERY
def test_strokes_cover_no_circle_and_no_words(name: str) -> None:
    spec = drawn(name)
    for stroke in spec.strokes:
        assert not any(stroke.box.touches_disc(c.x, c.y, c.reach) for c in spec.circles)
        assert not any(stroke.box.overlaps(label.box) for label in spec.labels)


@EVERY
def test_circles_do_not_touch(name: str) -> None:
    spec = drawn(name)
    for one, other in combinations(spec.circles, 2):
        assert np.hypot(one.x - other.x, one.y - other.y) > one.reach + other.reach


@EVERY
def test_everything_is_on_the_page(name: str) -> None:
    spec = drawn(name)
    boxes = [label.box for label in spec.labels] + [stroke.box for stroke in spec.strokes]
    boxes += [Box(c.x - c.reach, c.y - c.reach, 2 * c.reach, 2 * c.reach) for c in spec.circles]
    boxes += [arrow.pill.box for arrow in spec.arrows if arrow.pill]
    assert [box for box in boxes if not box.inside(CANVAS)] == []
    for arrow in spec.arrows:
        points = points_of(arrow)
        assert points[:, 0].min() >= 0
        assert points[:, 0].max() <= 1280
        assert points[:, 1].min() >= MAP_TOP - 20
        assert points[:, 1].max() <= MAP_BOTTOM + 8


@EVERY
def test_every_step_stands_in_the_band_of_its_tier(name: str) -> None:
    spec, facts = drawn(name), SAMPLES[name]()
    tiers = {step.key: step.tier for step in facts.steps}
    bands = {band.name: band for band in spec.bands}
    if bands:
        assert sum(band.bottom - band.top for band in spec.bands) == pytest.approx(542, abs=1)
    for circle in spec.circles:
        tier = tiers[circle.step]
        band = bands.get("no tier" if tier is None else tier)
        if band is not None:
            assert band.top < circle.y < band.bottom


@EVERY
def test_every_step_has_its_name_and_its_card(name: str) -> None:
    spec = drawn(name)
    keys = [circle.step for circle in spec.circles]
    named = [label.step for label in spec.labels if label.kind in ("inside", "beside")]
    assert sorted(named) == sorted(keys)
    assert {card.step for card in spec.told.cards} >= set(keys)


@EVERY
def test_nothing_is_written_smaller_than_14_px(name: str) -> None:
    lines = [line for label in drawn(name).labels for line in label.lines]
    lines += [line for band in drawn(name).bands for line in band.lines]
    assert all(line.size >= 14 for line in lines)


def test_area_means_people() -> None:
    spec, facts = map_spec(open_seeds()), open_seeds()
    people = {step.key: step.people for step in facts.steps}
    units = {round(c.r / (people[c.step] or 1) ** 0.5, 1) for c in spec.circles if c.r > 12}
    assert len(units) == 1


def test_the_arrows_of_the_design_picture_run_clear_of_names_and_circles() -> None:
    spec = map_spec(open_seeds())
    words = [label.box for label in spec.labels if label.kind != "inside"]
    through = [a.words for a in spec.arrows if any(holds(box, points_of(a)) for box in words)]
    assert through == []
    for arrow in spec.arrows:
        own = (arrow.source, arrow.target)
        for circle in spec.circles:
            if circle.step not in own:
                away = np.hypot(*(points_of(arrow) - (circle.x, circle.y)).T)
                assert away.min() > circle.reach


def test_the_move_of_the_title_has_its_share_filled() -> None:
    filled = [a for a in drawn("open_seeds").arrows if a.pill and a.pill.filled]
    assert [(a.source, a.target, a.pill.text) for a in filled if a.pill] == [(1, 3, "18 %")]


def test_a_first_view_has_at_most_twelve_circles_and_fourteen_arrows() -> None:
    for name, sample in SAMPLES.items():
        facts, spec = sample(), drawn(name)
        assert len(spec.circles) == min(12, len(facts.steps))
        assert len(spec.arrows) <= 14
        fallen = [a.source for a in spec.arrows if a.look == "down"]
        assert len(fallen) == len(set(fallen))


def test_every_arrow_of_a_first_view_has_its_share() -> None:
    for name in SAMPLES:
        assert all(arrow.pill for arrow in drawn(name).arrows)


def test_what_is_folded_is_told_in_its_band_and_stays_in_the_table() -> None:
    facts = activities(70, tiers=4)
    spec = map_spec(facts)
    bands = {band.name: " ".join(line.text for line in band.lines) for band in spec.bands}
    drawn_keys = {circle.step for circle in spec.circles}
    for tier in facts.tiers:
        more = sum(s.tier == tier.name and s.key not in drawn_keys for s in facts.steps)
        assert f"+ {more} more" in bands[tier.name]
    assert any("58 smaller steps are not drawn" in note for note in spec.notes)
    assert len(spec.told.tables[0].rows) == 70


def test_the_slider_goes_to_everything_there_is() -> None:
    picture, facts = map_samples.drawn("activities_25"), activities(25)
    shown = [(len(stop.circles), len(stop.arrows)) for stop in picture.stops]
    assert shown == sorted(shown)
    assert shown[-1] == (25, len(facts.moves))
    assert picture.spec in picture.stops


def test_the_stuck_point_is_ringed_once_and_says_so() -> None:
    for name in SAMPLES:
        spec = drawn(name)
        if SAMPLES[name]().stuck_at is None:
            continue
        ringed = [circle.step for circle in spec.circles if circle.ring is not None]
        words = [line.text for label in spec.labels for line in label.lines]
        assert len(ringed) == 1
        assert ringed[0] == spec.first == SAMPLES[name]().stuck_at
        assert sum(text.startswith("Stuck") for text in words) == 1


@EVERY
def test_the_number_at_the_stuck_point_is_that_of_the_board(name: str) -> None:
    spec, facts = drawn(name), SAMPLES[name]()
    ringed = next((step for step in facts.steps if step.key == facts.stuck_at), None)
    words = [line.text for label in spec.labels if label.kind == "ring" for line in label.lines]
    told = re.findall(r"\d+ %", " ".join(words))
    rate = ringed.stuck.rate.rate if ringed and ringed.stuck else None
    assert told in ([], [] if rate is None else [percent(rate)])


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_numbers_beside_each_other_do_not_read_as_one(seed: int) -> None:
    # 196 and 40 of two neighbours stood as 19640.
    spec = map_spec(made_up(seed, 7, 2, 300))
    counts = [label for label in spec.labels if label.kind == "stroke"]
    for one, other in combinations(counts, 2):
        if one.step != other.step:
            assert not one.box.grown(5).overlaps(other.box), (one.lines, other.lines)


@pytest.mark.parametrize("name", ["open_seeds", "hostile"])
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    program = (
        "import hashlib; from map_samples import SAMPLES; from viz import draw_map; "
        f"m = draw_map(SAMPLES[{name!r}]()); "
        "print(hashlib.sha256((m.svg() + m.html()).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(found) == 1

"""Editions and groups of a map: the same shares, and nothing that gives a small count back."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from browsing import INK
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.errors import OptionError
from pathways.map.facts import MapFacts, SliceFacts
from pathways.map.numbers import map_facts
from pathways.map.slices import with_slices
from pathways.privacy.suppression import hidden_in_table
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from viz import draw_map, pathway_map


def regions(*journeys: tuple[int, str | None, str]) -> EngagementLog:
    """So many people of a region with each journey: roles of editions 1, 2 and 3."""
    roles = {"m": "mentee", "M": "mentor", "r": "reader"}
    rows = [("last", "OL", "4", "reader", None)] * 1
    number = 0
    for count, region, journey in journeys:
        for _ in range(count):
            number += 1
            rows += [
                (f"p{number}", "OL", str(edition), roles[letter], region)
                for edition, letter in enumerate(journey, 1)
                if letter in roles
            ]
    columns = ["participant", "program", "edition", "role", "region"]
    return build_log(pd.DataFrame(rows, columns=columns), load_scheme("moe"))


def sliced(log: EngagementLog, group: str | None = "region") -> MapFacts:
    return with_slices(log, map_facts(log, by="role"), group=group)


def move_of(facts: MapFacts, name: str, source: str, target: str) -> Any:
    keys = {step.name: step.key for step in facts.steps}
    one = next(s for s in facts.slices if s.name == name)
    return one.moves.get((keys[source], keys[target]))


NORTH_SOUTH = ((40, "north", "mM"), (20, "north", "m"), (10, "south", "mM"), (50, "south", "m"))


def test_forty_of_sixty_against_ten_of_sixty_is_clear() -> None:
    facts = sliced(regions(*NORTH_SOUTH))
    north = move_of(facts, "north", "mentee", "mentor")
    south = move_of(facts, "south", "mentee", "mentor")
    assert (north.share.x, north.share.n, south.share.x, south.share.n) == (40, 60, 10, 60)
    assert (north.clear, north.sign, south.sign) == ("yes", 1, -1)
    assert north.difference == pytest.approx(0.5)
    # Two groups are each other's rest: one comparison, not two.
    assert {one.comparisons for one in facts.slices if one.kind == "region"} == {1}


def test_the_editions_are_those_of_the_visit_and_add_up_to_the_whole() -> None:
    log = regions((20, None, "mM"), (10, None, "m"), (12, None, ".mM"), (8, None, ".m"))
    facts = sliced(log, group=None)
    assert {one.name for one in facts.slices} >= {"1", "2"}
    first, second = (move_of(facts, name, "mentee", "mentor").share for name in "12")
    assert (first.x, first.n, second.x, second.n) == (20, 30, 12, 20)
    whole = next(step for step in facts.steps if step.name == "mentee")
    assert first.n + second.n == whole.watched


def test_a_small_group_takes_another_with_it() -> None:
    facts = sliced(regions((3, "east", "mM"), (40, "north", "mM"), (30, "south", "m")))
    # 43 in all: with 40 in sight, 3 would be the difference.
    assert move_of(facts, "east", "mentee", "mentor") is None
    assert move_of(facts, "north", "mentee", "mentor") is None


def test_people_without_a_value_are_in_nobodys_rest() -> None:
    facts = sliced(regions(*NORTH_SOUTH, (30, None, "mM"), (30, None, "m")))
    unknown = move_of(facts, "unknown", "mentee", "mentor")
    assert (unknown.share.x, unknown.share.n, unknown.clear) == (30, 60, "")
    north = move_of(facts, "north", "mentee", "mentor")
    assert north.difference == pytest.approx(0.5)


def test_one_group_and_no_editions_have_no_slices() -> None:
    assert not [s for s in sliced(regions((20, "north", "m"))).slices if s.kind == "region"]
    empty = sliced(regions())
    assert [s.moves for s in empty.slices if s.moves] == []


def test_an_attribute_that_is_not_there_is_said() -> None:
    with pytest.raises(OptionError, match="colour"):
        sliced(regions(*NORTH_SOUTH), group="colour")


TABLES = st.lists(st.lists(st.integers(0, 14), min_size=3, max_size=3), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_hidden_cell_can_be_solved_for(table: list[list[int]]) -> None:
    cells, hide = np.array(table), hidden_in_table(table)
    assert hide[(cells > 0) & (cells < 5)].all()
    # Only where nothing is left to hide is the sum itself the small count.
    for lines, covers in ((cells, hide), (cells.T, hide.T)):
        for line, cover in zip(lines, covers, strict=True):
            if cover.any() and (line[~cover] > 0).any():
                assert cover.sum() > 1
                assert line[cover].sum() >= 5


JOURNEYS = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(["north", "south", None]),
              st.text("mMr.", min_size=1, max_size=3)), min_size=1, max_size=7)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(JOURNEYS)
def test_no_count_of_one_to_four_is_in_the_page(journeys: Any) -> None:
    log = regions(*(j for j in journeys if j[2].strip(".")))
    for one in sliced(log).slices:
        shares = [*one.no_further.values(), *(move.share for move in one.moves.values())]
        assert not [s for s in shares if s.x in range(1, 5) or s.n in range(1, 5)]
        assert not [n for n in one.watched.values() if n in range(1, 5)]


def test_the_page_shows_a_group_against_the_rest(
    browser: Any, map_folder: Any, wait_for: Any
) -> None:
    log = regions(*NORTH_SOUTH)
    page = map_folder / "groups.html"
    picture = draw_map(sliced(log))
    picture.save(page)
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}#view=own&show=region=north&step=mentee")
    wait_for("return document.documentElement.classList.contains('live')")
    card = browser.execute_script("return document.getElementById('card').textContent")
    assert "60 watched" in card
    assert "clearly more than the rest: +50 points" in card
    base = browser.execute_script("return document.querySelector('.base').textContent")
    assert base.endswith("region north, against the rest")
    assert browser.execute_script(INK) > 5
    browser.execute_script(
        "const one = document.getElementById('show'); one.value = 'edition=1';"
        "one.dispatchEvent(new Event('change'))"
    )
    assert "show=edition=1" in browser.execute_script("return location.hash")
    assert browser.get_log("browser") == []


def test_groups_are_for_the_page_and_need_no_second_file(tmp_path: Any) -> None:
    picture = pathway_map(regions(*NORTH_SOUTH), group="region")
    with pytest.raises(OptionError, match=r"save this map as \.html"):
        picture.save(tmp_path / "map.svg")
    assert picture.save(tmp_path / "map.html").stat().st_size < 1_000_000


def test_slices_of_a_kind_have_names_of_their_own() -> None:
    names = [(s.kind, s.name) for s in sliced(regions(*NORTH_SOUTH)).slices]
    assert len(names) == len(set(names))
    assert all(isinstance(one, SliceFacts) for one in sliced(regions(*NORTH_SOUTH)).slices)
    assert not re.search(r"p\d", str(names))

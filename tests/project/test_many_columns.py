"""Files that are small and hold very much: the same answers, and never a picture of everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

import pathways as pw
from loaders.understanding.attendance import asks_whether
from pathways.errors import NoAnswerError
from pathways.map.levels import MOST_STEPS, first_level
from pathways.privacy.disclosure import fit_to_share
from pathways.project.first_visits import NEVER, first_visits
from pathways.record.scheme import TierRule, load_scheme
from pathways.schemes.crosswalk import under_scheme
from viz.drawing.text import ellipsis, middle_cut, width


def many_programs(programs: int) -> pw.EngagementLog:
    """Five people who were in every program, one program a day."""
    days = pd.date_range("2020-01-01", periods=programs).astype(str)
    rows = [
        (f"p{who}", f"Program {at}", day) for who, (at, day) in product(range(5), enumerate(days))
    ]
    return pw.from_frame(pd.DataFrame(rows, columns=["participant", "program", "start"]))


def test_too_many_steps_for_a_map_are_told_as_coarser_ones() -> None:
    log = many_programs(MOST_STEPS + 1)
    told = replace(load_scheme("moe"), rules=(TierRule("Learning", "Program 1"),))
    assert first_level(under_scheme(log, told)) == "tier"
    with pytest.raises(NoAnswerError, match=r"A map of 501 steps \(by activity\) cannot be read"):
        pw.pathway_map(log, by="activity")


def test_too_many_programs_are_not_laid_beside_each_other() -> None:
    log = many_programs(401)
    with pytest.raises(NoAnswerError, match="401 programs make 80,200 pairs"):
        pw.combinations(log)
    some = pw.combinations(log, steps=["Program 1", "Program 2"], mode="intersect")
    assert some.table["x"].tolist() == [5]


def test_first_visits_are_those_of_a_slow_count() -> None:
    chance = np.random.default_rng(4)
    who, when = chance.integers(0, 6, 500), chance.integers(0, 50, 500)
    place = pd.Series([f"place {n}" for n in chance.integers(0, 120, 500)])
    found = first_visits(pd.Series(who), place, pd.Series(when), 6)
    slow: dict[str, dict[int, int]] = {}
    for name, person, at in zip(place, who, when, strict=True):
        here = slow.setdefault(name, {})
        here[person] = min(at, here.get(person, at))
    assert found.people.to_dict() == {name: len(here) for name, here in slow.items()}
    for name, here in slow.items():
        persons, first = found.at(name)
        assert dict(zip(persons.tolist(), first.tolist(), strict=True)) == here
    assert len(found.columns) == 100
    assert min(found.people[name] for name in found.columns) >= 1
    for name, column in found.columns.items():
        times = found.times[:, column]
        assert {p: t for p, t in enumerate(times.tolist()) if t != NEVER} == slow[name]


def test_sets_that_would_tell_a_part_are_hidden_whatever_their_size() -> None:
    rows = [(f"p{n}", name) for n in range(30) for name in ("A", "B")]
    rows += [(f"p{n}", "C") for n in range(27)]
    frame = pd.DataFrame(rows, columns=["participant", "program"]).assign(start="2024-01-01")
    shared = fit_to_share(pw.combinations(pw.from_frame(frame), mode="intersect", size=3)).table
    hidden = dict(zip(shared["programs"], shared["hidden"], strict=True))
    assert hidden == {"A + B": False, "A + C": True, "B + C": True, "A + B + C": True}


@pytest.mark.parametrize("cut", [ellipsis, middle_cut])
def test_a_name_of_a_million_letters_is_cut(cut: object) -> None:
    text = cut("a" * 1_000_000, 120.0, 14.0)  # type: ignore[operator]
    assert "…" in text
    assert width(text, 14.0) <= 120
    assert width("a" + text, 14.0) > 120


def test_a_header_of_a_million_brackets_asks_nothing() -> None:
    assert not asks_whether("[" * 1_000_000)

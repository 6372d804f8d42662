"""The maps of the records that people see first: the demo, and the real one."""

from __future__ import annotations

import re

import pytest
from map_layouts import words_on_lines
from ols import needs_ols, ols_log

from loaders import read
from pathways.map.levels import facts_at, first_level
from pathways.project.example import write_example
from viz import MapSpec, map_spec


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> MapSpec:
    record, _ = write_example(tmp_path_factory.mktemp("demo"))
    log = read(record, as_of="2019-03-31")
    return map_spec(facts_at(log, first_level(log)))


def test_no_line_runs_under_words_on_the_map_of_the_demo(demo: MapSpec) -> None:
    assert words_on_lines(demo) == 0
    assert len(demo.arrows) >= 8


@needs_ols
def test_no_line_runs_under_words_on_the_map_of_the_real_record() -> None:
    log = ols_log()
    assert words_on_lines(map_spec(facts_at(log, first_level(log)))) == 0


def test_the_finding_stands_at_the_stuck_point_of_the_demo(demo: MapSpec) -> None:
    assert len([a for a in demo.arrows if a.pill and a.pill.filled]) == 1
    words = [line.text for label in demo.labels if label.kind == "ring" for line in label.lines]
    assert words[0] == "Stuck point"
    # Its number is of those stuck there, not the share that the title tells.
    assert words[1].endswith(" %")
    assert re.fullmatch(r"[\d,]+ of [\d,]+ (people )?stuck", words[2])

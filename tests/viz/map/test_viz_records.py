"""The maps of the records that people see first: the demo, and the real one."""

from __future__ import annotations

import pytest
from map_layouts import words_on_lines
from ols import needs_ols, ols_log

from loaders import read
from pathways.map.numbers import map_facts
from pathways.project.example import write_example
from viz import MapSpec, map_spec
from viz.map.shapes import TextLine
from viz.map.svg import page_marks


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> MapSpec:
    record, _ = write_example(tmp_path_factory.mktemp("demo"))
    return map_spec(map_facts(read(record, as_of="2019-03-31")))


def test_a_line_under_words_is_rare_on_the_map_of_the_demo(demo: MapSpec) -> None:
    assert len(demo.arrows) == 39
    assert words_on_lines(demo) <= 3


@needs_ols
def test_a_line_under_words_is_rare_on_the_map_of_the_real_record() -> None:
    assert words_on_lines(map_spec(map_facts(ols_log()))) <= 1


def test_the_picture_of_the_demo_has_every_section_of_its_card(demo: MapSpec) -> None:
    shown = next(card for card in demo.cards if card.step == demo.first)
    lines = [mark.line for mark in page_marks(demo) if hasattr(mark, "line")]
    written = {line.text for line in lines if isinstance(line, TextLine)}
    assert {section.heading for section in shown.sections} <= written


def test_the_finding_stands_at_the_stuck_point_of_the_demo(demo: MapSpec) -> None:
    assert [a.pill.text for a in demo.arrows if a.pill and a.pill.filled] == ["7 %"]
    words = {line.text for label in demo.labels if label.kind == "ring" for line in label.lines}
    assert words == {"Stuck point", "408 of 669", "no further step: 61 %"}

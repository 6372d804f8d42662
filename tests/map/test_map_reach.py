"""What downstream lights: who got where within the window, over anything in between."""

from __future__ import annotations

from test_map_numbers import people_log

from pathways.map.facts import MapFacts
from pathways.map.numbers import map_facts


def reached(facts: MapFacts) -> dict[tuple[str, str], int]:
    names = {step.key: step.name for step in facts.steps}
    return {(names[source], names[target]): people for source, target, people in facts.reached}


def test_a_step_is_reached_over_another_within_the_window_only() -> None:
    log = people_log((8, "mrM"), (20, "m"))
    assert reached(map_facts(log, by="role", horizon="2e"))["mentee", "mentor"] == 5
    assert ("mentee", "mentor") not in reached(map_facts(log, by="role", horizon="1e"))
    assert reached(map_facts(log, by="role", horizon="1e"))["mentee", "reader"] == 5


def test_four_people_reach_nothing() -> None:
    assert reached(map_facts(people_log((4, "mM"), (20, "m")), by="role", horizon="1e")) == {}

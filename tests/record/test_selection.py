"""Steps as people write them, conditions, focus and groups."""

from __future__ import annotations

import pandas as pd
import pytest
from logs import MOUNTAIN, log_of

from pathways.errors import AmbiguousStepError, OptionError, UnknownStepError
from pathways.record.log import EngagementLog, build_log
from pathways.record.selection import find_step, focus, groups

LOG = """
a OL 1 mentee 2020-01-01
a OL 2 mentor 2020-06-01
b Learning 1 mentee 2020-01-01
b OL 1 reader 2020-02-01
"""


def rows(log: EngagementLog, text: str) -> list[str]:
    table = log.records[find_step(log, text).rows]
    return [f"{p} {r}" for p, r in zip(table["participant"], table["role"], strict=True)]


def test_a_step_is_found_among_roles_programs_tiers_and_activities() -> None:
    log = log_of(LOG)
    assert rows(log, "Mentee") == ["a mentee", "b mentee"]
    assert rows(log, "ol") == ["a mentee", "a mentor", "b reader"]
    assert rows(log, "leading") == ["a mentor"]
    assert rows(log, "OL: mentee") == ["a mentee"]
    assert rows(log, 'role=mentee, program="OL"') == ["a mentee"]


def test_a_step_that_is_two_things_shows_both_exact_forms() -> None:
    with pytest.raises(AmbiguousStepError) as error:
        find_step(log_of(LOG), "learning")
    assert str(error.value) == (
        '"learning" can mean two things here; write program=Learning or tier=Learning.'
    )


def test_a_step_that_is_not_there() -> None:
    log = log_of(LOG)
    with pytest.raises(UnknownStepError) as error:
        find_step(log, "mentees")
    assert str(error.value) == 'This record has no step "mentees"; the nearest is "mentee".'
    with pytest.raises(UnknownStepError):
        find_step(log, "role=mentor,program=Learning")
    with pytest.raises(OptionError):
        find_step(log, "shoe=mentor")
    with pytest.raises(OptionError):
        find_step(log, "role=mentor,,program=OL")


def test_focus_says_how_much_was_left_out() -> None:
    log = focus(log_of(LOG), "leading")
    assert log.counted["participant"].tolist() == ["a"]
    assert log.origin.filters == ("focus on Leading: 3 of 4 engagements and 1 people left out",)


def country_log() -> EngagementLog:
    return build_log(
        pd.DataFrame(
            {
                "participant": ["a", "a", "b", "c", "c"],
                "program": "OL",
                "role": ["mentee", "mentor", "mentee", "mentee", "mentor"],
                "start": ["2020-01-01", "2020-02-01", "2020-01-01", "2020-01-01", "2020-02-01"],
                "country": ["GH", None, None, "GB", "FR"],
                "topic": ["x", "y", "x", "x", "x"],
            }
        ),
        MOUNTAIN,
    )


def test_groups_are_of_people_unknown_last_and_latest_value() -> None:
    parts = {
        name: part.counted["participant"].tolist()
        for name, part in groups(country_log(), "country")
    }
    assert parts == {"FR": ["c", "c"], "GH": ["a", "a"], "unknown": ["b"]}
    assert list(parts)[-1] == "unknown"


def test_who_says_that_it_is_unknown_is_with_those_who_say_nothing() -> None:
    """They were two groups of one name, of which answers held the people of one."""
    records = country_log().as_records()
    extra = records[records["participant"] == "a"].assign(participant="d", country="Unknown ")
    records = pd.concat([records, extra], ignore_index=True).drop(columns="engagement")
    log = build_log(records, MOUNTAIN)
    parts = [(name, part.people) for name, part in groups(log, "country")]
    assert parts == [("FR", 1), ("GH", 1), ("unknown", 2)]

"""A STEP as a query is told of it."""

from __future__ import annotations

import pytest
from logs import log_of

from pathways.cypher.steps import step_map
from pathways.errors import UnknownStepError

LOG = log_of("ana OL 1 mentee\nana OL 2 mentor\nben OL 2 mentee\nben OL 3 reader")


def test_a_step_becomes_the_names_that_a_person_said() -> None:
    assert step_map(LOG, "Mentee") == {"role": "mentee"}
    assert step_map(LOG, "role=mentee,edition=2") == {"role": "mentee", "edition": "2"}
    assert step_map(LOG, "OL: mentor") == {"role": "mentor", "program": "OL"}
    assert step_map(LOG, "tier=leading") == {"tier": "Leading"}


def test_what_no_property_says_is_left_to_python() -> None:
    # With two programs an edition is called by both.
    two = log_of("ana OL 1 mentee\nana GS 1 mentor\nben OL 2 mentor")
    assert step_map(two, "role=mentor,edition=1") is None
    assert step_map(two, "role=mentor") == {"role": "mentor"}
    assert step_map(two, "mentor") == {"role": "mentor"}


def test_a_step_that_is_not_there() -> None:
    with pytest.raises(UnknownStepError):
        step_map(LOG, "mento")

"""What is worked out for a log is worked out once, stays with it, and cannot be written to."""

from __future__ import annotations

import numpy as np
import pytest
from logs import log_of

from pathways.record.kept import column
from pathways.sequences.steps import make_steps

LINES = "ana OL 1 reader 2020-01-01\nana OL 1 mentee 2020-02-01\nbo OL 1 reader 2020-01-05"


def test_steps_are_made_once_for_a_log_and_a_level() -> None:
    log = log_of(LINES)
    assert make_steps(log) is make_steps(log, by="activity", ties="set")
    assert make_steps(log, "role") is not make_steps(log)


def test_a_part_of_a_log_has_steps_of_its_own() -> None:
    log = log_of(LINES)
    whole = make_steps(log)
    part = log.keep(np.array([True, False, True]), "two of three")
    assert len(make_steps(part).step) == 2
    assert make_steps(log) is whole
    assert part.people == log.people == 2


def test_what_is_kept_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        column(log_of(LINES), "role")[0] = 5

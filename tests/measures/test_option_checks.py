"""A question is checked without being answered, in the words in which its function refuses."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from logs import log_of

from pathways.errors import NoAnswerError, PathwaysError
from pathways.measures.option_checks import check_asked
from pathways.measures.questions import ask

LOG = log_of(
    """
    ana  OL 1 mentee 2020-01-10
    ana  OL 2 mentor 2020-06-10
    ben  OL 1 mentee 2020-01-10
    ben  GS 1 reader 2020-03-01
    cleo OL 1 mentee 2020-01-10
    """
)
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("entry_points", {"by": "programm"}),
    ("entry_points", {"window": "2020"}),
    ("next_steps", {"after": "menter"}),
    ("next_steps", {"order": 3}),
    ("transitions", {"ties": "sets"}),
    ("eventually_follows", {"horizon": "a year"}),
    ("paths", {"limit": 0}),
    ("deepening", {"permutations": 0}),
    ("stuck_points", {"target": "mentor"}),
    ("stuck_points", {"reference": "goal"}),
    ("stuck_points", {"goal": "0.5"}),
    ("stuck_points", {"outcome": "mentr"}),
    ("stuck_points", {"recent": "soon"}),
    ("routes", {"target": "nowhere"}),
    ("isolation", {"horizon": "12"}),
    ("combinations", {"mode": "join"}),
    ("combinations", {"mode": "intersect", "size": 1}),
    ("combinations", {"at_least": "Leeding"}),
    ("combinations", {"steps": ["mentee", "mentr"]}),
    ("conversion", {"source": "mentee", "target": "mentor", "goal": "90"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "later"}),
    ("conversion", {"source": "mentee", "target": "mentor", "already": "maybe"}),
    ("competing_steps", {"target": "mentor"}),
    ("competing_steps", {"landmark": "30"}),
    ("competing_steps", {"target": "mentor", "rival": "mentor"}),
    ("competing_steps", {"target": "mentor", "rival": "reader", "landmark": "24m"}),
    ("equity", {"group": "shoe"}),
    ("equity", {"group": "program", "rate": "convertion"}),
    ("equity", {"group": "program", "source": "mentee"}),
    ("equity", {"group": "program", "rate": "graduation", "within": "1e"}),
    ("graduation", {"by": "role"}),
    ("exchange", {"contributing": "Ledding"}),
    ("program_kinds", {"by": "tier"}),
    ("relationships", {"gap": "1e"}),
    ("returns", {"program": "OLX"}),
    ("returns", {"by": "touch", "program": "OL"}),
    ("points", {"by": "edition"}),
    ("monthly_index", {"goal": "-3"}),
    ("thresholds", {"tier": "Participating", "min": 0}),
    ("thresholds", {"tier": "Participating", "min": 3, "invite_to": "Participating"}),
    ("thresholds", {"tier": "Participating", "min": 3, "since": "yesterday"}),
]
RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("entry_points", {"window": "2020-01-01..2020-02-01"}),
    ("stuck_points", {"at": "mentee", "reference": "goal", "goal": "0.5"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "ever"}),
    ("competing_steps", {"target": "mentor", "rival": "reader", "landmark": "30"}),
    ("equity", {"group": "program", "rate": "graduation", "source": "mentee"}),
    ("relationships", {"gap": "30d", "horizon": "90d"}),
    ("thresholds", {"tier": "Participating", "min": 3, "since": "start"}),
]


@pytest.mark.parametrize(("name", "options"), WRONG, ids=str)
def test_what_is_wrong_is_said_as_by_the_function(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(PathwaysError) as answered:
        ask(LOG, name, **options)
    with pytest.raises(type(answered.value)) as checked:
        check_asked(LOG, name, **options)
    assert str(checked.value) == str(answered.value)


@pytest.mark.parametrize(("name", "options"), RIGHT, ids=str)
def test_what_can_be_asked_passes(name: str, options: dict[str, Any]) -> None:
    check_asked(LOG, name, **options)
    with suppress(NoAnswerError):  # too few people, which no option is to blame for
        ask(LOG, name, **options)

"""Shuffled rows, other names for people and rows after the cut-off change no answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from people import Row, built, rows

from pathways.answer import Answer
from pathways.measures.backtest import backtest
from pathways.measures.combinations import combinations
from pathways.measures.isolation import isolation
from pathways.measures.paths import paths
from pathways.measures.points import points
from pathways.measures.points_sensitivity import points_sensitivity
from pathways.measures.routes import routes
from pathways.measures.thresholds import thresholds
from pathways.record.log import EngagementLog

ASK: dict[str, Callable[[EngagementLog], Answer]] = {
    "paths": paths,
    "paths, collapsed": partial(paths, by="tier", collapse=True),
    "distinct": combinations,
    "intersect": partial(combinations, by="role", mode="intersect", of="any"),
    "union": partial(combinations, by="activity", mode="union", of="repeat"),
    "isolation": isolation,
    "isolation of activities": partial(isolation, by="activity"),
    "points": points,
    "points, shaken": points_sensitivity,
    "thresholds": partial(thresholds, tier="Participating", min=6),
    "backtest": partial(backtest, tier="Participating"),
    "routes": partial(routes, target="mentor"),
    "routes between roles": partial(routes, source="mentee", target="Leading", by="role"),
}
NAMES = "abcdef"


def last_day(rows: list[Row]) -> str:
    return "10" if rows[0].start is None else "2022-01-01"


def at(row: Row, when: str) -> Row:
    return row._replace(edition=when) if row.start is None else row._replace(start=when)


@settings(max_examples=4, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_nothing_that_does_not_matter_matters(rows: list[Row], chance: Random) -> None:
    day = last_day(rows)
    # A mentee and a mentor are there, and somebody on the last day, whatever chance gives.
    ends = [rows[0]._replace(role=role, status=None) for role in ("mentee", "mentor")]
    rows = [*rows, *(at(row, day) for row in ends)]
    renamed = [row._replace(participant=NAMES[-1 - NAMES.index(row.participant)]) for row in rows]
    chance.shuffle(renamed)
    after = "11" if rows[0].start is None else "2023-01-01"
    stranger = rows[0]._replace(participant="z", program="AA", role="zombie", status=None)
    later = [*rows, at(ends[0], after), at(stranger, after)]
    log, *others = (built(some, as_of=day) for some in (rows, renamed, later))
    for name, ask in ASK.items():
        expected = ask(log)
        for other in others:
            answer = ask(other)
            pd.testing.assert_frame_equal(answer.table, expected.table, obj=name)
            assert (answer.sentence, answer.caveats) == (expected.sentence, expected.caveats)

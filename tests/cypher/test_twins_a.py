"""Entry points, transitions, paths, combinations and isolation: in Cypher as in Python."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from parity import LEVELS, NAPKIN, Asked, held_together, horizons_of, loaded, quick
from people import Row, built, rows
from random_logs import logs

from loaders import read
from pathways.cypher.library import query_names, query_text
from pathways.cypher.query_choice import left_to_python
from pathways.measures.questions import ask
from pathways.project.example import write_example
from pathways.record.log import EngagementLog, build_log
from pathways.stores.server.home import ServerAddress

SETS: list[dict[str, Any]] = [
    {},
    {"of": "repeat"},
    {"of": "any", "size": 3},
    {"mode": "intersect", "size": 3},
    {"mode": "intersect", "of": "any"},
    {"mode": "union", "of": "repeat", "at_least": "participating"},
    {"mode": "union", "of": "any", "size": 3},
]


def everything(*horizons: str) -> list[Asked]:
    """Each question in several ways, at each level."""
    asked: list[Asked] = []
    for by in LEVELS:
        asked += [("entry_points", {"by": by}), ("entry_points", {"by": by, "ties": "rank"})]
        asked += [("paths", {"by": by}), ("paths", {"by": by, "collapse": True, "limit": 3})]
        asked += [("transitions", {"by": by, "ties": ties}) for ties in ("set", "rank", "split")]
        asked += [("combinations", {"by": by, **options}) for options in SETS]
        asked += [("isolation", {"by": by})]
        for horizon in horizons:
            asked += [("transitions", {"by": by, "horizon": horizon})]
            asked += [("isolation", {"by": by, "horizon": horizon})]
    return asked


def test_a_napkin(servers: ServerAddress) -> None:
    log = log_of(NAPKIN)
    window: Asked = ("entry_points", {"by": "role", "window": "2020-01-02..2020-12-31"})
    held_together(servers, log, window, *everything(*horizons_of(log)))


def test_a_cut_off_of_ones_own(servers: ServerAddress) -> None:
    log = log_of(NAPKIN, as_of="2021-12-31")
    assert log.as_of.day is not None
    held_together(servers, log, *everything("1e", "90d"))
    later = log_of(NAPKIN, as_of=log.as_of.day + timedelta(900))
    held_together(servers, later, ("transitions", {}), ("paths", {}), ("isolation", {}))


@pytest.mark.long
def test_the_example(servers: ServerAddress, tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    log = read(file, scheme="moe")
    held_together(servers, log, *everything("1e", "90d"))


WHOLE = """
ana OL 1 mentee 2020-01-01
ana OL 1 mentor 2020-01-01
ana GS 2 mentor 2020-06-01
ben OL 1 mentee 2020-01-05
ben OL 1 mentee 2020-08-01
ben GS 2 reader 2021-09-01
cleo GS 2 reader 2021-06-01
cleo OL 3 mentor 2022-01-01
eli OL 3 mentee 2022-03-01
fay OL 1 mentee 2020-02-29
fay GS 2 mentor 2021-02-28
fay OL 3 mentee 2021-02-28
gus OL 1 mentee 2020-02-01
gus GS 2 mentor 2021-02-02
"""


def test_where_everything_has_a_step_the_server_counts(servers: ServerAddress) -> None:
    windows: list[dict[str, Any]] = [{}, {"horizon": "1e"}, {"horizon": "200d"}, {"horizon": "13m"}]
    asked: list[Asked] = []
    for by in LEVELS:
        asked += [("entry_points", {"by": by}), ("paths", {"by": by, "limit": 2})]
        asked += [("transitions", {"by": by, **window}) for window in windows]
        asked += [("next_steps", {"by": by, **window}) for window in windows]
        asked += [("routes", {"by": by, "target": "mentor", **window}) for window in windows]
    ways = {"source": "mentee", "outcome": "mentor"}
    rivals = {"target": "mentor", "rival": "reader"}
    for window in windows:
        asked += [
            ("graduation", {**ways, "by": by, **window}) for by in (None, "program", "edition")
        ]
        length = window.get("horizon")
        asked += [("conversion", {"source": "mentee", "target": "mentor", "within": length})]
    asked += [
        ("competing_steps", {**rivals, **window}) for window in windows if window != windows[1]
    ]
    asked += [("stuck_points", {}), ("stuck_points", {"recent": "1e", "outcome": "reader"})]
    asked += [("deepening", {"permutations": 50})]
    log = log_of(WHOLE)
    assert not any(left_to_python(question, log, **options) for question, options in asked)
    held_together(servers, log, *asked)


EDGES = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-03-31
ben  OL 1 mentee 2020-01-01
ben  OL 2 mentor 2020-04-01
cleo OL 1 mentee 2020-01-01
cleo GS 1 reader 2020-01-31
cleo OL 2 mentor 2020-03-31
dara OL 1 mentee 2020-01-01
dara GS 1 reader 2020-02-01
dara OL 2 mentor 2020-04-01
eli  OL 2 mentee 2020-03-31
eli  OL 3 mentor 2020-06-29
fay  OL 2 mentee 2020-04-01
fay  OL 2 mentor 2020-05-01
gus  OL 3 mentee 2020-06-30
"""
"""People who go on on the last day of a window, and a day later; one who begins when it ends."""


def test_the_last_day_of_a_window_counts(servers: ServerAddress) -> None:
    log = log_of(EDGES, as_of="2020-09-28")
    asked: list[Asked] = [("entry_points", {"by": "role"}), ("stuck_points", {"recent": "90d"})]
    for window in ("90d", "1e"):
        moves = ("next_steps", "transitions", "eventually_follows")
        asked += [(name, {"by": "role", "horizon": window}) for name in moves]
        asked += [
            ("graduation", {"source": "mentee", "outcome": "mentor", "horizon": window}),
            ("conversion", {"source": "mentee", "target": "mentor", "within": window}),
            ("routes", {"by": "role", "target": "mentor", "horizon": window}),
            ("program_kinds", {"horizon": window}),
        ]
    for rivals in (("mentor", "reader"), ("reader", "mentor")):
        steps = dict(zip(("target", "rival"), rivals, strict=True))
        asked += [("competing_steps", {**steps, "landmark": "30d", "horizon": "90d"})]
    assert not any(left_to_python(question, log, **options) for question, options in asked)
    held_together(servers, log, *asked)


def answered_in_python(address: ServerAddress, log: EngagementLog, *asked: Asked) -> None:
    with loaded(address, log) as store:
        for question, options in asked:
            assert left_to_python(question, log, **options)
            expected = ask(log, question, **options).table
            table = store.run(question, **options)
            pd.testing.assert_frame_equal(table, expected)
            assert table.attrs["notes"][0].startswith("counted in Python")


def test_an_end_is_of_those_who_are_watched_from_the_beginning(servers: ServerAddress) -> None:
    log = log_of(
        "ana GS 1 reader 2020-01-01\nana OL 1 reader 2020-02-01\nben OL 2 mentor 2020-06-01"
    )
    held_together(servers, log, ("transitions", {"by": "role", "horizon": "1e"}))


def test_what_is_set_aside_ties_nothing(servers: ServerAddress) -> None:
    # A reader of some day in May ties the 5th and the 20th, which are in order without.
    records = log_of(
        """
        ana OL - mentee 2020-05-05
        ana GS - mentor 2020-05-20
        ana OL - reader 2020-05-01
        """
    ).as_records()
    records["precision"] = (
        records["precision"].astype("str").where(records["role"] != "reader", "month")
    )
    log = build_log(records, MOUNTAIN)
    at_least: Asked = ("combinations", {"mode": "intersect", "at_least": "Participating"})
    answered_in_python(servers, log, at_least)
    table = ask(log, at_least[0], **at_least[1]).table
    assert table[["b_first", "together"]].to_numpy().tolist() == [[1, 0]]
    held_together(servers, log, ("combinations", {"mode": "intersect"}))


def test_a_step_that_is_called_as_no_step_is(servers: ServerAddress) -> None:
    records = log_of(NAPKIN).as_records()
    for column, old, name in (("role", "juggler", "(source)"), ("program", "GS", "(end)")):
        records[column] = records[column].astype("str").replace(old, name)
    asked: tuple[Asked, ...] = (
        ("routes", {"by": "role", "target": "mentor"}),
        ("transitions", {"by": "program"}),
    )
    answered_in_python(servers, build_log(records, MOUNTAIN), *asked)


def test_names_that_a_server_puts_in_another_order(servers: ServerAddress) -> None:
    records = log_of(NAPKIN).as_records()
    records["role"] = (
        records["role"].astype("str").replace({"mentee": "\ufb00", "mentor": "\U0001f389"})
    )
    paths: Asked = ("paths", {"by": "role"})
    answered_in_python(servers, build_log(records, MOUNTAIN), paths)
    records["role"] = records["role"].replace("\ufb00", "ff")
    held_together(servers, build_log(records, MOUNTAIN), paths)


@pytest.mark.long
@needs_ols
@pytest.mark.ols
def test_the_real_record(servers: ServerAddress) -> None:
    log = ols_log()
    held_together(servers, log, *everything(*horizons_of(log)))


@pytest.mark.long
@quick
@given(log=logs(people=4, rows=15))
def test_random_logs(servers: ServerAddress, log: EngagementLog) -> None:
    held_together(servers, log, *everything(*horizons_of(log)))


@pytest.mark.long
@quick
@given(made=rows)
def test_people_by_chance(servers: ServerAddress, made: list[Row]) -> None:
    log = built(made)
    held_together(servers, log, *everything(*horizons_of(log)))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("WITH *, COLLECT { MATCH (program)", "AS ranks"),
        ("  CASE $unit WHEN 'months' THEN duration", "AS length"),
    ],
)
def test_what_queries_say_in_the_same_words(begins: str, ends: str) -> None:
    # Each has to run pasted into Neo4j Browser, so that they repeat each other; but not nearly.
    every = [
        " ".join(part.partition(ends)[0].split())
        for name in query_names()
        for part in query_text(name).split(begins)[1:]
    ]
    assert len(every) > 2
    assert len(set(every)) == 1

"""Relationships, kinds of programs, returns and equity: in Cypher as in Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from parity import Asked, held_together, horizons_of, loaded, quick
from people import Row, built, rows
from random_logs import logs

from loaders import read
from pathways.measures.questions import ask
from pathways.measures.returns import returns
from pathways.project.example import write_example
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import TierRule
from pathways.stores.server.home import ServerAddress

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 1 mentor 2020-01-01
ana  GS 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-05
ben  OL - -      2020-03-01 2020-05-02
ben  OL 1 mentee 2020-08-01
ben  OL 3 mentee 2022-01-01
cleo GS 2 reader 2021-06-01
cleo OL 3 mentor 2022-01-01
dara GS - juggler 2020-02-01
dara GS - juggler 2020-02-20
eli  OL 3 mentee 2022-03-01 - no-show
"""


def everything(log: EngagementLog) -> list[Asked]:
    """Each question in several ways."""
    length, longer = ("40d", "400d") if log.unit == "day" else ("1e", "2e")
    asked: list[Asked] = []
    for by in ("age", "gap", "month"):
        asked += [("relationships", {"by": by})]
        asked += [("relationships", {"by": by, "gap": length, "horizon": longer})]
    for key in ("program", "edition", "role", "tier", "status", *log.attributes):
        asked += [("equity", {"group": key})]
    for by in ("program", "touch", "dose"):
        asked += [("returns", {"by": by})]
        asked += [("returns", {"by": by, "horizon": one}) for one in horizons_of(log)]
    asked += [("returns", {"by": "dose", "contributing": "leading"})]
    asked += [("returns", {"program": str(log.records["program"].iloc[0]).lower()})]
    for by in ("program", "kind"):
        asked += [("program_kinds", {"by": by})]
        asked += [("program_kinds", {"by": by, "horizon": one}) for one in horizons_of(log)]
    return asked


def test_a_napkin(servers: ServerAddress) -> None:
    log = log_of(NAPKIN)
    held_together(servers, log, *everything(log))


def test_a_cut_off_of_ones_own(servers: ServerAddress) -> None:
    for day in ("2019-12-31", "2021-12-31", "2024-02-29"):
        log = log_of(NAPKIN, as_of=day)
        held_together(servers, log, *everything(log))


@pytest.mark.long
def test_the_example(servers: ServerAddress, tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    log = read(file, scheme="moe", as_of="2019-03-31")
    held_together(servers, log, *everything(log))


def test_groups_are_what_was_known_at_the_cut_off(servers: ServerAddress) -> None:
    # Region changes, home is left blank by some rows, and ben's is said after the cut-off only.
    frame = log_of(NAPKIN).as_records().drop(columns="engagement")
    names = frame["participant"].astype("str")
    later = frame["start"] > "2021-01-01"
    frame["region"] = ["South" if after else "North" for after in later]
    frame["home"] = names.where(names != "ben", "B").where((names != "ben") | later)
    frame["born"] = 1980 + names.str.len()
    log = build_log(frame, MOUNTAIN, as_of="2020-12-31")
    assert {"region", "home", "born"} <= set(log.attributes)
    asked: list[Asked] = [("equity", {"group": key}) for key in log.attributes]
    held_together(servers, log, *asked)
    with loaded(servers, log) as store:
        for question, options in asked:
            expected = ask(log, question, **options).table
            pd.testing.assert_frame_equal(store.run(question, **options), expected)


def test_points_of_rules_decimals_and_none_at_all(servers: ServerAddress) -> None:
    texts = ("0.1", "0.2", "0.7")
    priced, free = (
        tuple(replace(tier, points=text) for tier, text in zip(MOUNTAIN.tiers, own, strict=True))
        for own in (texts, ("0", "0", "0"))
    )
    rules = (*MOUNTAIN.rules, TierRule("Leading", program="GS", role="mentor", points="0.3"))
    people = log_of(NAPKIN).as_records().drop(columns=["engagement", "tier"])
    names = people["participant"].astype("str")
    frame = pd.concat([people.assign(participant=names + str(n)) for n in range(12)])
    for scheme in (replace(MOUNTAIN, tiers=priced, rules=rules), replace(MOUNTAIN, tiers=free)):
        log = build_log(frame.reset_index(drop=True), scheme)
        asked: list[Asked] = [("returns", {"by": by}) for by in ("program", "touch", "dose")]
        held_together(servers, log, *asked)


def test_hours_are_asked_of_python(servers: ServerAddress) -> None:
    frame = log_of(NAPKIN).as_records().drop(columns="engagement").assign(Hours="4")
    log = build_log(frame, MOUNTAIN)
    with loaded(servers, log) as store:
        for by in ("program", "touch"):
            pd.testing.assert_frame_equal(store.run("returns", by=by), returns(log, by=by).table)


@pytest.mark.long
@needs_ols
@pytest.mark.ols
def test_the_real_record(servers: ServerAddress) -> None:
    log = ols_log()
    held_together(servers, log, *everything(log))


@pytest.mark.long
@quick
@given(log=logs(people=4, rows=15))
def test_random_logs(servers: ServerAddress, log: EngagementLog) -> None:
    held_together(servers, log, *everything(log))


@pytest.mark.long
@quick
@given(made=rows)
def test_people_by_chance(servers: ServerAddress, made: list[Row]) -> None:
    log = built(made)
    held_together(servers, log, *everything(log))

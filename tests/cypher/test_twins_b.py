"""Next steps, stuck points, deepening, conversion and routes: in Cypher as in Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from parity import LEVELS, Asked, held_together, loaded, quick
from people import Row, built, rows
from random_logs import logs

from loaders import read
from pathways.cypher.query_choice import parameters_for
from pathways.errors import QueryError
from pathways.measures.questions import QUESTIONS
from pathways.project.example import write_example
from pathways.record.log import EngagementLog, build_log
from pathways.stores.server.home import ServerAddress

NEEDED = ("conversion", "equity", "routes", "thresholds")
"""Questions that cannot be asked without options."""
NAPKIN = """
ana  OL 1 mentee
ana  OL 2 mentor
ben  OL 1 mentee
ben  OL 1 mentor
ben  OL 2 mentor
cleo OL 1 mentee
cleo OL 3 mentor
dara OL 2 mentee
eli  OL 3 mentee
"""


def everything(source: str, target: str) -> list[Asked]:
    """Each question in several ways, from one STEP to another."""
    both = {"source": source, "target": target}
    asked: list[Asked] = [
        ("conversion", both),
        ("conversion", {**both, "already": "include", "within": "2e", "goal": "0.9"}),
        ("stuck_points", {}),
        ("stuck_points", {"at": source}),
        ("stuck_points", {"at": source, "target": target, "outcome": target, "recent": "1e"}),
        ("stuck_points", {"reference": "goal", "goal": "0.5"}),
        ("deepening", {"permutations": 50}),
    ]
    rivals = {"target": target, "rival": source}
    asked += [
        ("competing_steps", {"after": source, "by": "role"}),
        ("competing_steps", {"rival": source}),
        ("competing_steps", {"target": target, "rival": target}),
        ("competing_steps", rivals),
        ("competing_steps", {**rivals, "after": source, "landmark": "200", "horizon": "500d"}),
        ("competing_steps", {**rivals, "after": target, "landmark": "1e", "horizon": "3E"}),
    ]
    for by in LEVELS:
        asked += [
            ("competing_steps", {"by": by}),
            ("next_steps", {"by": by}),
            ("next_steps", {"by": by, "order": 2, "horizon": "2e"}),
            ("next_steps", {"by": by, "after": source}),
        ]
    for by in ("activity", "role"):
        asked += [("routes", {"by": by, **both}), ("routes", {"by": by, "target": target})]
    return asked


def test_a_napkin(servers: ServerAddress) -> None:
    held_together(servers, log_of(NAPKIN), *everything("mentee", "mentor"))


@pytest.mark.long
def test_the_example(servers: ServerAddress, tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    log = read(file, scheme="moe", as_of="2019-03-31")
    held_together(servers, log, *everything("mentee", "mentor"))


def test_days_too(servers: ServerAddress) -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        a OL 2 mentor 2020-12-31
        b OL 1 mentee 2020-01-01
        b GS 2 mentor 2021-01-01 2021-02-01
        c OL 1 mentee 2020-02-01
        c GS 2 reader 2020-02-01
        """,
        as_of="2021-12-31",
    )
    asked: list[Asked] = [
        ("conversion", {"source": "mentee", "target": "mentor", "within": "365d"}),
        ("next_steps", {"by": "role", "horizon": "90d"}),
        ("stuck_points", {"recent": "300d"}),
        ("routes", {"source": "mentee", "target": "mentor", "horizon": "700d"}),
    ]
    held_together(servers, log, *asked)


@pytest.mark.long
def test_somebody_who_is_always_there(servers: ServerAddress) -> None:
    # What grows with the square of a journey does not end within the time that a query is given.
    days = pd.date_range("2015-01-01", periods=5000)
    days = days.append(days[:1000]).sort_values()
    number = np.arange(len(days))
    table = pd.DataFrame(
        {
            "participant": np.where(number % 100, "zoe", "p" + pd.Series(number % 7).astype("str")),
            "program": np.array(["OL", "GS", "Fest"])[number % 3],
            "edition": days.year.astype("str"),
            "role": np.array(["reader", "mentee", "mentor", "juggler"])[number * 7 % 11 % 4],
            "start": days,
        }
    )
    asked: list[Asked] = [(question, {}) for question in QUESTIONS if question not in NEEDED]
    asked += [
        ("routes", {"target": "mentor"}),
        ("conversion", {"source": "mentee", "target": "mentor"}),
    ]
    asked += [("transitions", {"ties": "split"}), ("paths", {"by": "role", "collapse": True})]
    held_together(servers, build_log(table, MOUNTAIN), *asked)


@needs_ols
@pytest.mark.ols
def test_the_real_record(servers: ServerAddress) -> None:
    log = ols_log()
    options = {"source": "role=participant", "target": "mentor", "already": "include"}
    with loaded(servers, log) as store:
        table = store.run("conversion", **options)
    told = [(5, 29), (6, 52), (4, 66), (8, 34), (8, 71), (6, 41), (11, 54), (3, 69)]
    assert list(zip(table["x"], table["n"], strict=True))[:8] == told


@pytest.mark.long
@needs_ols
@pytest.mark.ols
def test_every_question_of_the_real_record(servers: ServerAddress) -> None:
    held_together(servers, ols_log(), *everything("role=participant", "mentor"))


@pytest.mark.long
@quick
@given(log=logs(people=4, rows=15))
def test_random_logs(servers: ServerAddress, log: EngagementLog) -> None:
    held_together(servers, log, *everything("mentee", "mentor"))


@pytest.mark.long
@quick
@given(made=rows)
def test_people_by_chance(servers: ServerAddress, made: list[Row]) -> None:
    held_together(servers, built(made), *everything("mentee", "mentor"))


def test_what_runs_in_python_says_so() -> None:
    with pytest.raises(QueryError, match="runs in Python"):
        parameters_for("next_steps", log_of(NAPKIN), ties="rank")

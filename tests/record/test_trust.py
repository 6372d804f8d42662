"""A record never contradicts itself in silence: cut-off, windows, order of editions, the gate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from logs import log_of

from loaders import from_frame
from pathways.answer import Alarm
from pathways.cli.records import inspect
from pathways.measures.conversion import conversion
from pathways.measures.next_steps import next_steps
from pathways.measures.relationships import relationships
from pathways.measures.stuck_points import stuck_points
from pathways.record.conditions import where
from pathways.record.cutoff import stand_apart
from pathways.record.log import EngagementLog
from pathways.stores.folder import FolderStore

COUNTS = ["x", "n", "not_yet_observable"]


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 40))
def test_times_that_stand_apart_beside_a_walk_through_them(times: list[int], far: int) -> None:
    found = stand_apart(pd.Series(times, dtype=np.int64), far).tolist()
    walked = sorted(times)
    few = len(times) // 100 + 2
    for nth in range(max(len(walked) - few, 0), len(walked) - 1):
        if walked[nth + 1] - walked[nth] > far:
            assert sorted(found) == walked[nth + 1 :]
            return
    assert found == []


def members(odd: str, end: str = "") -> EngagementLog:
    """Twelve people who joined in January 2019, three of them at the sprint in March."""
    rows = [[f"m{n:02}", "Membership", "member", f"2019-01-{n + 1:02}", ""] for n in range(12)]
    rows += [[f"m{n:02}", "Sprint", "facilitator", f"2019-03-{n + 1:02}", ""] for n in range(3)]
    rows[11][3:] = [odd, end]
    return from_frame(
        pd.DataFrame(rows, columns=["participant", "program", "role", "start", "end"])
    )


def kinds(log: EngagementLog) -> dict[str, Alarm]:
    return {alarm.kind: alarm for alarm in log.origin.alarms}


def last_counts(log: EngagementLog) -> list[int]:
    table = next_steps(log, after="member", by="program").table
    return [int(number) for number in table[COUNTS].iloc[-1]]


def test_an_open_end_moves_nothing() -> None:
    log = members("2019-01-12", "2099-12-31")
    assert (str(log.as_of), last_counts(log)) == ("2019-03-03", [0, 0, 12])


def test_what_begins_after_today_is_kept_and_named() -> None:
    log = members("2099-01-12")
    assert (str(log.as_of), last_counts(log), len(log.records)) == ("2019-03-03", [0, 0, 11], 15)
    ahead = kinds(log)["ahead"]
    assert (ahead.rows, ahead.shuts) == (("row 13",), "")
    assert ahead.finding == "The engagement in row 13 begins on 2099-01-12, after today."


def test_a_date_that_stands_apart_shuts_the_gate_until_somebody_says_the_as_of() -> None:
    log = members("2022-01-12")
    apart = kinds(log)["apart"]
    assert (str(log.as_of), apart.rows, apart.shuts) == ("2022-01-12", ("row 13",), "all")
    said = str(next_steps(log))
    assert said.startswith(
        "No headline yet: The engagement in row 13 begins on 2022-01-12, more than a year after "
        "all others. Without it the record ends on 2019-03-03: say --as-of 2019-03-03"
    )


def test_one_typo_reorders_no_cohorts() -> None:
    lines = []
    for cohort in (1, 2, 3):
        for n in range(12):
            day = "2012-02-01" if (cohort, n) == (3, 11) else f"202{cohort}-02-01"
            lines.append(f"c{cohort}p{n} OL cohort{cohort} mentee {day}")
            if n < 6 and cohort < 3:
                lines.append(f"c{cohort}p{n} OL cohort{cohort + 1} mentor 202{cohort + 1}-02-01")
    log = log_of("\n".join(lines))
    table = conversion(log, source="mentee", target="mentor").table
    assert table[["edition", *COUNTS]].to_numpy().tolist() == [
        ["cohort1", 6, 12, 0],
        ["cohort2", 6, 12, 0],
        ["cohort3", 0, 0, 12],
    ]
    assert (kinds(log)["odd"].count, kinds(log)["odd"].shuts) == (1, "")


def test_editions_that_contradict_their_dates_shut_the_gate() -> None:
    day = {1: "2020", 2: "2012", 3: "2021"}
    log = log_of("\n".join(f"p{n % 8} OL c{e} mentee {day[e]}-0{n % 8 + 1}-01"
                           for e in day for n in range(8)))  # fmt: skip
    alarm = kinds(log)["editions"]
    assert (alarm.count, alarm.shuts) == (8, "all")
    assert alarm.finding.startswith("The dates of c2 contradict the numbers in the names")


@pytest.mark.parametrize("column", ["start", "edition"])
def test_years_are_editions_and_the_next_one_is_the_next_year(column: str) -> None:
    rows = [(f"p{n}", "Workshop", "attendee", str(2020 + n // 40)) for n in range(60)]
    rows += [(f"p{n}", "Grant", "grantee", str(2021 + n // 40)) for n in range(60)]
    log = from_frame(pd.DataFrame(rows, columns=["participant", "program", "role", column]))
    assert (log.unit, str(log.horizon())) == ("edition", "the next year")
    table = next_steps(log, by="program").table
    assert table.loc[table["target"] == "Grant", COUNTS].to_numpy().tolist() == [[60, 60, 0]]
    cohorts = conversion(log, source="attendee", target="grantee").table
    assert cohorts[COUNTS].to_numpy().tolist() == [[40, 40, 0], [20, 20, 0]]


def test_who_went_on_to_something_without_a_tier_is_not_known_to_be_waiting() -> None:
    lines = [f"p{n} OL - mentee 2022-01-01\np{n} OL - captain 2025-01-01" for n in range(20)]
    log = log_of("\n".join(lines))
    table = stuck_points(log).table.set_index("step")
    states = ["people", "in_progress", "stuck", "lapsed"]
    assert table.loc["Participating", states].tolist() == [20, 0, 0, 0]
    assert kinds(log)["untiered"].shuts == "tiers"
    assert str(stuck_points(log)).startswith("No headline yet: 20 of 40 engagements have no tier")
    assert "No headline" not in str(next_steps(log))


def test_a_gap_begins_at_the_end() -> None:
    log = log_of(
        "a OL - mentee 2019-01-01 2019-12-31\na OL - mentor 2020-01-10\nb OL - mentee 2021-06-01"
    )
    table = relationships(log, by="gap").table
    assert table.loc[table["gap"] == 180, COUNTS].to_numpy().tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("odd", ["2019-01-12", "2022-01-12", "2099-01-12"])
@pytest.mark.parametrize("condition", ["role=member", "role!=member", "program=Sprint"])
def test_a_folder_and_a_selection_of_it_say_what_the_file_says(
    odd: str, condition: str, tmp_path: Path
) -> None:
    log = members(odd)
    store = FolderStore(tmp_path / "record.pathways")
    store.write(log)
    held = store.read()

    def gate(one: EngagementLog) -> tuple[object, ...]:
        """What is said first, but for the rows of a file, which a store does not know."""
        alarms = [(each.kind, each.count, each.of, each.shuts) for each in one.origin.alarms]
        return str(one.as_of), alarms, str(next_steps(one)).startswith("No headline yet")

    assert gate(held) == gate(log)
    assert gate(where(held, condition)) == gate(where(log, condition))


def test_inspect_ends_with_what_speaks_against_the_record(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    members("2022-01-12").records[["participant", "program", "role", "start"]].to_csv(
        file, index=False
    )
    told = subprocess.run(
        [sys.executable, "-c", "from pathways.cli import main; main()", "inspect", str(file)],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    store = tmp_path / "record.pathways"
    FolderStore(store).write(members("2022-01-12"))
    held = CliRunner().invoke(inspect, [str(store)]).stderr
    assert held.startswith("15 of 15 engagements count, of 12 people, as of 2022-01-12.")
    assert (
        "more than a year after all others." in held.partition("Can this be trusted? Not yet:")[2]
    )
    assert CliRunner().invoke(inspect, [str(store), "--save-mapping", "map.toml"]).exit_code == 2
    assert "Can this be trusted? Not yet:" in told
    assert "more than a year after all others." in told


def test_a_part_of_a_record_is_judged_by_the_whole_in_a_store_too(tmp_path: Path) -> None:
    """The odd date is nobody's at the sprint; it shuts the gate of the sprint all the same."""
    log = members("2024-01-12")
    part = where(log, "program=Sprint")
    assert set(kinds(part)) == set(kinds(log)) != set()
    store = FolderStore(tmp_path / "part.pathways")
    store.write(part)
    assert store.read().origin.alarms == part.origin.alarms
    later = kinds(store.read(as_of="2019-06-01"))
    assert "apart" in kinds(part)
    assert "apart" not in later
    store.write(log, source="whole")
    assert kinds(store.read())["apart"].shuts == "all"

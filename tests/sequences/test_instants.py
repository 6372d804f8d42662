"""Times of day order the steps of one day (rule L2), and survive every file and store."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import read
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog
from pathways.stores.folder import FolderStore
from pathways.transfer.export import export

HEAD = "user_id,event,timestamp\n"
STEPS = ("landing", "signup", "join")
# Written in the wrong order, so that only the clock can put them right.
EVENTS = HEAD + "".join(
    f"u{day},{step},2024-03-{day:02d} 10:{minute:02d}:00\n"
    for day in range(1, 13)
    for minute, step in reversed(list(enumerate(STEPS)))
)


def log_of(path: Path, text: str = EVENTS) -> EngagementLog:
    path.write_text(text, encoding="utf-8")
    return read(path)


def moves(log: EngagementLog) -> dict[tuple[str, str], int]:
    table = transitions(log).table
    return dict(
        zip(zip(table["source"], table["target"], strict=True), table["moves"], strict=True)
    )


EXPECTED = {
    ("(start)", "landing"): 12,
    ("landing", "signup"): 12,
    ("signup", "join"): 12,
    ("join", "(end)"): 12,
}


def test_instants_order_the_steps_of_a_day_and_time_is_still_in_days(tmp_path: Path) -> None:
    log = log_of(tmp_path / "events.csv")
    assert moves(log) == EXPECTED
    assert set(log.records["precision"]) == {"instant"}
    assert (log.records["start"] == log.records["start"].dt.normalize()).all()
    assert transitions(log).table["median_days"].dropna().tolist() == [0.0, 0.0]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".xes"])
def test_a_file_that_is_exported_and_read_again_keeps_the_order(
    tmp_path: Path, suffix: str
) -> None:
    written = export(log_of(tmp_path / "events.csv"), tmp_path / f"again{suffix}").path
    assert moves(read(written)) == EXPECTED


def test_a_store_keeps_the_seconds(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "a.pathways")
    store.write(log_of(tmp_path / "events.csv"))
    assert moves(store.read()) == EXPECTED


def test_a_day_and_an_instant_in_it_are_not_ordered(tmp_path: Path) -> None:
    rows = "u1,landing,2024-03-01 10:00:00\nu1,signup,2024-03-01\nu1,join,2024-03-01 11:00:00\n"
    later = "u1,visit,2024-03-02 09:00\n"
    found = moves(log_of(tmp_path / "events.csv", HEAD + rows + later))
    assert found == {
        ("(start)", "landing"): 1,
        ("(start)", "signup"): 1,
        ("(start)", "join"): 1,
        ("landing", "visit"): 1,
        ("signup", "visit"): 1,
        ("join", "visit"): 1,
        ("visit", "(end)"): 1,
    }


def test_the_same_second_is_one_step_set(tmp_path: Path) -> None:
    rows = "u1,landing,2024-03-01 10:00:00\nu1,signup,2024-03-01 10:00\n"
    found = moves(log_of(tmp_path / "events.csv", HEAD + rows))
    assert ("landing", "signup") not in found
    assert ("signup", "landing") not in found


def test_an_end_known_as_a_day_is_not_before_an_instant_of_it(tmp_path: Path) -> None:
    text = "participant,program,start,end\nu1,Sprint,2024-03-01 10:00,2024-03-01\n"
    assert len(log_of(tmp_path / "a.csv", text).refused) == 0


def test_two_instants_of_a_day_are_no_repeat(tmp_path: Path) -> None:
    rows = "u1,visit,2024-03-01 10:00\nu1,visit,2024-03-01 11:00\nu1,visit,2024-03-01 11:00\n"
    assert len(log_of(tmp_path / "events.csv", HEAD + rows).repeats) == 1

"""Eventually follows: napkin answers, and counts made again in plain loops."""

from __future__ import annotations

from itertools import combinations
from statistics import median

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import elapsed, frames, logs, sets_with, shuffled
from random_logs import rows_of as sets_of

from pathways.cli import main
from pathways.measures.eventually_follows import eventually_follows
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog, build_log
from pathways.sequences.directly_follows import END, START

NAPKIN = """
ana  OL 1 mentee
ana  OL 2 reader
ana  OL 3 mentor
ben  OL 1 mentee
ben  OL 1 mentor
cleo OL 2 mentee
cleo OL 3 mentee
dara OL 3 mentee
dara OL 4 mentor
eli  OL 1 mentor
eli  OL 2 mentee
"""


def pairs(log: EngagementLog, **options: object) -> dict[tuple[str, str], list[int]]:
    table = eventually_follows(log, by="role", **options).table  # type: ignore[arg-type]
    columns = ["people", "x", "n", "not_yet_observable"]
    return {
        (row["source"], row["target"]): [int(row[name]) for name in columns]
        for row in table.to_dict("records")
    }


def test_five_people_on_a_napkin() -> None:
    # Ben was both at once and Eli mentored first: neither comes to mentor after mentee.
    assert pairs(log_of(NAPKIN)) == {
        ("mentee", "mentor"): [2, 2, 5, 0],
        ("mentee", "mentee"): [1, 1, 5, 0],
        ("mentee", "reader"): [1, 1, 5, 0],
        ("mentor", "mentee"): [1, 1, 3, 1],
        ("reader", "mentor"): [1, 1, 1, 0],
    }


def test_time_is_from_first_to_first() -> None:
    table = eventually_follows(
        log_of(
            """
            a OL - mentee 2020-01-01
            a OL - mentee 2020-01-05
            a OL - mentor 2020-01-11
            a OL - mentor 2020-03-01
            b OL - mentee 2020-01-01
            b OL - mentor 2020-01-21
            """
        ),
        by="role",
    ).table.set_index(["source", "target"])
    assert table.loc[("mentee", "mentor"), "median_days"] == 15
    assert table.loc[("mentee", "mentee"), "median_days"] == 4
    assert table.loc[("mentor", "mentor"), "median_days"] == 50


def test_sentences() -> None:
    assert str(eventually_follows(log_of("a OL 1 mentee - - registered"))) == (
        "Nobody has taken a step that counts."
    )
    assert str(eventually_follows(log_of("a OL 1 mentee"), by="role")) == (
        "Nobody has taken a second step yet; 1 person took one."
    )
    assert str(eventually_follows(log_of(NAPKIN), by="role")) == (
        "Whatever lies in between, most people come to mentor after mentee: 2 people; of those "
        "watched for the next edition or longer, so far 2/5, too few to say (n = 5)."
    )
    same = "\n".join(f"p{n} OL {edition} mentee" for n in range(12) for edition in (1, 2))
    assert str(eventually_follows(log_of(same), by="role")) == (
        "Whatever lies in between, most people come to mentee again: 12 people; of those "
        "watched for the next edition or longer, so far 12/12 = 100 % (76 to 100)."
    )


@pytest.mark.parametrize(
    "text", ["a OL 1 mentee - - no-show", "a OL 1 mentee", "a OL - mentee 2020-01-01"]
)
def test_empty_tables_have_all_columns(text: str) -> None:
    table = eventually_follows(log_of(text)).table
    assert len(table) == 0
    assert list(table.columns[:4]) == ["source", "target", "people", "x"]


@settings(max_examples=15)
@given(logs())
def test_as_in_plain_loops(log: EngagementLog) -> None:
    people: dict[tuple[str, str], set[str]] = {}
    took: dict[tuple[str, str], list[int]] = {}
    for person, whole in sets_of(log).items():
        sets = sets_with(whole, "role")
        seen: set[tuple[str, str]] = set()
        for at, later in combinations(range(len(sets)), 2):
            for source in {row["role"] for row in sets[at]}:
                first = next(n for n, own in enumerate(sets) if source in _roles(own))
                for target in _roles(sets[later]):
                    pair = (source, target)
                    people.setdefault(pair, set()).add(person)
                    if first == at and pair not in seen:
                        seen.add(pair)
                        took.setdefault(pair, []).append(elapsed(log, sets[at], sets[later]))
    table = eventually_follows(log, by="role").table
    found = {(row.source, row.target): row.people for row in table.itertuples()}
    assert found == {pair: len(who) for pair, who in people.items()}
    if log.horizon().unit == "edition":
        medians = {(row.source, row.target): row.median_editions for row in table.itertuples()}
        assert medians == {pair: median(times) for pair, times in took.items()}


def _roles(rows: list[dict[str, object]]) -> set[str]:
    return {str(row["role"]) for row in rows}


@settings(max_examples=10)
@given(logs())
def test_whoever_goes_straight_also_follows(log: EngagementLog) -> None:
    direct = transitions(log, by="role").table
    inner = direct[~direct["source"].isin([START]) & ~direct["target"].isin([END])]
    keys = ["source", "target"]
    joined = inner.merge(eventually_follows(log, by="role").table, on=keys, how="left")
    assert (joined["people_x"] <= joined["people_y"]).all()
    assert (joined["x_x"] <= joined["x_y"]).all()
    assert (joined["n_x"] == joined["n_y"]).all()


@settings(max_examples=10)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_people_change_nothing(
    frame: pd.DataFrame, dice: object
) -> None:
    order = list(range(len(frame)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    tables = [
        eventually_follows(build_log(one, MOUNTAIN), by="role").table
        for one in (frame, shuffled(frame, order))
    ]
    pd.testing.assert_frame_equal(*tables)


def test_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("follows") / "log.csv"
    file.write_text(
        "participant,program,role,start\na,OL,mentee,2020-01-01\na,OL,mentor,2020-02-01\n"
    )
    main(["transitions", str(file), "--by", "role", "--follows", "eventually", "--format", "csv"])
    assert capsys.readouterr().out.splitlines()[1].startswith("mentee,mentor,1,0,0")
    main(["transitions", str(file), "--by", "role", "--follows", "directly", "--format", "csv"])
    assert capsys.readouterr().out.splitlines()[0].startswith("source,target,moves,people")

"""Conditions as people write them: names, lists, not, ranges of dates, numbers, tiers, editions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of

from pathways.errors import NoAnswerError, OptionError, SchemeError
from pathways.record.conditions import condition_of, where
from pathways.record.log import EngagementLog, build_log
from pathways.stores.folder import FolderStore

LOG = """
a OL 1 mentee 2020-01-01
a OL 2 mentor 2020-06-01
b Learning 1 mentee 2020-01-01
b OL 1 reader 2020-02-01
"""


def members() -> EngagementLog:
    """Four people: regions (one unknown), ages, dates known by day, month and edition alone."""
    return build_log(
        pd.DataFrame(
            {
                "participant": ["a", "a", "b", "c", "d"],
                "program": "OL",
                "edition": ["1", "2", "1", "2", "2"],
                "role": ["mentee", "mentor", "mentee", None, "reader"],
                "start": ["2020-01-31", "2021-02-01", "2020-02-01", "2021-02-28", None],
                "region": ["South", None, "East, far", "North", None],
                "age": ["31", None, "9", "40", None],
                "topic": ["x", "y", "x in y", "x=y", None],
                "joined": ["2019-05-01", None, "2020-05-02", "2021-01-01", None],
            }
        ),
        MOUNTAIN,
    )


def kept(*conditions: str) -> str:
    log = where(members(), *conditions)
    return " ".join(
        f"{p}{e}" for p, e in zip(log.table["participant"], log.table["edition"], strict=True)
    )


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("role=mentee", "a1 b1"),
        ("Role == MENTEE", "a1 b1"),
        ("role!=mentee", "a2 c2 d2"),
        ("role in mentor, reader", "a2 d2"),
        ("role not in mentor, reader", "a1 b1 c2"),
        ("role NOT IN (mentor, reader)", "a1 b1 c2"),
        # A region is the person's, on the blank row of a as well.
        ('region in South, "East, far"', "a1 a2 b1"),
        ('region="East, far"', "b1"),
        ("region!=South", "b1 c2 d2"),
        ("topic=x in y", "b1"),
        ("topic=x=y", "c2"),
        ("start>=2020-02-01", "a2 b1 c2 d2"),
        ("start>2020-02-01", "a2 c2 d2"),
        ("start<=2020-01-31", "a1"),
        ("start<2020-02", "a1"),
        ("start<=2020-02", "a1 b1"),
        ("start>2020", "a2 c2 d2"),
        ("start=2021-02", "a2 c2 d2"),
        ("start!=2021", "a1 b1"),
        ("start in 2020-01, 2021-02-28", "a1 c2"),
        ("joined<2020-05-02", "a1 a2"),
        ("joined>=2020", "b1 c2"),
        ("age>=31", "a1 a2 c2"),
        ("age<10", "b1"),
        ("age=9", "b1"),
        ("edition>1", "a2 c2 d2"),
        ("edition<=1", "a1 b1"),
        ("tier>=leading", "a2"),
        ("tier<Leading", "a1 b1 d2"),
    ],
)
def test_a_condition_keeps_these(condition: str, expected: str) -> None:
    assert kept(condition) == expected


def test_conditions_hold_together_and_the_same_key_twice_is_either() -> None:
    log = log_of(LOG)
    chosen = where(log, "role=mentee", "role=reader", "program=OL")
    assert chosen.counted["role"].tolist() == ["mentee", "reader"]
    assert kept("start>=2020-02-01", "start<2021-02-28") == "a2 b1 d2"
    assert kept("role!=mentee", "role!=mentor") == "c2 d2"
    assert kept() == "a1 a2 b1 c2 d2"


def test_what_cannot_be_held_against_a_range_is_left_out_and_said() -> None:
    said = where(members(), "age > 30", "role!=reader", "start >= 2020").origin.filters
    assert said == (
        "age > 30 (1 engagements without one left out)",
        "role != reader",
        "start >= 2020",
    )
    both = where(members(), "region=North", "region=South", "role not in mentor, reader")
    assert both.origin.filters == ("region = North or South", "role not in mentor, reader")


@pytest.mark.parametrize(
    ("condition", "kind", "said"),
    [
        ("mentee", OptionError, "A condition is KEY=VALUE, such as role=mentor,"),
        ("role=", OptionError, 'The condition "role=" has no value;'),
        ("role in ", OptionError, 'The condition "role in" has no value;'),
        ("roles=mentee", OptionError, 'key "roles" is not one of'),
        ("role=menteee", NoAnswerError, 'no role "menteee"; the nearest is "mentee".'),
        ("role in mentee, mentro", NoAnswerError, 'no role "mentro"; the nearest is "mentor".'),
        ("role>=mentee", OptionError, 'role has names in this record, and no order for ">=";'),
        ("start>=01/02/2024", OptionError, "start is a day, a month or a year, such as 2024-03-31"),
        ("start=2024-13", OptionError, "start is a day, a month or a year"),
        ("age>old", OptionError, 'age is a number, not "old".'),
        ("edition>7", NoAnswerError, 'This record has no edition "7"'),
        ("tier>=Leeding", SchemeError, '"Leading"'),
    ],
)
def test_a_condition_that_cannot_be_met(condition: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind) as error:
        where(members(), condition)
    assert said in str(error.value)


def test_an_edition_of_several_programs_is_of_one_that_is_chosen_first() -> None:
    log = log_of("a OL 1 mentee 2020-01-01\na GS 1 reader 2020-03-01\na OL 2 mentor 2020-06-01")
    with pytest.raises(OptionError, match="choose one of them first"):
        where(log, "edition>1")
    assert where(log, "program=OL", "edition>1").table["role"].tolist() == ["mentor"]


_TESTS: dict[str, Callable[[object, object], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@given(
    days=st.lists(st.dates(date(2019, 12, 20), date(2021, 1, 10)), min_size=1, max_size=8),
    at=st.dates(date(2019, 12, 20), date(2021, 1, 10)),
    sign=st.sampled_from(sorted(_TESTS)),
    digits=st.sampled_from([4, 7, 10]),
)
def test_dates_are_held_against_as_much_as_was_said(
    days: list[date], at: date, sign: str, digits: int
) -> None:
    """The oracle: texts of a year, a month or a day are in the order of what they say."""
    frame = pd.DataFrame({"participant": "a", "program": "OL", "role": "x", "start": days})
    log = where(build_log(frame, MOUNTAIN), f"start{sign}{at.isoformat()[:digits]}")
    met = [day for day in sorted(days) if _TESTS[sign](f"{day}"[:digits], f"{at}"[:digits])]
    assert [one.date() for one in log.table["start"]] == met


def test_an_attribute_of_a_person_holds_on_their_blank_rows() -> None:
    assert kept("region=south") == "a1 a2"
    # The topic differs within a person, so it belongs to the engagement.
    assert kept("topic=y") == "a2"


def test_a_key_is_left_of_the_first_sign_that_makes_one() -> None:
    assert condition_of(members(), "topic = a >= b").values == ("a >= b",)
    assert condition_of(members(), "region in a=b").values == ("a=b",)


def test_the_command_says_the_same_on_a_file_and_in_a_folder(tmp_path: Path) -> None:
    log = members()
    FolderStore(tmp_path / "ol.pathways").write(log)
    with_undated = log.table[["participant", "program", "edition", "role", "start", "region"]]
    with_undated.to_csv(tmp_path / "ol.csv", index=False)
    asked = ["--by", "role", "--where", "start>=2020-02-01", "--where", "region not in South"]
    asked += ["--format", "csv", "--quiet"]
    told = [run("entry-points", str(tmp_path / name), *asked, folder=tmp_path).stdout
            for name in ("ol.csv", "ol.pathways")]  # fmt: skip
    assert told[0] == told[1]
    assert told[0].splitlines()[1].startswith("mentee,1,")

"""The published figures of the handbook (section 10), computed from the example log by the product.

The percentages are the printed ones; everything else is counted here by the measures and checked
again in plain loops by ``test_example.py``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pathways as pw
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.stats.rate import round_half_up

HALF_YEAR = ("2018-01-01", "2018-06-30")
NAMED = ("Global Sprint", "Open Leaders", "Mini-grants")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> EngagementLog:
    record, _ = write_example(tmp_path_factory.mktemp("example"))
    return pw.read(record, as_of="2019-03-31")


@pytest.fixture(scope="module")
def half_year(everything: EngagementLog) -> EngagementLog:
    start = everything.records["start"]
    return everything.keep(start.between(*HALF_YEAR), "January to June 2018")


def people(log: EngagementLog) -> set[str]:
    return set(log.counted["participant"])


def printed(part: int, whole: int) -> int:
    return round_half_up(100 * part / whole)


def test_of_everyone(half_year: EngagementLog) -> None:
    everyone = half_year.people
    assert everyone == 1954
    abroad = pw.where(half_year, "region=outside US", "region=virtual")
    assert (abroad.people, printed(abroad.people, everyone)) == (1270, 65)
    tier = pw.focus(half_year, "Participating")
    assert printed(tier.people, everyone) == 61
    counts = {
        "Global Sprint": pw.where(half_year, "program=Global Sprint").people,
        "cohort 5": pw.where(half_year, "edition=cohort 5", "role=mentee").people,
        "Mini-grants": pw.where(half_year, "program=Mini-grants").people,
    }
    assert {name: printed(n, everyone) for name, n in counts.items()} == {
        "Global Sprint": 61,
        "cohort 5": 6,
        "Mini-grants": 5,
    }


def test_of_those_in_two_or_more_programs(half_year: EngagementLog) -> None:
    answer = pw.combinations(half_year, of="repeat", at_least="Participating")
    repeat = int(answer.table["n"].iloc[0])
    assert (repeat, printed(repeat, half_year.people)) == (117, 6)
    high = pw.focus(half_year, "Participating", "Collaborating", "Leading")
    programs = high.counted.groupby("participant", observed=True)["program"].nunique()
    members = set(programs.index[programs > 1])
    region = pw.where(half_year, "region=outside US", "region=virtual")
    assert printed(len(members & people(region)), repeat) == 71
    mentees = people(pw.where(half_year, "edition=cohort 5", "role=mentee"))
    others = [
        people(pw.where(high, f"program={name}")) for name in ("Global Sprint", "Mini-grants")
    ]
    shares = [printed(len(members & group), repeat) for group in (mentees, *others)]
    assert shares == [53, 76, 17]


@pytest.mark.parametrize(
    ("programs", "count", "share"),
    [
        (NAMED, 5, 4),
        (("Global Sprint", "Open Leaders"), 63, 54),
        (("Global Sprint", "Mini-grants"), 8, 7),
        (("Mini-grants", "Open Leaders"), 1, 1),
    ],
)
def test_combinations(
    half_year: EngagementLog, programs: tuple[str, ...], count: int, share: int
) -> None:
    answer = pw.combinations(half_year, of="repeat", at_least="Participating")
    table = answer.table.set_index("programs")
    row = table.loc[" + ".join(sorted(programs))]
    assert (row["x"], row["n"]) == (count, 117)
    assert printed(row["x"], row["n"]) == share


def test_mentees_who_come_back_as_mentors(everything: EngagementLog) -> None:
    answer = pw.conversion(everything, source="mentee", target="mentor", goal="0.9")
    table = answer.table.set_index("edition")
    shares = {name: printed(row["x"], row["n"]) for name, row in table.iterrows() if row["n"]}
    assert shares == {
        "cohort 1": 70,
        "cohort 2": 55,
        "cohort 3": 72,
        "cohort 4": 70,
        "cohort 5": 50,
    }
    assert table.loc["cohort 5", "n"] == 117
    # Section 10: at this size only the last swing stands clear of noise.
    assert table["clear"].tolist() == ["", "cannot tell", "cannot tell", "cannot tell", "yes", ""]
    assert table.loc["cohort 6", "follow_up"] == "open"
    included = pw.conversion(everything, source="mentee", target="mentor", already="include").table
    assert included["x"].tolist() == answer.table["x"].tolist()


def test_nobody_is_lost_on_the_way(everything: EngagementLog) -> None:
    assert isinstance(everything.records, pd.DataFrame)
    assert len(everything.refused) == 0
    assert Path(everything.origin.files[0][0]).name == "engagements.csv"

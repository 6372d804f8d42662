"""The example log against the published figures, counted here once more in plain loops.

Nothing of the project but the example itself is used: tiers are read from the scheme's file, dates
are compared as text.  What is printed is in docs/measures.md#section-10.
"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pathways.project.example import COLUMNS, example_rows, write_example

ROOT = Path(__file__).parents[2]
Row = dict[str, str]

SPRINT, LEADERS, GRANTS = "Global Sprint", "Open Leaders", "Mini-grants"
THREE = {SPRINT, LEADERS, GRANTS}
HIGH = ["Participating", "Collaborating", "Leading"]
TIERS = ["Learning", "Endorsing", *HIGH]
MENTEES, MENTORS = "mentee", "mentor"
ROUNDS = [f"cohort {number}" for number in range(1, 7)]


def printed(x: int, n: int) -> int:
    """Whole percent, halves up, in whole numbers."""
    return (200 * x + n) // (2 * n)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    log, _ = write_example(tmp_path_factory.mktemp("example") / "new")
    with log.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scheme_rules() -> dict[str, str]:
    text = (ROOT / "pathways" / "schemes" / "moe.toml").read_text(encoding="utf-8")
    return {rule["role"]: rule["tier"] for rule in tomllib.loads(text)["rules"]}


def counted(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["status"] in {"attended", "completed"}]


class HalfYear:
    """January to June 2018: who did what, person by person."""

    def __init__(self, rows: list[Row]) -> None:
        tier = scheme_rules()
        self.programs: dict[str, set[str]] = {}
        self.deep: dict[str, set[str]] = {}
        self.tiers: dict[str, set[str]] = {}
        self.region: dict[str, str] = {}
        self.mentees: set[str] = set()
        for row in counted(rows):
            if not "2018-01-01" <= row["start"] <= "2018-06-30":
                continue
            who, what = row["participant"], row["program"]
            level = tier[row["role"]]
            self.programs.setdefault(who, set()).add(what)
            self.tiers.setdefault(who, set()).add(level)
            self.region[who] = row["region"]
            if level in HIGH:
                self.deep.setdefault(who, set()).add(what)
            if what == LEADERS and row["role"] == MENTEES:
                assert row["edition"] == "cohort 5"
                self.mentees.add(who)
        self.people = set(self.programs)
        self.repeat = {who for who, programs in self.deep.items() if len(programs) > 1}
        self.single = self.people - self.repeat
        self.away = {who for who in self.people if self.region[who] in {"outside US", "virtual"}}

    def within(self, program: str) -> set[str]:
        return {who for who in self.people if program in self.programs[who]}

    def combination(self, *programs: str, another: bool = False) -> set[str]:
        """Repeat participants with exactly these of the three, with or without a fourth program."""
        return {
            who
            for who in self.repeat
            if self.deep[who] & THREE == set(programs)
            and (self.deep[who] > set(programs)) == another
        }


@pytest.fixture(scope="module")
def half(rows: list[Row]) -> HalfYear:
    return HalfYear(rows)


# The half year


def test_shares_of_all_participants(half: HalfYear) -> None:
    n = len(half.people)
    assert n == 1954
    participating = {who for who in half.people if "Participating" in half.tiers[who]}
    shares = {
        "outside the US or virtual": printed(len(half.away), n),
        "at Participating": printed(len(participating), n),
        "Global Sprint": printed(len(half.within(SPRINT)), n),
        "Open Leaders cohort 5": printed(len(half.mentees), n),
        "mini-grants": printed(len(half.within(GRANTS)), n),
        "two or more programs": printed(len(half.repeat), n),
    }
    assert shares == {
        "outside the US or virtual": 65,
        "at Participating": 61,
        "Global Sprint": 61,
        "Open Leaders cohort 5": 6,
        "mini-grants": 5,
        "two or more programs": 6,
    }


def test_at_participating_prints_the_same_for_the_deepest_tier(half: HalfYear) -> None:
    """61 % whether a person counts at every tier they were at, or at their deepest only."""
    deepest = Counter(max(tiers, key=TIERS.index) for tiers in half.tiers.values())
    assert printed(deepest["Participating"], len(half.people)) == 61
    assert sum("Participating" in tiers for tiers in half.tiers.values()) == 1196
    assert deepest == {
        "Learning": 474,
        "Endorsing": 148,
        "Participating": 1188,
        "Collaborating": 107,
        "Leading": 37,
    }


def test_not_everyone_in_the_three_programs_was_at_participating(half: HalfYear) -> None:
    three = {who for who in half.people if half.programs[who] & THREE}
    below = {who for who in three if not half.tiers[who] & set(HIGH)}
    assert len(below) == 380
    assert all(half.programs[who] == {SPRINT} for who in below)


def test_shares_of_repeat_participants(half: HalfYear) -> None:
    n = len(half.repeat)
    assert n == 117
    assert printed(len(half.repeat & half.away), n) == 71
    assert printed(len(half.repeat & half.within(SPRINT)), n) == 76
    assert printed(len(half.repeat & half.mentees), n) == 53
    assert printed(len(half.repeat & half.within(GRANTS)), n) == 17


def test_combinations(half: HalfYear) -> None:
    n = len(half.repeat)
    assert printed(len(half.combination(SPRINT, LEADERS, GRANTS)), n) == 4
    assert printed(len(half.combination(SPRINT, LEADERS)), n) == 54
    assert printed(len(half.combination(SPRINT, GRANTS)), n) == 7
    assert printed(len(half.combination(LEADERS, GRANTS)), n) == 1


def test_the_117_are_the_groups_of_the_reading(half: HalfYear) -> None:
    groups = {
        "all three": half.combination(SPRINT, LEADERS, GRANTS),
        "Sprint + Open Leaders": half.combination(SPRINT, LEADERS),
        "Sprint + mini-grants": half.combination(SPRINT, GRANTS),
        "Open Leaders + mini-grants": half.combination(LEADERS, GRANTS),
        "Sprint + another": half.combination(SPRINT, another=True),
        "mini-grants + another": half.combination(GRANTS, another=True),
        "Open Leaders + another": half.combination(LEADERS, another=True),
        "none of the three": half.combination(another=True),
    }
    assert [len(people) for people in groups.values()] == [5, 63, 8, 1, 13, 6, 2, 19]
    assert len(set().union(*groups.values())) == 117
    assert len(groups["Sprint + Open Leaders"] & half.mentees) == 55
    assert len(half.repeat & half.mentees) == 62


def test_a_person_of_the_117_has_every_program_at_participating_or_higher(half: HalfYear) -> None:
    """Restricting by tier leaves out people, never one of the programs of the 117."""
    assert all(half.deep[who] == half.programs[who] for who in half.repeat)


def test_people_of_one_program(half: HalfYear) -> None:
    assert all(len(half.programs[who]) == 1 for who in half.single)
    sprint = half.single & half.within(SPRINT)
    mentees = half.single & half.mentees
    grants = half.single & half.within(GRANTS)
    others = half.single - sprint - mentees - grants
    assert [len(sprint), len(mentees), len(grants), len(others)] == [1103, 55, 78, 601]


def test_people_outside_the_us(half: HalfYear) -> None:
    assert len(half.away) == 1270
    assert len(half.away & half.repeat) == 83
    assert "" not in half.region.values()
    assert all(half.region[who] != "virtual" for who in half.repeat), "both readings give 83"


def test_cohort_5_had_about_117_people(half: HalfYear) -> None:
    assert len(half.mentees) == 117


def test_no_engagement_straddles_the_half_year(rows: list[Row]) -> None:
    """Counting by first day and counting by overlap give the same people."""
    for row in rows:
        for edge in ("2018-01-01", "2018-07-01"):
            assert not row["start"] < edge <= (row["end"] or row["start"]), row


# Mentee to mentor


def in_role(rows: list[Row], role: str) -> dict[str, set[str]]:
    people: dict[str, set[str]] = {edition: set() for edition in ROUNDS}
    for row in counted(rows):
        if row["program"] == LEADERS and row["role"] == role:
            people[row["edition"]].add(row["participant"])
    return people


def test_conversion_between_rounds(rows: list[Row]) -> None:
    mentees, mentors = in_role(rows, MENTEES), in_role(rows, MENTORS)
    sizes = [len(mentees[edition]) for edition in ROUNDS]
    came_back = [len(mentees[this] & mentors[after]) for this, after in pairwise(ROUNDS)]
    assert sizes == [20, 40, 50, 80, 117, 107]
    assert came_back == [14, 22, 36, 56, 59]
    assert list(map(printed, came_back, sizes[:5])) == [70, 55, 72, 70, 50]


def test_nobody_is_mentor_before_or_while_being_mentee(rows: list[Row]) -> None:
    """So the conversion is the same whether earlier mentors are left out or not."""
    mentees, mentors = in_role(rows, MENTEES), in_role(rows, MENTORS)
    earlier: set[str] = set()
    for edition in ROUNDS:
        earlier |= mentors[edition]
        assert not mentees[edition] & earlier


def test_nobody_is_mentee_twice_and_no_other_program_has_mentors(rows: list[Row]) -> None:
    taken = Counter(row["participant"] for row in counted(rows) if row["role"] == MENTEES)
    assert set(taken.values()) == {1}
    pairs = {row["program"] for row in rows if row["role"] in {MENTEES, MENTORS}}
    assert pairs == {LEADERS}


def test_rounds_follow_each_other_and_nothing_follows_cohort_6(rows: list[Row]) -> None:
    starts = {row["edition"]: row["start"] for row in rows if row["program"] == LEADERS}
    assert sorted(starts) == ROUNDS == sorted(starts, key=starts.__getitem__)


# The record


def test_nobody_is_in_it_twice_with_the_same_engagement(rows: list[Row]) -> None:
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    keys = ("participant", "program", "edition", "role", "start", "end")
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)


def test_every_activity_has_a_tier(rows: list[Row]) -> None:
    rules = scheme_rules()
    assert {row["role"] for row in rows} <= set(rules)
    people: dict[str, set[str]] = {tier: set() for tier in TIERS}
    for row in counted(rows):
        people[rules[row["role"]]].add(row["participant"])
    assert all(len(who) >= 90 for who in people.values()), "somebody at every tier"


def test_every_row_keeps_the_rules_of_the_data(rows: list[Row]) -> None:
    for row in rows:
        assert tuple(row) == COLUMNS
        assert row["participant"]
        assert row["program"]
        start, end = date.fromisoformat(row["start"]), row["end"]
        assert not end or date.fromisoformat(end) > start
        assert row["region"] in {"US", "outside US", "virtual", ""}
    statuses = {row["status"] for row in rows}
    assert statuses == {
        *("attended", "completed", "registered", "invited"),
        *("no-show", "withdrawn", "cancelled"),
    }


def test_a_person_is_in_one_region(rows: list[Row]) -> None:
    pairs = {(row["participant"], row["region"]) for row in rows}
    assert len(pairs) == len({row["participant"] for row in rows})


def test_it_is_sorted_and_of_a_size_to_look_at(rows: list[Row]) -> None:
    order = [(row["start"], row["participant"]) for row in rows]
    assert order == sorted(order)
    assert 4000 <= len(rows) <= 6000


def test_only_what_was_not_counted_lies_after_the_cut_off(rows: list[Row]) -> None:
    later = [row for row in rows if row["start"] > "2019-03-31"]
    assert {row["status"] for row in later} == {"registered"}
    assert all(row["end"] <= "2019-03-31" for row in counted(rows))


def test_people_go_up_stay_and_come_down(rows: list[Row]) -> None:
    rules, last = scheme_rules(), dict[str, int]()
    moves: Counter[int] = Counter()
    for row in counted(rows):
        who, rank = row["participant"], TIERS.index(rules[row["role"]])
        if who in last:
            moves[(rank > last[who]) - (rank < last[who])] += 1
        last[who] = rank
    assert min(moves[1], moves[0], moves[-1]) >= 100


# The files


def test_the_project_file_says_how_to_read_the_log(tmp_path: Path) -> None:
    log, project = write_example(tmp_path)
    settings = tomllib.loads(project.read_text(encoding="utf-8"))
    assert settings["source"] == log.name == "engagements.csv"
    assert settings["scheme"] == "moe"
    assert settings["as_of"] == date(2019, 3, 31)
    assert settings["goals"] == {"conversion": "0.9"}
    assert settings["conversion"] == {"source": "mentee", "target": "mentor", "within": "1e"}
    training = settings["interventions"][0]
    before = min(row["start"] for row in example_rows() if row["edition"] == training["edition"])
    assert (training["edition"], training["program"]) == ("cohort 4", LEADERS)
    assert training["date"] < date.fromisoformat(before)


def test_writing_leaves_the_two_files_and_replaces_them(tmp_path: Path) -> None:
    (tmp_path / "engagements.csv").write_text("old", encoding="utf-8")
    first = [path.read_bytes() for path in write_example(tmp_path)]
    assert [path.read_bytes() for path in write_example(tmp_path)] == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["engagements.csv", "pathways.toml"]
    assert b"\r" not in first[0] + first[1]


def test_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    digests = {digest(tmp_path / seed, seed) for seed in ("0", "1", "4242")}
    assert len(digests) == 1


def digest(folder: Path, seed: str) -> str:
    code = (
        "import sys, pathlib; from pathways.project.example import write_example;"
        "write_example(pathlib.Path(sys.argv[1])); assert 'pandas' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", code, folder], check=True, cwd=ROOT, env=environment)
    files = sorted(folder.iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

"""Combinations: who takes what together, on a napkin, in plain loops, and the real record."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from logs import log_of
from ols import FOLDER, needs_ols, ols_log
from people import RANKS, Row, built, by_level, counted, few, rows, step_sets, visit

from pathways.errors import OptionError, SchemeError, UnknownStepError
from pathways.measures.combinations import combinations
from pathways.record.log import EngagementLog

# Fest and GS: a (Fest first) and b (GS first); all three: c (nothing orders GS and OL);
# OL alone: d; GS alone: e.
NAPKIN = """
a Fest 1 reader 2020-01-10
a GS   1 mentee 2020-06-10
a Fest 2 mentor 2020-09-10
b GS   1 mentee 2020-01-10
b Fest 1 mentee 2020-06-10
c GS   1 mentee 2020-01-10
c OL   1 mentee 2020-01-10
c Fest 2 mentor 2020-09-10
d OL   1 mentee 2020-01-10
e GS   1 reader 2020-01-10
"""
COLUMNS = ["programs", "size", "x", "n", "expected", "a_first", "b_first", "together"]


def told(table: pd.DataFrame) -> list[list[object]]:
    rounded = table[COLUMNS].assign(expected=table["expected"].round(4))
    return rounded.astype(object).where(rounded.notna(), None).values.tolist()


def test_distinct_sets_of_five_people() -> None:
    answer = combinations(log_of(NAPKIN))
    # Fest 3 of 5, GS 4 of 5, OL 2 of 5.
    assert told(answer.table) == [
        ["Fest + GS", 2, 2, 5, 1.44, 1, 1, 0],
        ["GS", 1, 1, 5, 0.96, None, None, None],
        ["OL", 1, 1, 5, 0.16, None, None, None],
        ["Fest + GS + OL", 3, 1, 5, 0.96, None, None, None],
    ]
    assert answer.table[["rate", "low", "high", "lift"]].isna().all(axis=None)
    assert answer.sentence == (
        "Of everyone with a counted engagement, 2 of 5 (too few to say) took exactly "
        "Fest + GS, the most common combination of programs."
    )


def test_intersections_of_five_people() -> None:
    answer = combinations(log_of(NAPKIN), mode="intersect", size=3)
    assert told(answer.table) == [
        ["Fest + GS", 2, 3, 5, 2.4, 1, 2, 0],
        ["Fest + OL", 2, 1, 5, 1.2, 0, 1, 0],
        ["GS + OL", 2, 1, 5, 1.6, 0, 0, 1],
        ["Fest + GS + OL", 3, 1, 5, 0.96, None, None, None],
    ]


def test_unions_of_five_people() -> None:
    answer = combinations(log_of(NAPKIN), mode="union")
    assert told(answer.table) == [
        ["GS + OL", 2, 5, 5, 4.4, 0, 0, 1],
        ["Fest + GS", 2, 4, 5, 4.6, 1, 2, 0],
        ["Fest + OL", 2, 4, 5, 3.8, 0, 1, 0],
    ]
    assert "took one or more of GS + OL" in answer.sentence


def test_denominators_of_five_people() -> None:
    repeat = combinations(log_of(NAPKIN), mode="intersect", of="repeat")
    # a, b and c took two or more: Fest 3 of 3, GS 3 of 3, OL 1 of 3.
    assert told(repeat.table)[0] == ["Fest + GS", 2, 3, 3, 3.0, 1, 2, 0]
    assert repeat.denominator == "people with two or more programs"
    shared = combinations(log_of(NAPKIN), mode="intersect", of="any")
    assert told(shared.table)[0] == ["Fest + GS", 2, 3, 4, 3.0, 1, 2, 0]
    assert shared.sentence.startswith("Of people with any of Fest + GS, 3 of 4 (too few")
    assert shared.caveats[-1].startswith("Among people in any of a set, lift is never over 1")


def test_a_tier_is_asked_for_before_counting() -> None:
    answer = combinations(log_of(NAPKIN), at_least="participating", mode="intersect")
    # a's first Fest was as a reader: now GS is first.  e took nothing at this tier.
    assert told(answer.table)[0] == ["Fest + GS", 2, 3, 5, 1.8, 0, 3, 0]
    assert answer.caveats == (
        "1 person has taken none of the programs at Participating or higher.",
    )
    assert "combination of programs at Participating or higher" in answer.sentence
    with pytest.raises(SchemeError):
        combinations(log_of(NAPKIN), at_least="Particpating")


def test_steps_are_combined_in_the_order_they_are_given() -> None:
    answer = combinations(log_of(NAPKIN), mode="intersect", steps=["mentor", "GS", "tier=Learning"])
    assert told(answer.table) == [
        ["GS + tier=Learning", 2, 2, 5, 1.6, 0, 1, 1],
        ["mentor + GS", 2, 2, 5, 1.6, 0, 2, 0],
        ["mentor + tier=Learning", 2, 1, 5, 0.8, 0, 1, 0],
    ]
    assert answer.caveats == ("1 person has taken none of the steps.",)
    with pytest.raises(UnknownStepError):
        combinations(log_of(NAPKIN), steps=["mentor", "menter"])


def test_sets_that_nobody_has_are_listed_where_they_were_asked_for() -> None:
    log = log_of("a OL 1 mentee\nb GS 1 reader")
    assert combinations(log, mode="intersect").table.empty
    answer = combinations(log, mode="intersect", steps=["OL", "GS"])
    assert told(answer.table) == [["OL + GS", 2, 0, 2, 0.5, 0, 0, 0]]
    assert answer.sentence == "Nobody took two or more of these steps."


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("a OL 1 mentee - - invited", {}, "Nobody took two or more programs."),
        ("a OL 1 mentee", {}, "Nobody took two or more programs."),
        ("a OL 1 mentee\na GS 1 mentee", {"size": 1, "of": "repeat"}, None),
        ("a OL 1 mentee", {"of": "repeat", "mode": "union"}, "Nobody took two or more programs."),
        ("a OL 1 mentee", {"by": "activity"}, "Nobody took two or more activities."),
        (
            "a OL 1 mentee\na GS 1 mentee\nb OL 1 mentee",
            {"size": 1},
            (
                "Of everyone with a counted engagement, 1 of 2 (too few to say) took OL and "
                "no other."
            ),
        ),
    ],
)
def test_sentences_of_small_logs(
    text: str, options: dict[str, object], sentence: str | None
) -> None:
    answer = combinations(log_of(text), **options)  # type: ignore[arg-type]
    assert answer.sentence == (sentence or "1 person took two or more programs.")


def test_chance_is_said_where_there_are_enough_people() -> None:
    text = "\n".join(
        f"p{i} OL 1 mentee\np{i} {'GS' if i < 6 else 'OL'} 2 mentee" for i in range(12)
    )
    answer = combinations(log_of(text), mode="intersect")
    assert answer.sentence == (
        "Of everyone with a counted engagement, 6/12 = 50 % (25 to 75) took at least GS + OL, "
        "the most common combination of programs; by chance alone it would be 6."
    )
    assert answer.table["lift"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "exact"}, 'mode "exact" is not one of distinct, intersect, union'),
        ({"of": "all"}, 'denominator "all" is not one of everyone, repeat, any'),
        (
            {"mode": "union", "size": 1},
            'The largest set to list, for union, is a number from 2 up, not "1"',
        ),
    ],
)
def test_options_that_are_not_there(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError) as error:
        combinations(log_of(NAPKIN), **options)  # type: ignore[arg-type]
    assert str(error.value) == f"{message}."


def test_an_empty_log_has_every_column() -> None:
    full, empty = (combinations(log_of(t)).table for t in (NAPKIN, "a OL 1 b - - invited"))
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


class Slow:
    """Everybody's sets by the obvious way, one person at a time."""

    def __init__(self, rows: list[Row], by: str, least: str | None) -> None:
        def label(row: Row) -> str | None:
            high = least is None or RANKS.get(str(row.tier), -1) >= RANKS[least]
            return row.label(by) if high else None

        everyone = {row.participant for row in counted(rows)}
        self.sets = step_sets(rows, label)
        self.took = {
            person: set().union(*(one.labels for one in self.sets.get(person, [])))
            for person in everyone
        }
        self.labels = sorted(set().union(*self.took.values()))

    def listed(self, mode: str, size: int) -> list[tuple[str, ...]]:
        """Sets that somebody has, exactly or all of."""
        if mode == "distinct":
            found = {tuple(sorted(took)) for took in self.took.values() if took}
            return [names for names in found if len(names) <= size]
        every = (itertools.combinations(self.labels, k) for k in range(2, size + 1))
        return [
            names
            for names in itertools.chain(*every)
            if any(set(names) <= took for took in self.took.values())
        ]

    def base(self, of: str, names: tuple[str, ...]) -> list[set[str]]:
        people = list(self.took.values())
        if of == "everyone":
            return people
        if of == "repeat":
            return [took for took in people if len(took) > 1]
        return [took for took in people if took & set(names)]

    def row(self, mode: str, of: str, names: tuple[str, ...]) -> tuple[int, int, float]:
        base, wanted = self.base(of, names), set(names)
        has = {
            "distinct": lambda took: took == wanted,
            "intersect": lambda took: wanted <= took,
            "union": lambda took: bool(wanted & took),
        }[mode]
        p = {name: sum(name in took for took in base) / max(len(base), 1) for name in self.labels}
        chance = math.prod(p[name] for name in names)
        if mode == "distinct":
            chance *= math.prod(1 - p[name] for name in self.labels if name not in wanted)
        if mode == "union":
            chance = 1 - math.prod(1 - p[name] for name in names)
        return sum(has(took) for took in base), len(base), len(base) * chance

    def order(self, mode: str, names: tuple[str, ...]) -> tuple[int, int, int]:
        first = second = neither = 0
        for person, took in self.took.items():
            if took != set(names) if mode == "distinct" else not took >= set(names):
                continue
            a, b = (visit(self.sets[person], name) for name in names)
            assert a is not None
            assert b is not None
            first, second, neither = first + (a < b), second + (b < a), neither + (a == b)
        return first, second, neither


CASES = [
    *itertools.product(["program", "role"], ["distinct", "intersect"], ["everyone", "any"], [None]),
    *itertools.product(["tier"], ["distinct", "union"], ["everyone", "repeat"], [None]),
    ("activity", "intersect", "repeat", "Participating"),
    ("program", "distinct", "any", "Participating"),
    ("program", "union", "any", None),
]


def distinct_sets_part_everyone(log: EngagementLog, rows: list[Row]) -> None:
    for by in ("program", "activity", "role"):
        table = combinations(log, by=by).table
        assert table["x"].sum() == len(step_sets(rows, by_level(by)))
        pairs = table[table["size"] == 2]
        split = pairs[["a_first", "b_first", "together"]].sum(axis=1)
        assert split.tolist() == pairs["x"].tolist()


@few
@given(rows)
def test_by_the_obvious_way(rows: list[Row]) -> None:
    log = built(rows)
    distinct_sets_part_everyone(log, rows)
    for by, mode, of, least in CASES:
        slow = Slow(rows, by, least)
        size = 3
        table = combinations(log, by=by, mode=mode, of=of, at_least=least, size=size).table
        expected = {}
        for names in slow.listed(mode, size):
            if mode != "distinct" or of != "repeat" or len(names) > 1:
                x, n, chance = slow.row(mode, of, names)
                pair = slow.order(mode, names) if len(names) == 2 else (None,) * 3
                expected[" + ".join(names)] = [x, n, round(chance, 9), *pair]
        found = table[["x", "n", "expected", "a_first", "b_first", "together"]].astype(object)
        found = found.where(found.notna(), None)
        found["expected"] = found["expected"].astype(float).round(9).astype(object)
        assert dict(zip(table["programs"], found.values.tolist(), strict=True)) == expected


def test_forty_programs_do_not_blow_up() -> None:
    text = "\n".join(
        f"p{i} P{(i * 7 + k * k) % 40:02d} 1 mentee" for i in range(300) for k in range(6)
    )
    table = combinations(log_of(text), mode="intersect", size=4).table
    assert table["size"].max() == 4
    took = {i: {f"P{(i * 7 + k * k) % 40:02d}" for k in range(6)} for i in range(300)}
    row = table[table["size"] == 4].iloc[0]
    assert row["x"] == sum(set(row["programs"].split(" + ")) <= own for own in took.values())


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    log = ols_log()
    both = combinations(log, mode="intersect", steps=["participant", "mentor"]).table.iloc[0]
    assert both[["x", "n"]].tolist() == [75, 669]
    assert both[["a_first", "together", "b_first"]].tolist() == [62, 5, 8]
    assert both["expected"] == pytest.approx(487 * 158 / 669)
    union = combinations(log, mode="union", steps=["participant", "mentor"]).table.iloc[0]
    assert union["x"] == 570
    distinct = combinations(log, by="role").table.set_index("programs")["x"]
    assert distinct["mentor + participant"] == 34
    assert distinct.sum() == 669
    roles = combinations(log, by="role", mode="intersect").table.set_index("programs")
    assert roles.loc["mentor + participant", ["x", "a_first", "b_first"]].tolist() == [75, 8, 62]


@needs_ols
@pytest.mark.ols
def test_the_real_record_pair_by_pair() -> None:
    rows = pd.read_csv(FOLDER / "people_per_cohort.csv", dtype=str)
    took = [set(roles) for _, roles in rows.groupby("id")["role"]]
    table = combinations(ols_log(), by="role", mode="intersect", size=3).table
    for programs, x in zip(table["programs"], table["x"], strict=True):
        assert x == sum(set(programs.split(" + ")) <= roles for roles in took)

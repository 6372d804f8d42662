"""Points: napkin answers, multipliers in plain loops, and what must not change."""

from __future__ import annotations

import inspect
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from time import process_time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames, shuffled

from pathways.errors import NoAnswerError, OptionError, RecordsError, SchemeError
from pathways.measures.points import points
from pathways.measures.points_by_person import points_by_person
from pathways.measures.points_sensitivity import points_sensitivity
from pathways.project.config import load_project
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import Scheme, Tier, TierRule, load_scheme
from pathways.scoring.ledger import gravity
from pathways.scoring.weighting import UNWEIGHTED, Multiplier, Weighting

# A reader has 1 point, a mentee 3, a mentor 5.
NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-01
cleo GS 1 reader 2020-02-01
dara GS 1 reader 2020-02-01 - no-show
eli  GS 1 juggler 2020-02-01
"""
SOUTH = Multiplier("region", "South", "2")
FIRST = Multiplier("status", "completed", "1.5", scope="engagement")


def with_regions(text: str, regions: str, **options: object) -> EngagementLog:
    """A log whose rows have these regions, - for none, in the order of the lines."""
    log = log_of(text, **options)
    records = log.as_records().loc[log.records.sort_values("record").index]
    values = [None if name == "-" else name for name in regions.split()]
    return build_log(records.assign(region=values), MOUNTAIN)


def rows(log: EngagementLog, **options: object) -> list[list[object]]:
    table = points(log, **options).table  # type: ignore[arg-type]
    return table[["part", "people", "engagements", "raw", "weighted"]].to_numpy().tolist()


def test_five_people_on_a_napkin() -> None:
    # Dara did not come, and nobody says what a juggler is worth.
    log = log_of(NAPKIN)
    assert rows(log) == [
        ["Leading", 1, 1, 5, 5],
        ["Participating", 2, 2, 6, 6],
        ["Learning", 1, 1, 1, 1],
    ]
    assert rows(log, by="program") == [["OL", 2, 3, 11, 11], ["GS", 1, 1, 1, 1]]
    answer = points(log)
    assert str(answer) == "3 people have 12 points; most come from Participating: 6 (50 %)."
    assert answer.caveats == (
        "1 engagements have no step at this level and are left out.",
        "No multipliers are given, so weighted points are raw points.",
    )


def test_a_region_counts_double() -> None:
    log = with_regions(NAPKIN, "North North South North - -")
    answer = points(log, weighting=Weighting((SOUTH,)))
    assert rows(log, weighting=Weighting((SOUTH,)))[1] == ["Participating", 2, 2, 6, 9]
    assert str(answer) == (
        "3 people have 12 points; most come from Participating: 6 (50 %). "
        "Weighted it is 9 of 15 (60 %)."
    )
    # Ana keeps 8 points and the first rank, Ben rises to 6, which is no better rank.
    assert (
        "By weighted points, of 3 people 0 rise and 0 fall in rank against raw." in answer.caveats
    )


def test_whose_rank_changed_and_by_which_rule() -> None:
    log = with_regions("a OL 1 mentee\nb OL 1 mentor\nc OL 1 reader", "South North -")
    table = points_by_person(log, weighting=Weighting((SOUTH, FIRST))).table
    assert table.drop(columns=["engagements"]).to_numpy().tolist() == [
        ["b", 5, 1, 5, 2, -1, "region = South (× 2)"],
        ["a", 3, 2, 6, 1, 1, "region = South (× 2)"],
        ["c", 1, 3, 1, 3, 0, ""],
    ]


def test_a_value_counts_as_it_was_on_the_day() -> None:
    text = """
    a OL 1 mentee 2020-01-01
    a OL 2 mentee 2020-06-01
    a OL 3 mentee 2020-09-01
    a OL 4 mentee 2021-01-01
    """
    log = with_regions(text, "- South - North")
    # Nobody knew in January; South in June and still in September; North since.
    assert rows(log, weighting=Weighting((SOUTH,)))[0][3:] == [12, 18]
    of_the_row = replace(SOUTH, scope="engagement")
    assert rows(log, weighting=Weighting((of_the_row,)))[0][3:] == [12, 15]


def test_two_values_on_one_day_are_not_carried_on() -> None:
    text = """
    a OL 1 mentee 2020-01-01
    a GS 1 mentee 2020-01-01
    a OL 2 mentee 2020-06-01
    """
    assert rows(with_regions(text, "South North -"), weighting=Weighting((SOUTH,)))[0][4] == 12
    assert rows(with_regions(text, "South - -"), weighting=Weighting((SOUTH,)))[0][4] == 18


def test_product_highest_and_cap() -> None:
    log = with_regions("a OL 1 mentee 2020-01-01 - completed", "South")

    def weighted(**how: object) -> object:
        weighting = Weighting((SOUTH, FIRST), **how)  # type: ignore[arg-type]
        return rows(log, weighting=weighting)[0][4]

    assert weighted() == 9
    assert weighted(stack="highest") == 6
    assert weighted(cap="2.5") == 7.5


def test_no_decimal_is_lost() -> None:
    tenth = replace(MOUNTAIN, tiers=(Tier("Learning", 0, points="0.1"), *MOUNTAIN.tiers[1:]))
    lines = "\n".join(f"p{number} OL 1 reader 2020-01-01" for number in range(3))
    log = log_of(lines, scheme=tenth)
    # 0.1 + 0.1 + 0.1 is 0.30000000000000004 in floating point, and 0.1 * 1.1 * 3 is no 0.33.
    status = Multiplier("program", "OL", "1.1")
    assert rows(log, weighting=Weighting((status,)))[0][3:] == [0.3, 0.33]


def test_an_activity_with_points_of_its_own() -> None:
    rule = TierRule("Leading", program="OL", role="mentor", points="8")
    log = log_of(NAPKIN, scheme=replace(MOUNTAIN, rules=(rule, *MOUNTAIN.rules)))
    assert rows(log)[0] == ["Leading", 1, 1, 8, 8]


def test_a_scheme_file_gives_a_rule_points(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    tier = '[[tiers]]\nname = "In"\npoints = "2"\n'
    file.write_text(f'{tier}[[rules]]\nrole = "mentor"\ntier = "In"\npoints = 2.5\n')
    log = log_of("a OL 1 mentor 2020-01-01", scheme=load_scheme(file))
    assert rows(log) == [["In", 1, 1, 2.5, 2.5]]


def test_by_rank_the_edge_is_the_same_whoever_is_called_what() -> None:
    lines = [f"p{n:02} OL 1 mentee 2020-01-01" for n in range(19)] + ["q OL 1 mentor 2020-01-01"]
    answer = points(log_of("\n".join(lines)), by="rank")
    assert answer.table[["part", "people", "raw"]].to_numpy().tolist() == [
        ["top tenth", 2, 8],
        ["rest of the upper half", 8, 24],
        ["lower half", 10, 30],
    ]
    assert str(answer).startswith("No headline yet: No person comes twice in 20 engagements.")
    with pytest.raises(NoAnswerError, match="3 people with points are too few"):
        points(log_of(NAPKIN), by="rank")


def test_what_the_ranking_hangs_on() -> None:
    # Ten mentors of 5 points, ten who read six times: one more point for reading turns them over.
    lines = [f"m{n} OL 1 mentor 2020-01-01" for n in range(10)]
    lines += [f"r{n} GS {e} reader 2020-01-{e:02}" for n in range(10) for e in range(1, 5)]
    answer = points_sensitivity(log_of("\n".join(lines)))
    table = answer.table.set_index("change")
    assert table.loc["Learning: 2 points instead of 1", ["top", "stay"]].tolist() == [10, 0]
    assert table.loc["Learning: 2 points instead of 1", "kendall_tau"] == -1
    # At 4 points each they stand level, and everybody has the first rank.
    assert table.loc["Leading: 4 points instead of 5", ["rose", "stay"]].tolist() == [10, 10]
    assert table.loc["Leading: 6 points instead of 5", "kendall_tau"] == 1
    assert str(answer) == (
        "Whichever single weight changes, at least 0 of the 10 people in the top ten stay there; "
        "the order of 20 people changes most here: Learning: 2 points instead of 1."
    )
    few = points_sensitivity(log_of(NAPKIN))
    assert str(few) == "3 people with points are too few to say what the ranking hangs on."
    assert few.table[["top", "stay", "kendall_tau"]].isna().all().all()


def test_gravity_as_orbit_prints_it() -> None:
    names, weights = (
        ("Exploring", "Participating", "Contributing", "Leading"),
        ("1", "4", "7", "10"),
    )
    tiers = tuple(
        Tier(name, rank, points=weight)
        for rank, (name, weight) in enumerate(zip(names, weights, strict=True))
    )
    orbit = Scheme("orbit model", "Orbit's example", tiers)
    months = [(17, 8, 4, 1), (15, 9, 5, 1), (12, 10, 6, 2)]
    pulls = [gravity(dict(zip(names, members, strict=True)), orbit) for members in months]
    assert pulls == [441, 504, 666]
    gains = [later - earlier for earlier, later in pairwise(pulls)]
    assert gains == [63, 162]
    assert [gain / sum(months[0]) for gain in gains] == [Decimal("2.1"), Decimal("5.4")]


def test_records_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    for ask in (points, points_by_person, points_sensitivity):
        assert str(ask(none)) == "Nobody has points in this record yet."
        assert ask(none).table.empty
    assert str(points(log_of("a OL 1 juggler"))) == "Nobody has points in this record yet."
    one = points(log_of("a OL 1 mentee"))
    assert str(one) == "1 person has 3 points; all of it comes from Participating."
    assert str(points_by_person(log_of("a OL 1 mentee"))) == (
        "a has most, 3 points; nobody has another rank by weighted points."
    )


def test_what_cannot_be_answered_says_so() -> None:
    log = log_of(NAPKIN)
    with pytest.raises(OptionError) as part:
        points(log, by="teir")
    assert str(part.value) == (
        'part "teir" is not one of tier, activity, program, role, rank; the nearest is "tier".'
    )
    with pytest.raises(OptionError, match='key "regoin" is not one of'):
        points(log, weighting=Weighting((Multiplier("regoin", "South", 2),)))
    with pytest.raises(NoAnswerError, match="gives no tier any points"):
        points(log_of(NAPKIN, scheme=replace(MOUNTAIN, tiers=(
            Tier("Learning", 0), Tier("Participating", 1), Tier("Leading", 2)))))  # fmt: skip
    with pytest.raises(SchemeError, match=r'a decimal of 0 or more, .* not "three"'):
        points(log_of(NAPKIN, scheme=replace(MOUNTAIN, tiers=(
            Tier("Learning", 0, points="three"), *MOUNTAIN.tiers[1:]))))  # fmt: skip
    many = Weighting(tuple(Multiplier("program", "OL", "1.000001") for _ in range(4)))
    with pytest.raises(OptionError, match="24 decimals together cannot be added exactly"):
        points(log, weighting=many)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: Multiplier("a", "b", "-1"), "A factor is a decimal of 0 or more"),
        (lambda: Multiplier("a", "b", "two"), "A factor is a decimal of 0 or more"),
        (lambda: Multiplier("a", "b", "2", scope="person"), 'scope "person" is not one of'),
        (lambda: Weighting(stack="sum"), 'stack "sum" is not one of product, highest'),
        (lambda: Weighting(cap="inf"), "A cap is a decimal of 0 or more"),
    ],
)
def test_rules_that_are_none(made: object, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        made()  # type: ignore[operator]


def test_the_project_file_says_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "pathways.toml"
    file.write_text(
        '[[multipliers]]\nattribute = "region"\nvalue = "South"\nfactor = 2\n'
        '[stacking]\nstack = "highest"\ncap = "3"\n'
    )
    said = load_project(file, ("points",)).weighting
    assert said == Weighting((Multiplier("region", "South", 2),), "highest", "3")
    file.write_text('[[multipliers]]\nattribute = "region"\nfactor = 2\n')
    with pytest.raises(RecordsError, match=r"A multiplier in pathways.toml needs value"):
        load_project(file, ())
    file.write_text("[stacking]\ncapp = 2\n")
    with pytest.raises(RecordsError, match='key "capp" is not one of stack, cap'):
        load_project(file, ())
    file.write_text('[stacking]\ncap = "x"\n')
    with pytest.raises(RecordsError, match=r'not "x". \(pathways.toml\)'):
        load_project(file, ())


def slow(log: EngagementLog, weighting: Weighting) -> tuple[Fraction, Fraction]:
    """Everybody's points in plain loops of exact fractions; the values of people carried on."""
    raw = weighted = Fraction(0)
    counted = log.counted.to_dict("records")
    for row in counted:
        if not isinstance(row["tier"], str):
            continue
        base = Fraction(log.scheme.tier(row["tier"]).points)
        factor = Fraction(1)
        for rule in weighting.multipliers:
            value = row[rule.attribute]
            if rule.scope == "participant" and not isinstance(value, str):
                own = [
                    (other["time"], other[rule.attribute])
                    for other in counted
                    if other["participant"] == row["participant"]
                    and other["time"] <= row["time"]
                    and isinstance(other[rule.attribute], str)
                ]
                last = {v for time, v in own if time == max(t for t, _ in own)}
                value = last.pop() if len(last) == 1 else None
            if value == rule.value:
                factor *= Fraction(str(rule.factor))
        raw += base
        weighted += base * min(factor, Fraction(str(weighting.cap)))
    return raw, weighted


regions = st.lists(st.sampled_from(["South", "North", None]), min_size=25, max_size=25)
RULES = Weighting((SOUTH, Multiplier("status", "attended", "1.1", "engagement")), cap="2.1")


@settings(max_examples=20, deadline=None)
@given(frames(), regions)
def test_as_in_plain_loops(frame: pd.DataFrame, region: list[str | None]) -> None:
    log = build_log(frame.assign(region=region[: len(frame)]), MOUNTAIN)
    raw, weighted = slow(log, RULES)
    for by in ("tier", "activity", "program", "role"):
        table = points(log, by=by, weighting=RULES).table
        assert table["raw"].sum() == pytest.approx(float(raw))
        assert table["weighted"].sum() == pytest.approx(float(weighted))
        assert table["engagements"].sum() == log.counted["tier"].notna().sum()
    people = points_by_person(log, weighting=RULES).table
    assert people["weighted"].sum() == pytest.approx(float(weighted))


@settings(max_examples=8, deadline=None)
@given(frames(), regions, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(
    frame: pd.DataFrame, region: list[str | None], random: object
) -> None:
    frame = frame.assign(region=region[: len(frame)])
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    for weighting in (UNWEIGHTED, RULES):
        for ask in (points, points_sensitivity):
            first, second = (ask(log, weighting=weighting) for log in (one, other))
            pd.testing.assert_frame_equal(first.table, second.table)
            assert str(first) == str(second)


def test_a_hundred_thousand_engagements() -> None:
    many = 100_000
    records = pd.DataFrame(
        {
            "participant": [f"p{number * 7919 % 30_011}" for number in range(many)],
            "program": [f"P{number % 9}" for number in range(many)],
            "role": [("reader", "mentee", "mentor")[number % 3] for number in range(many)],
            "start": pd.Timestamp("2015-01-01")
            + pd.to_timedelta([number * 31 % 3000 for number in range(many)], unit="D"),
            "region": [("South", "North", None)[number % 7 % 3] for number in range(many)],
        }
    )
    log = build_log(records, load_scheme("moe"))
    began = process_time()
    points(log, weighting=Weighting((SOUTH,)))
    assert process_time() - began < 2


def test_the_function_is_not_hidden_by_a_module_of_its_name() -> None:
    import pathways as pw

    assert inspect.unwrap(pw.points) is points
    assert inspect.unwrap(pw.gravity) is gravity

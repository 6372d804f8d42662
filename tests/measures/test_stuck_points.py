"""Stuck points: napkin answers, a slow oracle, and what must not change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import Row, frames, logs, rows_of, shuffled

from pathways.errors import NoAnswerError, OptionError, UnknownStepError
from pathways.measures.stuck_points import stuck_points
from pathways.record.log import EngagementLog, build_log
from pathways.sequences.waiting_states import STATES, stuck_states

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-04-10
ben  OL 1 mentee 2020-01-01
ben  GS 1 reader 2021-06-01
cleo OL 1 mentee 2020-01-01
dara OL 4 mentee 2021-05-01
eli  OL 1 mentor 2020-01-01
eli  OL 2 reader 2020-06-01
"""


def states(log: EngagementLog, **options: object) -> dict[str, dict[str, int]]:
    """The people of each point by state, states without people left out."""
    table = stuck_points(log, **options).table  # type: ignore[arg-type]
    rows = {row["step"]: row for row in table.to_dict("records")}
    return {
        step: {name: int(row[name]) for name in STATES if row[name]} for step, row in rows.items()
    }


def test_five_people_on_a_napkin() -> None:
    # Half of all movers went within 100 days. Ben still comes; Cleo does not; Dara is new.
    # Eli had been a mentor before reading; a mentee he never was.
    log = log_of(NAPKIN)
    assert states(log) == {
        "Participating": {"graduated": 1, "in_progress": 1, "stuck": 1, "lapsed": 1},
        "Learning": {"graduated": 1, "in_progress": 1},
        "Leading": {"held": 2},
    }
    row = stuck_points(log, at="Participating").table.iloc[0]
    assert (row["x"], row["n"], row["not_yet_observable"]) == (1, 3, 1)
    assert (row["threshold"], row["threshold_unit"]) == (100, "day")
    assert pd.isna(row["would_have_moved"])


def test_the_threshold_covers_four_fifths_of_the_moves() -> None:
    # Five people moved after 10, 20, 30, 40 and 50 days; the fifth is watched for ever.
    lines = [f"p{n} OL 1 mentee 2020-01-01" for n in range(6)]
    lines += [
        f"p{n} OL 2 mentor 2020-{'01' if n < 3 else '02'}-{d:02}"
        for n, d in enumerate((11, 21, 31, 10, 20))
    ]
    row = stuck_points(log_of("\n".join(lines), as_of="2020-12-31"), at="mentee").table.iloc[0]
    assert row["threshold"] == 40


def test_a_higher_tier_in_the_same_step_set_is_a_move_in_no_time() -> None:
    scheme = MOUNTAIN
    log = log_of(
        "a OL 1 mentee 2020-01-01\na OL 1 mentor 2020-01-01\nb OL 1 mentee 2020-01-01",
        scheme=scheme,
        as_of="2020-01-01",
    )
    row = stuck_points(log, at="mentee").table.iloc[0]
    # Nobody is stuck on the day they arrive.
    assert (row["graduated"], row["in_progress"], row["threshold"]) == (1, 1, 1)


def test_a_graduate_has_never_lapsed() -> None:
    log = log_of(
        """
        a OL 1 mentor 2018-01-01
        a OL 2 mentee 2019-01-01
        b OL 2 mentee 2019-01-01
        """,
        as_of="2024-01-01",
    )
    assert states(log, at="mentee") == {"mentee": {"graduated": 1, "lapsed": 1}}


def test_an_outcome_of_ones_own() -> None:
    log = log_of(
        """
        a OL 1 reader  2020-01-01
        a OL 1 juggler 2020-02-01
        b OL 1 reader  2020-01-01
        b OL 1 mentor  2020-03-01
        """,
        as_of="2021-12-31",
    )
    expected = {"reader": {"graduated": 1, "moved_on": 1}}
    assert states(log, at="reader", outcome="juggler") == expected
    # The juggler has no tier, so that nobody knows whether that was a way up.
    assert states(log, at="reader") == {"reader": {"graduated": 1}}


def test_a_step_with_a_declared_next_step() -> None:
    log = log_of(
        """
        a GS 1 reader  2020-01-01
        a OL 1 mentee  2020-02-01
        b GS 1 reader  2020-01-01
        b OL 1 juggler 2020-02-01
        """,
        as_of="2021-12-31",
    )
    assert states(log, at="GS") == {"GS": {"moved_on": 1}}
    assert states(log, at="GS", target="juggler") == {"GS": {"moved_on": 1, "lapsed": 1}}
    assert states(log, at="juggler", target="mentee") == {"juggler": {"lapsed": 1}}
    with pytest.raises(NoAnswerError, match="juggler has no tier in the scheme test"):
        stuck_points(log, at="juggler")


def test_who_is_still_at_it_has_not_lapsed() -> None:
    log = log_of(
        """
        a OL 1 mentee 2018-01-01 2020-06-01
        b OL 1 mentee 2018-01-01
        """,
        as_of="2021-01-01",
    )
    assert states(log, at="mentee") == {"mentee": {"stuck": 1, "lapsed": 1}}
    assert states(log, at="mentee", recent="90d") == {"mentee": {"lapsed": 2}}


def test_editions_are_counted_in_editions() -> None:
    log = log_of(
        """
        a OL 1 mentee
        a OL 2 mentor
        b OL 1 mentee
        c OL 1 mentee
        c OL 2 reader
        d OL 3 mentee
        e OL 3 reader
        """
    )
    row = stuck_points(log, at="mentee").table.iloc[0]
    assert (row["threshold"], row["threshold_unit"]) == (1, "edition")
    # C was there in edition 2, one edition before the cut-off; b was not.
    assert states(log, at="mentee")["mentee"] == {
        "graduated": 1,
        "in_progress": 1,
        "stuck": 1,
        "lapsed": 1,
    }


def big_log() -> EngagementLog:
    """Three editions of 20 mentees, of whom 15, 5 and 10 went on within 30 days."""
    lines = []
    # Not once a year: then people would be followed from edition to edition.
    for edition, moved, start in ((1, 15, "2021-01"), (2, 5, "2021-05"), (3, 10, "2023-01")):
        for number in range(20):
            lines.append(f"p{edition}-{number} OL {edition} mentee {start}-01")
            if number < moved:
                lines.append(f"p{edition}-{number} OL {edition} mentor {start}-31")
    return log_of("\n".join(lines), as_of="2024-06-01")


def test_the_people_we_would_have_moved() -> None:
    def would(**options: Any) -> list[object]:
        row = stuck_points(big_log(), at="mentee", **options).table.iloc[0]
        return [row[name] for name in ("would_have_moved", "would_low", "would_high", "reference")]

    # 15/20 of 60 people are 45; 30 moved. Wilson of 15/20: 53 % to 89 %.
    assert would() == [15, 2, 23, "edition 1, 15/20 = 75 % (53 to 89)"]
    assert would(reference="last") == [0, 0, 12, "edition 3, 10/20 = 50 % (30 to 70)"]
    assert would(reference="goal", goal="0.9") == [24, 24, 24, "the goal of 90 %"]
    assert would(reference="goal", goal=0.2)[0] == 0
    assert str(stuck_points(big_log(), at="mentee")) == (
        "At mentee, stuck for 30 days or longer: 0/60 = 0 % (0 to 6); lapsed: 30. At the rate of "
        "edition 1, 15/20 = 75 % (53 to 89), 15 more (2 to 23) would have moved on."
    )
    assert str(stuck_points(big_log(), at="mentee", reference="last")).endswith(
        "At the rate of edition 3, 10/20 = 50 % (30 to 70), nobody else would have moved on (0 to "
        "12)."
    )


def test_without_editions_the_reference_is_a_year() -> None:
    lines = [f"p{n} OL - mentee 20{20 + n % 2}-03-01" for n in range(40)]
    lines += [f"p{n} OL - mentor 20{20 + n % 2}-05-01" for n in range(0, 30, 2)]
    row = stuck_points(log_of("\n".join(lines), as_of="2023-01-01"), at="mentee").table.iloc[0]
    assert row["reference"] == "2020, 15/20 = 75 % (53 to 89)"


def test_the_board_puts_most_people_first_and_the_top_last() -> None:
    table = stuck_points(big_log()).table
    assert table["step"].tolist() == ["Participating", "Learning", "Leading"]
    assert table["held"].tolist() == [0, 0, 30]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"reference": "bset"}, 'the nearest is "best"'),
        ({"reference": "goal"}, "goes with"),
        ({"goal": 0.5}, "goes with"),
        ({"reference": "goal", "goal": 90}, "from 0 to 1"),
        ({"target": "mentor"}, "say which"),
        ({"recent": "soon"}, "12m, 90d or 1e"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        stuck_points(log_of(NAPKIN), **options)


def test_a_step_that_is_not_there() -> None:
    with pytest.raises(UnknownStepError):
        stuck_points(log_of(NAPKIN), at="wizard")


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(stuck_points(none)) == "Nobody has reached a tier yet."
    assert str(stuck_points(none, at="mentee")) == "Nobody has reached mentee yet."
    one = log_of("a OL 1 mentee 2020-01-01")
    assert str(stuck_points(one)) == (
        "Nobody has been followed for long enough since Participating yet (1 person for less)."
    )
    top = log_of("a OL 1 mentor 2020-01-01")
    assert str(stuck_points(top)) == "Nobody waits: 1 person at the top tier, no way up."
    assert "12 months stands for the usual time." in " ".join(stuck_points(one).caveats)


def test_every_step_of_a_level() -> None:
    log = log_of(f"{NAPKIN}\nfay OL 1 juggler 2020-01-01")
    table = stuck_states(log, "role").set_index("step")
    assert table.loc["mentee", "stuck"] == stuck_points(log, at="mentee").table.loc[0, "stuck"]
    assert table.loc["juggler", "people"] == 1
    assert table.loc["juggler", [*STATES, "x", "n", "threshold"]].isna().all()
    assert table.loc["mentor", "held"] == 2
    assert pd.isna(table.loc["mentor", "threshold"])


def slow_threshold(people: list[tuple[int, bool]], usual: int) -> int:
    """The first time at which the Kaplan–Meier curve has covered 80 % of its final height."""
    waiting, curve = 1.0, []
    for time in sorted({t for t, moved in people if moved}):
        risk = sum(t >= time for t, _ in people)
        waiting *= 1 - sum(t == time and moved for t, moved in people) / risk
        curve.append((time, 1 - waiting))
    if not curve:
        return usual
    return max(1, next(time for time, height in curve if height >= 0.8 * curve[-1][1] - 1e-9))


def slow(log: EngagementLog, tier: int) -> dict[str, int]:
    """What became of everyone who has reached a tier, in plain loops."""
    top = len(log.scheme.tiers) - 1
    found: list[tuple[int, int, bool, bool, bool, bool]] = []
    for sets in rows_of(log).values():
        order = [(n, row) for n, each in enumerate(sets) for row in _in_order(each)]
        here = next(((n, row) for n, row in order if row["tier"] == tier), None)
        if here is None:
            continue
        rises = [(n, row) for n, row in order if n >= here[0] and row["tier"] > tier]
        unit = log.horizon().unit
        took = _between(log, here[1], rises[0][1], unit) if rises else 0
        took = 0 if rises and rises[0][0] == here[0] else max(0, took)
        followed = max(0, _between(log, here[1], None, unit))
        graduated = any(row["tier"] == top for _, row in order)
        recent = any(
            _between(log, row, None, log.unit) <= (365 if log.unit == "day" else 1)
            for _, row in order
        )
        untiered = [row for n, row in order if n > here[0] and row["tier"] < 0]
        unclear = bool(untiered) and not rises
        time = took if rises else followed
        time = max(0, _between(log, here[1], untiered[0], unit)) if unclear else time
        found.append((time, followed, bool(rises), graduated, recent, unclear))
    q = slow_threshold([(time, moved) for time, _, moved, *_ in found], log.horizon().length)
    counts = dict.fromkeys((*STATES, "x", "n"), 0)
    for _, followed, moved, graduated, recent, unclear in found:
        if unclear and not graduated and tier != top:
            continue
        state = "lapsed" if not recent else "stuck"
        state = "in_progress" if followed < q else state
        state = "moved_on" if moved else state
        state = "graduated" if graduated else state
        state = "held" if tier == top else state
        counts[state] += 1
        counts["n"] += followed >= q and tier != top
        counts["x"] += state == "stuck"
    return counts


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["time"], row["rank"], row["program"]))


def _between(log: EngagementLog, since: Row, until: Row | None, unit: str) -> int:
    if unit == "day":
        assert log.as_of.day is not None
        end = (log.as_of.day - date(1970, 1, 1)).days if until is None else until["time"]
        return int(end) - int(since["time"])
    ranks = [int(rank) for rank in log.editions.ranks(since["program"])]
    end = log.as_of.rank if until is None else until["rank"]
    return sum(rank <= end for rank in ranks) - sum(rank <= since["rank"] for rank in ranks)


@settings(max_examples=25, deadline=None)
@given(st.one_of(logs(), logs(people=12, days=900, rows=40)))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    table = stuck_states(log, "tier").set_index("step")
    for rank, tier in enumerate(log.scheme.tier_names):
        row = table.loc[tier]
        assert {name: int(row[name]) for name in (*STATES, "x", "n")} == slow(log, rank)


@settings(max_examples=15, deadline=None)
@given(logs(), st.sampled_from(["activity", "program", "role", "tier"]))
def test_the_states_are_everyone(log: EngagementLog, by: str) -> None:
    table = stuck_states(log, by).dropna(subset=["stuck"])
    known = table[list(STATES)].sum(axis=1)
    assert (known <= table["people"]).all()
    if not log.counted["tier"].isna().any():
        assert (known == table["people"]).all()
    assert (table["n"] + table["not_yet_observable"] + table["held"] == known).all()
    assert (table["in_progress"] <= table["not_yet_observable"]).all()


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    pd.testing.assert_frame_equal(stuck_states(one, "program"), stuck_states(other, "program"))
    pd.testing.assert_frame_equal(stuck_points(one).table, stuck_points(other).table)


def test_a_day_after_the_cut_off_changes_nothing() -> None:
    before = stuck_points(log_of(NAPKIN, as_of="2021-06-01")).table
    later = log_of(f"{NAPKIN}\ncleo OL 3 mentor 2021-06-02", as_of="2021-06-01")
    pd.testing.assert_frame_equal(stuck_points(later).table, before)


@needs_ols
def test_the_real_record_says_what_it_said() -> None:
    table = stuck_points(ols_log()).table.set_index("step")
    assert table["people"].to_dict()["Participating"] == 487
    assert table.loc["Participating", "threshold"] == 3

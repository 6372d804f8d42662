"""Next steps: napkin answers, a slow oracle, and what must not change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import elapsed, frames, incidence, logs, rows_of, sets_with, shuffled

from pathways.errors import OptionError, UnknownStepError
from pathways.map.numbers import map_facts
from pathways.measures.next_steps import next_steps
from pathways.privacy.disclosure import fit_to_share
from pathways.record.log import EngagementLog, build_log
from pathways.sequences.directly_follows import NO_FURTHER

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-03-01
ben  OL 1 mentee 2020-01-01
ben  OL 1 reader 2020-04-01
ben  OL 2 mentor 2020-04-01
cleo OL 1 mentee 2020-01-01
dara OL 1 mentee 2020-02-01
dara OL 2 mentee 2021-06-01
eli  OL 3 mentee 2021-06-01
"""


def counts(log: EngagementLog, **options: object) -> list[tuple[object, ...]]:
    table = next_steps(log, **options).table  # type: ignore[arg-type]
    rows = table[["target", "x", "n", "not_yet_observable"]]
    return list(rows.itertuples(index=False, name=None))


def test_five_people_on_a_napkin() -> None:
    # Dara came back after 12 months, Eli has had none of them, Ben took two steps on one day.
    assert counts(log_of(NAPKIN), after="mentee", by="role") == [
        ("mentor", 1, 4, 1),
        ("mentor + reader", 1, 4, 1),
        (NO_FURTHER, 2, 4, 1),
    ]


def test_the_number_of_a_map_is_said_where_a_row_says_less() -> None:
    # Twelve became mentors, three of them readers on the same day; a map has one line a step.
    rows = [f"p{nth} OL 1 mentee 2020-01-01" for nth in range(20)]
    rows += [f"p{nth} OL 1 mentor 2020-03-01" for nth in range(12)]
    rows += [f"p{nth} OL 1 reader 2020-03-01" for nth in range(3)]
    log = log_of("\n".join([*rows, "z OL 1 reader 2022-01-01"]))
    assert counts(log, after="mentee", by="role")[:2] == [
        ("mentor", 9, 20, 0), ("mentor + reader", 3, 20, 0),
    ]  # fmt: skip
    mentor = next(one for one in map_facts(log, by="role").steps if one.name == "mentee").goes_to[0]
    assert (mentor.label, mentor.x, mentor.n) == ("mentor", 12, 20)
    answer = next_steps(log, after="mentee", by="role")
    said = "there 12/20 = 60 % (39 to 78) go on to mentor, 3 of them with other steps at once"
    assert any(said in text for text in answer.caveats)
    # The difference of row and map is three people: in what is shared it is not said.
    assert not any(said in text for text in fit_to_share(answer).caveats)
    assert "9/20" not in answer.chart().words  # type: ignore[attr-defined]


def test_the_step_with_ties_in_the_order_of_tiers() -> None:
    found = counts(log_of(NAPKIN), after="mentee", by="role", ties="rank")
    assert found[:2] == [("mentor", 1, 4, 1), ("reader", 1, 4, 1)]
    assert counts(log_of(NAPKIN), after="mentee", by="role", ties="split")[1][0] == (
        "mentor + reader"
    )


def test_the_same_again_within_a_longer_window() -> None:
    found = counts(log_of(NAPKIN), after="mentee", by="role", horizon="486d")
    assert ("mentee", 1, 4, 1) in found


def test_times_are_those_of_the_people_who_went() -> None:
    table = next_steps(log_of(NAPKIN), after="mentee", by="role").table.set_index("target")
    assert table.loc["mentor", "median_days"] == 60
    assert table.loc["mentor", "median_editions"] == 1
    assert np.isnan(table.loc[NO_FURTHER, "median_days"])


def test_the_index_may_be_of_another_level() -> None:
    log = log_of(
        """
        a GS 1 reader 2020-01-01
        a OL 1 mentee 2020-02-01
        b OL 1 mentee 2020-01-01
        b GS 1 - 2020-02-01
        c OL 2 mentor 2022-01-01
        """
    )
    assert counts(log, after="GS", by="tier", horizon="90d") == [
        ("Participating", 1, 1, 0),
        (NO_FURTHER, 0, 1, 0),
    ]
    caveats = next_steps(log, after="GS", by="tier").caveats
    assert "Left out: 1 person with no step of this level there." in caveats


def test_every_step_in_turn() -> None:
    table = next_steps(log_of(NAPKIN), by="role").table
    assert table["source"].unique().tolist() == ["mentee", "mentor", "reader"]
    assert table.groupby("source")["x"].sum().to_dict() == {"mentee": 4, "mentor": 2, "reader": 1}


def many(lines: str, times: int) -> str:
    """The same people so many times, under names of their own."""
    rows = [line.strip() for line in lines.strip().splitlines()]
    return "\n".join(f"{n}-{row}" for n in range(times) for row in rows)


def test_incidence_uses_everyone() -> None:
    # Ten times: one moves at once; one is watched for 31 days; one moves on day 59; one never.
    log = log_of(
        many(
            """
            a OL 1 mentee 2020-01-01
            a OL 1 mentor 2020-01-02
            b OL 1 mentee 2020-11-30
            c OL 1 mentee 2020-01-01
            c OL 1 mentor 2020-02-29
            d OL 1 mentee 2020-01-01
            """,
            10,
        ),
        as_of="2020-12-31",
    )
    table = next_steps(log, after="mentee", by="role", horizon="60d").table
    row = table.set_index("target").loc["mentor"]
    assert (row["x"], row["n"], row["not_yet_observable"]) == (20, 30, 10)
    assert row["rate"] == pytest.approx(2 / 3)
    # 1/4 by day 1; of the 3/4 still waiting half move on day 59, the ten of November being gone.
    assert row["incidence"] == pytest.approx(1 / 4 + 3 / 4 / 2)
    assert row["incidence_low"] < row["incidence"] < row["incidence_high"]
    assert row["km_median"] == 59
    assert row["unit"] == "day"


def test_order_two_conditions_on_the_step_before() -> None:
    lines = """
    a OL 1 reader 2020-01-01
    a OL 1 mentee 2020-02-01
    a OL 1 mentor 2020-03-01
    b OL 1 mentee 2020-02-01
    b OL 1 reader 2020-03-01
    """
    log = log_of(many(lines, 20), as_of="2022-01-01")
    answer = next_steps(log, after="mentee", by="role", order=2)
    found = answer.table[["previous", "target", "x", "n"]].values.tolist()
    assert found == [
        ["(start)", "reader", 20, 20],
        ["(start)", NO_FURTHER, 0, 20],
        ["reader", "mentor", 20, 20],
        ["reader", NO_FURTHER, 0, 20],
    ]
    assert answer.sentence.startswith(
        "Where people go next depends on where they came from (p < 0.001). After mentee"
    )
    few = next_steps(log_of(NAPKIN), by="role", order=2)
    assert few.sentence.startswith("Too little data to say whether where people go next depends")


def test_order_two_finds_nothing_where_there_is_nothing() -> None:
    lines = """
    a OL 1 reader 2020-01-01
    a OL 1 mentee 2020-02-01
    a OL 1 mentor 2020-03-01
    b OL 1 mentee 2020-02-01
    b OL 1 mentor 2020-03-01
    c OL 1 reader 2020-01-01
    c OL 1 mentee 2020-02-01
    d OL 1 mentee 2020-02-01
    """
    log = log_of(many(lines, 20), as_of="2022-01-01")
    answer = next_steps(log, after="mentee", by="role", order=2)
    assert answer.sentence.startswith("No sign that where people go next depends on where they ")


def test_the_test_of_order_by_hand() -> None:
    lines = [f"m{n} OL 1 reader 2020-01-01\nm{n} OL 1 mentee 2020-02-01" for n in range(40)]
    lines += [f"s{n} OL 1 mentee 2020-02-01" for n in range(40)]
    lines += [f"m{n} OL 1 mentor 2020-03-01" for n in range(20)]
    lines += [f"s{n} OL 1 mentor 2020-03-01" for n in range(10)]
    log = log_of("\n".join(lines), as_of="2022-01-01")
    # G² of 20, 20 against 10, 30 is 5.41 on one degree of freedom.
    said = next_steps(log, after="mentee", by="role", order=2).sentence
    assert "(p = 0.02)" in said


def test_rare_steps_do_not_silence_the_test_of_order() -> None:
    lines = [f"m{n} OL 1 reader 2020-01-01\nm{n} OL 1 mentee 2020-02-01" for n in range(40)]
    lines += [f"s{n} OL 1 mentee 2020-02-01" for n in range(40)]
    lines += [f"m{n} OL 1 mentor 2020-03-01" for n in range(20)]
    lines += [f"s{n} OL 1 mentor 2020-03-01" for n in range(10)]
    lines += ["r OL 1 juggler 2020-01-01\nr OL 1 mentee 2020-02-01\nr OL 1 host 2020-03-01"]
    log = log_of("\n".join(lines), as_of="2022-01-01")
    assert "(p = 0.02)" in next_steps(log, after="mentee", by="role", order=2).sentence


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(next_steps(none)) == "Nobody has been at any step yet."
    assert str(next_steps(none, after="mentee")) == "Nobody has been at mentee yet."
    one = log_of("a OL 1 mentee 2020-01-01")
    assert str(next_steps(one, by="role")) == (
        "Nobody has been watched for 12 months since mentee yet; 1 person for less."
    )
    stays = log_of("a OL 1 mentee 2020-01-01", as_of="2022-01-01")
    assert str(next_steps(stays, by="role")) == (
        "After mentee, nobody took a further step within 12 months (1 watched)."
    )


def test_the_sentence_names_what_is_equally_common() -> None:
    assert str(next_steps(log_of(NAPKIN), after="mentee", by="role")) == (
        "Of the 4 people watched for 12 months after mentee, 1 each went on to mentor and "
        "mentor + reader, and 2 took no further step: too few to say more."
    )


def test_what_cannot_be_asked() -> None:
    with pytest.raises(OptionError, match=r"order \"\d\" is not one of 1, 2"):
        next_steps(log_of(NAPKIN), order=3)
    with pytest.raises(UnknownStepError, match='nearest is "mentee"'):
        next_steps(log_of(NAPKIN), after="menter")


def slow(log: EngagementLog, key: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """Everyone's next step set after each first visit, in plain loops."""
    by_horizon, names = log.horizon().length, (log.scheme.tier_names if key == "tier" else None)
    visits: dict[str, list[tuple[int, str | None, int]]] = {}
    for everything in rows_of(log).values():
        sets = sets_with(everything, key)
        labels = [{names[row["tier"]] if names else str(row[key]) for row in each} for each in sets]
        for source in sorted(set().union(*labels)):
            at = next(n for n, each in enumerate(labels) if source in each)
            followed = max(0, elapsed(log, sets[at], None))
            if at + 1 < len(sets):
                took = max(0, elapsed(log, sets[at], sets[at + 1]))
                visit = (took, " + ".join(sorted(labels[at + 1])), followed)
            else:
                visit = (followed, None, followed)
            visits.setdefault(source, []).append(visit)
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for source, people in visits.items():
        n = sum(followed >= by_horizon for _, _, followed in people)
        shares, rest = incidence([v[0] for v in people], [v[1] for v in people], by_horizon)
        shown = len(people) >= 10 and n > 0
        for target in [*shares, None]:
            x = sum(
                followed >= by_horizon and (label if took <= by_horizon else None) == target
                for took, label, followed in people
            )
            share = shares[target] if target is not None else rest
            cell = (x, n, len(people) - n, share if shown else None)
            found[source, target or NO_FURTHER] = cell
    return found


@settings(max_examples=25, deadline=None)
@given(st.one_of(logs(), logs(people=30, days=700, rows=40)), st.sampled_from(["role", "tier"]))
def test_as_in_plain_loops(log: EngagementLog, by: str) -> None:
    table = next_steps(log, by=by).table
    found = {
        (str(row.source), str(row.target)): (
            row.x,
            row.n,
            row.not_yet_observable,
            None if np.isnan(row.incidence) else pytest.approx(row.incidence),
        )
        for row in table.itertuples()
    }
    assert found == slow(log, by)


@settings(max_examples=10, deadline=None)
@given(st.one_of(logs(), logs(people=30, days=700, rows=40)), st.sampled_from([1, 2]))
def test_the_rows_of_a_source_are_everyone(log: EngagementLog, order: int) -> None:
    table = next_steps(log, by="program", order=order).table
    sources = table.groupby([name for name in ("previous", "source") if name in table])
    assert (sources["x"].sum() == sources["n"].first()).all()
    shares = sources["incidence"].sum(skipna=False).dropna()
    assert shares.to_numpy() == pytest.approx(np.ones(len(shares)))
    everyone = table[(table["not_yet_observable"] == 0) & (table["n"] >= 10)]
    assert everyone["incidence"].to_numpy() == pytest.approx(everyone["rate"].to_numpy())


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    for options in ({}, {"order": 2, "ties": "rank"}):
        pd.testing.assert_frame_equal(
            next_steps(one, **options).table,  # type: ignore[arg-type]
            next_steps(other, **options).table,  # type: ignore[arg-type]
        )


def test_a_day_after_the_cut_off_changes_nothing() -> None:
    before = next_steps(log_of(NAPKIN, as_of="2021-06-01")).table
    later = log_of(f"{NAPKIN}\ncleo OL 3 mentor 2021-06-02", as_of="2021-06-01")
    pd.testing.assert_frame_equal(next_steps(later).table, before)


@needs_ols
def test_the_real_record_says_what_it_said() -> None:
    table = next_steps(ols_log(), after="participant", by="role").table.set_index("target")
    assert (table.loc["mentor", "x"], table.loc["mentor", "n"]) == (29, 386)
    assert table["x"].sum() == 386


def test_who_moves_only_after_the_horizon_has_taken_no_further_step_within_it() -> None:
    lines = [f"p{nth} OL - mentee 2010-01-10" for nth in range(12)]
    log = log_of("\n".join([*lines, "p0 OL - mentor 2014-01-10"]), as_of="2016-01-10")
    table = next_steps(log, after="mentee", by="role", horizon="365d").table
    told = table[["target", "x", "n", "incidence"]].values.tolist()
    assert told == [["no further step", 12, 12, 1.0]]

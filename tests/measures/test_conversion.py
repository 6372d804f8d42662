"""Conversion by cohort: napkin answers, the real record, and what must not change."""

from __future__ import annotations

from datetime import date
from math import isnan

import pandas as pd
import pytest
from logs import log_of
from ols import needs_ols, ols_log

from pathways.errors import NoAnswerError, OptionError, UnknownStepError
from pathways.measures.conversion import conversion
from pathways.record.interventions import Intervention
from pathways.record.log import EngagementLog

NAPKIN = """
ana  OL 1 mentee
ana  OL 2 mentor
ben  OL 1 mentee
ben  OL 1 mentor
ben  OL 2 mentor
cleo OL 1 mentee
cleo OL 3 mentor
dara OL 2 mentee
eli  OL 3 mentee
"""


def counts(log: EngagementLog, **options: object) -> list[list[object]]:
    answer = conversion(log, source="mentee", target="mentor", **options)  # type: ignore[arg-type]
    columns = ["edition", "x", "n", "not_yet_observable", "already"]
    return answer.table[columns].to_numpy().tolist()


def test_five_people_on_a_napkin() -> None:
    # Ben mentored in the edition that he was a mentee of; Cleo came back one edition too late.
    assert counts(log_of(NAPKIN)) == [["1", 1, 2, 0, 1], ["2", 0, 1, 0, 0], ["3", 0, 0, 1, 0]]


def test_nobody_excluded() -> None:
    log = log_of(NAPKIN)
    assert counts(log, already="include")[0] == ["1", 2, 3, 0, 0]


def test_two_editions_are_watched_for_two_editions() -> None:
    assert counts(log_of(NAPKIN), within="2e") == [
        ["1", 2, 2, 0, 1],
        ["2", 0, 0, 1, 0],
        ["3", 0, 0, 1, 0],
    ]


def test_days_count_from_the_day_of_the_source() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        a OL 2 mentor 2020-12-31
        b OL 1 mentee 2020-01-01
        b OL 2 mentor 2021-01-01
        c OL 1 mentee 2020-02-01
        """,
        as_of="2020-12-31",
    )
    # Day 365 after 1 January 2020 is 31 December 2020; c has not had 365 days yet.
    assert counts(log, within="365d") == [["1", 1, 2, 1, 0]]


def test_a_mentor_of_the_next_edition_counts_even_when_he_began_before_this_one_ended() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01 2020-09-01
        a OL 2 mentor 2020-06-01 2020-12-01
        """
    )
    assert counts(log)[0] == ["1", 1, 1, 0, 0]


def test_parallel_tracks_are_one_next_edition_and_other_programs_do_not_get_in_between() -> None:
    editions = pd.DataFrame({"edition": ["1", "sprint", "2a", "2b"], "rank": [1, 2, 3, 3]})
    log = log_of(
        """
        a OL 1 mentee
        b OL 1 mentee
        a OL 2a mentor
        b OL 2b mentor
        b GS sprint reader
        """,
        editions=editions,
    )
    assert counts(log)[0] == ["1", 2, 2, 0, 0]


def big_log() -> EngagementLog:
    """Three editions of 20, 20 and 20 mentees, of whom 14, 4 and nobody yet come back."""
    lines = []
    for edition, back in ((1, 14), (2, 4), (3, 0)):
        for number in range(20):
            lines.append(f"p{edition}-{number} OL {edition} mentee")
            if number < back:
                lines.append(f"p{edition}-{number} OL {edition + 1} mentor")
    return log_of("\n".join(lines))


def test_goal_people_needed_and_change() -> None:
    answer = conversion(
        big_log(),
        source="mentee",
        target="mentor",
        goal="0.9",
        interventions=[Intervention("training", edition="3")],
    )
    first, second, third = (row for _, row in answer.table.iterrows())
    assert (first["people_needed"], second["people_needed"]) == (4, 14)
    assert first["rate"] == 0.7
    assert second["change"] == pytest.approx(-0.5)
    assert second["change_low"] < -0.5 < second["change_high"] < 0
    assert second["clear"] == "yes"
    assert [first["interventions"], second["interventions"]] == ["", "training"]
    assert third["follow_up"] == "open"
    assert third["not_yet_observable"] == 20
    assert isnan(third["rate"])
    assert isnan(third["change"])
    assert str(answer) == (
        "Of those who were mentee in edition 2, 4/20 = 20 % (8 to 42) took the step to mentor "
        "within the next edition; the goal is 90 %: 14 people short."
    )


def test_ever_asks_at_each_gap_that_somebody_was_watched_for() -> None:
    answer = conversion(log_of(NAPKIN), source="mentee", target="mentor", within="ever")
    rows = answer.table[["edition", "within", "x", "n", "not_yet_observable", "already"]]
    assert rows.to_numpy().tolist() == [
        ["1", "the next edition", 1, 2, 0, 1],
        ["1", "the next 2 editions", 2, 2, 0, 1],
        ["2", "the next edition", 0, 1, 0, 0],
        ["3", "the next edition", 0, 0, 1, 0],
    ]
    assert answer.table["incidence"].isna().all()


def test_ever_in_years_and_its_curve() -> None:
    lines = [f"p{n} OL - mentee 2020-01-01" for n in range(20)]
    lines += [f"p{n} OL - mentor 2020-09-01" for n in range(6)]
    lines += [f"p{n} OL - mentor 2021-09-01" for n in range(6, 10)]
    lines += [f"q{n} OL - mentee 2022-06-01" for n in range(20)]
    lines += [f"q{n} OL - mentor 2022-09-01" for n in range(5)]
    answer = conversion(
        log_of("\n".join(lines), as_of="2023-01-01"),
        source="mentee",
        target="mentor",
        within="ever",
    )
    table = answer.table
    assert table[["edition", "within", "x", "n"]].to_numpy().tolist() == [
        ["2020", "12 months", 6, 20],
        ["2020", "24 months", 10, 20],
        ["2020", "36 months", 10, 20],
        ["2022", "12 months", 0, 0],
    ]
    assert table["incidence"].tolist()[:3] == pytest.approx([0.3, 0.5, 0.5])
    assert (table["incidence_low"] < table["incidence"]).tolist()[:3] == [True] * 3
    assert "10/20 = 50 % (30 to 70) took the step to mentor within 36 months" in str(answer)


def test_ever_holds_what_each_window_says() -> None:
    whole = conversion(big_log(), source="mentee", target="mentor", within="ever").table
    for within, said in (("1e", "the next edition"), ("2e", "the next 2 editions")):
        one = conversion(big_log(), source="mentee", target="mentor", within=within).table
        own = whole[whole["within"] == said].reset_index(drop=True)
        seen = one[one["edition"].isin(own["edition"])].reset_index(drop=True)
        columns = ["edition", "x", "n", "rate", "low", "high", "change", "change_low"]
        pd.testing.assert_frame_equal(own[columns], seen[columns])
        # Everyone of these editions was watched for the whole window.
        shares = own.dropna(subset=["rate"])
        assert shares["incidence"].tolist() == pytest.approx(shares["rate"].tolist())


def test_a_change_is_said_with_what_it_is_worth() -> None:
    caveats = conversion(big_log(), source="mentee", target="mentor").caveats
    assert (
        "Change to edition 2 from the one before: -50 points (-70 to -19); it stands clear of "
        "noise."
    ) in caveats


def test_a_goal_is_exact() -> None:
    # 0.07 * 100 is 7.000000000000001 in floating point, and 8 people would be asked for.
    lines = [f"p{number} OL 1 mentee" for number in range(100)] + ["q OL 2 mentor"]
    answer = conversion(log_of("\n".join(lines)), source="mentee", target="mentor", goal="0.07")
    assert answer.table["people_needed"][0] == 7


def test_an_intervention_on_a_day_belongs_between_two_editions() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        a OL 2 mentee 2020-06-01
        a OL 3 mentee 2021-01-01
        """
    )
    made = [Intervention("calls", day=date(2020, 8, 1))]
    answer = conversion(log, source="mentee", target="mentee", interventions=made)
    assert list(answer.table["interventions"]) == ["", "calls", ""]


def test_what_cannot_be_answered_says_so() -> None:
    log = log_of(NAPKIN)
    with pytest.raises(UnknownStepError) as unknown:
        conversion(log, source="mentour", target="mentor")
    assert str(unknown.value) == 'This record has no step "mentour"; the nearest is "mentor".'
    with pytest.raises(OptionError) as word:
        conversion(log, source="mentee", target="mentor", already="maybe")
    assert str(word.value) == 'already "maybe" is not one of exclude, include.'
    with pytest.raises(OptionError) as goal:
        conversion(log, source="mentee", target="mentor", goal="90")
    assert str(goal.value) == 'A goal is a rate from 0 to 1, such as 0.9, not "90".'
    with pytest.raises(OptionError):
        conversion(log, source="mentee", target="mentor", within="365d")


def test_coming_back_to_the_same_step_says_what_to_do() -> None:
    answer = conversion(log_of(NAPKIN), source="mentee", target="mentee")
    assert str(answer) == (
        "All 5 people with mentee had mentee before; ask for already=include to count them."
    )


def test_who_is_not_there_yet_and_who_is_too_new() -> None:
    text = "a OL 1 mentee 2020-01-01\nb OL 1 mentor 2020-01-01"
    early, new = log_of(text, as_of="2019-12-31"), log_of(text)
    hoped = {"source": "mentee", "target": "mentor"}
    assert str(conversion(early, **hoped)) == "Nobody has been at mentee yet."
    assert str(conversion(new, **hoped)) == (
        "No edition with mentee could be watched for the next edition yet: 1 person so far."
    )


def test_a_source_without_editions() -> None:
    log = log_of(
        """
        a OL - mentee 2020-01-01
        a OL - mentor 2020-06-01
        b OL - mentee 2020-03-01
        c OL - mentee 2021-03-01
        """
    )
    assert counts(log)[0] == ["2020", 1, 2, 0, 0]
    mixed = log_of("a OL - mentee 2020-01-01\nb GS 1 reader 2020-01-01\nb GS 2 mentor 2021-01-01")
    with pytest.raises(NoAnswerError):
        conversion(mixed, source="mentee", target="mentor")


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    table = conversion(
        ols_log(), source="role=participant", target="mentor", already="include"
    ).table
    told = [(5, 29), (6, 52), (4, 66), (8, 34), (8, 71), (6, 41), (11, 54), (3, 69)]
    assert list(zip(table["x"], table["n"], strict=True))[:8] == told
    assert list(table["follow_up"][8:]) == ["open", "open"]
    excluded = conversion(ols_log(), source="role=participant", target="mentor").table
    both = excluded["n"] + excluded["not_yet_observable"] + excluded["already"]
    assert list(both) == list(table["n"] + table["not_yet_observable"])

"""The rules of the data, on logs that fit on a napkin."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of

from pathways.errors import EditionOrderError, OptionError, RuleError
from pathways.record.log import build_log
from pathways.record.rules import refusals


def test_l1_a_record_says_who_what_and_when() -> None:
    log = log_of(
        """
        a  OL 1 mentee 2020-01-01
        -  OL 1 mentee 2020-01-01
        b  -  1 mentee 2020-01-01
        c  OL - mentee -
        """
    )
    assert log.people == 1
    assert log.refused["reason"].tolist() == [
        "the participant is missing",
        "the program is missing",
        "there is neither a start nor an edition",
    ]
    assert log.refused["rule"].tolist() == ["L1", "L1", "L1"]
    assert log.refused.index.tolist() == [1, 2, 3]


def test_l2_an_end_is_not_before_its_start() -> None:
    log = log_of("a OL 1 mentee 2020-02-01 2020-01-31\nb OL 1 mentee 2020-02-01 2020-02-01")
    assert log.refused["reason"].tolist() == ["the end is before the start"]
    assert log.people == 1


def test_l3_sorted_by_person_then_time_then_source() -> None:
    log = log_of(
        """
        b OL 1 mentee 2020-01-01
        a OL 2 mentor 2020-06-01
        a OL 1 reader 2020-01-01
        a OL 1 mentee 2020-01-01
        """
    )
    assert log.records["record"].tolist() == [2, 3, 1, 0]


def test_refusals_say_how_many_and_why_the_most_were() -> None:
    assert refusals(log_of("a OL 1 mentee 2020-01-01").refused) == ""
    rules, reasons = ["L1", "L5", "L5"], ["no edition", "no status", "no tier"]
    refused = pd.DataFrame({"row": [2, 5, 6], "rule": rules, "reason": reasons})
    assert refusals(refused) == "3 rows were refused; for one, in row 5 no status"
    assert refusals(refused[:1]) == "1 row was refused: in row 2 no edition"


def test_l5_a_status_outside_the_list_is_refused_with_the_nearest() -> None:
    log = log_of("a OL 1 mentee 2020-01-01 - atended\nb OL 1 mentee 2020-01-01 - completed")
    assert log.refused["reason"].tolist() == [
        (
            'status "atended" is not one of attended, completed, registered, invited, no-show, '
            'withdrawn, cancelled; the nearest is "attended"'
        )
    ]


def test_l6_keys_are_unique_and_do_not_depend_on_the_order() -> None:
    text = ["a OL 1 mentee 2020-01-01", "a OL 1 mentee 2020-01-01", "b OL 2 mentor 2020-01-01"]
    one = set(log_of("\n".join(text)).records["engagement"])
    other = set(log_of("\n".join(reversed(text))).records["engagement"])
    assert len(one) == 3
    assert one == other


def test_l7_nothing_after_the_cut_off_is_counted_and_nothing_registered() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        a OL 2 mentor 2020-06-01
        b OL 1 mentee 2020-01-01 - registered
        c OL 1 mentee 2020-01-01 - no-show
        """,
        as_of="2020-05-31",
    )
    assert len(log.records) == 4
    assert log.counted["participant"].tolist() == ["a"]


def test_l8_a_function_never_changes_its_argument() -> None:
    frame = pd.DataFrame(
        {"participant": ["b", "a"], "program": ["OL", "OL"], "start": ["2020-01-02", "2020-01-01"]}
    )
    before = frame.copy(deep=True)
    log = build_log(frame, MOUNTAIN)
    mine = log.table
    mine["program"] = "other"
    pd.testing.assert_frame_equal(frame, before)
    assert log.records["program"].tolist() == ["OL", "OL"]


def test_a_log_that_breaks_a_rule_cannot_be_made() -> None:
    log = log_of("a OL 1 mentee 2020-01-01")
    broken = log.records.assign(participant=pd.Categorical([None]))
    with pytest.raises(RuleError) as error:
        type(log)(**{**vars(log), "records": broken})
    assert str(error.value) == "Record 0 breaks L1: the participant is missing (1 records in all)."


def test_repeats_are_reported_and_the_user_says_which() -> None:
    text = """
    a OL 1 mentor 2020-01-01
    a OL 1 mentor 2020-01-01
    a OL 1 mentor 2020-01-01 - registered
    b OL 1 mentee 2020-01-01
    """
    acts, duplicates = log_of(text), log_of(text, repeats="duplicate")
    assert acts.repeats.tolist() == [1]
    assert (len(acts.counted), len(duplicates.counted)) == (3, 2)
    assert duplicates.repeats.tolist() == [1]
    with pytest.raises(OptionError):
        log_of(text, repeats="both")


def test_the_cut_off_is_the_latest_day_on_which_anybody_began() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01 2099-12-31
        a OL 1 mentor 2020-02-01 2020-03-01
        b OL 2 mentee 2021-01-01 - registered
        """
    )
    assert log.as_of.label == "2020-02-01"
    assert len(log.counted) == 2


def test_editions_alone_are_a_normal_log() -> None:
    log = log_of("a OL 1 mentee\na OL 2 mentor\nb OL 10 mentee")
    assert log.unit == "edition"
    assert log.as_of.label == "edition 10"
    assert log.editions.table["edition"].tolist() == ["1", "2", "10"]
    assert log_of("a OL 1 mentee\na OL 2 mentor", as_of="1").people == 1


def test_an_as_of_must_be_one_of_the_editions_where_there_are_no_dates() -> None:
    with pytest.raises(OptionError) as error:
        log_of("a OL 1 mentee", as_of="2020-01-01")
    assert str(error.value) == (
        'This record has editions and no dates: as-of "2020-01-01" is not one of 1.'
    )
    with pytest.raises(OptionError) as error:
        log_of("a OL 1 mentee 2020-01-01", as_of="1 May")
    assert str(error.value) == (
        'The as-of date is year-month-day, such as 2026-06-30, not "1 May".'
    )


def test_editions_that_nothing_orders_are_an_error_with_a_proposal() -> None:
    with pytest.raises(EditionOrderError) as error:
        log_of("a OL 1 mentee\na OL catalyst mentor")
    assert str(error.value) == (
        'Nothing says in which order these editions came: "1" and 1 more have no date. Give a '
        "table of editions in the mapping: [editions] with file = "
        '"editions.csv", or order = [["1"], ["catalyst"]], parallel editions in one bracket.'
    )


@pytest.mark.parametrize(
    "names",
    [
        ["2", "10"],
        ["cohort 2", "cohort 10"],
        ["2020-2", "2020-10", "2021-1"],
        ["Q3 2020", "Q4 2020", "Q1 2021"],
        ["2019/2020", "2020/2021"],
    ],
)
def test_numbers_in_their_names_order_editions(names: list[str]) -> None:
    rows = {"participant": "a", "program": "OL", "role": "mentee", "edition": names[::-1]}
    table = build_log(pd.DataFrame(rows), MOUNTAIN).editions.table
    assert table["edition"].tolist() == names


def test_seasons_order_nothing_and_are_proposed_as_they_come_in_the_north() -> None:
    names = ["Spring 2021", "Autumn 2020", "Autumn 2021"]
    rows = {"participant": "a", "program": "OL", "role": "mentee", "edition": names}
    with pytest.raises(EditionOrderError) as error:
        build_log(pd.DataFrame(rows), MOUNTAIN)
    assert 'order = [["Autumn 2020"], ["Spring 2021"], ["Autumn 2021"]]' in str(error.value)


def test_a_given_order_may_put_two_editions_side_by_side() -> None:
    editions = pd.DataFrame({"edition": ["1", "catalyst", "dra"], "rank": [5, 9, 9]})
    log = log_of("a OL 1 mentee\na OL catalyst mentor\nb OL dra mentor", editions=editions)
    assert log.editions.table["rank"].tolist() == [1, 2, 2]
    assert log.as_of.label == "catalyst and dra"


def test_editions_that_ran_at_the_same_time_are_pointed_out() -> None:
    log = log_of(
        """
        a OL 1  mentee 2020-01-01 2020-05-01
        a OL 2a mentee 2020-04-20 2020-09-01
        b OL 2b mentee 2020-05-01 2020-09-01
        """
    )
    (note,) = log.notes
    assert note == (
        "Editions that ran at the same time (2a and 2b) are taken one after the other, by their "
        "first dates; a table of editions in the mapping can give them one rank."
    )


def test_many_editions_at_the_same_time_are_one_note() -> None:
    months = [f"a OL {n} mentee 2020-0{n}-01 2020-12-01" for n in range(1, 8)]
    (note,) = log_of("\n".join(months)).notes
    assert "(1 and 2, 2 and 3, 3 and 4, and 3 more pairs)" in note


def test_undated_rows_take_the_date_of_their_edition() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        b OL 1 mentee -
        c OL 2 mentee -
        """
    )
    assert log.counted["participant"].tolist() == ["a", "b"]
    assert log.records["precision"].tolist() == ["day", "edition"]
    assert log.refused["reason"].tolist() == ['no date, and edition "2" is not one of 1']


def test_a_tier_in_the_data_wins_and_contradictions_are_said() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["a", "b", "c"],
            "program": "OL",
            "role": ["mentee", "mentee", "juggler"],
            "tier": [None, "Leading", None],
            "start": "2020-01-01",
        }
    )
    log = build_log(frame, MOUNTAIN)
    assert log.records["tier"].astype(object).where(log.records["tier"].notna(), None).tolist() == [
        "Participating",
        "Leading",
        None,
    ]
    assert log.notes == ("1 records state a tier that differs from the scheme's; theirs was kept.",)


def test_a_log_rebuilt_from_its_records_is_the_same() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        a OL 1 mentee 2020-01-01
        b OL 1 mentor -
        c OL 2 mentee 2020-06-01 - registered
        """
    )
    again = build_log(log.as_records(), MOUNTAIN, editions=log.editions.table)
    columns = log.records.columns.drop("record")
    pd.testing.assert_frame_equal(again.records[columns], log.records[columns])
    assert again.as_of == log.as_of


def test_an_empty_record_is_a_log() -> None:
    log = build_log(pd.DataFrame({"participant": [], "program": [], "start": []}), MOUNTAIN)
    assert (log.people, len(log.records), len(log.refused)) == (0, 0, 0)
    assert log.as_of.label == "no date yet"


_rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from(["OL", "GS", None]),
        st.sampled_from(["1", "2", None]),
        st.sampled_from(["mentee", "mentor", "juggler", None]),
        st.sampled_from(["2020-01-01", "2020-06-01", None]),
        st.sampled_from(["attended", "registered", "nonsense", None]),
    ),
    max_size=12,
)


@given(_rows)
def test_every_row_is_kept_or_refused(rows: list[tuple[str | None, ...]]) -> None:
    names = ["participant", "program", "edition", "role", "start", "status"]
    frame = pd.DataFrame(rows, columns=names)
    log = build_log(frame, MOUNTAIN)
    both = [*log.records["record"], *log.refused.index]
    assert sorted(both) == list(range(len(rows)))

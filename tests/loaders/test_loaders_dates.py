"""Dates: what each form means, how exactly, and when nobody may guess."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.understanding.dates import ORDERS, DateColumn, Place, read_dates
from pathways.errors import DateOrderError


def dates(*texts: str, order: str = "") -> DateColumn:
    rows = np.arange(2, len(texts) + 2)
    return read_dates(pd.Categorical(list(texts)), Place("a.csv", "start", rows), order)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2018-05-03", "2018-05-03", "2018-05-03", "day"),
        ("2018-05-03T23:30:00-08:00", "2018-05-03", "2018-05-03", "instant"),
        ("2018-05-03 10:00:00.123 UTC", "2018-05-03", "2018-05-03", "instant"),
        ("2018/5/3", "2018-05-03", "2018-05-03", "day"),
        ("20180503", "2018-05-03", "2018-05-03", "day"),
        ("5/26/2015 22:31:50", "2015-05-26", "2015-05-26", "instant"),
        ("26.5.2015", "2015-05-26", "2015-05-26", "day"),
        ("26-05-2015 3:04 PM", "2015-05-26", "2015-05-26", "instant"),
        ("3 May 2018", "2018-05-03", "2018-05-03", "day"),
        ("3rd May 2018", "2018-05-03", "2018-05-03", "day"),
        ("May 3, 2018", "2018-05-03", "2018-05-03", "day"),
        ("Thu, 3 May 2018 10:00 GMT", "2018-05-03", "2018-05-03", "instant"),
        ("3 mai 2018", "2018-05-03", "2018-05-03", "day"),
        ("1er août 2019", "2019-08-01", "2019-08-01", "day"),
        ("3. März 2020", "2020-03-03", "2020-03-03", "day"),
        ("14 de mayo de 2021", "2021-05-14", "2021-05-14", "day"),
        ("décembre 2018", "2018-12-01", "2018-12-31", "month"),
        ("2018-05", "2018-05-01", "2018-05-31", "month"),
        ("05/2018", "2018-05-01", "2018-05-31", "month"),
        ("February 2016", "2016-02-01", "2016-02-29", "month"),
        ("2018", "2018-01-01", "2018-12-31", "year"),
    ],
)
def test_a_form_says_what_it_means(text: str, first: str, last: str, precision: str) -> None:
    found = dates(text)
    assert str(found.first[0])[:10] == first
    assert str(found.last[0])[:10] == last
    assert list(found.precision) == [precision]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2018-02-30", '"2018-02-30" is not a day of the calendar'),
        ("soon", "holds words and no date"),
        ("3 moons ago", '"3 moons ago" is not a date'),
        ("0 March 18", '"0 March 18" is not a day of the calendar'),
        ("0018-05-03", '"0018-05-03" is no date: the year 18 is not plausible'),
    ],
)
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    assert list(dates(text).reasons) == [reason]


def test_a_spreadsheets_day_among_other_dates_is_read_where_it_is_of_their_years() -> None:
    found = dates("43223", "2018-06-03")
    assert [str(day)[:10] for day in found.first] == ["2018-05-03", "2018-06-03"]
    assert found.note.endswith("43223 is 3 May 2018.")


def test_a_spreadsheets_day_far_from_the_other_dates_is_refused() -> None:
    (reason,) = dates("43223", "1998-05-03").reasons.dropna()
    assert reason == (
        '"43223" looks like a spreadsheet\'s number for 3 May 2018: format the column as a date '
        "and export it again"
    )


def test_a_column_of_a_spreadsheets_days_is_read() -> None:
    found = dates("43223", "43224.5")
    assert [str(day)[:10] for day in found.first] == ["2018-05-03", "2018-05-04"]
    assert list(found.precision) == ["day", "day"]
    assert found.note == (
        'Numbers in column "start" are a spreadsheet\'s days: 43223 is 3 May 2018.'
    )


def test_one_value_settles_the_order_of_a_column_and_is_named() -> None:
    found = dates("03/04/2018", "26/05/2018")
    assert str(found.first[0])[:10] == "2018-04-03"
    assert found.note == (
        'Dates in column "start" are day-month-year: 26/05/2018 in row 3 cannot be read otherwise.'
    )


def test_an_open_order_is_an_error_with_both_readings() -> None:
    with pytest.raises(DateOrderError) as caught:
        dates("2018-01-01", "03/04/2018")
    assert str(caught.value) == (
        'a.csv, column "start", row 3: 03/04/2018 is 3 April or 4 March 2018, and no value of the '
        "column settles it. Say which: --date-order day-month-year or --date-order month-day-year "
        '(in the mapping: [dates] order = "day-month-year").'
    )


def test_values_that_contradict_each_other_are_an_error() -> None:
    with pytest.raises(DateOrderError) as caught:
        dates("13/04/2018", "04/13/2018")
    message = str(caught.value)
    assert "13/04/2018 (row 2) can only be" in message or "13/04/2018 (row 2) only" in message
    assert "04/13/2018 (row 3)" in message


def test_two_digits_of_a_year_stand_at_the_end_unless_they_cannot() -> None:
    with pytest.raises(DateOrderError, match=r"03/04/18 is 3 April or 4 March 2018, and no"):
        dates("03/04/18")
    assert str(dates("03/04/18", order="day-month-year").first[0])[:10] == "2018-04-03"
    assert str(dates("18-04-03", order="year-month-day").first[0])[:10] == "2018-04-03"


def test_a_day_that_equals_its_month_can_be_read_in_one_way_only() -> None:
    assert str(dates("05/05/2018").first[0])[:10] == "2018-05-05"


def test_a_stated_order_refuses_what_does_not_fit() -> None:
    found = dates("13/04/2018", "04/13/2018", order="day-month-year")
    assert list(found.reasons.codes) == [-1, 0]


@given(st.lists(st.text(alphabet="0123456789-/. TMay:Z", max_size=12), min_size=1, max_size=6))
def test_nothing_but_a_named_error_leaves(texts: list[str]) -> None:
    for order in ("", *ORDERS):
        try:
            found = dates(*texts, order=order)
        except DateOrderError:
            continue
        assert (np.isnat(found.first) == (found.reasons.codes >= 0)).all()


@given(
    st.dates(
        min_value=pd.Timestamp("1900-01-01").date(), max_value=pd.Timestamp("2100-12-31").date()
    )
)
def test_every_day_is_read_back(day: object) -> None:
    assert str(dates(str(day)).first[0])[:10] == str(day)

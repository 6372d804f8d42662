"""Files as they should not be: read as they are meant, or refused in a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tables import adds_up

from loaders import inspect
from pathways.errors import DateOrderError, RecordsError

HEAD = "participant,program,role,start\n"


def workbook(path: Path, days: list[object]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEAD.strip().split(","), *(["a", "OL", "mentee", day] for day in days)):
        sheet.append(row)
    made.save(path)
    return path


def days_of(path: Path) -> list[str]:
    found = inspect(path)
    assert adds_up(found)
    return found.log.records["start"].dt.strftime("%Y-%m-%d").tolist()


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_workbook_that_breaks_off_is_one_sentence(tmp_path: Path, share: float) -> None:
    whole = workbook(tmp_path / "whole.xlsx", [date(2020, 1, 10)]).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(RecordsError, match="damaged or incomplete workbook"):
        inspect(cut)


def test_a_spreadsheets_numbers_of_days_are_days(tmp_path: Path) -> None:
    days = [date(2020, 1, 10), date(2020, 2, 29), date(2024, 12, 31)]
    numbers = [(day - date(1899, 12, 30)).days for day in days]
    expected = [day.isoformat() for day in days]
    assert days_of(workbook(tmp_path / "a.xlsx", list(numbers))) == expected
    text = tmp_path / "a.csv"
    text.write_text(HEAD + "".join(f"a,OL,mentee,{number}\n" for number in numbers))
    assert days_of(text) == expected


def test_an_instant_is_of_the_day_that_it_says(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text(
        HEAD + "a,OL,mentee,2020-01-10T23:30:00-05:00\nb,OL,mentor,2020-01-11T01:00:00+02:00\n"
        "c,OL,mentor,2020-01-11T01:00:00Z\n"
    )
    assert days_of(text) == ["2020-01-10", "2020-01-11", "2020-01-11"]


def test_a_header_in_the_middle_is_nobody(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text(f"{HEAD}a,OL,mentee,2020-01-10\n{HEAD}b,OL,mentor,2020-01-11\n")
    found = inspect(text)
    assert found.table[["counted", "kept", "refused"]].values.tolist() == [[2, 1, 0]]
    assert any("1 where the row repeats the names of the columns" in note for note in found.notes)


def test_29_february_is_a_day_in_a_leap_year_only(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text(f"{HEAD}a,OL,mentee,2020-02-29\nb,OL,mentor,2021-02-29\n")
    found = inspect(text)
    assert found.log.people == 1
    assert found.refused["reason"].tolist() == ['start "2021-02-29" is not a day of the calendar']


def test_two_orders_in_one_column_are_asked_about_with_both_rows(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text(f"{HEAD}a,OL,mentee,13/02/2020\nb,OL,mentor,02/14/2020\n")
    with pytest.raises(DateOrderError, match=r"13/02/2020 \(row 2\).*02/14/2020 \(row 3\)"):
        inspect(text)
    found = inspect(text, date_order="day-month-year")
    assert found.table[["counted", "refused"]].values.tolist() == [[1, 1]]

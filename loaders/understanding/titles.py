"""What the titles of sheets, or of parts of one, say: years, days, programs, or events."""

from __future__ import annotations

import re

from loaders.tables.date_forms import is_date
from loaders.tables.layout import SHEET
from loaders.tables.periods import period_key
from loaders.tables.stacked import EVENT, TITLE, WHEN
from loaders.tables.table import distinct
from loaders.understanding.columns import take_by_name
from loaders.understanding.draft import Draft

__all__ = ["take_titles"]


def _counted(titles: list[str]) -> bool:
    """Whether titles differ by their number alone, as Cohort 1 and Cohort 2 do."""
    found = [re.fullmatch(r"(\D*?)\s*\d+", title) for title in titles]
    return all(found) and len({one[1].casefold() for one in found if one}) == 1


def take_titles(draft: Draft) -> None:
    """Titles of sheets, or of the parts of one: events with a date, periods, dates or programs."""
    if WHEN in draft.free:
        _take(draft, "start", WHEN)
        _take(draft, "program", EVENT)
    for column in (SHEET, TITLE):
        if column in draft.free and len(titles := distinct(draft.raw.columns[column])) > 1:
            _take(draft, _what(titles), column)


def _what(titles: list[str]) -> str:
    """Which of our columns these titles are."""
    if all(period_key(title) for title in titles) or _counted(titles):
        return "edition"
    return "start" if all(map(is_date, titles)) else "program"


def _take(draft: Draft, ours: str, column: str) -> None:
    """The titles, where no column of the table itself says the same."""
    take_by_name(draft, ours)
    if not draft.settled(ours):
        draft.take(ours, column, "title")

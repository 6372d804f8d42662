"""What the titles of several sheets of one shape say: years, months, or programs."""

from __future__ import annotations

import re

from loaders.tables.date_forms import is_date
from loaders.tables.periods import period_key
from loaders.tables.sheets import SHEET
from loaders.tables.table import distinct
from loaders.understanding.columns import take_by_name
from loaders.understanding.draft import Draft

__all__ = ["take_sheets"]


def _counted(titles: list[str]) -> bool:
    """Whether titles differ by their number alone, as Cohort 1 and Cohort 2 do."""
    found = [re.fullmatch(r"(\D*?)\s*\d+", title) for title in titles]
    return all(found) and len({one[1].casefold() for one in found if one}) == 1


def take_sheets(draft: Draft) -> None:
    """Titles that are periods are editions, dates are dates; else they are programs."""
    if len(draft.raw.layout.sheets) < 2 or SHEET not in draft.free:
        return
    titles = distinct(draft.raw.columns[SHEET])
    if all(period_key(title) for title in titles) or _counted(titles):
        take_by_name(draft, "edition")
        if not draft.settled("edition"):
            draft.take("edition", SHEET, "title")
    elif all(map(is_date, titles)):
        take_by_name(draft, "start")
        if not draft.settled("start"):
            draft.take("start", SHEET, "title")
    elif not draft.settled("program"):
        draft.take("program", SHEET, "title")

"""What the titles of sheets, or of parts of one, say: years, days, programs, or events."""

from __future__ import annotations

import re

from loaders.tables.date_forms import is_date
from loaders.tables.layout import SHEET
from loaders.tables.periods import period_key
from loaders.tables.stacked import EVENT, TITLE, WHEN
from loaders.tables.table import distinct
from loaders.understanding.columns import take_by_name
from loaders.understanding.draft import Draft, share
from loaders.understanding.private import holds_contact, kind_of_header, looks_like_a_name

__all__ = ["take_titles"]

_MOSTLY, _SOME = 0.8, 0.3


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
            _take(draft, "participant" if _of_people(draft, titles) else _what(titles), column)


def _what(titles: list[str]) -> str:
    """Which of our columns these titles are."""
    if all(period_key(title) for title in titles) or _counted(titles):
        return "edition"
    return "start" if all(map(is_date, titles)) else "program"


def _of_people(draft: Draft, titles: list[str]) -> bool:
    """Whether titles are people, each over what they did: nothing else is a name or an address."""
    if share(titles, looks_like_a_name) < _MOSTLY:
        return False
    others = [header for header in draft.free if header not in (SHEET, TITLE)]
    return not any(
        kind_of_header(header) or share(draft.texts(header), _is_person) >= _SOME
        for header in others
    )


def _is_person(text: str) -> bool:
    return looks_like_a_name(text) or holds_contact(text)


def _take(draft: Draft, ours: str, column: str) -> None:
    """The titles, where no column of the table itself says the same."""
    take_by_name(draft, ours)
    if not draft.settled(ours):
        draft.take(ours, column, "title")

"""What the titles of sheets, or of parts of one, say: years, days, programs, events, or people."""

from __future__ import annotations

import re

from loaders.tables.date_forms import is_date
from loaders.tables.headers import ALIASES, key_of
from loaders.tables.layout import SHEET
from loaders.tables.periods import period_key
from loaders.tables.stacked import EVENT, TITLE, WHEN
from loaders.tables.table import distinct
from loaders.understanding.columns import choices_of, is_called, take_by_name
from loaders.understanding.draft import Draft, share
from loaders.understanding.private import kind_of_header, looks_like_a_name
from loaders.understanding.proposal import Question

__all__ = ["take_titles"]

_TITLES = (SHEET, TITLE, EVENT, WHEN)
_TASKS = frozenset(key_of(name) for name in ALIASES["role"][-1])
_NAMES = 0.6
"""Share of the different cells that look like persons, in a column of them."""


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
            if _are_people(draft, titles):
                _ask_whether_people(draft, column)
            else:
                _take(draft, _what(titles), column)


def _are_people(draft: Draft, titles: list[str]) -> bool:
    """Whether titles are names of persons over tables in which nothing else says who it was."""
    if draft.settled("participant") or not all(map(looks_like_a_name, titles)):
        return False
    able = (header for header in draft.raw.columns if header not in _TITLES)
    return not any(
        is_called(header, "participant")
        or kind_of_header(header) == "personal names"
        or share(draft.texts(header), looks_like_a_name) >= _NAMES
        for header in able
    )


def _ask_whether_people(draft: Draft, column: str) -> None:
    draft.take("participant", column, "title")
    reason = "each is called as a person is, and nothing below says who it was"
    choices = choices_of("participant", [column])
    draft.questions.append(Question("participant", "", choices, reason))


def _what(titles: list[str]) -> str:
    """Which of our columns these titles are."""
    if all(period_key(title) for title in titles) or _counted(titles):
        return "edition"
    return "start" if all(map(is_date, titles)) else "program"


def _take(draft: Draft, ours: str, column: str) -> None:
    """The titles, where no column of the table itself says the same.

    What somebody had to do at the event of the title is their role there.
    """
    take_by_name(draft, ours)
    task = key_of(draft.mapping.columns.get(ours, "")) in _TASKS
    if not draft.settled(ours) or (task and draft.evidence.get(ours) == "name"):
        draft.take(ours, column, "title")

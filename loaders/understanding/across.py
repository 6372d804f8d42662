"""Sheets with people across the top, a column each, and an event in each row."""

from __future__ import annotations

import pandas as pd

from loaders.tables.date_forms import date_spans
from loaders.tables.headers import find_header
from loaders.tables.mapping import WideRule
from loaders.tables.periods import period_spans
from loaders.tables.totals import says_total
from loaders.understanding.draft import Draft
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import (
    holds_contact,
    kind_of_header,
    looks_like_a_name,
    names_a_trait,
)
from loaders.understanding.statuses import status_of
from loaders.understanding.ticked import COUNT, ticked

__all__ = ["people_across"]

_LEAST = 2


def people_across(draft: Draft, _context: str) -> WideRule | None:
    """One column per person, and one row per event: by their full names, or where no two rows are
    of one event and what stands in the columns is marks and no counts."""
    if draft.has("participant") or (not draft.has("program") and not draft.has("start")):
        return None
    people = [name for name in ticked(draft, draft.free) if looks_like_a_name(name)]
    if _rows_are_events(draft):
        people = [name for name in ticked(draft, draft.free) if _can_be_a_person(draft, name)]
    if len(people) < _LEAST:
        return None
    others = tuple(header for header in draft.raw.columns if header not in people)
    return WideRule(("{participant}",), skip=others)


def _rows_are_events(draft: Draft) -> bool:
    """Whether each row is another event, by its name and day."""
    headers = [find_header(draft.mapping.columns.get(ours) or "\0", draft.raw.columns)
               for ours in ("program", "edition", "start")]  # fmt: skip
    named = pd.DataFrame({name: draft.raw.columns[name].codes for name in headers if name})
    return not named.empty and not named.duplicated().any()


def _can_be_a_person(draft: Draft, header: str) -> bool:
    if looks_like_a_name(header) or holds_contact(header):
        return True
    about = kind_of_header(header) or names_a_trait(header) or says_total(header)
    state = status_of(header) or means(header) != UNCLEAR
    if about or state or date_spans(header, draft.mapping.year) or period_spans(header):
        return False
    texts = draft.texts(header)
    return {*texts} <= {"0", "1"} or not all(map(COUNT.fullmatch, texts))

"""Sheets in which several columns say who: people across the top, or Mentor and Mentee of a row."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from loaders.tables.date_forms import date_spans
from loaders.tables.headers import find_header, key_of
from loaders.tables.mapping import WideRule
from loaders.tables.periods import period_spans
from loaders.tables.totals import says_total
from loaders.understanding.columns import dated, is_called
from loaders.understanding.draft import Draft, share
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import (
    holds_contact,
    kind_of_header,
    looks_like_a_name,
    names_a_trait,
)
from loaders.understanding.statuses import status_of
from loaders.understanding.ticked import COUNT, ticked
from loaders.understanding.wide import ACROSS

__all__ = ["people_across", "stages_down", "take_pairs"]

_LEAST = 2
_ROLES = frozenset(map(key_of, (
    "mentor", "mentee", "tutor", "tutee", "coach", "coachee", "buddy", "mentorin", "mentor*in",
    "mentor:in", "tutorin", "tutor*in", "patin", "pate", "tuteur", "mentoré", "mentora",
    "mentorado", "mentorada", "tutora",
)))  # fmt: skip
"""Names of columns of pairs.  The teacher of a class is no participant in the rows of students."""
_DAYS = 0.8
_NAMES = 0.6
"""Share of the different cells that look like persons, in a column of them."""


def take_pairs(draft: Draft) -> None:
    """One column per role, and in each who had it: Mentor and Mentee are two engagements."""
    given = draft.given.wide is not None or draft.settled("participant") or draft.settled("role")
    free = [] if given else draft.free
    found = [header for header in free if key_of(header) in _ROLES and _holds_people(draft, header)]
    others = [header for header in free if header not in found and is_called(header, "participant")]
    if len(found) >= _LEAST and not others:
        rule = WideRule(tuple(found), cell="participant")
        draft.mapping = replace(draft.mapping, wide=rule)


def _holds_people(draft: Draft, header: str) -> bool:
    def is_one(text: str) -> bool:
        return looks_like_a_name(text) or holds_contact(text)

    return share(draft.texts(header), is_one) >= _NAMES


def people_across(draft: Draft, _context: str) -> WideRule | None:
    """One column per person, and one row per event: by their full names, or where no two rows are
    of one event and what stands in the columns is marks and no counts."""
    events = [] if draft.has("participant") else _columns_of_events(draft)
    if not events:
        return None
    people = [name for name in ticked(draft, draft.free) if looks_like_a_name(name)]
    rows = pd.DataFrame({name: draft.raw.columns[name].codes for name in events})
    if not rows.duplicated().any():
        marks = {text for name in people for text in draft.texts(name)}
        people = [name for name in ticked(draft, draft.free) if _can_be_a_person(draft, name)
                  and (not marks or not marks.isdisjoint(draft.texts(name)))]  # fmt: skip
    if len(people) < _LEAST:
        return None
    if not draft.settled("start") and not {*events} & draft.taken:
        draft.take("start", events[0], "values")
    others = tuple(header for header in draft.raw.columns if header not in people)
    return WideRule((ACROSS,), skip=others)


def stages_down(draft: Draft, _context: str) -> WideRule | None:
    """One column per person and one row per stage, with the day of each in the cells."""
    if draft.has("participant") or draft.has("start"):
        return None
    people = [name for name in draft.free if looks_like_a_name(name) and draft.filled(name)
              and dated(draft, name) >= _DAYS]  # fmt: skip
    others = [name for name in draft.raw.columns if name not in people and draft.filled(name)]
    if len(people) < _LEAST or len(others) != 1 or draft.different(others[0]) < len(draft.raw.rows):
        return None
    if not draft.settled("program"):
        draft.take("program", others[0], "values")
    return WideRule((ACROSS,), cell="start", skip=tuple(others))


def _columns_of_events(draft: Draft) -> list[str]:
    """The columns that say which event a row is, and when; else the only one of dates."""
    headers = [find_header(draft.mapping.columns.get(ours) or "\0", draft.raw.columns)
               for ours in ("program", "edition", "start")]  # fmt: skip
    days = [header for header in draft.free if dated(draft, header) >= _DAYS]
    return [header for header in headers if header] or (days if len(days) == 1 else [])


def _can_be_a_person(draft: Draft, header: str) -> bool:
    if looks_like_a_name(header) or holds_contact(header):
        return True
    about = kind_of_header(header) or names_a_trait(header) or says_total(header)
    state = status_of(header) or means(header) != UNCLEAR
    if about or state or date_spans(header, draft.mapping.year) or period_spans(header):
        return False
    texts = draft.texts(header)
    return {*texts} <= {"0", "1"} or not all(map(COUNT.fullmatch, texts))

"""Sheets in which several columns say who: people across the top, or Mentor and Mentee of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from loaders.tables.date_forms import date_spans, is_date
from loaders.tables.headers import key_of
from loaders.tables.mapping import WideRule
from loaders.tables.periods import period_spans
from loaders.tables.totals import says_total
from loaders.tables.values import people_in
from loaders.understanding.columns import dated, is_called, lists_people
from loaders.understanding.draft import Draft, share
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import (
    holds_contact,
    kind_of_header,
    looks_like_a_name,
    names_a_trait,
)
from loaders.understanding.several import persons_between
from loaders.understanding.statuses import status_of
from loaders.understanding.ticked import COUNT, ticked
from loaders.understanding.wide import ACROSS, matches_of
from pathways.errors import shown

__all__ = ["people_across", "stages_down", "take_pairs"]

_LEAST = 2
_ROLES = frozenset(map(key_of, (
    "mentor", "mentee", "tutor", "tutee", "coach", "coachee", "buddy", "mentorin", "mentor*in",
    "mentor:in", "tutorin", "tutor*in", "patin", "pate", "tuteur", "mentoré", "mentora",
    "mentorado", "mentorada", "tutora", "mentors", "mentees", "tutors", "tutees", "coaches",
    "coachees", "buddies", "mentoren", "mentorinnen", "tutoren", "paten", "mentoren/mentorinnen",
)))  # fmt: skip
"""Names of columns of pairs.  The teacher of a class is no participant in the rows of students."""
_HOSTS = frozenset(map(key_of, (
    "host", "hosts", "organiser", "organisers", "organizer", "organizers", "facilitator",
    "facilitators", "speaker", "speakers", "trainer", "trainers", "leader", "leaders", "helper",
    "helpers", "leitung", "referent", "referentin", "referenten", "moderation", "animateur",
    "animatrice", "animateurs", "intervenant", "intervenante", "organizador", "organizadora",
    "organizadores", "facilitadora", "facilitador", "ponente", "ponentes", "palestrante",
)))  # fmt: skip
_PLACE = re.compile(r"(\D*[^\W\d_])([\s_#.-]*)(\d{1,2})")
_LEADS = re.compile(
    r"supervis|contact|leader|leit|organi[sz]|teacher|lehr|instructor|manager|approved|by$|parent"
    r"|guardian|responsable|author",
    re.IGNORECASE,
)
"""Columns of people who are not those that took part."""
_NUMBER = re.compile(r"[\s_#.-]*\d{1,2}$")
_DAYS = 0.8
_NAMES = 0.6
"""Share of the different cells that look like persons, in a column of them."""


def take_pairs(draft: Draft) -> None:
    """One column per role, and in each who had it: Mentor and Mentee are two engagements.

    So are Adult 1 and Adult 2 of a booking, and the hosts of an event beside who came.
    """
    given = draft.given.wide is not None or draft.settled("participant") or draft.settled("role")
    free = [] if given else draft.free
    whole = [header for header in free if is_called(header, "participant")]
    if len(whole) == 1 and lists_people(whole[0]):
        _take_hosts(draft, whole[0])
    if whole or given:
        return
    half = any(map(_is_half, free))
    for take in (_take_roles,) if half else (_take_roles, _take_rota, _take_grid, _take_places):
        take(draft)
        if draft.mapping.wide is not None:
            return


def _take_roles(draft: Draft) -> None:
    """Columns that are called as the two of a pair."""
    found = [one for one in draft.free if key_of(one) in _ROLES and _holds_people(draft, one)]
    if len(found) >= _LEAST:
        rule = WideRule(tuple(found), cell="participant")
        draft.mapping = replace(draft.mapping, wide=rule)


def _take_places(draft: Draft) -> None:
    """The places of one booking or team: Adult 1, Adult 2, Child 1."""
    found = {header: parts for header in draft.free if (parts := _PLACE.fullmatch(header[:100]))
             and _holds_people(draft, header)}  # fmt: skip
    if len(found) < _LEAST or len({parts[3] for parts in found.values()}) < _LEAST:
        return
    patterns = dict.fromkeys(f"{{role}}{parts[2]}{parts[3]}" for parts in found.values())
    rule = WideRule(tuple(patterns), cell="participant")
    others = [header for header in draft.raw.columns if header not in found]
    rule = replace(rule, skip=tuple(matches_of(others, rule)))
    draft.mapping = replace(draft.mapping, wide=rule)


def _take_hosts(draft: Draft, came: str) -> None:
    """Those who gave an event, in a list of events with who came to each."""
    between = persons_between(draft.texts(came), came)
    named = [header for header in draft.free if key_of(header) in _HOSTS]
    hosts = [header for header in named if _lists_names(draft.texts(header), between)]
    if hosts:
        draft.mapping = replace(
            draft.mapping,
            wide=WideRule((*hosts, came), cell="participant"),
            split={**draft.mapping.split, **({"participant": between} if between else {})},
        )


def _lists_names(texts: list[str], between: str) -> bool:
    parts = [
        part.strip() for text in texts for part in (text.split(between) if between else [text])
    ]
    return share(parts, looks_like_a_name) >= _NAMES


def _take_rota(draft: Draft) -> None:
    """A rota: a day in each row, and who serves under Lector, Usher 1 and Usher 2.

    Its columns share their people: a supervisor is in no other column.
    """
    days = [header for header in draft.raw.columns if dated(draft, header) >= _DAYS]
    able = [header for header in draft.free if header not in days and _may_hold_people(header)
            and _holds_people(draft, header)]  # fmt: skip
    cells = {header: draft.texts(header) for header in able}
    sign = "/" if any("/" in text for texts in cells.values() for text in texts) else ";"
    held = {header: {one for text in texts for one in people_in(text, sign)}
            for header, texts in cells.items()}  # fmt: skip
    found = [header for header in able
             if any(held[header] & held[other] for other in able if other != header)]  # fmt: skip
    if len(days) == 1 and len(found) >= _LEAST:
        values = {**draft.mapping.values, "role": _roles(able, draft.raw.columns)}
        rule = WideRule(tuple(able), cell="participant")
        lists = any(held[header] != {*cells[header]} for header in able)
        split = {**draft.mapping.split, "participant": sign} if lists else draft.mapping.split
        draft.mapping = replace(draft.mapping, wide=rule, values=values, split=split)
        draft.notes.append(
            f"Columns {', '.join(map(shown, able[:6]))} hold people of whom some are in several: "
            "each cell is somebody in the role that its column is called."
        )


def _take_grid(draft: Draft) -> None:
    """A day in each column, and in its cells who serves, at the time that the row says."""
    days = [header for header in draft.free if is_date(header)]
    if len(days) >= _LEAST and all(_holds_people(draft, header) for header in days):
        rule = WideRule(("{date}",), cell="participant")
        draft.mapping = replace(draft.mapping, wide=rule)


def _roles(headers: list[str], among: Iterable[str]) -> dict[str, str]:
    """What columns that differ by a number stand for: Usher 1 and Usher 2 are one role.

    ``among`` are all columns, of which some may be blank.

    >>> _roles(["Lector", "Usher 1"], ["Lector", "Usher 1", "Usher 2", "Shift 3"])
    {'Usher 1': 'Usher'}
    """
    many = Counter(_NUMBER.sub("", header) for header in among)
    bases = {header: _NUMBER.sub("", header) for header in headers}
    return {header: base for header, base in bases.items()
            if base and base != header and many[base] > 1}  # fmt: skip


def _is_half(header: str) -> bool:
    """Whether a column is called as a name or address, which is that of one person in the row."""
    return kind_of_header(header) in ("e-mail addresses", "logins", "personal names")


def _may_hold_people(header: str) -> bool:
    return not (is_called(header, "program") or names_a_trait(header) or _LEADS.search(header))


def _holds_people(draft: Draft, header: str) -> bool:
    def are_some(text: str) -> bool:
        found = people_in(text.replace("/", ";"), ";")
        return all(looks_like_a_name(one) or holds_contact(one) for one in found)

    return share(draft.texts(header), are_some) >= _NAMES


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
    headers = [draft.header(ours) for ours in ("program", "edition", "start")]  # fmt: skip
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

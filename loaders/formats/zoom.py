"""Zoom: who was in a webinar or a meeting.

A report begins with lines about the session, and a webinar's has parts for hosts, panelists and
attendees, each under names of its own (see :mod:`loaders.tables.sections`).  Who loses the
connection and joins again has several rows and was there once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loaders.formats.format import Format
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, column_of, distinct

__all__ = ["FORMATS"]

# In a list of meetings the first of two addresses is that of the host, in every row.
_WHO = (
    "User Email (2)|Email (2)|Email|User Email|Email Address "
    "or User Name (Original Name)|Name (Original Name) or User Name or Name "
    "or First Name + Last Name"
)
_SESSION = {"participant": _WHO, "program": "Topic", "role": "Section"}
_ROLES = {
    "host": "host",
    "panelist": "speaker",
    "panelists": "speaker",
    "attendee": "attendee",
    "attendees": "attendee",
    "other attended": "attendee",
}
_WAITED = {"In Waiting Room": ("yes",)}
_BY_PHONE = "other attended"
_LEFT_OUT = ("Phone", "Is Guest", "Guest", "In Waiting Room", "Recording Consent",
             "Source Name", "Join Time", "Leave Time", "Time in Session (minutes)",
             "Duration (Minutes)", "Total Duration (Minutes)", "Recording disclaimer response",
             "Host name", "Host email")  # fmt: skip


def _callers_came(raw: RawTable) -> RawTable:
    """The part of those who joined by phone has no column that says that they attended."""
    part, came = (find_header(name, raw.columns) for name in ("Section", "Attended"))
    if part is None or came is None:
        return raw
    callers = [text.casefold() == _BY_PHONE for text in distinct(raw.columns[part])]
    called = np.array([*callers, False])[np.asarray(raw.columns[part].codes)]
    words = [*distinct(raw.columns[came]), "Yes"]
    codes = np.asarray(raw.columns[came].codes)
    codes = np.where(called & (codes < 0), words.index("Yes"), codes)
    names = words[:-1] if "Yes" in words[:-1] else words
    return replace(raw, columns={**raw.columns, came: column_of(codes, names)})


FORMATS = (
    Format(
        "zoom-webinar",
        "Zoom, attendees of a webinar: one row each time somebody joined",
        ("Attended", "User Name (Original Name)|User Name", "Join Time", "Leave Time",
         "Time in Session (minutes)", "Is Guest|Country/Region Name|Email"),
        Mapping(
            columns={**_SESSION, "start": "Session start or Join Time or Registration Time",
                     "status": "Attended"},
            values={"role": _ROLES},
            once=True,
            drop=(*_LEFT_OUT, "Registration Time", "Approval Status"),
        ),
        "Zoom: who joined again is counted once; hosts and panelists are in the record, panelists "
        "as speakers.",
        one_event=True,
        prepare=_callers_came,
    ),
    Format(
        "zoom-meeting",
        "Zoom, participants of a meeting: one row each time somebody joined",
        ("Name (Original Name)|Name (original name)|User Name (Original Name)|Name",
         "User Email|Email", "Join Time", "Leave Time", "Duration (Minutes)"),
        Mapping(
            columns={**_SESSION, "start": "Session start or Join Time"},
            values={"role": _ROLES},
            set_aside=_WAITED,
            once=True,
            drop=_LEFT_OUT,
        ),
        "Zoom: who joined again is counted once, and time in the waiting room is none.",
        one_event=True,
    ),
    Format(
        "zoom-participants",
        "Zoom, participants of a meeting: one row per person, with their minutes together",
        ("Name (Original Name)|User Name (Original Name)", "User Email|Email",
         "Total Duration (Minutes)|Duration (Minutes)"),
        Mapping(
            columns={**_SESSION, "start": "Session start"},
            values={"role": _ROLES},
            drop=_LEFT_OUT,
        ),
        one_event=True,
        alone="is Zoom's list of people with their minutes together, and says no day. Export it "
        "with the meeting's own lines above it, or with one row for each time somebody joined.",
    ),
    Format(
        "zoom-registration",
        "Zoom, registrations: one row per person who signed up",
        ("First Name", "Last Name", "Email", "Registration Time", "Approval Status"),
        Mapping(
            columns={**_SESSION, "start": "Session start or Registration Time",
                     "status": "Approval Status"},
            values={"role": _ROLES, "status": {"approved": "registered", "denied": "withdrawn",
                    "pending approval": "registered", "cancelled": "cancelled"}},
            drop=_LEFT_OUT,
        ),
        "Zoom: a registration is no attendance; the attendee report says who came.",
        one_event=True,
    ),
)  # fmt: skip

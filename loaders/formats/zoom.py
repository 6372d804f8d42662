"""Zoom: who was in a webinar or a meeting.

A report begins with lines about the session, and a webinar's has parts for hosts, panelists and
attendees, each under names of its own (see :mod:`loaders.tables.sections`).  Who loses the
connection and joins again has several rows and was there once.
"""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_WHO = (
    "Email|User Email|Email Address "
    "or User Name (Original Name)|Name (Original Name)|User Name|Name or First Name + Last Name"
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
_LEFT_OUT = ("Phone", "Is Guest", "Guest", "In Waiting Room", "Recording Consent",
             "Source Name", "Join Time", "Leave Time", "Time in Session (minutes)",
             "Duration (Minutes)", "Recording disclaimer response")  # fmt: skip
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
    ),
    Format(
        "zoom-meeting",
        "Zoom, participants of a meeting: one row each time somebody joined",
        ("Name (Original Name)|Name (original name)|User Name (Original Name)|Name",
         "User Email|Email", "Join Time", "Leave Time", "Duration (Minutes)"),
        Mapping(
            columns={**_SESSION, "start": "Session start or Join Time"},
            values={"role": _ROLES},
            once=True,
            drop=_LEFT_OUT,
        ),
        "Zoom: who joined again is counted once.",
        one_event=True,
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

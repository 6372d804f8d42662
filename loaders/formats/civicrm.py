"""CiviCRM: participants of events, activities, and exports of SearchKit.

A participant's number is that of the registration; the person is the contact.  Labels of the
columns have changed over the years, so several are known.
"""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_PARTICIPANT = {
    "registered": "registered",
    "attended": "attended",
    "no-show": "no-show",
    "cancelled": "cancelled",
    "pending from pay later": "registered",
    "pending (pay later)": "registered",
    "pending from incomplete transaction": "registered",
    "pending (incomplete transaction)": "registered",
    "on waitlist": "registered",
    "awaiting approval": "registered",
    "pending from waitlist": "registered",
    "pending from approval": "registered",
    "rejected": "withdrawn",
    "expired": "cancelled",
    "pending in cart": "registered",
    "partially paid": "registered",
    "pending refund": "cancelled",
    "transferred": "cancelled",
}
_NUMBERS = dict(
    zip(
        map(str, range(1, 17)),
        ("registered", "attended", "no-show", "cancelled", "registered", "registered",
         "registered", "registered", "registered", "registered", "withdrawn", "cancelled",
         "registered", "registered", "cancelled", "cancelled"),
        strict=True,
    )
)  # fmt: skip
_ROLES = {"1": "attendee", "2": "volunteer", "3": "host", "4": "speaker"}
_ACTIVITY = {
    "scheduled": "registered",
    "completed": "completed",
    "cancelled": "cancelled",
    "left message": "invited",
    "unreachable": "invited",
    "not required": "cancelled",
    "available": "registered",
    "no-show": "no-show",
    "draft": "registered",
}
_CAUTION = (
    "CiviCRM: Registered is not Attended, and without the event's start the day is that of the "
    "registration."
)
FORMATS = (
    Format(
        "civicrm-participant",
        "CiviCRM, participants of events: one row per registration",
        ("Participant ID", "Contact ID|Contact Id|contact_id"),
        Mapping(
            columns={
                "engagement": "Participant ID",
                "participant": "Contact ID",
                "program": "Event Title or Event or event_title or Event ID",
                "start": "Event Start Date or event_start_date or Start Date or Register date "
                "or Register Date or participant_register_date",
                "end": "Event End Date or event_end_date",
                "status": "Participant Status or participant_status or Status "
                "or Participant Status ID or participant_status_id or Status ID",
                "role": "Participant Role or participant_role or Role or Participant Role ID "
                "or participant_role_id",
            },
            values={"status": {**_PARTICIPANT, **_NUMBERS}, "role": _ROLES},
            split={"role": ", "},
            set_aside=dict.fromkeys(
                ("Test", "Is Test", "is_test", "participant_is_test"), ("yes", "1", "true", "y")
            ),
        ),
        _CAUTION,
    ),
    Format(
        "civicrm-participant-api",
        "CiviCRM, participants of events from its API: one row per registration",
        (
            "contact_id",
            "event_id.title|event_id:label|event_id",
            "register_date",
            "status_id:label|status_id:name|status_id",
        ),
        Mapping(
            columns={
                "engagement": "id",
                "participant": "contact_id",
                "program": "event_id.title or event_id:label or event_id",
                "start": "event_id.start_date or register_date",
                "end": "event_id.end_date",
                "status": "status_id:label or status_id:name or status_id",
                "role": "role_id:label or role_id:name or role_id",
            },
            values={"status": {**_PARTICIPANT, **_NUMBERS}, "role": _ROLES},
            split={"role": ","},
            set_aside={"is_test": ("yes", "1", "true", "y")},
            attributes=(),
        ),
        _CAUTION,
    ),
    Format(
        "civicrm-activity",
        "CiviCRM, activities: one row per activity and contact",
        ("Activity ID", "Activity Type", "Activity Date", "Activity Status"),
        Mapping(
            columns={
                "engagement": "Activity ID",
                "participant": "Target Contact ID or Contact ID or Target Name or With Contact",
                "program": "Activity Type",
                "start": "Activity Date",
                "status": "Activity Status",
            },
            values={"status": _ACTIVITY},
            drop=("Subject", "Location", "Details"),
        ),
        "CiviCRM: an activity that is scheduled is not done. An engagement index is kept as an "
        "attribute; [columns] tier in the mapping makes it the tier.",
    ),
    Format(
        "civicrm-cases",
        "CiviCRM, cases with a cohort and a role (SearchKit): one row per case",
        ("Case ID", "*: Cohort", "*: Role"),
        Mapping(
            columns={
                "engagement": "Case ID",
                "participant": "Contact:|Contact ID|Contact",
                "edition": "*: Cohort",
                "role": "*: Role",
            },
        ),
    ),
)

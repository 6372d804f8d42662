"""Meetup: the RSVPs of an event.  The export ends in .xls and is text with tabs."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_STATUSES = {
    "rsvp: yes": "registered",
    "rsvp: waitlist": "registered",
    "rsvp: no": "withdrawn",
    "rsvp: no show": "no-show",
    "attended": "attended",
    "no-show": "no-show",
    "absent": "no-show",
}
FORMATS = (
    Format(
        "meetup-attendees",
        "Meetup, attendees of an event: one row per member",
        ("User ID", "RSVP", "RSVPed on", "Joined Group on|URL of Member Profile"),
        Mapping(
            columns={
                "participant": "User ID",
                "program": "Event Name or Event Title",
                "role": "Event Host",
                "status": "Attendance or RSVP",
                "start": "Event Date or RSVPed on",
            },
            values={"status": _STATUSES, "role": {"yes": "host", "no": "member"}},
            drop=("Joined Group on",),
        ),
        "Meetup: a yes is an RSVP and no attendance, and guests of members are not in the rows. "
        "Without a column for the event, the day is that of the RSVP.",
        one_event=True,
    ),
)

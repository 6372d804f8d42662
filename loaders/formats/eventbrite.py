"""Eventbrite: attendees and orders.  The day of an order is not the day of the event."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_STATUSES = {
    "attending": "registered",
    "unpaid": "registered",
    "pending": "registered",
    "checked in": "attended",
    "not attending": "cancelled",
    "deleted": "cancelled",
    "refunded": "cancelled",
    "partially refunded": "registered",
    "transferred": "cancelled",
    "completed": "registered",  # of an order: it was paid
    "free order": "registered",
    "placed": "registered",
    "cancelled": "cancelled",
    "started": "invited",
    "abandoned": "withdrawn",
    "processing": "registered",
    "info requested": "registered",
}
_WHO = (
    "Attendee Email|Email or Attendee First Name|First Name|Vorname|Prénom "
    "+ Attendee Last Name|Last Name|Surname|Nachname or Name"
)
_EVENT = {
    "program": "Event Name or Event Title or Event",
    "start": "Event Start Date or Event Date or Event Start Time or Event Start "
    "or Date Attending or Order Date",
}
FORMATS = (
    Format(
        "eventbrite-attendees",
        "Eventbrite, attendee report: one row per ticket",
        ("Order #|Order ID", "Attendee #|Attendee ID|Ticket Type", "Attendee Status"),
        Mapping(
            columns={
                "engagement": "Attendee # or Attendee ID",
                "participant": _WHO,
                "role": "Ticket Type",
                "status": "Attendee Status",
                **_EVENT,
            },
            values={"status": _STATUSES},
        ),
        "Eventbrite: only Checked In counts; Attending is a ticket. A buyer's address may stand "
        "on the tickets of guests.",
        one_event=True,
    ),
    Format(
        "eventbrite-orders",
        "Eventbrite, orders report: one row per order",
        ("Order #|Order ID", "Order Date", "Order Status", "Checked In"),
        Mapping(
            columns={
                "engagement": "Order #|Order ID",
                "participant": _WHO.replace("Attendee Email|Email", "Email|Buyer Email"),
                "role": "Ticket Type",
                "status": "Checked In or Order Status",
                **_EVENT,
            },
            values={"status": _STATUSES},
        ),
        "Eventbrite: an order may be for several people, of whom it names only the buyer.",
        one_event=True,
    ),
)

"""Luma: the guests of an event.  Who was approved has not come; who was checked in has."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_APPROVAL = {
    "approved": "registered",
    "going": "registered",
    "pending_approval": "registered",
    "pending approval": "registered",
    "pending": "registered",
    "waitlist": "registered",
    "invited": "invited",
    "declined": "withdrawn",
    "rejected": "withdrawn",
    "not going": "withdrawn",
    "session": "registered",
}
FORMATS = (
    Format(
        "luma-guests",
        "Luma, guests of an event: one row per guest",
        ("api_id|guest_id", "approval_status", "checked_in_at", "created_at"),
        Mapping(
            columns={
                "engagement": "api_id or guest_id",
                "participant": "email or name or first_name + last_name",
                "program": "event_name or event",
                "role": "ticket_name",
                "start": "event_start_at or checked_in_at or created_at",
                "status": "checked_in_at or approval_status",
            },
            values={"status": _APPROVAL},
            drop=("qr_code_url", "custom_source", "ticket_type_id", "eth_address",
                  "solana_address", "survey_response_feedback"),
        ),
        "Luma: only guests who were checked in count; approved is not attended.",
        one_event=True,
    ),
)  # fmt: skip

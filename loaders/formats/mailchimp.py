"""Mailchimp: an audience.  Being on a list is one engagement, from the day of the opt-in."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

FORMATS = (
    Format(
        "mailchimp-audience",
        "Mailchimp, audience: one row per contact",
        ("Email Address", "MEMBER_RATING", "OPTIN_TIME", "LEID"),
        Mapping(
            columns={
                "participant": "Email Address",
                "start": "CONFIRM_TIME or OPTIN_TIME or LAST_CHANGED",
                "end": "UNSUB_TIME or CLEAN_TIME",
            },
            constants={"program": "newsletter", "role": "subscriber"},
            drop=("LEID", "EUID", "GMTOFF", "DSTOFF", "TIMEZONE", "LAST_CHANGED", "NOTES", "TAGS",
                  "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON",
                  "UNSUB_REASON_OTHER", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID"),
        ),
        "Mailchimp: one engagement for each contact, from the opt-in; tags are left out. Who "
        "unsubscribed or was cleaned stands in files of their own; load those too.",
    ),
)  # fmt: skip

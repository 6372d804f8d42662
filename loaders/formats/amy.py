"""AMY (The Carpentries): people at workshops, requests for training, awards."""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.formats.format import Format
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct, recoded

__all__ = ["FORMATS"]

DAY = "Day in the event"
_SLUG = re.compile(r"^(\d{4})-(\d{2})-(\d{2}|xx)-")


def _dated(raw: RawTable) -> RawTable:
    """A column with the day that the name of an event begins with: 2011-11-07-toronto."""
    header = find_header("event", raw.columns)
    if header is None or DAY in raw.columns:
        return raw
    slugs = [_SLUG.match(slug) for slug in distinct(raw.columns[header])]
    days = ["-".join(g for g in slug.groups() if g != "xx") if slug else None for slug in slugs]
    return replace(raw, columns={**raw.columns, DAY: recoded(raw.columns[header], days)})


FORMATS = (
    Format(
        "amy-people",
        "AMY, people for a bulk upload: one row per person, event and role",
        ("personal", "family", "email", "event", "role"),
        Mapping(
            columns={"participant": "email or personal + family", "edition": "event",
                     "role": "role", "start": DAY},
            constants={"program": "workshop"},
        ),
        prepare=_dated,
    ),
    Format(
        "amy-training-requests",
        "AMY, requests for training: one row per request",
        ("Created at", "State", "Matched Trainee", "Application Type", "Personal", "Family"),
        Mapping(
            columns={"participant": "Matched Trainee ID or Email or Personal + Family",
                     "start": "Created at", "status": "State"},
            constants={"program": "instructor training", "role": "applicant"},
            values={"status": {"pending": "registered", "accepted": "registered",
                               "discarded": "withdrawn", "withdrawn": "withdrawn"}},
            consent={"Data privacy agreement (yes/no)": ("yes", "true", "1")},
            attributes=("Country", "Application Type"),
        ),
        "AMY: a request is no training; rows of people who did not agree to the use of data are "
        "refused.",
    ),
    Format(
        "amy-staff",
        "AMY, staff of workshops (WorkshopStaff.csv): one row per person, totals without dates",
        ("Name", "Email", "Is instructor", "Taught times", "Airport", "Affiliation"),
        Mapping(
            columns={"participant": "Email or Name"},
            constants={"program": "workshop", "role": "staff"},
            drop=("Name", "Airport", "Lessons"),
            attributes=("Country", "Is instructor", "Is trainer", "Taught times"),
        ),
        alone="is AMY's list of workshop staff: totals of each person, without the day of any of "
        "it, so that nothing can be put in order. Give the people of each event instead (columns "
        "personal, family, email, event, role).",
    ),
)  # fmt: skip

"""People with tags that say what they did: NationBuilder and Action Network.

``attended-open-day-20220728`` becomes an engagement of that day, ``rsvp-…`` a registration.  Every
other tag says nothing about taking part; who has no such tag is in the record and does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.formats.format import Format
from loaders.tables.headers import find_header
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable, distinct

__all__ = ["FORMATS"]

PROGRAM, STATUS, START = "Tagged event", "Tagged status", "Tagged date"
_STATUSES = {
    "attended": "attended",
    "attendee": "attended",
    "hosted": "attended",
    "volunteered": "attended",
    "completed": "completed",
    "rsvp": "registered",
    "rsvped": "registered",
    "registered": "registered",
    "signed up": "registered",
    "invited": "invited",
    "no show": "no-show",
    "noshow": "no-show",
    "cancelled": "cancelled",
    "declined": "withdrawn",
}
_BEGIN = re.compile(rf"^({'|'.join(w.replace(' ', '[ _-]?') for w in _STATUSES)})[ _:-]+(.+)$",
                    re.IGNORECASE)  # fmt: skip
_DAY = re.compile(r"[ _-]*((?:19|20)\d{2})[-_./]?(\d{2})[-_./]?(\d{2})$")
_BARE = re.compile(r"[ _-]+")


def _engagement(tag: str) -> tuple[str, str, str] | None:
    """Program, status and day that a tag says; ``None`` where it is about something else.

    >>> _engagement("attended-open-day-20220728"), _engagement("donor")
    (('open day', 'attended', '2022-07-28'), None)
    """
    found = _BEGIN.match(tag.strip())
    if found is None:
        return None
    rest = found.group(2)
    day = _DAY.search(rest)
    name = _BARE.sub(" ", rest[: day.start()] if day else rest).strip()
    status = _STATUSES[_BARE.sub(" ", found.group(1)).casefold()]
    return (name, status, "-".join(day.groups()) if day else "") if name else None


def _melted(header: str) -> Callable[[RawTable], RawTable]:
    """One row for each tag that says what somebody did; one for who has none."""

    def melted(raw: RawTable) -> RawTable:
        column = find_header(header, raw.columns)
        if column is None or PROGRAM in raw.columns:
            return raw
        values = raw.columns[column]
        engagements = [[found for tag in re.split(r"[,;]", text) if (found := _engagement(tag))]
                for text in distinct(values)]  # fmt: skip
        each = [engagements[code] if code >= 0 else [] for code in values.codes.tolist()]
        at = np.repeat(np.arange(len(each)), [max(len(one), 1) for one in each])
        rows = [found for one in each for found in one or [("", "invited", "")]]
        columns = {name: cells[at] for name, cells in raw.columns.items()}
        for number, name in enumerate((PROGRAM, STATUS, START)):
            cells = [row[number] or None for row in rows]
            columns[name] = pd.Categorical(pd.Series(cells, dtype="str"))
        without = sum(not one for one in each)
        note = (
            f"Tags say what people did: {len(rows) - without:,} engagements; {without:,} have none."
        )
        return replace(raw, columns=columns, rows=raw.rows[at], notes=(*raw.notes, note))

    return melted


def _tagged(who: str) -> Mapping:
    return Mapping(
        columns={"participant": who, "program": PROGRAM, "status": STATUS, "start": START}
    )


FORMATS = (
    Format(
        "nationbuilder-people",
        "NationBuilder, people: one row per person, what they did in tags",
        ("nationbuilder_id", "tag_list"),
        replace(
            _tagged("nationbuilder_id"),
            attributes=("is_volunteer", "primary_state", "primary_country"),
        ),
        "NationBuilder: attended tags count, rsvp tags do not.",
        prepare=_melted("tag_list"),
    ),
    Format(
        "action-network-report",
        "Action Network, report: one row per person, what they did in tags",
        ("uuid", "can2_user_tags", "can2_subscription_date|can2_subscription_status"),
        replace(
            _tagged("uuid"),
            attributes=("can2_state_abbreviated", "can2_subscription_status"),
        ),
        "Action Network: attended tags count, rsvp tags do not.",
        prepare=_melted("can2_user_tags"),
    ),
)

"""EveryAction and VAN: events, activist codes, canvasses.  The VANID is the person."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_VANID = "VANID|Voter File VANID|MyCampaign ID|My Campaign ID|MyC VANID|EveryAction VANID"
_STATUSES = {
    "completed": "completed",
    "walk in": "attended",
    "attended": "attended",
    "scheduled": "registered",
    "sched-web": "registered",
    "resched": "registered",
    "confirmed": "registered",
    "conf twice": "registered",
    "conf-twice": "registered",
    "tentative": "registered",
    "invited": "invited",
    "left msg": "invited",
    "texted": "invited",
    "no show": "no-show",
    "declined": "withdrawn",
    "cancelled": "cancelled",
}
FORMATS = (
    Format(
        "everyaction-events",
        "EveryAction or VAN, people at events: one row per shift",
        (_VANID, "Event Name|Event", "Status|Event Status"),
        Mapping(
            columns={
                "participant": _VANID,
                "program": "Event Type or Event Name or Event",
                "role": "Role or Event Role",
                "start": "Event Date or Date or Start Date or Start Time",
                "status": "Status or Event Status",
            },
            values={"status": _STATUSES},
        ),
        "EveryAction: only Completed and Walk In count.",
    ),
    Format(
        "everyaction-activist-codes",
        "EveryAction or VAN, activist codes: one row per person and code",
        (f"{_VANID}|Source ID", "Activist Code"),
        Mapping(
            columns={
                "participant": f"{_VANID} or Source ID",
                "program": "Activist Code",
                "start": "Date Canvassed or DateCanvassed or Date Created or Date Applied or Date",
            },
            attributes=("Origin Source Code",),
        ),
    ),
    Format(
        "van-canvass",
        "VAN, results of a canvass: one row per contact",
        (_VANID, "ResultID|Result", "DateCanvassed|Date Canvassed"),
        Mapping(
            columns={
                "participant": _VANID,
                "start": "DateCanvassed or Date Canvassed",
            },
            constants={"program": "canvass"},
        ),
        "VAN: a result is what a canvasser noted, and not that somebody took part.",
    ),
)

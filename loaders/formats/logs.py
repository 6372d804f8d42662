"""Logs of events, as other tools for journeys and processes have them."""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

FORMATS = (
    Format(
        "event-log",
        "event log (Retentioneering): one row per user and event, with a timestamp",
        ("user_id", "event", "timestamp"),
        Mapping(columns={"participant": "user_id", "program": "event", "start": "timestamp"}),
    ),
    Format(
        "process-log",
        "process mining (XES as a table): case, activity, timestamp",
        ("case:concept:name", "concept:name", "time:timestamp"),
        Mapping(
            columns={
                "participant": "case:concept:name",
                "program": "concept:name",
                "start": "time:timestamp",
            }
        ),
    ),
)

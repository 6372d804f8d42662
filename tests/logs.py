"""Small logs for tests, written as people would write them on a napkin."""

from __future__ import annotations

import pandas as pd

from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import Scheme, Tier, TierRule

MOUNTAIN = Scheme(
    name="test",
    title="Test mountain",
    tiers=(
        Tier("Learning", 0, points="1"),
        Tier("Participating", 1, "high", points="3"),
        Tier("Leading", 2, "high", points="5"),
    ),
    rules=(
        TierRule("Learning", role="reader"),
        TierRule("Participating", role="mentee"),
        TierRule("Leading", role="mentor"),
    ),
)


def log_of(text: str, **options: object) -> EngagementLog:
    """A log from lines of ``participant program edition role start [end] [status]``; - is blank."""
    names = ["participant", "program", "edition", "role", "start", "end", "status"]
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame([row + ["-"] * (len(names) - len(row)) for row in rows], columns=names)
    frame = frame.replace("-", pd.NA)
    for column in ("start", "end"):
        frame[column] = pd.to_datetime(frame[column])
    return build_log(frame, options.pop("scheme", MOUNTAIN), **options)  # type: ignore[arg-type]

"""A STEP as a query is told of it: what the engagements of the step have in the graph."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog
from pathways.record.selection import find_step, folded

__all__ = ["step_map"]


def step_map(log: EngagementLog, text: str) -> dict[str, str] | None:
    """The properties that engagements of a STEP have, and no others; ``None`` where none say it.

    Args:
        log: one record of each kind (role, program, tier, edition) is enough.
        text: the STEP, in any of its forms.

    Raises:
        UnknownStepError, AmbiguousStepError, OptionError: as for
            :func:`~pathways.record.selection.find_step`.

    Example:
        >>> step_map(log, "MENTEE"), step_map(log, "OL: mentor")
        ({'role': 'mentee'}, {'role': 'mentor', 'program': 'OL'})
    """
    rows = find_step(log, text).rows
    named = _properties(log)
    found: dict[str, str] = {}
    for name, values in named.items():
        theirs = values[rows].dropna().unique()
        # What all these engagements share, and the person named: no more, no less.
        if len(theirs) == 1 and _says(text, name, str(theirs[0])):
            found[name] = str(theirs[0])
    same = np.ones(len(rows), dtype=bool)
    for name, value in found.items():
        same &= (named[name] == value).fillna(value=False).to_numpy(bool)
    return found if found and (same == rows).all() else None


def _properties(log: EngagementLog) -> Mapping[str, pd.Series]:
    """What an engagement of the graph has, of what a STEP can say."""
    names = ("role", "program", "tier", "edition")
    texts = {name: log.records[name].astype("str") for name in names}
    if log.counted["program"].nunique() > 1:  # its edition is called by the program as well
        del texts["edition"]
    return texts


def _says(text: str, kind: str, value: str) -> bool:
    """Whether a STEP names this value as what it is: exactly, alone, or in an activity."""
    if "=" in text:
        return any(part.split("=")[0].strip() == kind for part in text.split(","))
    program, _, role = text.rpartition(":")
    activity = {"program": program, "role": role} if program else {}
    return folded(value) in (folded(text), folded(activity.get(kind, text)))

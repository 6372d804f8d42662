"""What a careful reader must know of any answer about steps: what was left out, how ties count."""

from __future__ import annotations

import numpy as np

from pathways.record.log import EngagementLog
from pathways.sequences.steps import Steps

__all__ = ["usual_caveats"]

_TIES = {
    "set": "Steps that nothing orders form one step set; every pair between two sets counts.",
    "split": "Steps that nothing orders form one step set; pairs between two sets share one move.",
    "rank": "Steps on the same date were put in the order of their tiers, lowest first.",
}


def usual_caveats(log: EngagementLog, steps: Steps, ties: str | None = "set") -> tuple[str, ...]:
    """What was left out, and how ties were treated, where it made a difference.

    ``ties`` is ``None`` where no moves are counted, so that ties make none.
    """
    said = list(log.origin.filters)
    if steps.left_out:
        said.append(f"{steps.left_out} engagements have no step at this level and are left out.")
    several = np.diff(steps.starts) > 1
    if ties is not None and (several.any() or ties != "set"):
        said.append(f"{_TIES[ties]} ({_sets(int(several.sum()))} several steps.)")
    if log.origin.refused:
        said.append(f"Rows refused and not counted: {log.origin.refused}.")
    return tuple(_sentence(text) for text in said)


def _sets(count: int) -> str:
    return "1 set holds" if count == 1 else f"{count:,} sets hold"


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", ")")) else f"{text}."

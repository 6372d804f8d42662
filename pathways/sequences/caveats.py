"""What a careful reader must know of any answer about steps: what was left out, how ties count."""

from __future__ import annotations

import numpy as np

from pathways.answer import Origin
from pathways.answer.wording import FILTERED, Sentence
from pathways.record.log import EngagementLog
from pathways.sequences.steps import Steps

__all__ = ["caveats_of", "filter_caveats", "usual_caveats"]

_TIES = {
    "set": "Steps that nothing orders form one step set; every pair between two sets counts.",
    "split": "Steps that nothing orders form one step set; pairs between two sets share one move.",
    "rank": "Steps on the same date were put in the order of their tiers, lowest first.",
}


def usual_caveats(
    log: EngagementLog, steps: Steps, ties: str | None = "set"
) -> tuple[Sentence, ...]:
    """What was left out, and how ties were treated, where it made a difference.

    ``ties`` is ``None`` where no moves are counted, so that ties make none.
    """
    several = int((np.diff(steps.starts) > 1).sum())
    return caveats_of(log.origin, steps.left_out, several, ties)


def caveats_of(
    origin: Origin, left_out: int, several: int, ties: str | None = "set"
) -> tuple[Sentence, ...]:
    """The same from numbers: engagements without a step, and step sets of several steps."""
    caveats = list(filter_caveats(origin))
    if left_out:
        caveats.append(
            Sentence(
                "{left_out} engagements have no step at this level and are left out.",
                "no step at this level",
                left_out=left_out,
            )
        )
    if ties is not None and (several or ties != "set"):
        caveats.append(
            Sentence(
                "{ties} ({sets} several steps.)",
                "ties",
                ties=_TIES[ties],
                sets=_sets(several),
            )
        )
    if origin.refused:
        caveats.append(
            Sentence(
                "Rows refused and not counted: {refused}.",
                "rows refused",
                refused=origin.refused,
            )
        )
    return tuple(caveats)


def filter_caveats(origin: Origin) -> tuple[Sentence, ...]:
    """Which engagements these are, where not all were counted."""
    return tuple(Sentence("{chosen}.", FILTERED, chosen=_begun(text)) for text in origin.filters)


def _begun(text: str) -> str:
    if isinstance(text, Sentence):
        return text.begun()
    return text[:1].upper() + text[1:]


def _sets(count: int) -> Sentence:
    return Sentence("{sets:,} {hold}", sets=count, hold="set holds" if count == 1 else "sets hold")

"""What is the same for every part of a record: its vocabulary, its clock, what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from pathways.answer import Origin
from pathways.errors import UnknownStepError
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.steps import Bools, FollowUp, Steps, level_codes, make_steps, step_keys

__all__ = ["Terms", "rows_of", "terms_of"]


@dataclass(frozen=True)
class Terms:
    """The terms on which parts of a record are counted, so that their counts can be added.

    Attributes:
        by, ties: what a step is, and what nothing orders.
        window: how long people are watched.
        labels: the names of all steps of the record; tallies hold codes into it.
        keys: what each step is in the record, by which parts find it.
        origin: where the numbers come from.
        options: what else was asked.
    """

    by: str
    ties: str
    window: Horizon
    labels: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    origin: Origin
    options: Mapping[str, object] = field(default_factory=dict)

    def steps(self, log: EngagementLog) -> Steps:
        """The steps of a record or of a part of it, in the words of the whole."""
        steps, part_keys = make_steps(log, self.by, self.ties), step_keys(log, self.by)
        if part_keys == self.keys:
            return steps
        code = {key: number for number, key in enumerate(self.keys)}
        step = np.array([code[key] for key in part_keys], dtype=np.int64)[steps.step]
        return replace(steps, labels=self.labels, step=step)

    def follow(self, log: EngagementLog) -> FollowUp:
        """How long everyone could be watched."""
        return FollowUp(log, self.window)


def terms_of(
    log: EngagementLog,
    by: str = "activity",
    ties: str = "set",
    horizon: str | None = None,
    **options: object,
) -> Terms:
    """The terms of a whole record.

    Raises:
        OptionError: a level, tie rule or window that does not exist.
    """
    labels = level_codes(log, by)[1]
    window = log.horizon(horizon)
    return Terms(by, ties, window, labels, step_keys(log, by), log.origin, options)


def rows_of(log: EngagementLog, step: str) -> Bools:
    """Which counted engagements are a step that the whole record has, in a part that may not."""
    counts = log.records["counted"].to_numpy()
    try:
        return np.asarray(find_step(log, step).rows[counts])
    except UnknownStepError:
        return np.zeros(int(counts.sum()), dtype=bool)

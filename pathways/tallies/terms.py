"""What is the same for every part of a record: its vocabulary, its clock, what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from pathways.answer import Origin
from pathways.errors import UnknownStepError
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.steps import (
    Bools,
    FollowUp,
    Ints,
    Steps,
    level_codes,
    make_steps,
    step_keys,
)

__all__ = ["Terms", "rows_of", "terms_of"]


@dataclass(frozen=True)
class Terms:
    """The terms on which parts of a record are counted, so that their counts can be added.

    Attributes:
        by, ties: what a step is, and what nothing orders.
        window: how long people are watched.
        labels: the names of all steps of the record; tallies hold codes into it.
        keys: what each step is in the record, by which parts find it.
        record: the record without its engagements: scheme, editions, cut-off, where it comes from.
        options: what else was asked.
    """

    by: str
    ties: str
    window: Horizon
    labels: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    record: EngagementLog
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> Origin:
        """Where the numbers come from."""
        return self.record.origin

    def steps(self, log: EngagementLog) -> Steps:
        """The steps of a record or of a part of it, in the words of the whole."""
        steps = make_steps(log, self.by, self.ties)
        if step_keys(log, self.by) == self.keys:
            return steps
        return replace(steps, labels=self.labels, step=self._of_part(log)[steps.step])

    def codes(self, log: EngagementLog) -> Ints:
        """The step of each counted engagement of a part in the words of the whole; -1 for none."""
        codes = level_codes(log, self.by)[0]
        same = step_keys(log, self.by) == self.keys
        return codes if same else np.append(self._of_part(log), -1)[codes]

    def _of_part(self, log: EngagementLog) -> Ints:
        """What each step of a part is in the whole."""
        code = {key: number for number, key in enumerate(self.keys)}
        return np.array([code[key] for key in step_keys(log, self.by)], dtype=np.int64)

    def follow(self, log: EngagementLog) -> FollowUp:
        """How long everyone could be watched."""
        return FollowUp(log, self.window)


def terms_of(
    log: EngagementLog,
    by: str = "activity",
    ties: str = "set",
    horizon: str | None = None,
    **options: Any,
) -> Terms:
    """The terms of a whole record.

    Raises:
        OptionError: a level, tie rule or window that does not exist.
    """
    labels = level_codes(log, by)[1]
    window = log.horizon(horizon)
    return Terms(by, ties, window, labels, step_keys(log, by), log.without_engagements, options)


def rows_of(log: EngagementLog, step: str) -> Bools:
    """Which counted engagements are a step that the whole record has, in a part that may not."""
    counts = log.records["counted"].to_numpy()
    try:
        return np.asarray(find_step(log, step).rows[counts])
    except UnknownStepError:
        return np.zeros(int(counts.sum()), dtype=bool)

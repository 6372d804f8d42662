"""What came after everyone's first time at a step: who was watched, who stopped, who came back.

The counts are those of :func:`~pathways.measures.next_steps.next_steps`, for all steps of a level
at once and for any window: ``n`` are people first at the step a whole window ago, ``x`` those of
them without a further step set within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pathways.record.kept import once
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.moments import Moments
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps, make_steps

__all__ = ["Movement", "movement"]


@dataclass(frozen=True)
class Movement:
    """Everyone's first time at each step of a level, and what came next."""

    log: EngagementLog
    by: str
    steps: Steps

    @cached_property
    def step(self) -> Ints:
        """The step of each first time."""
        return np.asarray(self.steps.step[self.steps.visits])

    @cached_property
    def at(self) -> Ints:
        """The step set of each first time."""
        return np.asarray(self.steps.at[self.steps.visits])

    @cached_property
    def goes_on(self) -> Bools:
        """Whether anything comes after it, at any time."""
        return self.steps.leads[self.at]

    @cached_property
    def since(self) -> Moments:
        """When each first time was."""
        return self.steps.when[self.at]

    @cached_property
    def until(self) -> Moments:
        """When what comes next was; where nothing does, the same moment."""
        return self.steps.when[self.at + self.goes_on]

    @property
    def people(self) -> Ints:
        """How many people were ever at each step."""
        return self.each(np.ones(len(self.step), dtype=bool))

    def watched(self, window: Horizon, earlier: int = 0) -> Bools:
        """Who was watched for the whole window since, with the cut-off so much earlier."""
        follow = FollowUp(self.log, window)
        if not earlier:
            return follow.observable(self.since)
        available = follow.available(self.since)
        spare = available - window.ahead(self.since.time)
        return np.asarray((available >= window.length) & (spare >= earlier))

    def moved(self, window: Horizon) -> Bools:
        """Who took a further step within the window."""
        return self.goes_on & FollowUp(self.log, window).within(self.since, self.until)

    def stops(self, window: Horizon, earlier: int = 0) -> tuple[Ints, Ints]:
        """By step: who took no further step within the window, and of how many watched."""
        return _stops(self.log, self.by, window, earlier)

    def came_back(self, window: Horizon) -> Ints:
        """By step: of those who stopped, who took a further step after the window."""
        return self.each(self.watched(window) & ~self.moved(window) & self.goes_on)

    def onward(self, step: int, window: Horizon, earlier: int = 0) -> dict[int, int]:
        """How many of the people watched at a step went on to each other step within the window.

        Where several steps come at once each of them counts.
        """
        many = _onward(self.log, self.by, window, earlier)[step]
        return {int(code): int(many[code]) for code in np.flatnonzero(many) if code != step}

    def again(self, step: int, window: Horizon) -> int:
        """How many of them did the same again."""
        return int(_onward(self.log, self.by, window, 0)[step, step])

    def available(self, unit: str) -> Ints:
        """For how long each first time has been watched, in days or editions."""
        return FollowUp(self.log, Horizon(1, unit)).available(self.since)

    def each(self, rows: Bools) -> Ints:
        """How many of some first times are at each step."""
        return np.bincount(self.step[rows], minlength=len(self.steps.labels))


@once
def movement(log: EngagementLog, by: str) -> Movement:
    """The movement of everyone with a step at this level."""
    return Movement(log, by, make_steps(log, by))


@once
def _stops(log: EngagementLog, by: str, window: Horizon, earlier: int) -> tuple[Ints, Ints]:
    made = movement(log, by)
    watched = made.watched(window, earlier)
    return made.each(watched & ~made.moved(window)), made.each(watched)


@once
def _onward(log: EngagementLog, by: str, window: Horizon, earlier: int) -> Ints:
    """Steps by steps: how many of the watched at one went on to the other within the window."""
    made = movement(log, by)
    steps, many = made.steps, len(made.steps.labels)
    gone = np.flatnonzero(made.watched(window, earlier) & made.moved(window))
    following = made.at[gone] + 1
    size = np.diff(steps.starts)[following]
    begin = np.repeat(steps.starts[following] - np.cumsum(size) + size, size)
    targets = steps.step[begin + np.arange(len(begin))]
    pairs = np.repeat(made.step[gone], size) * many + targets
    return np.bincount(pairs, minlength=many * many).reshape(many, many)

"""Who gets where within the window, over any steps in between."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pathways.map.visits import Visits
from pathways.privacy.suppression import SMALLEST
from pathways.sequences.steps import FollowUp, Ints, Steps
from pathways.stats.bits import bits_of, many_of_each

__all__ = ["reached_within"]


def reached_within(
    steps: Steps, visits: Visits, follow: FollowUp, shown: Collection[int]
) -> tuple[tuple[int, int, int], ...]:
    """Source, target, and how many people took the target within the window after their first
    time at the source, watched or not, in whole fives: a light is switched by it, no number told.

    Args:
        steps: what everybody did.
        visits: everyone's first time at each step.
        follow: the window.
        shown: the steps of the map.
    """
    codes = sorted(shown)
    place_of = np.full(len(steps.labels), -1, dtype=np.int64)
    place_of[codes] = np.arange(len(codes))
    place, over = place_of[steps.step], _ends(steps)
    step, at = (visits.table[name].to_numpy(np.int64) for name in ("step", "at"))
    found = []
    for source in codes:
        visit = at[step == source]
        visit = visit[steps.leads[visit]]
        begin, end = steps.starts[visit + 1], over[visit]
        starts = np.cumsum(end - begin) - (end - begin)
        row = np.arange(int((end - begin).sum())) + np.repeat(begin - starts, end - begin)
        since = np.repeat(visit, end - begin)
        inside = follow.within(steps.when[since], steps.when[steps.at[row]])
        reached = bits_of(np.where(inside, place[row], -1), starts, len(codes))
        people = many_of_each(reached, len(codes)) // SMALLEST * SMALLEST
        found += [(source, codes[nth], int(people[nth])) for nth in np.flatnonzero(people)]
    return tuple((source, target, many) for source, target, many in found if source != target)


def _ends(steps: Steps) -> Ints:
    """For each step set where the rows of its person end."""
    last = np.flatnonzero(~steps.leads)
    return np.repeat(steps.starts[last + 1], np.diff(last, prepend=-1))

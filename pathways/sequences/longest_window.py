"""The longest window that ten people have had: what a young record can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pathways.answer.wording import People, Sentence
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon, length_of_time, months_long
from pathways.sequences.moments import Moments
from pathways.sequences.steps import FollowUp, Ints
from pathways.stats.rate import TOO_FEW

__all__ = ["longest_window", "offered", "with_offer"]


def longest_window(
    log: EngagementLog, group: Ints, since: Moments, window: Horizon
) -> Horizon | None:
    """The longest window that ten people of one group were watched for, in whole months.

    ``None`` where it is shorter than one month, or in a record of editions than one edition.

    Args:
        log: the engagements.
        group: of whom each moment is, such as the step or the edition.
        since: when each began to be watched.
        window: the one that was asked for, which says the unit.
    """
    had = _tenth_longest(group, FollowUp(log, Horizon(1, window.unit)).available(since))
    if window.unit == "edition":
        return replace(window, length=had) if had >= 1 else None
    for months in range(int(had / 28), 0, -1):
        shorter = months_long(months)
        if (_watched(log, group, since, shorter) >= TOO_FEW).any():
            return shorter
    return None


def offered(
    log: EngagementLog,
    group: Ints,
    labels: Sequence[str],
    since: Moments,
    window: Horizon,
    words: str,
) -> Sentence | None:
    """That window as an offer: of which group, how many had it, and how to ask for it.

    ``words`` has places for ``group``, ``people``, ``shorter`` and ``short``.  ``None`` where no
    window has been had by ten.
    """
    shorter = longest_window(log, group, since, window)
    if shorter is None:
        return None
    watched = _watched(log, group, since, shorter)
    return Sentence(
        words,
        group=labels[int(np.argmax(watched))],
        people=People(int(watched.max())),
        shorter=length_of_time(shorter),
        short=shorter.short,
    )


def with_offer(sentence: Sentence, offer: Callable[[], Sentence | None]) -> Sentence:
    """A sentence, and where it is that nobody was watched for long enough, what can be asked.

    ``offer`` is worked out in that case only.
    """
    made = offer() if sentence.kind == "nobody watched" else None
    return sentence if made is None else Sentence.joined(" ", [sentence, made], sentence.kind)


def _watched(log: EngagementLog, group: Ints, since: Moments, window: Horizon) -> Ints:
    """By group, how many were watched for a whole window."""
    return np.bincount(group[FollowUp(log, window).observable(since)])


def _tenth_longest(group: Ints, available: Ints) -> int:
    """The largest over groups of the tenth longest time that somebody of it was watched for."""
    times = pd.Series(available).groupby(group)
    tenth = [one.nlargest(TOO_FEW).min() for _, one in times if len(one) >= TOO_FEW]
    return int(max(tenth, default=0))

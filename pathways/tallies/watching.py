"""How long people of each group have been watched: what a young record can be asked for.

========== =================== ====================================================================
table      keys                counts
========== =================== ====================================================================
watching   group, available    ``many`` people of a group, by the days or editions since; group -1:
                               of how many people it was asked, by whether (0, 1) they were watched
                               for a whole window
========== =================== ====================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pathways.answer.wording import People, Sentence
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon, length_of_time, months_long
from pathways.sequences.moments import Moments
from pathways.sequences.steps import Bools, FollowUp, Ints
from pathways.stats.rate import TOO_FEW
from pathways.tallies.tally import Counts, Tally, count
from pathways.tallies.terms import Terms

__all__ = ["NOBODY", "longest_window", "watched_too_short", "watching", "with_offer"]


_ASKED = -1

NOBODY = Counts(
    ("group", "available"), pd.DataFrame({"group": [], "available": [], "many": []}, dtype=np.int64)
)
"""Of a tally whose counter does not say how long people were watched: no offer is made."""


def watching(follow: FollowUp, group: Ints, since: Moments) -> Counts:
    """For how long people of each group have been watched since a moment, in the unit asked for."""
    plain = FollowUp(follow.log, Horizon(1, follow.horizon.unit))
    return count({"group": group, "available": plain.available(since)})


def watched_too_short(follow: FollowUp, watched: Bools, group: Ints, since: Moments) -> Counts:
    """The same where nobody was ``watched`` for the whole window, and how many were.

    Where somebody was there is an answer, and nothing else has to be offered.
    """
    seen = int(watched.sum())
    many = {"group": _ASKED, "available": [0, 1], "many": [len(watched) - seen, seen]}
    young = slice(0) if seen else slice(None)
    known = watching(follow, group[young], since[young])
    return Counts(known.keys, pd.concat([pd.DataFrame(many), known.table], ignore_index=True))


def longest_window(people: Counts, record: EngagementLog, window: Horizon) -> Horizon | None:
    """The longest window that ten people of one group were watched for, in whole months.

    ``None`` where it is shorter than one month, or in a record of editions than one edition.

    Args:
        people: for how long they have been watched.
        record: says when the cut-off is.
        window: the one that was asked for, which says the unit.
    """
    had = _tenth_longest(people)
    if window.unit == "edition":
        return replace(window, length=had) if had >= 1 else None
    for months in range(int(had / 28), 0, -1):
        shorter = months_long(months)
        if (_watched(people, record, shorter) >= TOO_FEW).any():
            return shorter
    return None


def with_offer(
    sentence: Sentence, tally: Tally, terms: Terms, labels: Sequence[str], words: str
) -> Sentence:
    """A sentence that nobody was watched for long enough, and what can be asked instead.

    Args:
        sentence: what there is to say; it stays as it is where no window has been had by ten.
        tally: with ``watching``.
        terms: the window that was asked for.
        labels: the names of the groups.
        words: of the offer, with places for ``group``, ``people``, ``shorter`` and ``short``.
    """
    known = tally["watching"]
    asked = known["group"] == _ASKED
    unseen, seen = known["many"][asked] if asked.any() else (1, 0)
    if seen or not unseen:
        return sentence
    people = replace(known, table=known.table[~asked])
    shorter = longest_window(people, terms.record, terms.window)
    if shorter is None:
        return sentence
    watched = _watched(people, terms.record, shorter)
    offer = Sentence(
        words,
        group=labels[int(np.argmax(watched))],
        people=People(int(watched.max())),
        shorter=length_of_time(shorter),
        short=shorter.short,
    )
    return Sentence.joined(" ", [sentence, offer], sentence.kind)


def _watched(people: Counts, record: EngagementLog, window: Horizon) -> Ints:
    """By group, how many were watched for a whole window."""
    long = people["available"] >= window.length
    if window.unit == "day":
        since = record.as_of.time - people["available"]
        long = FollowUp(record, window).observable(Moments(since, since, since))
    return np.bincount(people["group"][long], people["many"][long]).astype(np.int64)


def _tenth_longest(people: Counts) -> int:
    """The largest over groups of the tenth longest time that somebody of it was watched for."""
    longest_first = people.table.iloc[::-1]
    ten = longest_first.groupby("group")["many"].cumsum() >= TOO_FEW
    return int(longest_first["available"][ten].max() if ten.any() else 0)

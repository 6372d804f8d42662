"""Which step of a record is worth watching: where most people go deeper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pathways.project.first_visits import FirstVisits, first_visits
from pathways.project.tiers import TierGuess, placed
from pathways.record.scheme import Scheme

__all__ = ["steps_to_watch"]


def steps_to_watch(
    records: pd.DataFrame, guesses: Sequence[TierGuess], scheme: Scheme
) -> tuple[str, str]:
    """The step that most people took from one place to a deeper one, or to a deeper tier.

    Args:
        records: the counted engagements; where they have editions, people who start from one.
        guesses: roles and programs with their tiers.
        scheme: the tiers.

    Returns:
        Source and target as a question takes them; both empty where nobody went deeper.

    Example:
        >>> from pathways.record.scheme import load_scheme
        >>> from pathways.project.tiers import guess_tiers
        >>> moe = load_scheme("moe")
        >>> steps_to_watch(log.counted, guess_tiers(log.counted, moe), moe)
        ('mentee', 'mentor')
    """
    order = {name: at for at, name in enumerate(scheme.tier_names)}
    alone = [one for one in guesses if not (one.program and one.role)]
    names = Counter(name.casefold() for name in _names(records, alone, scheme))
    visits, of_tiers, begun = _visits(records, alone)
    known = {one.place: one for one in alone if one.place in visits.columns}
    tiers = Counter(one.tier for one in alone)
    joined = {tier: of_tiers.columns[tier] for tier in order if tiers[tier] > 1}
    targets = [*(_step(one, names) for one in known.values()),
               *(_exact("tier", tier, names) for tier in joined)]  # fmt: skip
    ranks = np.array([order[name] for name in (*(one.tier for one in known.values()), *joined)])
    times = np.hstack([visits.times[:, [visits.columns[place] for place in known]],
                       of_tiers.times[:, [*joined.values()]]])  # fmt: skip
    best, steps = 0, ("", "")
    for place, source in known.items():
        who, first = begun.at(place)
        went = (first[:, None] < times[who]).sum(axis=0) * (ranks > order[source.tier])
        if went.max(initial=0) > best:
            best, steps = int(went.max()), (_step(source, names), targets[int(went.argmax())])
    return steps


def _visits(
    records: pd.DataFrame, alone: Sequence[TierGuess]
) -> tuple[FirstVisits, FirstVisits, FirstVisits]:
    """First visits of places, of their tiers, and of places by who came with an edition."""
    named = placed(records)
    who, everyone = pd.factorize(named["participant"])
    named = named.assign(who=who)
    tiers = named["place"].map({one.place: one.tier for one in alone})
    cohorts = records["edition"].notna() if "edition" in records else who >= 0
    cohorts = named[cohorts] if cohorts.any() else named
    return (
        first_visits(named["who"], named["place"], named["time"], len(everyone)),
        first_visits(named["who"], tiers, named["time"], len(everyone)),
        first_visits(cohorts["who"], cohorts["place"], cohorts["time"], len(everyone)),
    )


def _names(records: pd.DataFrame, places: Sequence[TierGuess], scheme: Scheme) -> list[str]:
    programs = [str(name) for name in records["program"].dropna().unique()]
    return [*programs, *(one.role for one in places if one.role), *scheme.tier_names]


def _step(place: TierGuess, names: Counter[str]) -> str:
    return _exact("role" if place.role else "program", place.name, names)


def _exact(kind: str, name: str, names: Counter[str]) -> str:
    """A step by its name, and by its kind where the name is that of two things."""
    return name if names[name.casefold()] == 1 else f"{kind}={name}"

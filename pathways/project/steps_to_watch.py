"""Which step of a record is worth watching: where most people go deeper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from pathways.project.tiers import TierGuess
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
    first = [_firsts(records, [one]) for one in alone]
    targets = [
        (_step(one, names), order[one.tier], at) for one, at in zip(alone, first, strict=True)
    ]
    for tier, rank in order.items():
        at_tier = [one for one in alone if one.tier == tier]
        if len(at_tier) > 1:
            targets.append((_exact("tier", tier, names), rank, _firsts(records, at_tier)))
    cohorts = records[records["edition"].notna()] if "edition" in records else records
    cohorts = cohorts if len(cohorts) else records
    best, steps = 0, ("", "")
    for source in alone:
        begun = _firsts(cohorts, [source])
        for name, rank, reached in targets:
            went = _went(begun, reached) if rank > order[source.tier] else 0
            if went > best:
                best, steps = went, (_step(source, names), name)
    return steps


def _went(begun: pd.Series, reached: pd.Series) -> int:
    both = pd.concat([begun, reached], axis=1, join="inner")
    return int((both.iloc[:, 0] < both.iloc[:, 1]).sum())


def _names(records: pd.DataFrame, places: Sequence[TierGuess], scheme: Scheme) -> list[str]:
    programs = [str(name) for name in records["program"].dropna().unique()]
    return [*programs, *(one.role for one in places if one.role), *scheme.tier_names]


def _step(place: TierGuess, names: Counter[str]) -> str:
    return _exact("role" if place.role else "program", place.name, names)


def _exact(kind: str, name: str, names: Counter[str]) -> str:
    """A step by its name, and by its kind where the name is that of two things."""
    return name if names[name.casefold()] == 1 else f"{kind}={name}"


def _firsts(records: pd.DataFrame, places: Sequence[TierGuess]) -> pd.Series:
    """When each person first was at one of these places."""
    roles = [one.role for one in places if one.role]
    programs = [one.program for one in places if not one.role]
    role, program = records["role"].astype("str"), records["program"].astype("str")
    engagements = records[role.isin(roles) | (role.isna() & program.isin(programs))]
    return engagements.groupby(engagements["participant"].astype("str"))["time"].min()

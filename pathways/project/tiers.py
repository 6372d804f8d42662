"""A tier for every role and program of a record, with the reason: a proposal to correct.

Words come first: a board member leads, a mentee takes part.  Where no word says it, people's own
journeys do: a place that fewer people reach, and later, is deeper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pathways.errors import OptionError, one_of, shown
from pathways.project.first_visits import NEVER, FirstVisits, first_visits
from pathways.project.tier_words import MEANINGS, rank_by_words
from pathways.record.scheme import Scheme, Tier, TierRule

__all__ = ["TierGuess", "corrected", "guess_tiers", "placed", "tiers_named"]

_TAKING_PART, _DEEPEST = 2, 4
_ENOUGH = 5
"""So many people have to have come to two places one after the other."""
_MOST = 2 / 3
_GENERIC = frozenset(("participant", "member", "attendee", "teilnehmer", "mitglied", "membre",
                      "miembro", "membro"))  # fmt: skip


@dataclass(frozen=True)
class TierGuess:
    """A role (or a program, where no role is said; or both) and the tier proposed for it.

    ``weak`` says that neither a word nor people's journeys speak for it.
    """

    role: str | None
    program: str | None
    people: int
    tier: str
    reason: str
    weak: bool = False

    @property
    def name(self) -> str:
        """The role or the program, or both as ``Program: role``."""
        return ": ".join(filter(None, (self.program, self.role)))

    @property
    def place(self) -> str:
        """The role or the program as places are named."""
        return f"role\t{self.role}" if self.role else f"program\t{self.program}"

    @property
    def rule(self) -> TierRule:
        """The rule of a scheme that says it."""
        return TierRule(self.tier, self.program, self.role)


def tiers_named(names: Sequence[str]) -> tuple[Tier, ...]:
    """Tiers of the user's own words, lowest first; each engagement is worth a point more.

    Raises:
        OptionError: fewer than two, or a name that comes twice.

    Example:
        >>> [tier.points for tier in tiers_named(["Knowing us", "Taking part"])]
        ['1', '2']
    """
    clean = [" ".join(name.split()) for name in names if name.strip()]
    folded = [name.casefold() for name in clean]
    if len(clean) < 2:
        raise OptionError("At least two tiers are needed, lowest first, separated by commas.")
    twice = next((n for n in clean if folded.count(n.casefold()) > 1), None)
    if twice:
        raise OptionError(f"The tier {shown(twice)} is named twice; names must differ.")
    return tuple(
        Tier(name, rank, "low" if rank < _place(_TAKING_PART, len(clean)) else "high",
             points=str(rank + 1))
        for rank, name in enumerate(clean)
    )  # fmt: skip


def _place(rank: int, tiers: int) -> int:
    """The tier, of so many, that a rank of the five of the mountain stands for."""
    return round(rank * (tiers - 1) / _DEEPEST)


def guess_tiers(records: pd.DataFrame, scheme: Scheme) -> tuple[TierGuess, ...]:
    """A tier for every role, and for every program whose people have no role.

    Args:
        records: ``participant``, ``program``, ``role`` and ``time`` of the counted engagements.
        scheme: the tiers, and what is known of them already: its rules win.

    Example:
        >>> from pathways.record.scheme import load_scheme
        >>> [(one.name, one.tier) for one in guess_tiers(log.counted, load_scheme("moe"))]
        [('mentee', 'Participating'), ('mentor', 'Collaborating')]
    """
    named = placed(records)
    who, everyone = pd.factorize(named["participant"])
    firsts = first_visits(pd.Series(who, named.index), named["place"], named["time"], len(everyone))
    people = firsts.people
    places = {str(place): _parts(place) for place in people.index}
    shared = _shared_tiers(named, scheme)
    ranks: dict[str, int] = {}
    guesses: dict[str, TierGuess] = {}
    for place, (program, role) in places.items():
        count = int(people[place])
        known = scheme.tier_of(program, role) or shared[place]
        found = rank_by_words(role, program)
        if known:
            reason = f"the scheme “{scheme.name}” says so"
            guesses[place] = TierGuess(role, program, count, known, reason)
            ranks[place] = round(_DEEPEST * scheme.tier(known).rank / (len(scheme.tiers) - 1 or 1))
        elif found:
            ranks[place] = found[0]
            reason = f"“{found[1]}” is a word for {MEANINGS[found[0]]}"
            guesses[place] = _guess(places[place], count, found[0], reason, scheme)
    ranks = {place: rank for place, rank in ranks.items() if place in firsts.columns}
    for place in people.sort_values(ascending=False, kind="stable").index:
        if place not in guesses:
            rank, reason, weak = _by_journeys(place, firsts, ranks)
            if place in firsts.columns:
                ranks[place] = rank
            guess = _guess(places[place], int(people[place]), rank, reason, scheme)
            guesses[place] = replace(guess, weak=weak)
    every = [*guesses.values(), *_pairs(named, scheme)]
    order = {name: at for at, name in enumerate(scheme.tier_names)}
    return tuple(sorted(every, key=lambda one: (order[one.tier], -one.people, one.name)))


def placed(records: pd.DataFrame) -> pd.DataFrame:
    """Records with the place that needs a tier: the role, or the program where there is none."""
    text = records[["participant", "program", "role"]].astype("str")
    named = text.assign(time=records["time"])
    role = named["role"].where(named["role"].notna(), None)
    program = "program\t" + named["program"]
    return named.assign(place=("role\t" + role).where(named["role"].notna(), program))


def _parts(place: object) -> tuple[str | None, str | None]:
    """Program and role of a place."""
    kind, _, name = str(place).partition("\t")
    return (None, name) if kind == "role" else (name, None)


def _shared_tiers(named: pd.DataFrame, scheme: Scheme) -> dict[str, str | None]:
    """The tier that each role has in all of its programs by the scheme, or ``None``, by place."""
    tiers: dict[str, set[str | None]] = {}
    kinds = named[["place", "program", "role"]].drop_duplicates()
    for place, *pair in kinds.itertuples(index=False):
        tier = scheme.tier_of(*(None if pd.isna(one) else one for one in pair))
        tiers.setdefault(str(place), set()).add(tier)
    return {place: found.pop() if len(found) == 1 else None for place, found in tiers.items()}


def _guess(
    parts: tuple[str | None, str | None], people: int, rank: int, reason: str, scheme: Scheme
) -> TierGuess:
    program, role = parts
    tier = scheme.tier_names[_place(rank, len(scheme.tiers))]
    return TierGuess(role, program, people, tier, reason)


def _by_journeys(
    place: str, firsts: FirstVisits, ranks: Mapping[str, int]
) -> tuple[int, str, bool]:
    """How deep a place is, by who came there after another large place that is known."""
    known = list(ranks)
    who, first = firsts.at(place)
    mine, theirs = first[:, None], firsts.times[who][:, [firsts.columns[name] for name in known]]
    after, before = ((mine > theirs) & (theirs != NEVER)).sum(axis=0), (mine < theirs).sum(axis=0)
    shared = int((after + before).max(initial=0))
    if shared < _ENOUGH:
        reason = "most people are here" if not ranks else "nothing says how deep this is"
        return _TAKING_PART, reason, bool(ranks)
    most = int((after + before).argmax())
    later, earlier, other = int(after[most]), int(before[most]), known[most]
    name, fewer = _parts(other)[0] or _parts(other)[1], len(who) < firsts.people[other]
    if later >= _MOST * shared and fewer:
        why = f"{later} of {shared} people came here after {name}, and fewer come at all"
        return min(ranks[other] + 1, _DEEPEST), why, False
    if earlier >= _MOST * shared and not fewer and ranks[other] > _TAKING_PART:
        why = f"{earlier} of {shared} people were here before {name}"
        return ranks[other] - 1, why, False
    unclear = f"{shared} people were here and at {name}, in no clear order"
    return _TAKING_PART, unclear, ranks[other] != _TAKING_PART


def _pairs(named: pd.DataFrame, scheme: Scheme) -> list[TierGuess]:
    """A participant of a board leads: plain roles in programs whose name says that they lead."""
    plain = named[named["role"].notna() & named["role"].str.casefold().isin(_GENERIC)]
    found = []
    for (program, role), rows in plain.groupby(["program", "role"]):
        rank = rank_by_words(None, program)
        if rank is not None and rank[0] == _DEEPEST and scheme.tier_of(program, role) is None:
            people = int(rows["participant"].nunique())
            reason = f"“{rank[1]}” is a word for {MEANINGS[_DEEPEST]}"
            found.append(_guess((program, role), people, _DEEPEST, reason, scheme))
    return found


def corrected(
    guesses: Sequence[TierGuess], corrections: Mapping[str, str], scheme: Scheme
) -> tuple[TierGuess, ...]:
    """The guesses with tiers that somebody said instead; capitals do not matter.

    Raises:
        OptionError: a role or program that is not there; the message names the nearest.
        SchemeError: a tier that is not there.

    Example:
        >>> from pathways.record.scheme import load_scheme
        >>> moe = load_scheme("moe")
        >>> changed = corrected(guess_tiers(log.counted, moe), {"Mentor": "leading"}, moe)
        >>> changed[1].tier, changed[1].reason
        ('Leading', 'you said so')
    """
    names = {one.name.casefold(): one for one in guesses}
    tiers = {}
    for name, tier in corrections.items():
        if name.casefold() not in names:
            known = [one.name for one in guesses]
            raise OptionError(f"{one_of(name, known, 'Role or program')}.")
        tiers[name.casefold()] = scheme.tier(tier).name
    return tuple(
        replace(one, tier=tiers[one.name.casefold()], reason="you said so", weak=False)
        if one.name.casefold() in tiers
        else one
        for one in guesses
    )

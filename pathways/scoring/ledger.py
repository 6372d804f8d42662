"""Points: what each engagement is worth, raw and weighted, in whole numbers so that sums are exact.

``raw`` is the base of an engagement: the points of the rule that places its activity, where the
rule has any, and otherwise those of its tier.  ``weighted`` is raw times the multipliers that hold
(see :mod:`pathways.scoring.weighting`).  An engagement without a tier has no points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pathways.errors import NoAnswerError, OptionError, SchemeError
from pathways.record.kept import column
from pathways.record.selection import attribute_key, folded
from pathways.scoring.weighting import DIGITS, UNWEIGHTED, Multiplier, Weighting, decimals_of, exact
from pathways.stats.sorting import changes, numbered

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme

__all__ = [
    "Amounts",
    "Kind",
    "Ledger",
    "gravity",
    "has_points",
    "in_points",
    "ledger",
    "ranks",
    "ranks_among",
    "scale_of",
    "totals",
]

Ints = NDArray[np.int64]

_UNSAID, _SEVERAL = -1, -2
_MOST, _EXACT = 2**62, 2**53
"""What sums in whole numbers stay below; up to where a float has every whole number."""


@dataclass(frozen=True)
class Kind:
    """Engagements of one tier that are worth the same; ``own`` where their rule says so itself."""

    tier: str
    base: Decimal
    own: bool


@dataclass(frozen=True)
class Amounts:
    """Points of each engagement as whole numbers of which ``scale`` make one point."""

    each: Ints
    scale: int

    def of(self, groups: Ints, many: int) -> Ints:
        """Sums by group, exact."""
        sums = np.zeros(many, dtype=np.int64)
        np.add.at(sums, groups, self.each)
        return sums


@dataclass(frozen=True)
class Ledger:
    """Every engagement that has points: whose it is, what it is worth, which rules hold for it.

    Attributes:
        rows: places among the counted engagements, ascending.
        person: number of the person of each, from 0 in the order of the log.
        participants: the people's ids, by that number.
        kind, held: codes into ``kinds`` and ``holding`` of each.
        kinds: what engagements are worth.
        holding: which rules hold, by their numbers.
        weighting: the rules.
        scheme: the tiers and their points.
    """

    rows: Ints
    person: Ints
    participants: tuple[str, ...]
    kind: Ints
    held: Ints
    kinds: tuple[Kind, ...]
    holding: tuple[tuple[int, ...], ...]
    weighting: Weighting
    scheme: Scheme

    @property
    def raw(self) -> Amounts:
        """Raw points of each engagement."""
        plain, bases = [Decimal(1)] * len(self.holding), [kind.base for kind in self.kinds]
        return self._priced(bases, plain, scale_of(self.scheme))

    @property
    def weighted(self) -> Amounts:
        """Weighted points of each engagement."""
        return self.priced([kind.base for kind in self.kinds], self.factors())

    def without(self) -> Iterator[Amounts]:
        """Weighted points of each engagement as if one rule after the other were not there."""
        bases = [kind.base for kind in self.kinds]
        for nth in range(len(self.weighting.multipliers)):
            yield self.priced(bases, self.factors(without=nth))

    def factors(self, without: int | None = None) -> list[Decimal]:
        """What each set of rules multiplies by, perhaps as if one rule were not there."""
        return [
            self.weighting.factor(nth for nth in rules if nth != without) for rules in self.holding
        ]

    def priced(self, bases: Sequence[Decimal], factors: Sequence[Decimal]) -> Amounts:
        """Points of each engagement at these bases and factors.

        Raises:
            OptionError: numbers with more decimals than whole numbers can hold.
        """
        return self._priced(bases, factors, scale_of(self.scheme, self.weighting))

    def _priced(self, bases: Sequence[Decimal], factors: Sequence[Decimal], scale: int) -> Amounts:
        with localcontext() as context:
            context.prec = DIGITS
            whole = [[int(base * factor * scale) for factor in factors] for base in bases]
        largest = max((cell for row in whole for cell in row), default=0)
        if largest * max(len(self.rows), 1) >= _MOST:
            raise OptionError(
                f"Points and factors with {len(str(scale)) - 1} decimals together cannot be added "
                "exactly; give them fewer decimals."
            )
        prices = np.array(whole, dtype=np.int64).reshape(len(bases), len(factors))
        return Amounts(prices[self.kind, self.held], scale)


def ledger(log: EngagementLog, weighting: Weighting = UNWEIGHTED) -> Ledger:
    """The points of every counted engagement with a tier.

    Raises:
        SchemeError: base points that are no decimals.
        NoAnswerError: a scheme that gives no points at all.
        OptionError: a multiplier on something that the record does not know.
    """
    kinds, kind = _kinds(log)
    rows = np.flatnonzero(kind >= 0)
    holding, held = _holding(log, weighting)
    codes = column(log, "participant")[rows]
    fresh = changes(codes)
    names = log.counted["participant"].cat.categories.take(codes[fresh])
    return Ledger(
        rows=rows,
        person=np.cumsum(fresh) - 1,
        participants=tuple(names.astype("str").tolist()),
        kind=kind[rows],
        held=held[rows],
        kinds=kinds,
        holding=holding,
        weighting=weighting,
        scheme=log.scheme,
    )


def has_points(scheme: Scheme) -> bool:
    """Whether a scheme says what engagements are worth.

    Raises:
        SchemeError: points that are no decimals.
    """
    return any(_base(one.points) for one in scheme.tiers) or any(r.points for r in scheme.rules)


def scale_of(scheme: Scheme, weighting: Weighting = UNWEIGHTED) -> int:
    """How many of the whole numbers in which points are counted make one point.

    That is for a scheme and a weighting to say, so that it is the same in every part of a record.
    """
    every = [*(tier.points for tier in scheme.tiers), *(rule.points for rule in scheme.rules)]
    return int(10 ** (max(map(_decimals, every), default=0) + weighting.decimals))


def in_points(sums: Ints, scale: int) -> NDArray[np.float64]:
    """Whole numbers as points: each the float nearest to the exact decimal.

    >>> in_points(np.array([15, 2**60 + 1]), 10).tolist()
    [1.5, 1.152921504606847e+17]
    """
    if int(np.abs(sums).max(initial=0)) <= _EXACT:
        return np.asarray(sums / scale, dtype=np.float64)
    return np.array([each / scale for each in sums.tolist()], dtype=np.float64)


def totals(book: Ledger, amounts: Amounts) -> Ints:
    """Each person's points, as whole numbers of the amounts' scale."""
    return amounts.of(book.person, len(book.participants))


def ranks(sums: Ints) -> Ints:
    """Each person's rank, 1 for most points; people with the same points share the better rank.

    >>> ranks(np.array([3, 8, 3, 1])).tolist()
    [2, 1, 2, 4]
    """
    return ranks_among(sums, sums, np.ones_like(sums))


def ranks_among(sums: Ints, theirs: Ints, many: Ints) -> Ints:
    """The rank of these points among people, so ``many`` with each of ``theirs``.

    >>> ranks_among(np.array([8, 3, 1]), np.array([1, 3, 8]), np.array([1, 2, 1])).tolist()
    [1, 2, 4]
    """
    order = np.argsort(theirs)
    upto = np.append(0, np.cumsum(many[order]))
    return np.asarray(upto[-1] - upto[np.searchsorted(theirs[order], sums, side="right")] + 1)


def gravity(members: Mapping[str, int], scheme: Scheme) -> Decimal:
    """How strongly a community holds its people: the sum of points² × members over the tiers.

    The square is Orbit's: to move somebody at a high level takes more than at a low one.  The
    change from one month to the next, and that change per member, are what to look at.

    Args:
        members: how many people are at each tier.
        scheme: the tiers, with the points that stand for their weight.

    Raises:
        SchemeError: a tier that the scheme does not have, or points that are no decimal.

    Definition: docs/measures.md#section-10; the Orbit model's measure of gravity.

    >>> from pathways.record.scheme import load_scheme
    >>> gravity({"Learning": 17, "Leading": 1}, load_scheme("moe"))
    Decimal('42')
    """
    held = [_base(scheme.tier(name).points) ** 2 * many for name, many in members.items()]
    return sum(held, Decimal(0))


def _kinds(log: EngagementLog) -> tuple[tuple[Kind, ...], Ints]:
    """What the engagements are worth, and which of it each counted one is; -1 without a tier."""
    tiers = log.scheme.tiers
    if not has_points(log.scheme):
        raise NoAnswerError(
            f"The scheme {log.scheme.name} gives no tier any points; say in it what an engagement "
            'at each tier is worth, such as points = "3".'
        )
    tier = column(log, "tier")
    owns, points = _own_points(log)
    pair = np.where(tier < 0, -1, tier * len(owns) + points)
    pairs, code = numbered(pair[pair >= 0], len(tiers) * len(owns))
    kinds = []
    for each in pairs:
        at, stated = tiers[each // len(owns)], owns[each % len(owns)]
        kinds.append(
            Kind(at.name, _base(at.points if stated is None else stated), stated is not None)
        )
    kind = np.full(len(pair), -1, dtype=np.int64)
    kind[pair >= 0] = code
    return tuple(kinds), kind


def _own_points(log: EngagementLog) -> tuple[list[str | None], Ints]:
    """The points that rules have of their own (none first), and which each engagement has."""
    names = ("program", "role")
    programs, roles = ([*map(str, log.counted[name].cat.categories), None] for name in names)
    both = column(log, "program") * len(roles) + column(log, "role")
    pairs, inverse = numbered(both + 1, len(programs) * len(roles))
    parts = [(programs[p // len(roles)], roles[p % len(roles) - 1]) for p in pairs.tolist()]
    rules = [log.scheme.rule_of(*part) for part in parts]
    stated = [None if rule is None else rule.points for rule in rules]
    owns: list[str | None] = [None, *sorted({text for text in stated if text is not None})]
    places = np.array([owns.index(text) for text in stated], dtype=np.int64)
    return owns, places[inverse]


def _decimals(points: str | None) -> int:
    """How many decimals points need; none where they are no number, which who asks is told."""
    try:
        return decimals_of(_base(points or "0"))
    except SchemeError:
        return 0


def _base(points: str) -> Decimal:
    try:
        return exact(points, "Points of a tier")
    except OptionError as error:
        raise SchemeError(str(error)) from None


def _holding(log: EngagementLog, weighting: Weighting) -> tuple[tuple[tuple[int, ...], ...], Ints]:
    """Which sets of rules hold somewhere, and which of them for each counted engagement."""
    code = np.zeros(len(log.counted), dtype=np.int64)
    sets: list[tuple[int, ...]] = [()]
    for nth, rule in enumerate(weighting.multipliers):
        # Numbered anew after each rule, so that many rules need no large numbers.
        pairs, code = numbered(code * 2 + _holds(log, rule), 2 * len(sets))
        sets = [(*sets[pair // 2], *((nth,) if pair % 2 else ())) for pair in pairs]
    return tuple(sets), code


def _holds(log: EngagementLog, rule: Multiplier) -> NDArray[np.bool_]:
    """For which counted engagements a rule holds, by what was known on their day."""
    import pandas as pd

    counted = log.counted
    code, values = pd.factorize(counted[attribute_key(log, rule.attribute)])
    code = code.astype(np.int64)
    if rule.scope == "participant":
        code = _last_known(code, counted)
    wanted = folded(rule.value)
    right = [nth for nth, value in enumerate(values) if folded(value) == wanted]
    return np.isin(code, right)


def _last_known(code: Ints, counted: pd.DataFrame) -> Ints:
    """Values of people carried forward to rows that say nothing.

    Where a person's last known day has several values, none of them is carried on: nothing says
    which came last.
    """
    if not len(code):
        return code
    person = counted["participant"].cat.codes.to_numpy(np.int64)
    time = counted["time"].to_numpy(np.int64)
    fresh = np.ones(len(code), dtype=bool)
    fresh[1:] = person[1:] != person[:-1]
    day = fresh.copy()
    day[1:] |= time[1:] != time[:-1]
    heads = np.flatnonzero(day)
    lowest = np.minimum.reduceat(np.where(code < 0, len(code), code), heads)
    highest = np.maximum.reduceat(code, heads)
    known = np.where(lowest < highest, _SEVERAL, highest)
    known[highest < 0] = _UNSAID
    # Each day takes the last day before it that said something, not going beyond its person.
    last = np.where((known != _UNSAID) | fresh[heads], np.arange(len(heads)), 0)
    carried = known[np.maximum.accumulate(last)]
    return np.where(code >= 0, code, carried[np.cumsum(day) - 1])

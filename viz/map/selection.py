"""What is drawn at first view, and how much of the whole that is.

A map that shows every move shows none.  The largest steps and the strongest moves are drawn, the
rest is folded and said in words; it stays in the cards and the table, and a slider brings it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pathways.map.facts import MapFacts, MoveFacts, StepFacts
from pathways.map.levels import MOST_CIRCLES

__all__ = ["FIRST", "MOST_STEPS", "Amount", "Selection", "amounts", "select"]

MOST_STEPS = 50
"""More circles than this cannot be told apart on one page."""
_NEIGHBOURS = 5


@dataclass(frozen=True)
class Amount:
    """At most so many circles and arrows; ``tidy`` leaves out arrows that would make a tangle."""

    circles: int
    arrows: int
    tidy: bool = False


FIRST = Amount(MOST_CIRCLES, 14, tidy=True)
"""What a first view shows."""
_FEWER, _MORE = Amount(8, 7, tidy=True), Amount(20, 30)


@dataclass(frozen=True)
class Selection:
    """The steps and moves to draw, and how many steps of each tier are folded."""

    steps: tuple[StepFacts, ...]
    moves: tuple[MoveFacts, ...]
    folded: tuple[tuple[str | None, int], ...]
    tidy: bool

    @property
    def steps_folded(self) -> int:
        """How many steps are not drawn."""
        return sum(many for _, many in self.folded)


def amounts(facts: MapFacts) -> tuple[list[Amount], int]:
    """The stops of the slider from fewer to everything, and which of them is the first view."""
    steps, moves = min(len(facts.steps), MOST_STEPS), len(facts.moves)
    fewer = [_FEWER] if moves > FIRST.arrows else []
    more = [_MORE] if moves > _MORE.arrows or steps > _MORE.circles else []
    return [*fewer, FIRST, *more, Amount(max(steps, 1), max(moves, 1))], len(fewer)


def select(
    facts: MapFacts, amount: Amount = FIRST, focus: Collection[int] | None = None
) -> Selection:
    """The largest steps and the strongest moves between them.

    With ``focus`` these are steps of the focus and those outside it that most people come from or
    go to; a move counts where one of its ends lies in the focus.
    """
    inside = [step for step in facts.steps if focus is None or step.key in focus]
    moves = [m for m in facts.moves if focus is None or m.source in focus or m.target in focus]
    steps = _largest(facts, inside, moves, amount.circles)
    keys = {step.key for step in steps}
    among = [m for m in _by_strength(moves) if m.source in keys and m.target in keys]
    if amount.tidy:
        # The arrows of a first view have their share, unless so few have one that nothing is seen.
        rated = [m for m in among if m.share.rate is not None]
        among = rated if len(rated) >= _FEWER.arrows else _rated_first(among)
    chosen = _strongest(facts, among, steps, amount)
    gone = [step.tier for step in inside if step.key not in keys]
    folded = tuple((tier, gone.count(tier)) for tier in dict.fromkeys(gone))
    return Selection(steps, chosen, folded, amount.tidy)


def _largest(
    facts: MapFacts, inside: list[StepFacts], moves: list[MoveFacts], most: int
) -> tuple[StepFacts, ...]:
    """The steps that the title speaks of, the largest, and what is outside and near."""
    outside = _outside(facts, {step.key for step in inside}, moves)[: min(_NEIGHBOURS, most // 3)]
    named = {facts.stuck_at, *(facts.told or ())}
    ranked = sorted(inside, key=lambda s: (s.key not in named, -(s.people or 0), s.key))
    chosen = [*ranked[: most - len(outside)], *outside]
    return tuple(sorted(chosen, key=lambda step: step.key))


def _outside(facts: MapFacts, inside: set[int], moves: list[MoveFacts]) -> list[StepFacts]:
    people: dict[int, int] = {}
    for move in moves:
        for key in {move.source, move.target} - inside:
            people[key] = people.get(key, 0) + move.people
    others = [step for step in facts.steps if step.key in people]
    return sorted(others, key=lambda step: (-people[step.key], step.key))


def _by_strength(moves: Iterable[MoveFacts]) -> list[MoveFacts]:
    return sorted(moves, key=lambda m: (-m.people, m.source, m.target))


def _rated_first(moves: list[MoveFacts]) -> list[MoveFacts]:
    return sorted(moves, key=lambda m: m.share.rate is None)


def _strongest(
    facts: MapFacts, moves: list[MoveFacts], steps: tuple[StepFacts, ...], amount: Amount
) -> tuple[MoveFacts, ...]:
    """The move of the title, the strongest way out of each step, then the strongest of all."""
    if len(moves) <= amount.arrows and not amount.tidy:
        return tuple(moves)
    onward = [m for m in moves if m.source != m.target]
    out = {step.key: next((m for m in onward if m.source == step.key), None) for step in steps}
    told = [m for m in moves if (m.source, m.target) == facts.told]
    order = [*told, *_by_strength(m for m in out.values() if m), *moves]
    chosen: dict[tuple[int, int], MoveFacts] = {}
    fallen: set[int] = set()
    for move in order:
        down = amount.tidy and move.direction == "down" and move not in told
        if len(chosen) < amount.arrows and not (down and move.source in fallen):
            chosen[move.source, move.target] = move
            fallen |= {move.source} if move.direction == "down" else set()
    return tuple(_by_strength(chosen.values()))

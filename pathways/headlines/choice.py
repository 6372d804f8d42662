"""The headline of a record at one level: what it says, which step it rings, which move it marks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pathways.headlines.claim import Claim
from pathways.headlines.holding import span_of
from pathways.privacy.suppression import SMALLEST
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.movement import Movement, movement
from pathways.sequences.names import activity_parts
from pathways.sequences.steps import FollowUp
from pathways.sequences.stuck_board import stuck_board
from pathways.sequences.waiting_states import points_of_level
from pathways.stats.rate import TOO_FEW, wilson
from pathways.tallies.watching import longest_window, watching

__all__ = ["Headline", "headline"]

_CANDIDATES = 3
"""How many steps are tried for one whose share holds."""


@dataclass(frozen=True)
class Headline:
    """What is said first of a record, from full counts.

    Attributes:
        claims: what the sentence says, in its order; empty where nothing can be said.
        ring: the step that leads the stuck board, with its numbers; ``None`` where nobody is stuck
            at any step that leads, or where no step has a tier.
        window: how long people were watched, shorter than usual in a young record.
        shut: what keeps the record from having a headline (``kind`` of an alarm), if anything.
    """

    claims: tuple[Claim, ...]
    ring: Claim | None
    window: Horizon
    shut: str = ""


def headline(log: EngagementLog, by: str, window: Horizon) -> Headline:
    """The headline of a record.

    It speaks of the step that leads the stuck board, or else of the one after which most people
    take no further step; of that step it says who stopped, and where most of the others went.  A
    step at the top tier is never one.  The first of the three foremost steps whose share holds (see
    :func:`~pathways.headlines.holding.span_of`) is taken; where none holds, the foremost, with how
    far it does.  Where fewer than ten people were watched for the window anywhere, it is the
    longest window that ten people have had; where there is none, only where people begin is said.

    Where the gate is shut (see :mod:`pathways.record.trust`) nothing is said, and where only too
    many engagements have no tier, nothing that needs the tiers.

    Args:
        log: the engagements.
        by: the level.
        window: how long people are watched.
    """
    shut = {alarm.shuts: alarm.kind for alarm in reversed(log.origin.alarms)}
    if "all" in shut or (by == "tier" and "tiers" in shut):
        return Headline((), None, window, shut.get("all") or shut["tiers"])
    ring = None if "tiers" in shut else _ring(log, by)
    made = movement(log, by)
    window = _had_by_ten(made, window)
    stops = [_stop(made, step, window) for step in _foremost(log, made, by, window, ring)]
    if not stops:
        return Headline(_with_parts(log, made, by, _beginning(made)), ring, window)
    first = next((claim for claim in stops if claim.span and claim.span.holds), stops[0])
    onward = _onward(made, first.step, window)
    claims = (first,) if onward is None else (first, onward)
    return Headline(_with_parts(log, made, by, claims), ring, window)


def _with_parts(
    log: EngagementLog, made: Movement, by: str, claims: tuple[Claim, ...]
) -> tuple[Claim, ...]:
    """The claims with what the names of their steps are joined from."""
    if by != "activity":
        return claims
    labels = made.steps.labels
    parts = {labels[code]: names for code, names in activity_parts(log).items() if code >= 0}
    return tuple(
        replace(claim, parts=parts[claim.step], target_parts=parts.get(claim.target or "", ()))
        for claim in claims
    )


def _ring(log: EngagementLog, by: str) -> Claim | None:
    """The first row of the board where somebody would have moved, if anybody is stuck there."""
    board = stuck_board(log, by)
    board = board[(board["would_have_moved"].fillna(0) > 0) & (board["x"].fillna(0) > 0)]
    if board.empty:
        return None
    row = board.iloc[0]
    later = row["not_yet_observable"]
    return Claim("stuck", str(row["step"]), int(row["x"]), int(row["n"]), int(later))


def _foremost(
    log: EngagementLog, made: Movement, by: str, window: Horizon, ring: Claim | None
) -> list[int]:
    """Steps to speak of: the ringed one, then those after which most people stop.

    A step that nobody went on from is the end of the way, and only spoken of where all are.
    """
    stopped, watched = made.stops(window)
    tier = points_of_level(log, by).tier
    below = tier != len(log.scheme.tiers) - 1
    able = np.flatnonzero((watched >= TOO_FEW) & (stopped > 0) & below)
    ringed = made.steps.labels.index(ring.step) if ring else -1
    going = able[stopped[able] < watched[able]]
    able = going if len(going) else able
    ranked = sorted(able, key=lambda step: (step != ringed, -stopped[step], step))
    return [int(step) for step in ranked[:_CANDIDATES]]


def _stop(made: Movement, step: int, window: Horizon) -> Claim:
    def counts(one: Horizon, earlier: int) -> tuple[int, int]:
        stopped, watched = made.stops(one, earlier)
        return int(stopped[step]), int(watched[step])

    x, n = counts(window, 0)
    later = int(made.people[step]) - n
    return Claim("stop", made.steps.labels[step], x, n, later, window=window,
                 span=span_of(window, counts), back=int(made.came_back(window)[step]))  # fmt: skip


def _onward(made: Movement, name: str, window: Horizon) -> Claim | None:
    """The step that most of the others went on to, if five people did and one step leads."""
    step = made.steps.labels.index(name)
    ways = sorted(made.onward(step, window).items(), key=lambda way: (-way[1], way[0]))
    if not ways or ways[0][1] < SMALLEST or (len(ways) > 1 and ways[1][1] == ways[0][1]):
        return None
    target = ways[0][0]

    def counts(one: Horizon, earlier: int) -> tuple[int, int]:
        return made.onward(step, one, earlier).get(target, 0), int(
            made.stops(one, earlier)[1][step]
        )

    x, n = counts(window, 0)
    rest = max([made.again(step, window), *(people for _, people in ways[1:])])
    clear = bool(wilson([x], [n])[0][0] > wilson([rest], [n])[1][0])
    return Claim("onward", name, x, n, int(made.people[step]) - n,
                 target=made.steps.labels[target], window=window, clear=clear,
                 span=span_of(window, counts))  # fmt: skip


def _beginning(made: Movement) -> tuple[Claim, ...]:
    """The step that more people began with than with any other: no window changes it."""
    steps = made.steps
    begun = np.bincount(steps.step[~steps.follows[steps.at]], minlength=len(steps.labels))
    if steps.people < SMALLEST:
        return ()
    first = int(np.argmax(begun))
    if (begun == begun[first]).sum() > 1:
        return ()
    return (Claim("begin", steps.labels[first], int(begun[first]), steps.people),)


def _had_by_ten(made: Movement, window: Horizon) -> Horizon:
    """The window itself, or in a young record the longest that ten people at a step have had."""
    if (made.stops(window)[1] >= TOO_FEW).any():
        return window
    people = watching(FollowUp(made.log, window), made.step, made.since)
    return longest_window(people, made.log, window) or window

"""The sentence over a map: where most stop, and where the largest part goes on to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pathways.map.facts import MapFacts, MoveFacts, Share, SliceFacts, StepFacts
from pathways.wording import Percent, Sentence

__all__ = ["Headline", "headline", "part_headline"]

_TOO_FEW = Sentence("Too few people could be watched to say where they stop", "too few")
_STOPPED = "no further step"


class Headline(NamedTuple):
    """A title, the step that it speaks of, and the move that it speaks of (source, target)."""

    title: Sentence
    stuck_at: int | None
    told: tuple[int, int] | None


def headline(
    steps: tuple[StepFacts, ...],
    top: str | None,
    window: str,
    moves: Iterable[MoveFacts],
    whole: tuple[StepFacts, ...] = (),
) -> Headline:
    """What is said of some steps, a part of the whole; ``top`` is the highest tier, where nobody is
    stuck.
    """
    stops = [
        (-(step.no_further.x or 0), step.key)
        for step in steps
        if step.tier not in (top, None) and step.no_further.rate is not None and step.no_further.x
    ]
    if not stops:
        return Headline(_TOO_FEW, None, None)
    key = min(stops)[1]
    place = next(step for step in steps if step.key == key)
    stop = Sentence(
        "After {place}, {share} take {stuck} within {window}", "where people stop",
        place=place.spoken, share=Percent(place.no_further.rate or 0), stuck=_STOPPED,
        window=window,
    )  # fmt: skip
    onward = [s for s in place.goes_to if s.rate is not None and s.label != place.name]
    if not onward:
        return Headline(stop, key, None)
    best = onward[0]
    move = next((m for m in moves if m.source == key and m.share.label == best.label), None)
    spoken = {step.name: step.spoken for step in (whole or steps)}
    go_on = _go_on(best, spoken.get(best.label, best.label))
    told = None if move is None else (move.source, move.target)
    return Headline(Sentence.joined("; ", [stop, go_on], stop.kind), key, told)


def part_headline(part: SliceFacts, whole: MapFacts) -> Sentence:
    """The same sentence for an edition or a group: of the step and the move of the whole map."""
    who = f"{part.kind} {part.name}"
    place = next((step for step in whole.steps if step.key == whole.stuck_at), None)
    stop = part.no_further.get(place.key) if place else None
    if place is None or stop is None or stop.rate is None:
        few = "Too few people of {who} could be watched to say where they stop"
        return Sentence(few, "too few", who=who)
    said = Sentence(
        "After {place}, {share} of {who} take {stuck} within {window}", "where people stop",
        place=place.spoken, share=Percent(stop.rate), who=who, stuck=_STOPPED,
        window=whole.window,
    )  # fmt: skip
    onward = part.moves.get(whole.told) if whole.told else None
    if onward is None or onward.share.rate is None or whole.told is None:
        return said
    target = next(step.spoken for step in whole.steps if step.key == whole.told[1])
    return Sentence.joined("; ", [said, _go_on(onward.share, target)], said.kind)


def _go_on(share: Share, target: str) -> Sentence:
    return Sentence("{share} {up}", share=Percent(share.rate or 0), up=f"go on to {target}")

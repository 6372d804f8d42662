"""The sentence over a map: where most stop, and where the largest part goes on to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from pathways.answer.wording import Percent, Sentence
from pathways.headlines.choice import Headline
from pathways.headlines.claim import Claim
from pathways.headlines.words import headline_words, span_words
from pathways.map.facts import MapFacts, MoveFacts, Share, SliceFacts, SoFar, StepFacts

__all__ = [
    "Title",
    "headline_so_far",
    "part_headline",
    "part_title",
    "step_headlines",
    "title_of_map",
]

_TOO_FEW = Sentence("Too few people could be watched to say where they stop", "too few")
_STOPPED = "no further step"


class Title(NamedTuple):
    """A title; the steps that it rings and speaks of, and the move that it speaks of, by key.

    ``holds`` says from which to which window its share does, where it is one.
    """

    title: Sentence
    stuck_at: int | None = None
    about: int | None = None
    told: tuple[int, int] | None = None
    holds: tuple[Sentence, ...] = ()


def title_of_map(said: Headline, steps: tuple[StepFacts, ...], moves: Iterable[MoveFacts]) -> Title:
    """The headline of a record as the title of its map; no number that the map itself hides.

    Args:
        said: from full counts.
        steps: as they are shown.
        moves: as they are shown.
    """
    by_name = {step.name: step for step in steps}
    claims = tuple(_as_shown(claim, by_name.get(claim.step)) for claim in said.claims)
    title = headline_words(replace(said, claims=claims))
    ring = by_name.get(said.ring.step) if said.ring else None
    about = by_name.get(claims[0].step) if claims else None
    way = next((c for c in claims if c.kind == "onward" and not c.tells_of_few), None)
    pairs = {(m.source, m.target) for m in moves}
    ends = [by_name.get(name or "") for name in (way.step, way.target)] if way else []
    keys = [step.key for step in ends if step is not None]
    told = (keys[0], keys[1]) if len(keys) == 2 and (keys[0], keys[1]) in pairs else None
    spans = (claim.span for claim in claims[:1] if not claim.tells_of_few)
    holds = tuple(span_words(span) for span in spans if span)
    return Title(title, ring.key if ring else None, about.key if about else None, told, holds)


def _as_shown(claim: Claim, place: StepFacts | None) -> Claim:
    """The claim, covered where the map does not show its number."""
    if claim.kind == "begin" or place is None:
        return replace(claim, covered=place is None)
    rows = (place.no_further,) if claim.kind == "stop" else place.goes_to
    name = place.no_further.label if claim.kind == "stop" else claim.target
    shown = any(row.label == name and row.x == claim.x and row.n == claim.n for row in rows)
    return replace(claim, covered=not shown)


def part_title(steps: tuple[StepFacts, ...], whole: MapFacts) -> Title:
    """What is said of some steps of a map: their numbers are those of the whole.

    The step after which most people stop, at the top tier never; ringed is what the whole rings.
    """
    top = max(whole.tiers, key=lambda tier: tier.rank, default=None)
    stops = [
        (-(step.no_further.x or 0), step.key)
        for step in steps
        if step.tier != (top.name if top else None)
        and step.no_further.rate is not None
        and step.no_further.x
    ]
    keys = {step.key for step in steps}
    ring = whole.stuck_at if whole.stuck_at in keys else None
    if not stops:
        return Title(_TOO_FEW, ring)
    key = min(stops)[1]
    place = next(step for step in steps if step.key == key)
    stop = Sentence(
        "After {place}, {share} take {stuck} within {window}", "where people stop",
        place=place.spoken, share=Percent(place.no_further.rate or 0), stuck=_STOPPED,
        window=whole.window,
    )  # fmt: skip
    onward = [s for s in place.goes_to if s.rate is not None and s.label != place.name]
    if not onward:
        return Title(stop, ring, key)
    best = onward[0]
    move = next((m for m in whole.moves if m.source == key and m.share.label == best.label), None)
    spoken = {step.name: step.spoken for step in whole.steps}
    go_on = _go_on(best, spoken.get(best.label, best.label))
    told = None if move is None else (move.source, move.target)
    return Title(Sentence.joined("; ", [stop, go_on], stop.kind), ring, key, told)


def step_headlines(whole: MapFacts) -> tuple[tuple[int, Sentence], ...]:
    """What may be said of each step by itself, by its key; first where most people stop."""
    ranked = sorted(whole.steps, key=lambda step: (-(step.no_further.x or 0), step.key))
    titles = ((step.key, part_title((step,), whole)) for step in ranked)
    return tuple((key, title.title) for key, title in titles if title.about is not None)


def part_headline(part: SliceFacts, whole: MapFacts) -> Sentence:
    """The same sentence for an edition or a group: of the step and the move of the whole map."""
    who = f"{part.kind} {part.name}"
    place = next((step for step in whole.steps if step.key == whole.about), None)
    stop = part.no_further.get(place.key) if place else None
    if place is None or stop is None or stop.rate is None:
        few = "Too few people of {who} could be watched to say where they stop"
        return Sentence(few, "too few", who=who)
    sentence = Sentence(
        "After {place}, {share} of {who} take {stuck} within {window}", "where people stop",
        place=place.spoken, share=Percent(stop.rate), who=who, stuck=_STOPPED,
        window=whole.window,
    )  # fmt: skip
    onward = part.moves.get(whole.told) if whole.told else None
    if onward is None or onward.share.rate is None or whole.told is None:
        return sentence
    target = next(step.spoken for step in whole.steps if step.key == whole.told[1])
    return Sentence.joined("; ", [sentence, _go_on(onward.share, target)], sentence.kind)


def headline_so_far(frame: SoFar, whole: MapFacts) -> Sentence:
    """The same as far as an edition; the least that it was where some of it is hidden."""
    place = next((step for step in whole.steps if step.key == whole.about), None)
    stop = frame.no_further.get(place.key) if place else None
    if place is None or stop is None or (stop.rate is None and stop.n is not None):
        few = "Up to {edition}: too few people could be watched to say where they stop"
        return Sentence(few, "too few", edition=frame.name)
    who = Percent(stop.rate) if stop.rate is not None else f"at least {stop.x:,} people"
    sentence = Sentence(
        "Up to {edition}: after {place}, {share} took {stuck} within {window}",
        "where people stop", edition=frame.name, place=place.spoken, share=who, stuck=_STOPPED,
        window=whole.window,
    )  # fmt: skip
    onward = frame.moves.get(whole.told) if whole.told else None
    if onward is None or onward.rate is None or stop.rate is None or whole.told is None:
        return sentence
    target = next(step.spoken for step in whole.steps if step.key == whole.told[1])
    went = Sentence("{share} {up}", share=Percent(onward.rate), up=f"went on to {target}")
    return Sentence.joined("; ", [sentence, went], sentence.kind)


def _go_on(share: Share, target: str) -> Sentence:
    return Sentence("{share} {up}", share=Percent(share.rate or 0), up=f"go on to {target}")

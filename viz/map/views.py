"""Views that have a name: what a meeting goes through, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from pathways.map.facts import MapFacts, StepFacts
from viz.drawing.text import clean, in_order
from viz.drawing.words import count, people
from viz.map.selection import Selection
from viz.map.shapes import View
from viz.map.share_words import of_people, percent_of
from viz.map.slice_words import UP_TO

__all__ = ["REPLAY", "link", "views"]

REPLAY = "Edition by edition"
"""The view that goes through the editions in their order."""
_STRONGEST = 8
_MANY = 12


def link(name: str, *switched: tuple[str, str]) -> str:
    """What stands behind the ``#``: the view, and what is switched on, as plain as may be."""
    parts = [("view", name), *switched]
    return "&".join(f"{key}={quote(text, safe=' :,()').replace(' ', '+')}" for key, text in parts)


def views(facts: MapFacts, selection: Selection) -> tuple[View, ...]:
    """The whole, the stuck point, what comes after it, the way to the top, the strongest moves."""
    whole = [("The whole map", clean(facts.subtitle), ())]
    told = [*whole, *_stuck(facts, selection), *_summit(facts, selection), *_strongest(selection)]
    if selection.moves and facts.people:
        of = f"The same moves as shares of everyone who started: {people(facts.people)}."
        told.append(("Of everyone", of, (("base", "everyone"),)))
    if facts.replay:
        sentence = "The moves as they have grown, edition by edition."
        told.append((REPLAY, sentence, (("show", f"{UP_TO}={clean(facts.replay[0].name)}"),)))
    return tuple(
        View(name, sentence, link(name, *on), sentence.removesuffix(".") if at else "")
        for at, (name, sentence, on) in enumerate(
            (name, in_order(text), on) for name, text, on in told
        )
    )


_Told = tuple[str, str, tuple[tuple[str, str], ...]]


def _stuck(facts: MapFacts, selection: Selection) -> Iterable[_Told]:
    step = next((s for s in selection.steps if s.key == facts.about), None)
    if step is None:
        return
    name, share = clean(step.name), step.no_further
    rate = f" = {percent_of(share)}" if share.rate is not None else ""
    window = clean(facts.window)
    yield (
        "Where most stop",
        f"After {name}, {of_people(share)} watched{rate} take no further step within {window}.",
        (("step", name),),
    )
    if any(m.source == step.key != m.target for m in selection.moves):
        sentence = f"Where people get to from {name}."
        yield ("What comes after", sentence, (("step", name), ("reach", "after")))


def _summit(facts: MapFacts, selection: Selection) -> Iterable[_Told]:
    """The ways to the largest step of the highest tier that anybody moves to."""
    ranks = {tier.name: tier.rank for tier in facts.tiers}
    reached = {m.target for m in selection.moves if m.direction == "up"}
    tops = [s for s in selection.steps if s.key in reached and s.tier in ranks]
    if not tops:
        return

    def height(step: StepFacts) -> tuple[int, int, int]:
        return (ranks[str(step.tier)], step.people or 0, -step.key)

    name = clean(max(tops, key=height).name)
    yield (f"Ways to {name}", f"The ways that lead to {name}.", (("end", name),))


def _strongest(selection: Selection) -> Iterable[_Told]:
    sizes = sorted((m.people for m in selection.moves), reverse=True)
    if len(sizes) > _MANY:
        least = sizes[_STRONGEST - 1]
        sentence = f"Steps and moves of {count(least)} people or more."
        yield ("The strongest moves", sentence, (("least", str(least)),))

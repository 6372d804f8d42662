"""The map in small as far as each edition, in a row: how the flows have grown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

from pathways.map.facts import MapFacts, SoFar
from viz.drawing.text import clean
from viz.drawing.words import count
from viz.map.shapes import Arrow, Circle
from viz.map.share_words import of_people, percent_of
from viz.map.spec import MapSpec
from viz.report.small_map import small_map

__all__ = ["Edition", "editions"]

_WIDE = 290.0
_NOBODY = 0.01
_THINNEST = 1.3


@dataclass(frozen=True)
class Edition:
    """A picture as far as an edition; ``told`` is who took no further step after one of them."""

    name: str
    told: str
    changed: str
    picture: str


def editions(spec: MapSpec, facts: MapFacts, colors: Mapping[str, str]) -> list[Edition]:
    """A picture for each edition of the replay, the earliest first."""
    unringed = replace(facts, stuck_at=None)
    return [
        Edition(
            name=clean(frame.name),
            told=_told(facts, frame),
            changed=clean("; ".join(frame.changed)),
            picture=small_map(as_far_as(spec, frame, title), unringed, _WIDE, colors),
        )
        for frame, title in spec.told.replay
    ]


def as_far_as(spec: MapSpec, frame: SoFar, title: str) -> MapSpec:
    """The same picture with the people that there were by then, in the outlines of all."""
    arrows = (_grown(arrow, frame) for arrow in spec.arrows)
    return replace(
        spec,
        full_title=title,
        circles=tuple(_filled(circle, spec.told.people, frame) for circle in spec.circles),
        arrows=tuple(arrow for arrow in arrows if arrow is not None),
    )


def _filled(circle: Circle, people: Mapping[int, int | None], frame: SoFar) -> Circle:
    part = frame.watched.get(circle.step, 0) / (people[circle.step] or 1)
    inner = max(_NOBODY, round(circle.r * sqrt(min(1.0, part)), 2))
    return replace(circle, inner=inner, ring=None)


def _grown(arrow: Arrow, frame: SoFar) -> Arrow | None:
    share = frame.moves.get((arrow.source, arrow.target))
    if share is None or not share.x:
        return None
    width = max(_THINNEST, arrow.width * share.x / arrow.people)
    return replace(arrow, width=round(width, 2), pill=None)


def _told(facts: MapFacts, frame: SoFar) -> str:
    """``92 of 120 = 77 %``, or the least that it was."""
    share = None if facts.about is None else frame.no_further.get(facts.about)
    if share is None:
        return ""
    if share.n is None:
        return f"{count(share.x)} or more"
    rate = percent_of(share)
    return f"{of_people(share)}{f' = {rate}' if rate else ''}"

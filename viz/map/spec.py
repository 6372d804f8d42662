"""The complete data form of a pathway map: every word written, every number rounded, every place
known.  Whatever draws a :class:`MapSpec` computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.map.facts import MapFacts, MoveFacts, RouteFacts, SliceFacts
from viz.drawing.text import clean
from viz.drawing.words import HOLLOW, pill_percent
from viz.map.arrangement import arranged, beside, by_size
from viz.map.captions import (
    bands,
    caption_lines,
    notes,
    of_everyone,
    shown_line,
    subtitle_line,
    title_lines,
)
from viz.map.cards import card, move_card, move_words, row_label, tables
from viz.map.curves import head
from viz.map.grounds import grounded
from viz.map.layout import Layout, lay_out
from viz.map.pills import pills
from viz.map.routing import Route
from viz.map.selection import Selection, select
from viz.map.shapes import (
    Arrow,
    Band,
    Box,
    Card,
    Circle,
    Label,
    MoveCard,
    Pill,
    Point,
    Stroke,
    Table,
    TextLine,
    View,
)
from viz.map.strokes import Strokes
from viz.map.views import views

__all__ = ["MapSpec", "map_spec"]

_LOOKS = {"up": "up", "level": "level", "again": "level", "down": "down", "unknown": "level"}


@dataclass(frozen=True)
class MapSpec:
    """A pathway map, ready to draw.

    ``first`` is the step whose card is open at first; ``None`` where there are no steps.  ``said``
    stands in the middle of a map without steps.  ``moves`` are the cards of all moves, drawn or
    not; ``caption_everyone`` is the caption while shares are of everyone who started.
    """

    title: tuple[TextLine, ...]
    subtitle: TextLine
    full_title: str
    full_subtitle: str
    bands: tuple[Band, ...]
    shade: tuple[Point, ...]
    circles: tuple[Circle, ...]
    names: tuple[str, ...]
    programs: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    legend: tuple[str, ...]
    shown: str
    caption: tuple[str, ...]
    caption_everyone: tuple[str, ...]
    people: Mapping[int, int | None]
    window: str
    everyone: str
    notes: tuple[str, ...]
    cards: tuple[Card, ...]
    moves: tuple[MoveCard, ...]
    routes: tuple[RouteFacts, ...]
    slices: tuple[SliceFacts, ...]
    views: tuple[View, ...]
    tables: tuple[Table, ...]
    first: int | None
    said: str


def map_spec(facts: MapFacts) -> MapSpec:
    """Everything a pathway map shows, from everything it says."""
    selection = select(facts)
    layout = lay_out(facts, selection)
    circles = tuple(layout.circles[step.key] for step in selection.steps)
    scale = _people_scale(selection, circles)
    side, labels, found = arranged(facts, selection, layout, scale)
    arrows = _arrows(facts, selection, layout, found, side.boxes + beside(labels))
    return MapSpec(
        title=title_lines(facts.title),
        subtitle=subtitle_line(facts),
        full_title=clean(facts.title),
        full_subtitle=clean(facts.subtitle),
        bands=bands(layout),
        shade=layout.mountain.shaded() if layout.tiers else (),
        circles=circles,
        names=tuple(clean(step.name) for step in selection.steps),
        programs=tuple(clean(step.program) for step in selection.steps),
        strokes=side.strokes,
        arrows=arrows,
        labels=grounded([*side.labels, *labels], arrows, layout),
        legend=_legend(side, selection.moves, circles),
        shown=shown_line(facts, selection.moves),
        caption=caption_lines(facts, selection),
        people={step.key: step.people for step in selection.steps},
        caption_everyone=caption_lines(facts, selection, of_everyone(facts)),
        window=clean(facts.window),
        everyone=of_everyone(facts),
        notes=notes(facts, selection),
        cards=_cards(facts, selection),
        moves=_move_cards(facts),
        routes=facts.routes,
        slices=facts.slices,
        views=views(facts, selection),
        tables=tables(facts),
        first=_first(facts, selection),
        said="" if selection.steps else "Nobody has taken a step yet: there is nothing to draw.",
    )


def _cards(facts: MapFacts, selection: Selection) -> tuple[Card, ...]:
    keys = {step.name: step.key for step in selection.steps}
    labels = {step.name: row_label(step) for step in facts.steps}
    return tuple(card(step, keys, labels) for step in selection.steps)


def _move_cards(facts: MapFacts) -> tuple[MoveCard, ...]:
    steps = {step.key: step for step in facts.steps}
    return tuple(move_card(m, steps[m.source], steps[m.target]) for m in facts.moves)


def _people_scale(selection: Selection, circles: tuple[Circle, ...]) -> float:
    """Width in px of one person, in arrows and strokes alike; small circles get thin arrows."""
    widest = max((m.people for m in selection.moves), default=1)
    broad = max(3.0, min(8.4, 0.16 * max((c.r for c in circles), default=0.0)))
    ends = [share.x or 0 for s in selection.steps for share in (s.joined, s.no_further)]
    return min(0.25, broad / widest, 56 / max([1, *ends]))


def _arrows(
    facts: MapFacts,
    selection: Selection,
    layout: Layout,
    found: list[Route],
    boxes: list[Box],
) -> tuple[Arrow, ...]:
    circles = [layout.circles[step.key] for step in selection.steps]
    shares = pills(found, circles, boxes, _told(facts, selection.moves))
    names = {step.key: clean(step.name) for step in facts.steps}
    return tuple(_arrow(r, p, names) for r, p in zip(found, shares, strict=True))


def _told(facts: MapFacts, moves: tuple[MoveFacts, ...]) -> int | None:
    """The strongest way up from the stuck point: the counterpart of the finding."""
    ups = [i for i, m in enumerate(moves) if m.source == facts.stuck_at and m.direction == "up"]
    return ups[0] if ups else None


def _arrow(route: Route, pill: Pill | None, names: dict[int, str]) -> Arrow:
    rounded = [(round(x, 1), round(y, 1)) for x, y in route.curve]
    tip, left, right = ((round(x, 1), round(y, 1)) for x, y in head(route.curve, route.width))
    move = route.move
    return Arrow(
        source=move.source,
        target=move.target,
        curve=(rounded[0], rounded[1], rounded[2], rounded[3]),
        head=(tip, left, right),
        width=round(route.width, 2),
        look=_LOOKS[move.direction],
        pill=pill,
        words=move_words(move, names),
        people=move.people,
        everyone=pill_percent(move.of_everyone) if move.of_everyone else "",
    )


def _legend(
    side: Strokes, moves: tuple[MoveFacts, ...], circles: tuple[Circle, ...]
) -> tuple[str, ...]:
    """The marks that occur, in the order in which they are explained."""
    ways = {move.direction for move in moves}
    kinds = {stroke.kind for stroke in side.strokes}
    there = {
        "up": "up" in ways,
        "level": bool(ways & {"level", "again"}) and "unknown" not in ways,
        "level, or no tier": "unknown" in ways,
        "down": "down" in ways,
        "joined here": "joined" in kinds,
        "no further step": "stopped" in kinds,
        HOLLOW: any(c.inner < c.r for c in circles),
        "stuck point": any(c.ring is not None for c in circles),
    }
    return tuple(entry for entry, seen in there.items() if seen)


def _first(facts: MapFacts, selection: Selection) -> int | None:
    ranked = by_size(selection.steps, facts.stuck_at)
    return ranked[0].key if ranked else None

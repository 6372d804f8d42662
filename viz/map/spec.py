"""The complete data form of a pathway map: every word written, every number rounded, every place
known.  Whatever draws a :class:`MapSpec` computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pathways.map.facts import MapFacts, Placed, RouteFacts, SliceFacts, SoFar
from pathways.map.headline import headline_so_far, part_headline, step_headlines
from pathways.map.levels import ROLLED
from viz.drawing.names import in_title
from viz.drawing.text import clean, in_order
from viz.drawing.words import HOLLOW, MOVE, PLANNED
from viz.map.arrangement import Arranged, arranged, with_shares
from viz.map.captions import (
    PAGE_WIDTH,
    aside,
    bands,
    caption_line,
    notes,
    of_everyone,
    shown_line,
    subtitle,
    subtitle_line,
    title_lines,
)
from viz.map.cards import card, move_card, move_words, row_label, tables
from viz.map.curves import head
from viz.map.grounds import grounded
from viz.map.layout import Layout, lay_out
from viz.map.routing import Route
from viz.map.selection import Selection, select
from viz.map.shapes import (
    Arrow,
    Band,
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
from viz.map.share_words import pill_percent
from viz.map.views import views

__all__ = ["MapSpec", "Told", "map_spec", "spec_of", "told_of"]

_LOOKS = {"up": "up", "level": "level", "again": "level", "down": "down", "unknown": "level"}


@dataclass(frozen=True)
class Told:
    """What is told of every step and every move, drawn or not: all pictures of a map share it.

    ``slices``, and the frames of the ``replay``, each have their title; ``headlines`` are those of
    steps, for when the step of the map's own is filtered away.  ``asks`` are the options with which
    a command asks about a step of the map, or nothing where it is none of theirs.
    """

    cards: tuple[Card, ...]
    moves: tuple[MoveCard, ...]
    routes: tuple[RouteFacts, ...]
    slices: tuple[tuple[SliceFacts, str], ...]
    replay: tuple[tuple[SoFar, str], ...]
    headlines: tuple[tuple[int, str], ...]
    reached: tuple[tuple[int, int, int], ...]
    tables: tuple[Table, ...]
    said: tuple[Placed, ...]
    people: Mapping[int, int | None]
    programs: Mapping[int, str]
    asks: str


def told_of(facts: MapFacts) -> Told:
    """What a map tells beside its pictures."""
    steps = {step.key: step for step in facts.steps}
    keys = {step.name: step.key for step in facts.steps}
    labels = {step.name: row_label(step) for step in facts.steps}
    names = {name for step in facts.steps for name in (step.name, *step.parts)}

    def titled(text: str) -> str:
        return in_title(in_order(clean(text)), names, PAGE_WIDTH, 20)

    return Told(
        tuple(card(step, keys, labels) for step in facts.steps),
        tuple(move_card(m, steps[m.source], steps[m.target]) for m in facts.moves),
        facts.routes,
        tuple((one, titled(part_headline(one, facts))) for one in facts.slices),
        tuple((one, titled(headline_so_far(one, facts))) for one in facts.replay),
        tuple((key, titled(title)) for key, title in step_headlines(facts)),
        facts.reached,
        tables(facts),
        tuple(_readable(one) for one in facts.said),
        {step.key: step.people for step in facts.steps},
        {step.key: clean(step.program) for step in facts.steps},
        "" if facts.by == ROLLED or facts.horizon is None else f"--window {facts.horizon}",
    )


def _readable(one: Placed) -> Placed:
    return replace(one, name=clean(one.name), at=clean(one.at), text=clean(one.text))


@dataclass(frozen=True)
class MapSpec:
    """A pathway map, ready to draw.

    ``first`` is the stuck point, ``about`` the step of the title, or ``None``. ``said`` stands
    in the middle of a map without steps. ``caption_everyone`` is the caption while shares are
    of everyone who started.
    ``aside`` stands where the names of tiers would, on a map without them.
    """

    title: tuple[TextLine, ...]
    subtitle: TextLine
    full_title: str
    full_subtitle: str
    bands: tuple[Band, ...]
    aside: tuple[TextLine, ...]
    shade: tuple[Point, ...]
    circles: tuple[Circle, ...]
    names: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    legend: tuple[str, ...]
    shown: str
    caption: str
    caption_everyone: str
    window: str
    everyone: str
    notes: tuple[str, ...]
    views: tuple[View, ...]
    first: int | None
    about: int | None
    said: str
    told: Told


def map_spec(facts: MapFacts) -> MapSpec:
    """Everything the first view of a pathway map shows, from everything it says."""
    selection = select(facts)
    layout = lay_out(facts, selection)
    found = arranged(facts, selection, layout)
    found = with_shares(facts, selection, layout, found)
    return spec_of(facts, selection, layout, found, told_of(facts))


def spec_of(
    facts: MapFacts, selection: Selection, layout: Layout, found: Arranged, told: Told
) -> MapSpec:
    """A picture whose places are found, with every word written.

    Args:
        facts: what a map says.
        selection: what is drawn of it.
        layout: where its circles stand.
        found: its words and arrows beside each other.
        told: what is told of its steps and moves; other pictures may tell the same.
    """
    circles = tuple(layout.circles[step.key] for step in selection.steps)
    selection = replace(selection, moves=tuple(route.move for route in found.routes))
    arrows = _arrows(facts, found)
    below = subtitle(facts, selection)
    return MapSpec(
        title=title_lines(facts.title, _written(selection, layout), _look_of_told(facts)),
        subtitle=subtitle_line(below),
        full_title=in_order(clean(facts.title)),
        full_subtitle=below,
        bands=bands(layout, selection),
        aside=aside(layout, selection),
        shade=layout.mountain.shaded() if layout.tiers else (),
        circles=circles,
        names=tuple(clean(step.name) for step in selection.steps),
        strokes=found.side.strokes,
        arrows=arrows,
        labels=grounded([*found.side.labels, *found.labels], arrows, layout),
        legend=_legend(found, layout, facts.said),
        shown=shown_line(facts, selection.moves),
        caption=caption_line(facts),
        caption_everyone=caption_line(facts, of_everyone(facts)),
        window=clean(facts.window),
        everyone=of_everyone(facts),
        notes=notes(facts, selection),
        views=views(facts, selection),
        first=facts.stuck_at,
        about=facts.about,
        said=_said(facts),
        told=told,
    )


def _said(facts: MapFacts) -> str:
    """What stands in the middle of a map without steps."""
    if facts.steps:
        return ""
    if facts.people == 0:
        return "Nobody has taken a step yet: there is nothing to draw."
    return "Every step has fewer than 5 people: to draw them would show who they are."


def _written(selection: Selection, layout: Layout) -> dict[str, str]:
    """The names of the steps that are drawn, and how they are written beside their circles; and
    the names that theirs are joined from, which the title may say apart.
    """
    parts = {clean(part): clean(part) for step in selection.steps for part in step.parts if part}
    return parts | {clean(step.name): layout.names[step.key] for step in selection.steps}


def _look_of_told(facts: MapFacts) -> str:
    told = (m.direction for m in facts.moves if (m.source, m.target) == facts.told)
    return _LOOKS[next(told, "up")]


def _arrows(facts: MapFacts, found: Arranged) -> tuple[Arrow, ...]:
    names = {step.key: clean(step.name) for step in facts.steps}
    plans = [(pair, clean(one.name)) for one in facts.said if one.kind == "plan"
             for pair in one.moves]  # fmt: skip
    arrows = (_arrow(r, p, names) for r, p in zip(found.routes, found.pills, strict=True))
    return tuple(_planned(arrow, plans) for arrow in arrows)


def _planned(arrow: Arrow, plans: list[tuple[tuple[int, int], str]]) -> Arrow:
    """The arrow with the open plans that are about it."""
    open_plans = (
        f"open plan: {name}" for pair, name in plans if pair == (arrow.source, arrow.target)
    )
    return replace(arrow, facts=(*arrow.facts, *open_plans))


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
        facts=move_words(move, names),
        people=move.people,
        everyone=pill_percent(move.of_everyone) if move.of_everyone else "",
    )


def _legend(found: Arranged, layout: Layout, placed: tuple[Placed, ...]) -> tuple[str, ...]:
    """The marks that occur, in the order in which they are explained."""
    ways = {route.move.direction for route in found.routes}
    kinds = {stroke.kind for stroke in found.side.strokes}
    circles = layout.circles.values()
    plans = {key for one in placed if one.kind == "plan" for key in one.steps}
    tiered = bool(layout.tiers or layout.many_tiers)
    there = {
        MOVE: bool(ways) and not tiered,
        "up": "up" in ways,
        "level": bool(ways & {"level", "again"}) and tiered and "unknown" not in ways,
        "level, or no tier": "unknown" in ways and tiered,
        "down": "down" in ways,
        "joined here": "joined" in kinds,
        "no further step": "stopped" in kinds,
        HOLLOW: any(c.inner < c.r for c in circles),
        "stuck point": any(c.ring is not None for c in circles),
        PLANNED: bool(plans & set(layout.circles)),
    }
    return tuple(entry for entry, seen in there.items() if seen)

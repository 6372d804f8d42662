"""What the script of the page is given: the marks to draw, the words to tell, the views to take.

Nothing is computed here; what is usual is left out, so that the file stays small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pathways.map.facts import Placed
from viz.drawing.palette import DARK, LIGHT
from viz.map.cards import DIRECTION, MEDIAN, NOT_YET, OF_EVERYONE, OF_THESE
from viz.map.drawn import Drawn
from viz.map.marks import Mark, Word
from viz.map.mountain import MAP_BOTTOM, MAP_LEFT, MAP_RIGHT, MAP_TOP
from viz.map.shapes import Arrow, Card, CardSection, TextLine
from viz.map.slice_words import slice_words, so_far_words
from viz.map.spec import MapSpec

__all__ = ["page_data"]

_AREA = {"x": MAP_LEFT, "y": MAP_TOP - 2, "w": MAP_RIGHT - MAP_LEFT, "h": MAP_BOTTOM - MAP_TOP + 4}
_HEADINGS = (OF_THESE, OF_EVERYONE, MEDIAN, NOT_YET, DIRECTION)
_USUAL: Mapping[str, Any] = {
    "fill": "", "stroke": "", "width": 1.0, "dash": (), "alpha": 1.0, "fade": None, "owners": (),
    "weight": 400, "size": 14.0, "halo": "", "count": "", "words": "", "part": 0.0,
    "tone": "plain", "key": None,
}  # fmt: skip


Picture = tuple[MapSpec, Drawn]
"""What a picture says, and how it is drawn."""


def page_data(
    stops: Sequence[Picture], first: int, inside: Mapping[str, Picture]
) -> dict[str, Any]:
    """Everything the script knows: the scenes, and what is told of the steps of each."""
    whole, _ = stops[first]
    other = next((spec for spec, _ in inside.values() if spec.told is not whole.told), None)
    told = [whole] if other is None else [whole, other]
    levels = {id(spec.told): at for at, spec in enumerate(told)}
    return {
        "area": _AREA,
        "palettes": {"light": dict(LIGHT), "dark": dict(DARK)},
        "headings": _HEADINGS,
        "views": [asdict(view) for view in whole.views],
        "levels": [_level(spec) for spec in told],
        "first": first,
        "stops": [_scene(spec, drawn, 0) for spec, drawn in stops],
        "inside": {
            name: _scene(spec, drawn, levels[id(spec.told)])
            for name, (spec, drawn) in inside.items()
        },
    }


def _level(spec: MapSpec) -> dict[str, Any]:
    """What is told of steps and moves, whichever of them are drawn."""
    told = spec.told
    return {
        "bases": {"here": f"of those at this step, within {spec.window}",
                  "everyone": f"of {spec.everyone}"},
        "captions": {"here": spec.caption, "everyone": spec.caption_everyone},
        "cards": [
            _step(card, told.programs[card.step], told.people[card.step], told.said)
            for card in told.cards
        ],
        "moves": [[m.source, m.target, *_move(m.card)] for m in told.moves],
        "routes": [[list(r.steps), r.exactly, r.at_least] for r in told.routes],
        "reached": told.reached,
        "headlines": told.headlines,
        "said": [asdict(one) for one in told.said],
        "asks": told.asks,
        "slices": [
            *({"title": title, **slice_words(one)} for one, title in told.slices),
            *({"title": title, **so_far_words(one)} for one, title in told.replay),
        ],
    }  # fmt: skip


def _scene(spec: MapSpec, drawn: Drawn, level: int) -> dict[str, Any]:
    """One picture: its words, its marks and where they stand."""
    pills = {id(mark) for arrow in drawn.scene.pills for mark in arrow}
    beside = [label for label in spec.labels if label.kind in ("stroke", "ring")]
    whole = {line for label in beside for line in label.lines}
    return {
        "level": level,
        "title": _title(spec.title),
        "subtitle": spec.full_subtitle,
        "shown": spec.shown,
        "notes": spec.notes,
        "stuck": spec.first,
        "about": spec.about,
        "back": [_mark(mark) for mark in drawn.scene.back],
        "front": [
            {**_mark(mark), **({"whole": True} if _of_all(mark) in whole else {})}
            for mark in drawn.scene.front if id(mark) not in pills
        ],
        "legend": [_mark(mark) for mark in drawn.legend],
        "places": [[c.step, c.x, c.y, c.r, c.inner, round(c.reach, 1)] for c in spec.circles],
        "arrows": [_arrow(arrow) for arrow in spec.arrows],
    }  # fmt: skip


def _title(runs: Sequence[TextLine]) -> list[list[str]]:
    """Its parts with their roles, as one line: the page breaks it anew."""
    after = [run.y for run in runs[1:]] + [runs[-1].y]
    return [[run.role, run.text if run.y == y else f"{run.text} "]
            for run, y in zip(runs, after, strict=True)]  # fmt: skip


def _of_all(mark: Mark) -> TextLine | None:
    """The words of a mark: some of them count everyone, and are gone while a part is shown."""
    return mark.line if isinstance(mark, Word) else None


def _step(card: Card, program: str, people: int | None, placed: Sequence[Placed]) -> dict[str, Any]:
    plans = [f"open plan: {one.name}" for one in placed
             if one.kind == "plan" and card.step in one.steps]  # fmt: skip
    return {
        "key": card.step, "name": card.name, "program": program, "people": people,
        "summary": card.summary,
        "hover": [*_hover(card), *plans], "card": _card(card),
    }  # fmt: skip


def _arrow(arrow: Arrow) -> dict[str, Any]:
    pill = arrow.pill
    shown = {} if pill is None else {
        "pill": [pill.box.x, pill.box.y, pill.box.w, pill.box.h], "filled": pill.filled,
        "here": pill.text, "everyone": arrow.everyone,
        "size": pill.box.h - 6,
    }  # fmt: skip
    return {
        "from": arrow.source, "to": arrow.target, "people": arrow.people, "look": arrow.look,
        "curve": arrow.curve, "width": arrow.width, "hover": list(arrow.facts), **shown,
    }  # fmt: skip


def _card(card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "people": card.people,
        "sections": [
            {
                "heading": section.heading,
                "note": section.note,
                "rows": [_unusual(asdict(row)) for row in section.rows],
            }
            for section in card.sections
        ],
    }


def _move(card: Card) -> list[Any]:
    """The card of a move without the words that all of them share: there may be a thousand."""
    return [card.people, *(_part(section) for section in card.sections)]


def _part(section: CardSection) -> list[Any]:
    rows = [value for row in section.rows for value in (row.count, row.words, row.part)]
    return [_HEADINGS.index(section.heading), section.note, *rows]


def _hover(card: Card) -> list[str]:
    """Name, people, and the two ends of the step."""
    rows = [row for section in card.sections for row in section.rows]
    ends = [row for row in rows if row.label in ("joined here", "no further step") and row.count]
    told = [f"{row.label}: {row.count}" + (f", {row.words}" if row.words else "") for row in ends]
    return [card.name, card.people, *told]


def _mark(mark: Mark) -> dict[str, Any]:
    if isinstance(mark, Word):
        return _unusual({**vars(mark.line), "halo": mark.halo, "owners": mark.owners})
    return _unusual(vars(mark))


def _unusual(values: dict[str, Any]) -> dict[str, Any]:
    """Only what is not as usual."""
    return {key: value for key, value in values.items() if _USUAL.get(key, ...) != value}

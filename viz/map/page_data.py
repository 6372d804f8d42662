"""What the script of the page is given: the marks to draw, the words to tell, the views to take.

Nothing is computed here; what is usual is left out, so that the file stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from viz.drawing.palette import DARK, LIGHT
from viz.map.cards import DIRECTION, MEDIAN, NOT_YET, OF_EVERYONE, OF_THESE
from viz.map.legend import legend_marks
from viz.map.marks import Mark, Word, scene
from viz.map.mountain import MAP_BOTTOM, MAP_LEFT, MAP_TOP
from viz.map.shapes import Arrow, Card, CardRow, CardSection, TextLine
from viz.map.slice_words import slice_words
from viz.map.spec import MapSpec

__all__ = ["page_data"]

_AREA = {"x": MAP_LEFT, "y": MAP_TOP - 2, "w": 928.0, "h": MAP_BOTTOM - MAP_TOP + 4}
_HEADINGS = (OF_THESE, OF_EVERYONE, MEDIAN, NOT_YET, DIRECTION)
_USUAL: Mapping[str, Any] = {
    "fill": "", "stroke": "", "width": 1.0, "dash": (), "alpha": 1.0, "fade": None, "owners": (),
    "weight": 400, "size": 14.0, "halo": "", "count": "", "words": "", "part": 0.0,
    "tone": "plain", "key": None,
}  # fmt: skip


def page_data(spec: MapSpec) -> dict[str, Any]:
    """Everything the script knows."""
    drawn = scene(spec)
    pills = {id(mark) for arrow in drawn.pills for mark in arrow}
    beside = [label for label in spec.labels if label.kind in ("stroke", "ring")]
    whole = {line for label in beside for line in label.lines}
    return {
        "area": _AREA,
        "palettes": {"light": dict(LIGHT), "dark": dict(DARK)},
        "first": spec.first,
        "title": [[run.role, run.text] for run in spec.title],
        "subtitle": spec.full_subtitle,
        "shown": spec.shown,
        "bases": {"here": f"of those at this step, within {spec.window}",
                  "everyone": f"of {spec.everyone}"},
        "captions": {"here": spec.caption, "everyone": spec.caption_everyone},
        "back": [_mark(mark) for mark in drawn.back],
        "front": [
            {**_mark(mark), **({"whole": True} if _of_all(mark) in whole else {})}
            for mark in drawn.front if id(mark) not in pills
        ],
        "frame": [_mark(mark) for mark in _frame(spec)],
        "steps": _steps(spec),
        "arrows": [_arrow(arrow) for arrow in spec.arrows],
        "headings": _HEADINGS,
        "moves": [[m.source, m.target, *_move(m.card)] for m in spec.moves],
        "routes": [[list(r.steps), r.exactly, r.at_least] for r in spec.routes],
        "slices": [slice_words(one) for one in spec.slices],
        "views": [asdict(view) for view in spec.views],
    }  # fmt: skip


def _of_all(mark: Mark) -> TextLine | None:
    """The words of a mark: some of them count everyone, and are gone while a part is shown."""
    return mark.line if isinstance(mark, Word) else None


def _frame(spec: MapSpec) -> Iterable[Mark]:
    """What stands around the map in a picture that is saved."""
    yield from (Word(line) for line in spec.title)
    yield from legend_marks(spec.legend, 24.0, 643.0)


def _steps(spec: MapSpec) -> list[dict[str, Any]]:
    cards = {card.step: card for card in spec.cards}
    return [
        {
            "key": c.step, "name": name, "program": program, "x": c.x, "y": c.y, "r": c.r,
            "inner": c.inner, "reach": round(c.reach, 1), "people": spec.people[c.step],
            "summary": cards[c.step].summary, "hover": _hover(cards[c.step]),
            "card": _card(cards[c.step]),
        }
        for c, name, program in zip(spec.circles, spec.names, spec.programs, strict=True)
    ]  # fmt: skip


def _arrow(arrow: Arrow) -> dict[str, Any]:
    pill = arrow.pill
    shown = {} if pill is None else {
        "pill": [pill.box.x, pill.box.y, pill.box.w, pill.box.h], "filled": pill.filled,
        "here": pill.text, "everyone": arrow.everyone,
    }  # fmt: skip
    return {
        "from": arrow.source, "to": arrow.target, "people": arrow.people, "look": arrow.look,
        "curve": arrow.curve, "width": arrow.width, "hover": arrow.words, **shown,
    }  # fmt: skip


def _card(card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "people": card.people,
        "sections": [_section(section) for section in card.sections],
    }


def _move(card: Card) -> list[Any]:
    """The card of a move without the words that all of them share: there may be a thousand."""
    return [card.people, *(_part(section) for section in card.sections)]


def _part(section: CardSection) -> list[Any]:
    rows = [value for row in section.rows for value in (row.count, row.words, row.part)]
    return [_HEADINGS.index(section.heading), section.note, *rows]


def _section(section: CardSection) -> dict[str, Any]:
    rows: tuple[CardRow, ...] = section.rows
    return {
        "heading": section.heading,
        "note": section.note,
        "rows": [_unusual(asdict(row)) for row in rows],
    }


def _hover(card: Card) -> list[str]:
    """Name, people, and the two ends of the step."""
    rows = [row for section in card.sections for row in section.rows]
    ends = [row for row in rows if row.label in ("joined here", "no further step") and row.count]
    told = [f"{row.label}: {row.count}" + (f", {row.words}" if row.words else "") for row in ends]
    return [card.name, card.people, *told]


def _mark(mark: Mark) -> dict[str, Any]:
    if isinstance(mark, Word):
        return _unusual({**asdict(mark.line), "halo": mark.halo, "owners": mark.owners})
    return _unusual(asdict(mark))


def _unusual(values: dict[str, Any]) -> dict[str, Any]:
    """Only what is not as usual."""
    return {key: value for key, value in values.items() if _USUAL.get(key, ...) != value}

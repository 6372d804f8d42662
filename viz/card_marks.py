"""The card of one step as marks, for the picture that cannot be clicked."""

from __future__ import annotations

from viz.marks import Mark, Shape, Word
from viz.shapes import Card, CardRow, CardSection, TextLine
from viz.text import ellipsis, width

__all__ = ["card_marks"]

_LEFT, _RIGHT, _TOP, _TALL, _WIDE = 980.0, 1240.0, 92.0, 530.0, 292.0
_COUNT = 1118.0
_ROW = 20.0


def card_marks(card: Card) -> list[Mark]:
    """Frame, heading, and as many whole sections as the page has room for."""
    people = TextLine(_RIGHT, 120.0, card.people, 14, 400, "text2", "end")
    room = _RIGHT - 1002 - width(card.people, 14) - 10
    size = 18 if width(card.name, 18, 700) <= room else 15
    name = ellipsis(card.name, room, size, 700)
    marks: list[Mark] = [
        Shape(_rounded(964.0, _TOP, _WIDE, _TALL, 8.0), fill="card", stroke="hair"),
        Shape("M980,114 A7,7 0 1 1 994,114 A7,7 0 1 1 980,114 Z", fill="disc"),
        Word(TextLine(1002.0, 120.0, name, size, 700, "text", "start")),
        Word(people),
    ]
    y = 137.0
    for section in card.sections:
        if y + _tall(section) <= _TOP + _TALL + 4:
            marks += _section(section, y)
            y += _tall(section)
    return marks


def _tall(section: CardSection) -> float:
    return 35.0 + _ROW * len(section.rows) + (4.0 if section.rows else 0.0)


def _section(section: CardSection, y: float) -> list[Mark]:
    bare = not section.rows
    note = TextLine(_RIGHT, y + 22, section.note, 14, 700 if bare else 400,
                    "text" if bare else "text2", "end")  # fmt: skip
    room = _RIGHT - _LEFT - width(section.note, 14, 700) - 10
    heading = ellipsis(section.heading, room, 14, 700)
    marks: list[Mark] = [
        Shape(f"M{_LEFT},{y} L{_RIGHT},{y}", stroke="hair"),
        Word(TextLine(_LEFT, y + 22, heading, 14, 700, "text", "start")),
        Word(note),
    ]
    for index, row in enumerate(section.rows):
        marks += _row(row, y + 44 + _ROW * index)
    return marks


def _row(row: CardRow, y: float) -> list[Mark]:
    loud = row.tone == "stuck"
    weight = 700 if loud else 400
    role = "stuck" if loud else "text2" if row.tone == "quiet" else "text"
    wide = _RIGHT - _LEFT if not row.count else _COUNT - width(row.count, 14, weight) - 8 - _LEFT
    label = ellipsis(row.label, wide, 14, weight)
    marks: list[Mark] = []
    if row.part:
        bar = _rounded(974.0, y - 13.5, max(6.0, 272 * row.part), 18.0, 3.0)
        marks.append(Shape(bar, fill="stuck" if loud else "stroke", alpha=0.15))
    marks.append(Word(TextLine(_LEFT, y, label, 14, weight, role, "start")))
    if row.count:
        marks.append(Word(TextLine(_COUNT, y, row.count, 14, weight, role, "end")))
    if row.words:
        room = _RIGHT - _COUNT - 4
        marks.append(
            Word(
                TextLine(_RIGHT, y, ellipsis(row.words, room, 14, weight), 14, weight, role, "end")
            )
        )
    return marks


def _rounded(x: float, y: float, w: float, h: float, r: float) -> str:
    a = f"A{r:g},{r:g} 0 0 1"
    return (
        f"M{x + r:g},{y:g} H{x + w - r:g} {a} {x + w:g},{y + r:g} V{y + h - r:g} "
        f"{a} {x + w - r:g},{y + h:g} H{x + r:g} {a} {x:g},{y + h - r:g} V{y + r:g} "
        f"{a} {x + r:g},{y:g} Z"
    )

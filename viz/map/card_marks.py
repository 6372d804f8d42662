"""The card of one step as marks, for the picture that cannot be clicked."""

from __future__ import annotations

from viz.drawing.text import ellipsis, width, wrap
from viz.drawing.words import HIDDEN
from viz.map.marks import Mark, Shape, Word
from viz.map.shapes import Card, CardRow, CardSection, TextLine

__all__ = ["card_marks"]

_LEFT, _RIGHT, _TOP, _TALL, _WIDE = 980.0, 1240.0, 92.0, 530.0, 292.0
_COUNT = 1118.0
_ROW = 19.0


def card_marks(card: Card) -> list[Mark]:
    """Frame, heading, and every section; long names are cut where all of them would not fit."""
    marks: list[Mark] = [
        Shape(_rounded(964.0, _TOP, _WIDE, _TALL, 8.0), fill="card", stroke="hair"),
        Shape("M980,114 A7,7 0 1 1 994,114 A7,7 0 1 1 980,114 Z", fill="disc"),
    ]
    heading, y = _heading(card)
    marks += heading
    foot = _TOP + _TALL + 4
    lines = 2 if y + sum(_tall(section, 2) for section in card.sections) <= foot else 1
    for section in card.sections:
        if y + _tall(section, lines) <= foot:
            marks += _section(section, y, lines)
            y += _tall(section, lines)
    return marks


def _heading(card: Card) -> tuple[list[Mark], float]:
    """Name and people, below each other where the name is long; and where they end."""
    room = _RIGHT - 1002
    beside = width(card.name, 18, 700) + width(card.people, 14) + 12 <= room
    size = 18.0 if beside else 15.0
    names = wrap(card.name, room, 2, size, 700)
    marks: list[Mark] = [
        Word(TextLine(1002.0, 120.0 + 19 * i, name, size, 700, "text", "start"))
        for i, name in enumerate(names)
    ]
    if beside:
        return [*marks, Word(TextLine(_RIGHT, 120.0, card.people, 14, 400, "text2", "end"))], 137.0
    y = 120.0 + 19 * len(names)
    return [*marks, Word(TextLine(1002.0, y, card.people, 14, 400, "text2", "start"))], y + 14


def _tall(section: CardSection, lines: int) -> float:
    told = sum(len(_label(row, lines)) for row in section.rows)
    return 32.0 + _ROW * told + (5.0 if section.rows else 0.0)


def _section(section: CardSection, y: float, lines: int) -> list[Mark]:
    bare = not section.rows
    note = TextLine(_RIGHT, y + 21, section.note, 14, 700 if bare else 400,
                    "text" if bare else "text2", "end")  # fmt: skip
    room = _RIGHT - _LEFT - width(section.note, 14, 700) - 10
    heading = ellipsis(section.heading, room, 14, 700)
    marks: list[Mark] = [
        Shape(f"M{_LEFT},{y} L{_RIGHT},{y}", stroke="hair"),
        Word(TextLine(_LEFT, y + 21, heading, 14, 700, "text", "start")),
        Word(note),
    ]
    line = y + 41
    for row in section.rows:
        marks += _row(row, line, lines)
        line += _ROW * len(_label(row, lines))
    return marks


def _count_at(row: CardRow) -> float:
    """The right end of the count."""
    # A suppressed count has no rate beside it: at the right edge it leaves its label more room.
    if not row.words:
        return _RIGHT if row.count in ("", HIDDEN) else _COUNT
    return min(_COUNT, _RIGHT - width(row.words, 14, _weight(row)) - 6)


def _weight(row: CardRow) -> int:
    return 700 if row.tone == "stuck" else 400


def _label(row: CardRow, lines: int) -> tuple[str, ...]:
    """The label in the room that its count leaves, in at most so many lines."""
    room = _count_at(row) - width(row.count, 14, _weight(row)) - 8 - _LEFT
    return wrap(row.label, room, lines, 14)


def _row(row: CardRow, y: float, most: int) -> list[Mark]:
    loud = row.tone == "stuck"
    weight, at = _weight(row), _count_at(row)
    role = "stuck" if loud else "text2" if row.tone == "quiet" else "text"
    lines = _label(row, most)
    marks: list[Mark] = []
    if row.part:
        bar = _rounded(974.0, y - 13.5, max(6.0, 272 * row.part), 18.0, 3.0)
        marks.append(Shape(bar, fill="stuck" if loud else "stroke", alpha=0.15))
    marks += [
        Word(TextLine(_LEFT, y + _ROW * at_line, text, 14, 400, role, "start"))
        for at_line, text in enumerate(lines)
    ]
    if row.count:
        marks.append(Word(TextLine(at, y, row.count, 14, weight, role, "end")))
    if row.words:
        marks.append(Word(TextLine(_RIGHT, y, row.words, 14, weight, role, "end")))
    return marks


def _rounded(x: float, y: float, w: float, h: float, r: float) -> str:
    a = f"A{r:g},{r:g} 0 0 1"
    return (
        f"M{x + r:g},{y:g} H{x + w - r:g} {a} {x + w:g},{y + r:g} V{y + h - r:g} "
        f"{a} {x + w - r:g},{y + h:g} H{x + r:g} {a} {x:g},{y + h - r:g} V{y + r:g} "
        f"{a} {x + r:g},{y:g} Z"
    )

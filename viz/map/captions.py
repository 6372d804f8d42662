"""The words around a map: title, tier names, what was counted and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from pathways.map.facts import MapFacts, MoveFacts
from pathways.stats.rate import percent
from pathways.wording import Sentence
from viz.drawing.palette import band_role
from viz.drawing.text import clean, ellipsis, width, wrap
from viz.drawing.words import people
from viz.map.layout import Layout, Tier
from viz.map.mountain import MAP_LEFT
from viz.map.selection import Selection
from viz.map.shapes import Band, TextLine

__all__ = [
    "bands",
    "caption_lines",
    "notes",
    "of_everyone",
    "of_the_watched",
    "shown_line",
    "subtitle_line",
    "title_lines",
]

PAGE_WIDTH = 1232.0
_COLOURED = ("stuck", "up")
"""Roles of values in a title that have the colour of their marks."""


def title_lines(title: str) -> tuple[TextLine, ...]:
    """The title, as large as it fits in one line, else in two; its findings in their colour."""
    text = clean(title)
    role_at = _roles(title)
    size = next((s for s in (26.0, 24.0, 22.0, 20.0) if width(text, s, 700) <= PAGE_WIDTH), 0.0)
    if size:
        return tuple(_coloured(text, role_at, 42.0, size))
    first, *rest = wrap(text, PAGE_WIDTH, 2, 19.0, 700)
    runs = _coloured(first, role_at, 26.0, 19.0)
    for line in rest:
        runs += _coloured(line, role_at[len(first) + 1 :], 49.0, 19.0)
    return tuple(runs)


def _roles(title: str) -> list[str]:
    """The role of each letter of the title as it is drawn."""
    if not isinstance(title, Sentence):
        return []
    roles: list[str] = []
    for role, part in title.runs():
        # Between bars, so that the spaces at its ends stay.
        shown = clean(f"|{part}|")[1:-1]
        roles += [role if role in _COLOURED else "text"] * len(shown)
    return roles


def _coloured(text: str, role_at: Sequence[str], y: float, size: float) -> list[TextLine]:
    runs, x = [], MAP_LEFT
    roles = [*role_at[: len(text)], *["text"] * (len(text) - len(role_at))]
    for role, letters in groupby(zip(roles, text, strict=True), key=itemgetter(0)):
        part = "".join(letter for _, letter in letters)
        runs.append(TextLine(round(x, 1), y, part, size, 700, role, "start"))
        x += width(part, size, 700)
    return runs


def subtitle_line(facts: MapFacts) -> TextLine:
    """The line under the title."""
    text = ellipsis(clean(facts.subtitle), PAGE_WIDTH, 15)
    return TextLine(MAP_LEFT, 68.0, text, 15, 400, "text2", "start")


def bands(layout: Layout) -> tuple[Band, ...]:
    """Each tier as a slice of the mountain, with its name and people at the left."""
    return tuple(_band(layout, tier, index) for index, tier in enumerate(layout.tiers))


def _band(layout: Layout, tier: Tier, index: int) -> Band:
    name = "no tier in the scheme" if tier.tier is None else clean(tier.tier.name)
    note = "none" if tier.tier is None or not tier.steps else people(tier.tier.people)
    note = "" if tier.tier is None else note
    outline = layout.mountain.slice(tier.top, tier.bottom)
    room = min(x for x, _ in outline) - MAP_LEFT - 12
    lines = _tier_lines(name, note, tier.top, tier.bottom, max(room, 118.0))
    return Band(name, band_role(index), tier.top, tier.bottom, outline, lines)


def _tier_lines(
    name: str, note: str, top: float, bottom: float, room: float
) -> tuple[TextLine, ...]:
    """Name and note beside each other in a thin band, below each other in a tall one."""
    middle = (top + bottom) / 2
    if bottom - top < 40:
        text = ellipsis(name, room - width(note, 14) - 8, 15, 700)
        after = MAP_LEFT + width(text, 15, 700) + 8
        y = round(middle + 5, 1)
        return (_bold(text, y), TextLine(round(after, 1), y, note, 14, 400, "text2", "start"))
    names = wrap(name, 118, 2 if bottom - top > 60 else 1, 15, 700)
    first = middle + 5 - 9.5 * (len(names) - (0 if note else 1))
    lines = [_bold(text, round(first + 18 * i, 1)) for i, text in enumerate(names)]
    y = round(first + 18 * len(names) + 1, 1)
    return (*lines, TextLine(MAP_LEFT, y, note, 14, 400, "text2", "start"))


def _bold(text: str, y: float) -> TextLine:
    return TextLine(MAP_LEFT, y, text, 15, 700, "text", "start")


def shown_line(facts: MapFacts, drawn: Sequence[MoveFacts]) -> str:
    """How much of the moves of five people or more the arrows show."""
    if not facts.moves_in_all:
        return "no moves on record"
    if not facts.people_moves_in_all or not drawn:
        return f"{len(drawn)} of {facts.moves_in_all} moves shown"
    part = percent(min(1.0, sum(m.people for m in drawn) / facts.people_moves_in_all))
    return f"{len(drawn)} of {facts.moves_in_all} moves shown, {part} of their people"


def caption_lines(
    facts: MapFacts, selection: Selection, whose: str | None = None
) -> tuple[str, ...]:
    """What the marks mean and what was left out, then where it all comes from."""
    *told, origin = notes(facts, selection, whose)
    return (*wrap(" ".join(told), PAGE_WIDTH, 2, 14), *wrap(origin, PAGE_WIDTH, 1, 14))


def of_the_watched(facts: MapFacts) -> str:
    """Of whom the shares at first are."""
    return f"the people at its source watched for {clean(facts.window)}"


def of_everyone(facts: MapFacts) -> str:
    """Of whom they are at the turn of a switch."""
    return f"everyone who started ({people(facts.people)}), so far"


def notes(facts: MapFacts, selection: Selection, whose: str | None = None) -> tuple[str, ...]:
    """Every sentence of the caption, uncut; where it all comes from is the last.

    ``whose`` says of whom the shares on the arrows are, the watched at their source if nothing is.
    """
    told = [
        *_meaning(facts, whose or of_the_watched(facts)),
        *_left_out(facts, selection),
        *map(clean, facts.caveats),
    ]
    return (*told, _origin(facts))


def _meaning(facts: MapFacts, whose: str) -> list[str]:
    window = clean(facts.window)
    if not facts.steps:
        return []
    return [
        (
            f"Circle area and arrow width: people. Number on an arrow: share of {whose}; "
            "each person once an arrow."
        ),
        f"No further step: nothing later on record within {window}.",
    ]


def _left_out(facts: MapFacts, selection: Selection) -> list[str]:
    folded, hidden = selection.steps_folded, facts.moves_suppressed
    said = []
    if folded:
        said.append(
            f"{folded} smaller {'step is' if folded == 1 else 'steps are'} in the table only."
        )
    if hidden:
        said.append(f"{hidden} {'move' if hidden == 1 else 'moves'} of under 5 people suppressed.")
    return [*said, "No share from fewer than 10 people."] if facts.steps else said


def _origin(facts: MapFacts) -> str:
    who = people(facts.people)
    who = who[0].upper() + who[1:]
    steps, data = clean(facts.by), clean(facts.digest)
    return f"As of {clean(facts.as_of)}. {who}, steps by {steps}. Data: {data}."

"""The words around a map: title, tier names, what was counted and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from pathways.answer.wording import Sentence
from pathways.map.facts import MapFacts, MoveFacts, Placed
from pathways.stats.rate import percent
from viz.drawing.names import common_words, cut_names
from viz.drawing.palette import band_role
from viz.drawing.text import clean, ellipsis, in_order, middle_cut, unbroken, width, wrap
from viz.drawing.words import people
from viz.map.layout import Layout, Tier
from viz.map.mountain import MAP_LEFT, MAP_TOP, TIERS_RIGHT
from viz.map.selection import Selection
from viz.map.shapes import Band, TextLine
from viz.map.type import CAPTION, TIER

__all__ = [
    "PAGE_WIDTH",
    "aside",
    "bands",
    "caption_line",
    "notes",
    "of_everyone",
    "of_the_watched",
    "plans_of",
    "shown_line",
    "subtitle",
    "subtitle_line",
    "title_lines",
]

PAGE_WIDTH = 1232.0
_BESIDE_BASE = 860.0
_TIER_ROOM = TIERS_RIGHT - MAP_LEFT - 8
_ROW_ROOM = 210.0
"""A row may reach over the slope: in a thin band no step stands there."""
_COLOURED = ("stuck", "up")
"""Roles of values in a title that have the colour of their marks."""


def title_lines(title: str, names: Mapping[str, str], told: str = "up") -> tuple[TextLine, ...]:
    """The title, as large as it fits in one line, else in two; its findings in their colour.

    ``names`` are those of steps, and how the map writes them; ``told`` is the role of the move
    that it speaks of.
    """
    for written in cut_names(names):
        parts = _parts(title, written)
        text = unbroken("".join(part for _, part in parts))
        if " ".join(wrap(text, PAGE_WIDTH, 2, 20.0, 700)) == text:
            break
    role_at = [told if role == "up" else role for role, part in parts for _ in part]
    size = next(
        (s for s in (28.0, 26.0, 24.0, 22.0, 20.5) if width(text, s, 700) <= PAGE_WIDTH), 0.0
    )
    if size:
        return tuple(_coloured(text, role_at, 36.0, size))
    first, *rest = wrap(text, PAGE_WIDTH, 2, 20.0, 700)
    runs = _coloured(first, role_at, 20.0, 20.0)
    for line in rest:
        runs += _coloured(line, role_at[len(first) + 1 :], 43.0, 20.0)
    return tuple(runs)


def _parts(title: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The title as it is drawn, part by part with its role."""
    runs = title.runs() if isinstance(title, Sentence) else [("", title)]
    parts = []
    for role, part in runs:
        # Between bars, so that the spaces at its ends stay.
        shown = clean(f"|{part}|")[1:-1]
        for name in sorted(names, key=len, reverse=True):
            shown = shown.replace(name, names[name])
        parts.append((role if role in _COLOURED else "text", shown))
    return parts


def _coloured(text: str, role_at: Sequence[str], y: float, size: float) -> list[TextLine]:
    runs, x = [], MAP_LEFT
    for role, letters in groupby(zip(role_at, text, strict=False), key=itemgetter(0)):
        part = "".join(letter for _, letter in letters)
        runs.append(TextLine(round(x, 1), y, in_order(part), size, 700, role, "start"))
        x += width(part, size, 700)
    return runs


def subtitle(facts: MapFacts, selection: Selection) -> str:
    """What the names on the map have lost, and what the record is."""
    common = common_words({step.key: step.name for step in selection.steps})
    whole = ". ".join(part for part in (common, clean(facts.subtitle)) if part)
    # Beside it stands of whom the percentages are; how many people there are is in the caption.
    return in_order(whole if not common or width(whole, 16) <= _BESIDE_BASE else common)


def subtitle_line(text: str) -> TextLine:
    """The line under the title."""
    cut = ellipsis(text, PAGE_WIDTH, 16)
    return TextLine(MAP_LEFT, 62.0, cut, 16, 400, "text2", "start")


def bands(layout: Layout, selection: Selection) -> tuple[Band, ...]:
    """Each tier as a slice of the mountain, with its name and people at the left."""
    folded = dict(selection.folded)
    drawn = []
    for index, tier in enumerate(layout.tiers):
        outline = layout.mountain.slice(tier.top, tier.bottom)
        more = folded.get(tier.tier.name if tier.tier else None, 0)
        lines = _tier_lines(tier, more, min(x for x, _ in outline) - MAP_LEFT - 12)
        drawn.append(
            Band(_tier_name(tier), band_role(index), tier.top, tier.bottom, outline, lines)
        )
    return tuple(drawn)


def aside(layout: Layout, selection: Selection) -> tuple[TextLine, ...]:
    """What stands at the left of a map without bands: how it is to be read, and what is folded."""
    if layout.tiers:
        return ()
    more = [f"+ {selection.steps_folded} more"] if selection.steps_folded else []
    order = "the lowest first" if layout.many_tiers else "as most people go"
    texts = ["Left to right:", order, *more]
    below = [
        TextLine(MAP_LEFT, MAP_TOP + 43 + 19 * at, text, CAPTION, 400, "text2", "start")
        for at, text in enumerate(texts)
    ]
    heading = f"{layout.many_tiers} tiers" if layout.many_tiers else "No tiers"
    return (_bold(heading, MAP_TOP + 24), *below)


def _tier_name(tier: Tier) -> str:
    return "no tier" if tier.tier is None else clean(tier.tier.name)


def _tier_lines(tier: Tier, more: int, room: float) -> tuple[TextLine, ...]:
    """The name of a tier, its people, and how many of its steps are folded."""
    note = (
        "" if tier.tier is None else people(tier.tier.people) if tier.tier.people != 0 else "none"
    )
    notes = [text for text in (note, f"+ {more} more" if more else "") if text]
    # Beside each other in a thin band, below each other in a tall one.
    if tier.bottom - tier.top < 22 + 19 * len(notes):
        return _in_a_row(tier, notes, max(room, _ROW_ROOM))
    return _in_a_column(tier, notes)


def _in_a_row(tier: Tier, notes: list[str], room: float) -> tuple[TextLine, ...]:
    note = ", ".join(notes)
    text = middle_cut(_tier_name(tier), room - width(note, CAPTION) - 8, TIER, 700)
    after = MAP_LEFT + width(text, TIER, 700) + 8
    y = round((tier.top + tier.bottom) / 2 + 5, 1)
    return (_bold(text, y), _note(round(after, 1), y, note))


def _in_a_column(tier: Tier, notes: list[str]) -> tuple[TextLine, ...]:
    most = 2 if tier.bottom - tier.top > 50 + 19 * len(notes) else 1
    names = wrap(_tier_name(tier), _TIER_ROOM, most, TIER, 700)
    if names[-1].endswith("…"):
        names = (middle_cut(_tier_name(tier), _TIER_ROOM, TIER, 700),)
    first = (tier.top + tier.bottom) / 2 + 6 - 9.5 * (len(names) + len(notes) - 1)
    below = first + 19 * len(names)
    lines = [_bold(text, round(first + 19 * i, 1)) for i, text in enumerate(names)]
    lines += [_note(MAP_LEFT, round(below + 19 * i, 1), note) for i, note in enumerate(notes)]
    return tuple(lines)


def _note(x: float, y: float, text: str) -> TextLine:
    return TextLine(x, y, text, CAPTION, 400, "text2", "start")


def _bold(text: str, y: float) -> TextLine:
    return TextLine(MAP_LEFT, y, text, TIER, 700, "text", "start")


def shown_line(facts: MapFacts, drawn: Sequence[MoveFacts]) -> str:
    """How much of the moves of five people or more the arrows show."""
    if not facts.moves_in_all:
        return "no move of five people or more"
    if not facts.people_moves_in_all or not drawn:
        return f"{len(drawn)} of {facts.moves_in_all} moves shown"
    part = percent(facts.part_of_moves(drawn))
    return f"{len(drawn)} of {facts.moves_in_all} moves shown, {part} of their people"


def caption_line(facts: MapFacts, whose: str | None = None) -> str:
    """Of whom the shares are and where it all comes from; the rest stands behind the i."""
    shares = (
        f"Number on an arrow: share of {whose or of_the_watched(facts)}. " if facts.steps else ""
    )
    return ellipsis(f"{shares}{_origin(facts)}", PAGE_WIDTH - 40, CAPTION)


def of_the_watched(facts: MapFacts) -> str:
    """Of whom the shares at first are."""
    return f"the people at its source watched for {clean(facts.window)}"


def of_everyone(facts: MapFacts) -> str:
    """Of whom they are at the turn of a switch."""
    return f"everyone who started ({people(facts.people)}), so far"


def notes(facts: MapFacts, selection: Selection) -> tuple[str, ...]:
    """What the marks mean and what was left out, uncut; where it all comes from is the last."""
    told = [
        *_meaning(facts, of_the_watched(facts)),
        *_left_out(facts, selection),
        *(f"Open plan {clean(one.name)}: {clean(one.text)}" for one in plans_of(facts)),
        *map(clean, facts.caveats),
    ]
    return (*told, _origin(facts))


def plans_of(facts: MapFacts) -> list[Placed]:
    """The open plans on a map."""
    return [one for one in facts.said if one.kind == "plan"]


def _meaning(facts: MapFacts, whose: str) -> list[str]:
    window = clean(facts.window)
    if not facts.steps:
        return []
    return [
        (
            "Circle area and arrow width: people; the smallest are drawn alike. "
            f"Number on an arrow: share of {whose}; each person once an arrow."
        ),
        f"No further step: nothing later on record within {window}.",
    ]


def _left_out(facts: MapFacts, selection: Selection) -> list[str]:
    folded, hidden = selection.steps_folded, facts.moves_suppressed
    sentences = []
    if folded:
        steps = "step is" if folded == 1 else "steps are"
        sentences.append(f"{folded} smaller {steps} not drawn; the slider and the table have them.")
    if hidden:
        sentences.append(
            f"{hidden} {'move' if hidden == 1 else 'moves'} of under 5 people suppressed."
        )
    return [*sentences, "No share from fewer than 10 people."] if facts.steps else sentences


def _origin(facts: MapFacts) -> str:
    who = people(facts.people)
    who = who[0].upper() + who[1:]
    steps, data = clean(facts.by), clean(facts.digest)
    return f"As of {clean(facts.as_of)}. {who}, steps by {steps}. Data: {data}."

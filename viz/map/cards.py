"""What is said about one step when it is chosen, and the tables with the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pathways.map.facts import MapFacts, MoveFacts, Share, StepFacts, StuckFacts
from viz.drawing.text import clean, in_order
from viz.drawing.words import count, people
from viz.map.shapes import Card, CardRow, CardSection, MoveCard, Table
from viz.map.share_words import of_people, share_words

__all__ = [
    "DIRECTION",
    "MEDIAN",
    "MOST_ROWS",
    "NOT_YET",
    "OF_EVERYONE",
    "OF_THESE",
    "card",
    "move_card",
    "move_words",
    "row_label",
    "tables",
]

# What the card of every move tells.
OF_THESE, OF_EVERYONE = "Of those at this step", "Of everyone who started"
MEDIAN, NOT_YET, DIRECTION = "Median time", "Not yet observable", "Direction"
MOST_ROWS = 5
"""More rows than this belong in the table."""


def card(step: StepFacts, keys: Mapping[str, int], labels: Mapping[str, str]) -> Card:
    """The card of a step: came from, goes to, stands now, median time, still inside the window.

    ``keys`` finds a step by its name, ``labels`` says what a row calls it.
    """
    watched = f"of {count(step.watched)} watched"
    onward = _shares("Goes to", watched, step.goes_to, MOST_ROWS, keys, labels)
    stopped = _row(step.no_further, "stuck")
    sections = [
        _shares("Came from", f"of {count(step.people)}", step.came_from, 3, keys, labels),
        replace(onward, rows=(*onward.rows, stopped)),
        *([] if step.stuck is None else [_states(step, step.stuck)]),
        CardSection("Median time to the next step", clean(step.median_time), ()),
        CardSection("Still inside the window", count(step.still_inside), ()),
    ]
    summary = f"{clean(step.name)}: {people(step.people)}"
    tier = "no tier in the scheme" if step.tier is None else clean(step.tier)
    return Card(
        step.key, clean(step.name), people(step.people), f"{summary}, {tier}", tuple(sections)
    )


def _shares(
    heading: str,
    note: str,
    shares: tuple[Share, ...],
    most: int,
    keys: Mapping[str, int],
    labels: Mapping[str, str],
) -> CardSection:
    rows = [
        replace(_row(share), key=keys.get(share.label), label=labels.get(share.label, share.label))
        for share in shares[:most]
    ]
    left = len(shares) - most
    if left > 0:
        rows.append(CardRow(f"and {left} more, in the table", "", "", 0.0, "quiet"))
    if not shares:
        rows.append(CardRow("nothing on record", "", "", 0.0, "quiet"))
    return CardSection(heading, note, tuple(rows))


def _row(share: Share, tone: str = "plain") -> CardRow:
    return CardRow(
        clean(share.label),
        count(share.x),
        share_words(share),
        round(share.rate or 0.0, 3),
        tone,
    )


def _states(step: StepFacts, stuck: StuckFacts) -> CardSection:
    """Everyone who came here by what came after: stuck and lapsed are two things."""
    both = stuck.moved_on is not None and stuck.graduated is None
    states = [
        ("moved on", stuck.moved_on, "with graduated" if both else ""),
        *([] if both else [("graduated", stuck.graduated, "")]),
        ("in progress", stuck.in_progress, ""),
        (_stuck_label(stuck), stuck.stuck, share_words(stuck.rate)),
        ("lapsed", stuck.lapsed, ""),
    ]
    rows = [CardRow(name, count(number), words, 0.0, "plain") for name, number, words in states]
    waiting = f"long wait: {clean(stuck.threshold)} or more"
    rows.append(CardRow(waiting, "", "", 0.0, "quiet"))
    return CardSection("Where they stand now", f"of {count(step.people)}", tuple(rows))


def row_label(step: StepFacts) -> str:
    """An activity with its role first: where a row is too narrow, the program is what is cut."""
    return clean(f"{step.role}, {step.program}" if step.role else step.name)


def _stuck_label(stuck: StuckFacts) -> str:
    n = stuck.rate.n
    return "stuck" if n is None or stuck.rate.x is None else f"stuck (of {count(n)})"


def move_card(move: MoveFacts, source: StepFacts, target: StepFacts) -> MoveCard:
    """The card of a move: of whom it is a share, how long it takes, who had no time yet."""
    again = move.source == move.target
    way = "again" if again else f"→ {clean(target.name)}"
    name = in_order(f"{clean(source.name)} {way}")
    everyone = move.of_everyone
    made = [(OF_THESE, f"of {count(move.share.n)} watched", move.share)]
    if everyone is not None:
        made.append((OF_EVERYONE, f"of {count(everyone.n)}", everyone))
    sections = [
        *(
            _shares(heading, note, (replace(share, label="made this move"),), 1, {}, {})
            for heading, note, share in made
        ),
        CardSection(MEDIAN, clean(move.median_time), ()),
        CardSection(NOT_YET, count(source.still_inside), ()),
        CardSection(DIRECTION, move.direction, ()),
    ]
    made_it = f"{'at least ' if move.partly else ''}{people(move.people)}"
    summary = f"{name}: {made_it} so far"
    shown = Card(move.source, name, made_it, summary, tuple(sections))
    return MoveCard(move.source, move.target, shown)


def move_words(move: MoveFacts, names: dict[int, str]) -> tuple[str, ...]:
    """What is told of a move at once, one fact a line: which it is first."""
    far = "again" if move.source == move.target else f"to {names[move.target]}"
    rate = share_words(move.share)
    time = f"median {clean(move.median_time)}" if move.median_time else ""
    facts = (f"{of_people(move.share)} watched", rate, time)
    return (in_order(f"{names[move.source]} {far}"), *(fact for fact in facts if fact))


def tables(facts: MapFacts) -> tuple[Table, ...]:
    """Every step and every move that is not suppressed."""
    return (_steps(facts), _moves(facts))


def _steps(facts: MapFacts) -> Table:
    columns = (
        "Step", "Tier", "People", "Watched", "Still inside", "Joined here", "No further step",
        "Stuck", "Lapsed", "Median time",
    )  # fmt: skip
    rows = tuple(
        (
            clean(s.name),
            clean(s.tier) if s.tier is not None else "no tier in the scheme",
            count(s.people),
            count(s.watched),
            count(s.still_inside),
            _cell(s.joined),
            _cell(s.no_further),
            "" if s.stuck is None else count(s.stuck.stuck),
            "" if s.stuck is None else count(s.stuck.lapsed),
            clean(s.median_time),
        )
        for s in facts.steps
    )
    return Table("Steps", columns, rows)


def _cell(share: Share) -> str:
    words = share_words(share)
    return (
        f"{of_people(share)} = {words}"
        if share.rate is not None
        else (f"{of_people(share)}, {words}" if words else of_people(share))
    )


def _moves(facts: MapFacts) -> Table:
    names = {step.key: clean(step.name) for step in facts.steps}
    columns = ("From", "To", "People", "Of the watched at its source", "Direction", "Median time")
    rows = tuple(
        (
            names[m.source],
            names[m.target],
            f"{count(m.people)}{'+' if m.partly else ''}",
            _cell(m.share),
            clean(m.direction),
            clean(m.median_time),
        )
        for m in facts.moves
    )
    return Table("Moves of 5 people or more", columns, rows)

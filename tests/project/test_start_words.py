"""Every sentence that `pathways start` puts together, with none, one and several: read them.

`pytest -s tests/project/test_start_words.py` prints them all.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

import pathways as pw
from loaders.tables.mapping import Mapping
from loaders.understanding.proposal import Choice, Question
from pathways.answer.wording import listed, people_word
from pathways.project.cell_questions import CELL_QUESTIONS
from pathways.project.changes import Seen, changes
from pathways.project.date_orders import DateReading, in_words, speaks_for
from pathways.project.start_words import counts_sentence, kept_sentence, rows_word, weak_sentence
from pathways.project.tiers import TierGuess

LAST = Seen(("a.csv",), 10, 8, 1, 1, 4, "2024-01-01", ("Choir",), ("singer",))
WAY = DateReading("day-month-year", 0, 0, 1.0)


def weak(*names: str) -> str:
    return weak_sentence(
        [TierGuess(name, None, 3, "Participating", "", weak=True) for name in names]
    )


SAID = {
    rows_word(0): "no rows",
    rows_word(1): "1 row",
    rows_word(1200): "1,200 rows",
    people_word(0): "0 people",
    people_word(1): "1 person",
    people_word(2): "2 people",
    counts_sentence(0, 0, 0, 0, 0): (
        "No rows: none are counted, none are kept without counting, none are refused."
    ),
    counts_sentence(1, 1, 0, 0, 1): (
        "1 row: 1 is counted (1 person), none are kept without counting, none are refused."
    ),
    counts_sentence(3, 1, 1, 1, 1): (
        "3 rows: 1 is counted (1 person), 1 is kept without counting, 1 is refused."
    ),
    counts_sentence(2000, 1990, 5, 5, 700): (
        "2,000 rows: 1,990 are counted (700 people), 5 are kept without counting, 5 are refused."
    ),
    weak(): "",
    weak("juggler"): (
        "Nothing says how deep juggler is: its tier is only a guess, and what is said of tiers "
        "rests on it."
    ),
    weak("juggler", "clown"): (
        "Nothing says how deep juggler and clown are: their tiers are only guesses, and what is "
        "said of tiers rests on them."
    ),
    listed(["a"]): "a",
    listed(["a", "b"]): "a and b",
    listed(["a", "b", "c"]): "a, b and c",
    "\n".join(changes(LAST, LAST)): "Nothing changed since the last time.",
    "\n".join(changes(LAST, replace(LAST, rows=11, people=3, refused=0))): (
        "Rows: 11 now, 10 the last time (1 more).\n"
        "Refused: 0 now, 1 the last time (1 fewer).\n"
        "People: 3 now, 4 the last time (1 fewer)."
    ),
    "\n".join(changes(LAST, replace(LAST, roles=("alto", "bass"), as_of="2025-01-01"))): (
        "New: the roles alto and bass.\n"
        "No longer there: the role singer.\n"
        "The last day that counts is 2025-01-01; it was 2024-01-01."
    ),
    speaks_for(WAY, replace(WAY, unreadable=1)): "read the other way, 1 row is no date",
    speaks_for(WAY, replace(WAY, unreadable=3)): "read the other way, 3 rows are no date",
    speaks_for(WAY, replace(WAY, ahead=1)): "read the other way, 1 row is in the future",
    speaks_for(WAY, replace(WAY, ahead=2)): "read the other way, 2 rows are in the future",
    speaks_for(WAY, replace(WAY, in_order=0.5)): (
        "read this way they stand in order of time"
    ),
    in_words("2018-04-03"): "3 April 2018",
}  # fmt: skip


def asked(about: str, *choices: Choice, cells: int = 3, cell: str = "Git, Shell") -> str:
    """A question about cells as people read it, with its guess, its reason and what it decides."""
    question = Question(about, "Event", choices, "a reason", row=4, cell=cell, cells=cells)
    one = CELL_QUESTIONS[about](question)
    told = "; ".join(f"{choice.value}: {choice.says}" for choice in one.choices)
    return f"{one.text} [{told}] It decides: {one.effect}."


NOTHING, APART = Mapping(), Mapping(split={"program": ", "})
SAID |= {
    asked("separator", Choice(", ", APART), Choice("one", NOTHING)): (
        'Does a cell of "Event" such as Git, Shell (row 4) hold several programs? [several: what '
        "stands on each side of “,” is one; one: the whole cell is one name] It decides: several "
        "programs are several engagements on the same day."
    ),
    asked("rows below", Choice("above", NOTHING), Choice("nobody", NOTHING), cells=1): (
        '1 row has nothing in "Event", such as row 4: whose is it? [above: of the person above '
        "them; nobody: of somebody who is not known: they are refused] It decides: rows of nobody "
        "are refused."
    ),
    asked("rows below", Choice("above", NOTHING), Choice("unknown", NOTHING)): (
        '3 rows have nothing in "Event", such as row 4: of which day are they? [above: of the day '
        "above them; unknown: of a day that is not known: they are refused] It decides: rows of "
        "no day are refused."
    ),
    asked(
        "edition in name", Choice("edition", NOTHING), Choice("program", NOTHING), cell="Gala 2024"
    ): (
        'Is "Gala 2024" one time of a program that comes again, or a program of its own? [edition: '
        "the program is Gala, and 2024 its edition; program: each name is a program of its own] It "
        "decides: people who come again in another year come back to the same program, or go on to "
        "another."
    ),
    asked("events", Choice("events", NOTHING), Choice("none", NOTHING), cells=1, cell="Gala"): (
        "Is this column an event too: Gala? It is new, and filled in 1 cell. [events: read like "
        "the others; none: something else] It decides: events are counted; other columns are left "
        "out."
    ),
    asked("marks", Choice("came", NOTHING), Choice("did not come", NOTHING), cells=1, cell="hm"): (
        "Does this word mean that somebody came: hm? It stands in 1 cell. [came: ; did not come: ] "
        "It decides: only who came is counted."
    ),
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_every_form(said: str, meant: str) -> None:
    sys.stdout.write(f"{said}\n")
    assert said == meant


@pytest.mark.parametrize(
    ("statuses", "meant"),
    [
        (["attended"], ""),
        (["no-show"], "Kept without counting: 1 no-show."),
        (["no-show", "no-show", "invited"], "Kept without counting: 2 no-show and 1 invited."),
    ],
)
def test_why_rows_are_kept(statuses: list[str], meant: str) -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "participant": [f"p{n}" for n in range(len(statuses))],
            "program": "Choir",
            "start": "2024-01-01",
            "status": statuses,
        }
    )
    if all(one != "attended" for one in statuses):
        first = {
            "participant": "q",
            "program": "Choir",
            "start": "2024-01-01",
            "status": "attended",
        }
        frame = pd.concat([frame, pd.DataFrame([first])])
    said = kept_sentence(pw.from_frame(frame))
    sys.stdout.write(f"{said}\n")
    assert said == meant

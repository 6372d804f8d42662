"""Questions about what stands in cells: several values, marks, blanks, names with an edition."""

from __future__ import annotations

from collections.abc import Callable

from loaders.tables.periods import named_edition
from loaders.understanding import proposal as understood
from pathways.errors import shown
from pathways.project.question import Choice, Question

__all__ = ["CELL_QUESTIONS"]


def _about_several(asked: understood.Question) -> Question:
    example = f"{asked.cell} (row {asked.row})" if asked.cell else "a cell"
    ours, separator = next(pair for one in asked.choices for pair in one.change.split.items())
    key = {"participant": "who", "program": "what", "role": "role"}.get(ours, "values")
    what = {"who": "people", "role": "roles", "what": "programs"}.get(key, "values")
    words = {
        "several": f"what stands on each side of “{separator.strip()}” is one",
        "one": "the whole cell is one name",
    }
    order = ["one", "several"] if asked.guess == "one" else ["several", "one"]
    return Question(
        f"several-{key}",
        f"Does a cell of {shown(asked.column)} such as {example} hold several {what}?",
        order[0],
        asked.reason,
        f"several {what} are several engagements on the same day",
        _choices(asked, **{name: words[name] for name in order}),
    )


def _about_edition_in_names(asked: understood.Question) -> Question:
    """Whether Festival 2023 is an edition of Festival, or a program of its own."""
    program, edition = named_edition(asked.cell) or (asked.cell, "")
    return Question(
        "edition-in-name",
        f"Is {shown(asked.cell)} one time of a program that comes again, or a program of its own?",
        asked.guess,
        asked.reason,
        "people who come again in another year come back to the same program, or go on to another",
        _choices(
            asked,
            edition=f"the program is {program}, and {edition} its edition",
            program="each name is a program of its own",
        ),
    )


def _about_rows_below(asked: understood.Question) -> Question:
    """Whether a name or a day holds for the rows below it that have none."""
    many = "1 row has" if asked.cells == 1 else f"{asked.cells:,} rows have"
    day = asked.choices[1].answer == "unknown"
    words = (
        {
            "above": "of the day above them",
            "unknown": "of a day that is not known: they are refused",
        }
        if day
        else {
            "above": "of the person above them",
            "nobody": "of somebody who is not known: they are refused",
        }
    )
    return Question(
        "days-below" if day else "rows-below",
        f"{many} nothing in {shown(asked.column)}, such as row {asked.row}: "
        f"{'of which day' if day else 'whose'} {'is it' if asked.cells == 1 else 'are they'}?",
        asked.guess,
        asked.reason,
        f"rows of {'no day' if day else 'nobody'} are refused",
        _choices(asked, **words),
        only_a_person=True,
    )


def _about_new_events(asked: understood.Question) -> Question:
    """Whether columns of a newer file are events as well."""
    cells = "1 cell" if asked.cells == 1 else f"{asked.cells:,} cells"
    ask, new = (
        ("Are these columns events", "They are")
        if ", " in asked.cell
        else ("Is this column an event", "It is")
    )
    return Question(
        "new-events",
        f"{ask} too: {asked.cell}? {new} new, and filled in {cells}.",
        asked.guess,
        asked.reason,
        "events are counted; other columns are left out",
        _choices(asked, events="read like the others", none="something else"),
    )


def _about_words(asked: understood.Question) -> Question:
    """Whether unusual words in the columns of events mean that somebody came."""
    cells = "1 cell" if asked.cells == 1 else f"{asked.cells:,} cells"
    ask, stand = (
        ("Do these words mean", "They stand")
        if ", " in asked.cell
        else ("Does this word mean", "It stands")
    )
    return Question(
        "marks",
        f"{ask} that somebody came: {asked.cell}? {stand} in {cells}.",
        asked.guess,
        asked.reason,
        "only who came is counted",
        tuple(Choice(one.answer, "", one.change) for one in asked.choices),
        only_a_person=True,
    )


def _choices(asked: understood.Question, **answers: str) -> tuple[Choice, ...]:
    """The choices of a question in their order, under the words that people answer with."""
    each = zip(answers.items(), asked.choices, strict=True)
    return tuple(Choice(answer, text, one.change) for (answer, text), one in each)


CELL_QUESTIONS: dict[str, Callable[[understood.Question], Question]] = {
    "separator": _about_several,
    "marks": _about_words,
    "rows below": _about_rows_below,
    "events": _about_new_events,
    "edition in name": _about_edition_in_names,
}
"""What a question of a proposal is about, and how people are asked it."""

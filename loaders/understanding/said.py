"""What a reading took for itself, said to whoever reads its numbers, with what changes it."""

from __future__ import annotations

from loaders.understanding.proposal import Proposal, Question
from pathways.errors import shown

__all__ = ["said_of"]


def said_of(proposal: Proposal) -> tuple[str, ...]:
    """A note for each question that the reading answered by itself."""
    notes = (_NOTES[q.about](q) for q in proposal.questions if q.about in _NOTES and not q.needed)
    return tuple(notes)


def _separator(question: Question) -> str:
    ours, separator = next(pair for one in question.choices for pair in one.change.split.items())
    cells = "1 cell" if question.cells == 1 else f"{question.cells:,} cells"
    hold = "holds" if question.cells == 1 else "hold"
    apart = f'[split] {ours} = "{separator}" in the mapping makes each'
    where = f"{shown(question.cell)} in row {question.row}"
    if question.guess != separator:
        whole = f"Column {shown(question.column)}: {where} is taken as one name"
        return f"{whole}; {apart} part of it one."
    return (
        f"{cells} of column {shown(question.column)} {hold} several values, such as {where}; "
        f"{apart} an engagement."
    )


def _participant(question: Question) -> str:
    if question.guess == question.column:
        return (
            f"Column {shown(question.guess)} says who, although {question.reason}; [columns] "
            "participant in the mapping chooses another."
        )
    return (
        f"Column {shown(question.guess)} says who, because {question.reason}; "
        "[columns] participant in the mapping chooses another."
    )


def _program(question: Question) -> str:
    return (
        f"No column says what people took part in: everything is {shown(question.guess)}; "
        "[constants] program in the mapping names it."
    )


def _marks(question: Question) -> str:
    return (
        f"Words that are no usual marks are taken to mean that somebody came: {question.cell} "
        f"({question.cells:,} cells); [wide] no in the mapping lists those that do not."
    )


def _edition(question: Question) -> str:
    return (
        f"{shown(question.cell)} in column {shown(question.column)} may be an edition of a "
        "program: edition_in_program = true in the mapping makes it one."
    )


def _events(question: Question) -> str:
    few = f"{question.cells:,} {'cell is' if question.cells == 1 else 'cells are'} filled"
    return (
        f"Not read, because the mapping does not name it, though like the columns of events: "
        f"{question.cell} ({few}); [wide] columns in the mapping takes it in, skip leaves it out."
    )


def _rows_below(question: Question) -> str:
    few = "1 row has" if question.cells == 1 else f"{question.cells:,} rows have"
    return (
        f"{few} nothing in column {shown(question.column)}, the first is row {question.row}; "
        f"fill_down = [{shown(question.column)}] in the mapping says that they are of the "
        f"{'day' if question.choices[1].answer == 'unknown' else 'person'} above."
    )


_NOTES = {
    "rows below": _rows_below,
    "events": _events,
    "edition in name": _edition,
    "separator": _separator,
    "participant": _participant,
    "program": _program,
    "marks": _marks,
}

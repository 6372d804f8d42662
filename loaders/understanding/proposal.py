"""How one file is understood, as values: what an interview, a page or a test asks about.

Nothing here is a sentence.  :func:`loaders.propose` gives one :class:`Proposal` for each file, and
``inspect(...).proposals`` are those that a reading used::

    Proposal
    ├── file, format            its name, and the name of the format that it was recognised as
    ├── mapping                 the whole mapping that a reading takes, complete but for questions
    ├── columns: Column...      every column: its role, on what evidence, what else could have it
    ├── layout: Layout          header row, title and total rows, sheets read, hidden, not read
    ├── wide: WideColumn...     columns of events that are melted: program, edition, start, marks
    ├── marks: Mark...          words in these cells: came or not, and how many cells say so
    ├── alike: Alike...         rows of persons that are likely one, never merged by themselves
    ├── questions: Question...  what only a person can answer, the most important first
    └── rows, examples          how many rows there are; a few of them as our columns

A :class:`Question` is answered by one of its choices.  The first is the guess, and
``choice.change`` is the part of a mapping that makes it so::

    mapping = answered(proposal, {"date order": "day-month-year"})
    log = loaders.read(file, mapping=mapping)

``question.needed`` says that nothing can be counted before it is answered; a reading stops there.
The other questions have an answer already, which the reading takes and says.
"""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field

from loaders.tables.layout import Layout
from loaders.tables.mapping import Mapping, merged
from pathways.errors import OptionError, one_of

__all__ = [
    "ABOUT",
    "EVIDENCE",
    "Alike",
    "Choice",
    "Column",
    "Layout",
    "Mark",
    "Proposal",
    "Question",
    "WideColumn",
    "answered",
]

EVIDENCE = ("given", "format", "name", "nearly the name", "values", "headers", "title", "")
"""Why a column has its role: the mapping said so, the format has it, its name says it, its name
nearly says it, its cells look so, it is the only reading of the headers, a title above the table
says it; nothing for a column without a role."""

ABOUT = (
    "format", "participant", "program", "start", "year", "date order", "role", "separator", "marks",
    "edition", "edition in name", "events", "rows below",
)  # fmt: skip
"""What a question is about."""


@dataclass(frozen=True)
class Column:
    """One column of the file.

    Attributes:
        header: its header.
        role: one of our columns (:data:`loaders.tables.mapping.FIELDS`); ``first name`` and
            ``last name`` of the participant; ``wide`` for a column of an event; ``flag`` for one
            that marks rows as test or deleted; ``private`` for what is dropped; ``attribute`` for
            the rest.
        evidence: why, one of :data:`EVIDENCE`.
        alternatives: our columns that it could be as well.
        filled: cells that are not blank.
        distinct: different values among them.
        examples: some values, the most frequent first; none of a private column.
    """

    header: str
    role: str
    evidence: str = ""
    alternatives: tuple[str, ...] = ()
    filled: int = 0
    distinct: int = 0
    examples: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class WideColumn:
    """A column that stands for an event: what its header says, by our columns (``program`` …)."""

    header: str
    says: Pairs[str, str] = field(default_factory=dict)
    marked: int = 0


@dataclass(frozen=True)
class Mark:
    """A word in columns of events; ``means`` is ``came``, ``did not come`` or ``unclear``."""

    word: str
    means: str
    cells: int


@dataclass(frozen=True)
class Alike:
    """Persons that are likely one: the first row of each, their ids as the log has them, and how
    alike the two least alike of them are (0 to 100)."""

    rows: tuple[int, ...]
    participants: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Choice:
    """One answer to a question.

    Attributes:
        answer: the word that stands for it: a header, an order of dates, a separator.
        change: the part of a mapping that makes it so.
        reading: what the question's cell then says, such as ``2018-04-03``; empty where the
            question has no cell.
    """

    answer: str
    change: Mapping = field(default_factory=Mapping)
    reading: str = ""


@dataclass(frozen=True)
class Question:
    """What only a person can answer; the first choice is the guess.

    Attributes:
        about: one of :data:`ABOUT`.
        column: the header that it is about; empty where it is about the whole file.
        choices: the answers; none where a person has to say a word of their own (a program).
        reason: why it is asked, in a few words that can be shown.
        needed: nothing can be counted before it is answered.
        row: the number of a row that shows it; 0 where none does.
        cell: the cell in that row.
        cells: how many cells it concerns.
    """

    about: str
    column: str
    choices: tuple[Choice, ...]
    reason: str = ""
    needed: bool = False
    row: int = 0
    cell: str = field(default="", repr=False)
    cells: int = 0

    @property
    def guess(self) -> str:
        """The answer that is taken where nobody says another."""
        return self.choices[0].answer if self.choices else ""


@dataclass(frozen=True)
class Proposal:
    """How one file is understood; see the module for its parts."""

    file: str
    format: str
    mapping: Mapping
    columns: tuple[Column, ...] = ()
    layout: Layout = field(default_factory=Layout)
    wide: tuple[WideColumn, ...] = ()
    marks: tuple[Mark, ...] = ()
    alike: tuple[Alike, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0

    def column(self, role: str) -> Column | None:
        """The column that has a role, or ``None``."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions before whose answer nothing can be counted."""
        return tuple(question for question in self.questions if question.needed)


def answered(proposal: Proposal, answers: Pairs[str, str] | None = None) -> Mapping:
    """The mapping of a proposal with its questions answered; the guess where nothing is said.

    ``answers`` is what a question is about to the answer of one of its choices.  A program that
    stands in no column is answered by its name, a year by its number.

    Raises:
        OptionError: an answer that is none of the choices.
    """
    given = answers or {}
    mapping = proposal.mapping
    for question in proposal.questions:
        answer = given.get(question.about, question.guess)
        known = {choice.answer: choice.change for choice in question.choices}
        if answer in known:
            mapping = merged(mapping, known[answer])
        elif question.about == "program" and answer:
            mapping = merged(mapping, Mapping(constants={"program": answer}))
        elif question.about == "year" and answer.isdecimal():
            mapping = merged(mapping, Mapping(year=int(answer)))
        elif answer or known:
            raise OptionError(f"{one_of(answer, tuple(known), question.about)}.")
    return mapping

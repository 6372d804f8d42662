"""How files are understood before anybody is told a number: guesses, open questions, a dry run."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from loaders.inspection import Inspection
from loaders.reading import inspect, tables_of
from loaders.tables.mapping import Mapping
from loaders.tables.table import RawTable
from loaders.understanding.file import understood
from pathways.errors import EditionOrderError, NoAnswerError
from pathways.project.answering import answered, said_of_columns, with_order
from pathways.project.question import Question
from pathways.project.questions_asked import about_editions, about_marks, about_role, asked_of
from pathways.record.scheme import Scheme

__all__ = ["Understanding", "understand"]

_TURNS = 12


@dataclass(frozen=True)
class Understanding:
    """What files are taken to mean.

    Attributes:
        files: their paths.
        mappings: what the columns of each file mean, with what was guessed and answered.
        inspection: what would be counted, kept and refused; ``None`` where a question without a
            guess has to be answered first.
        questions: what the files do not say, most important first.
        answers: what was taken for each, by its key.
    """

    files: tuple[Path, ...]
    mappings: tuple[Mapping, ...]
    inspection: Inspection | None
    questions: tuple[Question, ...] = ()
    answers: Pairs[str, str] = field(default_factory=dict)

    @property
    def found(self) -> Inspection:
        """The dry run.

        Raises:
            NoAnswerError: a question has to be answered first.
        """
        if self.inspection is None:
            text = self.questions[-1].text if self.questions else "Nothing is understood."
            raise NoAnswerError(f"{text} Nothing can be counted before that is answered.")
        return self.inspection


def understand(
    *files: Path,
    scheme: Scheme,
    mappings: Sequence[Mapping] = (),
    answers: Pairs[str, str] | None = None,
) -> Understanding:
    """Read files as they are, as far as they say it, and by guesses and answers for the rest.

    Args:
        files: the files of one record.
        scheme: the tiers.
        mappings: what is known of the columns already: one for all files, or one for each.
        answers: what was said to the questions of an earlier turn, by their keys.

    Raises:
        RecordsError: a file that cannot be read, whatever somebody answers.
        OptionError: an answer that cannot be.
    """
    work = _Work(dict(answers or {}))
    known = _for_each(mappings, len(files))
    found: dict[tuple[str, ...], Mapping] = {}
    of_files: list[Mapping] = []
    tables = tables_of(files, known)
    work.beside = [file for file, table in zip(files, tables, strict=True) if table is None]
    for file, table, mapping in zip(files, tables, known, strict=True):
        if table is None:  # it is read into the file that it belongs to
            of_files.append(mapping)
            continue
        shape = tuple(table.columns)
        suffix = f" in {table.name}" if found and shape not in found else ""
        if shape not in found:
            found[shape] = work.settled(file, table, mapping, scheme, suffix)
        of_files.append(found[shape])
    inspection = None
    if not work.blocked:
        of_files, inspection = work.together(files, of_files, scheme)
    return Understanding(
        files=tuple(files),
        mappings=tuple(of_files),
        inspection=inspection,
        questions=tuple(work.questions.values()),
        answers=work.answers,
    )


def _for_each(mappings: Sequence[Mapping], files: int) -> list[Mapping]:
    """A mapping for each file: its own, the one for all, or none where the numbers differ."""
    if len(mappings) == files:
        return list(mappings)
    return [mappings[0] if len(mappings) == 1 else Mapping()] * files


class _Work:
    """Questions that came up, and the answers or guesses that were taken."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.questions: dict[str, Question] = {}
        self.beside: list[Path] = []

    @property
    def blocked(self) -> bool:
        """Whether a question has neither an answer nor a guess."""
        return any(not self.answers[name] for name in self.questions)

    def settled(
        self, file: Path, table: RawTable, mapping: Mapping, scheme: Scheme, suffix: str
    ) -> Mapping:
        """The mapping of one file, every question about it answered or guessed."""
        mapping = said_of_columns(mapping, self.answers, suffix, table)
        for _ in range(_TURNS):
            proposal = understood(table, mapping)
            asked = asked_of(table, proposal)
            if not proposal.open:
                asked += about_role(table, mapping, proposal)
            if not asked and "status" in proposal.mapping.columns:
                asked = self._of_attendance(file, table, mapping, scheme)
            new = [_suffixed(one, suffix) for one in asked]
            new = [one for one in new if one.key not in self.questions]
            if not new:
                return mapping
            mapping = self._take(mapping, table, new[:1], suffix)
            if self.blocked:
                break
        return mapping

    def _of_attendance(
        self, file: Path, table: RawTable, mapping: Mapping, scheme: Scheme
    ) -> list[Question]:
        """What the words of a column of attendance mean, once a dry run is possible."""
        try:
            mappings = [mapping, *(Mapping() for _ in self.beside)]
            seen = inspect(file, *self.beside, mapping=[*mappings], scheme=scheme)
            return about_marks(table, seen)
        except EditionOrderError:
            return []  # all files have to be asked together

    def together(
        self, files: Sequence[Path], mappings: Sequence[Mapping], scheme: Scheme
    ) -> tuple[list[Mapping], Inspection]:
        """The dry run of all files, their editions put in order."""
        try:
            return list(mappings), inspect(*files, mapping=[*mappings], scheme=scheme)
        except EditionOrderError as error:
            asked = about_editions(error)
            if asked is None:
                raise
            self.questions[asked.key] = asked
            answer = self.answers[asked.key] = asked.settle(self.answers.get(asked.key, ""))
            ordered = [with_order(mappings[0], answer), *mappings[1:]]
            return ordered, inspect(*files, mapping=[*ordered], scheme=scheme)

    def _take(
        self, mapping: Mapping, table: RawTable, asked: Sequence[Question], suffix: str
    ) -> Mapping:
        for question in asked:
            self.questions[question.key] = question
            answer = self.answers[question.key] = question.settle(
                self.answers.get(question.key, "")
            )
            plain = replace(question, key=question.key.removesuffix(suffix))
            mapping = answered(mapping, plain, answer, table)
        return mapping


def _suffixed(question: Question, suffix: str) -> Question:
    return replace(question, key=f"{question.key}{suffix}") if suffix else question

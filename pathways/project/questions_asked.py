"""What a file does not say, as questions; and what an answer makes of its mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from loaders.dates import ORDERS, Place, read_dates
from loaders.headers import find_header, recognise
from loaders.inspection import Inspection
from loaders.mapping import EditionsRule, Mapping
from loaders.tables.table import RawTable, constant, distinct
from pathways.errors import (
    DateOrderError,
    EditionOrderError,
    MappingError,
    OptionError,
    one_of,
    shown,
)
from pathways.project.candidates import Candidate, candidates
from pathways.project.date_orders import date_readings, speaks_for
from pathways.project.question import Choice, Question
from pathways.record.rules import COUNTED_STATUSES, STATUSES

__all__ = [
    "about_columns",
    "about_date_order",
    "about_editions",
    "about_marks",
    "about_role",
    "about_who",
    "answered",
    "said_of_columns",
    "title_of",
]

NO_ROLE = "none"
_OURS = {"who": "participant", "what": "program", "when": "start", "role": "role"}
_TEXTS = {
    "who": "Which column says who it was?",
    "what": "Which column says what they took part in?",
    "when": "Which column says when it was?",
    "role": "Which column says in which role?",
}
_EFFECTS = {
    "who": "rows with the same value are one person",
    "what": "people move from program to program; a name that is no column is one program for all",
    "when": "it puts the steps of a person in order; a year or a day holds for every row",
    "role": "with roles we see who comes back deeper; “none” if there is no such column",
}
_PEOPLE = 0.1
"""A column with fewer different values than this share of its rows is no column of people."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CAME = re.compile(
    r"^(attend|came|present|complet|check|show(ed)? ?up|yes|ja|oui|s[ií]$|sim|confirmed attend|"
    r"x$|✓|✔|1$|teilgenommen|anwesend|asisti|presen|particip|done|erschienen|finished|graduat)",
    re.IGNORECASE,
)


def about_columns(table: RawTable, mapping: Mapping) -> list[Question]:
    """Who, what and when, as far as neither the mapping nor the names of the columns say it."""
    known = {*mapping.columns, *mapping.constants}
    found = recognise(list(table.columns), known)
    there = {*known, *found.columns}
    likely = candidates(table)
    asked = []
    for key in ("who", "what", "when"):
        ours = _OURS[key]
        if ours in there or (key == "when" and "edition" in there):
            continue
        near = found.near.get(ours)
        first = found.ambiguous.get(ours, (near,) if near else ())
        asked.append(_column_question(key, table, _preferred(likely[key], first, table)))
    return asked


def about_role(table: RawTable, mapping: Mapping, found: Inspection) -> list[Question]:
    """Which column is the role, where a column looks so and nobody said anything of it."""
    known = {*mapping.columns, *mapping.constants, *found.mapping.columns}
    taken = {*found.mapping.columns.values()}
    likely = [one for one in candidates(table)["role"] if one.header not in taken]
    if "role" in known or found.mapping.wide is not None or not likely:
        return []
    return [_column_question("role", table, likely)]


def _preferred(
    likely: Sequence[Candidate], first: Sequence[str], table: RawTable
) -> tuple[Candidate, ...]:
    """The candidates, those that the names of the columns speak for before all others."""
    known = {one.header: one for one in likely}
    extra = [known.get(name) or _plain(name, table) for name in first]
    by_score = sorted(extra, key=lambda one: -one.score)
    return (*by_score, *(one for one in likely if one.header not in first))


def _plain(header: str, table: RawTable) -> Candidate:
    values = table.columns[header]
    filled = int((np.asarray(values.codes) >= 0).sum())
    return Candidate(header, 0, len(values.categories), filled)


def _column_question(key: str, table: RawTable, likely: Sequence[Candidate]) -> Question:
    choices = tuple(Choice(one.header, _values_of(one)) for one in likely)
    guess, reason = (choices[0].value, _reason(key, likely[0])) if choices else ("", "")
    if not choices and key == "what":
        guess, reason = (
            title_of(table.name),
            "no column names a program",
        )
    if not choices and key == "when" and (year := _YEAR.search(table.name)):
        guess, reason = year[0], "no column has dates, and the name of the file has this year"
    if key == "role":
        choices = (*choices, Choice(NO_ROLE, "there is no such column"))
    return Question(
        key, _TEXTS[key], guess, reason, _EFFECTS[key], choices, only_a_person=not guess,
        open=True,
    )  # fmt: skip


def _values_of(one: Candidate) -> str:
    values = "1 value" if one.distinct == 1 else f"{one.distinct:,} different values"
    rows = "1 row" if one.filled == 1 else f"{one.filled:,} rows"
    return f"{values} in {rows}"


def _reason(key: str, one: Candidate) -> str:
    if key == "who":
        return "the same values come again" if one.repeats else "it looks like people"
    said = {"what": "a few names come again and again", "when": "it holds dates"}
    return said.get(key, "its words are roles")


def title_of(name: str) -> str:
    """The name of a file or a folder as a title: its words.

    >>> title_of("volunteer_log-2024.csv")
    'Volunteer log 2024'
    """
    stem = name.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]
    words = re.sub(r"[\W_]+", " ", stem).strip()
    return words[:1].upper() + words[1:] or "Our program"


def about_who(table: RawTable, mapping: Mapping) -> list[Question]:
    """Whether another column says better who somebody is: in the chosen one no value repeats."""
    header = find_header(mapping.columns.get("participant", ""), table.columns)
    if header is None:
        return []
    own = _plain(header, table)
    better = [
        one
        for one in candidates(table)["who"]
        if one.repeats and one.header != header and one.distinct >= _PEOPLE * one.filled
    ]
    if own.repeats or own.filled < 10 or not better:
        return []
    asked = _column_question("who", table, [*better, own])
    reason = f"in {shown(header)} no value comes twice, so nobody would ever come back"
    return [replace(asked, reason=reason)]


def about_marks(table: RawTable, found: Inspection) -> list[Question]:
    """Which words of the column of attendance mean that somebody came."""
    header = find_header(found.mapping.columns.get("status", ""), table.columns)
    if header is None or not _status_refused(found):
        return []
    every = distinct(table.columns[header])
    words = [word for word in every if _status(word) not in STATUSES]
    known = any(_status(word) in COUNTED_STATUSES for word in every)
    came = [word for word in words if _CAME.match(word)]
    counts = table.columns[header].value_counts()
    choices = tuple(Choice(word, f"{int(counts[word]):,} rows") for word in words)
    return [
        Question(
            "came",
            f"Which words in column {shown(header)} mean that somebody came? "
            "(Several are separated by commas.)",
            ", ".join(came) or NO_ROLE,
            "they sound like it" if came else "none of them sounds like it",
            "only those rows count; the others are kept and not counted",
            choices,
            only_a_person=not came and not known,
            several=True,
        )
    ]


def _status_refused(found: Inspection) -> bool:
    refused = found.refused
    return bool(
        (refused["rule"] == "L5").any() and refused["reason"].str.startswith("status").any()
    )


def _status(word: str) -> str:
    return "-".join(word.casefold().replace("_", " ").replace("-", " ").split())


def about_date_order(table: RawTable, error: DateOrderError) -> list[Question]:
    """Which number of a date is the day, with both readings of a row."""
    readings = date_readings(table)
    choices = tuple(
        Choice(one.order, f"row {one.row}, {one.text}, is {one.says}") for one in readings
    )
    reason = speaks_for(*readings[:2]) if len(readings) > 1 else ""
    return [
        Question(
            "date-order",
            "In which order are the dates written?" if choices else str(error),
            choices[0].value if choices else ORDERS[0],
            reason or "nothing in the file settles it",
            "read the wrong way, people's steps change their order",
            choices or tuple(Choice(order) for order in ORDERS),
            only_a_person=not reason,
        )
    ]


def about_editions(error: EditionOrderError) -> Question | None:
    """In which order the editions came."""
    if not error.editions:
        return None
    return Question(
        "editions",
        "In which order did these come, the earliest first? (Separated by commas; two at the same "
        "time are joined by +.)",
        ", ".join(error.editions),
        "by the numbers and seasons in their names",
        "it decides what the next one is",
        only_a_person=not any(_YEAR.search(name) for name in error.editions),
    )


def said_of_columns(
    mapping: Mapping, answers: Pairs[str, str], suffix: str, table: RawTable
) -> Mapping:
    """The mapping with what somebody says of columns and dates, asked or not.

    Raises:
        OptionError: no such column, a date or an order that is none.
    """
    for key in (*_OURS, "date-order"):
        said = answers.get(f"{key}{suffix}", "")
        if said:
            mapping = answered(mapping, Question(key, "", said), said, table)
    return mapping


def answered(mapping: Mapping, question: Question, answer: str, table: RawTable | None) -> Mapping:
    """The mapping with what an answer says.

    Raises:
        OptionError: no such column, or a date that is none.
    """
    if question.key == "date-order":
        if answer not in ORDERS:
            raise OptionError(f"{one_of(answer, ORDERS, 'Order of dates')}.")
        return replace(mapping, date_order=answer)
    if question.key == "editions":
        brackets = tuple(
            tuple(name.strip() for name in part.split("+") if name.strip())
            for part in answer.split(",")
            if part.strip()
        )
        return replace(mapping, editions=EditionsRule(order=brackets))
    if table is None or not answer:
        return mapping
    if question.key == "came":
        return _with_marks(mapping, question, answer)
    return _with_column(mapping, question.key, answer, table)


def _with_marks(mapping: Mapping, question: Question, answer: str) -> Mapping:
    came = {word.strip().casefold() for word in answer.split(",")}
    words = {
        choice.value: COUNTED_STATUSES[0] if choice.value.casefold() in came else "no-show"
        for choice in question.choices
    }
    return replace(mapping, values={**mapping.values, "status": words})


def _with_column(mapping: Mapping, key: str, answer: str, table: RawTable) -> Mapping:
    ours = _OURS[key]
    header = find_header(answer, table.columns)
    if header is not None:
        return replace(mapping, columns={**mapping.columns, ours: header})
    if key == "role" and answer.casefold() == NO_ROLE:
        return replace(mapping, columns={**mapping.columns, ours: ""})
    if key in ("who", "role"):
        raise OptionError(f"{one_of(answer, list(table.columns), 'Column')}.")
    said = {**mapping.constants, ours: answer}
    if key == "when" and not _is_date(answer):
        raise OptionError(
            f"{shown(answer)} is neither a column nor a day or year such as 2024-05-03 or 2024."
        )
    return replace(mapping, constants=said)


def _is_date(text: str) -> bool:
    try:
        read = read_dates(constant(text, 1), Place("", "", np.zeros(1, dtype=np.int64)))
    except (DateOrderError, MappingError):
        return False
    return not np.isnat(read.first[0])

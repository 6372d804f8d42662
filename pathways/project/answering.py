"""What an answer makes of the mapping of a file."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import replace

import numpy as np

from loaders.tables.alternatives import parts_of
from loaders.tables.headers import find_header
from loaders.tables.mapping import EditionsRule, Mapping, WideRule, merged
from loaders.tables.table import RawTable, constant
from loaders.understanding.dates import ORDERS, Place, read_dates
from loaders.understanding.statuses import status_of
from pathways.errors import DateOrderError, OptionError, one_of, shown
from pathways.project.question import Question
from pathways.record.rules import COUNTED_STATUSES

__all__ = ["NOTHING", "OURS", "answered", "said_of_columns", "with_order"]

NOTHING = "none"
"""The answer that there is no such column, or no such word."""
OURS = {"who": "participant", "what": "program", "when": "start", "role": "role"}
"""Questions that a column answers, and which of our columns that is."""
_CELLS = {"what": "", "who": "participant"}
"""What the cells of several columns say that answer a question together; of programs, who came."""


def said_of_columns(
    mapping: Mapping, answers: Pairs[str, str], suffix: str, table: RawTable
) -> Mapping:
    """The mapping with what somebody says of columns and dates, asked or not.

    Raises:
        OptionError: no such column, a date or an order that is none.
    """
    for key in (*OURS, "date-order", "year"):
        answer = answers.get(f"{key}{suffix}", "")
        if answer and not (key == "date-order" and answer not in ORDERS):
            mapping = answered(mapping, Question(key, "", answer), answer, table)
    return mapping


def answered(mapping: Mapping, question: Question, answer: str, table: RawTable) -> Mapping:
    """The mapping with what an answer says.

    Raises:
        OptionError: no such column, a date or a year that is none.
    """
    changes = {choice.value: choice.change for choice in question.choices}
    change = changes.get(answer, None if answer else Mapping())
    if change is not None:
        return merged(_without_places(mapping, change), change)
    if question.key == "date-order":
        return replace(mapping, date_order=answer)
    if question.key == "year":
        if not answer.isdecimal() or len(answer) != 4:
            raise OptionError(f"A year has four digits, such as 2025; {shown(answer)} is none.")
        return replace(mapping, year=int(answer))
    if question.key == "editions":
        return with_order(mapping, answer)
    if question.key == "came":
        return _with_marks(mapping, question, answer)
    return _with_column(mapping, question.key, answer, table)


def _without_places(mapping: Mapping, change: Mapping) -> Mapping:
    """The mapping without the columns of people that it took, where one column says who."""
    places = mapping.wide is not None and mapping.wide.cell == "participant"
    return replace(mapping, wide=None) if places and "participant" in change.columns else mapping


def with_order(mapping: Mapping, answer: str) -> Mapping:
    """The mapping with editions in an order such as ``1, 2, catalyst + dra``."""
    brackets = tuple(
        tuple(name.strip() for name in part.split("+") if name.strip())
        for part in answer.split(",")
        if part.strip()
    )
    return replace(mapping, editions=EditionsRule(order=brackets))


def _with_marks(mapping: Mapping, question: Question, answer: str) -> Mapping:
    came = {word.strip().casefold() for word in answer.split(",")}
    every = [choice.value for choice in question.choices]
    words = {word: status_of(word) or "no-show" for word in every}
    words |= {word: COUNTED_STATUSES[0] for word in every if word.casefold() in came}
    return replace(mapping, values={**mapping.values, "status": words})


def _with_column(mapping: Mapping, key: str, answer: str, table: RawTable) -> Mapping:
    ours = OURS[key]
    headers = list(table.columns)
    parts = [find_header(part, headers) for part in parts_of(answer)]
    header = find_header(answer, headers) or (None if None in parts else answer)
    if header is not None:
        return replace(mapping, columns={**mapping.columns, ours: header})
    several = [find_header(part, headers) or "" for part in answer.split(", ")]
    if key in _CELLS and len(several) > 1 and all(several):
        return replace(mapping, wide=WideRule(tuple(several), cell=_CELLS[key]))
    if key == "role" and answer.casefold() == NOTHING:
        return replace(mapping, columns={**mapping.columns, ours: ""})
    if key in ("who", "role"):
        raise OptionError(f"{one_of(answer, headers, 'Column')}.")
    if key == "when" and not _is_date(answer):
        raise OptionError(
            f"{shown(answer)} is neither a column nor a day or year such as 2024-05-03 or 2024."
        )
    columns = {**mapping.columns, ours: ""} if ours in mapping.columns else mapping.columns
    return replace(mapping, columns=columns, constants={**mapping.constants, ours: answer})


def _is_date(text: str) -> bool:
    try:
        read = read_dates(constant(text, 1), Place("", "", np.zeros(1, dtype=np.int64)))
    except DateOrderError:
        return False
    return not np.isnat(read.first[0])

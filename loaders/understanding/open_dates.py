"""What keeps a column of dates from being read, in a sentence with both readings of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.tables.date_forms import ORDERS, Day, Numbers, form_of, words_of
from pathways.errors import shown

__all__ = ["CELLS", "HEADERS", "Place", "Unsettled", "readings_of", "sentence_of"]

HEADERS, CELLS = "names of the columns", "columns of stages"
"""The place of dates that are part of the names of columns, or in the cells of several."""


@dataclass(frozen=True)
class Place:
    """Where a column stands, for messages: file, header, and the numbers of its rows."""

    file: str
    header: str
    rows: NDArray[np.int64]

    @property
    def named(self) -> str:
        """The column in a sentence; dates of events stand in several columns."""
        return (
            f"the {self.header}"
            if self.header in (HEADERS, CELLS)
            else f"column {shown(self.header)}"
        )


@dataclass(frozen=True)
class Unsettled:
    """What keeps a column from being read: a cell, its row, and what it is in each order.

    ``kind`` is ``open`` (nothing settles the order), ``contradiction`` (``other`` settles it
    otherwise) or ``converted`` (a spreadsheet seems to have converted the half that it could read;
    ``readings`` are of a converted cell).
    """

    kind: str
    cell: str
    row: int
    readings: dict[str, Day]
    cells: int
    other: str = ""
    other_row: int = 0


def sentence_of(question: Unsettled, place: Place) -> str:
    """The question as an error says it, with the options that answer it."""
    where = f"{place.file}, {place.named}"
    if question.kind == "contradiction":
        first, second = (
            next(order for order, day in readings.items() if not day.reason)
            for readings in (question.readings, _other(question))
        )
        return (
            f"{where}: {question.cell} (row {question.row}) can only be {first} and "
            f"{question.other} (row {question.other_row}) only {second}. {_options(ORDERS[:2])} "
            "Rows that do not fit are then refused one by one."
        )
    if question.kind == "converted":
        return _converted(question, where)
    return (
        f"{where}, row {question.row}: {question.cell} is {_both(question)}, and no value of the "
        f"column settles it. {_options(list(question.readings))}"
    )


def _other(question: Unsettled) -> dict[str, Day]:
    form = form_of(question.other)
    orders = question.readings
    return readings_of(form, list(orders)) if isinstance(form, Numbers) else {}


def _converted(question: Unsettled, where: str) -> str:
    written, stands = question.readings
    return (
        f"{where}: every cell that is a date has a day of 12 or less, and every text such as "
        f"{question.other} (row {question.other_row}) one of more. A spreadsheet seems to have "
        f"read {written} in another order, so that row {question.row} is {_both(question)}. Say "
        f'which in the mapping: [dates] order = "{written}" and converted = '
        f'"{_across(written)}" (day and month are exchanged back) or converted = "{written}" '
        f"(they stay {stands})."
    )


def _across(order: str) -> str:
    return ORDERS[1] if order == ORDERS[0] else ORDERS[0]


def _both(question: Unsettled) -> str:
    dates = [day.span[0] for day in question.readings.values() if not day.reason]
    if len({day.year for day in dates}) > 1:
        return " or ".join(dict.fromkeys(map(words_of, dates)))
    names = dict.fromkeys(words_of(day).rsplit(" ", 1)[0] for day in dates)
    return f"{' or '.join(names)} {dates[0].year}" if dates else "not a day of the calendar"


def _options(orders: Sequence[str]) -> str:
    listed = " or ".join(f"--date-order {order}" for order in orders)
    return f'Say which: {listed} (in the mapping: [dates] order = "{orders[0]}").'


def readings_of(form: Numbers, orders: Sequence[str]) -> dict[str, Day]:
    """The day that three numbers are in each of some orders."""
    return {order: form.reading(order) for order in orders}

"""Blank cells under the first of a group, as merged cells leave them when they are exported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from loaders.tables.mapping import Mapping
from loaders.understanding.draft import Draft
from loaders.understanding.proposal import Choice, Question

__all__ = ["take_groups"]

_ROWS = 4
_LEAST = 0.2
"""Share of the rows that are blank before a column is taken for one of groups."""


def take_groups(draft: Draft) -> None:
    """Fill programs and dates down where they are blank together, and the row names a person.

    A date that is missing alone is missing; people are filled in only where somebody says so.
    """
    if draft.mapping.fill_down or draft.wide or len(draft.raw.rows) < 2:
        return
    people = _blank(draft, "participant")
    program = _blank(draft, "program")
    _ask_about_days(draft, people)
    if people is None or program is None:
        return
    _ask_about_people(draft, people, program)
    if not _begins_groups(program, people):
        return
    found = [draft.mapping.columns["program"]]
    for ours in ("start", "edition"):
        blank = _blank(draft, ours)
        if blank is not None and blank.any():
            if (blank != program).any():
                return
            found.append(draft.mapping.columns[ours])
    draft.mapping = replace(draft.mapping, fill_down=tuple(found))


def _ask_about_people(draft: Draft, people: NDArray[np.bool_], program: NDArray[np.bool_]) -> None:
    """Ask whose the rows are that say what and nobody: of the person above, or of nobody known."""
    header = draft.mapping.columns["participant"]
    if draft.asked("participant") or header not in draft.raw.columns:
        return
    if not _begins_groups(people, program):
        return
    change = Mapping(fill_down=(header,))
    choices = (Choice("above", change), Choice("nobody", Mapping()))
    row, cells = int(draft.raw.rows[people][0]), int(people.sum())
    reason = "a name may stand for the rows below it"
    draft.questions.append(Question("rows below", header, choices, reason, row=row, cells=cells))


def _ask_about_days(draft: Draft, people: NDArray[np.bool_] | None) -> None:
    """Ask whether a day that stands once holds for the people in the rows below it."""
    days, header = _blank(draft, "start"), draft.mapping.columns.get("start", "")
    if people is None or days is None or header not in draft.raw.columns:
        return
    program = _blank(draft, "program")
    together = program is not None and bool((program & days).any())
    if draft.settled("edition") or together or not _begins_groups(days, people):
        return
    choices = (Choice("above", Mapping(fill_down=(header,))), Choice("unknown", Mapping()))
    row, cells = int(draft.raw.rows[days][0]), int(days.sum())
    reason = "a day may stand for the rows below it"
    draft.questions.append(Question("rows below", header, choices, reason, row=row, cells=cells))


def _begins_groups(blank: NDArray[np.bool_], people: NDArray[np.bool_]) -> bool:
    share = float(blank.mean())
    enough = len(blank) >= _ROWS and blank.sum() > 1 and _LEAST <= share < 1
    return bool(enough and not blank[0] and not (blank & people).any())


def _blank(draft: Draft, ours: str) -> NDArray[np.bool_] | None:
    """The rows in which one of our columns is blank; ``None`` where there is no such column."""
    header = draft.header(ours)
    if header is None:
        return None
    blank: NDArray[np.bool_] = np.asarray(draft.raw.columns[header].codes) < 0
    return blank
